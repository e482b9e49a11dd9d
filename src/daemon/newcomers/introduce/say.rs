//! The mails about an introduction: what the others would read, that they will, that they will not.

use super::headed;
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer, Question};
use crate::daemon::{Site, robot};
use crate::list::address::{Addresses, Route};
use crate::list::ask::{Portrait, What};
use crate::list::member::Person;
use crate::locale::{Locale, Value};
use crate::store::{StoreError, Tx};

/// Days for which an answer counts.
const DAYS: i64 = 60;

/// « Voici ce que les autres liront. »
pub(super) fn preview(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, person): (&Answer, &Person),
    portrait: Portrait,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let lines = [
        t.s("introduction-how"),
        shown(t, &portrait),
        t.a("introduction-hello", "name", &portrait.name),
        t.s("introduction-change"),
    ];
    let asked = (What::Introduction { portrait }, "introduction-subject", lines.as_slice());
    question(site, tx, (answer, person), asked, now)
}

/// As a digest shows it.
fn shown(t: &Locale, portrait: &Portrait) -> String {
    let Portrait { name, organisation, text } = portrait;
    let headed = headed(t, name, organisation.as_deref());
    format!("    {headed}\n    {}", t.a("quoted", "text", text))
}

/// They agreed.
pub(super) fn agreed(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, person): (&Answer, &Person),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let lines = [t.s("introduction-done"), t.s("introduction-undo")];
    let asked = (What::Introduced, "introduction-done-subject", lines.as_slice());
    question(site, tx, (answer, person), asked, now)
}

fn question(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, person): (&Answer, &Person),
    (what, subject, lines): (What, &str, &[String]),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (list, settings) = (answer.list, &answer.settings);
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let help = t.a("a-person-helps", "humans", humans.as_str());
    let lines = [lines, &[help]].concat();
    let question = Question {
        list,
        settings,
        person,
        what,
        days: DAYS,
        subject: t.a(subject, "list", &settings.name),
        text: robot::paragraphs(t, person, &lines),
        in_reply_to: answer.message_id.clone(),
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

/// One sentence.
pub(super) fn told(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, person): (&Answer, &Person),
    key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let args = [("list", Value::from(answer.settings.name.as_str()))];
    let said = (t.text(&format!("{key}-subject"), &args), vec![t.text(key, &args)]);
    let of = (answer.list, &answer.settings, person);
    robot::note(site, tx, of, said, (answer.message_id.clone(), now))
}
