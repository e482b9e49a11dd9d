//! The mails of the welcome series: short, a digit answers, nobody is told what they did not do.

use super::Mail;
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::{self, Question};
use crate::daemon::robot::{self, Answer, locale_for};
use crate::digest;
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::member::{Delivery, Person};
use crate::list::settings::Settings;
use crate::store::digests::zone_of;
use crate::store::{StoreError, Tx};

/// Days for which a digit counts.
const ANSWER: i64 = 30;

/// Sends one of them.
pub(super) fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    (mail, delivery): (Mail, Delivery),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let of_list = |key: &str| t.a(key, "list", &settings.name);
    let tips = || {
        let day = t.day_ahead(now, &zone_of(person, &site.timezone));
        let tips = digest::tips(t, (&settings.address, &day));
        let tips = tips.map(|tip| t.a("newcomer-tip", "tip", &tip));
        tips.join("\n")
    };
    let (subject, what, mut lines) = match mail {
        Mail::Brings => (
            "newcomer-brings-subject",
            Some(What::Brings),
            ["newcomer-brings", "newcomer-brings-choices", "newcomer-reading"]
                .map(of_list)
                .to_vec(),
        ),
        Mail::Tips => ("newcomer-tips-subject", None, vec![of_list("newcomer-tips"), tips()]),
        Mail::Pace => (
            "newcomer-pace-subject",
            Some(What::Pace),
            vec![
                of_list("newcomer-pace"),
                t.a("newcomer-pace-choices", "now", delivery.word()),
                of_list("newcomer-pace-else"),
            ],
        ),
    };
    let humans = addresses.fixed(Route::Owner);
    let end = if mail == Mail::Pace { "newcomer-last" } else { "newcomer-stop" };
    lines.extend([t.s(end), t.a("a-person-helps", "humans", humans.as_str())]);
    let (subject, text) = (of_list(subject), robot::paragraphs(t, person, &lines));
    let in_reply_to = None;
    match what {
        Some(what) => {
            let days = ANSWER;
            let question =
                Question { list, settings, person, what, days, subject, text, in_reply_to };
            answers::ask(site, tx, question, now).map(|_| ())
        }
        // A reply is a command.
        None => {
            let reply_to = Some(addresses.fixed(Route::Request));
            let answer = Answer { list, settings, person, reply_to, subject, text, in_reply_to };
            robot::send(site, tx, answer, now).map(|_| ())
        }
    }
}
