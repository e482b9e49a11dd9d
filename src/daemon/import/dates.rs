//! When a message of an archive was written: what its author's clock says, unless others contradict it.

use jiff::SignedDuration;

use super::account::Mend;
use crate::clock::Timestamp;
use crate::mail::date;
use crate::mail::mbox::Postmark;
use crate::mail::message::Message;

/// Before 1975 nobody wrote to a list; clocks that were never set show 1904, 1970 or 1980.
const FIRST: i64 = 157_766_400;
/// A letter may be dated by a clock or a zone that is wrong, but not that wrong.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// Nor may one have been on its way, or waited for a moderator, for that long.
const BEHIND: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A date, and where it was found when it is not simply the author's. `None`: nothing says when.
pub(super) fn of(
    message: &Message<'_>,
    postmark: &Postmark,
    now: Timestamp,
) -> (Option<Timestamp>, Option<Mend>) {
    let sane = |at: &Timestamp| at.as_second() >= FIRST && since(now, *at) <= AHEAD;
    let field = message.header("date").into_iter().next().unwrap_or_default();
    let own = message.date().filter(sane).map(|at| (at, None));
    let own =
        own.or_else(|| date::moment(&field).filter(sane).map(|at| (at, Some(Mend::DateForm))));
    let received = first_received(message).filter(sane);
    let delivered = postmark.delivered.filter(sane);
    if let Some((at, mend)) = own
        && agrees(at, received, delivered)
    {
        return (Some(at.min(now)), mend);
    }
    let received = received.map(|at| (at, Mend::DateReceived));
    let found = received.or(delivered.map(|at| (at, Mend::DatePostmark)));
    found.map_or((None, Some(Mend::DateNeighbour)), |(at, mend)| (Some(at.min(now)), Some(mend)))
}

/// Whether no server contradicts a date. A postmark may be that of a later export, and so says only what
/// cannot be younger.
fn agrees(at: Timestamp, received: Option<Timestamp>, delivered: Option<Timestamp>) -> bool {
    let not_after = |other: Timestamp| since(other, at) <= AHEAD;
    let near = |other: Timestamp| not_after(other) && since(at, other) <= BEHIND;
    received.is_none_or(near) && delivered.is_none_or(not_after)
}

/// How long after `then` this is.
fn since(then: Timestamp, this: Timestamp) -> SignedDuration {
    this.duration_since(then)
}

/// When the first server took it: the lowest trace field (RFC 5321 §4.4).
fn first_received(message: &Message<'_>) -> Option<Timestamp> {
    let fields = message.header("received");
    let mut fields = fields.iter().rev();
    fields.find_map(|field| date::moment(field.rsplit_once(';')?.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::mbox::Mbox;

    #[track_caller]
    fn check(head: &str, want: Option<&str>, mend: Option<Mend>) {
        let mark = "From ann@example.org Tue May 21 01:00:00 2019\n";
        let text =
            if head.starts_with("From ") { head.to_owned() } else { format!("{mark}{head}") };
        let entry = Mbox::new(format!("{text}\n\nx\n").as_bytes(), 0).next().unwrap().unwrap();
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let (at, found) = of(&Message::parse(&entry.raw), &entry.postmark, now);
        let day = at.map(|at| at.to_string());
        assert_eq!((day.as_deref(), found), (want, mend), "{head}");
    }

    #[test]
    fn the_authors_clock_and_its_witnesses() {
        let right = Some("2019-05-21T00:51:00Z");
        check("Date: Mon, 20 May 2019 20:51:00 -0400", right, None);
        let received = "Received: from a by b; Tue, 21 May 2019 02:51:10 +0200";
        let witness = Some("2019-05-21T00:51:10Z");
        let postmark = Some("2019-05-21T01:00:00Z");
        for wrong in [
            "X: y",
            "Date: hier",
            "Date: Thu, 1 Jan 1970 00:00:00 +0000",
            "Date: Tue, 19 Jan 2038 03:14:07 +0000",
            "Date: Fri, 20 May 1904 20:51:00 +0000",
            "Date: Fri, 23 May 2019 20:51:00 +0000",
            "Date: Fri, 4 Jan 1980 00:00:00 GMT",
        ] {
            check(&format!("{received}\n{wrong}"), witness, Some(Mend::DateReceived));
            if !wrong.contains("1980") {
                check(wrong, postmark, Some(Mend::DatePostmark));
            }
        }
        let two = format!("Received: x; Mon, 3 Jun 2024 10:00:00 +0000\n{received}\nDate: hier");
        check(&two, witness, Some(Mend::DateReceived));
        let exported = "From - Wed Jan  1 10:00:00 2025\nDate: Mon, 20 May 2019 20:51:00 -0400";
        check(exported, right, None);
        check("Date: Fri, 3 Jan 97 10:00:00 EST", Some("1997-01-03T15:00:00Z"), None);
        check("Date: Mon May 20 20:51:00 2019", Some("2019-05-20T20:51:00Z"), Some(Mend::DateForm));
        check("From x 10:00 2019\nSubject: y", None, Some(Mend::DateNeighbour));
    }
}
