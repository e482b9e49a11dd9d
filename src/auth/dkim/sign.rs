//! DKIM signatures on what leaves (RFC 6376, RFC 8463): relaxed/relaxed, never `l=`, each covered
//! field named once more than it occurs, so that none can be added. What is the same in every copy is
//! canonicalised once. Which keys sign is the caller's choice.

use std::sync::Arc;

use data_encoding::BASE64;
use ring::digest::Digest;

use super::canon::{Form, write_field};
use super::key::Key;
use crate::mail::edit;

/// RFC 6376 §3.5: white space may stand between the characters of a tag's value.
const LINE: usize = 76;
/// How long a signature holds: longer than any queue, shorter than a replay pays (threat 15).
const LASTS: i64 = 7 * 24 * 3600;
/// Fields that are covered whether they are there or not (RFC 6376 §5.4.1, RFC 8058 §4).
const COVERED: &[&str] = &[
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Id",
    "List-Post",
    "List-Help",
    "List-Subscribe",
    "List-Owner",
    "List-Archive",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];
/// Fields that are covered when they are there.
const PRESENT: &[&str] = &[
    "Archived-At",
    "Auto-Submitted",
    "Autocrypt",
    "Content-Language",
    "Content-Disposition",
    "X-Original-From",
];

/// Who signs for one domain.
#[derive(Clone, Debug)]
pub struct Signer {
    keys: Vec<Arc<Key>>,
    domain: String,
}

/// A header section ready to be signed, again and again.
#[derive(Clone, Debug)]
pub struct Prepared {
    signer: Signer,
    /// The value of `h=`, folded.
    names: Vec<u8>,
    /// The fields that all copies share, as the signature sees them.
    shared: Vec<u8>,
}

impl Signer {
    /// With these keys, one signature each, in the name of a domain; `None` without a key.
    pub fn new(keys: Vec<Arc<Key>>, domain: &str) -> Option<Self> {
        (!keys.is_empty()).then(|| Self { keys, domain: domain.to_owned() })
    }

    /// Prepares a header section. `personal` are fields that are not in it and that each copy brings,
    /// one of each.
    pub fn prepare(&self, head: &[u8], personal: &[&str]) -> Prepared {
        let (mut names, mut shared) = (Vec::new(), Vec::new());
        let is_personal = |name: &&str| personal.iter().any(|p| p.eq_ignore_ascii_case(name));
        let fields: Vec<_> = edit::fields(head).collect();
        for (known, add) in [(COVERED, 1), (PRESENT, 0)] {
            for name in known.iter().filter(|name| !is_personal(name)) {
                // RFC 6376 §5.4.2: of several, the last one first.
                let found = fields.iter().rev().filter(|f| f.is(name));
                let count = found.inspect(|f| write_field(&mut shared, f.bytes, Form::Relaxed));
                names.extend(std::iter::repeat_n(*name, count.count() + add));
            }
        }
        names.extend(personal.iter().flat_map(|name| [*name, *name]));
        Prepared { signer: self.clone(), names: folded(&names), shared }
    }

    /// The signatures of a whole message, as fields to stand on top of it.
    pub fn sign(&self, message: &[u8], at: i64) -> Vec<u8> {
        let (head, body) = edit::split(message);
        let mut hash = super::BodyHash::new(Form::Relaxed);
        hash.update(body);
        self.prepare(head, &[]).sign(&[], hash.finish(), at)
    }
}

impl Prepared {
    /// The signatures of one copy, as fields to stand on top of it: `personal` are its own fields, in
    /// the order they were named in.
    pub fn sign(&self, personal: &[u8], body: Digest, at: i64) -> Vec<u8> {
        let mut covered = self.shared.clone();
        edit::fields(personal).for_each(|f| write_field(&mut covered, f.bytes, Form::Relaxed));
        let body = BASE64.encode(body.as_ref());
        let (mut out, end) = (Vec::with_capacity(2048), covered.len());
        for key in &self.signer.keys {
            covered.truncate(end);
            let start = out.len();
            self.write_tags(&mut out, key, &body, at);
            // RFC 6376 §3.7: the signature covers its own field, its value empty, without line end.
            write_field(&mut covered, out.get(start..).unwrap_or_default(), Form::Relaxed);
            covered.truncate(covered.len().saturating_sub(2));
            match key.sign(&covered) {
                Some(signature) => write_value(&mut out, &BASE64.encode(&signature)),
                None => {
                    tracing::error!(event = "signing-failed", selector = key.selector());
                    out.truncate(start);
                }
            }
        }
        out
    }

    /// The field up to its `b=`.
    fn write_tags(&self, out: &mut Vec<u8>, key: &Key, body: &str, at: i64) {
        let (domain, selector) = (&self.signer.domain, key.selector());
        let tags = [
            format!("DKIM-Signature: v=1; a={}; c=relaxed/relaxed;", key.algorithm().signature()),
            format!(" d={domain}; s={selector};"),
            format!(" t={at}; x={};", at.saturating_add(LASTS)),
        ];
        out.extend_from_slice(tags.join("\r\n").as_bytes());
        out.extend_from_slice(b"\r\n h=");
        out.extend_from_slice(&self.names);
        out.extend_from_slice(format!(";\r\n bh={body};\r\n b=").as_bytes());
    }
}

/// Names with colons between, on lines that are not too long.
fn folded(names: &[&str]) -> Vec<u8> {
    let (mut out, mut column) = (Vec::new(), " h=".len());
    for (n, name) in names.iter().enumerate() {
        if n > 0 {
            out.push(b':');
            if column + name.len() + 2 > LINE {
                out.extend_from_slice(b"\r\n  ");
                column = 1;
            }
        }
        out.extend_from_slice(name.as_bytes());
        column += name.len() + 1;
    }
    out
}

/// The last value of a field, on several lines, and its end.
fn write_value(out: &mut Vec<u8>, value: &str) {
    let mut room = LINE - " b=".len();
    for byte in value.bytes() {
        if room == 0 {
            out.extend_from_slice(b"\r\n  ");
            room = LINE - 2;
        }
        out.push(byte);
        room -= 1;
    }
    out.extend_from_slice(b"\r\n");
}
