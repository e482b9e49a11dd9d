//! Addresses: the part of RFC 5321 §4.1.2 that exists in the wild. Not a route: what an address of
//! ours *means* is [`crate::list::address`]'s business.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `local@domain`, dot-atom local part, domain lower-cased. The local part keeps its case as
/// received; comparison of our own members uses [`Address::key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    text: String,
    at: usize,
}

/// Why a text is not an address we can mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// No `@`, or nothing on one side of it.
    #[error("it needs the form name@domain")]
    Shape,
    /// RFC 5321 §4.5.3.1: local part over 64 octets or domain over 255.
    #[error("it is longer than mail allows (64 octets before the @, 255 after)")]
    TooLong,
    /// A character that no dot-atom holds: space, quote, control, `%`, `!`…
    #[error("it holds a character that addresses here cannot have")]
    Character,
}

impl Address {
    /// Reads `local@domain`. Quoted local parts, address literals, source routes and percent hacks
    /// are refused: nothing legitimate for a discussion list needs them (threat 3).
    ///
    /// # Errors
    /// [`BadAddress`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(BadAddress::Shape)?;
        if local.is_empty() || domain.is_empty() {
            return Err(BadAddress::Shape);
        }
        if local.len() > 64 || domain.len() > 255 {
            return Err(BadAddress::TooLong);
        }
        // RFC 5321 §4.1.2 Dot-string; RFC 6531 §3.3 adds non-ASCII letters.
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$&'*+-/=?^_`{|}~".contains(c);
        let text_ok = |c: char| !c.is_ascii() && !c.is_control() && !is_invisible(c);
        let local_ok = local.split('.').all(|p| !p.is_empty())
            && local.chars().all(|c| c == '.' || (atom(c) && c != '!') || text_ok(c));
        let label = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || text_ok(c))
        };
        if !local_ok || !domain.split('.').all(label) {
            return Err(BadAddress::Character);
        }
        Ok(Self { text: format!("{local}@{}", domain.to_lowercase()), at: local.len() })
    }

    /// The address no mail reaches (RFC 2606 §2): what a record written without one decodes to.
    pub fn default_for_records() -> Self {
        Self { text: "nobody@invalid".to_owned(), at: 6 }
    }

    /// The part before the `@`, case as received.
    pub fn local(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The part after the `@`, lower case.
    pub fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }

    /// The whole address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form under which a person is known: all lower case. Mail systems that tell `Ann@` from
    /// `ann@` are extinct; members who type both are not.
    pub fn key(&self) -> String {
        self.text.to_lowercase()
    }

    /// Whether both name the same mailbox, by [`Address::key`].
    pub fn same_mailbox(&self, other: &Address) -> bool {
        self.key() == other.key()
    }

    /// True when every byte is ASCII, so that no SMTPUTF8 is needed (RFC 6531 §3.3).
    pub fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }
}

/// Zero-width, bidi and format characters: they make one address look like another (threat 26).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{00AD}')
        || c.is_whitespace()
}

/// Characters that only change the order or hide the length of what is shown (threat 26): marks of
/// direction, blanks of no width, letters without a shape. The joiners U+200C and U+200D stay: Persian and
/// family pictures need them.
pub fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{3164}'
    ) || matches!(c, '\u{17B4}' | '\u{17B5}' | '\u{2800}' | '\u{FEFF}' | '\u{FFA0}' | '\u{200B}')
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Address {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Address {
    type Error = BadAddress;
    fn try_from(text: String) -> Result<Self, BadAddress> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.text
    }
}

/// A display name and an address: one entry of a From, To or Cc field (RFC 5322 §3.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Decoded display name, without control characters; `None` when the field gave none.
    pub name: Option<String>,
    /// Where mail goes.
    pub address: Address,
}

impl Mailbox {
    /// A mailbox with a name, or without when the name is blank.
    pub fn new(name: Option<&str>, address: Address) -> Self {
        let shown = |c: &char| !c.is_control() && !is_deceptive(*c);
        let clean: String = name.unwrap_or_default().chars().filter(shown).collect();
        let clean = clean.trim();
        Self { name: (!clean.is_empty()).then(|| clean.to_owned()), address }
    }

    /// What people see: the name, or else the local part. Never the whole address, so that pages
    /// and digests cannot be harvested (threat 25).
    pub fn display(&self) -> &str {
        match &self.name {
            Some(name) if !name.contains('@') => name,
            _ => self.address.local(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, want: Result<&str, BadAddress>) {
        assert_eq!(Address::parse(input).map(|a| a.as_str().to_owned()), want.map(str::to_owned));
    }

    #[test]
    fn forms() {
        check("ann@Example.ORG", Ok("ann@example.org"));
        check("Ann.Lee+tag@example.org", Ok("Ann.Lee+tag@example.org"));
        check("zoé@exemple.org", Ok("zoé@exemple.org"));
        check("ann", Err(BadAddress::Shape));
        check("@example.org", Err(BadAddress::Shape));
        check("ann@", Err(BadAddress::Shape));
        check("\"ann lee\"@example.org", Err(BadAddress::Character));
        check("a%b@example.org", Err(BadAddress::Character));
        check("host!ann@example.org", Err(BadAddress::Character));
        check("ann@[192.0.2.1]", Err(BadAddress::Character));
        check("@a.example:ann@example.org", Err(BadAddress::Character));
        check("ann@example.org\r\nRCPT TO:<x@y.z>", Err(BadAddress::Character));
        check("an\u{200B}n@example.org", Err(BadAddress::Character));
        check(&format!("{}@example.org", "a".repeat(65)), Err(BadAddress::TooLong));
    }

    #[test]
    fn display_never_shows_the_address() {
        let address = Address::parse("ann@example.org").unwrap();
        assert_eq!(Mailbox::new(Some("ann@example.org"), address.clone()).display(), "ann");
        assert_eq!(Mailbox::new(Some(" Ann\r\n Lee "), address).display(), "Ann Lee");
    }
}
