//! A note drafted or changed: read, kept, shown to its author as it will be, and passed on at their word.

use jiff::SignedDuration;

use super::say::Why;
use super::{Of, gone, may_change, origin, say, usual_sight};
use crate::animation::note::draft::{self as reading, Trouble};
use crate::animation::note::forward::{self, Forwarded};
use crate::animation::note::{Form, Sight, diff, source};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer, Question};
use crate::daemon::{Site, calls, moderation, owners, robot};
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::list::settings::{Posting, Settings, Visibility};
use crate::list::{ArticleNo, ListId, NoteNo, ThreadNo};
use crate::locale;
use crate::mail::address::Mailbox;
use crate::mail::compose::line;
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::mail::subject;
use crate::mail::text::{trim, trim_message, uncut};
use crate::smtp::handler::{Code, Verdict};
use crate::store::notes::{self, Draft, Note, Stage};
use crate::store::{Read, StoreError, Tx, answered as limits, asks, lists, people};

/// Days for which a draft waits for a word.
const DAYS: i64 = 14;

/// A mail to the note address, read.
pub struct Drafted {
    list: ListId,
    settings: Settings,
    person: Person,
    name: String,
    read: Result<Form, Trouble>,
    origin: Option<(ArticleNo, ThreadNo)>,
    message_id: Option<MessageId>,
}

/// Reads a draft. `Err`: only members write notes. `said`: title and text, when they are not simply the
/// mail's.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(
    site: &Site,
    (list, settings): (ListId, &Settings),
    (message, said): (&Message<'_>, Option<(String, String)>),
    author: &Mailbox,
) -> Result<Result<Drafted, Verdict>, StoreError> {
    let refused = || Verdict::refused("5.7.1", "Only members of this list write its notes");
    let Some(person) = people::find(&site.store, &author.address)? else {
        return Ok(Err(refused()));
    };
    if people::membership(&site.store, list, person.id)?.is_none() {
        return Ok(Err(refused()));
    }
    let t = locale::get(&settings.language.0);
    let inner = attached(message);
    let (title, text, passed) = match said {
        Some((title, text)) => (title, text, None),
        None => own(message, inner.as_deref()),
    };
    let mut ids = Vec::new();
    if let Some(inner) = &inner {
        ids.extend(Message::parse(inner).message_id());
    } else if passed.is_some() {
        ids.extend(message.in_reply_to());
        ids.extend(message.references().into_iter().rev());
    }
    let origin = origin::find(&site.store, list, (&ids, passed.as_ref()))?;
    let mut base = Form::empty(usual_sight(settings));
    let read = compose(t, &mut base, (&title, &text), passed.as_ref(), origin.is_some());
    let name = person.name.clone().or_else(|| author.name.clone());
    let name = name.unwrap_or_else(|| person.display().to_owned());
    Ok(Ok(Drafted {
        list,
        settings: settings.clone(),
        name,
        read,
        origin: origin.map(|a| (a.no, a.thread)),
        message_id: message.message_id(),
        person,
    }))
}

/// A message that is attached whole.
fn attached(message: &Message<'_>) -> Option<Vec<u8>> {
    let whole = message.attachments().into_iter().find(|a| a.media_type == "message/rfc822")?;
    message.attachment_bytes(whole.part).map(<[u8]>::to_vec)
}

/// Title, text, and what was passed on, of a mail.
fn own(message: &Message<'_>, inner: Option<&[u8]>) -> (String, String, Option<Forwarded>) {
    let title = line(&subject::title(&message.subject()));
    let text = &message.text().text;
    if let Some(inner) = inner.map(Message::parse) {
        let passed = Forwarded {
            own: String::new(),
            author: inner.from().map(|m| m.display().to_owned()).unwrap_or_default(),
            subject: inner.subject(),
            text: trim_message(&inner, &[]).reply(),
        };
        return (title, uncut(text).reply(), Some(passed));
    }
    if let Some(mut passed) = forward::read(text) {
        passed.text = trim(&passed.text, &[]).reply();
        let own = uncut(&passed.own).reply();
        return (title, own, Some(passed));
    }
    let replies = !message.in_reply_to().is_empty() && !subject::is_forward(&message.subject());
    let said = if replies { trim_message(message, &[]).reply() } else { uncut(text).reply() };
    (title, said, None)
}

