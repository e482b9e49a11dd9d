//! Bounces from before RFC 3464 and from servers that ignore it: qmail, Exim, sendmail, old Postfix.
//! Only addresses at the head of a paragraph that says why; never the returned message itself.

use super::super::address::Address;
use super::super::message::Message;
use super::{Outlook, Recipient, Status, basic_code, judge};

/// Where the returned message begins.
const COPIES: &[&str] = &[
    "--- below this line is a copy",
    "------ this is a copy",
    "--- this is a copy",
    "----- original message",
    "----- message d'origine",
    "----- message original",
    "----- unsent message",
    "----- message header follows",
    "--- the header of the original",
    "received:",
    "return-path:",
];

/// Words of servers that give no code.
const REASONS: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no mailbox here",
    "mailbox unavailable",
    "mailbox not found",
    "mailbox is full",
    "over quota",
    "quota exceeded",
    "does not exist",
    "doesn't exist",
    "unrouteable address",
    "unroutable address",
    "couldn't find any host",
    "host not found",
    "domain not found",
    "retry timeout exceeded",
    "undeliverable",
    "isn't accepting",
    "n'existe pas",
    "est pleine",
    "utilisateur inconnu",
    "adresse inconnue",
];

/// Words after which a list of lost recipients follows.
const INTRODUCTIONS: &[&str] = &[
    "following address",
    "following recipient",
    "following destination",
    "failed addresses follow",
    "list of failed recipients",
    "could not be delivered to",
    "delivery has failed to",
    "not delivered to",
    "undeliverable to",
    "unable to deliver",
    "wasn't able to deliver",
    "échec de la remise",
    "destinataires suivants",
    "destinataire suivant",
    "adresses suivantes",
    "adresse suivante",
    "n'a pas pu être remis",
    "n'a pas pu être distribué",
];

/// What a report says to people, read once somebody asks.
pub(super) struct Words<'m>(&'m str);

impl<'m> Words<'m> {
    pub(super) fn of(message: &'m Message<'_>) -> Self {
        Self(before_copy(&message.text().text))
    }

    /// What it says of one address, on one line; nothing where it does not name it.
    pub(super) fn about(&self, address: &Address) -> String {
        let named = self.0.contains(address.as_str());
        if named { one_line(reason_for(self.0, address)) } else { String::new() }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().take(60).collect::<Vec<_>>().join(" ")
}

/// The recipients that an old-fashioned bounce names.
pub(super) fn recipients(message: &Message<'_>) -> Vec<Recipient> {
    let body = before_copy(&message.text().text);
    let outlook = outlook(body);
    let mut found: Vec<Recipient> = Vec::new();
    let mut ours = message.recipients();
    ours.extend(message.from().ok());
    let mut add = |address: Address, reason: &str| {
        let known = ours.iter().any(|m| m.address.same_mailbox(&address))
            || found.iter().any(|r| r.address.as_ref().is_some_and(|a| a.same_mailbox(&address)));
        if !known && found.len() < 100 {
            let reason = one_line(reason);
            found.push(judge(Some(address), Status::find(&reason), &reason, outlook));
        }
    };
    // Exim says it in a field of its own.
    for value in message.header("X-Failed-Recipients") {
        for address in value.split(',').filter_map(|a| Address::parse(a).ok()) {
            add(address.clone(), reason_for(body, &address));
        }
    }
    let mut introduced = false;
    for paragraph in body.split("\n\n") {
        let low = paragraph.to_lowercase();
        let leads = paragraph.lines().next().and_then(leading_address).is_some();
        let introduces = INTRODUCTIONS.iter().any(|i| low.contains(i));
        let goes_on = introduced && leads;
        if !introduces && !goes_on && !says_why(&low) {
            continue;
        }
        introduced = introduced || introduces;
        for line in paragraph.lines() {
            if let Some(address) = leading_address(line) {
                add(address.clone(), reason_for(paragraph, &address));
            }
        }
    }
    found
}

fn before_copy(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let low = line.trim_start().to_lowercase();
        if COPIES.iter().any(|c| low.starts_with(c)) {
            break;
        }
        end += line.len();
    }
    text.get(..end).unwrap_or(text)
}

/// A warning that the server goes on trying.
fn outlook(text: &str) -> Outlook {
    let low = text.to_lowercase();
    let waits = [
        "has not been delivered yet",
        "not yet been delivered",
        "will be retried",
        "will continue trying",
        "delivery attempts will continue",
        "you do not need to resend",
    ];
    if waits.iter().any(|w| low.contains(w)) { Outlook::Delayed } else { Outlook::Failed }
}

