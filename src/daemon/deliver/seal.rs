//! Our signature on what leaves. The body that copies begin with is hashed once; each copy adds what
//! differs. Which keys sign is the list's choice, how is [`crate::auth::dkim`]'s.

use crate::auth::dkim::{BodyHash, Form, Prepared, Signer};
use crate::daemon::Site;
use crate::list::ListId;
use crate::list::settings::Dkim;
use crate::mail::edit;
use crate::mail::message::Message;
use crate::mail::transport::{self, Path};
use crate::store::{StoreError, lists};

/// The field of a copy that is one member's own.
pub(super) const WAY_OUT: &str = "List-Unsubscribe";

/// What signs the copies of one form.
pub(super) struct Seal {
    prepared: Prepared,
    /// Of the octets that every copy's body begins with.
    begun: BodyHash,
    length: usize,
}

impl Seal {
    /// Ready for copies with this head, whose bodies all begin so.
    pub(super) fn new(signer: &Signer, head: &[u8], body: &[u8]) -> Self {
        let mut begun = BodyHash::new(Form::Relaxed);
        begun.update(body);
        Self { prepared: signer.prepare(head, &[WAY_OUT]), begun, length: body.len() }
    }

    /// Puts the signatures on top of a copy: `own` is its own field, `body` where its body begins.
    pub(super) fn sign(&self, copy: &mut Vec<u8>, own: usize, body: usize, now: i64) {
        let mut hash = self.begun.clone();
        hash.update(copy.get(body + self.length..).unwrap_or_default());
        let own = copy.get(..own).unwrap_or_default();
        let fields = self.prepared.sign(own, hash.finish(), now);
        copy.splice(..0, fields);
    }
}

/// A mail of our own making with its signatures. What others wrote and we pass on is not ours to sign,
/// and goes to the octet.
pub(super) fn own_mail(
    site: &Site,
    list: Option<ListId>,
    raw: Vec<u8>,
) -> Result<Vec<u8>, StoreError> {
    let settings = list.map(|list| lists::get(&site.store, list)).transpose()?.flatten();
    // Mail of no one list is signed with what there is.
    let choice = settings.as_ref().map_or(Dkim::Both, |s| s.dkim);
    let ours = settings.as_ref().map_or(site.hostname.as_str(), |s| s.address.domain());
    let Some(signer) = site.keys.signer(choice, ours) else { return Ok(raw) };
    let from = Message::parse(&raw).from();
    if !from.is_ok_and(|from| from.address.domain() == ours) {
        return Ok(raw);
    }
    let mut raw = sturdy(&raw).unwrap_or(raw);
    let (head, body) = edit::split(&raw);
    if let Some(plain) = transport::plain(head).filter(|plain| plain.is_whole) {
        raw = [&plain.head, &b"\r\n"[..], body].concat();
    }
    let mut fields = signer.sign(&raw, site.clock.now().as_second());
    fields.extend_from_slice(&raw);
    Ok(fields)
}

/// The message, its header aside, in the form that survives every hop, to be signed so (RFC 6376 §5.3): 7-bit, and
/// without the blank lines at its end that receivers count differently. `None`: it is so already.
pub(super) fn sturdy(raw: &[u8]) -> Option<Vec<u8>> {
    let kept = raw.iter().rposition(|b| !b" \t\r\n".contains(b)).map_or(0, |at| at + 1);
    let (body, end) = raw.split_at_checked(kept)?;
    let blank = end.iter().any(|b| b" \t".contains(b)) && edit::split(raw).1.len() > end.len();
    let trimmed = blank.then(|| [body, b"\r\n"].concat());
    transport::fit_body(trimmed.as_deref().unwrap_or(raw), Path::SevenBit).or(trimmed)
}

/// A header section with the field that a copy will bear on top.
pub(super) fn with_way_out(value: &str, head: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len() + 128);
    edit::write_field(&mut out, WAY_OUT, value);
    out.extend_from_slice(head);
    out
}
