//! What a run knows of each post without reading its mail twice: where it stands, who wrote it, whom it
//! reached at once. And of a list's older posts: who wrote of what.

use std::sync::Arc;

use super::{News, Telling};
use crate::clock::Timestamp;
use crate::daemon::{calls, mentions};
use crate::digest::kinship::Kinship;
use crate::list::member::Membership;
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo};
use crate::mail::message::Message;
use crate::mail::text;
use crate::store::wishes::{Attention, Wish};
use crate::store::{StoreError, articles, people, posted, withdrawn};

/// Posts looked through for who wrote of what, the latest first.
const LOOKED_THROUGH: u32 = 500;
/// One post of the log.
pub(super) struct Head {
    pub thread: ThreadNo,
    pub date: Timestamp,
    pub received: Timestamp,
    /// What people see of its author.
    pub name: String,
    /// Whether its author has no other in the list.
    pub first: bool,
    /// Whom it names: they were sent it at once.
    named: Vec<PersonId>,
    /// Whether it is a call to all.
    called: bool,
}

impl Head {
    /// Whether a reader of digests was sent it at once: they follow its thread, it names them, or it
    /// calls everybody.
    pub fn came_at_once(
        &self,
        telling: &Telling<'_>,
        membership: Option<&Membership>,
        wishes: &[(ThreadNo, Wish)],
        at: u64,
    ) -> bool {
        let follows = |(thread, wish): &(ThreadNo, Wish)| {
            *thread == self.thread && wish.attention == Attention::Follow && at > wish.since
        };
        let named = telling.person.mentions && self.names(telling.person.id);
        let called = self.called && membership.is_some_and(calls::reaches);
        named || called || wishes.iter().any(follows)
    }

    /// Whom it names.
    pub fn named(&self) -> &[PersonId] {
        &self.named
    }

    /// Whether it names somebody.
    pub fn names(&self, person: PersonId) -> bool {
        self.named.contains(&person)
    }
}

impl News<'_> {
    pub(super) fn head(
        &mut self,
        list: ListId,
        no: ArticleNo,
    ) -> Result<Option<Arc<Head>>, StoreError> {
        if let Some(known) = self.heads.get(&(list, no)) {
            return Ok(Some(known.clone()));
        }
        let store = &self.site.store;
        let Some(article) = articles::get(store, list, no)? else { return Ok(None) };
        let author = people::find(store, &article.from.address)?;
        let count = author.map_or(Ok(0), |a| posted::count(store, list, a.id))?;
        let head = Arc::new(Head {
            thread: article.thread,
            date: article.date,
            received: article.received,
            name: article.from.display().to_owned(),
            first: count == 1,
            named: mentions::of(self.site, &article)?.people,
            called: crate::store::calls::get(store, list, no)?.is_some(),
        });
        self.heads.insert((list, no), head.clone());
        Ok(Some(head))
    }

    /// Who wrote of what in a list, read when an open question first needs it.
    pub(super) fn kinship(&mut self, list: ListId) -> Result<Arc<Kinship>, StoreError> {
        if let Some(known) = self.kinships.get(&list) {
            return Ok(known.clone());
        }
        let store = &self.site.store;
        let mut kinship = Kinship::default();
        let last = articles::count(store, list)?;
        for no in last.saturating_sub(LOOKED_THROUGH) + 1..=last {
            let Some(article) = articles::get(store, list, ArticleNo(no))? else { continue };
            if withdrawn::is(store, list, article.no)? {
                continue;
            }
            let raw = articles::raw(store, list, article.no)?.unwrap_or_default();
            let words = text::trim_message(&Message::parse(&raw), &[]).reply();
            kinship.add(&article.from.address, article.date, &article.subject, &words);
        }
        let kinship = Arc::new(kinship);
        self.kinships.insert(list, kinship.clone());
        Ok(kinship)
    }
}
