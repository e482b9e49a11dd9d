//! What intake says on the wire when it takes no mail: whose fault it is, and whether trying again
//! helps. When it is said is the decision of others.

use crate::list::admit::Refusal;
use crate::mail::address::Address;
use crate::smtp::handler::{Code, Verdict};
use crate::store::StoreError;

/// We failed, not the sender: it keeps the message and tries again.
pub(super) fn failure(error: &StoreError) -> Verdict {
    if error.is_full() { no_room() } else { Verdict::failed() }
}

/// Resolver trouble is never a verdict (threat 34).
pub(super) fn unresolved() -> Verdict {
    let text = "The name servers do not say now who this mail is from, try again later";
    Verdict::new(Code::Failed, "4.4.3", text)
}

/// RFC 9989 §7.2: said in the session, or the forged author would get the bounce.
pub(super) fn forged(author: &Address) -> Verdict {
    let domain = author.domain();
    let text = format!("{domain} asks (DMARC) that mail it does not vouch for be refused");
    Verdict::refused("5.7.1", text)
}

pub(super) fn no_room() -> Verdict {
    Verdict::new(Code::NoRoom, "4.3.1", "No room for mail just now, try again later")
}

pub(super) fn refusal(why: Refusal) -> Verdict {
    let (code, text) = match why {
        Refusal::Author => ("5.6.0", "The From field must name exactly one author"),
        Refusal::FromList => ("5.7.1", "The list does not write to itself"),
        Refusal::Loop => ("5.4.6", "This message has been through this list already"),
        Refusal::OtherList => ("5.7.1", "Mail of other lists is not distributed here"),
        Refusal::AnnouncementsOnly => {
            ("5.7.1", "Only the people who animate this list write to it")
        }
        Refusal::HeldFull => ("5.7.1", "Too many messages wait here for somebody's word"),
    };
    Verdict::refused(code, text)
}
