//! One page of one thread in one language: a conversation to read from top to bottom and to answer
//! by mail.

use std::sync::Arc;

use askama::Template;

use super::body::PartKind;
use super::community::Community;
use super::head::{self, Discussion};
use super::page::{Depth, Frame, machine};
use super::post::{Conversation, File, Post};
use super::{Archive, ArchiveError, tree_page};
use crate::animation::note::Sight;
use crate::list::settings::Visibility;
use crate::list::thread;
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::mail::name::given;
use crate::store::articles::Article;
use crate::store::notes::Note;

#[derive(Template)]
#[template(path = "archive/thread.html", whitespace = "minimize")]
struct ThreadPage<'a> {
    f: Frame,
    title: String,
    community: &'a Community,
    /// Messages in all, on the first page; later pages do not count, so that one more post leaves
    /// the pages between the first and the last as they are.
    count: Option<usize>,
    page: usize,
    /// The last page, said on the first for the same reason, and the first, said on the others.
    last: Option<String>,
    start: Option<String>,
    /// The same as a tree, where it is more than a line; said on the first page.
    tree: Option<String>,
    /// Mails that make the reader hear of it, or hear of it no more.
    wishes: Vec<(String, String)>,
    /// Its feed, and its messages to take away.
    taken: (String, String),
    messages: Vec<Message<'a>>,
    reply: String,
    /// New messages wait for the team; said on the first page.
    closed: bool,
    /// The notes that come from it, for who reads this page; on the first one.
    notes: Vec<(String, String)>,
}

/// One message of the page.
struct Message<'a> {
    post: &'a Post,
    anchor: String,
    number: String,
    permalink: String,
    author: String,
    at: String,
    datetime: String,
    answers: Option<Answers>,
    lang: Option<&'a str>,
    reply: String,
    /// What is attached, and where it is given to who may read the page.
    files: Vec<(&'a File, Option<String>)>,
    /// The message as it came, where all who read the page are members.
    source: Option<String>,
}

/// Whom a message answers.
struct Answers {
    href: String,
    name: String,
}

/// Renders page `page` of a conversation, whose posts are given.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    conversation: &Conversation,
    (page, posts): (usize, &[(usize, Arc<Post>)]),
) -> Result<String, ArchiveError> {
    let (slug, no) = (&community.slug, conversation.thread.no);
    let title = title(t, community, conversation);
    let path = Urls::new("").thread(t.code(), slug, no, page);
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default().to_owned();
    let of_page = t.text("archive-page", &[("n", Value::from(page.to_string()))]);
    let tab = if page > 1 {
        format!("{title} – {of_page} – {}", community.name)
    } else {
        format!("{title} – {}", community.name)
    };
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    let pages = conversation.pages();
    f.before = (page > 1).then(|| f.links.thread(slug, no, page - 1));
    f.after = (page < pages).then(|| f.links.thread(slug, no, page + 1));
    // A page is a day old when what it begins with is: a reply hides nothing that was found before.
    let first = posts.first().and_then(|(i, _)| conversation.posts.get(*i));
    f.indexed = first.zip(community.ripe).is_some_and(|(first, ripe)| first.no <= ripe);
    if page == 1 {
        describe(archive, &mut f, community, conversation, (&title, posts));
    }
    let one = |(index, post)| message(&f, community, conversation, (page, index), post);
    let messages: Vec<_> = posts.iter().map(|(i, p)| (*i, p.as_ref())).filter_map(one).collect();
    let first = page == 1;
    let page = ThreadPage {
        count: first.then_some(conversation.posts.len()),
        last: (first && pages > 2).then(|| f.links.thread(slug, no, pages)),
        start: (page > 2).then(|| f.links.thread(slug, no, 1)),
        tree: (first && tree_page::pages(conversation) > 0).then(|| f.links.tree(slug, no, 1)),
        wishes: wishes(t, community, conversation),
        taken: {
            let file = |kind| f.links.thread_file(slug, no, kind);
            (file("xml"), file("mbox.gz"))
        },
        reply: messages.last().map_or_else(String::new, |m| m.reply.clone()),
        title,
        community,
        page,
        closed: first && conversation.marks.closed.is_some(),
        notes: if first { notes(&f, community, conversation) } else { Vec::new() },
        messages,
        f,
    };
    Ok(page.render()?)
}

/// The notes of a conversation that stand where its own pages do, by number.
fn notes(f: &Frame, community: &Community, talk: &Conversation) -> Vec<(String, String)> {
    let open = |sight| match community.visibility {
        Visibility::Public => sight == Sight::Public,
        Visibility::Private => sight != Sight::Private,
    };
    let mut all: Vec<&Note> = talk.notes.iter().collect();
    all.retain(|note| note.sight(community.visibility).is_some_and(open));
    all.sort_by_key(|note| note.no);
    let link = |note: &&Note| {
        let path = Urls::new("").note(f.t.code(), &community.slug, note.no);
        let title = note.shown.as_ref().map(|s| community.line(&s.title));
        (f.links.to(&path), title.unwrap_or_default())
    };
    all.iter().map(link).collect()
}

