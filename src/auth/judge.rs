//! One message judged: mail-auth asked about its signatures, its reverse-path and its author's domain,
//! with the guards that mail-auth leaves to its caller. When to ask, and what to do without a name
//! server, is [`super::verifier`]'s.

use std::net::IpAddr;

use mail_auth::common::crypto::Algorithm;
use mail_auth::common::headers::Header;
use mail_auth::dkim::{Canonicalization, DkimError, Signature};
use mail_auth::dmarc;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, Error,
    MessageAuthenticator, SpfOutput, SpfResult,
};

use super::dkim::mark;
use super::{Identity, Outcome, Policy};
use crate::mail::address::Address;
use crate::mail::message_id::ReversePath;

/// Signatures looked at: each costs a question and a public-key operation (RFC 6376 §6.1 lets us
/// choose). Those of the author's domain come first.
const SIGNATURES: usize = 6;

/// What is judged.
pub(super) struct Case<'a> {
    /// The message, as it came.
    pub raw: &'a [u8],
    /// Its one author.
    pub from: &'a Address,
    /// From MAIL; `None` when nobody knows, as for a file.
    pub reverse_path: Option<&'a ReversePath>,
    /// The machine that sent it and the name it gave; `None` when we cannot see it.
    pub client: Option<(IpAddr, &'a str)>,
    /// Our name.
    pub host: &'a str,
}

/// The name server could not tell what the verdict depends on: to be asked again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unresolved;

/// Verifies the signatures of a message without an envelope, such as a file.
pub async fn signatures(
    dns: &crate::dns::Resolver,
    raw: &[u8],
    from: &Address,
) -> Option<Identity> {
    let case = Case { raw, from, reverse_path: None, client: None, host: "localhost" };
    judge(&MessageAuthenticator(dns.inner().clone()), &case).await.ok()
}

pub(super) async fn judge(
    dns: &MessageAuthenticator,
    case: &Case<'_>,
) -> Result<Identity, Unresolved> {
    let author = case.from.domain();
    let spf = spf(dns, case).await;
    let mut message = AuthenticatedMessage::parse(case.raw).unwrap_or_default();
    // Threat 14: one reading of From for everybody, ours; several were refused before.
    message.from = vec![case.from.key()];
    choose(&mut message.dkim_headers, author);
    let mut signed = dns.verify_dkim(&message).await;
    let stripped = without_blank_end(case.raw, &signed);
    let mut again = stripped.as_deref().and_then(AuthenticatedMessage::parse).unwrap_or_default();
    again.dkim_headers.retain(|h| h.header.cb == Canonicalization::Relaxed);
    choose(&mut again.dkim_headers, author);
    if !again.dkim_headers.is_empty() {
        signed.extend(dns.verify_dkim(&again).await);
    }
    let sender = match case.reverse_path {
        Some(ReversePath::Address(address)) => address.domain(),
        _ => "",
    };
    // RFC 9989 §4.10: the record is found by a walk up the tree of names, §4.10.2 aligns with it.
    let asked = DmarcParameters {
        message: &message,
        dkim_output: &signed,
        dkim2_output: None,
        rfc5321_mail_from_domain: sender,
        spf_output: &spf,
    };
    let dmarc = dns.verify_dmarc(asked).await;
    // The null path has no domain to ask; a client that was not seen has no answer.
    let null = case.reverse_path == Some(&ReversePath::Null);
    let seen = case.client.is_some() || null;
    let spf = if seen { of_spf(spf.result()) } else { Outcome::Unknown };
    let proofs = if asks(&dmarc) { proofs(dns, &message, &signed).await } else { Vec::new() };
    let identity = conclude(author, (spf, sender), &signed, &dmarc)?;
    Ok(Identity { proofs, ..identity })
}

/// Whether a failure would matter: copies bear a new reverse-path, so only a signature can help them.
fn asks(dmarc: &DmarcOutput) -> bool {
    dmarc.dmarc_record().is_some()
        && matches!(dmarc.policy(), dmarc::Policy::Quarantine | dmarc::Policy::Reject)
        && *dmarc.dkim_result() == DmarcResult::Pass
}

