//! Who a message really comes from: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 9989), verified by
//! mail-auth; and the signatures of our own. Facts only: what a list does with them is decided
//! elsewhere, and no list is known here.

pub mod dkim;
mod judge;
mod reach;
mod trace;
mod verifier;

use serde::{Deserialize, Serialize};

pub use judge::signatures;
pub use verifier::{Letter, Mode, Seen, Terms, Verifier};

/// How one check ended, in the words of RFC 8601 §2.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The domain doubts it.
    SoftFail,
    /// The domain says nothing of it, or the signature is no use.
    Neutral,
    /// There was nothing to check.
    #[default]
    None,
    /// Nobody could tell then.
    TempError,
    /// What was published or signed cannot be read.
    PermError,
    /// There was something to check and we could not see it: where the message came from, above all.
    Unknown,
}

impl Outcome {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::Neutral => "neutral",
            Self::None => "none",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Unknown => "unknown",
        }
    }
}

/// What the author's domain asks for mail that fails (RFC 9989 §4.7, `t=`, `sp=` and `np=` heeded).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// It publishes no DMARC record.
    #[default]
    Unpublished,
    /// A record that asks for nothing.
    None,
    /// To be doubted.
    Quarantine,
    /// To be refused.
    Reject,
}

/// What was found of a message's origin. Stored beside each post; fields may be added.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// Whether the reverse-path's domain lets the client send for it.
    pub spf: Outcome,
    /// That domain.
    pub sender: Option<String>,
    /// The best of the signatures; an aligned one is better than another.
    pub dkim: Outcome,
    /// The domain that made it.
    pub signer: Option<String>,
    /// Whether one of both holds and is of the author's own domain.
    pub dmarc: Outcome,
    /// What the author's domain asks.
    pub policy: Policy,
    /// Whether the author's domain vouches for the message: an aligned pass, with a DMARC record or
    /// without.
    pub aligned: bool,
    /// Marks of the signatures that hold and are of the author's own domain as its DMARC record draws
    /// the line: what may still vouch for a copy. Only sought where that record asks for something.
    pub proofs: Vec<String>,
}

impl Identity {
    /// Whether the author's domain wants this refused, and everything it may be proved by was seen.
    /// RFC 9989 §7.4: `p=reject` alone is no reason, when we could not judge.
    pub fn is_refusable(&self) -> bool {
        let unseen = |o: Outcome| matches!(o, Outcome::Unknown | Outcome::TempError);
        self.policy == Policy::Reject
            && self.dmarc == Outcome::Fail
            && !unseen(self.spf)
            && !unseen(self.dkim)
    }

    /// The value of an Authentication-Results field (RFC 8601 §2.2) under the name `host`, for an
    /// author of `domain`.
    pub fn results(&self, host: &str, domain: &str) -> String {
        let mut all = vec![host.to_owned()];
        if self.spf != Outcome::Unknown {
            let sender = self.sender.as_deref().map(|d| format!(" smtp.mailfrom={d}"));
            all.push(format!("spf={}{}", self.spf.word(), sender.unwrap_or_default()));
        }
        let signer = self.signer.as_deref().map(|d| format!(" header.d={d}"));
        all.push(format!("dkim={}{}", self.dkim.word(), signer.unwrap_or_default()));
        all.push(format!("dmarc={} header.from={domain}", self.dmarc.word()));
        all.join("; ")
    }

    /// Whether the author's domain publishes a DMARC record.
    pub fn has_policy(&self) -> bool {
        self.policy != Policy::Unpublished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_judged_is_refused() {
        let fails = Identity {
            spf: Outcome::Fail,
            dmarc: Outcome::Fail,
            policy: Policy::Reject,
            ..Identity::default()
        };
        assert!(fails.is_refusable());
        assert!(!Identity { spf: Outcome::Unknown, ..fails.clone() }.is_refusable());
        assert!(!Identity { dkim: Outcome::TempError, ..fails.clone() }.is_refusable());
        assert!(!Identity { policy: Policy::Quarantine, ..fails.clone() }.is_refusable());
        assert!(!Identity { dmarc: Outcome::Pass, ..fails }.is_refusable());
    }

    #[test]
    fn results_are_told_in_the_words_of_the_standard() {
        let sender = Some("example.org".to_owned());
        let found = Identity { spf: Outcome::Pass, sender, ..Identity::default() };
        let want = "lists.example.org; spf=pass smtp.mailfrom=example.org; dkim=none; \
                    dmarc=none header.from=example.org";
        assert_eq!(found.results("lists.example.org", "example.org"), want);
    }

    #[test]
    fn results_are_stored_by_name() {
        let text = serde_json::to_string(&Identity::default()).unwrap();
        assert!(text.contains("\"spf\":\"none\"") && text.contains("\"policy\":\"unpublished\""));
        let read: Identity = serde_json::from_str("{\"dkim\":\"pass\"}").unwrap();
        assert_eq!(read.dkim, Outcome::Pass);
    }
}
