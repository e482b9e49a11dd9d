//! Reports of unwanted mail that mailbox services send (RFC 5965, RFC 6650): what they say of the mail
//! that somebody complained about. Trusts nothing and knows no token: whose mail it was, the daemon says.

use super::address::Address;
use super::delivery_status::{fields, typed_address};
use super::edit;
use super::message::Message;
use super::message_id::{IdHash, MessageId, hash_text};
use crate::clock::Timestamp;

/// Octets of the reported message's header that are looked at.
const HEADER: usize = 100 * 1024;

/// A report as it came.
pub struct Feedback {
    /// Feedback-Type, lower case; empty when it does not say.
    pub kind: String,
    /// Where the reported message would have come back to, when the report says so.
    pub mail_from: Option<Address>,
    /// The reported message's header section; empty when it is not enclosed.
    header: Vec<u8>,
}

/// Reads a report, known by its shape alone (RFC 5965 §2): people write of complaints too, and forward
/// them.
pub fn read(message: &Message<'_>) -> Option<Feedback> {
    let of_feedback = message.type_parameter("report-type").as_deref() == Some("feedback-report");
    if message.media_type() != "multipart/report" || !of_feedback {
        return None;
    }
    let part = message.parts().find(|p| p.media_type == "message/feedback-report");
    let said = part.map(|p| String::from_utf8_lossy(p.bytes).replace("\r\n", "\n"));
    let said = fields(&said.unwrap_or_default());
    let get = |name: &str| said.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    Some(Feedback {
        kind: get("feedback-type").unwrap_or_default().to_lowercase(),
        mail_from: get("original-mail-from").and_then(typed_address),
        header: enclosed(message).unwrap_or_default(),
    })
}

/// The header of the message that is reported: the whole of it is enclosed, or that alone.
fn enclosed(message: &Message<'_>) -> Option<Vec<u8>> {
    const WHOLE: [&str; 5] = [
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
    ];
    let all = message.attachments();
    let part = all.iter().find(|a| WHOLE.contains(&a.media_type.as_str()))?.part;
    let raw = message.attachment_bytes(part)?;
    let raw = edit::canonical(raw.get(..HEADER).unwrap_or(raw));
    // Some leave an empty line before it.
    let start = raw.iter().position(|b| !b.is_ascii_whitespace())?;
    Some(edit::split(raw.get(start..)?).0.to_vec())
}

impl Feedback {
    /// Whether somebody did not want the mail. A type we do not know is one more complaint; some say
    /// the contrary, or speak of signatures and of viruses.
    pub fn is_complaint(&self) -> bool {
        // RFC 6430, RFC 6591, RFC 5965 §7.3.
        !matches!(self.kind.as_str(), "not-spam" | "auth-failure" | "virus")
    }

    /// The values of a field of the reported message.
    pub fn header(&self, name: &str) -> Vec<String> {
        edit::fields(&self.header).filter(|f| f.is(name)).map(|f| f.value()).collect()
    }

    /// The reported message's identifier.
    pub fn message_id(&self) -> Option<MessageId> {
        MessageId::parse_list(self.header("Message-ID").first()?).into_iter().next()
    }

    /// When the reported message was written, as it says itself.
    pub fn date(&self) -> Option<Timestamp> {
        Message::parse(&self.header).date()
    }

    /// What tells one reported message from another, whoever reports it and how often.
    pub fn mark(&self) -> IdHash {
        match self.message_id() {
            Some(id) => id.hash(),
            None => hash_text(&[&self.header]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(kind: &str, said: &str, enclosed: &str) -> String {
        let raw = format!(
            "From: fbl@mail.example.net\nContent-Type: multipart/{kind}; boundary=b\n\n--b\n\n\
             A report.\n--b\nContent-Type: message/feedback-report\n\n{said}\n\n--b\n{enclosed}\n--b--\n"
        );
        raw.replace('\n', "\r\n")
    }

    fn of(kind: &str, said: &str, enclosed: &str) -> Option<Feedback> {
        read(&Message::parse(raw(kind, said, enclosed).as_bytes()))
    }

    const ARF: &str = "report; report-type=feedback-report";
    const ABUSE: &str = "Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\n\
                         Original-Mail-From: <cdp-bounces+b1x@lists.example.org>";
    const HEAD: &str = "Message-ID: <un@example.org>\nList-Unsubscribe:\n <mailto:a@example.org>\n\
                        Date: Mon, 27 May 2019 07:00:00 -0400\nSubject: x\n";

    #[track_caller]
    fn check(enclosed: &str) {
        let found = of(ARF, ABUSE, enclosed).unwrap();
        assert_eq!(found.message_id().unwrap().to_string(), "un@example.org", "{enclosed}");
        assert_eq!(found.header("list-unsubscribe"), ["<mailto:a@example.org>"], "{enclosed}");
        assert_eq!(found.header("X-Body"), Vec::<String>::new(), "{enclosed}");
        assert_eq!(found.date().unwrap().to_string(), "2019-05-27T11:00:00Z", "{enclosed}");
    }

    #[test]
    fn whole_messages_and_headers_alone() {
        check(&format!("Content-Type: message/rfc822\n\n{HEAD}\nX-Body: 1\n"));
        check(&format!("Content-Type: message/rfc822\n\n\n{HEAD}\nX-Body: 1\n"));
        check(&format!("Content-Type: text/rfc822-headers\n\n{HEAD}"));
        check(&format!("Content-Type: message/rfc822-headers\n\n{HEAD}"));
        let coded = data_encoding::BASE64.encode(HEAD.replace('\n', "\r\n").as_bytes());
        let head = "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n";
        check(&format!("{head}{coded}\n"));
    }

    #[test]
    fn what_it_says() {
        let found = of(ARF, ABUSE, "\n").unwrap();
        assert_eq!(found.mail_from.unwrap().as_str(), "cdp-bounces+b1x@lists.example.org");
        assert!(found.header.is_empty());
        let wants = |said: &str| of(ARF, said, "\n").unwrap().is_complaint();
        assert!(wants("Feedback-Type: ABUSE") && wants("Feedback-Type: x-other") && wants(""));
        assert!(!wants("Feedback-Type: not-spam") && !wants("Feedback-Type: auth-failure"));
    }

    #[test]
    fn other_shapes_are_none() {
        for kind in ["mixed", "mixed; report-type=feedback-report", "report; report-type=x"] {
            assert!(of(kind, ABUSE, "\n").is_none(), "{kind}");
        }
    }
}
