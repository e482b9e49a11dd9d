//! Threads joined, parted, closed and put on top by those who animate. Posts keep their numbers, so
//! every permanent address still leads to them. Who may, and what is said, is decided above.

use super::post::{absorb, thread_months};
use crate::clock::{TimeZone, Timestamp};
use crate::list::thread::{self, References};
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::message_id::hash_text;
use crate::store::articles::{self, Article, Event};
use crate::store::marks::{self, Marks};
use crate::store::threads::{self, Thread};
use crate::store::{StoreError, Tx};

/// Two threads that became one.
#[derive(Debug)]
pub struct Joined {
    /// The one.
    pub home: Thread,
    /// The posts that came to it.
    pub came: Vec<ArticleNo>,
}

/// Joins two threads into the one with the lower number: the older address is the one most people
/// hold. `None`: one of them is not there, or they are one already.
///
/// # Errors
/// When the store cannot be read.
pub fn merge(
    tx: &mut Tx<'_>,
    list: ListId,
    (one, other): (ThreadNo, ThreadNo),
    zone: &TimeZone,
) -> Result<Option<Joined>, StoreError> {
    let (one, other) = (threads::resolve(tx, list, one)?, threads::resolve(tx, list, other)?);
    let (Some(one), Some(other)) = (one, other) else { return Ok(None) };
    if one.no == other.no {
        return Ok(None);
    }
    let (home, gone) = if one.no < other.no { (one, other) } else { (other, one) };
    let came = threads::articles(tx, list, gone.no)?;
    let mut grown = home.clone();
    absorb(tx, &mut grown, &gone, zone)?;
    threads::replace(tx, Some(&home), &grown);
    marks::put(tx, list, gone.no, &Marks::default());
    let own = marks::get(tx, list, grown.no)?;
    marks::put(tx, list, grown.no, &Marks { parted: None, ..own });
    let subject = hash_text(&[thread::base_subject(&gone.subject).0.as_bytes()]);
    threads::put_subject(tx, list, &subject, grown.no);
    Ok(Some(Joined { home: grown, came }))
}

/// Parts a thread before its `at`-th message, counted from 1 by date: that one and all later ones
/// become a thread of their own. `None`: there is no such message, or nothing would be left.
///
/// # Errors
/// When the store cannot be read.
pub fn split(
    tx: &mut Tx<'_>,
    list: ListId,
    (no, at): (ThreadNo, usize),
    zone: &TimeZone,
) -> Result<Option<Thread>, StoreError> {
    let Some(home) = threads::resolve(tx, list, no)? else { return Ok(None) };
    let mut posts = posts(tx, &home)?;
    if at < 2 || at > posts.len() {
        return Ok(None);
    }
    let moved = posts.split_off(at - 1);
    part(tx, &home, (&posts, &moved), zone)
}

/// Parts these posts, which had joined a thread, from it again; what answered them since stays.
/// `None`: they are not all there any more, or nothing would be left.
///
/// # Errors
/// When the store cannot be read.
pub fn unmerge(
    tx: &mut Tx<'_>,
    (list, no): (ListId, ThreadNo),
    came: &[ArticleNo],
    zone: &TimeZone,
) -> Result<Option<Thread>, StoreError> {
    let Some(home) = threads::resolve(tx, list, no)? else { return Ok(None) };
    let all = posts(tx, &home)?;
    let (moved, stay): (Vec<_>, Vec<_>) = all.into_iter().partition(|p| came.contains(&p.no));
    if moved.len() != came.len() {
        return Ok(None);
    }
    part(tx, &home, (&stay, &moved), zone)
}

