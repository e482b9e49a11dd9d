//! A key that copies are signed with: its file, its DNS record, its signature over some octets. Which
//! key signs what is decided elsewhere.

use std::fmt;

use data_encoding::BASE64;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};

use super::{der, rsa};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";
/// RFC 7468 §2.
const PEM_LINE: usize = 64;
/// RFC 1035 §3.3.14: octets of one string of a TXT record.
const TEXT_LIMIT: usize = 255;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519 (RFC 8463): small and fast, not yet read everywhere.
    Ed25519,
    /// RSA of 2048 bits (RFC 6376 §3.3, RFC 8301): read everywhere.
    Rsa,
}

impl Algorithm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ed25519, Self::Rsa];

    /// The word of `k=` in a DNS record.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Rsa => "rsa",
        }
    }

    /// The word of `a=` in a signature.
    pub(super) fn signature(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519-sha256",
            Self::Rsa => "rsa-sha256",
        }
    }
}

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Not one PEM block of a private key.
    #[error("it is no private key in PEM (BEGIN PRIVATE KEY)")]
    NotPem,
    /// Something else than Ed25519 or a good RSA key.
    #[error("it is neither an Ed25519 key nor an RSA key of 2048 bits or more")]
    Unusable,
    /// No random numbers.
    #[error("the system gives no random numbers")]
    NoRandom,
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// A private key under its selector.
pub struct Key {
    selector: String,
    pair: Pair,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.selector)
    }
}

/// Makes a key; returns its file.
///
/// # Errors
/// [`BadKey::NoRandom`].
pub fn generate(algorithm: Algorithm) -> Result<String, BadKey> {
    let random = SystemRandom::new();
    let pkcs8 = match algorithm {
        Algorithm::Ed25519 => {
            let made = Ed25519KeyPair::generate_pkcs8(&random).map_err(|_| BadKey::NoRandom)?;
            made.as_ref().to_vec()
        }
        Algorithm::Rsa => rsa::generate(&random).ok_or(BadKey::NoRandom)?,
    };
    let text = BASE64.encode(&pkcs8);
    let mut lines = vec![BEGIN];
    let mut rest = text.as_str();
    while let Some((line, after)) = rest.split_at_checked(PEM_LINE) {
        lines.push(line);
        rest = after;
    }
    lines.extend([rest, END].into_iter().filter(|line| !line.is_empty()));
    Ok(lines.join("\n") + "\n")
}

impl Key {
    /// Reads a key file: PKCS #8 in PEM, as `palabre dkim make` and `openssl genpkey` write it.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn read(selector: &str, file: &str) -> Result<Self, BadKey> {
        let inside = file.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END));
        let (text, _) = inside.ok_or(BadKey::NotPem)?;
        let packed: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        let pkcs8 = BASE64.decode(&packed).map_err(|_| BadKey::NotPem)?;
        let ed25519 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).map(Pair::Ed25519);
        let pair = ed25519.or_else(|_| RsaKeyPair::from_pkcs8(&pkcs8).map(Pair::Rsa));
        let pair = pair.map_err(|_| BadKey::Unusable)?;
        Ok(Self { selector: selector.to_owned(), pair })
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Ed25519(_) => Algorithm::Ed25519,
            Pair::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// The name its record goes by (RFC 6376 §3.1).
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// Where its record stands under a domain.
    pub fn record_name(&self, domain: &str) -> String {
        format!("{}._domainkey.{domain}", self.selector)
    }

    /// The public key as `p=` holds it: SubjectPublicKeyInfo for RSA, the bare octets for Ed25519 (RFC
    /// 8463 §4).
    pub fn public(&self) -> String {
        match &self.pair {
            Pair::Ed25519(pair) => BASE64.encode(pair.public_key().as_ref()),
            Pair::Rsa(pair) => BASE64.encode(&der::rsa_public(pair.public_key().as_ref())),
        }
    }

    /// Its record (RFC 6376 §3.6.1), in one piece.
    pub fn record(&self) -> String {
        format!("v=DKIM1; k={}; p={}", self.algorithm().word(), self.public())
    }

    /// Its record as a zone file has it: strings of 255 octets at most.
    pub fn zone_text(&self) -> String {
        let record = self.record();
        let pieces = record.as_bytes().chunks(TEXT_LIMIT).map(String::from_utf8_lossy);
        pieces.map(|piece| format!("\"{piece}\"")).collect::<Vec<_>>().join(" ")
    }

    /// Whether a record found in the DNS is this key's.
    pub fn is_published_in(&self, record: &str) -> bool {
        let public = record.split(';').find_map(|tag| tag.trim().strip_prefix("p="));
        let packed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        public.is_some_and(|public| packed(public) == self.public())
    }

    /// Its signature over these octets; `None` when the system gives no random numbers.
    pub(super) fn sign(&self, octets: &[u8]) -> Option<Vec<u8>> {
        match &self.pair {
            // RFC 8463 §3: the hash of the octets is what is signed.
            Pair::Ed25519(pair) => {
                Some(pair.sign(digest(&SHA256, octets).as_ref()).as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let random = SystemRandom::new();
                pair.sign(&RSA_PKCS1_SHA256, &random, octets, &mut signature).ok()?;
                Some(signature)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file() {
        for algorithm in Algorithm::ALL {
            let file = generate(algorithm).unwrap();
            assert!(file.lines().all(|line| line.len() <= PEM_LINE), "{file}");
            let key = Key::read("s1", &file).unwrap();
            assert_eq!((key.algorithm(), key.selector()), (algorithm, "s1"));
            assert_eq!(key.record_name("example.org"), "s1._domainkey.example.org");
            let record = format!("v=DKIM1; k={}; p={}", algorithm.word(), key.public());
            assert_eq!(key.record(), record);
            assert!(
                key.is_published_in(&record)
                    && key.is_published_in(&key.zone_text().replace("\" \"", "").replace('"', ""))
            );
            assert!(!key.is_published_in("v=DKIM1; p=") && !key.is_published_in("p=AAAA"));
        }
        assert_eq!(Key::read("s1", "hello").unwrap_err(), BadKey::NotPem);
        let other = format!("{BEGIN}\nAAAA\n{END}\n");
        assert_eq!(Key::read("s1", &other).unwrap_err(), BadKey::Unusable);
    }

    #[test]
    fn records_stand_in_strings_that_the_dns_takes() {
        let key = Key::read("s1", &generate(Algorithm::Rsa).unwrap()).unwrap();
        let pieces: Vec<_> = key.zone_text().split("\" \"").map(str::len).collect();
        assert!(pieces.len() == 2 && pieces.iter().all(|n| *n <= 256), "{pieces:?}");
        assert!(key.public().starts_with("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"));
    }
}
