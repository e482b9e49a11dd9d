//! What we write to those who join, and to those who let them in. Decides nothing.

use askama::Template;

use super::{DAYS, Desk, Wish, put};
use crate::daemon::robot::{self, Answer, locale_for};
use crate::daemon::tongues::Tongues;
use crate::daemon::{newcomers, owners};
use crate::list::address::{Addresses, Route};
use crate::list::ask::{Ask, What};
use crate::list::member::{Order, Person};
use crate::list::settings::{Joining, Language};
use crate::list::thread::title;
use crate::locale::{Locale, Value};
use crate::mail::address::{Address, Mailbox};
use crate::store::{StoreError, Tx, articles, threads};

/// Threads that a welcome names.
const THREADS: usize = 3;
/// Days over which a list's usual volume is counted.
const VOLUME_DAYS: i64 = 28;
/// Days for which a reply to the welcome is read: a command, or who they are.
const WELCOME_DAYS: i64 = 365;
/// Names of those who animate.
const TEAM: usize = 3;
/// Posts looked at for it.
const VOLUME_POSTS: u32 = 400;

/// A thread worth reading.
struct Worth {
    title: String,
    reply: String,
}

#[derive(Template)]
#[template(path = "mail/welcome.txt")]
struct Welcome<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
    address: &'a str,
    often: &'a str,
    worth: &'a [Worth],
    /// How they say who they are.
    introduce: &'a str,
    hosts: &'a str,
}

pub(super) fn humans(desk: &Desk<'_>) -> Address {
    addresses(desk).fixed(Route::Owner)
}

fn addresses<'a>(desk: &Desk<'a>) -> Addresses<'a> {
    Addresses { list: &desk.settings.address, secret: &desk.site.secret }
}

pub(super) fn helped(desk: &Desk<'_>, t: &Locale) -> String {
    t.a("a-person-helps", "humans", humans(desk).as_str())
}

