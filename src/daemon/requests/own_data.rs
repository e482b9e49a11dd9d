//! What is known of somebody: sent to them, or erased after a word of theirs. Erasure leaves the
//! conversation readable: the words stay, without name, address and attachments.

use serde_json::json;

use super::answer::{Said, everywhere};
use super::desk::Desk;
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::{Answer, Question, ask};
use crate::daemon::members;
use crate::daemon::reword::{self, Words};
use crate::daemon::{notes, robot};
use crate::list::address::{Addresses, Route};
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::Locale;
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::{Attached, Draft};
use crate::mail::message::Message;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::mail::text::trim_message;
use crate::request::{self, Verb};
use crate::smtp::handler::Verdict;
use crate::store::articles::{self, Article};
use crate::store::outbox::{self, OwnMail};
use crate::store::record::Blob;
use crate::store::{
    Read, StoreError, Tx, asks, bounces, briefs, changes, digests, feed_keys, first_posts, held,
    introductions, lists, people, quiet, reports, sessions, welcomes, wishes, withdrawn,
};

/// The local part of nobody's address: whose words those of somebody forgotten become.
pub const FORMER_MEMBER: &str = "former-member";
/// Days for which the word counts.
const DAYS: i64 = 3;
/// Octets of posts that go with the answer.
const POSTS: usize = 10 * 1024 * 1024;

/// Sends the author all that is known of them: a JSON document, and their posts as an mbox.
pub(super) fn export(desk: &Desk<'_>, tx: &mut Tx<'_>) -> Result<Option<Said>, StoreError> {
    let (t, person) = (desk.t, &desk.person);
    let subject = t.s("my-data-subject");
    if !crate::store::asked::once_a_day(tx, "my-data", desk.list, person.id, desk.now)? {
        return Ok(Some(Said::told(subject, t.s("my-data-later"))));
    }
    let (mbox, posts, whole) = posts(tx, &person.address)?;
    let record = record(tx, &desk.person, posts)?;
    let humans = desk.humans();
    let hello = t.a("hello", "name", person.greeting());
    let intro = t.n("my-data-intro", &posts);
    let cut = if whole { String::new() } else { format!(" {}", t.s("my-data-cut")) };
    let help = t.a("a-person-helps", "humans", humans.as_str());
    let all = everywhere(desk.site, &desk.settings);
    let erase = t.a("my-data-erase", "address", all.as_str());
    let draft = Draft {
        from: Mailbox::new(Some(&desk.settings.name), humans),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(Some(&desk.settings.name), desk.commands())),
        subject,
        date: desk.now,
        message_id: MessageId::mint(&desk.site.hostname),
        in_reply_to: None,
        references: Vec::new(),
        headers: robot_fields(t),
        text: format!("{hello}\n\n{intro}{cut}\n\n{erase}\n\n{help}\n"),
        html: None,
    };
    let files = [
        Attached { name: "palabre.json", media_type: "application/json", bytes: record },
        Attached { name: "messages.mbox", media_type: "application/mbox", bytes: mbox },
    ];
    let mail = OwnMail {
        reverse_path: ReversePath::Address(desk.addresses().bounce(person.id)),
        to: person.address.clone(),
        list: Some(desk.list),
        person: Some(person.id),
        raw: Blob::new(&draft.to_bytes_with(&files)),
    };
    outbox::enqueue_mail(tx, mail, desk.now)?;
    Ok(None)
}

fn robot_fields(t: &Locale) -> Vec<(String, String)> {
    let fields = [
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", t.tag()),
    ];
    fields.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec()
}

/// Every post of an address, as an mbox; how many; whether all are in it.
fn posts(from: &impl Read, address: &Address) -> Result<(Vec<u8>, usize, bool), StoreError> {
    let (mut mbox, mut count, mut whole) = (Vec::new(), 0, true);
    for article in written_by(from, address)? {
        count += 1;
        let raw = articles::raw(from, article.list, article.no)?.unwrap_or_default();
        if mbox.len() + raw.len() > POSTS {
            whole = false;
            continue;
        }
        let when = article.received.strftime("%a %b %e %H:%M:%S %Y");
        mbox.extend_from_slice(format!("From {address} {when}\n").as_bytes());
        for line in String::from_utf8_lossy(&raw).lines() {
            let quoted = line.trim_start_matches('>').starts_with("From ");
            mbox.extend_from_slice(if quoted { b">" } else { b"" });
            mbox.extend_from_slice(line.as_bytes());
            mbox.push(b'\n');
        }
        mbox.push(b'\n');
    }
    Ok((mbox, count, whole))
}

