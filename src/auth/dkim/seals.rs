//! Which of an author's DKIM signatures our edits left alone, found without keys or a name server: a
//! signature that held when the message came still holds on a copy whose covered fields and body are,
//! in the signature's own canonical form, the same (RFC 6376 §3.7). Whether it held is [`crate::auth`]'s.

use super::canon::{BodyHash, Form, write_field};
use crate::mail::edit::{self, Field};

const FIELD: &str = "DKIM-Signature";
/// Characters of `b=` that tell one signature from another (RFC 6008 §4).
const MARK: usize = 16;

/// The beginning of a signature's value, by which it is known.
pub fn mark(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace()).take(MARK).collect()
}

/// A message: its header section, each field with its line end, and its body.
#[derive(Clone, Copy, Debug)]
pub struct Halves<'a> {
    /// The fields.
    pub head: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

/// What became of the signatures on the way from one form of a message to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seals {
    /// Marks of those whose object is the same.
    whole: Vec<String>,
    /// Fields of those whose object is not.
    broken: Vec<Vec<u8>>,
}

impl Seals {
    /// Whether a header section bears signatures at all.
    pub fn are_in(head: &[u8]) -> bool {
        edit::fields(head).any(|f| f.is(FIELD))
    }

    /// Compares a message before and after our edits.
    pub fn compare(before: Halves<'_>, after: Halves<'_>) -> Self {
        let mut found = Self::default();
        let mut bodies = Bodies { before: before.body, after: after.body, known: Vec::new() };
        for field in edit::fields(before.head).filter(|f| f.is(FIELD)) {
            // What cannot be read proves nothing, and is not ours to judge.
            let Some(seal) = Seal::read(&field) else { continue };
            if bodies.agree(seal.body) && seal.sees(before.head) == seal.sees(after.head) {
                found.whole.push(seal.mark);
            } else {
                found.broken.push(field.bytes.to_vec());
            }
        }
        found
    }

    /// Whether a signature is left whole.
    pub fn any(&self) -> bool {
        !self.whole.is_empty()
    }

    /// Whether one of these signatures, known by their marks, still stands.
    pub fn keep(&self, marks: &[String]) -> bool {
        marks.iter().any(|mark| self.whole.contains(mark))
    }

    /// A header section without the signatures that no longer hold: receivers treat them as absent
    /// (RFC 6376 §6.1), filters as a bad sign.
    pub fn without_broken(&self, head: Vec<u8>) -> Vec<u8> {
        if self.broken.is_empty() {
            return head;
        }
        let kept = edit::fields(&head).filter(|f| !self.broken.iter().any(|b| b == f.bytes));
        kept.flat_map(|f| f.bytes.iter().copied()).collect()
    }
}

/// What one signature covers.
struct Seal {
    mark: String,
    names: Vec<String>,
    head: Form,
    body: Form,
}

impl Seal {
    fn read(field: &Field<'_>) -> Option<Self> {
        let value = field.value();
        let tags: Vec<(&str, &str)> = value
            .split(';')
            .filter_map(|tag| tag.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
        let tag = |name: &str| tags.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        // RFC 6376 §3.5: simple is what holds where nothing is said.
        let form = |word: Option<&str>| match word {
            Some(word) if word.trim().eq_ignore_ascii_case("relaxed") => Form::Relaxed,
            _ => Form::Simple,
        };
        let mut forms = tag("c").unwrap_or_default().split('/');
        Some(Self {
            mark: mark(tag("b")?),
            names: tag("h")?.split(':').map(|n| n.trim().to_owned()).collect(),
            head: form(forms.next()),
            body: form(forms.next()),
        })
    }

    /// The covered fields in order (RFC 6376 §5.4.2: of several, the last one first).
    fn sees(&self, head: &[u8]) -> Vec<u8> {
        let mut left: Vec<_> = edit::fields(head).collect();
        let mut out = Vec::new();
        for name in &self.names {
            if let Some(at) = left.iter().rposition(|f| f.is(name)) {
                write_field(&mut out, left.remove(at).bytes, self.head);
            }
        }
        out
    }
}

/// Two bodies, compared once in each form.
struct Bodies<'a> {
    before: &'a [u8],
    after: &'a [u8],
    known: Vec<(Form, bool)>,
}

