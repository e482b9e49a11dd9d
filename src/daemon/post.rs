//! One post becomes part of its list: number, thread, nodes and event in one transaction. Not the
//! decision whether it may: that was taken before ([`crate::list::admit`]).

use super::first_posts;
use crate::auth::Identity;
use crate::clock::{TimeZone, Timestamp};
use crate::list::member::Delivery;
use crate::list::thread::{self, References};
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo};
use crate::mail::address::Mailbox;
use crate::mail::message::Message;
use crate::mail::message_id::{IdHash, MessageId, hash_text};
use crate::store::articles::{self, Article, Event};
use crate::store::marks;
use crate::store::record::Blob;
use crate::store::threads::{self, Node, Thread, month_of};
use crate::store::wishes::{Attention, Wish};
use crate::store::{Read, StoreError, Tx, people, posted, wishes};

/// A reply that names no message is taken for one of the thread last seen under its subject, if that
/// thread moved within this time.
const SUBJECT_WINDOW_DAYS: i64 = 30;

/// Where a post says it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Wherever its headers lead.
    ByHeaders,
    /// In this thread, whatever its headers say: it came to the thread's own address.
    Thread(ThreadNo),
}

/// Where a post comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A member's mail, just received.
    Live,
    /// History: archived, never sent.
    Import,
    /// Made by us from a reply to a digest; holds the untouched original.
    Derived(Blob),
}

/// A post that was let in, parsed and packed before the transaction.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// The list.
    pub list: ListId,
    /// The mail itself, packed.
    pub raw: Blob,
    /// Octets of the mail.
    pub size: u32,
    /// What the mail says, whatever way it came: see [`content_hash`].
    pub content: IdHash,
    /// Its identifier; minted from the content when it had none.
    pub message_id: MessageId,
    /// Its author.
    pub from: Mailbox,
    /// Its subject.
    pub subject: String,
    /// Its date, never later than `received`.
    pub date: Timestamp,
    /// When it came.
    pub received: Timestamp,
    /// What it refers to.
    pub references: References,
    /// Where it belongs.
    pub place: Place,
    /// Where it comes from.
    pub source: Source,
    /// The list's time zone, for its months.
    pub zone: TimeZone,
    /// Whether its author hears nothing of it from us: a machine may have sent it, or they were told.
    pub quiet: bool,
    /// What was found of its origin; `None`: nothing was verified.
    pub identity: Option<Identity>,
    /// When its author wants it posted, in their words; `None`: now.
    pub timed: Option<String>,
}

impl NewPost {
    /// Reads a post from a message. `host` names identifiers minted for messages without one.
    pub fn new(
        list: ListId,
        message: &Message<'_>,
        from: Mailbox,
        received: Timestamp,
        host: &str,
    ) -> Self {
        let raw = message.raw();
        let content = content_hash(message);
        let minted = || {
            let label = data_encoding::BASE32_DNSSEC.encode(&content);
            MessageId::parse(&format!("{label}@{host}")).unwrap_or_else(|| MessageId::mint(host))
        };
        let date = message.date().unwrap_or(received).min(received);
        Self {
            list,
            raw: Blob::new(raw),
            size: u32::try_from(raw.len()).unwrap_or(u32::MAX),
            content,
            message_id: message.message_id().unwrap_or_else(minted),
            from,
            subject: message.subject(),
            date,
            received,
            references: References {
                in_reply_to: message.in_reply_to(),
                references: message.references(),
            },
            place: Place::ByHeaders,
            source: Source::Live,
            zone: TimeZone::UTC,
            quiet: false,
            identity: None,
            timed: None,
        }
    }