/// Every post from an address.
///
/// # Errors
/// When the store cannot be read.
pub fn written_by(from: &impl Read, address: &Address) -> Result<Vec<Article>, StoreError> {
    let mut found = Vec::new();
    for (list, _) in lists::all(from)? {
        let mut after = None;
        loop {
            let page = articles::after(from, list, after, 1_000)?;
            let Some(last) = page.last() else { break };
            after = Some(last.no);
            found.extend(page.into_iter().filter(|a| a.from.address.same_mailbox(address)));
        }
    }
    Ok(found)
}

/// What was given up after five days, or refused, of what they were sent.
fn not_delivered(from: &impl Read, person: PersonId) -> Result<Vec<serde_json::Value>, StoreError> {
    let of = |f: &outbox::Failure| json!({ "at": f.at, "to": f.to.as_str(), "status": f.status, "said": f.text });
    Ok(outbox::failures_of(from, person)?.iter().map(of).collect())
}

/// All that is known of somebody but their posts, of which there are so many: a JSON document.
///
/// # Errors
/// When the store cannot be read.
pub fn record(from: &impl Read, person: &Person, posts: usize) -> Result<Vec<u8>, StoreError> {
    let mut communities = Vec::new();
    for list in people::lists_of(from, person.id)? {
        let membership = people::membership(from, list, person.id)?;
        if let (Some(m), Some(settings)) = (membership, lists::get(from, list)?) {
            let wishes = wishes::of_person(from, person.id, list)?;
            let threads: Vec<_> = wishes
                .iter()
                .map(|(no, w)| json!({ "thread": no.0, "wish": w.attention }))
                .collect();
            let introduction = introductions::get(from, list, person.id)?.map(|i| {
                json!({ "name": i.name, "organisation": i.organisation, "says": i.text, "agreed": i.at })
            });
            let brings = welcomes::get(from, list, person.id)?.and_then(|s| s.brings);
            communities.push(json!({
                "address": settings.address.as_str(), "name": settings.name, "role": m.role.word(),
                "delivery": m.delivery.word(), "chosen": m.chosen, "joined": m.joined.to_string(),
                "paused": m.paused, "suspended": m.suspended, "threads": threads, "brings": brings,
                "introduction": introduction,
                "feed_since": feed_keys::get(from, person.id, list)?.map(|feed| feed.since),
                "reports": reports::own(from, list, person.id)?,
            }));
        }
    }
    let mut written = Vec::new();
    for note in notes::written_by(from, person)? {
        let versions = crate::store::notes::versions(from, note.list, note.no)?;
        let said = versions.last().map(|v| json!({ "title": v.form.title, "text": v.form.body }));
        written
            .push(json!({ "list": note.list, "note": note.no, "added": note.added, "says": said }));
    }
    let returned = bounces::get(from, person.id)?.map(|s| s.days.len()).unwrap_or_default();
    let signs = quiet::signs(from, person.id)?;
    let record = json!({
        "address": person.address.as_str(), "name": person.name,
        "not_delivered": not_delivered(from, person.id)?,
        "language": person.language.as_ref().map(|l| l.0.clone()), "timezone": person.timezone,
        "digest_day": person.digest_at.0, "digest_minute": person.digest_at.1,
        "order": person.order.word(), "text_only": person.text_only, "form": person.form.word(), "mentions": person.mentions,
        "receipts": person.receipts, "reminders": person.reminders,
        "last_sign": signs.last, "asked_about_pace": signs.asked,
        "signed_in": sessions::of(from, person.id)?.iter().map(|e| e.expires.to_string()).collect::<Vec<_>>(),
        "days_mail_came_back": returned, "communities": communities, "posts": posts,
        "notes": written,
    });
    Ok(serde_json::to_vec_pretty(&record).unwrap_or_default())
}

/// Asks whether it shall all go. `None`: the question is the answer.
pub(super) fn erase(desk: &Desk<'_>, tx: &mut Tx<'_>) -> Result<Option<Said>, StoreError> {
    let t = robot::locale_for(&desk.person, &desk.settings);
    let posts = written_by(tx, &desk.person.address)?.len();
    let communities = people::lists_of(tx, desk.person.id)?.len();
    let args = [
        ("posts", t.n("digest-messages", &posts).into()),
        ("n", communities.into()),
        ("address", desk.person.address.as_str().into()),
    ];
    let hello = t.a("hello", "name", desk.person.greeting());
    let help = t.a("a-person-helps", "humans", desk.humans().as_str());
    let text = format!(
        "{hello}\n\n{}\n\n{}\n\n{help}\n",
        t.text("erase-ask", &args),
        t.s("erase-ask-how")
    );
    let question = Question {
        list: desk.list,
        settings: &desk.settings,
        person: &desk.person,
        what: What::Erase,
        days: DAYS,
        subject: t.s("erase-ask-subject"),
        text,
        in_reply_to: None,
    };
    ask(desk.site, tx, question, desk.now)?;
    Ok(None)
}

