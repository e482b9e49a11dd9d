//! However much everybody writes, and in whatever script, a digest fits in a mail.

use super::facts::{ForReader, FreshNote, Meant, Milestone, Newcomer, OpenPoll};
use super::sample::*;
use super::tests::{check_parts, digest, text};
use super::tests_of_parts::{full_week, hosted};
use super::{Budget, make};
use crate::list::ListId;

#[test]
fn a_heavy_week_of_everything_fits_too() {
    let heavy = "🌻".repeat(300);
    let mut all = full_week();
    all.word = Some("é".repeat(600));
    all.threads_mut().extend((20..60).map(|n| {
        let posts: Vec<_> =
            (0..5).map(|i| post(n * 10 + i, "Ann Lee", i64::from(n), &heavy)).collect();
        let mut thread = thread(n, &"🌻".repeat(200), &[], &posts);
        let post = post(n * 10 + 9, &"🌻".repeat(60), 1, &heavy);
        let for_reader = ForReader { post, why: Meant::Mention };
        thread.for_reader = Some(for_reader);
        thread.received = 3;
        thread
    }));
    let facts = hosted("fr", vec![all]);
    check_parts(&digest(&facts));
    let made = make(&facts, Budget { html: 24_000, text: 12_000 }).unwrap();
    assert!(made.html.as_ref().unwrap().size() <= 24_000, "{}", made.html.as_ref().unwrap().size());
}

/// Thirty communities in which everybody shouts in emoji, or in one word without end, or from the right.
#[test]
fn no_week_is_too_large_for_a_mail() {
    for (heavy, communities) in [("🌻", 30), ("W", 6), ("\u{5d0}& <b>\u{202e}'\" 👩‍👩‍👧 ", 6)]
    {
        let long = |n: usize| heavy.repeat(n);
        let one = |no: u32| {
            let mut all = full_week();
            (all.list, all.name, all.slug) = (ListId(no), long(80), long(30));
            all.word = Some(format!("{}\n{}", long(300), long(299)));
            all.threads_mut().extend((20..22).map(|n| {
                let posts: Vec<_> =
                    (0..3).map(|i| post(n * 10 + i, &long(70), i64::from(n), &long(400))).collect();
                let mut thread = thread(n, &long(200), &[], &posts);
                let post = post(n * 10 + 9, &long(60), 1, &long(400));
                let for_reader = ForReader { post, why: Meant::Mention };
                thread.for_reader = Some(for_reader);
                thread.received = 3;
                thread
            }));
            let poll =
                OpenPoll { title: long(150), options: vec![long(90); 9], ..all.polls[0].clone() };
            all.polls = vec![poll; 4];
            let authors = vec![long(60); 3];
            let note =
                FreshNote { title: long(150), authors, opening: long(300), ..all.notes[0].clone() };
            all.notes = vec![note; 9];
            let new = Newcomer {
                name: long(60),
                organisation: Some(long(90)),
                text: long(300),
                ..all.newcomers[0].clone()
            };
            all.newcomers = vec![new; 12];
            all.milestones =
                vec![
                    Milestone { name: long(60), subject: long(200), ..all.milestones[0].clone() };
                    4
                ];
            all
        };
        let facts = hosted("fr", (1..=communities).map(one).collect());
        let made = digest(&facts);
        let html = made.html.as_ref().unwrap().size();
        assert!(html <= 85 * 1024, "{heavy}: {html} octets of HTML");
        assert!(
            html <= 60 * 1024 && made.text.size() <= 40 * 1024,
            "{heavy}: {html}, {}",
            made.text.size()
        );
        assert!(made.subject.chars().count() <= 70, "{}", made.subject);
        assert!(text(&made).contains("cdp-leave+"), "the way out stays");
    }
}

/// What is not shown is counted, with the word that brings it.
#[test]
fn what_has_no_room_is_counted() {
    let mut all = full_week();
    all.notes = vec![all.notes[0].clone(); 15];
    all.newcomers = vec![all.newcomers[0].clone(); 13];
    all.polls = vec![all.polls[0].clone(); 14];
    let made = digest(&hosted("fr", vec![all]));
    for counted in [
        "et 3 autres notes\u{a0}: répondez «\u{a0}carnets\u{a0}» pour la liste",
        "et 1 autre personne",
        "et 2 autres sondages, que vous avez reçus",
    ] {
        assert!(text(&made).contains(counted), "{counted}\n{}", text(&made));
    }
    assert_eq!(made.polls.len(), 12);
}
