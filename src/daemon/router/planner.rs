//! Reads one reply and says what shall become of it. Writes nothing: [`super::carry`] does.

use super::ballots::Parted;
use super::derive::{self, Written};
use super::say::Notice;
use super::{About, Act, Came, pending_memory, words};
use crate::daemon::post::NewPost;
use crate::daemon::{Site, moderation};
use crate::digest::excerpt::clean;
use crate::digest::router::{Routed, Said, answer, route};
use crate::digest::{Lettered, Named};
use crate::list::address::Route;
use crate::list::admit::{self, Decision, Facts, HoldReason, Nature, Proof};
use crate::list::member::{Order, Person};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::mail::message_id::{IdHash, hash_text};
use crate::request;
use crate::smtp::handler::Verdict;
use crate::store::digests::{self, Lead, Pending, Sent};
use crate::store::record::Blob;
use crate::store::{StoreError, held, lists, people, threads};

/// An answer to our question that says at least this many words more is added to the reply.
const MORE_WORDS: usize = 4;
/// Threads to choose from when nobody knows which digest is answered.
const RECENT: usize = 8;

/// « 2 sourdine »: a word for us, not for the thread (product.md §3.2, rule 7).
fn commands(routed: &Routed) -> bool {
    let Routed::Posts(posts) = routed else { return false };
    let mut commands = posts.iter().filter_map(|(_, words)| request::guarded(words, &[]));
    commands.any(|command| command.verb.is_personal())
}

/// What a reply may be about.
#[derive(Clone, Copy)]
struct Asked<'a> {
    items: &'a [Named],
    polls: &'a [Lettered],
}

/// One reply being read.
pub(super) struct Planner<'a> {
    pub site: &'a Site,
    /// The mail.
    pub came: &'a Came<'a>,
    /// What tells it from others.
    pub mark: IdHash,
    /// Who wrote it, when we know them.
    pub writer: Option<&'a Person>,
    /// Whether it came to somebody else's router.
    pub others: bool,
}

