//! What somebody chooses about their own mail in all their communities: language, time zone, form, name, order,
//! mentions, receipts, reminders, and the welcome mails.

use super::answer::Said;
use super::desk::Desk;
use crate::clock::city;
use crate::daemon::newcomers;
use crate::list::member::{Form, Order, Person};
use crate::list::settings::Language;
use crate::locale::{self, Value};
use crate::mail::address::is_deceptive;
use crate::request::{Command, Verb, when};
use crate::store::changes::{self, Before};
use crate::store::{StoreError, Tx};

/// Characters of a name.
const NAME: usize = 60;

/// Changes one of them.
pub(super) fn change(
    desk: &mut Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Said, StoreError> {
    let word = command.verb.word();
    let subject = format!("{word}-subject");
    let mut person = desk.person.clone();
    let Some(key) = choose(&mut person, command) else {
        // Said without a choice, or with one that is none: what there is to choose.
        return Ok(Said::told(desk.t.s(&subject), desk.t.s(&format!("{word}-how"))));
    };
    let name = person.name.clone().unwrap_or_default();
    let changed = person != desk.person;
    if let Some(language) = person.language.as_ref().filter(|_| command.verb == Verb::Language) {
        desk.t = locale::get(&language.0);
    }
    let places = desk.places.clone();
    desk.save(tx, command.verb, (person, places))?;
    let zone = desk.zone();
    let args = [
        ("name", Value::from(name)),
        ("zone", city(&zone).into()),
        ("time", desk.t.time(desk.now, &zone).into()),
    ];
    let what = desk.t.text(key, &args);
    let text = desk.t.a(if changed { "done" } else { "already-so" }, "what", &what);
    let subject = desk.t.s(&subject);
    Ok(if changed { Said::done(subject, text) } else { Said::told(subject, text) })
}

/// No more mails of the welcome series.
pub(super) fn stop_welcome(desk: &Desk<'_>, tx: &mut Tx<'_>) -> Result<Said, StoreError> {
    let t = desk.t;
    let mut before = Vec::new();
    for place in &desk.places {
        before.extend(newcomers::stop(tx, place.list, desk.person.id)?.map(Before::Welcome));
    }
    let subject = t.s("stop-welcome-subject");
    let named = desk.named();
    if before.is_empty() {
        return Ok(Said::told(subject, t.a("stop-welcome-none", "list", &named)));
    }
    changes::note(tx, desk.person.id, Verb::StopWelcome.word(), before, desk.now)?;
    let what = t.a("stop-welcome-done", "list", &named);
    Ok(Said::done(subject, t.a("done", "what", &what)))
}

/// Makes the choice; the key of what it means.
fn choose(person: &mut Person, command: &Command) -> Option<&'static str> {
    let chosen = when::chosen(command.verb, &command.tail);
    Some(match command.verb {
        Verb::Text => {
            (person.form, person.text_only) = (Form::Summary, true);
            "text-done"
        }
        Verb::Html => {
            (person.form, person.text_only) = (Form::Summary, false);
            "html-done"
        }
        Verb::Mime => {
            person.form = Form::Mime;
            "mime-done"
        }
        Verb::Plain => {
            person.form = Form::Plain;
            "plain-done"
        }
        Verb::Language => {
            person.language = Some(Language::new(&chosen?));
            "language-done"
        }
        Verb::Zone => {
            person.timezone = Some(chosen?);
            "zone-done"
        }
        Verb::Order => {
            person.order = chosen?.parse().ok()?;
            match person.order {
                Order::Activity => "order-activity",
                Order::Posts => "order-posts",
            }
        }
        Verb::Mentions => {
            person.mentions = chosen? == "yes";
            if person.mentions { "mentions-yes" } else { "mentions-no" }
        }
        Verb::Reminders => {
            person.reminders = chosen? == "yes";
            if person.reminders { "reminders-yes" } else { "reminders-no" }
        }
        Verb::Receipts => {
            person.receipts = Some(chosen? == "yes");
            if person.receipts == Some(true) { "receipts-yes" } else { "receipts-no" }
        }
        Verb::Name => {
            person.name = Some(name(&command.tail)?);
            "name-done"
        }
        _ => return None,
    })
}

/// A name somebody may bear in our mail: short, with letters, nothing that looks like an address.
fn name(text: &str) -> Option<String> {
    let cleaned: String = text.chars().filter(|c| !c.is_control() && !is_deceptive(*c)).collect();
    let name = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let fine = name.chars().count() <= NAME
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['@', '<', '>', '"', '/', ':']);
    fine.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names() {
        let check = |text: &str, want: Option<&str>| assert_eq!(name(text).as_deref(), want);
        check("  Zoé   Roy-Côté ", Some("Zoé Roy-Côté"));
        check("zoe@example.org", None);
        check("http://example.org", None);
        check("1234", None);
        check(&"x".repeat(61), None);
    }
}