/// Makes a thread of their own of some posts of one. `None`: it would be empty, or the old one.
fn part(
    tx: &mut Tx<'_>,
    home: &Thread,
    (stay, moved): (&[Article], &[Article]),
    zone: &TimeZone,
) -> Result<Option<Thread>, StoreError> {
    let list = home.list;
    let Some(rest) = spanned(home, stay) else { return Ok(None) };
    let new = Thread { no: threads::next_no(tx, list)?, merged_into: None, ..home.clone() };
    let Some(new) = spanned(&new, moved) else { return Ok(None) };
    for post in moved {
        move_post(tx, post, new.no, zone)?;
    }
    threads::replace(tx, Some(home), &rest);
    threads::replace(tx, None, &new);
    let subject = hash_text(&[thread::base_subject(&new.subject).0.as_bytes()]);
    threads::put_subject(tx, list, &subject, new.no);
    marks::put(tx, list, new.no, &Marks { parted: Some(rest.no), ..Marks::default() });
    let articles = moved.iter().map(|p| p.no).collect();
    articles::append_event(tx, &Event::Moved { list, from: rest.no, into: new.no, articles })?;
    Ok(Some(new))
}

/// A thread's posts by date.
fn posts(tx: &Tx<'_>, thread: &Thread) -> Result<Vec<Article>, StoreError> {
    let mut posts = Vec::new();
    for no in threads::articles(tx, thread.list, thread.no)? {
        posts.extend(articles::get(tx, thread.list, no)?);
    }
    posts.sort_by_key(|p| (p.date, p.no));
    Ok(posts)
}

/// The thread as these posts, in order, make it; its name stays with its opener's.
fn spanned(thread: &Thread, posts: &[Article]) -> Option<Thread> {
    let (first, last) = (posts.first()?, posts.last()?);
    Some(Thread {
        subject: thread::title(&first.subject),
        opener: first.no,
        opened: first.date,
        last: last.date,
        posts: u32::try_from(posts.len()).unwrap_or(u32::MAX),
        ..thread.clone()
    })
}

/// One post goes to another thread, and what answers it later with it.
fn move_post(
    tx: &mut Tx<'_>,
    post: &Article,
    into: ThreadNo,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    let (list, from) = (post.list, post.thread);
    threads::remove_article(tx, list, from, post.no);
    threads::add_article(tx, list, into, post.no);
    thread_months(tx, (list, post.date), (from, into), zone)?;
    let (base, _) = thread::base_subject(&post.subject);
    if !post.impostor {
        for own in thread::nodes(&post.message_id, &base, &References::default()).own {
            let mut node = threads::node(tx, list, &own)?.unwrap_or_default();
            node.thread = Some(into);
            threads::put_node(tx, list, &own, &node);
        }
    }
    articles::put(tx, &Article { thread: into, ..post.clone() });
    Ok(())
}

/// What may be settled about a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// New posts wait for the team.
    Closed,
    /// It stands on top of the list's page.
    Pinned,
}

/// Sets or lifts a mark (`since`: `None`). `None`: there is no such thread; else the thread, and
/// whether anything changed.
///
/// # Errors
/// When the store cannot be read.
pub fn mark(
    tx: &mut Tx<'_>,
    (list, no): (ListId, ThreadNo),
    mark: Mark,
    since: Option<Timestamp>,
) -> Result<Option<(Thread, bool)>, StoreError> {
    let Some(thread) = threads::resolve(tx, list, no)? else { return Ok(None) };
    let mut now = marks::get(tx, list, thread.no)?;
    let place = match mark {
        Mark::Closed => &mut now.closed,
        Mark::Pinned => &mut now.pinned,
    };
    let changed = place.is_some() != since.is_some();
    if changed {
        *place = since;
        marks::put(tx, list, thread.no, &now);
        articles::append_event(tx, &Event::Marked { list, thread: thread.no })?;
    }
    Ok(Some((thread, changed)))
}

/// Which post of a thread has this permanent number, counted from 1 by date.
///
/// # Errors
/// When the store cannot be read.
pub fn place_of(
    tx: &Tx<'_>,
    list: ListId,
    no: ArticleNo,
) -> Result<Option<(ThreadNo, usize)>, StoreError> {
    let Some(article) = articles::get(tx, list, no)? else { return Ok(None) };
    let Some(thread) = threads::resolve(tx, list, article.thread)? else { return Ok(None) };
    let at = posts(tx, &thread)?.iter().position(|p| p.no == no);
    Ok(at.map(|at| (thread.no, at + 1)))
}
