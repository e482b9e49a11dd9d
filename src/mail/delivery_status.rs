//! Delivery reports: which recipients could not be reached, and why (RFC 3464, RFC 6533, and what
//! servers wrote before them). It trusts nothing: whose bounce it is, the envelope's token says.

mod old;

use serde::{Serialize, Serializer};

use super::address::Address;
use super::message::Message;
use super::message_id::ReversePath;
use super::recognise;

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The recipients who were not reached, or not yet.
    pub recipients: Vec<Recipient>,
}

/// One recipient of the returned mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// As the sender knew it (Original-Recipient), else where it was sent last.
    pub address: Option<Address>,
    /// What it means for the member.
    pub class: Class,
    /// RFC 3463 code: `5.1.1`.
    pub status: Option<Status>,
    /// What the far server said, on one line.
    pub diagnostic: String,
}

/// What a failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The address does not work.
    Permanent,
    /// It may work later: delays, full mailboxes said to be temporary, expired retries.
    Temporary,
    /// The far side refused *us* or the content: says nothing of the address (RFC 9989 §7.4).
    Policy,
}

/// An enhanced status code (RFC 3463 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5.
    pub class: u8,
    /// What it is about: 1 address, 2 mailbox, 4 network, 7 policy…
    pub subject: u16,
    /// Which of these.
    pub detail: u16,
}

impl Recipient {
    /// Whether it tells that the address does not take mail: for good, and not because of us, of the
    /// content or of its size.
    pub fn is_of_address(&self) -> bool {
        let about = |s: &Status| match (s.subject, s.detail) {
            // RFC 3463 §3.2: the sender's address; §3.3: the message's length.
            (1, 7 | 8) | (2, 3) => false,
            // Outlook.com says 5.5.0 of a mailbox that is not there.
            (5, 0) => says(&self.diagnostic, NOBODY),
            (subject, _) => matches!(subject, 1 | 2 | 4) || s.is_vague(),
        };
        self.class == Class::Permanent && self.status.as_ref().is_none_or(about)
    }
}

impl Status {
    /// The first code in a text: `5.1.1 (bad address)`, `smtp; 550 5.7.1 refused`.
    pub fn find(text: &str) -> Option<Self> {
        let pieces = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        pieces.filter_map(|p| Self::parse(p.trim_matches('.'))).next()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.');
        let mut next = || numbers.next().filter(|n| n.len() <= 3)?.parse::<u16>().ok();
        let (class, subject, detail) = (next()?, next()?, next()?);
        let class = u8::try_from(class).ok().filter(|c| [2, 4, 5].contains(c))?;
        numbers.next().is_none().then_some(Self { class, subject, detail })
    }

