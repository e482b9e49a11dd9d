//! The question to who is quiet.

use super::Silent;
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::{self, Question};
use crate::daemon::robot::{self, locale_for};
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::store::{StoreError, Tx, lists, people};

/// Days for which a digit counts.
const DAYS: i64 = 90;

/// Puts the question.
pub(super) fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, silent): (ListId, &Silent),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Silent { person, everywhere, quieter } = silent;
    let Some(settings) = lists::get(tx, list)? else { return Ok(()) };
    let t = locale_for(person, &settings);
    let mut names = vec![settings.name.clone()];
    if *everywhere {
        for other in people::lists_of(tx, person.id)?.into_iter().filter(|other| *other != list) {
            names.extend(lists::get(tx, other)?.map(|s| s.name));
        }
    }
    let (subject, reach) = match names.len() {
        0 | 1 => (t.a("quiet-subject", "list", &settings.name), None),
        n => {
            let all = t.a("quiet-reach", "communities", &t.joined(&names));
            (t.n("quiet-subject-several", &n), Some(all))
        }
    };
    let humans = Addresses { list: &settings.address, secret: &site.secret }.fixed(Route::Owner);
    let mut lines = vec![t.s("quiet"), t.a("quiet-choices", "quieter", quieter.word())];
    lines.extend(reach);
    lines.extend([
        t.s("quiet-else"),
        t.s("quiet-stop"),
        t.a("a-person-helps", "humans", humans.as_str()),
    ]);
    let question = Question {
        list,
        settings: &settings,
        person,
        what: What::Quiet { everywhere: *everywhere, quieter: *quieter },
        days: DAYS,
        subject,
        text: robot::paragraphs(t, person, &lines),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}
