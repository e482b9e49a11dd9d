//! How Palabre understands one raw message, as `palabre inspect --json` tells it. Decides nothing and
//! knows no list.

use serde::{Deserialize, Serialize};

use super::address::Mailbox;
use super::automatic::{Arrival, Automatic, automatic};
use super::delivery_status::{Class, Report, report};
use super::feedback;
use super::message::Message;
use super::message_id::{MessageId, ReversePath};
use super::recognise;
use super::subject::base_subject;
use super::text::{Trimmed, memory_of, trim_message};
use crate::clock::Timestamp;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Words for everybody.
    Post,
    /// A lone word that asks to leave, or for help.
    Command,
    /// A report of failed delivery.
    Bounce,
    /// Written by a machine.
    AutoReply,
    /// An abuse report (RFC 5965).
    Complaint,
    /// No word of the author's own, nothing attached.
    Empty,
}

/// A message as understood. Field names are a stable contract: additions only.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// What it is.
    pub kind: Kind,
    /// Its one author; `None` when it has none or several.
    pub from: Option<Author>,
    /// Decoded.
    pub subject: String,
    /// Without prefixes, tags and case.
    pub base_subject: String,
    /// Without angle brackets.
    pub message_id: Option<MessageId>,
    /// In-Reply-To.
    pub in_reply_to: Vec<MessageId>,
    /// Oldest first.
    pub references: Vec<MessageId>,
    /// UTC.
    pub date: Option<Timestamp>,
    /// The whole text of the author's part.
    pub text: String,
    /// The author's own words.
    pub reply: String,
    /// What is attached.
    pub attachments: Vec<File>,
    /// Who was not reached, in a bounce.
    pub bounce: Option<Bounced>,
    /// What our verification found; `None` when nothing was verified.
    pub auth: Option<Verified>,
}

/// The author.
#[derive(Clone, Debug, Serialize)]
pub struct Author {
    /// Display name, decoded; empty when none.
    pub name: String,
    /// Address.
    pub address: String,
}

/// An attachment.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    /// Its name; never a path.
    pub name: String,
    /// `type/subtype`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Decoded octets.
    pub size: usize,
}

/// What a delivery report says.
#[derive(Clone, Debug, Serialize)]
pub struct Bounced {
    /// Who was not reached.
    pub recipients: Vec<Unreached>,
}

/// A recipient of a bounce.
#[derive(Clone, Debug, Serialize)]
pub struct Unreached {
    /// Address, when it can be read.
    pub address: Option<String>,
    /// What it means.
    pub class: Class,
    /// RFC 3463 code.
    pub status: Option<String>,
}

/// Results of SPF, DKIM and DMARC.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verified {
    /// `pass`, `fail`, `none`…
    pub spf: String,
    /// The best of the signatures.
    pub dkim: String,
    /// Aligned or not.
    pub dmarc: String,
}

/// Understands `raw`. `sent` holds raw messages that its author was sent: what trimming remembers.
pub fn inspect(raw: &[u8], sent: &[Vec<u8>]) -> Inspection {
    let message = Message::parse(raw);
    let text = &message.text().text;
    let memory: Vec<String> = sent.iter().map(|s| memory_of(&Message::parse(s))).collect();
    let memory: Vec<&str> = memory.iter().map(String::as_str).collect();
    let trimmed = trim_message(&message, &memory);
    let path = return_path(&message);
    let bounce = report(&message, path.as_ref());
    let kind = kind(&message, &trimmed, path.as_ref(), bounce.as_ref());
    Inspection {
        kind,
        from: message.from().ok().map(author),
        subject: message.subject(),
        base_subject: base_subject(&message.subject()).0,
        message_id: message.message_id(),
        in_reply_to: message.in_reply_to(),
        references: message.references(),
        date: message.date(),
        reply: trimmed.reply(),
        attachments: files(&message),
        bounce: bounce.filter(|_| kind == Kind::Bounce).map(bounced),
        auth: None,
        text: text.clone(),
    }
}

fn author(mailbox: Mailbox) -> Author {
    Author { name: mailbox.name.unwrap_or_default(), address: mailbox.address.into() }
}

fn files(message: &Message<'_>) -> Vec<File> {
    let file = |a: super::message::Attachment| File {
        name: a.name,
        media_type: a.media_type,
        size: a.size,
    };
    message.attachments().into_iter().map(file).collect()
}

fn bounced(report: Report) -> Bounced {
    let one = |r: super::delivery_status::Recipient| Unreached {
        address: r.address.map(String::from),
        class: r.class,
        status: r.status.map(|s| s.to_string()),
    };
    Bounced { recipients: report.recipients.into_iter().map(one).collect() }
}

/// A file keeps its envelope, if at all, in Return-Path (RFC 5321 §4.4).
fn return_path(message: &Message<'_>) -> Option<ReversePath> {
    let value = message.header("Return-Path").into_iter().next()?;
    let bare = value.trim().trim_start_matches('<').trim_end_matches('>');
    match bare {
        "" => Some(ReversePath::Null),
        address => address.parse().ok().map(ReversePath::Address),
    }
}

fn kind(
    message: &Message<'_>,
    trimmed: &Trimmed,
    reverse_path: Option<&ReversePath>,
    bounce: Option<&Report>,
) -> Kind {
    if feedback::read(message).is_some_and(|found| found.is_complaint()) {
        return Kind::Complaint;
    }
    if bounce.is_some() {
        return Kind::Bounce;
    }
    let arrival = Arrival { reverse_path, own_list: &|_| false };
    let by_machine = matches!(
        automatic(message, &arrival),
        Some(Automatic::Bounce | Automatic::AutoReply(_) | Automatic::Generated(_))
    );
    if by_machine {
        return Kind::AutoReply;
    }
    let reply = recognise::words(&trimmed.reply());
    if reply.is_empty() && message.attachments().is_empty() {
        Kind::Empty
    } else if is_command(&reply) {
        Kind::Command
    } else {
        Kind::Post
    }
}

/// A lone command word, at most four words with its politeness (product.md §3.2).
fn is_command(words: &[String]) -> bool {
    let tables = recognise::tables();
    let polite = |w: &&String| !tables.polite.iter().any(|p| p.as_slice() == [(*w).clone()]);
    let bare: Vec<String> = words.iter().filter(polite).cloned().collect();
    words.len() <= 4 && (tables.leave.contains(&bare) || tables.help.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Kind) {
        assert_eq!(inspect(raw.as_bytes(), &[]).kind, want, "{raw}");
    }

    #[test]
    fn kinds() {
        check("From: a@example.org\n\nBonjour à toutes.\n", Kind::Post);
        check("From: a@example.org\n\nDésabonner, merci!\n", Kind::Command);
        check("From: a@example.org\n\nUnsubscribe\n-- \nAnn\n", Kind::Command);
        check("From: a@example.org\n\nComment me désabonner de la liste?\n", Kind::Post);
        check("From: a@example.org\n\n> Bonjour\n", Kind::Empty);
        check("From: a@example.org\nAuto-Submitted: auto-replied\n\nAbsent.\n", Kind::AutoReply);
        check(
            "From: a@example.org\nContent-Type: multipart/report; report-type=feedback-report; \
             boundary=b\n\n--b\n\nx\n--b--\n",
            Kind::Complaint,
        );
    }
}
