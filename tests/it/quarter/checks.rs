//! What must hold for every member of the quarter, whatever the words: each post once and in the way
//! they chose, at their hour, nothing while away, nothing twice.

use std::collections::{HashMap, HashSet};

use palabre::clock::{TimeZone, Timestamp};
use palabre::list::member::Delivery;
use palabre::mail::message::Message;
use palabre::mail::text::trim_message;
use palabre::store::{calls, digests, people, threads, wishes};

use super::cast::{self, CDP, KINDS, Lists};
use super::script::Post;
use super::stage::Mail;
use crate::harness::world::World;

/// Everything.
pub fn all(world: &World, lists: Lists, mails: &[Mail], posts: &[Post]) {
    assert!(people::memberships(&world.site.store, lists.cdp, None, 500).unwrap().len() >= 84);
    nothing_twice(mails);
    digests_at_their_hour(world, mails);
    no_digest_without_news(mails);
    away_means_away(mails);
    each_post_once(world, lists, mails, posts);
    an_hour_a_week_is_enough(mails);
}

/// What we send of our own accord, all year: each mail names the word that ends its kind, or says that it
/// comes once. The list of kinds is `unasked.rs`.
pub fn all_says_how_it_ends(mails: &[Mail], wrote: &HashSet<(Timestamp, String)>) {
    let words = crate::unasked::endings();
    // Somebody of the team asked it of everybody, who answered hears what came of it.
    let by_the_team = ["Sondage –", "Poll –", "Résultat –", "Result –", "Appel à tous"];
    let (mut seen, mut kinds) = (0, HashSet::new());
    for mail in mails.iter().filter(|m| m.is_unasked && !wrote.contains(&(m.at, m.to.clone()))) {
        let subject = mail.subject.replace('\u{a0}', " ");
        // Somebody took her brief over.
        let relieved = subject.contains(" takes over “") || subject.contains(" prend la relève de");
        if relieved || by_the_team.iter().any(|begins| subject.starts_with(begins)) {
            continue;
        }
        let text = mail.text.replace(['\u{a0}', '\n'], " ");
        let ends = words.iter().find(|word| text.contains(word.as_str()));
        assert!(
            ends.is_some(),
            "{} to {} does not say how it ends:\n{}",
            subject,
            mail.to,
            mail.text
        );
        kinds.extend(ends);
        seen += 1;
    }
    assert!(seen > 500 && kinds.len() >= 12, "{seen} {kinds:?}");
}

/// The minutes that the briefs of somebody's week speak of, all together.
fn an_hour_a_week_is_enough(mails: &[Mail]) {
    let mut weeks: HashMap<(&str, i16, i8), u32> = HashMap::new();
    let mut briefs = 0;
    for mail in mails {
        let subject = mail.subject.replace('\u{a0}', " ");
        if !subject.starts_with("Pense-bête ") && !subject.starts_with("Semaine silencieuse") {
            continue;
        }
        let minutes = mail.text.replace('\u{a0}', " ");
        let minutes = minutes
            .lines()
            .filter_map(|l| l.strip_suffix(" min)")?.rsplit('(').next()?.parse::<u32>().ok());
        let week = mail.at.to_zoned(TimeZone::UTC).date().iso_week_date();
        *weeks.entry((&mail.to, week.year(), week.week())).or_default() += minutes.sum::<u32>();
        briefs += 1;
    }
    assert!(briefs >= 13, "{briefs}");
    assert!(weeks.values().all(|sum| *sum <= 60), "{weeks:?}");
}

fn nothing_twice(mails: &[Mail]) {
    let mut seen = HashSet::new();
    for mail in mails {
        let key = (&mail.to, &mail.subject, &mail.text);
        assert!(seen.insert(key), "twice: {key:?}");
    }
}

/// Half past seven where the reader is, on the days that clocks change too; only what somebody missed
/// while away comes at the end of that.
fn digests_at_their_hour(world: &World, mails: &[Mail]) {
    let mut days = HashSet::new();
    for mail in mails.iter().filter(|m| m.is_digest && !m.to.starts_with("jules@")) {
        let address = palabre::mail::address::Address::parse(&mail.to).unwrap();
        let person = people::find(&world.site.store, &address).unwrap().unwrap();
        let zone = digests::zone_of(&person, &world.site.timezone);
        let at = mail.at.to_zoned(zone);
        assert_eq!(at.strftime("%H:%M").to_string(), "07:30", "{} on {at}", mail.to);
        days.insert(at.date());
    }
    assert!(days.len() > 10, "{days:?}");
}

