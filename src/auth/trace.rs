//! Where a message came from before a mail server in front of us: the Received field that server
//! wrote (RFC 5321 §4.4). Only a trusted server's is read, and nothing below the first strange hop.

use std::net::IpAddr;

use crate::mail::edit::{self, Field};

/// The machine that handed the message to this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A machine of the network, and the name it gave.
    Client(IpAddr, String),
    /// Whoever connected to us, and nobody before: the message has no other Received field.
    Peer,
    /// Only trusted machines had it: it was written on one of them.
    Here,
    /// A front server took it from somebody it knows by a password, or does not say from whom: there
    /// is no client to judge.
    Inside,
}

/// Reads the trace of a message that a trusted peer brought. `own` is the `id` of our own Received
/// field, which may stand on top.
pub fn origin(raw: &[u8], own: &str, trusted: &dyn Fn(IpAddr) -> bool) -> Origin {
    let (head, _) = edit::split(raw);
    let ours = format!(" id {own} ");
    let is_ours = |text: &str| format!("{} ", text.replace(';', " ")).contains(&ours);
    let received = edit::fields(head).filter(|f| f.is("Received")).map(value);
    for (n, text) in received.enumerate() {
        if n == 0 && is_ours(&text) {
            continue;
        }
        return match hop(&text) {
            // A filter on this machine handed it back: the hop before counts.
            Hop::From(ip, _) if trusted(ip) => below(head, n + 1, trusted),
            Hop::From(ip, helo) => Origin::Client(ip, helo),
            Hop::Local => Origin::Here,
            Hop::Inside => Origin::Inside,
        };
    }
    Origin::Peer
}

/// The first client that is not itself trusted, from the `n`th Received field down.
fn below(head: &[u8], n: usize, trusted: &dyn Fn(IpAddr) -> bool) -> Origin {
    for field in edit::fields(head).filter(|f| f.is("Received")).skip(n) {
        match hop(&value(field)) {
            Hop::From(ip, _) if trusted(ip) => {}
            Hop::From(ip, helo) => return Origin::Client(ip, helo),
            Hop::Local => return Origin::Here,
            Hop::Inside => return Origin::Inside,
        }
    }
    Origin::Here
}

/// On one line, blanks for the tabs of folding.
fn value(field: Field<'_>) -> String {
    field.value().replace('\t', " ")
}

enum Hop {
    From(IpAddr, String),
    /// `by …` without a `from`: a program on that machine wrote it.
    Local,
    Inside,
}

/// Postfix: `from HELO (NAME [IP]) by …`; Exim: `from NAME ([IP] helo=HELO) by …` or
/// `from [IP] (helo=HELO)`; qmail: `from NAME (HELO x) (IP) by …`.
fn hop(text: &str) -> Hop {
    if text.starts_with("by ") {
        return Hop::Local;
    }
    let Some(rest) = text.strip_prefix("from ") else { return Hop::Inside };
    let (from, by) = rest.split_once(" by ").unwrap_or((rest, ""));
    if is_authenticated(by) {
        return Hop::Inside;
    }
    let Some(ip) = address(from) else { return Hop::Inside };
    let named = from.split_once("(helo=").or_else(|| from.split_once(" helo="));
    let named = named.map(|(_, name)| name);
    let helo = named.unwrap_or(from).split([' ', ')', '(']).next().unwrap_or_default();
    Hop::From(ip, helo.to_owned())
}

/// RFC 3848: `ESMTPA`, `ESMTPSA`, and RFC 6531's `UTF8SMTPA`: the client gave a password.
fn is_authenticated(by: &str) -> bool {
    let with = by.split_once(" with ").map(|(_, rest)| rest).unwrap_or_default();
    let word = with.split([' ', ';']).next().unwrap_or_default().to_ascii_uppercase();
    ["ESMTPA", "ESMTPSA", "LMTPA", "LMTPSA", "UTF8SMTPA", "UTF8SMTPSA"].contains(&word.as_str())
}