/// The word. Nothing but a plain yes erases.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    question: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = question.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    let yes = request::answer_word(&answer.words).is_some_and(|(verb, _)| verb == Verb::Yes);
    if !yes || asks::answer(tx, question.list, question.no, now)?.is_none() {
        return Ok(Verdict::accepted("Nothing was erased"));
    }
    let settings = &answer.settings;
    let t = robot::locale_for(&person, settings);
    for article in written_by(tx, &person.address)? {
        unname(site, tx, &article, (&person, t))?;
    }
    let nobody = t.s("former-member");
    notes::forget_person(tx, &person, &nobody, &|text| without(text, &person))?;
    forget(site, tx, &person, now)?;
    tracing::info!(event = "erased", person = %person.id);
    goodbye(site, tx, (question.list, settings, &person, t), now)?;
    Ok(Verdict::accepted("Erased"))
}

/// The same post without its author: their words as text, in the same place of the same thread.
fn unname(
    site: &Site,
    tx: &mut Tx<'_>,
    article: &Article,
    (person, t): (&Person, &Locale),
) -> Result<(), StoreError> {
    let raw = articles::raw(tx, article.list, article.no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let settings = lists::get(tx, article.list)?;
    let domain = settings.as_ref().map_or(site.hostname.as_str(), |s| s.address.domain());
    let nobody = Address::parse(&format!("{FORMER_MEMBER}@{domain}"));
    let nobody = nobody.unwrap_or_else(|_| Address::default_for_records());
    let words = Words {
        from: Mailbox::new(Some(&t.s("former-member")), nobody),
        subject: without(&article.subject, person),
        text: without(&trim_message(&message, &[]).reply(), person),
    };
    reword::retitle(tx, article, &|title| without(title, person))?;
    withdrawn::forget(tx, (article.list, article.no))?;
    reword::replace(tx, article, words)
}

/// A text without somebody's name and address.
fn without(text: &str, person: &Person) -> String {
    let mut out = text.replace(person.address.as_str(), "[…]");
    if let Some(name) = person.name.as_deref().filter(|n| n.chars().count() > 2) {
        out = out.replace(name, "[…]");
    }
    out
}

/// Memberships, wishes, digests, changes, what waits, and the person.
fn forget(site: &Site, tx: &mut Tx<'_>, person: &Person, now: Timestamp) -> Result<(), StoreError> {
    outbox::forget_failures(tx, person.id)?;
    for list in people::lists_of(tx, person.id)? {
        wishes::forget(tx, person.id, list)?;
        welcomes::forget(tx, list, person.id)?;
        members::leave(site, tx, list, person.id)?;
        briefs::forget(tx, list, person.id)?;
        people::remove_membership(tx, list, person.id);
    }
    for (list, _) in lists::all(tx)? {
        reports::forget(tx, list, person.id);
        for waiting in held::of_list(tx, list)? {
            if waiting.from.address.same_mailbox(&person.address) {
                held::remove(tx, list, waiting.no);
            }
        }
    }
    digests::settle(tx, person.id, &site.timezone, now)?;
    digests::forget(tx, person.id)?;
    bounces::forget(tx, person.id)?;
    quiet::forget(tx, person.id);
    first_posts::forget_author(tx, person.id)?;
    changes::forget_all(tx, person.id)?;
    sessions::forget(tx, person.id)?;
    feed_keys::forget(tx, person.id)?;
    people::forget_address(tx, &person.address);
    people::remove(tx, person.id);
    Ok(())
}

/// The last mail they get from us.
fn goodbye(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person, t): (ListId, &Settings, &Person, &Locale),
    now: Timestamp,
) -> Result<(), StoreError> {
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let help = t.a("a-person-helps", "humans", humans.as_str());
    let draft = Draft {
        from: Mailbox::new(Some(&settings.name), humans),
        to: vec![Mailbox::new(None, person.address.clone())],
        reply_to: None,
        subject: t.s("erase-done-subject"),
        date: now,
        message_id: MessageId::mint(&site.hostname),
        in_reply_to: None,
        references: Vec::new(),
        headers: robot_fields(t),
        text: format!("{}\n\n{help}\n", t.s("erase-done")),
        html: None,
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Null,
        to: person.address.clone(),
        list: Some(list),
        person: None::<PersonId>,
        raw: Blob::new(&draft.to_bytes()),
    };
    outbox::enqueue_mail(tx, mail, now).map(|_| ())
}