/// What a mail says as a note: its own words, and below them what it passes on; alone, that is the
/// note, and its author the note's.
fn compose(
    t: &locale::Locale,
    base: &mut Form,
    (title, text): (&str, &str),
    passed: Option<&Forwarded>,
    known: bool,
) -> Result<Form, Trouble> {
    let Some(passed) = passed else { return reading::read(base, title, text) };
    let fallback = line(&subject::title(&passed.subject));
    let title = if title.is_empty() { fallback.as_str() } else { title };
    match reading::read(base, title, text) {
        Err(Trouble::NoText) => {
            let mut form = reading::read(base, title, &format!("{text}\n\n{}", passed.text))?;
            if form.authors.is_empty() && !passed.author.is_empty() && known {
                form.authors = vec![passed.author.clone()];
            }
            Ok(form)
        }
        Ok(_) => {
            let quoted: Vec<String> = passed.text.lines().map(|l| format!("> {l}")).collect();
            let by = t.a("note-passed-by", "name", &passed.author);
            reading::read(base, title, &format!("{text}\n\n{by}\n\n{}", quoted.join("\n")))
        }
        trouble => trouble,
    }
}

/// Keeps the draft and shows it to its author, or says what is wrong with it.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    drafted: Drafted,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Drafted { list, settings, person, name, read, origin, message_id } = drafted;
    if !limits::may_answer_within(tx, &person.address, limits::PER_HOUR_AT_WORK, now)? {
        let later = "Too many notes within an hour, try again later";
        return Ok(Verdict::new(Code::MailboxBusy, "4.7.1", later));
    }
    let of = (list, &settings, &person);
    match read {
        Err(trouble) => say::trouble(site, tx, of, &trouble, (message_id, now))?,
        Ok(form) => {
            begin(site, tx, of, (name, origin, form, Why::New), (message_id, now))?;
        }
    }
    Ok(Verdict::accepted("Its author is shown the note first"))
}

/// A new note, drafted for somebody: they are shown it.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::daemon) fn begin(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (by_name, origin, form, why): (String, Option<(ArticleNo, ThreadNo)>, Form, Why<'_>),
    back: (Option<MessageId>, Timestamp),
) -> Result<NoteNo, StoreError> {
    let (list, _, person) = of;
    let note = Note {
        list,
        no: notes::next_no(tx, list)?,
        by: person.id,
        by_name,
        added: back.1,
        published: None,
        modified: None,
        shown: None,
        thread: origin.map(|(_, thread)| thread),
        article: origin.map(|(article, _)| article),
        agreed: false,
        quotes: Vec::new(),
        event: 0,
    };
    notes::put(tx, &note);
    show(site, tx, of, (&note, 1, form, why), back)?;
    Ok(note.no)
}

/// A change to a note, drafted for somebody: they are shown it.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::daemon) fn propose(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (note, form, why): (&Note, Form, Why<'_>),
    back: (Option<MessageId>, Timestamp),
) -> Result<(), StoreError> {
    let drafts = notes::drafts(tx, note.list, note.no)?;
    let no = drafts.iter().map(|d| d.no).max().unwrap_or(0) + 1;
    show(site, tx, of, (note, no, form, why), back)
}

/// Writes the draft and asks whoever drafted it.
pub(super) fn show(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (note, no, form, why): (&Note, u32, Form, Why<'_>),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<(), StoreError> {
    let draft = Draft { no, by: person.id, form, stage: Stage::Author, due: after(now, DAYS * 24) };
    notes::put_draft(tx, (list, note.no), &draft)?;
    let t = robot::locale_for(person, settings);
    let (subject, text) = say::shown(site, tx, (t, settings, person), (note, &draft.form, &why))?;
    let what = What::Note { note: note.no, draft: no };
    let question =
        Question { list, settings, person, what, days: DAYS, subject, text, in_reply_to };
    answers::ask(site, tx, question, now)?;
    tracing::info!(event = "note-drafted", %list, note = %note.no);
    Ok(())
}

pub(super) fn after(now: Timestamp, hours: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now)
}

