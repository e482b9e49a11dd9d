//! Replies to digests, and to our questions about them: read against what was sent, taken to their
//! threads, or kept until their author says where they go. Where a reply belongs is decided by
//! [`crate::digest::router`]; this finds what it needs to decide and carries it out.
//!
//! Whatever happens, nothing is posted under a digest's subject, and no word of a digest is.

mod ballots;
mod carry;
pub(in crate::daemon) mod derive;
mod planner;
mod say;

use self::planner::Planner;
use self::say::Notice;
use super::post::{self, NewPost};
use super::{Site, polls};
use crate::auth::Identity;
use crate::clock::Timestamp;
use crate::digest::letters;
use crate::digest::router::answer;
use crate::list::address::Route;
use crate::list::admit::{HoldReason, Proof};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::thread::MAX_LINKS;
use crate::list::{ListId, PersonId};
use crate::mail::address::Mailbox;
use crate::mail::message::Message;
use crate::mail::message_id::{IdHash, MessageId, hash_text};
use crate::mail::text::{SegmentKind, trim};
use crate::smtp::handler::Verdict;
use crate::store::digests::{self, Lead, Pending, Sent};
use crate::store::record::Blob;
use crate::store::{StoreError, people};

pub use self::carry::carry_out;

/// A mail that may answer a digest.
pub struct Came<'a> {
    /// The list whose address it came to.
    pub list: ListId,
    /// That list's settings.
    pub settings: &'a Settings,
    /// What that address means.
    pub route: Route,
    /// The mail.
    pub message: &'a Message<'a>,
    /// Its one author.
    pub author: &'a Mailbox,
    /// Whether it is really theirs.
    pub proof: Proof,
    /// What was found of its origin.
    pub identity: Option<&'a Identity>,
    /// When it came.
    pub now: Timestamp,
}

/// What shall become of a reply; made before the transaction.
pub struct Reply {
    list: ListId,
    settings: Settings,
    person: Option<Person>,
    answers: Option<MessageId>,
    /// The digest it answers: a reply to our notice answers it too.
    digest: Option<Lead>,
    mark: IdHash,
    acts: Vec<Act>,
}

impl Reply {
    /// The same, without a word about its posts: a machine may have sent it.
    pub fn quietly(mut self) -> Self {
        self.posts().for_each(|post| post.quiet = true);
        self
    }

    fn posts(&mut self) -> impl Iterator<Item = &mut NewPost> {
        self.acts.iter_mut().filter_map(|act| match act {
            Act::Post(post) => Some(post.as_mut()),
            _ => None,
        })
    }
}

enum Act {
    Post(Box<NewPost>),
    Hold(Box<NewPost>, HoldReason),
    Vote(Box<polls::Votes>),
    Say(Notice),
    /// Keep it and ask.
    Ask(Box<Pending>, Blob),
    /// Ask about the same reply once more.
    AskAgain(u32),
    /// What waited goes out with the posts beside this act.
    Answered(u32, String),
    Refuse(Verdict),
}

/// Somebody we may write to.
struct Asker<'a> {
    list: ListId,
    settings: &'a Settings,
    person: &'a Person,
    answers: Option<MessageId>,
    digest: Option<Lead>,
    now: Timestamp,
}

/// What a mail answers.
enum About {
    Digest(Box<Sent>),
    Question(Box<Pending>),
    /// Something of ours that is no longer known.
    Lost,
}

