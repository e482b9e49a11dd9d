//! Reads one reply and says what shall become of it. Writes nothing: [`super::carry`] does.

use super::derive::{self, Written};
use super::say::Notice;
use super::{About, Act, Came, pending_memory, words};
use crate::daemon::post::NewPost;
use crate::daemon::{Site, moderation};
use crate::digest::Named;
use crate::digest::excerpt::clean;
use crate::digest::router::{Routed, answer, route};
use crate::list::address::Route;
use crate::list::admit::{self, Decision, Facts, HoldReason, Nature, Proof};
use crate::list::member::{Order, Person};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::mail::message_id::{IdHash, hash_text};
use crate::smtp::handler::Verdict;
use crate::store::digests::{self, Pending};
use crate::store::record::Blob;
use crate::store::{StoreError, held, lists, people, threads};

/// An answer to our question that says at least this many words more is added to the reply.
const MORE_WORDS: usize = 4;
/// Threads to choose from when nobody knows which digest is answered.
const RECENT: usize = 8;

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
                let routed = match self.came.route {
                    Route::Thread(_) if own.is_empty() => Routed::Empty,
                    // The address says where, whatever number the words begin with.
                    Route::Thread(thread) => return self.posts(&[(self.came.list, thread, own)]),
                    _ => route(&own, &quoted, &sent.items),
                };
                self.routed(routed, &own, &sent.items)
            }
            About::Lost => {
                let (own, _) = words(self.came.message, &[]);
                let routed = if own.is_empty() { Routed::Empty } else { Routed::Ask };
                self.routed(routed, &own, &self.recent()?)
            }
        }
    }

    fn routed(&self, routed: Routed, own: &str, items: &[Named]) -> Result<Vec<Act>, StoreError> {
        match routed {
            Routed::Posts(posts) => {
                let of = |n: usize| items.iter().find(|i| i.n == n);
                let placed = posts.into_iter().filter_map(|(n, words)| {
                    let item = of(n)?;
                    Some((item.list, item.thread, words))
                });
                self.posts(&placed.collect::<Vec<_>>())
            }
            Routed::Empty if self.others || self.writer.is_none() => Ok(Vec::new()),
            Routed::Empty => Ok(vec![Act::Say(Notice::Empty)]),
            Routed::Ask => self.ask(own, items),
        }
    }

    /// Keeps the words and asks where they go; what is not the reader's own reply waits for a human.
    fn ask(&self, own: &str, items: &[Named]) -> Result<Vec<Act>, StoreError> {
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
