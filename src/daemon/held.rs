//! Messages that wait: kept, released, dropped. Each act is one transaction, so releasing twice posts
//! once (threat 12).

use super::post::{Accepted, NewPost, Place};
use super::{Site, moderation, scheduled, sent};
use crate::clock::Timestamp;
use crate::list::admit::HoldReason;
use crate::list::{HeldNo, ListId};
use crate::mail::automatic::{Arrival, automatic};
use crate::mail::message::Message;
use crate::store::held::{self, Held};
use crate::store::{StoreError, Tx};

/// Lets a post wait. A sender's second try of the same message changes nothing.
///
/// # Errors
/// When the store cannot be read.
pub fn hold(
    site: &Site,
    tx: &mut Tx<'_>,
    post: NewPost,
    reason: HoldReason,
) -> Result<HeldNo, StoreError> {
    let now = post.received;
    let waiting = held::of_list(tx, post.list)?;
    if let Some(known) = waiting.iter().find(|h| h.content == post.content) {
        return Ok(known.no);
    }
    let held = Held {
        list: post.list,
        no: held::next_no(tx, post.list)?,
        from: post.from,
        subject: post.subject,
        received: post.received,
        reason,
        thread: match post.place {
            Place::Thread(no) => Some(no),
            Place::ByHeaders => None,
        },
        content: post.content,
        size: post.size,
        asked: None,
        asks: Vec::new(),
        identity: post.identity,
        at: None,
    };
    held::put(tx, &held, post.raw);
    moderation::waits(site, tx, &held, now)?;
    sent::waits(site, tx, &held, now)?;
    Ok(held.no)
}

/// Posts a message that waited. `None`: nothing waits under that number (any more).
///
/// # Errors
/// When the store cannot be read or written.
pub fn release(
    site: &Site,
    list: ListId,
    no: HeldNo,
    now: Timestamp,
) -> Result<Option<Accepted>, StoreError> {
    let Some(mut post) = rebuild(site, list, no, now)? else { return Ok(None) };
    // « Publier : lundi 9 h » was for us: whoever runs the host lets it go now, without that line.
    if post.timed.is_some()
        && let (Some(raw), Some(held)) =
            (held::raw(&site.store, list, no)?, held::get(&site.store, list, no)?)
    {
        post = NewPost { quiet: post.quiet, ..scheduled::rebuild(site, &held, &raw, now)? };
    }
    site.store.write(|tx| {
        // Looked up again: an animator may have answered meanwhile.
        let Some(held) = held::get(tx, list, no)? else { return Ok(None) };
        moderation::by_host(site, tx, &held, Some(post), now)
    })
}

/// The post that a message would be. `None`: nothing waits under that number (any more).
///
/// # Errors
/// When the store cannot be read.
pub fn rebuild(
    site: &Site,
    list: ListId,
    no: HeldNo,
    now: Timestamp,
) -> Result<Option<NewPost>, StoreError> {
    let Some(raw) = held::raw(&site.store, list, no)? else { return Ok(None) };
    let Some(held) = held::get(&site.store, list, no)? else { return Ok(None) };
    if held.reason == HoldReason::Scheduled {
        return scheduled::rebuild(site, &held, &raw, now).map(Some);
    }
    let message = Message::parse(&raw);
    let place = held.thread.map_or(Place::ByHeaders, Place::Thread);
    let post = NewPost::new(list, &message, held.from, now, &site.hostname);
    let quiet =
        automatic(&message, &Arrival { reverse_path: None, own_list: &|_| false }).is_some();
    let post = NewPost { quiet, timed: scheduled::said(&message), ..post };
    Ok(Some(post.at(place).in_zone(site.zone_of(list)?).seen(held.identity)))
}

/// Forgets a message that waited; its author is not told. `false`: nothing waits under that number.
///
/// # Errors
/// When the store cannot be read or written.
pub fn discard(site: &Site, list: ListId, no: HeldNo) -> Result<bool, StoreError> {
    let now = site.clock.now();
    site.store.write(|tx| {
        let Some(held) = held::get(tx, list, no)? else { return Ok(false) };
        moderation::by_host(site, tx, &held, None, now)?;
        Ok(true)
    })
}
