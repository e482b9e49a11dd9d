//! The part of the log that a digest is about: its posts by list, and whose windows are open. Reads the
//! log once for all readers of a run.

use std::collections::HashMap;

use super::{News, PAGE};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::digest::schedule::Cadence;
use crate::list::member::Membership;
use crate::list::{ArticleNo, ListId, PersonId};
use crate::store::articles::{self, Event};
use crate::store::digests::Window;
use crate::store::{StoreError, people};

impl News<'_> {
    /// Makes sure that every post after this position is known.
    pub(super) fn read_back_to(&mut self, after: u64) -> Result<(), StoreError> {
        let mut at = after;
        let mut older: HashMap<ListId, Vec<(u64, ArticleNo)>> = HashMap::new();
        while at < self.read_from {
            let page = articles::events_after(&self.site.store, at, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            let end = self.read_from;
            for (position, event) in page.iter().filter(|(p, _)| *p <= end) {
                if let Event::Posted { list, article, imported: false, .. } = event {
                    older.entry(*list).or_default().push((*position, *article));
                }
            }
            at = *last;
        }
        for (list, mut posts) in older {
            let known = self.events.entry(list).or_default();
            posts.append(known);
            *known = posts;
        }
        self.read_from = self.read_from.min(after);
        Ok(())
    }
}

/// The position of the last event whose post had come by `at`; the log is in order of arrival.
pub(in super::super) fn position_at(site: &Site, at: Timestamp) -> Result<u64, StoreError> {
    let (mut low, mut high) = (0, articles::last_event(&site.store)?);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if came_by(site, middle, at)? { low = middle } else { high = middle - 1 }
    }
    Ok(low)
}

/// Whether the first post at or after a position had come by `at`.
fn came_by(site: &Site, position: u64, at: Timestamp) -> Result<bool, StoreError> {
    let mut from = position.saturating_sub(1);
    loop {
        let page = articles::events_after(&site.store, from, 100)?;
        let Some((last, _)) = page.last() else { return Ok(true) };
        from = *last;
        for (_, event) in &page {
            if let Event::Posted { list, article, .. } = event
                && let Some(article) = articles::get(&site.store, *list, *article)?
            {
                return Ok(article.received <= at);
            }
        }
    }
}

/// Windows that stand in for those somebody does not have: all posts of these lists since `since`.
pub(in super::super) fn since(
    site: &Site,
    lists: &[ListId],
    cadence: Cadence,
    since: Timestamp,
) -> Result<Vec<Window>, StoreError> {
    let after = position_at(site, since)?;
    Ok(lists.iter().map(|list| Window::after(*list, cadence, after)).collect())
}

/// The memberships whose digest can be sent now: not while mail to somebody is suspended, nor while
/// they are away; what they missed, when they are back.
pub(in super::super) fn active(
    site: &Site,
    person: PersonId,
    windows: &[Window],
    now: Timestamp,
) -> Result<Vec<Window>, StoreError> {
    let mut kept = Vec::with_capacity(windows.len());
    for window in windows {
        let membership = people::membership(&site.store, window.list, person)?;
        let open = |m: &Membership| match window.cadence {
            Cadence::Return => !m.is_away(now),
            _ => m.paused.is_none(),
        };
        if membership.is_some_and(|m| m.suspended.is_none() && open(&m)) {
            kept.push(window.clone());
        }
    }
    Ok(kept)
}
