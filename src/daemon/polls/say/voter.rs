//! What is said to who answers: what was counted, or why nothing was.

use super::{Back, Of, chosen, end, terms, titled};
use crate::animation::poll::{Ballot, Results, source, tally};
use crate::daemon::polls::outside::box_of;
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::address::Addresses;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::mail::address::Address;
use crate::store::polls::{self, Poll, Voter};
use crate::store::{StoreError, Tx};

/// Tells somebody what was counted.
pub fn receipt(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, ballot, voter): (&Poll, &Ballot, Voter),
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let said = chosen(t, &poll.form, ballot);
    let end = end(site, t, of.2, poll);
    let mut lines = match poll.form.single() {
        Some(_) => {
            let args = [("said", Value::from(said.join(" "))), ("date", end.as_str().into())];
            vec![t.text("poll-noted", &args)]
        }
        None => vec![t.s("poll-noted-survey"), said.join("\n"), t.a("poll-again", "date", &end)],
    };
    lines.extend(
        ballot.comment.as_ref().map(|c| t.a("poll-noted-comment", "said", &shorten(c, 200))),
    );
    lines.extend(so_far(t, tx, poll)?);
    let subject = titled(t, "poll-noted-subject", poll);
    ballot_note(site, tx, of, (poll, voter, subject, lines), back)
}

/// How the others answered, where voters see it.
pub fn so_far(t: &Locale, tx: &Tx<'_>, poll: &Poll) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    if poll.form.results == Results::AfterVote {
        let tally = tally::count(&poll.form, &polls::ballots(tx, poll)?).for_voters(&poll.form);
        lines.push(t.n("poll-so-far", &tally.ballots));
        lines.extend(tally::paragraphs(t, &poll.form, &tally));
    }
    Ok(lines)
}

/// A note whose reply is another answer.
fn ballot_note(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, voter, subject, lines): (&Poll, Voter, String, Vec<String>),
    (in_reply_to, now): Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let text = robot::paragraphs(t, person, &lines);
    let reply_to = Some(box_of(&addresses, poll.no, voter));
    let answer = robot::Answer { list, settings, person, reply_to, subject, text, in_reply_to };
    robot::send(site, tx, answer, now).map(|_| ())
}

/// Asks again what somebody meant.
pub fn which(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, voter): (&Poll, Voter),
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = vec![t.s("poll-which")];
    lines.extend(source::questions(&poll.form));
    lines.extend(terms(t, &poll.form, &end(site, t, of.2, poll)).into_iter().take(1));
    let subject = titled(t, "poll-which-subject", poll);
    ballot_note(site, tx, of, (poll, voter, subject, lines), back)
}

/// An answer that came too late.
pub fn late(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let subject = titled(t, "poll-late-subject", poll);
    let line = t.a("poll-late", "date", &end(site, t, of.2, poll));
    robot::note(site, tx, of, (subject, vec![line]), back)
}

/// « Est-ce votre vote? »
pub fn is_it_yours(
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, ballot, from): (&Poll, &Ballot, &Address),
) -> (String, String) {
    let said = chosen(t, &poll.form, ballot).join(" ");
    let args = [
        ("from", Value::from(from.as_str())),
        ("said", said.into()),
        ("title", poll.form.title.as_str().into()),
        ("list", settings.name.as_str().into()),
    ];
    let lines = [t.text("poll-is-it-yours", &args), t.s("poll-is-it-yours-how")];
    let subject = titled(t, "poll-is-it-yours-subject", poll);
    (subject, robot::paragraphs(t, person, &lines))
}