/// Every digest says something that its reader was not told before.
fn no_digest_without_news(mails: &[Mail]) {
    let mut last = std::collections::HashMap::new();
    for mail in mails.iter().filter(|m| m.is_digest) {
        let body = mail.text.lines().skip(1).collect::<Vec<_>>().join("\n");
        let before = last.insert(mail.to.clone(), body.clone());
        assert_ne!(before, Some(body), "the same again for {}", mail.to);
    }
}

/// From the evening of the 4th to the end of the 20th of October, one answer and one catch-up.
fn away_means_away(mails: &[Mail]) {
    let (from, until) = (cast::moment("2019-10-04T17:01"), cast::moment("2019-10-20T12:00"));
    let within = |m: &&Mail| m.to.starts_with("jules@") && m.at > from && m.at < until;
    let came: Vec<String> = mails.iter().filter(within).map(|m| m.subject.clone()).collect();
    assert!(came.len() <= 1, "{came:?}");
}

/// One copy for who takes each message or follows the thread; for the others none, and the words in
/// the next digest; for who takes calls only, calls.
fn each_post_once(world: &World, lists: Lists, mails: &[Mail], posts: &[Post]) {
    let store = &world.site.store;
    for post in posts.iter().filter(|p| p.list == lists.cdp) {
        let article = palabre::store::articles::get(store, lists.cdp, post.no).unwrap().unwrap();
        let called = calls::get(store, lists.cdp, post.no).unwrap().is_some();
        let thread = threads::resolve(store, lists.cdp, article.thread).unwrap().unwrap();
        for kind in KINDS.iter().filter(|k| k.nick != "jules" && k.nick != "paul") {
            let to = cast::address(kind.nick);
            let person = people::find(store, &to).unwrap().unwrap();
            let copies = copies(mails, to.as_str(), &post.id);
            let wish = wishes::get(store, lists.cdp, thread.no, person.id).unwrap();
            let may_follow = wish.is_some();
            let named = kind.nick == "anouk";
            match kind.delivery {
                Delivery::None => assert_eq!(copies, 0, "{} and {}", kind.nick, post.id),
                Delivery::Each => assert_eq!(copies, 1, "{} and {}", kind.nick, post.id),
                _ if called => assert_eq!(copies, 1, "{} and the call", kind.nick),
                Delivery::Notices => assert_eq!(copies, 0, "{} and {}", kind.nick, post.id),
                _ if may_follow || named => assert!(copies <= 1, "{} and {}", kind.nick, post.id),
                _ => assert_eq!(copies, 0, "{} and {}", kind.nick, post.id),
            }
            let digests =
                matches!(kind.delivery, Delivery::Daily | Delivery::Weekly | Delivery::Monthly);
            if digests && copies == 0 && post.author != to.key() {
                let named = told(mails, to.as_str(), &thread.subject, post.at);
                assert!(named > 0, "{} was never told of « {} »", kind.nick, thread.subject);
                // What opens a thread comes again with its answers; an answer is told once.
                let times = told(mails, to.as_str(), &begins(world, lists, post), post.at);
                let opens = thread.opener == post.no;
                let right = if opens { times > 0 } else { times == 1 };
                assert!(right, "{} read {} {times} times", kind.nick, post.id);
            }
        }
    }
    assert!(posts.iter().filter(|p| p.list == lists.cdp).count() >= 15, "{CDP} is alive");
}

fn copies(mails: &[Mail], to: &str, id: &str) -> usize {
    mails.iter().filter(|m| m.to == to && m.id == id).count()
}

/// How somebody's own words in a post begin.
fn begins(world: &World, lists: Lists, post: &Post) -> String {
    let raw =
        palabre::store::articles::raw(&world.site.store, lists.cdp, post.no).unwrap().unwrap();
    let words = trim_message(&Message::parse(&raw), &[]).reply();
    let words =
        words.trim_start_matches("Bonjour à toutes et à tous,").trim_start_matches("Bonjour!");
    words.split_whitespace().take(5).collect::<Vec<_>>().join(" ")
}

/// In how many digests after a post some words stand: at the latest in that of the next month.
fn told(mails: &[Mail], to: &str, words: &str, at: Timestamp) -> usize {
    let end = at.to_zoned(TimeZone::UTC).date().saturating_add(jiff::Span::new().days(36));
    let names = |m: &&Mail| {
        let day = m.at.to_zoned(TimeZone::UTC).date();
        m.to == to
            && m.at > at
            && day <= end
            && m.is_digest
            && m.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
    };
    mails.iter().filter(names).count()
}
