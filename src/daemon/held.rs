//! Messages that wait: kept, released, dropped. Each act is one transaction, so releasing twice posts
//! once (threat 12).

use super::Site;
use super::post::{self, Accepted, NewPost, Place};
use crate::clock::{TimeZone, Timestamp};
use crate::list::admit::HoldReason;
use crate::list::{HeldNo, ListId};
use crate::mail::message::Message;
use crate::store::held::{self, Held};
use crate::store::{StoreError, Tx};

/// Lets a post wait. A sender's second try of the same message changes nothing.
///
/// # Errors
/// When the store cannot be read.
pub fn hold(tx: &mut Tx<'_>, post: NewPost, reason: HoldReason) -> Result<HeldNo, StoreError> {
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
    };
    held::put(tx, &held, post.raw);
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
    let Some(raw) = held::raw(&site.store, list, no)? else { return Ok(None) };
    let zone = site.zone_of(list)?;
    let Some(post) = rebuild(site, list, no, &raw, (now, zone))? else { return Ok(None) };
    site.store.write(|tx| {
        // Looked up again: another animator may have answered meanwhile.
        if held::get(tx, list, no)?.is_none() {
            return Ok(None);
        }
        held::remove(tx, list, no);
        post::accept(tx, post).map(Some)
    })
}

fn rebuild(
    site: &Site,
    list: ListId,
    no: HeldNo,
    raw: &[u8],
    (now, zone): (Timestamp, TimeZone),
) -> Result<Option<NewPost>, StoreError> {
    let Some(held) = held::get(&site.store, list, no)? else { return Ok(None) };
    let message = Message::parse(raw);
    let place = held.thread.map_or(Place::ByHeaders, Place::Thread);
    let post = NewPost::new(list, &message, held.from, now, &site.hostname);
    Ok(Some(post.at(place).in_zone(zone)))
}

/// Forgets a message that waited; its author is not told. `false`: nothing waits under that number.
///
/// # Errors
/// When the store cannot be read or written.
pub fn discard(site: &Site, list: ListId, no: HeldNo) -> Result<bool, StoreError> {
    site.store.write(|tx| {
        let found = held::get(tx, list, no)?.is_some();
        if found {
            held::remove(tx, list, no);
        }
        Ok(found)
    })
}
