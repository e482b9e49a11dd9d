//! What a digest says of a thread below its title: what is counted, why it stands there, pieces of its
//! posts. Many readers of a run are told the same, each among other threads and under another number: it is
//! made, laid out and encoded once for all of them. Not which thread stands where.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::{Quote, TimeZone, Timestamp};
use crate::digest::facts::{Conversation, Facts};
use crate::digest::layout::Laid;
use crate::list::{ArticleNo, ListId, ThreadNo};

/// Bodies kept, of some KB each. Past that all are made anew, which costs what one run's first readers do.
const KEPT: usize = 4_000;

/// A thread below its title.
#[derive(Clone, Debug, Default)]
pub(in crate::digest) struct Body {
    /// Its community's language, where it is not the reader's.
    pub lang: Option<String>,
    pub meta: String,
    /// Why it is shown to this reader.
    pub reason: Option<String>,
    pub quotes: Vec<Quote>,
    pub attached: Option<String>,
    /// Both parts of it, once somebody needed them.
    pub laid: OnceLock<Laid>,
}

/// How a piece of an opener is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Begins {
    /// At its first sentences.
    Plainly,
    /// The same, with the question in it.
    Asking,
}

/// The bodies that readers of one run share.
#[derive(Default)]
pub(in crate::digest) struct Bodies {
    voices: Vec<(Voice, HashMap<Of, Arc<Body>>)>,
}

/// What the words of all bodies depend on.
#[derive(PartialEq)]
pub(super) struct Voice {
    locale: &'static str,
    zone: TimeZone,
    now: Timestamp,
    /// Whether questions name their community.
    several: bool,
    /// Characters of a name.
    name: usize,
}

impl Voice {
    /// That of a digest; it shows so many communities, and so many characters of a name.
    pub fn of(facts: &Facts, shown: usize, name: usize) -> Self {
        let (locale, zone) = (facts.reader.locale.tag(), facts.reader.zone.clone());
        Self { locale, zone, now: facts.now, several: shown > 1, name }
    }
}

/// What one body depends on besides.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Of {
    list: ListId,
    thread: ThreadNo,
    begins: Begins,
    fresh: Vec<ArticleNo>,
    meant: Option<ArticleNo>,
    reason: Option<String>,
}

impl Of {
    /// A thread as a reader finds it: within a run, all else that is said of it is the same for everybody.
    pub fn new(
        list: ListId,
        thread: &Conversation,
        begins: Begins,
        reason: Option<&String>,
    ) -> Self {
        Self {
            list,
            thread: thread.no,
            begins,
            fresh: thread.fresh.iter().map(|post| post.no).collect(),
            meant: thread.for_reader.as_ref().map(|of| of.post.no),
            reason: reason.cloned(),
        }
    }
}

impl Bodies {
    /// The body that was made already.
    pub(super) fn known(&self, voice: &Voice, of: &Of) -> Option<Arc<Body>> {
        self.voices.iter().find(|(known, _)| known == voice)?.1.get(of).cloned()
    }

    /// Keeps one for the readers to come.
    pub(super) fn keep(&mut self, voice: Voice, of: Of, body: &Arc<Body>) {
        if self.voices.iter().map(|(_, all)| all.len()).sum::<usize>() >= KEPT {
            self.voices.clear();
        }
        match self.voices.iter_mut().find(|(known, _)| *known == voice) {
            Some((_, all)) => drop(all.insert(of, body.clone())),
            None => self.voices.push((voice, HashMap::from([(of, body.clone())]))),
        }
    }
}
