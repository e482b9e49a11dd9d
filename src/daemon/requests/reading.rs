//! Reading by mail: the latest threads, open questions, a whole thread. Only what the store holds; read
//! before the transaction, for it may take a moment. Looking something up is [`super::search`]'s.

use askama::Template;

use super::answer::Said;
use super::desk::{Desk, Place};
use super::search;
use super::threads::{self as named, title};
use crate::archive::open_question;
use crate::clock::TimeZone;
use crate::digest::excerpt::opening;
use crate::list::ListId;
use crate::list::address::Addresses;
use crate::list::member::Order;
use crate::locale::{Locale, Value};
use crate::mail::message::Message;
use crate::mail::text::{memory_of, trim_message};
use crate::request::{Command, Verb, when};
use crate::store::articles;
use crate::store::threads::{self, Thread};
use crate::store::{Read, StoreError, digests};

/// Threads or hits in one answer.
const SHOWN: usize = 10;
/// Threads looked through for open questions.
const RECENT: usize = 300;
/// Threads of one community in the answer about a digest.
const COUNTED: usize = 100;
/// Octets of a thread sent by mail.
const WHOLE: usize = 200 * 1024;

/// Whether a command only reads.
pub(super) fn is_reading(verb: Verb) -> bool {
    matches!(verb, Verb::Latest | Verb::Unanswered | Verb::Read | Verb::ReadAll | Verb::Search)
}

/// What a reading command answers.
pub(super) fn read(
    desk: &Desk<'_>,
    from: &impl Read,
    command: &Command,
) -> Result<Said, StoreError> {
    match command.verb {
        Verb::Latest => latest(desk, from, command),
        Verb::Unanswered => unanswered(desk, from),
        Verb::Read => whole(desk, from, command),
        Verb::ReadAll => counted(desk, from),
        _ => search::search(desk, from, command),
    }
}

/// One thread among others.
pub(super) struct Row {
    /// Its number, or what it is when it is none.
    pub no: String,
    pub title: String,
    pub meta: String,
    pub extract: Option<String>,
    /// Where an answer goes, or where to read more.
    pub reply: Option<String>,
    pub link: Option<String>,
}

/// One community's rows.
pub(super) struct Shelf {
    pub name: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "mail/threads.txt")]
struct Threads<'a> {
    t: &'a Locale,
    intro: &'a str,
    shelves: &'a [Shelf],
    example: &'a str,
}

pub(super) fn rows(
    desk: &Desk<'_>,
    (subject, intro): (String, String),
    shelves: Vec<Shelf>,
) -> Said {
    let threads = shelves.iter().flat_map(|s| &s.rows).filter(|r| r.reply.is_some());
    let example = threads.map(|r| r.no.clone()).next().unwrap_or_default();
    let list = Threads { t: desk.t, intro: &intro, shelves: &shelves, example: &example };
    Said::told(subject, list.render().unwrap_or_default())
}

fn row(desk: &Desk<'_>, place: &Place, thread: &Thread, meta: String) -> Row {
    let addresses = Addresses { list: &place.settings.address, secret: &desk.site.secret };
    Row {
        no: thread.no.to_string(),
        title: title(desk, thread),
        meta,
        extract: None,
        reply: Some(addresses.thread(thread.no).to_string()),
        link: None,
    }
}

/// A community's name, where several are shown.
pub(super) fn heading(desk: &Desk<'_>, place: &Place) -> Option<String> {
    (desk.places.len() > 1).then(|| place.settings.name.clone())
}

fn last_words(desk: &Desk<'_>, thread: &Thread, zone: &TimeZone) -> String {
    let posts = usize::try_from(thread.posts).unwrap_or(usize::MAX);
    let args = [
        ("messages", Value::from(desk.t.n("digest-messages", &posts))),
        ("date", desk.t.date_time(thread.last, zone).into()),
    ];
    desk.t.text("thread-last", &args)
}

fn latest(desk: &Desk<'_>, from: &impl Read, command: &Command) -> Result<Said, StoreError> {
    let order = when::chosen(command.verb, &command.tail).and_then(|o| o.parse().ok());
    let order = order.unwrap_or(desk.person.order);
    let zone = desk.zone();
    let mut shelves = Vec::new();
    for place in &desk.places {
        let found = threads::ordered(from, place.list, order, SHOWN)?;
        let made = found.iter().map(|t| row(desk, place, t, last_words(desk, t, &zone)));
        shelves.push(Shelf { name: heading(desk, place), rows: made.collect() });
    }
    let t = desk.t;
    if shelves.iter().all(|s| s.rows.is_empty()) {
        return Ok(Said::told(t.s("latest-subject"), t.a("latest-none", "list", &desk.named())));
    }
    let intro = t.a("latest-intro", "list", &desk.named());
    Ok(rows(desk, (t.s("latest-subject"), intro), shelves))
}

