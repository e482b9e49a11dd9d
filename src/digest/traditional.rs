//! The traditional forms of a digest, for those who want them: every message whole, as parts that a mail
//! program opens one by one (RFC 2046 §5.1.5), or one after the other in one text (RFC 1153). The same
//! contents stand above, with the numbers that replies go by. Not which messages: those of the summary.

use super::facts::{Community, Conversation, Facts, Post};
use super::layout::{self, Made, wrapped_to};
use super::select;
use super::view::{self, Item};
use crate::list::member::Form;
use crate::list::{ArticleNo, ListId};
use crate::mail::address::Address;
use crate::mail::edit;
use crate::mail::message::Message;
use crate::mail::part::Part;

/// Octets of the messages that travel whole in one mail.
const WHOLE: usize = 2 * 1024 * 1024;
/// Octets of one of them.
const ONE: usize = 512 * 1024;
/// Octets of the one text.
const TEXT: usize = 300 * 1024;
/// Characters of one message in it.
const ONE_TEXT: usize = 20_000;
/// Columns over which a line of it is broken.
const WIDTH: usize = 78;
/// RFC 1153: what stands below the contents, and between two messages.
const BELOW: usize = 70;
const BETWEEN: usize = 30;

/// The mail of somebody's message, to the octet.
pub type Raw<'a> = dyn Fn(ListId, ArticleNo) -> Option<Vec<u8>> + 'a;

/// What became of one message.
enum Put {
    /// It stands in the mail.
    Whole,
    /// Too large: it is only named.
    Named,
}

/// Makes a digest of whole messages.
///
/// # Errors
/// When a template fails, which no value can make it do.
pub fn make(facts: &Facts, form: Form, raw: &Raw<'_>) -> Result<Made, askama::Error> {
    let (mut messages, mut body, mut texts) = (Vec::new(), String::new(), Vec::new());
    let mut size = 0;
    let mut put = |item: &Item, community: &Community, thread: &Conversation, post: &Post| {
        let Some(mail) = raw(community.list, post.no) else { return Put::Named };
        let reply_to = thread.reply_to.as_ref();
        if form == Form::Plain {
            let text = as_text(&mail, post, item, reply_to);
            size += text.len();
            if size > TEXT {
                return Put::Named;
            }
            texts.push((item.n, text.clone()));
            body.push_str(&text);
            body.push_str(&format!("\n{}\n\n", "-".repeat(BETWEEN)));
            return Put::Whole;
        }
        let part = as_part(&mail, reply_to);
        if part.len() > ONE || size + part.len() > WHOLE {
            return Put::Named;
        }
        size += part.len();
        messages.push(part);
        Put::Whole
    };
    let plan = select::plan(facts, select::Limits::FULL);
    let view = view::contents(facts, &plan, |item, community, thread, post| {
        matches!(put(item, community, thread, post), Put::Whole)
    });
    let mut text = layout::text_of(&view)?;
    if form == Form::Plain {
        let end = format!("End of {} Digest", view.slug());
        let stars = "*".repeat(end.len());
        text = format!("{}\n\n{}\n\n{body}{end}\n{stars}\n", text.trim_end(), "-".repeat(BELOW));
    }
    let sections = || view.above.iter().chain(&view.below);
    let mut items = layout::named(sections())?;
    for (n, text) in texts {
        if let Some(item) = items.iter_mut().find(|i| i.n == n) {
            item.text.push('\n');
            item.text.push_str(&text);
        }
    }
    let rest = [layout::around(&view), layout::besides(sections())].concat().join("\n");
    Ok(Made {
        text: Part::new(&text),
        html: None,
        messages,
        items,
        polls: view.own.lettered,
        counted: Vec::new(),
        rest,
        subject: view.subject,
        lists: view.lists,
    })
}

/// A message as a part: what a reader answers by and nothing of its way here (threat 27), an answer
/// going to its thread.
fn as_part(raw: &[u8], reply_to: Option<&Address>) -> Vec<u8> {
    const KEPT: &[&str] = &[
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-language",
        "content-disposition",
    ];
    let raw = edit::canonical(raw);
    let (head, body) = edit::split(&raw);
    let mut out = Vec::with_capacity(raw.len() + 128);
    for field in edit::fields(head).filter(|f| KEPT.iter().any(|name| f.is(name))) {
        out.extend_from_slice(field.bytes);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    if let Some(to) = reply_to {
        edit::write_field(&mut out, "Reply-To", &format!("<{to}>"));
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    out
}

/// A message as text, under the fields that RFC 1153 wants, in its order.
fn as_text(raw: &[u8], post: &Post, item: &Item, reply_to: Option<&Address>) -> String {
    let message = Message::parse(raw);
    let one_line = |text: &str| super::excerpt::visible(text).replace(['\r', '\n'], " ");
    let mut out = String::new();
    let mut field = |name: &str, value: &str| out.push_str(&format!("{name}: {value}\n"));
    let date = post.date.to_zoned(crate::clock::TimeZone::UTC);
    field("Date", &date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    field("From", &one_line(&format!("{} <{}>", post.name, post.author)));
    field("Subject", &one_line(&format!("[{}] {}", item.n, message.subject())));
    if let Some(id) = message.message_id() {
        field("Message-ID", &id.bracketed());
    }
    if let Some(to) = reply_to {
        field("Reply-To", to.as_str());
    }
    out.push('\n');
    let text = message.text().text.replace("\r\n", "\n");
    let cut: String = text.trim().chars().take(ONE_TEXT).collect();
    for line in cut.lines() {
        let line = super::excerpt::visible(line);
        // A line like the one between messages would end this one.
        if line.trim_end() == "-".repeat(BETWEEN) {
            out.push(' ');
        }
        out.push_str(&wrapped_to(&line, WIDTH));
        out.push('\n');
    }
    if cut.len() < text.trim().len() {
        out.push_str("[…]\n");
    }
    if let Some(attached) = &item.body.attached {
        out.push_str(&format!("\n[{attached}]\n"));
    }
    out
}