/// A note, a draft of it, and the person who was asked, with the list's settings.
pub(super) struct Asked {
    pub note: Note,
    pub draft: Draft,
    pub person: Person,
    pub settings: Settings,
}

/// What a question was about, if it still waits at this stage. `Err`: what the wire is told.
pub(super) fn asked(
    tx: &Tx<'_>,
    (answer, ask): (&Answer, &Ask),
    (no, draft, stage): (NoteNo, u32, Stage),
) -> Result<Result<Asked, Verdict>, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(person), Some(settings)) = (person, lists::get(tx, ask.list)?) else {
        return Ok(Err(Verdict::unknown()));
    };
    if !moderation::is_from(answer, ask, &person) {
        let why = "Only the person who was asked can answer this";
        return Ok(Err(Verdict::refused("5.7.1", why)));
    }
    let draft = notes::draft(tx, ask.list, no, draft)?.filter(|d| d.stage == stage);
    let (Some(note), Some(draft)) = (notes::get(tx, ask.list, no)?, draft) else {
        return Ok(Err(gone()));
    };
    Ok(Ok(Asked { note, draft, person, settings }))
}

/// Its author says whether it is published, or how it shall be.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no, draft): (&Ask, NoteNo, u32),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let of = match asked(tx, (answer, ask), (no, draft, Stage::Author))? {
        Ok(of) => of,
        Err(verdict) => return Ok(verdict),
    };
    let Asked { note, draft, person, settings } = of;
    let of = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    if people::membership(tx, ask.list, person.id)?.is_none() {
        return Ok(Verdict::refused("5.7.1", "Only members of this list write its notes"));
    }
    // What stands above a note that came back; the note itself decides nothing.
    let top = source::before(&answer.whole).map(|top| trim(&top, &[]).reply());
    let said = top.as_deref().unwrap_or(answer.said());
    if say::stops(said) && super::idea::stop(tx, &note)? {
        asks::answer(tx, ask.list, ask.no, now)?;
        drop_draft(tx, &note, &draft)?;
        say::stopped(site, tx, of, back)?;
        return Ok(Verdict::accepted("No more suggestions"));
    }
    let changed =
        source::corrected(&answer.whole).map(|text| reading::read(&draft.form, "", &text));
    let changed = changed.filter(|read| !read.as_ref().is_ok_and(|f| is_same(f, &draft.form)));
    match (decision::read(said), changed) {
        (Some(Decision::Yes), None) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            return accept(site, tx, of, (note, draft), back);
        }
        (Some(Decision::No(None) | Decision::Spam), None) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            drop_draft(tx, &note, &draft)?;
            say::dropped(site, tx, of, (&note, &draft.form), back)?;
            return Ok(Verdict::accepted("Forgotten"));
        }
        (_, Some(Err(trouble))) => say::trouble(site, tx, of, &trouble, back)?,
        // « Oui » above a changed note: it is shown once more, for a program may have changed it.
        (_, Some(Ok(form))) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            let shown = current(tx, &note)?;
            let why = shown.as_ref().map_or(Why::New, Why::Changed);
            show(site, tx, of, (&note, draft.no, form, why), back)?;
        }
        (_, None) => say::unclear(site, tx, of, &draft.form, back)?,
    }
    Ok(Verdict::accepted("Its author is shown the note again"))
}

/// Whether two forms say the same; where lines break says nothing.
fn is_same(a: &Form, b: &Form) -> bool {
    let bare = |form: &Form| Form { body: String::new(), ..form.clone() };
    bare(a) == bare(b) && diff::paragraphs(&a.body, &b.body).is_empty()
}

/// What a note says now.
pub(super) fn current(from: &impl Read, note: &Note) -> Result<Option<Form>, StoreError> {
    let Some(shown) = &note.shown else { return Ok(None) };
    Ok(notes::version(from, note.list, note.no, shown.version)?.map(|v| v.form))
}

