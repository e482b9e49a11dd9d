//! Asking people in: the addresses of a mail, each with what became of it. Whether an invitation may
//! go out, and what it says, is `daemon::join`'s.

use super::super::answer::Said;
use super::super::desk::{Desk, Place};
use crate::daemon::join::{self, BY_ONE, Outcome};
use crate::digest::excerpt::shorten;
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::line;
use crate::request::Command;
use crate::store::{StoreError, Tx};

/// Characters shown of what is no address.
const SHOWN: usize = 60;

/// Invites everybody that a command names.
pub(super) fn invite(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let named = named(&command.tail);
    if named.is_empty() {
        return Ok(Said::told(t.s("invite-how-subject"), t.s("invite-usage")));
    }
    let (mut lines, mut invited) = (Vec::new(), false);
    for one in named.into_iter().take(BY_ONE) {
        let mailbox = match one {
            Ok(mailbox) => mailbox,
            Err(said) => {
                lines.push(t.a("invite-no-address", "who", &shorten(&line(&said), SHOWN)));
                continue;
            }
        };
        let of = (place.list, &place.settings, &desk.person);
        let outcome = join::invite(desk.site, tx, of, &mailbox, desk.now)?;
        invited |= outcome == Outcome::Invited;
        let key = match outcome {
            Outcome::Invited => "invited",
            Outcome::Member => "invite-member",
            Outcome::Before => "invite-before",
            Outcome::Later => "invite-later",
            Outcome::Ours => "invite-ours",
        };
        lines.push(t.a(key, "who", mailbox.address.as_str()));
    }
    let mut text = lines.join("\n");
    if invited {
        text = format!("{text}\n\n{}", t.s("invite-next"));
    }
    Ok(Said::told(t.a("invite-result-subject", "list", &place.settings.name), text))
}

/// Those whom a tail names, each once; `Err`: what is no address.
fn named(tail: &str) -> Vec<Result<Mailbox, String>> {
    let mut found: Vec<Result<Mailbox, String>> = Vec::new();
    for piece in pieces(tail) {
        for one in mailboxes(piece) {
            let same = |other: &Result<Mailbox, String>| match (&one, other) {
                (Ok(one), Ok(other)) => one.address.same_mailbox(&other.address),
                (one, other) => one == other,
            };
            if !found.iter().any(same) {
                found.push(one);
            }
        }
    }
    found
}

/// What stands between commas and ends of lines, but for commas inside quotes: « "Roy, Max" ».
fn pieces(tail: &str) -> Vec<&str> {
    let mut quoted = false;
    let parts = tail.split(|c: char| {
        quoted ^= c == '"';
        !quoted && matches!(c, ',' | ';' | '\n')
    });
    parts.map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// `Max Roy <max@example.org>`, `max@example.org`, or several with words between.
fn mailboxes(piece: &str) -> Vec<Result<Mailbox, String>> {
    let bare = |word: &str| {
        let edges = |c: char| "<>()[]\"'«»“”.:!?".contains(c) || c.is_whitespace();
        let word = word.trim_matches(edges);
        word.strip_prefix("mailto:").unwrap_or(word).to_owned()
    };
    let addressed: Vec<(usize, &str)> = piece
        .split_whitespace()
        .filter(|w| w.contains('@'))
        .map(|w| (piece.find(w).unwrap_or(0), w))
        .collect();
    let name = match addressed.as_slice() {
        [] => return vec![Err(piece.to_owned())],
        [(at, _)] => piece.get(..*at).map(|name| name.trim().trim_matches(['"', '<']).trim()),
        _ => None,
    };
    let read = |(_, word): &(usize, &str)| {
        let said = bare(word);
        Address::parse(&said).map(|a| Mailbox::new(name, a)).map_err(|_| said)
    };
    addressed.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tail: &str, want: &[Result<(&str, Option<&str>), &str>]) {
        let got = named(tail);
        let got: Vec<_> = got
            .iter()
            .map(|one| match one {
                Ok(mailbox) => Ok((mailbox.address.as_str(), mailbox.name.as_deref())),
                Err(said) => Err(said.as_str()),
            })
            .collect();
        assert_eq!(got, want, "{tail}");
    }

    #[test]
    fn whom_a_tail_names() {
        check("zoe@example.org", &[Ok(("zoe@example.org", None))]);
        check(
            "zoe@example.org, Max Roy <max@example.org>",
            &[Ok(("zoe@example.org", None)), Ok(("max@example.org", Some("Max Roy")))],
        );
        check("\"Roy, Max\" <max@example.org>", &[Ok(("max@example.org", Some("Roy, Max")))]);
        check("Max Roy max@example.org.", &[Ok(("max@example.org", Some("Max Roy")))]);
        check(
            "zoe@example.org et max@example.org; zoe@example.org",
            &[Ok(("zoe@example.org", None)), Ok(("max@example.org", None))],
        );
        check("zoe@, Max", &[Err("zoe@"), Err("Max")]);
        check("<mailto:zoe@example.org>", &[Ok(("zoe@example.org", None))]);
        check("", &[]);
    }
}
