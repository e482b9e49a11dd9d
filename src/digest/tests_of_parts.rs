//! Every section of a digest, in its order; one week with all of them as golden files; the mail after a
//! month without news; and the traditional forms.

use std::sync::Arc;

use jiff::civil::Date;

use super::Made;
use super::facts::{
    Community, Facts, ForReader, FreshNote, Host, Meant, Milestone, Newcomer, OpenPoll,
};
use super::sample::*;
use super::tests::{check_parts, digest, golden, text};
use super::traditional;
use crate::animation::note::Licence;
use crate::list::member::Form;
use crate::list::{ListId, NoteNo, PollNo};
use crate::mail::address::Address;

/// A week in which everything happens.
pub(super) fn full_week() -> Community {
    let mut week = week();
    week.word = Some(
        "Rencontre mardi à midi, salle 3.\nOn y parlera du guide :\nhttps://example.org/guide"
            .into(),
    );
    for thread in week.threads_mut() {
        match thread.no.0 {
            4 => {
                let post = thread.fresh.last().unwrap().clone();
                thread.for_reader = Some(ForReader { post, why: Meant::Answer });
            }
            7 => thread.wrote_of_it = Some("2019-03-04T12:00:00Z".parse().unwrap()),
            8 => thread.received = 2,
            _ => {}
        }
    }
    let mut alone = thread(11, "Suivi de près", &[post(40, "Ann Lee", 400, "Bon.")], &[]);
    alone.received = 1;
    week.threads_mut().push(alone);
    week.milestones = vec![Milestone {
        number: 1001,
        name: "Karim Haddad".into(),
        received: post(10, "", 100, "").received,
        subject: "[CdP] Grille d'évaluation".into(),
    }];
    week.birthday = Some((3, Date::constant(2016, 5, 22)));
    week.polls = vec![OpenPoll {
        no: PollNo(1),
        title: "Quel jour vous convient pour la rencontre de juin?".into(),
        options: vec!["mardi 4 juin à midi".into(), "jeudi 6 juin en soirée".into()],
        closes: "2019-05-31T21:00:00Z".parse().unwrap(),
        answered: 12,
        asked: 84,
        ballot_box: Address::parse("cdp+s4000001abcdefghijklmnop@listes.example.org").unwrap(),
    }];
    week.polls.push(OpenPoll {
        no: PollNo(2),
        title: "Garder le local?".into(),
        options: vec!["Oui".into(), "Non".into()],
        answered: 1,
        ..week.polls[0].clone()
    });
    let commands = Address::parse("cdp-request@listes.example.org").unwrap();
    let note = FreshNote {
        no: NoteNo(7),
        title: "Accueillir une nouvelle personne".into(),
        authors: vec!["Noémie Roy".into(), "Ann Lee".into()],
        licence: Licence::BySa,
        opening: "Trois gestes simples, à faire dans la première semaine.".into(),
        changed: false,
        page: Some("https://listes.example.org/fr/n/7/".into()),
        commands,
    };
    let changed =
        FreshNote { no: NoteNo(8), title: "Grille".into(), changed: true, ..note.clone() };
    week.notes = vec![note, FreshNote { page: None, opening: String::new(), ..changed }];
    let hello = Address::parse("cdp+a43meha0gbq5@listes.example.org").unwrap();
    let new = |name: &str, organisation: Option<&str>, text: &str| Newcomer {
        name: name.to_owned(),
        organisation: organisation.map(str::to_owned),
        text: text.to_owned(),
        hello: hello.clone(),
    };
    let said = "J'anime un café de quartier à Rimouski. Je cherche comment garder le monde.";
    week.newcomers =
        vec![new("Léa", Some("Café du coin"), said), new("Sam", None, "Happy to be here!")];
    week
}

pub(super) fn hosted(language: &str, communities: Vec<Community>) -> Facts {
    let host = Host {
        name: "Réseau des communautés inc.".into(),
        postal: "12, rue de l'Exemple, Rimouski (Québec) G5L 1A1".into(),
        contact: "aide@listes.example.org".into(),
        privacy: "https://listes.example.org/vie-privee".into(),
    };
    Facts { host, ..facts(language, communities) }
}

