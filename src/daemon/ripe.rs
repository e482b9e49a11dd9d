//! Lets search engines have the posts of a day ago, of the lists that want to be found: until then their
//! authors may still take them back, and nothing keeps a copy.

use jiff::SignedDuration;

use super::Site;
use crate::list::settings::{Switch, Visibility};
use crate::list::{ArticleNo, ListId};
use crate::store::{StoreError, articles, lists, ripe};

/// How old a post is before a search engine may keep it.
const AGE: SignedDuration = SignedDuration::from_hours(24);
/// Posts looked at, at a time.
const PAGE: usize = 1_000;

/// Notes which posts came of age.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    for (list, settings) in lists::all(&site.store)? {
        if settings.visibility == Visibility::Public && settings.indexing == Switch::On {
            one(site, list)?;
        }
    }
    Ok(())
}

fn one(site: &Site, list: ListId) -> Result<(), StoreError> {
    let now = site.clock.now();
    let before = ripe::up_to(&site.store, list)?;
    let mut last: ArticleNo = before;
    'posts: loop {
        let page = articles::after(&site.store, list, Some(last), PAGE)?;
        if page.is_empty() {
            break;
        }
        for post in page {
            if now.duration_since(post.received) < AGE {
                break 'posts;
            }
            last = post.no;
        }
    }
    if last == before {
        return Ok(());
    }
    site.store.write(|tx| ripe::ripen(tx, list, last))
}