    /// The same post, in another place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same post, from another source.
    pub fn from_source(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// The same post, with months counted in this zone.
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// The same post, with what was found of its origin.
    pub fn seen(mut self, identity: Option<Identity>) -> Self {
        self.identity = identity;
        self
    }
}

/// What two deliveries of one message have in common, and a forgery under its identifier has not:
/// author, date, subject and body. Trace fields differ from delivery to delivery.
pub fn content_hash(message: &Message<'_>) -> IdHash {
    let field = |name: &str| message.header(name).join("\n");
    let (from, date, subject) = (field("from"), field("date"), field("subject"));
    hash_text(&[from.as_bytes(), date.as_bytes(), subject.as_bytes(), message.raw_body()])
}

/// What became of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is in the list.
    New {
        /// Its number.
        article: ArticleNo,
        /// Its thread.
        thread: ThreadNo,
        /// Whether another message bears its identifier.
        twin: bool,
    },
    /// It was there already, to the letter: the sender tried again (RFC 5321 §4.5.4.1).
    Duplicate {
        /// The number it has.
        article: ArticleNo,
    },
}

impl Accepted {
    /// The post's number, new or known.
    pub fn article(self) -> ArticleNo {
        match self {
            Self::New { article, .. } | Self::Duplicate { article } => article,
        }
    }
}

/// The number of the same message, to the letter, if it is posted already.
///
/// # Errors
/// When the store cannot be read.
pub fn known(from: &impl Read, post: &NewPost) -> Result<Option<ArticleNo>, StoreError> {
    let node = threads::node(from, post.list, &post.message_id.hash())?.unwrap_or_default();
    let same = node.articles.iter().find(|(_, content)| *content == post.content);
    Ok(same.map(|(article, _)| *article))
}

/// The thread that a post would stand in; `None`: one of its own.
///
/// # Errors
/// When the store cannot be read.
pub fn home(tx: &Tx<'_>, post: &NewPost) -> Result<Option<ThreadNo>, StoreError> {
    let (base, is_reply) = thread::base_subject(&post.subject);
    let nodes = thread::nodes(&post.message_id, &base, &post.references);
    let subject = hash_text(&[base.as_bytes()]);
    let by_subject = (is_reply && !base.is_empty()).then_some(&subject);
    let touched = touched_threads(tx, post, &nodes.own, &nodes.links, by_subject)?;
    Ok(touched.first().map(|t| t.no))
}

/// Puts a post into its list. A constant number of keys, whatever the size of list and archive,
/// unless a late parent joins two threads: then each post of the joined one moves.
///
/// # Errors
/// When the store cannot be read.
pub fn accept(tx: &mut Tx<'_>, post: NewPost) -> Result<Accepted, StoreError> {
    let (base, is_reply) = thread::base_subject(&post.subject);
    let nodes = thread::nodes(&post.message_id, &base, &post.references);
    let [own_id, _] = &nodes.own;
    let bearers = threads::node(tx, post.list, own_id)?.unwrap_or_default().articles;
    if let Some((article, _)) = bearers.iter().find(|(_, content)| *content == post.content) {
        return Ok(Accepted::Duplicate { article: *article });
    }
    // Same identifier, other content (threat 29): kept and shown, never a parent.
    let impostor = !bearers.is_empty();
    let own: &[IdHash] = if impostor { &[] } else { &nodes.own };
    let answers = match post.place {
        Place::Thread(no) => threads::resolve(tx, post.list, no)?.map(|t| t.opener),
        Place::ByHeaders => None,
    };
    let article = Article {
        list: post.list,
        no: articles::next_no(tx, post.list)?,
        thread: ThreadNo(0),
        message_id: post.message_id.clone(),
        from: post.from.clone(),
        subject: post.subject.clone(),
        date: post.date,
        received: post.received,
        size: post.size,
        content: post.content,
        links: nodes.links.clone(),
        answers,
        impostor,
        imported: matches!(post.source, Source::Import),
        derived: matches!(post.source, Source::Derived(_)),
    };
    let subject = hash_text(&[base.as_bytes()]);
    let touched = touched_threads(
        tx,
        &post,
        own,
        &nodes.links,
        (is_reply && !base.is_empty()).then_some(&subject),
    )?;
    let home = settle_thread(tx, &article, &touched, &post.zone)?;
    let article = Article { thread: home, ..article };
    tie_nodes(tx, &article, own, &post)?;
    if !base.is_empty() {
        threads::put_subject(tx, post.list, &subject, home);
    }
    write(tx, article, post)
}

