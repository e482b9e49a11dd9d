//! Threads: conversations, their order, their months, and the Message-ID nodes that tie posts to
//! them. How a post finds its thread is `list::thread`'s and `daemon::intake`'s business.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::{TimeZone, Timestamp};
use crate::list::member::Order;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::message_id::IdHash;

/// One conversation of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its list.
    pub list: ListId,
    /// Its number.
    pub no: ThreadNo,
    /// The opener's subject without reply prefixes.
    pub subject: String,
    /// The earliest post by date: who opened it.
    pub opener: ArticleNo,
    /// Date of the earliest post.
    pub opened: Timestamp,
    /// Date of the latest post.
    pub last: Timestamp,
    /// Posts in it.
    pub posts: u32,
    /// Where its posts went, when a late parent joined it to another.
    pub merged_into: Option<ThreadNo>,
}

impl Record for Thread {
    const KIND: &'static str = "thread";
    const FORM: Form = Form::Compact;
}

/// What a Message-ID of one list stands for: posts that bear it (more than one when an impostor
/// copied it), or nothing yet but the thread that waits for it (a ghost).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Posts with this identifier and the hash of their content, first come first.
    pub articles: Vec<(ArticleNo, IdHash)>,
    /// The thread it belongs to.
    pub thread: Option<ThreadNo>,
}

impl Record for Node {
    const KIND: &'static str = "node";
    const FORM: Form = Form::Compact;
}

fn thread_key(list: ListId, no: ThreadNo) -> Key {
    Key::new(Table::Thread).u32(list.0).u32(no.0)
}

pub(super) fn order_key(list: ListId, order: Order, at: Timestamp, no: ThreadNo) -> Key {
    let table = match order {
        Order::Activity => Table::ByActivity,
        Order::Posts => Table::ByOpening,
    };
    Key::new(table).u32(list.0).time_desc(at).u32(no.0)
}

/// A thread as it is stored; a merged one too.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: ThreadNo) -> Result<Option<Thread>, StoreError> {
    record::get(from, &thread_key(list, no))
}

/// The thread that answers to this number today, through any merges.
///
/// # Errors
/// When the store cannot be read.
pub fn resolve(from: &impl Read, list: ListId, no: ThreadNo) -> Result<Option<Thread>, StoreError> {
    let mut found = get(from, list, no)?;
    // A merge always goes to a lower number, so this ends.
    while let Some(into) = found.as_ref().and_then(|t| t.merged_into) {
        found = get(from, list, into)?;
    }
    Ok(found)
}

/// Every thread of a list by number, merged ones too, from the one after `after`.
///
/// # Errors
/// When the store cannot be read.
pub fn after(
    from: &impl Read,
    list: ListId,
    after: Option<ThreadNo>,
    limit: usize,
) -> Result<Vec<Thread>, StoreError> {
    let start = thread_key(list, ThreadNo(after.map_or(0, |n| n.0.saturating_add(1))));
    let end = Key::new(Table::Thread).u32(list.0).end();
    from.range(&start, &end, limit)?.iter().map(|(_, v)| record::decode(v)).collect()
}

/// A list's threads, latest first by the order chosen.
///
/// # Errors
/// When the store cannot be read.
pub fn ordered(
    from: &impl Read,
    list: ListId,
    order: Order,
    limit: usize,
) -> Result<Vec<Thread>, StoreError> {
    let mut threads = Vec::new();
    for no in latest(from, list, order, limit)? {
        threads.extend(get(from, list, no)?);
    }
    Ok(threads)
}

/// The numbers of a list's threads, latest first by the order chosen.
///
/// # Errors
/// When the store cannot be read.
pub fn latest(
    from: &impl Read,
    list: ListId,
    order: Order,
    limit: usize,
) -> Result<Vec<ThreadNo>, StoreError> {
    let table = match order {
        Order::Activity => Table::ByActivity,
        Order::Posts => Table::ByOpening,
    };
    let rows = from.prefixed(&Key::new(table).u32(list.0), limit)?;
    let number = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        parts.u32();
        parts.time_desc();
        ThreadNo(parts.u32())
    };
    Ok(rows.iter().map(number).collect())
}

/// Replaces a thread as it was (`None`: it is new) by what it is now, with its places in both
/// orders.
pub fn replace(tx: &mut Tx<'_>, old: Option<&Thread>, new: &Thread) {
    if let Some(old) = old {
        tx.delete(order_key(old.list, Order::Activity, old.last, old.no));
        tx.delete(order_key(old.list, Order::Posts, old.opened, old.no));
    }
    if new.merged_into.is_none() {
        tx.put(order_key(new.list, Order::Activity, new.last, new.no), Vec::new());
        tx.put(order_key(new.list, Order::Posts, new.opened, new.no), Vec::new());
    }
    record::put(tx, thread_key(new.list, new.no), new);
}

/// The number the next thread of a list will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_no(tx: &mut Tx<'_>, list: ListId) -> Result<ThreadNo, StoreError> {
    super::next_number(tx, "thread", list.0).map(ThreadNo)
}

/// Notes that an article stands in a thread.
pub fn add_article(tx: &mut Tx<'_>, list: ListId, thread: ThreadNo, article: ArticleNo) {
    tx.put(Key::new(Table::ThreadArticle).u32(list.0).u32(thread.0).u32(article.0), Vec::new());
}