fn says_why(low: &str) -> bool {
    Status::find(low).is_some()
        || basic_code(low).is_some()
        || REASONS.iter().any(|r| low.contains(r))
}

/// `<ann@example.org>:`, `  ann@example.org`, `ann@example.org: 550 …`.
fn leading_address(line: &str) -> Option<Address> {
    let first = line.split_whitespace().next()?;
    let bare = first.trim_end_matches([':', ',', '.', ';']);
    let bare = bare.trim_start_matches('<').trim_end_matches('>');
    Address::parse(bare).ok()
}

/// What follows the address in the text.
fn reason_for<'t>(text: &'t str, address: &Address) -> &'t str {
    let at = text.find(address.as_str()).map_or(0, |at| at + address.as_str().len());
    let rest = text.get(at..).unwrap_or_default();
    rest.trim_start_matches(['>', ':', ' ', '\n']).split("\n\n").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Class, report};
    use super::*;

    #[track_caller]
    fn check(head: &str, body: &str, want: &[(&str, Class, &str)]) {
        let raw = format!("{head}\nSubject: failure notice\n\n{body}");
        let found = report(&Message::parse(raw.as_bytes()), None).map_or(vec![], |r| r.recipients);
        let got: Vec<_> = found
            .iter()
            .map(|r| {
                let status = r.status.map(|s| s.to_string()).unwrap_or_default();
                (r.address.as_ref().unwrap().to_string(), r.class, status)
            })
            .collect();
        let want: Vec<_> =
            want.iter().map(|(a, c, s)| ((*a).to_owned(), *c, (*s).to_owned())).collect();
        assert_eq!(got, want, "{body}");
    }

    #[test]
    fn servers() {
        let daemon = "From: MAILER-DAEMON@mx.example.org";
        check(
            daemon,
            "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to \
             deliver your message to the following addresses.\n\n<ann@example.org>:\n\
             Sorry, no mailbox here by that name. (#5.1.1)\n\n\
             --- Below this line is a copy of the message.\n\nTo: zoe@example.org\n550 5.1.1\n",
            &[("ann@example.org", Class::Permanent, "5.1.1")],
        );
        check(
            "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n\
             X-Failed-Recipients: ann@example.org",
            "This message was created automatically by mail delivery software.\n\n  \
             ann@example.org\n    host mx.example.org [192.0.2.1]\n    SMTP error: 550 Unknown user\n\n\
             ------ This is a copy of the message\n",
            &[("ann@example.org", Class::Permanent, "")],
        );
        check(
            daemon,
            "I'm sorry to have to inform you that your message could not be delivered.\n\n\
             <ann@example.org>: host mx.example.org said: 550 5.7.1 blocked by policy\n",
            &[("ann@example.org", Class::Policy, "5.7.1")],
        );
        check(
            daemon,
            "   ----- The following addresses had permanent fatal errors -----\n\
             <ann@example.org>\n    (reason: 550 5.1.1 User unknown)\n\n\
             <zoe@example.org>\n    (reason: 452 4.2.2 Over quota)\n",
            &[
                ("ann@example.org", Class::Permanent, "5.1.1"),
                ("zoe@example.org", Class::Temporary, "4.2.2"),
            ],
        );
        check(
            daemon,
            "Your message has not been delivered yet. No action is required.\n\n\
             <ann@example.org>: Connection timed out, 450 try later\n",
            &[("ann@example.org", Class::Temporary, "")],
        );
    }

    #[test]
    fn lists_of_addresses() {
        check(
            "From: Mail Delivery Service <service@mx.example.org>",
            "Delivery to the following recipients failed.\n\n       ann@example.org\n\n\
             Reporting host: mx.example.org\n",
            &[("ann@example.org", Class::Permanent, "")],
        );
        check(
            "From: postmaster@mx.example.org",
            "The following recipient(s) could not be reached:\n\n\
             ann@example.org on 2019-05-20 14:21\n    The mailbox is full.\n",
            &[("ann@example.org", Class::Temporary, "")],
        );
    }

    #[test]
    fn people_who_speak_of_bounces() {
        check(
            "From: Ann <ann@example.org>",
            "J'ai reçu ceci :\n\n<zoe@example.org>: 550 5.1.1 user unknown\n",
            &[],
        );
        check(
            "From: MAILER-DAEMON@mx.example.org",
            "Bonjour, le serveur sera arrêté lundi.\n",
            &[],
        );
    }
}
