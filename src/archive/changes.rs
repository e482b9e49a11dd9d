//! What a batch of events touches: the threads, joins and settings whose pages must be made anew.
//! Says nothing of how.

use std::collections::{BTreeMap, BTreeSet};

use crate::list::{ArticleNo, ListId, NoteNo, NotebookNo, PollNo, ThreadNo};
use crate::store::articles::Event;
use crate::store::weeks::WeekNo;

/// The changes of many events, by list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Lists with new posts or joined threads.
    pub lists: BTreeMap<ListId, Touched>,
    /// Whether a list was made, changed or removed.
    pub settings: bool,
}

/// What changed within one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// New posts, by the thread they had when they came.
    pub posts: BTreeMap<ThreadNo, BTreeSet<ArticleNo>>,
    /// Threads that are no more, and where their posts went.
    pub merged: BTreeMap<ThreadNo, ThreadNo>,
    /// Threads whose every page is made anew.
    pub whole: BTreeSet<ThreadNo>,
    /// Notes that changed.
    pub notes: BTreeSet<NoteNo>,
    /// Notebooks they stood in or stand in.
    pub notebooks: BTreeSet<NotebookNo>,
    /// Weeks that ended.
    pub weeks: BTreeSet<WeekNo>,
    /// Posts that search engines may keep from now on: those after the first, up to the second.
    pub ripe: Option<(ArticleNo, ArticleNo)>,
    /// Polls of which all is said.
    pub polls: BTreeSet<PollNo>,
    /// Whether some post says something else.
    pub reworded: bool,
}

impl Changes {
    /// Adds one event.
    pub fn add(&mut self, event: &Event) {
        match event {
            Event::Posted { list, article, thread, .. } => {
                let touched = self.lists.entry(*list).or_default();
                touched.posts.entry(*thread).or_default().insert(*article);
            }
            Event::Merged { list, from, into } => {
                self.lists.entry(*list).or_default().merged.insert(*from, *into);
            }
            Event::Moved { list, from, into, articles } => {
                let touched = self.lists.entry(*list).or_default();
                touched.posts.entry(*into).or_default().extend(articles);
                touched.whole.extend([*from, *into]);
            }
            Event::Marked { list, thread } => {
                self.lists.entry(*list).or_default().whole.insert(*thread);
            }
            Event::WeekEnded { list, week } => {
                self.lists.entry(*list).or_default().weeks.insert(*week);
            }
            Event::NoteChanged { list, note, notebooks } => {
                let touched = self.lists.entry(*list).or_default();
                touched.notes.insert(*note);
                touched.notebooks.extend(notebooks);
            }
            Event::Ripened { list, after, up_to } => {
                let ripe = &mut self.lists.entry(*list).or_default().ripe;
                *ripe = Some((ripe.map_or(*after, |(first, _)| first.min(*after)), *up_to));
            }
            Event::Reworded { list, thread, article } => {
                let touched = self.lists.entry(*list).or_default();
                touched.posts.entry(*thread).or_default().insert(*article);
                touched.whole.insert(*thread);
                touched.reworded = true;
            }
            Event::PollClosed { list, poll } => {
                self.lists.entry(*list).or_default().polls.insert(*poll);
            }
            Event::ListChanged { .. } => self.settings = true,
        }
    }

    /// Whether nothing was touched.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && !self.settings
    }
}