fn write(tx: &mut Tx<'_>, article: Article, post: NewPost) -> Result<Accepted, StoreError> {
    let (list, no, thread) = (article.list, article.no, article.thread);
    threads::add_article(tx, list, thread, no);
    threads::count_month(tx, list, month_of(article.date, &post.zone), thread, 1)?;
    articles::put(tx, &article);
    articles::put_raw(tx, list, no, post.raw);
    if let Some(identity) = &post.identity {
        articles::put_identity(tx, list, no, identity);
    }
    if let Source::Derived(origin) = post.source {
        articles::put_origin(tx, list, no, origin);
    }
    let (imported, twin) = (article.imported, article.impostor);
    let at = articles::append_event(tx, &Event::Posted { list, article: no, thread, imported })?;
    if !imported && let Some(author) = people::find(tx, &article.from.address)? {
        posted::add(tx, list, author.id)?;
        if posted::count(tx, list, author.id)? == 1 {
            first_posts::begin(tx, &article, author.id)?;
        }
        follow(tx, (list, thread, author.id), at)?;
    }
    Ok(Accepted::New { article: no, thread, twin })
}

/// Who writes in a thread hears what is answered there at once, unless they wished otherwise of it, or
/// want no posts at all. From its position in the log on: nobody is sent their own words for it.
fn follow(
    tx: &mut Tx<'_>,
    (list, thread, author): (ListId, ThreadNo, PersonId),
    since: u64,
) -> Result<(), StoreError> {
    let member = people::membership(tx, list, author)?;
    let silent = |d| matches!(d, Delivery::Notices | Delivery::None);
    if member.is_some_and(|m| !silent(m.delivery))
        && wishes::get(tx, list, thread, author)?.is_none()
    {
        let wish = Wish { attention: Attention::Follow, since };
        wishes::put(tx, list, thread, author, Some(wish));
    }
    Ok(())
}

/// The threads that a post ties together, lowest number first.
fn touched_threads(
    tx: &Tx<'_>,
    post: &NewPost,
    own: &[IdHash],
    links: &[IdHash],
    reply_subject: Option<&IdHash>,
) -> Result<Vec<Thread>, StoreError> {
    let mut found: Vec<Thread> = Vec::new();
    let mut add = |no: ThreadNo| -> Result<(), StoreError> {
        if let Some(thread) = threads::resolve(tx, post.list, no)?
            && !found.iter().any(|t| t.no == thread.no)
        {
            found.push(thread);
        }
        Ok(())
    };
    let by_token = match post.place {
        Place::Thread(no) => Some(no),
        Place::ByHeaders => None,
    };
    by_token.map_or(Ok(()), &mut add)?;
    // A thread's own address says where; other headers no longer count. Posts that already wait for
    // this one as their parent come along.
    let links = if by_token.is_some() { &[] } else { links };
    for node in own.iter().chain(links) {
        if let Some(no) = threads::node(tx, post.list, node)?.and_then(|n| n.thread) {
            add(no)?;
        }
    }
    if found.is_empty()
        && let Some(subject) = reply_subject
        && let Some(no) = threads::by_subject(tx, post.list, subject)?
        && let Some(thread) = threads::resolve(tx, post.list, no)?
        && (post.date.as_second() - thread.last.as_second()).abs() <= SUBJECT_WINDOW_DAYS * 86_400
    {
        found.push(thread);
    }
    keep_parted(tx, &mut found)?;
    found.sort_by_key(|t| t.no);
    Ok(found)
}

/// What somebody parted by hand stays so: a reply belongs where its nearest reference is.
fn keep_parted(tx: &Tx<'_>, found: &mut Vec<Thread>) -> Result<(), StoreError> {
    let Some((nearest, others)) = found.split_first().filter(|(_, others)| !others.is_empty())
    else {
        return Ok(());
    };
    let from = |t: &Thread| marks::get(tx, t.list, t.no).map(|m| m.parted);
    let mut apart = Vec::new();
    for other in others {
        if from(nearest)? == Some(other.no) || from(other)? == Some(nearest.no) {
            apart.push(other.no);
        }
    }
    found.retain(|t| !apart.contains(&t.no));
    Ok(())
}

