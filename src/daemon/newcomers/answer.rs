//! What somebody new answers to the welcome series, and somebody quiet to our question: a digit, a
//! command, or a sentence for the humans.

use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::requests::Reach;
use crate::daemon::{Site, owners, requests, robot};
use crate::list::address::Addresses;
use crate::list::ask::{Ask, Quieter, What};
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::list::thread::title;
use crate::locale::{self, Value};
use crate::request::{self, Command, Verb, when};
use crate::smtp::handler::Verdict;
use crate::store::welcomes::{self, Series};
use crate::store::{StoreError, Tx, answered, asked, people};

/// The paces that are offered, in order.
const PACES: [Verb; 3] = [Verb::Each, Verb::Weekly, Verb::Monthly];
/// What may have brought somebody.
const REASONS: u8 = 4;

/// Carries the answer out. The last one counts.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    mut answer: Answer,
    ask: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    if people::membership(tx, ask.list, person.id)?.is_none() {
        return Ok(Verdict::accepted("Noted"));
    }
    let commands = match meant(&ask.what, &answer) {
        Meant::Brings(n) => return brings(site, tx, &answer, (ask, &person, n), now),
        Meant::Stays => return told(site, tx, &answer, (ask, &person, "choice-stays"), now),
        Meant::Which => return told(site, tx, &answer, (ask, &person, "choice-which"), now),
        Meant::Nothing => return told(site, tx, &answer, (ask, &person, "choice-empty"), now),
        Meant::Does(verb) => vec![Command::bare(verb)],
        Meant::Other => request::read("", said(&answer), &[]).commands,
    };
    if answer.is_their_own(ask, &commands) {
        let reach = match ask.what {
            What::Quiet { everywhere: true, .. } => Reach::Everywhere { joined_by: ask.asked },
            _ => Reach::List,
        };
        return requests::in_answer(site, tx, answer, (&person, commands, reach), now);
    }
    if let Some(forward) = answer.forward.take() {
        owners::carry_out(site, tx, forward, now)?;
    }
    if asked::once_a_day(tx, &format!("newcomer-{}", ask.no), ask.list, person.id, now)? {
        note(site, tx, &answer, (&person, "newcomer-passed-on"), now)?;
    }
    Ok(Verdict::accepted("Passed on to the people in charge"))
}

/// The text that offered what may be chosen.
fn offered(what: &What) -> (&'static str, Vec<(&'static str, Value<'static>)>) {
    match what {
        What::Brings => ("newcomer-brings-choices", Vec::new()),
        What::Pace => ("newcomer-pace-choices", vec![("now", Value::from(""))]),
        What::Quiet { quieter, .. } => {
            ("quiet-choices", vec![("quieter", Value::from(quieter.word()))])
        }
        _ => ("", Vec::new()),
    }
}

/// What an answer says.
enum Meant {
    /// What brought them.
    Brings(u8),
    /// As it is.
    Stays,
    /// What was offered.
    Does(Verb),
    /// A no, or a number that nothing has: which of them, then?
    Which,
    /// Nothing was written.
    Nothing,
    /// Something else: a command, or a sentence.
    Other,
}

fn meant(what: &What, answer: &Answer) -> Meant {
    let said = said(answer);
    let (key, args) = offered(what);
    let chosen = request::choice(said, (key, &args));
    let pace = |n: u8| usize::from(n).checked_sub(1).and_then(|at| PACES.get(at));
    let is_command = || {
        let reading = request::read("", said, &[]);
        reading.words == 0 && reading.commands.iter().any(|c| c.verb.is_personal())
    };
    // What an advertisement says below a no is no reason.
    let first = said.lines().map(str::trim).find(|l| !when::says_nothing(l)).unwrap_or(said);
    match (what, chosen, decision::read(first)) {
        _ if said.trim().is_empty() => Meant::Nothing,
        (_, None, _) if is_command() => Meant::Other,
        (What::Brings, Some(n), _) if (1..=REASONS).contains(&n) => Meant::Brings(n),
        (What::Pace, Some(n), _) => pace(n).map_or(Meant::Which, |verb| Meant::Does(*verb)),
        (What::Quiet { .. }, Some(1), _) => Meant::Stays,
        (What::Quiet { quieter, .. }, Some(2), _) => Meant::Does(match quieter {
            Quieter::Monthly => Verb::Monthly,
            Quieter::Notices => Verb::Notices,
        }),
        (What::Quiet { .. }, Some(3), _) => Meant::Does(Verb::Pause),
        (What::Quiet { .. }, Some(4), _) => Meant::Does(Verb::Leave),
        (What::Pace | What::Quiet { .. }, None, Some(Decision::Yes)) => Meant::Stays,
        (_, Some(_), _) | (_, None, Some(Decision::Yes | Decision::No(None))) => Meant::Which,
        // A sentence, for the humans.
        _ => Meant::Other,
    }
}

/// Their words; the subject, if they wrote there and nowhere else.
fn said(answer: &Answer) -> &str {
    let ours = ["newcomer-brings-subject", "newcomer-pace-subject", "quiet-subject"];
    let ours = ours.iter().flat_map(|key| {
        locale::all().iter().map(|l| title(&l.a(key, "list", &answer.settings.name)))
    });
    match answer.words.trim() {
        "" if ours.into_iter().any(|subject| subject == answer.subject) => "",
        "" => &answer.subject,
        _ => &answer.words,
    }
}

/// Says one thing about an answer.
fn told(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, person, key): (&Ask, &Person, &str),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if answered::may_answer(tx, &person.address, now)? {
        let t = robot::locale_for(person, &answer.settings);
        let (offer, args) = offered(&ask.what);
        let mut lines = vec![t.a(key, "list", &answer.settings.name)];
        if key != "choice-stays" {
            lines.push(t.text(offer, &args));
        }
        let (list, settings) = (answer.list, &answer.settings);
        let addresses = Addresses { list: &settings.address, secret: &site.secret };
        let again = robot::Answer {
            list,
            settings,
            person,
            // A reply answers the same question.
            reply_to: Some(addresses.confirm(ask.no)),
            subject: t.s(&format!("{key}-subject")),
            text: robot::paragraphs(t, person, &lines),
            in_reply_to: answer.message_id.clone(),
        };
        robot::send(site, tx, again, now)?;
    }
    Ok(Verdict::accepted("Noted"))
}

/// Notes what brought them, and says so once.
fn brings(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, person, n): (&Ask, &Person, u8),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if let Some(series) = welcomes::get(tx, ask.list, person.id)? {
        welcomes::put(tx, &Series { brings: Some(n), ..series })?;
    }
    tracing::info!(event = "brings", list = %ask.list, person = %person.id, n);
    if answered::may_answer(tx, &person.address, now)? {
        let t = robot::locale_for(person, &answer.settings);
        let offers = t.s("newcomer-brings-choices");
        let said = offers.lines().find_map(|l| l.trim().strip_prefix(&n.to_string()));
        let lines = vec![t.a("newcomer-noted", "said", said.unwrap_or_default().trim())];
        let of = (answer.list, &answer.settings, person);
        let back = (answer.message_id.clone(), now);
        robot::note(site, tx, of, (t.s("newcomer-noted-subject"), lines), back)?;
    }
    Ok(Verdict::accepted("Noted"))
}

pub(super) fn note(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (person, key): (&Person, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let words = (t.s(&format!("{key}-subject")), vec![t.a(key, "list", &answer.settings.name)]);
    let of = (answer.list, &answer.settings, person);
    robot::note(site, tx, of, words, (answer.message_id.clone(), now))
}