/// Forgets a draft, and a note that never was more.
pub(super) fn drop_draft(tx: &mut Tx<'_>, note: &Note, draft: &Draft) -> Result<(), StoreError> {
    notes::forget_draft(tx, (note.list, note.no), draft.no)?;
    if notes::versions(tx, note.list, note.no)?.is_empty()
        && notes::drafts(tx, note.list, note.no)?.is_empty()
    {
        notes::forget(tx, note.list, note.no)?;
    }
    Ok(())
}

/// Its author's yes.
fn accept(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (note, draft): (Note, Draft),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<Verdict, StoreError> {
    let (list, settings, person) = of;
    if note.shown.is_some() && !may_change(tx, &note, person)? {
        return Ok(Verdict::refused("5.7.1", "This note is not yours to change"));
    }
    if current(tx, &note)?.is_some_and(|form| is_same(&form, &draft.form)) {
        drop_draft(tx, &note, &draft)?;
        say::same(site, tx, of, &note, (in_reply_to, now))?;
        return Ok(Verdict::accepted("Nothing changed"));
    }
    let animates = calls::animates(tx, list, person)?;
    let opens = draft.form.sight == Sight::Public && settings.visibility == Visibility::Private;
    let held = matches!(settings.posting, Posting::Held | Posting::Animators);
    let asks_team = draft.form.sight != Sight::Private && ((opens && !note.agreed) || held);
    let key = (list, note.no);
    if asks_team && !animates {
        let draft = Draft { stage: Stage::Team, due: after(now, DAYS * 24), ..draft };
        notes::put_draft(tx, key, &draft)?;
        for human in owners::people_of(tx, list)? {
            say::ask_team(site, tx, (list, settings, &human), (&note, &draft, person), now)?;
        }
        say::waits_for_team(site, tx, of, &draft.form, (in_reply_to, now))?;
        return Ok(Verdict::accepted("Those who animate are asked"));
    }
    let agreed = note.agreed || (opens && animates);
    notes::put(tx, &Note { agreed, ..note });
    notes::put_draft(tx, key, &Draft { stage: Stage::Ready, due: now, ..draft })?;
    Ok(Verdict::accepted("It is published"))
}

/// One of those who animate says whether it may be published.
///
/// # Errors
/// When the store cannot be read.
pub fn team_answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no, draft): (&Ask, NoteNo, u32),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only the people who animate this list can say so";
    if let Err(verdict) = answers::of_team(tx, (answer, ask), why)? {
        return Ok(verdict);
    }
    let Asked { note, draft, person, settings } =
        match asked(tx, (answer, ask), (no, draft, Stage::Team))? {
            Ok(of) => of,
            Err(verdict) => return Ok(verdict),
        };
    let of = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    let said = match source::before(&answer.whole) {
        Some(top) => trim(&top, &[]).reply(),
        None => answer.said().to_owned(),
    };
    let refusal = match decision::read(&said) {
        Some(Decision::Yes) => None,
        Some(Decision::No(reason)) => Some(reason),
        Some(Decision::Spam) => Some(None),
        None => {
            say::unclear(site, tx, of, &draft.form, back)?;
            return Ok(Verdict::accepted("Not understood"));
        }
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    let Some(author) = people::get(tx, draft.by)? else {
        drop_draft(tx, &note, &draft)?;
        return Ok(gone());
    };
    match refusal {
        None => {
            let agreed = note.agreed || draft.form.sight == Sight::Public;
            let key = (note.list, note.no);
            notes::put(tx, &Note { agreed, ..note });
            notes::put_draft(tx, key, &Draft { stage: Stage::Ready, due: now, ..draft })?;
        }
        Some(reason) => {
            let of = (ask.list, &settings, &author);
            let why = Why::Refused(reason.as_deref());
            show(site, tx, of, (&note, draft.no, draft.form, why), (None, now))?;
        }
    }
    Ok(Verdict::accepted("Noted"))
}
