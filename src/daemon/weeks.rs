//! Ends the weeks of each list, in its own zone: notes which posts each brought, so that its page can be
//! made. A week without posts leaves no trace. Mail digests are each reader's own: not this.

use super::Site;
use crate::list::{ArticleNo, ListId};
use crate::store::weeks::{self, Week, WeekNo, week_of};
use crate::store::{StoreError, articles, lists};

/// Posts looked at, at a time.
const PAGE: usize = 1_000;

/// Ends the weeks that are over.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    for (list, _) in lists::all(&site.store)? {
        while end_one(site, list)? {}
    }
    Ok(())
}

/// Ends the oldest week that is over; `false`: none is left.
fn end_one(site: &Site, list: ListId) -> Result<bool, StoreError> {
    let zone = site.zone_of(list)?;
    let before = weeks::closed_up_to(&site.store, list)?;
    let this = week_of(site.clock.now(), &zone);
    let (mut week, mut last): (Option<Week>, ArticleNo) = (None, before);
    'posts: loop {
        let page = articles::after(&site.store, list, Some(last), PAGE)?;
        if page.is_empty() {
            break;
        }
        for post in page {
            // History that was imported is no week's news.
            if post.imported {
                last = post.no;
                continue;
            }
            let no = week_of(post.received, &zone);
            // A clock that went back opens no week again.
            let same = week.is_none_or(|w| no <= w.no);
            if no >= this || !same {
                break 'posts;
            }
            last = post.no;
            let first = week.map_or(post.no, |w| w.first);
            let no = week.map_or(no, |w| w.no);
            week = Some(Week { no, first, last });
        }
    }
    if last == before {
        return Ok(false);
    }
    let week = week.map(|w| joined(site, list, w)).transpose()?;
    site.store.write(|tx| {
        if weeks::closed_up_to(tx, list)? == before {
            weeks::close(tx, list, last, week.as_ref())?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(true)
}

/// A week that was ended before, by a clock that was astray, takes its late posts in; none before the
/// last one is opened again.
fn joined(site: &Site, list: ListId, week: Week) -> Result<Week, StoreError> {
    let newest = weeks::all(&site.store, list)?.pop();
    let no: WeekNo = newest.map_or(week.no, |n| n.no.max(week.no));
    let first = newest.filter(|n| n.no == no).map_or(week.first, |n| n.first);
    Ok(Week { no, first, ..week })
}
