//! The tables held against each other: every record reads, every row leads somewhere, every count is
//! right. What each table means stands with the table.

use super::super::articles::{self, Article, Event};
use super::super::aside::Broken;
use super::super::bounces::Score;
use super::super::briefs::{Rhythm, Sent};
use super::super::digests;
use super::super::engine::{Durability, Read, Store};
use super::super::error::StoreError;
use super::super::feed_keys::FeedKey;
use super::super::held::Held;
use super::super::introductions::Introduction;
use super::super::key::{Key, Parts, Table};
use super::super::lists;
use super::super::map::place_of;
use super::super::notes::{Draft, Note, Version};
use super::super::outbox::{self, Failure};
use super::super::people;
use super::super::polls::Poll;
use super::super::record::{self, Record};
use super::super::sessions::Entry;
use super::super::threads::{self, Node, Thread};
use super::super::withdrawn::{self, Withdrawn};
use super::{Finding, each_entry};
use crate::animation::poll::Ballot;
use crate::list::member::{Membership, Order, Person};
use crate::list::settings::Settings;
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo};

type Judged = Result<Option<Finding>, StoreError>;

/// Looks at every entry of the tables.
pub fn check(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let (mut suspects, mut failed) = (Vec::new(), None);
    each_entry(store, &mut |key, stored| {
        // Mail is not read again: its key is enough here, and the journal's CRCs were.
        let value = if place_of(stored).is_some() && is_mail(key) {
            Ok(Vec::new())
        } else {
            store.shared().value(stored)
        };
        match value.and_then(|value| judge(store, key, &value)) {
            Ok(None) => {}
            Ok(Some(_)) => suspects.push(key.to_vec()),
            Err(error) => failed = failed.take().or(Some(error)),
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let mut findings = Vec::new();
    for key in suspects {
        findings.extend(again(store, key)?);
    }
    findings.extend(queue(store));
    Ok(findings)
}

/// Judges an entry once more, with nothing moving: what looked wrong may have been changing.
fn again(store: &Store, key: Vec<u8>) -> Judged {
    let judged = store.transact(Durability::Written, |tx| {
        let value = if is_mail(&key) {
            tx.get(&Key::from(key.clone()))?.map(|_| Vec::new())
        } else {
            tx.get(&Key::from(key.clone()))?
        };
        value.map_or(Ok(None), |value| judge(tx, &key, &value))
    });
    judged.map(|(finding, _)| finding)
}

fn is_mail(key: &[u8]) -> bool {
    use Table::{DigestSent, HeldRaw, Origin, OutMail, Raw, WithdrawnRaw};
    let tables = [Raw, Origin, HeldRaw, OutMail, DigestSent, WithdrawnRaw];
    key.first().is_some_and(|tag| tables.iter().any(|t| *t as u8 == *tag))
}

/// The rows of the outbox, whose layout is the outbox's own.
fn queue(store: &Store) -> Option<Finding> {
    let key = Key::new(Table::Outbox).into_bytes();
    outbox::each_row(store, |_| {}).err().map(|_| Finding::Unreadable(key))
}

fn judge(from: &impl Read, key: &[u8], value: &[u8]) -> Judged {
    match judge_posts(from, key, value) {
        // What a row leads to cannot be read: that is found at its own place.
        Err(StoreError::Record(..)) => Ok(None),
        judged => judged,
    }
}

fn judge_posts(from: &impl Read, key: &[u8], value: &[u8]) -> Judged {
    let mut parts = Parts::of(key);
    let is = |table: Table| key.first() == Some(&(table as u8));
    match key {
        _ if is(Table::Article) => reads(key, value, |article| article_rows(from, key, article)),
        _ if is(Table::Thread) => reads(key, value, |thread| thread_rows(from, key, thread)),
        _ if is(Table::ThreadArticle) => {
            let (list, thread) = (ListId(parts.u32()), ThreadNo(parts.u32()));
            let article = articles::get(from, list, ArticleNo(parts.u32()))?;
            let there = article.is_some_and(|a| a.thread == thread);
            Ok(lacks(there, key, "no article of this thread"))
        }
        _ if is(Table::Withdrawn) => reads(key, value, |_: Withdrawn| Ok(None)),
        _ if is(Table::WithdrawnRaw) => {
            let (list, no) = (ListId(parts.u32()), ArticleNo(parts.u32()));
            let of = withdrawn::get(from, list, no)?;
            Ok(lacks(of.is_some_and(|w| w.before.is_some()), key, "mail of no withdrawn post"))
        }
        _ if is(Table::Raw) || is(Table::Origin) || is(Table::Identity) => {
            let article = articles::get(from, ListId(parts.u32()), ArticleNo(parts.u32()))?;
            Ok(lacks(article.is_some(), key, "mail of no article"))
        }
        _ if is(Table::ByActivity) || is(Table::ByOpening) => order_row(from, key, parts),
        _ if is(Table::Node) => reads(key, value, |_: Node| Ok(None)),
        _ if is(Table::Event) => reads(key, value, |_: Event| Ok(None)),
        _ if is(Table::Held) => reads(key, value, |_: Held| Ok(None)),
        _ if is(Table::Failure) => reads(key, value, |_: Failure| Ok(None)),
        _ if is(Table::Returned) => reads(key, value, |_: Score| Ok(None)),
        _ if is(Table::SignIn) || is(Table::Session) => reads(key, value, |_: Entry| Ok(None)),
        _ if is(Table::FeedKey) => reads(key, value, |_: FeedKey| Ok(None)),
        _ if is(Table::Poll) => reads(key, value, |_: Poll| Ok(None)),
        _ if is(Table::Ballot) => reads(key, value, |_: Ballot| Ok(None)),
        _ if is(Table::Note) => reads(key, value, |_: Note| Ok(None)),
        _ if is(Table::NoteVersion) => reads(key, value, |_: Version| Ok(None)),
        _ if is(Table::NoteDraft) => reads(key, value, |_: Draft| Ok(None)),
        _ if is(Table::Aside) => reads(key, value, |_: Broken| Ok(None)),
        _ if is(Table::Introduction) => reads(key, value, |_: Introduction| Ok(None)),
        _ if is(Table::Brief) => reads(key, value, |_: Rhythm| Ok(None)),
        _ if is(Table::BriefSent) => reads(key, value, |_: Sent| Ok(None)),
        _ if is(Table::Digest) => reads(key, value, |_: digests::State| Ok(None)),
        _ => judge_people(from, key, value),
    }
}

fn judge_people(from: &impl Read, key: &[u8], value: &[u8]) -> Judged {
    let mut parts = Parts::of(key);
    let is = |table: Table| key.first() == Some(&(table as u8));
    match key {
        _ if is(Table::List) => reads(key, value, |settings: Settings| {
            let there = lists::find(from, &settings.address)?.is_some();
            Ok(lacks(there, key, "no way from its address to this list"))
        }),
        _ if is(Table::Person) => reads(key, value, |person: Person| {
            let there = people::find(from, &person.address)?.is_some_and(|p| p.id == person.id);
            Ok(lacks(there, key, "no way from their address to this person"))
        }),
        _ if is(Table::PersonByAddress) => {
            let id = value.try_into().map_or(0, u32::from_be_bytes);
            let person = people::get(from, PersonId(id))?;
            Ok(lacks(person.is_some(), key, "an address of nobody"))
        }
        _ if is(Table::Member) => reads(key, value, |member: Membership| {
            let there = people::lists_of(from, member.person)?.contains(&member.list);
            let known = people::get(from, member.person)?.is_some();
            Ok(lacks(there && known, key, "a membership its person does not know of"))
        }),
        _ if is(Table::MemberOf) => {
            let (person, list) = (PersonId(parts.u32()), ListId(parts.u32()));
            let member = people::membership(from, list, person)?;
            Ok(lacks(member.is_some(), key, "no such membership"))
        }
        _ => Ok(None),
    }
}

/// Judges a record that must first be read.
fn reads<R: Record>(key: &[u8], value: &[u8], then: impl FnOnce(R) -> Judged) -> Judged {
    match record::decode(value) {
        Ok(record) => then(record),
        Err(_) => Ok(Some(Finding::Unreadable(key.to_vec()))),
    }
}

fn lacks(there: bool, key: &[u8], wants: &'static str) -> Option<Finding> {
    (!there).then(|| Finding::Index(key.to_vec(), wants))
}

fn article_rows(from: &impl Read, key: &[u8], article: Article) -> Judged {
    let Article { list, no, thread, .. } = article;
    let row = Key::new(Table::ThreadArticle).u32(list.0).u32(thread.0).u32(no.0);
    if from.get(&row)?.is_none() {
        return Ok(lacks(false, key, "its thread does not have it"));
    }
    let node = threads::node(from, list, &article.message_id.hash())?;
    let known = node.is_some_and(|n| n.articles.iter().any(|(a, _)| *a == no));
    Ok(lacks(known, key, "its Message-ID does not lead to it"))
}

fn thread_rows(from: &impl Read, key: &[u8], thread: Thread) -> Judged {
    let Thread { list, no, .. } = thread;
    let posts = threads::articles(from, list, no)?.len();
    let has = u32::try_from(posts).unwrap_or(u32::MAX);
    let says = if thread.merged_into.is_some() { 0 } else { thread.posts };
    if has != says {
        return Ok(Some(Finding::Count { list, thread: no, says, has }));
    }
    if thread.merged_into.is_some() {
        let there = threads::resolve(from, list, no)?.is_some();
        return Ok(lacks(there, key, "the thread it was joined to is gone"));
    }
    for (order, at) in [(Order::Activity, thread.last), (Order::Posts, thread.opened)] {
        if from.get(&threads::order_key(list, order, at, no))?.is_none() {
            return Ok(lacks(false, key, "it has no place in the order of threads"));
        }
    }
    Ok(None)
}

fn order_row(from: &impl Read, key: &[u8], mut parts: Parts<'_>) -> Judged {
    let (list, at) = (ListId(parts.u32()), parts.time_desc());
    let thread = threads::get(from, list, ThreadNo(parts.u32()))?;
    let by_activity = key.first() == Some(&(Table::ByActivity as u8));
    let moment = |t: Thread| if by_activity { t.last } else { t.opened };
    let there = thread.is_some_and(|t| {
        t.merged_into.is_none() && moment(t).as_millisecond() == at.as_millisecond()
    });
    Ok(lacks(there, key, "no thread of this moment"))
}