impl Planner<'_> {
    /// What shall become of it.
    pub fn acts(&self, about: &About) -> Result<Vec<Act>, StoreError> {
        match about {
            About::Question(pending) => self.answered(pending),
            About::Digest(sent) => {
                let (own, quoted) = words(self.came.message, &sent.memory());
                self.digest(sent, (&own, &quoted))
            }
            About::Lost => {
                let (own, _) = words(self.came.message, &[]);
                let routed = if own.is_empty() { Routed::Empty } else { Routed::Ask };
                self.routed(routed, &own, Asked { items: &self.recent()?, polls: &[] })
            }
        }
    }

    /// A reply to a digest: its votes to their boxes, its other words to their threads.
    fn digest(&self, sent: &Sent, (own, quoted): (&str, &str)) -> Result<Vec<Act>, StoreError> {
        let Parted { votes, rest, doubtful } = self.part(own, (sent.person, &sent.polls))?;
        let asked = Asked { items: &sent.items, polls: &sent.polls };
        let mut acts = match self.came.route {
            Route::Thread(_) if own.is_empty() => self.routed(Routed::Empty, own, asked)?,
            // The address says where, whatever number the words begin with; a ballot is no post.
            Route::Thread(thread) if votes.is_empty() || !rest.is_empty() => {
                return self.posts(&[(self.came.list, thread, own.to_owned())]);
            }
            _ if rest.is_empty() && !votes.is_empty() => Vec::new(),
            _ if doubtful => self.routed(Routed::Ask, &rest, asked)?,
            _ => {
                let name = self.writer.and_then(|w| w.name.as_deref());
                let name = name.or(self.came.author.name.as_deref()).unwrap_or_default();
                let said = Said { own: &rest, quoted, name };
                let routed = Some(route(&said, &sent.items)).filter(|to| !commands(to));
                self.routed(routed.unwrap_or(Routed::Ask), &rest, asked)?
            }
        };
        let lead = Lead::Digest { person: sent.person, issue: sent.issue };
        self.cast(&mut acts, votes, (sent.person, lead))?;
        Ok(acts)
    }

    fn routed(&self, routed: Routed, own: &str, asked: Asked<'_>) -> Result<Vec<Act>, StoreError> {
        match routed {
            Routed::Posts(posts) => {
                let of = |n: usize| asked.items.iter().find(|i| i.n == n);
                let placed = posts.into_iter().filter_map(|(n, words)| {
                    let item = of(n)?;
                    Some((item.list, item.thread, words))
                });
                let acts = self.posts(&placed.collect::<Vec<_>>())?;
                // Their community is gone: the words are kept all the same.
                if acts.is_empty() { self.ask(own, asked) } else { Ok(acts) }
            }
            Routed::Empty if self.others || self.writer.is_none() => Ok(Vec::new()),
            Routed::Empty => Ok(vec![Act::Say(Notice::Empty)]),
            Routed::Ask => self.ask(own, asked),
        }
    }

    /// Keeps the words and asks where they go; what is not the reader's own reply waits for a human.
    fn ask(&self, own: &str, Asked { items, polls }: Asked<'_>) -> Result<Vec<Act>, StoreError> {
        let writer = match self.writer {
            Some(writer) if !self.others => writer,
            _ => {
                let (list, settings) = (self.came.list, self.came.settings);
                let post = derive::alone(self.site, (list, settings), own, &self.written());
                return Ok(vec![self.admitted(post, (list, settings))?]);
            }
        };
        let choices = items.iter().map(|i| Named { text: String::new(), ..i.clone() }).collect();
        let pending = Pending {
            person: writer.id,
            no: 0,
            text: own.to_owned(),
            date: self.written().date,
            received: self.came.now,
            choices,
            polls: polls.to_vec(),
            question: String::new(),
            questions: 0,
            posted: None,
        };
        Ok(vec![Act::Ask(Box::new(pending), Blob::new(self.came.message.raw()))])
    }

    /// An answer to our question.
    fn answered(&self, pending: &Pending) -> Result<Vec<Act>, StoreError> {
        if self.others {
            return Ok(Vec::new());
        }
        if let Some(title) = &pending.posted {
            return Ok(vec![Act::Say(Notice::Posted(title.clone()))]);
        }
        if pending.is_expired(self.came.now) {
            return Ok(vec![Act::Say(Notice::Expired)]);
        }
        let (own, _) = words(self.came.message, &pending_memory(pending));
        // « C'était un vote : A: 2 ».
        let Parted { votes, .. } = self.part(&own, (pending.person, &pending.polls))?;
        if !votes.is_empty() {
            let lead = Lead::Question { person: pending.person, no: pending.no };
            let mut acts = Vec::new();
            self.cast(&mut acts, votes, (pending.person, lead))?;
            return Ok(acts);
        }
        let Some((n, more)) = answer(&own, &pending.choices) else {
            return Ok(vec![Act::AskAgain(pending.no)]);
        };
        let Some(choice) = pending.choices.iter().find(|c| c.n == n) else {
            return Ok(Vec::new());
        };
        let text = if more.split_whitespace().count() >= MORE_WORDS {
            format!("{}\n\n{more}", pending.text)
        } else {
            pending.text.clone()
        };
        let raw = digests::pending_raw(&self.site.store, pending.person, pending.no)?;
        let raw = raw.unwrap_or_else(|| self.came.message.raw().to_vec());
        let waited = hash_text(&[&pending.person.0.to_be_bytes(), &pending.no.to_be_bytes()]);
        let written = Written {
            author: self.came.author,
            original: &raw,
            mark: waited,
            date: pending.date,
            received: self.came.now,
        };
        let mut acts = self.posts_of(&[(choice.list, choice.thread, text)], &written)?;
        if acts.is_empty() {
            return Ok(vec![Act::AskAgain(pending.no)]);
        }
        acts.push(Act::Answered(pending.no, choice.title.clone()));
        Ok(acts)
    }

    fn written(&self) -> Written<'_> {
        let now = self.came.now;
        Written {
            author: self.came.author,
            original: self.came.message.raw(),
            mark: self.mark,
            date: self.came.message.date().unwrap_or(now).min(now),
            received: now,
        }
    }

    fn posts(&self, placed: &[(ListId, ThreadNo, String)]) -> Result<Vec<Act>, StoreError> {
        self.posts_of(placed, &self.written())
    }

    fn posts_of(
        &self,
        placed: &[(ListId, ThreadNo, String)],
        written: &Written<'_>,
    ) -> Result<Vec<Act>, StoreError> {
        let mut acts = Vec::with_capacity(placed.len());
        for (list, thread, words) in placed {
            let Some(settings) = lists::get(&self.site.store, *list)? else { continue };
            let of = (*list, &settings);
            if let Some(post) = derive::in_thread(self.site, of, *thread, words, written)? {
                acts.push(self.admitted(post, of)?);
            }
        }
        // One refusal among several posts cannot be said in the session.
        if acts.iter().any(|a| !matches!(a, Act::Refuse(_))) {
            for act in &mut acts {
                if matches!(act, Act::Refuse(_)) {
                    *act = Act::Say(Notice::NotTheirs(self.came.settings.name.clone()));
                }
            }
        }
        Ok(acts)
    }

    /// The same rules as for any post.
    fn admitted(
        &self,
        post: NewPost,
        (list, settings): (ListId, &Settings),
    ) -> Result<Act, StoreError> {
        let store = &self.site.store;
        let post = post.seen(self.came.identity.cloned());
        let role = match self.writer {
            Some(writer) => people::membership(store, list, writer.id)?.map(|m| m.role),
            None => None,
        };
        let counts = role.is_none() || self.came.proof != Proof::Proved;
        let held = if counts { held::of_list(store, list)?.len() } else { 0 };
        let decision = admit::decide(Facts {
            nature: Nature::Human,
            from_list: self.came.author.address.same_mailbox(&settings.address),
            role,
            proof: self.came.proof,
            posting: settings.posting,
            unproven: settings.unproven,
            readable: true,
            held,
        });
        Ok(match decision {
            Decision::Post | Decision::Hold(_) if self.others => {
                Act::Hold(Box::new(post), HoldReason::OthersDigest)
            }
            Decision::Post => {
                let author = &self.came.author.address;
                let of = (author, self.came.message);
                match moderation::reason_to_wait(store, (list, settings), of)? {
                    Some(reason) => Act::Hold(Box::new(post), reason),
                    None => Act::Post(Box::new(post)),
                }
            }
            Decision::Hold(reason) => Act::Hold(Box::new(post), reason),
            Decision::Refuse(_) | Decision::Drop => {
                Act::Refuse(Verdict::refused("5.7.1", "You may not write to this list"))
            }
        })
    }

    /// Threads to choose from when the digest is not known: the latest of the list.
    fn recent(&self) -> Result<Vec<Named>, StoreError> {
        let list = self.came.list;
        let latest = threads::ordered(&self.site.store, list, Order::Activity, RECENT)?;
        let named = |(i, t): (usize, &threads::Thread)| Named {
            n: i + 1,
            list,
            thread: t.no,
            title: clean(&t.subject, "…"),
            text: String::new(),
        };
        Ok(latest.iter().enumerate().map(named).collect())
    }
}