/// The signatures that would pass DMARC alone, by their marks.
async fn proofs(
    dns: &MessageAuthenticator,
    message: &AuthenticatedMessage<'_>,
    signed: &[DkimOutput<'_>],
) -> Vec<String> {
    let (mut found, none) = (Vec::new(), SpfOutput::default());
    for one in signed.iter().filter(|s| *s.result() == DkimResult::Pass) {
        let asked = DmarcParameters {
            message,
            dkim_output: std::slice::from_ref(one),
            dkim2_output: None,
            rfc5321_mail_from_domain: "",
            spf_output: &none,
        };
        let value = one.signature().map(|s| data_encoding::BASE64.encode(&s.b));
        if *dns.verify_dmarc(asked).await.dkim_result() == DmarcResult::Pass {
            found.extend(value.map(|v| mark(&v)));
        }
    }
    found
}

async fn spf(dns: &MessageAuthenticator, case: &Case<'_>) -> SpfOutput {
    match (case.client, case.reverse_path) {
        (Some((ip, helo)), Some(ReversePath::Address(from))) => {
            let (ip, from) = (ip.to_canonical(), from.as_str());
            dns.verify_spf(SpfParameters::verify_mail_from(ip, helo, case.host, from)).await
        }
        _ => SpfOutput::default(),
    }
}

/// Leaves the signatures that can prove something, those of the author's domain first: one that does
/// not cover From proves no author (RFC 6376 §5.4), and SHA-1 proves nothing (RFC 8301 §3.1). Those
/// with `l=` mail-auth has set aside (threat 15).
fn choose(signatures: &mut Vec<Header<'_, Signature>>, author: &str) {
    signatures.retain(|h| {
        h.header.a != Algorithm::RsaSha1
            && h.header.h.iter().any(|name| name.trim().eq_ignore_ascii_case("from"))
    });
    signatures.sort_by_key(|h| !vouches(&h.header.d, author));
    signatures.truncate(SIGNATURES);
}

/// Whether a domain may speak for the author's where no DMARC record draws the line: it is the same,
/// or the one above it.
fn vouches(domain: &str, author: &str) -> bool {
    let domain = domain.to_lowercase();
    domain == author
        || (domain.contains('.')
            && author.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

/// mail-auth 0.13 counts lines of blanks at the end of a body, which RFC 6376 §3.4.4 does not: a body
/// whose hash failed is tried once more without them.
fn without_blank_end(raw: &[u8], signed: &[DkimOutput<'_>]) -> Option<Vec<u8>> {
    let failed = signed.iter().any(|s| {
        *s.result() == DkimResult::Neutral(Error::Dkim(DkimError::FailedBodyHashMatch))
            && s.signature().is_some_and(|s| s.cb == Canonicalization::Relaxed)
    });
    let kept = raw.iter().rposition(|b| !b.is_ascii_whitespace()).map_or(0, |at| at + 1);
    let (body, end) = raw.split_at_checked(kept)?;
    let line = end.windows(2).position(|w| w == b"\r\n")?;
    let blank = end.get(line + 2..).is_some_and(|rest| rest.iter().any(|b| b" \t".contains(b)));
    (failed && blank).then(|| [body, end.get(..line + 2).unwrap_or_default()].concat())
}

fn conclude(
    author: &str,
    (spf, sender): (Outcome, &str),
    signed: &[DkimOutput<'_>],
    found: &DmarcOutput,
) -> Result<Identity, Unresolved> {
    let (dkim, signer) = best(signed, author);
    let (dmarc, recorded) = (of_dmarc(&found.result()), found.dmarc_record().is_some());
    let ours = |o: Outcome| {
        (dkim == o && signer.is_some_and(|d| vouches(d, author)))
            || (spf == o && vouches(sender, author))
    };
    let aligned = dmarc == Outcome::Pass || (!recorded && ours(Outcome::Pass));
    if dmarc == Outcome::TempError || (!recorded && !aligned && ours(Outcome::TempError)) {
        return Err(Unresolved);
    }
    let policy = match found.policy() {
        _ if !recorded => Policy::Unpublished,
        dmarc::Policy::Reject => Policy::Reject,
        dmarc::Policy::Quarantine => Policy::Quarantine,
        dmarc::Policy::None | dmarc::Policy::Unspecified => Policy::None,
    };
    let sender = (!sender.is_empty()).then(|| sender.to_owned());
    let signer = signer.map(str::to_lowercase);
    Ok(Identity { spf, sender, dkim, signer, dmarc, policy, aligned, proofs: Vec::new() })
}

/// The signature that says most, and its domain.
fn best<'s>(signed: &'s [DkimOutput<'_>], author: &str) -> (Outcome, Option<&'s str>) {
    let rank = |s: &&DkimOutput<'_>| {
        let worth = match of_dkim(s.result()) {
            Outcome::Pass => 0,
            Outcome::TempError => 1,
            Outcome::Fail => 2,
            _ => 3,
        };
        (worth, !s.signature().is_some_and(|s| vouches(&s.d, author)))
    };
    let best = signed.iter().min_by_key(rank);
    best.map_or((Outcome::None, None), |s| {
        (of_dkim(s.result()), s.signature().map(|s| s.d.as_str()))
    })
}

fn of_spf(result: SpfResult) -> Outcome {
    match result {
        SpfResult::Pass => Outcome::Pass,
        SpfResult::Fail => Outcome::Fail,
        SpfResult::SoftFail => Outcome::SoftFail,
        SpfResult::Neutral => Outcome::Neutral,
        SpfResult::TempError => Outcome::TempError,
        SpfResult::PermError => Outcome::PermError,
        SpfResult::None => Outcome::None,
    }
}

/// A body or header that does not match is a failure in the words of RFC 8601 §2.7.1; mail-auth says
/// neutral of some.
fn of_dkim(result: &DkimResult) -> Outcome {
    match result {
        DkimResult::Pass => Outcome::Pass,
        DkimResult::Neutral(Error::Dkim(
            DkimError::FailedBodyHashMatch | DkimError::SignatureExpired,
        ))
        | DkimResult::Fail(_) => Outcome::Fail,
        DkimResult::Neutral(_) => Outcome::Neutral,
        DkimResult::PermError(_) => Outcome::PermError,
        DkimResult::TempError(_) => Outcome::TempError,
        DkimResult::None => Outcome::None,
    }
}

fn of_dmarc(result: &DmarcResult) -> Outcome {
    match result {
        DmarcResult::Pass => Outcome::Pass,
        DmarcResult::Fail(_) => Outcome::Fail,
        DmarcResult::TempError(_) => Outcome::TempError,
        DmarcResult::PermError(_) => Outcome::PermError,
        DmarcResult::None => Outcome::None,
    }
}
