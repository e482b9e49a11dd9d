//! The Received field that we put above a message (RFC 5321 §4.4). Not Return-Path: that is for
//! whoever delivers to a mailbox.

use std::net::IpAddr;

use super::command::Hello;
use super::handler::{Channel, Envelope, Protocol};
use crate::clock::{TimeZone, Timestamp};

/// The field, folded, with its last CRLF. `by` is our name.
pub fn received(envelope: &Envelope, hello: Hello, by: &str, at: Timestamp) -> String {
    let helo = &envelope.peer.helo;
    let from = match envelope.peer.ip {
        Some(ip) => format!("{helo} ({})", literal(ip)),
        None => format!("{helo} (local socket)"),
    };
    // §4.4: one path at most. §7.6: with several recipients it would tell one of another.
    let to = match envelope.recipients.as_slice() {
        [only] => format!("\r\n\tfor <{only}>"),
        _ => String::new(),
    };
    let with = with(envelope, hello);
    let id = &envelope.id;
    // RFC 5322 §3.3. In UTC: no zone is told.
    let date = at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000");
    format!("Received: from {from}\r\n\tby {by} with {with} id {id}{to};\r\n\t{date}\r\n")
}

/// RFC 5321 §4.1.3.
fn literal(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => format!("[{ip}]"),
        IpAddr::V6(ip) => format!("[IPv6:{ip}]"),
    }
}

/// The word after `with`: RFC 3848's, and RFC 6531 §4.3's under SMTPUTF8.
fn with(envelope: &Envelope, hello: Hello) -> &'static str {
    let tls = envelope.peer.channel == Channel::Encrypted;
    match (envelope.protocol, envelope.smtputf8, tls) {
        (Protocol::Smtp, false, false) if hello == Hello::Helo => "SMTP",
        (Protocol::Smtp, false, false) => "ESMTP",
        (Protocol::Smtp, false, true) => "ESMTPS",
        (Protocol::Smtp, true, false) => "UTF8SMTP",
        (Protocol::Smtp, true, true) => "UTF8SMTPS",
        (Protocol::Lmtp, false, false) => "LMTP",
        (Protocol::Lmtp, false, true) => "LMTPS",
        (Protocol::Lmtp, true, false) => "UTF8LMTP",
        (Protocol::Lmtp, true, true) => "UTF8LMTPS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message_id::ReversePath;
    use crate::smtp::handler::{Body, Peer};

    fn envelope(ip: Option<&str>, recipients: &[&str]) -> Envelope {
        Envelope {
            peer: Peer {
                ip: ip.map(|ip| ip.parse().unwrap()),
                helo: "mail.example.net".into(),
                channel: Channel::Plain,
            },
            protocol: Protocol::Smtp,
            id: "k3".into(),
            reverse_path: ReversePath::Null,
            recipients: recipients.iter().map(|&r| r.to_owned()).collect(),
            smtputf8: false,
            body: Body::SevenBit,
        }
    }

    #[track_caller]
    fn check(envelope: &Envelope, hello: Hello, want: &str) {
        let at = "2026-11-02T09:05:00-05:00".parse().unwrap();
        let field = received(envelope, hello, "lists.example.org", at);
        assert_eq!(field, format!("{want};\r\n\tMon, 02 Nov 2026 14:05:00 +0000\r\n"));
    }

    #[test]
    fn one_recipient_is_named_and_several_are_not() {
        check(
            &envelope(Some("192.0.2.7"), &["cdp@lists.example.org"]),
            Hello::Ehlo,
            "Received: from mail.example.net ([192.0.2.7])\r\n\tby lists.example.org with ESMTP id k3\r\n\tfor <cdp@lists.example.org>",
        );
        check(
            &envelope(Some("::ffff:192.0.2.7"), &["a@lists.example.org", "b@lists.example.org"]),
            Hello::Helo,
            "Received: from mail.example.net ([192.0.2.7])\r\n\tby lists.example.org with SMTP id k3",
        );
    }

    #[test]
    fn ways_of_arriving() {
        let mut local = envelope(None, &["a@x.example", "b@x.example"]);
        local.protocol = Protocol::Lmtp;
        check(
            &local,
            Hello::Lhlo,
            "Received: from mail.example.net (local socket)\r\n\tby lists.example.org with LMTP id k3",
        );
        let mut far = envelope(Some("2001:db8::1"), &["a@x.example", "b@x.example"]);
        far.smtputf8 = true;
        far.peer.channel = Channel::Encrypted;
        check(
            &far,
            Hello::Ehlo,
            "Received: from mail.example.net ([IPv6:2001:db8::1])\r\n\tby lists.example.org with UTF8SMTPS id k3",
        );
    }
}