fn flat(made: &Made) -> String {
    text(made).split([' ', '\n']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn places(made: &Made, marks: &[&str]) -> Vec<usize> {
    let at =
        |mark: &&str| text(made).find(*mark).unwrap_or_else(|| panic!("{mark}\n{}", text(made)));
    marks.iter().map(at).collect()
}

#[test]
fn every_section_in_its_order() {
    let made = digest(&hosted("fr", vec![full_week()]));
    check_parts(&made);
    let marks = [
        "Semaine du 20",
        "MOT DE L'ÉQUIPE D'ANIMATION",
        "Rencontre mardi",
        "ON ATTEND VOTRE AIDE",
        "Vous avez écrit sur ce sujet en mars.",
        "POUR VOUS",
        "Noémie Roy vous répond",
        "FILS",
        "Déjà reçu",
        "SONDAGES OUVERTS",
        "A. Quel jour",
        "    1. mardi 4 juin",
        "B. Garder",
        "CARNETS",
        "Accueillir une",
        "NOUVELLES PERSONNES",
        "Léa, Café du coin",
        "Saluer Léa",
        "JALONS",
        "Karim Haddad a écrit le 1001e",
        "POUR RÉPONDRE",
        "Vous recevez ce résumé",
        "Envoyé par Réseau",
        "aide@listes.example.org",
    ];
    assert!(places(&made, &marks).is_sorted());
    golden("every-section-fr", &made);
    let made = digest(&hosted("en", vec![full_week()]));
    check_parts(&made);
    golden("every-section-en", &made);
}

/// Heard one by one, links that lead elsewhere are called otherwise: two polls both have an « Oui ».
#[test]
fn no_two_links_are_called_alike() {
    let mut week = full_week();
    week.polls[0].options = week.polls[1].options.clone();
    let made = digest(&hosted("fr", vec![week]));
    let mut links = links(&made.html.as_ref().unwrap().text());
    links.sort();
    links.dedup();
    for pair in links.windows(2) {
        assert_ne!(pair[0].0, pair[1].0, "{pair:?}");
    }
}

/// What each link is called, and where it leads.
fn links(html: &str) -> Vec<(String, String)> {
    let one = |rest: &str| {
        let (href, rest) = rest.split_once('"').unwrap();
        let (tag, rest) = rest.split_once('>').unwrap();
        let shown = rest.split_once("</a>").unwrap().0;
        let label = tag.split_once("aria-label=\"").and_then(|(_, label)| label.split_once('"'));
        (label.map_or(shown, |(label, _)| label).to_owned(), href.to_owned())
    };
    html.split("<a href=\"").skip(1).map(one).collect()
}

#[test]
fn what_waits_for_the_reader_is_shown_once() {
    let made = digest(&facts("fr", vec![full_week()]));
    assert_eq!(made.items.iter().filter(|i| i.thread.0 == 4).count(), 1);
    assert!(made.items.iter().all(|i| i.thread.0 != 11), "received already: no item");
}

#[test]
fn a_note_alone_is_news_and_says_so() {
    let mut quiet = community(1, "cdp", "CdP", vec![]);
    let address = quiet.leave.clone();
    let note = |no: u32, page: Option<&str>| FreshNote {
        no: NoteNo(no),
        title: "Accueillir <b>".into(),
        authors: vec!["Zoé".into(), "Ann".into()],
        licence: Licence::BySa,
        opening: "Commencer par les besoins.".into(),
        changed: page.is_none(),
        page: page.map(str::to_owned),
        commands: address.clone(),
    };
    quiet.notes = vec![note(12, Some("https://lists.example.org/fr/c/cdp/n/12/")), note(13, None)];
    let facts = facts("fr", vec![quiet]);
    assert!(facts.has_news() && facts.has_fresh());
    let made = digest(&facts);
    check_parts(&made);
    assert_eq!(made.subject, "[CdP] 20–26\u{a0}mai\u{a0}: 2 notes");
    for words in [
        "CARNETS",
        "Accueillir <b>",
        "nouvelle · Zoé et Ann · CC BY-SA 4.0",
        "modifiée ·",
        "Commencer par les besoins.",
        "https://lists.example.org/fr/c/cdp/n/12/",
    ] {
        assert!(text(&made).contains(words), "{words}\n{}", text(&made));
    }
    let html = made.html.as_ref().unwrap().text();
    assert!(html.contains("Accueillir &#60;b&#62;") && html.contains("subject=note%2013"));
}

#[test]
fn a_word_alone_is_news_and_says_so() {
    let mut quiet = community(1, "cdp", "CdP", vec![]);
    quiet.word = Some("La rencontre est remise au 11 juin.".into());
    let facts = facts("fr", vec![quiet]);
    assert!(facts.has_news());
    let made = digest(&facts);
    check_parts(&made);
    assert_eq!(made.subject, "[CdP] 20–26\u{a0}mai\u{a0}: un mot de l'équipe");
    assert!(text(&made).contains("pas de nouveau message") && !text(&made).contains("FILS"));
}

#[test]
fn what_was_received_is_news_only_beside_a_question() {
    let mut alone = thread(1, "Suivi", &[post(1, "Ann Lee", 400, "Bon.")], &[]);
    alone.received = 1;
    let facts_of = |threads| facts("fr", vec![community(1, "cdp", "CdP", threads)]);
    assert!(!facts_of(vec![alone.clone()]).has_news());
    let question = thread(2, "Qui vient?", &[post(2, "Luc Morin", 90, "Qui vient?")], &[]);
    assert!(!facts_of(vec![question.clone()]).has_news(), "nothing happened");
    let both = facts_of(vec![alone, question]);
    assert!(both.has_news());
    let made = digest(&both);
    check_parts(&made);
    assert!(made.subject.ends_with("1 question sans réponse"), "{}", made.subject);
}

#[test]
fn what_was_received_is_news_beside_a_poll_and_a_poll_rides_with_other_news() {
    let mut quiet = community(
        1,
        "cdp",
        "CdP",
        vec![thread(1, "Suivi", &[post(1, "Ann Lee", 30, "Bon.")], &[])],
    );
    quiet.threads_mut()[0].received = 1;
    assert!(!facts("fr", vec![quiet.clone()]).has_news());
    quiet.polls = full_week().polls;
    assert!(facts("fr", vec![quiet.clone()]).has_news());
    // A poll alone is none: it came by a mail of its own.
    quiet.threads_mut().clear();
    assert!(!facts("fr", vec![quiet.clone()]).has_news());
    let busy = community(
        2,
        "jardins",
        "Jardins",
        vec![thread(2, "Neuf", &[], &[post(2, "Luc", 3, "Du neuf.")])],
    );
    let made = digest(&facts("fr", vec![quiet, busy]));
    assert!(text(&made).contains("SONDAGES OUVERTS") && made.polls.len() == 2, "{}", text(&made));
    assert_eq!(made.lists, [ListId(1), ListId(2)]);
}

#[test]
fn mentions_weigh_more_than_noise() {
    let threads = (1..=30).map(|n| {
        let posts: Vec<_> = (0..3).map(|i| post(n * 10 + i, "Ann Lee", 50, "Bon.")).collect();
        thread(n, &format!("Fil {n}"), &[], &posts)
    });
    let mut community = community(1, "cdp", "CdP", threads.collect());
    community.threads_mut()[29].mentioned = true;
    community.threads_mut()[28].first_post = true;
    let made = digest(&facts("fr", vec![community]));
    let expanded: Vec<u32> = made.items.iter().take(8).map(|i| i.thread.0).collect();
    assert!(expanded.contains(&30) && expanded.contains(&29), "{expanded:?}");
    assert_eq!(made.counted.len(), 10);
    assert!(text(&made).contains("lire tout"));
}

fn rereading(language: &str, question: bool) -> Facts {
    let words = "Comment faites-vous pour que les gens répondent? ".repeat(12);
    let opener = post(1, "Ann Lee", 24 * 360, &words);
    let reply = post(2, "Karim Haddad", 24 * 359, &"On leur écrit par leur nom. ".repeat(9));
    let mut thread = thread(1, "Des réponses, enfin", std::slice::from_ref(&opener), &[]);
    thread.fresh = if question { vec![opener] } else { vec![opener, reply] };
    if !question {
        (thread.total, thread.people, thread.answered) = (14, 9, true);
    }
    let communities = vec![community(1, "cdp", "CdP", vec![thread])];
    Facts { rereading: true, ..facts(language, communities) }
}

#[test]
fn a_quiet_month_ends_in_one_thread_of_120_words() {
    for (language, name) in [("fr", "reread-fr"), ("en", "reread-en")] {
        let made = digest(&rereading(language, false));
        check_parts(&made);
        golden(name, &made);
        let whole = text(&made);
        let body = whole.split("POUR RÉPONDRE").next().unwrap();
        let body = body.split("TO REPLY").next().unwrap();
        assert!(body.split_whitespace().count() <= 120, "{body}");
        assert!(text(&made).contains("14 messages"));
    }
    let made = digest(&rereading("fr", true));
    check_parts(&made);
    assert!(flat(&made).contains("qui attend encore une réponse"), "{}", text(&made));
    assert!(made.subject.starts_with("[cdp] À relire\u{a0}: Des réponses"), "{}", made.subject);
}

fn raw(list: ListId, no: crate::list::ArticleNo) -> Option<Vec<u8>> {
    let size = if no.0 == 12 { 700_000 } else { 10 };
    Some(
        format!(
            "Received: from secret\r\nBcc: blind@example.org\r\nFrom: Ann Lee <ann@example.org>\r\n\
             Subject: Guide\r\nMessage-ID: <{list}.{no}@example.org>\r\nReply-To: x@example.org\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             Voilà {no}.\r\n------------------------------\r\n{}\r\n",
            "x ".repeat(size)
        )
        .into_bytes(),
    )
}

#[test]
fn whole_messages_as_parts() {
    let facts = facts("fr", vec![full_week()]);
    let made = traditional::make(&facts, Form::Mime, &raw).unwrap();
    assert!(made.html.is_none());
    let fresh = facts.communities[0].threads.iter().map(|t| t.fresh.len()).sum::<usize>();
    assert_eq!(made.messages.len(), fresh - 1, "one is too large");
    for message in &made.messages {
        let text = String::from_utf8(message.clone()).unwrap();
        assert!(text.contains("Message-ID: <") && text.contains("Reply-To: <cdp+f"), "{text}");
        for gone in ["Bcc", "Received", "x@example.org"] {
            assert!(!text.contains(gone), "{gone}");
        }
    }
    assert!(flat(&made).contains("répondez «\u{a0}lire 4\u{a0}»"), "{}", text(&made));
    golden("whole-parts", &made);
}

#[test]
fn whole_messages_in_one_text() {
    let made = traditional::make(&facts("fr", vec![full_week()]), Form::Plain, &raw).unwrap();
    assert!(made.html.is_none() && made.messages.is_empty());
    let between = "-".repeat(30);
    let whole = text(&made);
    let lines: Vec<&str> = whole.lines().collect();
    let parted = lines.iter().filter(|l| **l == between).count();
    assert_eq!(parted, text(&made).matches("\nMessage-ID: ").count(), "RFC 1153: one line each");
    assert!(text(&made).contains(&format!("\n {between}\n")), "a line like it is moved in");
    assert!(!text(&made).contains("\n-- \n"), "nothing passes for a signature");
    let item = made.items.iter().find(|i| i.thread.0 == 9).unwrap();
    assert!(item.text.contains("Voilà 13."), "a quotation of it is known");
    let small = |list, no: crate::list::ArticleNo| raw(list, no).filter(|_| no.0 != 12);
    let made = traditional::make(&facts("en", vec![week()]), Form::Plain, &small).unwrap();
    golden("whole-text", &made);
}

#[test]
fn whole_messages_have_a_limit_in_all() {
    let many = (1..=2_000).map(|n| post(n, "Ann Lee", 5, "Bon.")).collect::<Vec<Arc<_>>>();
    let threads = vec![thread(1, "Beaucoup", &[], &many)];
    let facts = facts("fr", vec![community(1, "cdp", "CdP", threads)]);
    let large = |_: ListId, _| {
        Some(format!("From: a@example.org\r\n\r\n{}", "x\r\n".repeat(800)).into_bytes())
    };
    let made = traditional::make(&facts, Form::Mime, &large).unwrap();
    assert!(made.messages.iter().map(Vec::len).sum::<usize>() <= 2 * 1024 * 1024);
    let made = traditional::make(&facts, Form::Plain, &large).unwrap();
    assert!(text(&made).len() <= 600 * 1024, "{}", text(&made).len());
}