/// Makes or grows the post's thread, joining those it ties together into the lowest number: the
/// oldest permalink is the one most people hold.
fn settle_thread(
    tx: &mut Tx<'_>,
    article: &Article,
    touched: &[Thread],
    zone: &TimeZone,
) -> Result<ThreadNo, StoreError> {
    let Some((home, others)) = touched.split_first() else {
        let thread = Thread {
            list: article.list,
            no: threads::next_no(tx, article.list)?,
            subject: thread::title(&article.subject),
            opener: article.no,
            opened: article.date,
            last: article.date,
            posts: 1,
            merged_into: None,
        };
        threads::replace(tx, None, &thread);
        return Ok(thread.no);
    };
    let mut grown = home.clone();
    for other in others {
        absorb(tx, &mut grown, other, zone)?;
    }
    // The earliest post opens the thread and names it, in whatever order they came.
    if (article.date, article.no) < (grown.opened, grown.opener) {
        grown.opener = article.no;
        grown.subject = thread::title(&article.subject);
    }
    grown.opened = grown.opened.min(article.date);
    grown.last = grown.last.max(article.date);
    grown.posts += 1;
    threads::replace(tx, Some(home), &grown);
    Ok(grown.no)
}

/// A post of this date counts for another thread of its month.
pub(super) fn thread_months(
    tx: &mut Tx<'_>,
    (list, date): (ListId, Timestamp),
    (from, into): (ThreadNo, ThreadNo),
    zone: &TimeZone,
) -> Result<(), StoreError> {
    let month = month_of(date, zone);
    threads::uncount_month(tx, list, month, from)?;
    threads::count_month(tx, list, month, into, 1)
}

/// Moves every post of `other` into `home`, leaving a record that leads there.
pub(super) fn absorb(
    tx: &mut Tx<'_>,
    home: &mut Thread,
    other: &Thread,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    for no in threads::articles(tx, other.list, other.no)? {
        let Some(mut moved) = articles::get(tx, other.list, no)? else { continue };
        threads::remove_article(tx, other.list, other.no, no);
        threads::add_article(tx, home.list, home.no, no);
        thread_months(tx, (other.list, moved.date), (other.no, home.no), zone)?;
        moved.thread = home.no;
        articles::put(tx, &moved);
    }
    if (other.opened, other.opener) < (home.opened, home.opener) {
        home.opener = other.opener;
        home.subject.clone_from(&other.subject);
    }
    home.opened = home.opened.min(other.opened);
    home.last = home.last.max(other.last);
    home.posts += other.posts;
    wishes::join(tx, other.list, other.no, home.no)?;
    let gone = Thread { merged_into: Some(home.no), posts: 0, ..other.clone() };
    threads::replace(tx, Some(other), &gone);
    let merged = Event::Merged { list: home.list, from: other.no, into: home.no };
    articles::append_event(tx, &merged).map(|_| ())
}

/// Notes the post under its own nodes, and its thread under every node it refers to that nobody has
/// claimed: a late parent finds its children there.
fn tie_nodes(
    tx: &mut Tx<'_>,
    article: &Article,
    own: &[IdHash],
    post: &NewPost,
) -> Result<(), StoreError> {
    let list = article.list;
    for hash in own {
        let mut node = threads::node(tx, list, hash)?.unwrap_or_default();
        node.articles.push((article.no, article.content));
        node.thread = Some(article.thread);
        threads::put_node(tx, list, hash, &node);
    }
    if article.impostor {
        let id = article.message_id.hash();
        let mut node = threads::node(tx, list, &id)?.unwrap_or_default();
        node.articles.push((article.no, article.content));
        threads::put_node(tx, list, &id, &node);
    }
    let links = if post.place == Place::ByHeaders { article.links.as_slice() } else { &[] };
    for hash in links {
        if threads::node(tx, list, hash)?.is_none_or(|n| n.thread.is_none()) {
            let node = Node { thread: Some(article.thread), ..Node::default() };
            threads::put_node(tx, list, hash, &node);
        }
    }
    Ok(())
}
