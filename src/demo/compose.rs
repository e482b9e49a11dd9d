//! What stands in a form before anybody has written: where to, about what, quoting what, as a mail
//! program would fill it. Sends nothing.

use super::mailbox;
use super::post::Answers;
use super::rooms::{Asked, House, Visit};
use super::view::FormView;
use crate::clock::TimeZone;
use crate::locale::{Locale, Value};
use crate::mail::address::Address;
use crate::mail::message::Message;

/// Lines of a mail that an answer quotes.
const QUOTED: usize = 400;

/// The mail that a message to `to` answers: the one it was written from, when it goes where answers
/// to that mail go. A link inside a mail begins a message of its own, as in any mail program.
pub(super) fn answered(house: &House, visit: &Visit, no: usize, to: &Address) -> Answers {
    let Some(raw) = mailbox::read(&house.maildir, &visit.person.address, no) else {
        return Answers::default();
    };
    let message = Message::parse(&raw);
    let goes = mailbox::answer_to(&message).is_some_and(|m| m.address.same_mailbox(to));
    if goes { Answers::to(&message) } else { Answers::default() }
}

/// The form beneath a mail: an answer to it, or a message to the address that a link named.
pub(super) fn form(
    (visit, zone): (&Visit, &TimeZone),
    message: &Message<'_>,
    asked: &Asked,
    action: String,
) -> FormView {
    if !asked.to.is_empty() {
        return blank(asked, action);
    }
    let to = mailbox::answer_to(message).map(|m| m.address.to_string()).unwrap_or_default();
    let subject = message.subject();
    let subject =
        if subject.to_lowercase().starts_with("re:") { subject } else { format!("Re: {subject}") };
    // Mail programs speak their owner's language, whatever the page's.
    let text = quoted(message, visit.words(), zone);
    FormView { action, to, subject, in_reply_to: String::new(), text }
}

/// The form of a message that a link began.
pub(super) fn blank(asked: &Asked, action: String) -> FormView {
    FormView {
        action,
        to: asked.to.clone(),
        subject: asked.subject.clone(),
        in_reply_to: asked.in_reply_to.clone(),
        text: String::new(),
    }
}

/// Two empty lines to write on, then the mail, quoted.
fn quoted(message: &Message<'_>, words: &Locale, zone: &TimeZone) -> String {
    let from = message.from().ok();
    let at = message.date().unwrap_or_default();
    let attribution = words.text(
        "demo-attribution",
        &[
            ("name", from.as_ref().map_or("?", |f| f.display()).into()),
            ("address", from.as_ref().map_or("", |f| f.address.as_str()).into()),
            ("date", Value::from(words.date(at, zone))),
            ("time", words.time(at, zone).into()),
        ],
    );
    let text = &message.text().text;
    let lines = text.trim_end().lines().take(QUOTED);
    let quoted: String = lines.map(|l| format!("> {l}").trim_end().to_owned() + "\n").collect();
    format!("\n\n{attribution}\n\n{quoted}")
}
