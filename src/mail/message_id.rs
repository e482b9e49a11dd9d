//! Message identifiers (RFC 5322 §3.6.4). Not trusted for anything: whoever writes a message chooses
//! its identifier, so it finds parents and never grants rights (threat 29).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::Address;

/// An identifier without its angle brackets: printable, 1 to 512 octets, no white space.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageId(String);

/// The first 16 octets of an identifier's SHA-256: what keys and links hold.
pub type IdHash = [u8; 16];

impl MessageId {
    /// Takes one identifier, with or without angle brackets. `None` when nothing usable is left.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        let usable = !text.is_empty()
            && text.len() <= 512
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '<' || c == '>');
        usable.then(|| Self(text.to_owned()))
    }

    /// Every identifier of a References or In-Reply-To value, in order, without repeats. Values
    /// without brackets ("a@x b@x") are read too: real clients send them.
    pub fn parse_list(value: &str) -> Vec<Self> {
        let mut found = Vec::new();
        for piece in value.split(|c: char| c.is_whitespace() || c == ',' || c == '<' || c == '>') {
            if piece.contains('@')
                && let Some(id) = Self::parse(piece)
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
        found
    }

    /// A fresh identifier of ours at `host`: 128 bits from the system's generator, unguessable.
    pub fn mint(host: &str) -> Self {
        Self(format!("{}@{host}", random_label()))
    }

    /// The same, saying of which of our things it is: `poll.3.1.…@host`. `name` holds letters, digits
    /// and dots.
    pub fn mint_of(name: &str, host: &str) -> Self {
        Self(format!("{name}.{}@{host}", random_label()))
    }

    /// The identifier without brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 16-octet form used in keys.
    pub fn hash(&self) -> IdHash {
        hash_text(&[self.0.as_bytes()])
    }

    /// The form for a header: `<id>`.
    pub fn bracketed(&self) -> String {
        format!("<{}>", self.0)
    }
}

/// SHA-256 of the parts, cut to 16 octets. Parts are separated by NUL, which no part holds.
pub fn hash_text(parts: &[&[u8]]) -> IdHash {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            context.update(&[0]);
        }
        context.update(part);
    }
    let full = context.finish();
    let mut short = [0; 16];
    short.copy_from_slice(full.as_ref().get(..16).unwrap_or(&[0; 16]));
    short
}

fn random_label() -> String {
    use ring::rand::SecureRandom;
    use std::hash::{BuildHasher, RandomState};
    let mut bytes = [0u8; 16];
    // SystemRandom fails only where the kernel has no generator; std's per-process seed keeps mail
    // flowing there, and identifiers grant nothing.
    if ring::rand::SystemRandom::new().fill(&mut bytes).is_err() {
        let (high, low) = (RandomState::new().hash_one(0), RandomState::new().hash_one(1));
        bytes = ((u128::from(high) << 64) | u128::from(low)).to_be_bytes();
    }
    data_encoding::BASE32_DNSSEC.encode(&bytes)
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The reverse-path of RFC 5321 §4.1.1.2: somebody, or the null path of bounces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReversePath {
    /// `MAIL FROM:<>`: a delivery notice; never answered (§4.5.5).
    Null,
    /// Where a bounce goes.
    Address(Address),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let ids =
            |v: &str| MessageId::parse_list(v).iter().map(|i| i.to_string()).collect::<Vec<_>>();
        assert_eq!(ids("<a@x> <b@x>\r\n\t<a@x>"), ["a@x", "b@x"]);
        assert_eq!(ids("a@x b@x"), ["a@x", "b@x"]);
        assert_eq!(ids("<a@x><b@x>"), ["a@x", "b@x"]);
        assert_eq!(ids("\"Ann's message of Monday\" <a@x>"), ["a@x"]);
        assert!(ids("<>").is_empty());
    }

    #[test]
    fn minted_ids_differ_and_parse() {
        let (a, b) = (MessageId::mint("lists.example.org"), MessageId::mint("lists.example.org"));
        assert_ne!(a, b);
        assert_eq!(MessageId::parse(&a.bracketed()), Some(a));
    }
}
