//! The mails about notes: to who drafts one, to those who animate, to those it quotes, to its readers.
//! Every sentence is the catalogue's.

mod text;

pub(in crate::daemon) use self::text::whole;
use self::text::{facts, reads};
use super::Of;
use super::draft::{Asked, after};
use crate::animation::note::draft::Trouble;
use crate::animation::note::{BODY, Form, Licence, Sight, diff, source};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Question};
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::address::{Route, fixed};
use crate::list::ask::What;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::mail::message_id::MessageId;
use crate::mail::recognise;
use crate::store::notes::{Draft, Note, Say};
use crate::store::{Read, StoreError, Tx, digests};

/// What a mail answers, and when.
type Back = (Option<MessageId>, Timestamp);

/// Characters of a title in a subject.
const TITLE: usize = 40;
/// Days for which those who animate may answer.
const DAYS: i64 = 14;

/// Why somebody is shown a draft.
pub(in crate::daemon) enum Why<'a> {
    /// They just wrote it.
    New,
    /// A thread deserves it: here are its extracts.
    Idea(&'a str),
    /// They asked for its text.
    Edit,
    /// They changed it: from this.
    Changed(&'a Form),
    /// They want an earlier version back, instead of this.
    Restored(u32, &'a Form),
    /// Those who animate did not want it, and why.
    Refused(Option<&'a str>),
    /// These people do not want to be quoted in it.
    Objected(&'a [String]),
}

fn short(form: &Form) -> String {
    shorten(&form.title, TITLE)
}

/// The subject and the text of a mail that shows a draft.
pub(super) fn shown(
    site: &Site,
    from: &impl Read,
    (t, settings, person): (&Locale, &Settings, &Person),
    (note, form, why): (&Note, &Form, &Why<'_>),
) -> Result<(String, String), StoreError> {
    let no = note.no.to_string();
    let args = [("title", Value::from(short(form))), ("n", no.as_str().into())];
    let (key, mut lines) = match why {
        Why::New => ("new", vec![t.s("note-new")]),
        Why::Idea(thread) => ("idea", vec![t.a("note-idea", "thread", thread)]),
        Why::Edit => ("edit", vec![t.a("note-edit", "n", &no)]),
        Why::Changed(_) => ("changed", vec![t.s("note-changed")]),
        Why::Restored(version, _) => {
            ("changed", vec![t.a("note-restored", "version", &version.to_string())])
        }
        Why::Refused(reason) => {
            let mut lines = vec![t.s("note-refused")];
            lines.extend(reason.map(|r| t.a("quoted", "text", &shorten(r, 600))));
            ("refused", lines)
        }
        Why::Objected(names) => ("refused", vec![t.a("note-objected", "names", &t.joined(names))]),
    };
    if let Why::Changed(was) | Why::Restored(_, was) = why {
        lines.push(difference(t, was, form));
    }
    lines.push(facts(site, from, (t, settings, person), (note, form))?);
    lines.push(t.s(if matches!(why, Why::Edit) { "note-edit-how" } else { "note-change-how" }));
    lines.push(source::source(t, form));
    let subject = t.text(&format!("note-{key}-subject"), &args);
    Ok((subject, robot::paragraphs(t, person, &lines)))
}

/// What changes, paragraph by paragraph: what it said, what it says.
fn difference(t: &Locale, was: &Form, now: &Form) -> String {
    let all = diff::paragraphs(&source::parted(t, was), &source::parted(t, now));
    let side = |paragraph: &diff::Paragraph, left_out: diff::Change| {
        let kept = paragraph.iter().filter(|p| p.change != left_out);
        kept.map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let mut lines = Vec::new();
    for paragraph in all.into_iter().map(diff::near) {
        let before = side(&paragraph, diff::Change::Added);
        let after = side(&paragraph, diff::Change::Removed);
        lines.extend((!before.is_empty()).then(|| format!("  – {before}")));
        lines.extend((!after.is_empty()).then(|| format!("  + {after}")));
    }
    lines.join("\n")
}

/// A draft that makes no note, with the way out.
pub(super) fn trouble(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    trouble: &Trouble,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let wrong = match trouble {
        Trouble::NoTitle => t.s("note-trouble-title"),
        Trouble::NoText => t.s("note-trouble-text"),
        Trouble::LongText => t.n("note-trouble-long", &BODY),
        Trouble::Licence(said) => {
            let all = Licence::ALL.map(|l| source::licence_name(t, l)).join("; ");
            let args = [("said", Value::from(shorten(said, 60))), ("all", all.into())];
            t.text("note-trouble-licence", &args)
        }
        Trouble::Sight(said) => {
            let all = Sight::ALL.map(|s| source::sight_name(t, s)).join("; ");
            let args = [("said", Value::from(shorten(said, 60))), ("all", all.into())];
            t.text("note-trouble-sight", &args)
        }
        Trouble::Twin(said) => t.a("note-trouble-twin", "said", &shorten(said, 60)),
    };
    robot::note(site, tx, of, (t.s("note-trouble-subject"), vec![wrong, t.s("note-usage")]), back)
}

/// One sentence to one person about a note.
fn one(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (key, title): (&str, &str),
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let subject = t.a(&format!("{key}-subject"), "title", &shorten(title, TITLE));
    robot::note(site, tx, of, (subject, vec![t.s(key)]), back)
}

/// A draft that its author gave up.
pub(super) fn dropped(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (note, form): (&Note, &Form),
    back: Back,
) -> Result<(), StoreError> {
    let key = if note.shown.is_some() { "note-kept" } else { "note-dropped" };
    one(site, tx, of, (key, &form.title), back)
}

/// Neither yes nor no, nor a note.
pub(super) fn unclear(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    form: &Form,
    back: Back,
) -> Result<(), StoreError> {
    one(site, tx, of, ("note-unclear", &form.title), back)
}

/// A change that changes nothing.
pub(super) fn same(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    note: &Note,
    back: Back,
) -> Result<(), StoreError> {
    let title = note.shown.as_ref().map_or("", |s| s.title.as_str());
    one(site, tx, of, ("note-same", title), back)
}

/// Its author hears that those who animate are asked first.
pub(super) fn waits_for_team(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    form: &Form,
    back: Back,
) -> Result<(), StoreError> {
    one(site, tx, of, ("note-waits-team", &form.title), back)
}

/// Its author hears that nobody answered.
pub(super) fn team_is_silent(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    asked: &Asked,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let title = short(&asked.draft.form);
    let lines = vec![t.s("note-team-silent"), source::source(t, &asked.draft.form)];
    let subject = t.a("note-team-silent-subject", "title", &title);
    robot::note(site, tx, of, (subject, lines), (None, now))
}

/// Asks one of those who animate.
pub(super) fn ask_team(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, human): Of<'_>,
    (note, draft, author): (&Note, &Draft, &Person),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(human, settings);
    let args = [
        ("who", Value::from(author.display())),
        ("list", settings.name.as_str().into()),
        ("title", short(&draft.form).into()),
    ];
    let why = match draft.form.sight {
        Sight::Public => "note-team-public",
        _ => "note-team",
    };
    let lines = [
        t.text(why, &args),
        t.s("note-team-how"),
        facts(site, tx, (t, settings, human), (note, &draft.form))?,
        draft.form.body.clone(),
    ];
    let question = Question {
        list,
        settings,
        person: human,
        what: What::NoteTeam { note: note.no, draft: draft.no },
        days: DAYS,
        subject: t.text("note-team-subject", &args),
        text: robot::paragraphs(t, human, &lines),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

fn moment(site: &Site, t: &Locale, person: &Person, at: Timestamp) -> String {
    t.date_time(at, &digests::zone_of(person, &site.timezone))
}

/// Its author hears who is asked before it is published.
pub(super) fn waits_for_quoted(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (asked, until): (&Asked, Timestamp),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let waiting = asked.note.quotes.iter().filter(|q| q.say == Say::Asked);
    let names: Vec<String> = waiting.map(|q| q.name.clone()).collect();
    let args = [
        ("names", Value::from(t.joined(&names))),
        ("n", names.len().into()),
        ("date", moment(site, t, of.2, until).into()),
    ];
    let subject = t.a("note-waits-quoted-subject", "title", &short(&asked.draft.form));
    robot::note(site, tx, of, (subject, vec![t.text("note-waits-quoted", &args)]), (None, now))
}

/// Asks somebody whom it quotes.
pub(super) fn ask_quoted(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (asked, passage, until): (&Asked, &str, Timestamp),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let form = &asked.draft.form;
    let humans = fixed(&settings.address, Route::Owner);
    let args = [
        ("who", Value::from(asked.person.display())),
        ("list", settings.name.as_str().into()),
        ("title", form.title.as_str().into()),
        ("date", moment(site, t, person, until).into()),
        ("humans", humans.as_str().into()),
    ];
    let lines = [
        t.text("note-quotes-you", &args),
        t.a("quoted", "text", passage),
        t.text("note-quotes-you-how", &args),
        t.s("note-quotes-you-whole"),
        form.body.clone(),
    ];
    let question = Question {
        list,
        settings,
        person,
        what: What::NoteQuote { note: asked.note.no, draft: asked.draft.no },
        days: 3,
        subject: t.a("note-quotes-you-subject", "title", &short(form)),
        text: robot::paragraphs(t, person, &lines),
        in_reply_to: None,
    };
    debug_assert!(after(now, 72) >= until);
    answers::ask(site, tx, question, now).map(|_| ())
}

/// Not understood.
pub(super) fn unclear_quoted(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    form: &Form,
    back: Back,
) -> Result<(), StoreError> {
    one(site, tx, of, ("note-unclear-quoted", &form.title), back)
}

/// What becomes of their words.
pub(super) fn quoted_thanks(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (form, say): (&Form, Say),
    back: Back,
) -> Result<(), StoreError> {
    let key = match say {
        Say::Objects => "note-quoted-no",
        Say::Unnamed => "note-quoted-unnamed",
        Say::Agreed | Say::Asked => "note-quoted-yes",
    };
    one(site, tx, of, (key, &form.title), back)
}

/// It is read from now on; a word takes that back.
pub(super) fn published(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (note, version, again): (&Note, u32, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (list, settings, person) = of;
    let t = robot::locale_for(person, settings);
    let Some(shown) = &note.shown else { return Ok(()) };
    let no = note.no.to_string();
    let args = [
        ("n", Value::from(no.as_str())),
        ("title", shown.title.as_str().into()),
        ("version", version.to_string().into()),
    ];
    let key = match (again, shown.sight) {
        (true, _) => "note-published-again",
        (false, Sight::Private) => "note-published-private",
        (false, _) => "note-published",
    };
    let mut lines = vec![t.text(key, &args), reads(site, t, settings, note, shown.sight)];
    let unnamed: Vec<String> =
        note.quotes.iter().filter(|q| q.say == Say::Unnamed).map(|q| q.name.clone()).collect();
    if !unnamed.is_empty() {
        lines.push(t.a("note-published-unnamed", "names", &t.joined(&unnamed)));
    }
    lines.push(t.text("note-published-how", &args));
    let subject = t.a("note-published-subject", "title", &shorten(&shown.title, TITLE));
    let text = robot::paragraphs(t, person, &lines);
    // « Annuler », « modifier 12 »: commands.
    let reply_to = Some(fixed(&settings.address, Route::Request));
    let answer =
        robot::Answer { list, settings, person, reply_to, subject, text, in_reply_to: None };
    robot::send(site, tx, answer, now).map(|_| ())
}

/// Whether somebody wants no more suggestions: « stop notes ».
pub(super) fn stops(said: &str) -> bool {
    let first = said.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let words = recognise::words(first);
    words.len() <= 4
        && recognise::begins(&words, &recognise::expressions("note-value-stop")).is_some()
}

/// No more suggestions.
pub(super) fn stopped(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    robot::note(site, tx, of, (t.s("note-stopped-subject"), vec![t.s("note-stopped")]), back)
}