/// Notes that an article stands in it no more.
pub fn remove_article(tx: &mut Tx<'_>, list: ListId, thread: ThreadNo, article: ArticleNo) {
    tx.delete(Key::new(Table::ThreadArticle).u32(list.0).u32(thread.0).u32(article.0));
}

/// The articles of a thread in order of arrival.
///
/// # Errors
/// When the store cannot be read.
pub fn articles(
    from: &impl Read,
    list: ListId,
    thread: ThreadNo,
) -> Result<Vec<ArticleNo>, StoreError> {
    let rows =
        from.prefixed(&Key::new(Table::ThreadArticle).u32(list.0).u32(thread.0), usize::MAX)?;
    Ok(rows
        .iter()
        .map(|(k, _)| {
            let mut parts = Parts::of(k);
            parts.u32();
            parts.u32();
            ArticleNo(parts.u32())
        })
        .collect())
}

/// The node of a Message-ID.
///
/// # Errors
/// When the store cannot be read.
pub fn node(from: &impl Read, list: ListId, id: &IdHash) -> Result<Option<Node>, StoreError> {
    record::get(from, &Key::new(Table::Node).u32(list.0).bytes(id))
}

/// Writes the node of a Message-ID.
pub fn put_node(tx: &mut Tx<'_>, list: ListId, id: &IdHash, node: &Node) {
    record::put(tx, Key::new(Table::Node).u32(list.0).bytes(id), node);
}

/// The thread last seen under a base subject, and when its last post came.
///
/// # Errors
/// When the store cannot be read.
pub fn by_subject(
    from: &impl Read,
    list: ListId,
    subject: &IdHash,
) -> Result<Option<ThreadNo>, StoreError> {
    let bytes = from.get(&Key::new(Table::Subject).u32(list.0).bytes(subject))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map(|b| ThreadNo(u32::from_be_bytes(b))))
}

/// Notes the thread last seen under a base subject.
pub fn put_subject(tx: &mut Tx<'_>, list: ListId, subject: &IdHash, thread: ThreadNo) {
    tx.put(Key::new(Table::Subject).u32(list.0).bytes(subject), thread.0.to_be_bytes().to_vec());
}

/// A calendar month in the list's time zone, as `year * 12 + month - 1`.
pub type MonthNo = u32;

/// The month a moment falls in.
pub fn month_of(at: Timestamp, zone: &TimeZone) -> MonthNo {
    let local = at.to_zoned(zone.clone());
    u32::try_from(i32::from(local.year()) * 12 + i32::from(local.month()) - 1).unwrap_or(0)
}

fn month_key(list: ListId, month: MonthNo, thread: ThreadNo) -> Key {
    Key::new(Table::Month).u32(list.0).u32(month).u32(thread.0)
}

/// How many posts of a thread fall in a month.
///
/// # Errors
/// When the store cannot be read.
pub fn posts_in_month(
    from: &impl Read,
    list: ListId,
    month: MonthNo,
    thread: ThreadNo,
) -> Result<u32, StoreError> {
    let bytes = from.get(&month_key(list, month, thread))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map_or(0, u32::from_be_bytes))
}

/// How many posts of a thread fall in a month; raises it by `by`.
///
/// # Errors
/// When the store cannot be read.
pub fn count_month(
    tx: &mut Tx<'_>,
    list: ListId,
    month: MonthNo,
    thread: ThreadNo,
    by: u32,
) -> Result<(), StoreError> {
    let now = posts_in_month(tx, list, month, thread)?;
    let key = month_key(list, month, thread);
    tx.put(key, now.saturating_add(by).to_be_bytes().to_vec());
    Ok(())
}

/// One post of a thread less in a month; the entry goes with the last.
///
/// # Errors
/// When the store cannot be read.
pub fn uncount_month(
    tx: &mut Tx<'_>,
    list: ListId,
    month: MonthNo,
    thread: ThreadNo,
) -> Result<(), StoreError> {
    let now = posts_in_month(tx, list, month, thread)?;
    let key = month_key(list, month, thread);
    if now > 1 {
        tx.put(key, (now - 1).to_be_bytes().to_vec());
    } else {
        tx.delete(key);
    }
    Ok(())
}

/// The threads with posts in a month, and how many each.
///
/// # Errors
/// When the store cannot be read.
pub fn month(
    from: &impl Read,
    list: ListId,
    month: MonthNo,
) -> Result<Vec<(ThreadNo, u32)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Month).u32(list.0).u32(month), usize::MAX)?;
    Ok(rows
        .iter()
        .map(|(k, v)| {
            let mut parts = Parts::of(k);
            parts.u32();
            parts.u32();
            let count = v.as_slice().try_into().map_or(0, u32::from_be_bytes);
            (ThreadNo(parts.u32()), count)
        })
        .collect())
}

/// The months that have posts, in order, by skipping from one to the next.
///
/// # Errors
/// When the store cannot be read.
pub fn months(from: &impl Read, list: ListId) -> Result<Vec<MonthNo>, StoreError> {
    let end = Key::new(Table::Month).u32(list.0).end();
    let mut start = Key::new(Table::Month).u32(list.0);
    let mut found = Vec::new();
    while let Some((key, _)) = from.range(&start, &end, 1)?.into_iter().next() {
        let mut parts = Parts::of(&key);
        parts.u32();
        let month = parts.u32();
        found.push(month);
        start = Key::new(Table::Month).u32(list.0).u32(month).end();
    }
    Ok(found)
}