pub(super) fn note(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    words: impl Fn(&'static Locale) -> (String, Vec<String>),
) -> Result<(), StoreError> {
    robot::say(desk.site, tx, (desk.list, desk.settings, person), &words, (None, desk.now))
}

/// “Do you want to join?”. Shows nothing that whoever asked wrote.
pub(super) fn ask_to_confirm(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    wish: &Wish,
) -> Result<(), StoreError> {
    let (tongues, list) = (Tongues::of(person, desk.settings), desk.settings.name.as_str());
    // Where the team decides who joins, a stranger learns neither how much is said nor who they are.
    let open = desk.settings.joining == Joining::Open;
    let volume = if open { Some(volume(desk, tx)?) } else { None };
    let team = if open { team(desk, tx)? } else { Vec::new() };
    let lines = |t: &Locale| {
        let often = volume.map_or_else(String::new, |n| often(t, n));
        let args =
            [("open", Value::from(if open { "yes" } else { "no" })), ("often", often.into())];
        [
            t.a("join-asked", "list", list),
            t.s("join-how"),
            t.text("join-what", &args),
            t.s("join-not-you"),
            hosts(t, &team, &humans(desk)),
        ]
    };
    let what = What::Join { name: wish.from.name.clone(), language: wish.language.clone() };
    let text = tongues.text(|t| robot::paragraphs(t, person, &lines(t)));
    let subject = tongues.subject(|t| t.a("join-subject", "list", list));
    put(desk, tx, (person, what, DAYS), (subject, text))
}

/// “May this person join?”
pub(super) fn ask_to_admit(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    animator: &Person,
    (about, language): (&Mailbox, Option<Language>),
) -> Result<(), StoreError> {
    let t = locale_for(animator, desk.settings);
    let args = [("who", shown(about).into()), ("list", desk.settings.name.as_str().into())];
    let lines = [t.text("admit", &args), t.s("admit-how"), t.s("admit-else")];
    let what = What::Admit { address: about.address.clone(), name: about.name.clone(), language };
    let text = robot::paragraphs(t, animator, &lines);
    put(desk, tx, (animator, what, DAYS), (t.text("admit-subject", &args), text))
}

/// `Zoé Roy <zoe@example.org>`, on one line.
pub(super) fn shown(about: &Mailbox) -> String {
    match &about.name {
        Some(name) => format!("{} <{}>", crate::mail::compose::line(name), about.address),
        None => about.address.to_string(),
    }
}

pub(super) fn of_list(t: &Locale, desk: &Desk<'_>, key: &str) -> String {
    t.a(key, "list", &desk.settings.name)
}

/// They asked to join, and are a member.
pub(super) fn member_already(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
) -> Result<(), StoreError> {
    let commands = addresses(desk).fixed(Route::Request);
    note(desk, tx, person, |t| {
        let how = t.a("join-already-how", "address", commands.as_str());
        let words = vec![of_list(t, desk, "join-already"), how, helped(desk, t)];
        (of_list(t, desk, "join-already-subject"), words)
    })
}

/// The address is theirs; the team decides.
pub(super) fn waits(desk: &Desk<'_>, tx: &mut Tx<'_>, person: &Person) -> Result<(), StoreError> {
    note(desk, tx, person, |t| {
        let words = vec![of_list(t, desk, "join-waits"), helped(desk, t)];
        (of_list(t, desk, "join-waits-subject"), words)
    })
}

/// The team said no.
pub(super) fn turned_down(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    note(desk, tx, person, |t| {
        let mut words = vec![of_list(t, desk, "join-no")];
        words.extend(reason.map(|reason| t.a("join-no-reason", "reason", reason)));
        words.push(helped(desk, t));
        (of_list(t, desk, "join-no-subject"), words)
    })
}

/// To whoever decided: they are in.
pub(super) fn admitted(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    animator: &Person,
    about: &Mailbox,
) -> Result<(), StoreError> {
    outcome(desk, tx, animator, (about, "admitted"))
}

/// To whoever decided: they stay out.
pub(super) fn not_admitted(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    animator: &Person,
    about: &Mailbox,
) -> Result<(), StoreError> {
    outcome(desk, tx, animator, (about, "not-admitted"))
}

/// To whoever came second.
pub(super) fn decided_before(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    animator: &Person,
    about: &Mailbox,
) -> Result<(), StoreError> {
    outcome(desk, tx, animator, (about, "admit-before"))
}

fn outcome(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    animator: &Person,
    (about, key): (&Mailbox, &str),
) -> Result<(), StoreError> {
    let args = [("who", shown(about).into()), ("list", desk.settings.name.as_str().into())];
    note(desk, tx, animator, |t| (t.text("admit-subject", &args), vec![t.text(key, &args)]))
}

/// Neither yes nor no: asked once more.
pub(super) fn unclear(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    animator: &Person,
    (ask, about): (&Ask, &Mailbox),
) -> Result<(), StoreError> {
    let t = locale_for(animator, desk.settings);
    let args = [("who", shown(about).into()), ("list", desk.settings.name.as_str().into())];
    let lines = [t.s("admit-unclear"), t.text("admit", &args), t.s("admit-how")];
    let answer = Answer {
        list: desk.list,
        settings: desk.settings,
        person: animator,
        reply_to: Some(addresses(desk).confirm(ask.no)),
        subject: t.text("admit-subject", &args),
        text: robot::paragraphs(t, animator, &lines),
        in_reply_to: None,
    };
    robot::send(desk.site, tx, answer, desk.now).map(|_| ())
}

/// What comes, how to change it, what to read first. A reply is a command.
pub(super) fn welcome(desk: &Desk<'_>, tx: &mut Tx<'_>, person: &Person) -> Result<(), StoreError> {
    let t = locale_for(person, desk.settings);
    let (addresses, humans) = (addresses(desk), humans(desk));
    let latest = threads::ordered(tx, desk.list, Order::Activity, THREADS)?;
    let worth: Vec<Worth> = latest
        .iter()
        .map(|thread| Worth {
            title: match title(&thread.subject) {
                empty if empty.is_empty() => t.s("archive-no-subject"),
                title => title,
            },
            reply: addresses.thread(thread.no).to_string(),
        })
        .collect();
    let mail = Welcome {
        t,
        name: person.greeting(),
        list: &desk.settings.name,
        address: desk.settings.address.as_str(),
        often: &often(t, volume(desk, tx)?),
        worth: &worth,
        introduce: &t.s(if newcomers::invites(desk.settings) {
            "welcome-introduce-by-reply"
        } else {
            "welcome-introduce"
        }),
        hosts: &hosts(t, &team(desk, tx)?, &humans),
    };
    // Rendering into a String fails only if a template calls something that fails; none does.
    let (subject, text) = (of_list(t, desk, "welcome-subject"), mail.render().unwrap_or_default());
    if newcomers::invites(desk.settings) {
        return put(desk, tx, (person, What::Introduce, WELCOME_DAYS), (subject, text));
    }
    let answer = Answer {
        list: desk.list,
        settings: desk.settings,
        person,
        reply_to: Some(addresses.fixed(Route::Request)),
        subject,
        text,
        in_reply_to: None,
    };
    robot::send(desk.site, tx, answer, desk.now).map(|_| ())
}

/// How often there is something to read.
fn often(t: &Locale, volume: usize) -> String {
    if volume > 0 { t.n("welcome-volume", &volume) } else { t.s("welcome-quiet") }
}

/// Those who animate, by their names: a few, who have one.
fn team(desk: &Desk<'_>, tx: &Tx<'_>) -> Result<Vec<String>, StoreError> {
    let all = owners::people_of(tx, desk.list)?.into_iter().filter_map(|person| person.name);
    Ok(all.take(TEAM).collect())
}

/// Who animates, and where they are reached.
fn hosts(t: &Locale, team: &[String], humans: &Address) -> String {
    if team.is_empty() {
        return t.a("a-person-helps", "humans", humans.as_str());
    }
    let args = [
        ("n", Value::from(team.len())),
        ("who", t.joined(team).into()),
        ("humans", humans.as_str().into()),
    ];
    t.text("welcome-team", &args)
}

/// Posts a week, as the last four weeks had them; 0 when there were none.
fn volume(desk: &Desk<'_>, tx: &Tx<'_>) -> Result<usize, StoreError> {
    let count = articles::count(tx, desk.list)?;
    let after = crate::list::ArticleNo(count.saturating_sub(VOLUME_POSTS));
    let lately =
        |a: &articles::Article| desk.now.duration_since(a.received).as_hours() <= VOLUME_DAYS * 24;
    let found = articles::after(tx, desk.list, Some(after), 1000)?;
    Ok(found.iter().filter(|a| lately(a)).count().div_ceil(4))
}