    fn is_vague(&self) -> bool {
        self.subject == 0 && self.detail == 0
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a delivery report; `None` when the message is none, or names no recipient that failed.
/// `reverse_path` is the envelope's; `None` when unknown.
pub fn report(message: &Message<'_>, reverse_path: Option<&ReversePath>) -> Option<Report> {
    let of_daemon = is_from_daemon(message, reverse_path);
    // People forward the parts of a bounce under words of their own.
    let as_report = message.media_type() == "multipart/report" || of_daemon;
    let recipients = match standard(message).filter(|_| as_report) {
        Some(found) => found,
        None if of_daemon => old::recipients(message),
        None => return None,
    };
    (!recipients.is_empty()).then_some(Report { recipients })
}

/// What a refusal means that we were given ourselves: its enhanced status, and what was said.
pub fn refusal(status: &str, text: &str) -> Recipient {
    judge(None, Status::find(status), text, Outlook::Failed)
}

/// Old formats are looked for only where a mail server speaks: a member who pastes a bounce into a
/// post is no bounce.
fn is_from_daemon(message: &Message<'_>, reverse_path: Option<&ReversePath>) -> bool {
    let from = message.from().ok();
    let local = from.as_ref().map(|f| f.address.local().to_lowercase()).unwrap_or_default();
    let called = from.and_then(|f| f.name).unwrap_or_default().to_lowercase();
    let daemon = ["mailer-daemon", "mail-daemon", "postmaster", "mail", "mmdf"];
    let names = ["mail delivery", "delivery subsystem", "mailer daemon", "mailer-daemon"];
    let named = daemon.contains(&local.as_str())
        || local.starts_with("mailer-daemon")
        || names.iter().any(|n| called.contains(n));
    match reverse_path {
        Some(ReversePath::Null) => named || message.has_header("X-Failed-Recipients"),
        Some(ReversePath::Address(_)) => local.starts_with("mailer-daemon"),
        None => named,
    }
}

/// The message/delivery-status part, when there is one (RFC 3464 §2.1; RFC 6533 §4 for `global-`).
fn standard(message: &Message<'_>) -> Option<Vec<Recipient>> {
    let is_status =
        |t: &str| matches!(t, "message/delivery-status" | "message/global-delivery-status");
    let part = message.parts().find(|p| is_status(&p.media_type))?;
    let text = String::from_utf8_lossy(part.bytes).replace("\r\n", "\n");
    // The first group speaks of the message, each further one of a recipient.
    let groups = text.split("\n\n").filter(|g| !g.trim().is_empty()).take(1000);
    let words = old::Words::of(message);
    Some(groups.filter_map(|g| recipient(&fields(g), &words)).collect())
}

/// The fields of a group, names lower-cased, unfolded.
pub(super) fn fields(group: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in group.lines().take(200) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = all.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            all.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    all
}

fn recipient(fields: &[(String, String)], words: &old::Words<'_>) -> Option<Recipient> {
    let get = |name: &str| {
        fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    };
    let action = get("action").unwrap_or_default().to_lowercase();
    // RFC 3464 §2.3.3: delivered, relayed and expanded are good news.
    let failed = ["failed", "delayed", "failure", ""].iter().any(|a| action == *a);
    let named = get("original-recipient").or(get("final-recipient"));
    if !failed || named.is_none() {
        return None;
    }
    let tried = [get("original-recipient"), get("final-recipient"), get("x-actual-recipient")];
    let address = tried.into_iter().flatten().find_map(typed_address);
    // Exim says nothing here of what it found itself, but in its words.
    let in_words = || address.as_ref().map(|a| words.about(a)).unwrap_or_default();
    let diagnostic = get("diagnostic-code").map_or_else(in_words, str::to_owned);
    let said = get("status").and_then(Status::find);
    let outlook = if action == "delayed" { Outlook::Delayed } else { Outlook::Failed };
    Some(judge(address, said, &diagnostic, outlook))
}

/// Whether the server goes on trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outlook {
    /// It gave up.
    Failed,
    /// It tries again: a warning.
    Delayed,
}

/// Decides the class from what the report says (wire.md: the status class decides, 5.7.x is policy).
fn judge(
    address: Option<Address>,
    said: Option<Status>,
    diagnostic: &str,
    outlook: Outlook,
) -> Recipient {
    let quoted = Status::find(diagnostic);
    // The far server's own words are more exact than a 5.0.0 made from them.
    let exact = quoted.filter(|q| q.subject == 7 || said.is_none_or(|s| s.is_vague()));
    let status = exact.or(said);
    let exact = status.filter(|s| !s.is_vague());
    let class = match exact {
        _ if outlook == Outlook::Delayed => Class::Temporary,
        _ if status.is_some_and(|s| s.class == 4) => Class::Temporary,
        // RFC 3463 §3.5: delivery time expired; the host did not answer, the address may be fine.
        Some(s) if (s.subject, s.detail) == (4, 7) => Class::Temporary,
        Some(s) if s.subject == 7 => Class::Policy,
        // Exchange has numbers of its own for it.
        Some(Status { subject: 4, .. }) | None if says(diagnostic, EXPIRED) => Class::Temporary,
        // "Other" than what follows: the words tell more.
        Some(s) if s.detail != 0 && matches!(s.subject, 1 | 2 | 4) => Class::Permanent,
        _ if says(diagnostic, POLICY) => Class::Policy,
        None if basic_code(diagnostic) == Some('4') || says(diagnostic, ROOM) => Class::Temporary,
        _ => Class::Permanent,
    };
    Recipient { address, class, status, diagnostic: diagnostic.to_owned() }
}

/// The first digit of an SMTP reply code in a text: `550 no such user` → `5`.
fn basic_code(text: &str) -> Option<char> {
    let mut pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | ';' | ':' | '#'));
    let code = |p: &&str| p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit());
    pieces.find(code)?.chars().next().filter(|c| matches!(c, '4' | '5'))
}

/// Words by which servers say that they refuse the sender or the content, when their code does not.
const POLICY: &[&str] = &[
    "spam",
    "dmarc",
    "dkim",
    "spf",
    "blacklist",
    "blacklisted",
    "blocklist",
    "blocklisted",
    "block list",
    "blocked",
    "reputation",
    "policy",
    "unsolicited",
    "content rejected",
    "mail rejected",
    "service refuse",
    "service refused",
];
/// A full mailbox, said without a code.
const ROOM: &[&str] = &[
    "quota",
    "overquota",
    "mailbox is full",
    "mailbox full",
    "disk full",
    "boite pleine",
    "est pleine",
    "destinataire pleine",
];
/// A host that never answered.
const EXPIRED: &[&str] = &["message expired", "retry timeout exceeded", "delivery time expired"];
/// Nobody of that name, said with a code of something else.
const NOBODY: &[&str] = &["mailbox unavailable", "user unknown", "unknown user", "no such user"];

/// Whether a far side's words hold one of these, as whole words without accents. Names of hosts and
/// addresses are no words: some are called after spam.
fn says(diagnostic: &str, words: &[&str]) -> bool {
    let is_name = |w: &&str| !w.contains('@') && !w.trim_matches(['.', ',', ';']).contains('.');
    let spoken: Vec<&str> = diagnostic.split_whitespace().filter(is_name).collect();
    let spoken = format!(" {} ", recognise::words(&spoken.join(" ")).join(" "));
    words.iter().any(|w| spoken.contains(&format!(" {w} ")))
}

