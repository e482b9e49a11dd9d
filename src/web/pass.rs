//! What a mailed link and a cookie bear: whose it is, 128 bits of the system's generator, and a code over
//! both, keyed and bound to its use. The store knows only its hash. Not what it opens.

use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

use crate::list::PersonId;
use crate::list::address::Secret;
use crate::store::sessions::Kind;

/// Octets of each part: person, random, code.
const PARTS: [usize; 3] = [4, 16, 15];

/// A link's or a cookie's right, before it is known whether it still counts.
#[derive(Clone, PartialEq, Eq)]
pub struct Pass {
    kind: Kind,
    person: PersonId,
    random: [u8; PARTS[1]],
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pass({:?}, {:?}, …)", self.kind, self.person)
    }
}

fn purpose(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::Link => b"sign-in link",
        Kind::Session => b"session",
        Kind::Feed => b"feed",
    }
}

impl Pass {
    /// A new one; `None` when the system gives no random numbers.
    pub fn mint(kind: Kind, person: PersonId) -> Option<Self> {
        let mut random = [0; PARTS[1]];
        SystemRandom::new().fill(&mut random).ok()?;
        Some(Self { kind, person, random })
    }

    /// One that is known already.
    pub fn of(kind: Kind, person: PersonId, random: [u8; 16]) -> Self {
        Self { kind, person, random }
    }

    /// What nobody can guess of it.
    pub fn random(&self) -> [u8; 16] {
        self.random
    }

    fn code(&self, secret: &Secret) -> Vec<u8> {
        let person = self.person.0.to_be_bytes();
        let mut code = secret.seal(&[b"pass", purpose(self.kind), &person, &self.random]);
        code.truncate(PARTS[2]);
        code
    }

    /// As it is written: 56 letters and digits, in either case.
    pub fn text(&self, secret: &Secret) -> String {
        let person = self.person.0.to_be_bytes();
        let all = [&person[..], &self.random, &self.code(secret)].concat();
        data_encoding::BASE32_NOPAD.encode(&all).to_ascii_lowercase()
    }

    /// Reads one of ours; no early exit on the first wrong octet of its code.
    pub fn read(secret: &Secret, kind: Kind, text: &str) -> Option<Self> {
        // A mail program may have taken part of the sentence along, never more than this.
        if text.len() > 64 {
            return None;
        }
        let all = data_encoding::BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?;
        let (person, rest) = all.split_first_chunk::<4>()?;
        let (random, code) = rest.split_first_chunk::<16>()?;
        let pass = Self { kind, person: PersonId(u32::from_be_bytes(*person)), random: *random };
        same(&pass.code(secret), code).then_some(pass)
    }

    /// Whose it says it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// What the store knows it by.
    pub fn hash(&self) -> [u8; 32] {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(purpose(self.kind));
        context.update(&self.random);
        let hash = context.finish();
        let mut octets = [0; 32];
        octets.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        octets
    }
}

/// Whether two runs of octets are the same; no early exit on the first that differs.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    let differ = one.iter().zip(other).fold(0, |differ, (a, b)| differ | (a ^ b));
    one.len() == other.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_in_either_case_and_is_bound_to_its_use() {
        let (secret, other) = (Secret::new(&[7; 32]), Secret::new(&[8; 32]));
        let pass = Pass::mint(Kind::Link, PersonId(4)).unwrap();
        let text = pass.text(&secret);
        assert_eq!(text.len(), 56);
        assert_eq!(Pass::read(&secret, Kind::Link, &text), Some(pass.clone()));
        assert_eq!(Pass::read(&secret, Kind::Link, &text.to_uppercase()), Some(pass.clone()));
        assert_eq!(Pass::read(&secret, Kind::Session, &text), None);
        assert_eq!(Pass::read(&other, Kind::Link, &text), None);
        for at in 0..text.len() {
            let mut wrong = text.clone().into_bytes();
            wrong[at] = if wrong[at] == b'a' { b'b' } else { b'a' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(Pass::read(&secret, Kind::Link, &wrong), None, "octet {at}");
        }
        for bad in
            ["", "a", "é", "00", text.get(1..).unwrap(), &format!("{text}a"), &text.repeat(2)]
        {
            assert_eq!(Pass::read(&secret, Kind::Link, bad), None, "{bad}");
        }
    }

    /// Threat 10: none twice, and no bit that leans to one side.
    #[test]
    fn chance_is_even() {
        const MANY: u32 = 20_000;
        let mut seen = std::collections::HashSet::new();
        let mut ones = [0_u32; 128];
        for _ in 0..MANY {
            let pass = Pass::mint(Kind::Session, PersonId(1)).unwrap();
            for (at, count) in ones.iter_mut().enumerate() {
                *count += u32::from(pass.random[at / 8] >> (at % 8) & 1);
            }
            assert!(seen.insert(pass.random));
        }
        // 128 fair coins: chi-square over the bits, far beyond chance at 240 (p < 1e-8).
        let half = f64::from(MANY) / 2.0;
        let chi: f64 = ones.iter().map(|n| (f64::from(*n) - half).powi(2) / (half / 2.0)).sum();
        assert!(chi < 240.0, "{chi}");
    }
}