/// The threads that the last digest only counted.
fn counted(desk: &Desk<'_>, from: &impl Read) -> Result<Said, StoreError> {
    let (t, zone) = (desk.t, desk.zone());
    let counted = digests::last_sent(from, desk.person.id)?.map(|sent| sent.counted);
    let counted = counted.unwrap_or_default();
    let mut shelves = Vec::new();
    for place in &desk.places {
        let mut made = Vec::new();
        for (_, no) in counted.iter().filter(|(list, _)| *list == place.list).take(COUNTED) {
            if let Some(thread) = threads::resolve(from, place.list, *no)? {
                made.push(row(desk, place, &thread, last_words(desk, &thread, &zone)));
            }
        }
        if !made.is_empty() {
            shelves.push(Shelf { name: heading(desk, place), rows: made });
        }
    }
    if shelves.is_empty() {
        return Ok(Said::told(t.s("read-all-subject"), t.s("read-all-none")));
    }
    Ok(rows(desk, (t.s("read-all-subject"), t.s("read-all-intro")), shelves))
}

fn unanswered(desk: &Desk<'_>, from: &impl Read) -> Result<Said, StoreError> {
    let (t, zone) = (desk.t, desk.zone());
    let mut shelves = Vec::new();
    for place in &desk.places {
        let mut made = Vec::new();
        for thread in threads::ordered(from, place.list, Order::Posts, RECENT)? {
            if made.len() < SHOWN
                && let Some((opener, words)) = open_question(from, &thread)?
            {
                let args = [
                    ("name", Value::from(opener.from.display())),
                    ("date", t.date(opener.date, &zone).into()),
                ];
                let mut found = row(desk, place, &thread, t.text("asked-by", &args));
                found.extract = Some(opening(&words, "…")).filter(|e| !e.is_empty());
                made.push(found);
            }
        }
        // The oldest waits longest.
        made.reverse();
        shelves.push(Shelf { name: heading(desk, place), rows: made });
    }
    let subject = t.s("unanswered-subject");
    if shelves.iter().all(|s| s.rows.is_empty()) {
        return Ok(Said::told(subject, t.a("unanswered-none", "list", &desk.named())));
    }
    Ok(rows(desk, (subject, t.a("unanswered-intro", "list", &desk.named())), shelves))
}

/// One post of a thread sent whole.
struct Post {
    heading: String,
    words: String,
    files: Option<String>,
}

#[derive(Template)]
#[template(path = "mail/thread.txt")]
struct Whole<'a> {
    intro: &'a str,
    left_out: Option<&'a str>,
    posts: &'a [Post],
}

fn whole(desk: &Desk<'_>, from: &impl Read, command: &Command) -> Result<Said, StoreError> {
    let t = desk.t;
    let (place, thread) = match named::named(desk, from, command)? {
        Ok(found) => found,
        Err(said) => return Ok(said),
    };
    let numbers = threads::articles(from, place.list, thread.no)?;
    let mut posts = Vec::with_capacity(numbers.len());
    let mut size = 0;
    let mut memory: Vec<String> = Vec::new();
    let mut made = Vec::new();
    for no in &numbers {
        made.extend(post(desk, from, (place.list, *no), &mut memory)?);
    }
    // The latest are kept when not all fit.
    while let Some(post) = made.pop() {
        size += post.words.len();
        if size > WHOLE && !posts.is_empty() {
            break;
        }
        posts.push(post);
    }
    posts.reverse();
    let missing = numbers.len().saturating_sub(posts.len());
    let left_out = (missing > 0).then(|| t.n("read-left-out", &missing));
    let title = title(desk, &thread);
    let addresses = Addresses { list: &place.settings.address, secret: &desk.site.secret };
    let mail = Whole { intro: &t.s("read-intro"), left_out: left_out.as_deref(), posts: &posts };
    let said = Said::told(title, mail.render().unwrap_or_default());
    Ok(Said { reply_to: Some(addresses.thread(thread.no)), says_settings: true, ..said })
}

fn post(
    desk: &Desk<'_>,
    from: &impl Read,
    (list, no): (ListId, crate::list::ArticleNo),
    memory: &mut Vec<String>,
) -> Result<Option<Post>, StoreError> {
    let Some(article) = articles::get(from, list, no)? else { return Ok(None) };
    let raw = articles::raw(from, list, no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let known: Vec<&str> = memory.iter().rev().take(3).map(String::as_str).collect();
    let words = trim_message(&message, &known).reply();
    memory.push(memory_of(&message));
    let zone = desk.zone();
    let args = [
        ("name", Value::from(article.from.display())),
        ("date", desk.t.date_time(article.date, &zone).into()),
    ];
    let files: Vec<String> = message.attachments().into_iter().map(|a| a.name).collect();
    let files =
        (!files.is_empty()).then(|| desk.t.a("digest-attached", "files", &files.join(", ")));
    Ok(Some(Post { heading: desk.t.text("written-by", &args), words, files }))
}
