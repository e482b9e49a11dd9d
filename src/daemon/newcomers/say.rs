//! The mails of the welcome series: short, a digit answers, nobody is told what they did not do.

use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::{self, Question};
use crate::daemon::robot::{self, Answer, locale_for};
use crate::digest;
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::Locale;
use crate::store::{StoreError, Tx};

/// Days for which a digit counts.
const ANSWER: i64 = 30;

type Of<'a> = (ListId, &'a Settings, &'a Person);

/// A greeting, paragraphs, how to stop the series, a human.
fn words(site: &Site, t: &Locale, (_, settings, person): Of<'_>, lines: Vec<String>) -> String {
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let last = [t.s("newcomer-stop"), t.a("a-person-helps", "humans", humans.as_str())];
    robot::paragraphs(t, person, &[lines, last.to_vec()].concat())
}

fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (what, subject, text): (What, String, String),
    now: Timestamp,
) -> Result<(), StoreError> {
    let question =
        Question { list, settings, person, what, days: ANSWER, subject, text, in_reply_to: None };
    answers::ask(site, tx, question, now).map(|_| ())
}

/// “What brings you?”
pub(super) fn brings(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = locale_for(of.2, of.1);
    let choices = t.s("newcomer-brings-choices");
    let text = words(site, t, of, vec![t.s("newcomer-brings"), choices, t.s("newcomer-reading")]);
    let subject = t.a("newcomer-brings-subject", "list", &of.1.name);
    ask(site, tx, of, (What::Brings, subject, text), now)
}

/// Three things worth knowing. A reply is a command.
pub(super) fn tips(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (list, settings, person) = of;
    let t = locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let tips = digest::tips(t, &settings.address).map(|tip| t.a("newcomer-tip", "tip", &tip));
    let answer = Answer {
        list,
        settings,
        person,
        reply_to: Some(addresses.fixed(Route::Request)),
        subject: t.a("newcomer-tips-subject", "list", &settings.name),
        text: words(
            site,
            t,
            of,
            vec![t.a("newcomer-tips", "list", &settings.name), tips.join("\n")],
        ),
        in_reply_to: None,
    };
    robot::send(site, tx, answer, now).map(|_| ())
}

/// “Is this the right pace?”
pub(super) fn pace(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = locale_for(of.2, of.1);
    let lines = ["newcomer-pace", "newcomer-pace-choices", "newcomer-pace-else"];
    let text = words(site, t, of, lines.map(|key| t.a(key, "list", &of.1.name)).to_vec());
    let subject = t.a("newcomer-pace-subject", "list", &of.1.name);
    ask(site, tx, of, (What::Pace, subject, text), now)
}