/// What the server itself saw stands in parentheses; what stands before, and after `helo=`, is the
/// client's own word.
fn address(from: &str) -> Option<IpAddr> {
    let literal = |text: &str| {
        let bare = text.strip_prefix("IPv6:").unwrap_or(text);
        bare.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
    };
    let (name, seen) = from.split_once(" (").unwrap_or((from, "helo="));
    let seen = match seen.split_once("helo=") {
        Some(("", _)) => name,
        Some((before, _)) => before,
        None => seen,
    };
    seen.split(['[', ']', '(', ')', ' ']).filter_map(literal).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(received: &[&str], want: Origin) {
        let head: String = received.iter().map(|r| format!("Received: {r}\r\n")).collect();
        let raw = format!("{head}From: ann@example.org\r\n\r\nBonjour\r\n");
        assert_eq!(origin(raw.as_bytes(), "k7", &|ip| ip.is_loopback()), want, "{raw}");
    }

    #[track_caller]
    fn client(received: &[&str], ip: &str, helo: &str) {
        check(received, Origin::Client(ip.parse().unwrap(), helo.to_owned()));
    }

    #[test]
    fn what_front_servers_write() {
        let ours =
            "from mx (127.0.0.1)\r\n\tby lists.example.org with LMTP id k7\r\n\tfor <a@b>; x";
        let postfix = "from out.example.net (out.example.net [192.0.2.7])\r\n\tby mx.example.org \
                       (Postfix) with ESMTPS id 4F\r\n\tfor <cdp@lists.example.org>; Mon, x";
        client(&[ours, postfix], "192.0.2.7", "out.example.net");
        client(&[postfix], "192.0.2.7", "out.example.net");
        let exim =
            "from [2001:db8::7] (helo=out.example.net)\r\n\tby mx.example.org with esmtp id 1";
        client(&[exim], "2001:db8::7", "out.example.net");
        let exim =
            "from rdns.example.net ([192.0.2.7] helo=out.example.net)\r\n\tby mx with esmtps";
        client(&[exim], "192.0.2.7", "out.example.net");
        client(&["from a (b [IPv6:2001:db8::7]) by mx with ESMTP id 1"], "2001:db8::7", "a");
        client(&["from unknown (HELO a) (192.0.2.7) by mx with SMTP; x"], "192.0.2.7", "unknown");
        let sendmail = "from a (b [192.0.2.7] (may be forged)) by mx (8.17) with ESMTP id 1; x";
        client(&[sendmail], "192.0.2.7", "a");
        // The client's own word is not believed.
        client(&["from helo=x (b [192.0.2.7]) by mx with ESMTP"], "192.0.2.7", "helo=x");
        let exim = "from b ([192.0.2.7] helo=[10.0.0.1]) by mx with esmtp";
        client(&[exim], "192.0.2.7", "[10.0.0.1]");
        client(&["from [10.0.0.1] (b [192.0.2.7]) by mx with ESMTP"], "192.0.2.7", "[10.0.0.1]");
    }

    #[test]
    fn what_has_no_client() {
        check(&[], Origin::Peer);
        check(&["from x by lists.example.org with SMTP id k7; Mon"], Origin::Peer);
        check(&["by mx.example.org (Postfix, from userid 1000)\r\n\tid 4F; x"], Origin::Here);
        let login = "from pc (pc [192.0.2.9]) by mx (Postfix) with ESMTPSA id 4F; x";
        check(&[login], Origin::Inside);
        check(&["from somewhere by mx with ESMTP id 4; x"], Origin::Inside);
    }

    #[test]
    fn a_filter_on_the_way_is_passed_over() {
        let filter = "from localhost (localhost [127.0.0.1]) by mx (amavis) with ESMTP id 5; x";
        let outside = "from a (b [192.0.2.7]) by mx (Postfix) with ESMTP id 6; x";
        client(&[filter, filter, outside], "192.0.2.7", "a");
        check(&[filter], Origin::Here);
    }
}
