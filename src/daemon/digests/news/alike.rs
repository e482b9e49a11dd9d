//! What a community tells all those to whom nothing in it is personal: looked up once for a run. A reader
//! whom it concerns (who wrote in it, is named, follows a thread) has their own view.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{News, Standing, Telling};
use crate::daemon::calls;
use crate::daemon::digests::anybody;
use crate::digest::facts::{Conversation, Milestone};
use crate::list::member::Role;
use crate::list::settings::{Posting, Settings};
use crate::list::{ListId, PersonId};
use crate::store::StoreError;
use crate::store::digests::Window;

/// What the common view of a list depends on.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Ground {
    list: ListId,
    /// The reader's windows on it.
    windows: Vec<Window>,
    /// Whether calls to all reach them.
    called: bool,
}

/// One community as those readers see it whom it does not concern.
pub(super) struct Common {
    pub threads: Arc<Vec<Conversation>>,
    pub milestones: Vec<Milestone>,
    /// Whom a post names.
    named: HashSet<PersonId>,
    /// Who wrote in its threads, by the key of their address.
    authors: HashSet<String>,
    /// The same threads with their pages' addresses in a language.
    paged: HashMap<String, Arc<Vec<Conversation>>>,
}

impl News<'_> {
    /// The number of the view of a reader whom nothing in a list concerns; `None`: something may.
    pub(super) fn common(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
        standing: &Standing,
    ) -> Result<Option<u32>, StoreError> {
        let member = standing.membership.as_ref();
        let animates = member.is_some_and(|m| m.role != Role::Member);
        if !standing.wishes.is_empty() || (animates && settings.posting == Posting::Animators) {
            return Ok(None);
        }
        let windows = telling.windows.iter().filter(|w| w.list == list).cloned().collect();
        let ground = Ground { list, windows, called: member.is_some_and(calls::reaches) };
        let no = match self.grounds.get(&ground) {
            Some(no) => *no,
            None => {
                let made = self.make_common(telling, (list, settings), standing)?;
                let no = u32::try_from(self.commons.len()).unwrap_or(u32::MAX);
                self.commons.push(made);
                self.grounds.insert(ground, no);
                no
            }
        };
        let me = telling.person;
        let concerns = self.seen_by_all(no).is_none_or(|common| {
            common.named.contains(&me.id) || common.authors.contains(&me.address.key())
        });
        let wrote = self.kinships.get(&list).is_some_and(|k| k.knows(&me.address));
        Ok(Some(no).filter(|_| !concerns && !wrote))
    }

    /// A view that readers share.
    pub(super) fn seen_by_all(&self, no: u32) -> Option<&Common> {
        self.commons.get(usize::try_from(no).ok()?)
    }

    fn make_common(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
        standing: &Standing,
    ) -> Result<Common, StoreError> {
        let nobody = anybody();
        let telling = Telling { person: &nobody, ..*telling };
        let told = self.told(&telling, list, standing)?;
        let (mut named, mut authors) = (HashSet::new(), HashSet::new());
        for no in told.fresh.iter().chain(&told.received) {
            named.extend(self.head(list, *no)?.iter().flat_map(|head| head.named().to_vec()));
        }
        for no in self.touched(list, &told, telling.now)? {
            authors.extend(self.thread(list, no)?.iter().flat_map(|known| known.people()));
        }
        Ok(Common {
            threads: Arc::new(self.threads_of(&telling, (list, settings), (&told, standing))?),
            milestones: self.milestones(list, &told)?,
            named,
            authors,
            paged: HashMap::new(),
        })
    }

    /// The threads of a shared view with their pages' addresses, filled in once for each language.
    pub(super) fn paged(
        &mut self,
        no: u32,
        code: &str,
        fill: impl Fn(&mut Vec<Conversation>),
    ) -> Option<Arc<Vec<Conversation>>> {
        let common = self.commons.get_mut(usize::try_from(no).ok()?)?;
        if let Some(known) = common.paged.get(code) {
            return Some(known.clone());
        }
        let mut threads = Vec::clone(&common.threads);
        fill(&mut threads);
        let threads = Arc::new(threads);
        common.paged.insert(code.to_owned(), threads.clone());
        Some(threads)
    }
}
