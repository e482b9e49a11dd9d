//! What a poll came to: as those who answered read it, and with what only its author reads.

use super::{Of, chosen, subject};
use crate::animation::poll::tally::{self, Tally};
use crate::animation::poll::{Comments, FEW, Secrecy};
use crate::clock::Timestamp;
use crate::daemon::polls::reached;
use crate::daemon::{Site, robot};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::store::polls::{self, Poll};
use crate::store::{StoreError, Tx, people};

/// The result as everybody reads it.
fn outcome(t: &Locale, poll: &Poll, tally: &Tally) -> Vec<String> {
    let args = [
        ("n", Value::from(tally.ballots)),
        ("asked", poll.asked.into()),
        ("title", poll.form.title.as_str().into()),
    ];
    let mut lines = vec![t.text("poll-result", &args)];
    if tally.ballots > 0 {
        lines.extend(tally::paragraphs(t, &poll.form, tally));
    }
    lines
}

fn comments(t: &Locale, tally: &Tally) -> Option<String> {
    let quoted = tally.comments.iter().map(|c| tally::quoted(c)).collect::<Vec<_>>();
    (!quoted.is_empty()).then(|| format!("{}\n{}", t.s("poll-comments"), quoted.join("\n")))
}

/// Tells one voter the result.
pub fn result(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, tally): (&Poll, &Tally),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = outcome(t, poll, tally);
    if poll.form.comments == Comments::Shown && tally::is_told(&poll.form, tally) {
        lines.extend(comments(t, tally));
    }
    lines.push(t.s("poll-result-thanks"));
    robot::note(site, tx, of, (subject(t, of.1, "poll-result-subject", poll), lines), (None, now))
}

/// Who answered what, of a poll that said so when it asked.
pub fn by_name(
    tx: &Tx<'_>,
    (settings, author): (&Settings, &Person),
    poll: &Poll,
) -> Result<Vec<String>, StoreError> {
    let (mut lines, mut after) = (Vec::new(), None);
    if poll.form.secrecy == Secrecy::Secret {
        return Ok(lines);
    }
    let t = robot::locale_for(author, settings);
    while let Some((last, members)) = reached(tx, poll.list, after)? {
        after = Some(last);
        for id in members {
            let (Some(person), Some(ballot)) = (people::get(tx, id)?, polls::ballot(tx, poll, id)?)
            else {
                continue;
            };
            let said = chosen(t, &poll.form, &ballot).join(" · ");
            let args = [("who", Value::from(person.display())), ("said", said.into())];
            lines.push(t.text("poll-who-said", &args));
        }
    }
    Ok(lines)
}

/// Tells its author the result, with what only they read.
pub fn report(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, tally, named): (&Poll, &Tally, Vec<String>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = outcome(t, poll, tally);
    if tally::is_told(&poll.form, tally) {
        lines.extend(comments(t, tally));
    }
    lines.extend((!named.is_empty()).then(|| named.join("\n")));
    lines.push(t.n("poll-result-author", &FEW));
    robot::note(site, tx, of, (subject(t, of.1, "poll-result-subject", poll), lines), (None, now))
}
