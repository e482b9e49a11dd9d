//! Who may know: members who wrote of the same thing before, by the rare words they share with the post.
//! Reads only, and before the transaction: it looks at many posts.

use super::scene::words_of;
use super::takes;
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::digest::kinship::{Kinship, spelling};
use crate::list::member::{Person, Role};
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo};
use crate::mail::address::Address;
use crate::store::articles;
use crate::store::wishes::{self, Attention};
use crate::store::{StoreError, people};

/// Posts looked at, the latest.
const POSTS: u32 = 500;
/// People found: more than are asked, for some were asked of late.
const FOUND: usize = 8;

/// A post that wants an answer.
pub(in crate::daemon) struct Wanted<'a> {
    /// Its list.
    pub list: ListId,
    /// The post.
    pub article: ArticleNo,
    /// Its thread.
    pub thread: ThreadNo,
    /// Its subject.
    pub subject: &'a str,
    /// Its words.
    pub words: &'a str,
    /// Who wrote it, if we keep them.
    pub author: Option<PersonId>,
}

/// Somebody who may know.
pub(in crate::daemon) struct Helper {
    /// Who.
    pub person: Person,
    /// Why they.
    pub why: Why,
}

/// What they share with the post.
pub(in crate::daemon) struct Why {
    /// The words, as the post spells them.
    pub words: Vec<String>,
    /// When they wrote them.
    pub at: Timestamp,
}

/// Those who may know, the likeliest first.
pub(in crate::daemon) fn find(site: &Site, wanted: &Wanted<'_>) -> Result<Vec<Helper>, StoreError> {
    let list = wanted.list;
    let first = wanted.article.0.saturating_sub(POSTS);
    let after = first.checked_sub(1).map(ArticleNo);
    let mut kinship = Kinship::default();
    for article in articles::after(&site.store, list, after, usize::MAX)? {
        if article.no != wanted.article {
            let words = words_of(&site.store, &article)?;
            kinship.add(&article.from.address, article.date, &article.subject, &words);
        }
    }
    let text = format!("{} {}", wanted.subject, wanted.words);
    let mut found = Vec::new();
    for kin in kinship.akin(wanted.subject, wanted.words) {
        let Ok(address) = Address::parse(kin.author) else { continue };
        if let Some(person) = people::find(&site.store, &address)?
            && Some(person.id) != wanted.author
            && may_be_asked(site, wanted, &person)?
        {
            let words = kin.words.iter().filter_map(|w| spelling(&text, w));
            let words = words.map(str::to_owned).collect();
            found.push(Helper { person, why: Why { words, at: kin.date } });
        }
        if found.len() == FOUND {
            break;
        }
    }
    Ok(found)
}

/// A member who takes posts and such mail, has not turned from the thread, and does not animate: who
/// does was told already.
fn may_be_asked(site: &Site, wanted: &Wanted<'_>, person: &Person) -> Result<bool, StoreError> {
    let (store, list) = (&site.store, wanted.list);
    let Some(member) = people::membership(store, list, person.id)? else { return Ok(false) };
    let wish = wishes::get(store, list, wanted.thread, person.id)?;
    let muted = wish.is_some_and(|w| w.attention == Attention::Mute);
    Ok(person.reminders && !muted && takes(&member) && member.role == Role::Member)
}
