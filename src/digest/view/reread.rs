//! « À relire »: one thread after a month without news, in 120 words at most. Not how it is found.

use super::{Item, Maker, Section};
use crate::digest::facts::Conversation;
use crate::digest::select::{Pick, waits};

/// Words of the thread: with what stands above it, 120.
const MOST: usize = 95;
/// Characters that its pieces are cut to, step by step, until it is short enough.
const PIECES: [usize; 4] = [280, 160, 100, 40];

impl Maker<'_> {
    /// What a mail about no news says first.
    pub(super) fn quiet(&self) -> Option<String> {
        let (_, thread) = self.thread()?;
        if self.is_question(thread) {
            return Some(self.t.s("digest-quiet-question"));
        }
        let opened = thread.opener.date.to_zoned(self.facts.reader.zone.clone());
        let year = opened.year().to_string();
        let args = [("month", self.t.month(opened.month()).into()), ("year", year.into())];
        Some(self.t.text("digest-quiet-thread", &args))
    }

    fn thread(&self) -> Option<(usize, &Conversation)> {
        let mut all = self.facts.communities.iter().enumerate();
        let found = all.find_map(|(i, c)| Some((i, c.threads.first()?)));
        found.filter(|_| self.facts.rereading)
    }

    fn is_question(&self, thread: &Conversation) -> bool {
        waits(thread, &self.facts.reader.address, self.facts.now)
    }

    /// The one section.
    pub(super) fn rereading(&mut self) -> Option<Section> {
        let facts = self.facts;
        let (at, thread) = self.thread()?;
        let (community, question) = (facts.communities.get(at)?, self.is_question(thread));
        let thread = thread.clone();
        let mut section = self.headed("digest-reread");
        for piece in PIECES {
            (self.n, self.piece) = (0, piece);
            let item = match question {
                true => self.question(Pick { community: at, thread: &thread })?,
                false => self.expanded(community, &thread),
            };
            let fits = words(&item) <= MOST;
            section.items = vec![item];
            if fits {
                break;
            }
        }
        Some(section)
    }
}

fn words(item: &Item) -> usize {
    let all =
        [&item.title, &item.body.meta].into_iter().chain(item.body.quotes.iter().map(|q| &q.text));
    all.chain(&item.body.reason).map(|text| text.split_whitespace().count()).sum()
}