/// `rfc822; ann@example.org`, also `utf-8; …` with the escapes of RFC 6533 §3.
pub(super) fn typed_address(value: &str) -> Option<Address> {
    let bare = value.split_once(';').map_or(value, |(_, a)| a);
    let bare = bare.trim().trim_start_matches('<').trim_end_matches('>');
    Address::parse(&unescape(bare)).ok()
}

/// Undoes `\\x{E9}` (RFC 6533 §3, utf-8-addr-xtext).
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let wide = rest.strip_prefix("\\x{").and_then(|r| r.split_once('}'));
        if let Some((hex, after)) = wide
            && let Some(c) = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)
        {
            out.push(c);
            rest = after;
            continue;
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dsn(group: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example.org\r\nContent-Type: multipart/report; \
             report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\
             \r\n{group}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nTo: x@y.example\r\n--b--\r\n"
        )
    }

    #[track_caller]
    fn check(group: &str, want: Option<(&str, Class, &str)>) {
        let raw = dsn(&group.replace('\n', "\r\n"));
        let found = report(&Message::parse(raw.as_bytes()), None);
        let got = found.map(|r| r.recipients[0].clone());
        let got = got.map(|r| {
            let status = r.status.map(|s| s.to_string()).unwrap_or_default();
            (r.address.map(|a| a.to_string()).unwrap_or_default(), r.class, status)
        });
        assert_eq!(got, want.map(|(a, c, s)| (a.to_owned(), c, s.to_owned())), "{group}");
    }

    #[test]
    fn groups() {
        let to = "Final-Recipient: rfc822; ann@example.org\n";
        let with = |rest: &str| format!("{to}{rest}");
        check(
            &with("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user"),
            Some(("ann@example.org", Class::Permanent, "5.1.1")),
        );
        check(
            &with("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 5.7.9 DMARC"),
            Some(("ann@example.org", Class::Policy, "5.7.9")),
        );
        check(
            &with("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 listed as spam"),
            Some(("ann@example.org", Class::Policy, "5.0.0")),
        );
        check(
            &with("Action: delayed\nStatus: 4.4.1"),
            Some(("ann@example.org", Class::Temporary, "4.4.1")),
        );
        check(
            &with("Action: failed\nStatus: 4.3.0 (mail transport unavailable)"),
            Some(("ann@example.org", Class::Temporary, "4.3.0")),
        );
        check(
            &with("Action: failed\nStatus: 5.4.7\nDiagnostic-Code: smtp; delivery time expired"),
            Some(("ann@example.org", Class::Temporary, "5.4.7")),
        );
        check(&with("Action: delivered\nStatus: 2.0.0"), None);
        check(
            &with(
                "Original-Recipient: rfc822;zoe@example.org\nAction: failed\n\
                 Diagnostic-Code: smtp; 550\n 5.2.1 disabled",
            ),
            Some(("zoe@example.org", Class::Permanent, "5.2.1")),
        );
        check(
            "Final-Recipient: utf-8; zo\\x{E9}@example.org\nAction: failed\nStatus: 5.1.1",
            Some(("zoé@example.org", Class::Permanent, "5.1.1")),
        );
    }

    #[test]
    fn refusals_tell_of_the_address_or_of_something_else() {
        let check = |status: &str, text: &str, want: bool| {
            assert_eq!(refusal(status, text).is_of_address(), want, "{status} {text}");
        };
        check("5.1.1", "550 5.1.1 No such user", true);
        check("5.0.0", "550 No such user", true);
        check("5.2.2", "552 5.2.2 Mailbox full", true);
        check("5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable (S2).", true);
        check("5.5.0", "550 5.5.0 Protocol error", false);
        check("5.2.0", "550 5.2.0 Mail rejete. Mail rejected. XFR_506 [506]", false);
        check("5.0.0", "550 host mx.nospam.example.org said: <a@spam.example>: no", true);
        check("5.4.316", "550 5.4.316 Message expired, connection refused", false);
        check("5.0.0", "554 Rejected as spam", false);
        check("5.7.1", "550 5.7.1 Refused", false);
        check("5.1.8", "550 5.1.8 Sender's domain does not exist", false);
        check("5.2.3", "552 5.2.3 Too long", false);
        check("5.3.4", "552 5.3.4 Too big", false);
        check("5.6.7", "No SMTPUTF8 there", false);
        check("4.4.7", "given up after 5 days; last: 450 Busy", false);
    }

    #[test]
    fn codes() {
        assert_eq!(Status::find("smtp; 550 5.1.10 x").unwrap().to_string(), "5.1.10");
        assert_eq!(Status::find("host 192.0.2.1 said 550"), None);
        assert_eq!(Status::find("version 5.1"), None);
    }
}