/// A conversation's title, or the words that stand for none.
pub(super) fn title(t: &Locale, community: &Community, conversation: &Conversation) -> String {
    match community.line(&conversation.thread.subject) {
        empty if empty.is_empty() => t.s("archive-no-subject"),
        subject => subject,
    }
}

/// What the first page says of the conversation to machines.
fn describe(
    archive: &Archive,
    f: &mut Frame,
    community: &Community,
    conversation: &Conversation,
    (title, posts): (&str, &[(usize, Arc<Post>)]),
) {
    let (Some(opener), Some((_, post))) = (conversation.posts.first(), posts.first()) else {
        return;
    };
    let author = community.line(opener.from.display());
    let lead = post.opening(f.t);
    f.describe(&lead);
    if lead.is_empty() {
        f.describe(&format!("{title}, {author}"));
    }
    f.show(community, title, "article");
    let talk = Discussion {
        title,
        author: &author,
        lead: &lead,
        lang: &post.lang,
        opened: conversation.thread.opened,
        last: conversation.thread.last,
        messages: conversation.posts.len(),
    };
    let list = archive.urls.list(f.t.code(), &community.slug);
    f.data(&head::discussion(&talk, &f.canonical, (&community.name, &list)));
}

/// Commands about the conversation as ready mails. They name it by its number and hold no token: what
/// stands on a page is everybody's (threat 25).
fn wishes(t: &Locale, community: &Community, talk: &Conversation) -> Vec<(String, String)> {
    let no = talk.thread.no.to_string();
    let mail = |(name, command): (&str, &str)| {
        let subject = percent(&t.a(command, "n", &no), "");
        let to = percent(community.commands().as_str(), "@");
        (t.s(name), format!("mailto:{to}?Subject={subject}"))
    };
    let all = [("archive-follow", "archive-follow-mail"), ("archive-mute", "archive-mute-mail")];
    all.into_iter().map(mail).collect()
}

fn message<'a>(
    f: &Frame,
    community: &Community,
    conversation: &Conversation,
    (page, index): (usize, usize),
    post: &'a Post,
) -> Option<Message<'a>> {
    let article = conversation.posts.get(index)?;
    let parent = conversation.parents.get(index).copied().flatten();
    let answers = parent.and_then(|i| Some((i, conversation.posts.get(i)?))).map(|(i, parent)| {
        let there = Conversation::page_of(i);
        let anchor = format!("#m{}", parent.no);
        let href = if there == page {
            anchor
        } else {
            f.links.thread(&community.slug, conversation.thread.no, there) + &anchor
        };
        Answers { href, name: given(&community.line(parent.from.display())).to_owned() }
    });
    Some(Message {
        anchor: format!("m{}", article.no),
        number: f.t.number(index + 1),
        permalink: f.links.message(&community.slug, article.no),
        author: community.line(article.from.display()),
        at: f.t.date_time(article.date, &community.zone),
        datetime: machine(article.date, &community.zone),
        answers,
        lang: (post.lang != f.t.code()).then_some(post.lang.as_str()),
        reply: mailto(community, article),
        files: post.files.iter().map(|file| (file, link(f, community, article, file))).collect(),
        source: (community.visibility == Visibility::Private)
            .then(|| f.links.source(&community.slug, article.no)),
        post,
    })
}

/// Where a file of a post is given, if it is.
fn link(f: &Frame, community: &Community, article: &Article, file: &File) -> Option<String> {
    f.links.file(&community.slug, article.no, (file.part, file.name.as_str()))
}

impl Message<'_> {
    fn size(&self, t: &Locale, file: &File) -> String {
        size(t, file.size)
    }
}

/// « 12 ko »: how much a file weighs.
pub(super) fn size(t: &Locale, octets: usize) -> String {
    let (key, n) = match octets {
        n if n < 1000 => ("archive-size-bytes", n),
        n if n < 1_000_000 => ("archive-size-kb", n.div_ceil(1000)),
        n => ("archive-size-mb", n.div_ceil(1_000_000)),
    };
    t.n(key, &n)
}

/// RFC 6068: a reply to the list that stays in its thread. In-Reply-To carries the place; programs
/// that drop it leave the subject, which finds the thread for a while.
fn mailto(community: &Community, article: &Article) -> String {
    let subject = community.line(&thread::title(&article.subject));
    format!(
        "mailto:{}?In-Reply-To={}&Subject={}",
        percent(community.address.as_str(), "@"),
        percent(&article.message_id.bracketed(), ""),
        percent(&format!("Re: {subject}"), "")
    )
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3) and those of `also`.
pub(super) fn percent(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        let c = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-._~".contains(c) || also.contains(c) {
            out.push(c);
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding() {
        assert_eq!(percent("Re: été & <a@b>", ""), "Re%3A%20%C3%A9t%C3%A9%20%26%20%3Ca%40b%3E");
        assert_eq!(percent("cdp@example.org", "@"), "cdp@example.org");
    }
}