/// Reads a mail as a reply to a digest. `None`: it is none, and goes its ordinary way. To be asked
/// for mail to the list, to a thread and to the router.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(site: &Site, came: &Came<'_>) -> Result<Option<Reply>, StoreError> {
    let lead = lead_of(site, came)?;
    let (owner, about) = match (came.route, lead) {
        (Route::Router(person), lead) => {
            (person, about(site, came, person, lead.filter(|l| owner_of(l) == Some(person)))?)
        }
        (Route::Post | Route::Thread(_), Some(lead)) => match owner_of(&lead) {
            Some(person) => (person, about(site, came, person, Some(lead))?),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let writer = people::find(&site.store, &came.author.address)?;
    let own_token = writer.as_ref().is_some_and(|w| w.id == owner);
    let others = matches!(came.route, Route::Router(_)) && !own_token;
    let mark = hash_text(&[&post::content_hash(came.message), b"reply"]);
    let planner = Planner { site, came, mark, writer: writer.as_ref(), others };
    let acts = planner.acts(&about)?;
    let mut reply = Reply {
        list: came.list,
        settings: came.settings.clone(),
        person: writer.filter(|_| !others),
        answers: came.message.message_id(),
        digest: match about {
            About::Digest(sent) => Some(Lead::Digest { person: owner, issue: sent.issue }),
            About::Question(_) | About::Lost => None,
        },
        mark,
        acts,
    };
    // One mail, one receipt at most.
    reply.posts().skip(1).for_each(|post| post.quiet = true);
    Ok(Some(reply))
}

/// The first of our identifiers that a mail refers to, nearest first.
fn lead_of(site: &Site, came: &Came<'_>) -> Result<Option<Lead>, StoreError> {
    let references = came.message.references();
    let ids = came.message.in_reply_to().into_iter().chain(references.into_iter().rev());
    for id in ids.take(MAX_LINKS) {
        if let Some(lead) = digests::lead(&site.store, &id.hash())?
            && owner_of(&lead).is_some()
        {
            return Ok(Some(lead));
        }
    }
    Ok(None)
}

fn owner_of(lead: &Lead) -> Option<PersonId> {
    match lead {
        Lead::Digest { person, .. } | Lead::Question { person, .. } => Some(*person),
        Lead::Done | Lead::Brief { .. } => None,
    }
}

/// What a mail to this person's router answers. Without references (some programs drop them) it is
/// the reply that waits, if the mail names a thread for it; else the last digest.
fn about(
    site: &Site,
    came: &Came<'_>,
    person: PersonId,
    lead: Option<Lead>,
) -> Result<About, StoreError> {
    let store = &site.store;
    match lead {
        Some(Lead::Digest { issue, .. }) => {
            let sent = digests::sent(store, person, issue)?;
            return Ok(sent.map_or(About::Lost, |s| About::Digest(Box::new(s))));
        }
        Some(Lead::Question { no, .. }) => {
            let pending = digests::pending(store, person, no)?;
            return Ok(pending.map_or(About::Lost, |p| About::Question(Box::new(p))));
        }
        Some(Lead::Done | Lead::Brief { .. }) | None => {}
    }
    if let Some(pending) = digests::latest_pending(store, person, came.now)? {
        let (own, _) = words(came.message, &pending_memory(&pending));
        let last = digests::last_sent(store, person)?;
        let votes = letters::names_poll(&own) && last.is_some_and(|s| !s.polls.is_empty());
        if !votes && own.split_whitespace().count() <= 6 && answer(&own, &pending.choices).is_some()
        {
            return Ok(About::Question(Box::new(pending)));
        }
    }
    let sent = digests::last_sent(store, person)?;
    Ok(sent.map_or(About::Lost, |s| About::Digest(Box::new(s))))
}

/// The author's own words, and what they left of others'.
fn words(message: &Message<'_>, memory: &[&str]) -> (String, String) {
    let trimmed = trim(&message.text().text, memory);
    let quoted = trimmed.segments.iter().filter(|s| s.kind == SegmentKind::Quote);
    (trimmed.reply(), quoted.map(|s| s.text.as_str()).collect())
}

fn pending_memory(pending: &Pending) -> Vec<&str> {
    let titles = pending.choices.iter().map(|c| c.title.as_str());
    [pending.question.as_str(), pending.text.as_str()].into_iter().chain(titles).collect()
}