impl Bodies<'_> {
    fn agree(&mut self, form: Form) -> bool {
        if self.before == self.after {
            return true;
        }
        if let Some((_, agree)) = self.known.iter().find(|(known, _)| *known == form) {
            return *agree;
        }
        let hash = |body| {
            let mut hash = BodyHash::new(form);
            hash.update(body);
            hash.finish()
        };
        let agree = hash(self.before).as_ref() == hash(self.after).as_ref();
        self.known.push((form, agree));
        agree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "DKIM-Signature: v=1; c=relaxed/relaxed; h=From : Subject:\r\n\tSubject; b=abc\r\n def\r\n\
                        From: Ann <ann@example.org>\r\nSubject: Semis\r\nTo: cdp@lists.example.org\r\n";

    #[track_caller]
    fn check(head: &str, body: (&str, &str), change: (&str, &str), want: bool) {
        let after = head.replacen(change.0, change.1, 1);
        let halves = |head, body| Halves { head, body };
        let before = halves(head.as_bytes(), body.0.as_bytes());
        let seals = Seals::compare(before, halves(after.as_bytes(), body.1.as_bytes()));
        assert_eq!(seals.keep(&["abcdef".to_owned()]), want, "{after}");
        let left = String::from_utf8(seals.without_broken(after.clone().into_bytes())).unwrap();
        assert_eq!(left.contains("DKIM-Signature"), want);
        assert!(after.ends_with(&left), "nothing else goes: {left}");
    }

    #[test]
    fn what_is_covered_is_what_counts() {
        let same = ("Hello\r\n", "Hello\r\n");
        check(HEAD, same, ("", ""), true);
        check(HEAD, same, ("To: cdp", "To: other"), true);
        check(HEAD, same, ("", "List-Id: <x>\r\n"), true);
        check(HEAD, same, ("Subject: Semis", "subject:   Semis "), true);
        check(HEAD, same, ("Subject: Semis", "Subject: [cdp] Semis"), false);
        check(HEAD, same, ("From: Ann", "From: Anne"), false);
        // Covered once more than it occurs: another one breaks it.
        check(HEAD, same, ("To:", "Subject: Other\r\nTo:"), false);
        check(HEAD, ("Hello\r\n", "Hello \r\n\r\n"), ("", ""), true);
        check(HEAD, ("Hello\r\n", "Hello\r\n-- \r\ncdp\r\n"), ("", ""), false);
    }

    #[test]
    fn each_signature_in_its_own_form() {
        let simple = HEAD.replace("c=relaxed/relaxed; ", "");
        let same = ("Hello\r\n", "Hello\r\n");
        check(&simple, same, ("", ""), true);
        check(&simple, same, ("Subject: Semis", "Subject:  Semis"), false);
        check(&simple, ("Hello\r\n", "Hello \r\n"), ("", ""), false);
        check(&simple, ("Hello\r\n", "Hello\r\n\r\n"), ("", ""), true);
        let half = HEAD.replace("relaxed/relaxed", "relaxed");
        check(&half, ("Hello\r\n", "Hello \r\n"), ("", ""), false);
    }

    #[test]
    fn what_cannot_be_read_stays() {
        let before = Halves { head: b"DKIM-Signature: v=1;  x\r\nFrom: a@b\r\n", body: b"x" };
        let after = Halves { body: b"y", ..before };
        let seals = Seals::compare(before, after);
        assert_eq!(seals, Seals::default());
        assert_eq!(seals.without_broken(before.head.to_vec()), before.head);
    }
}
