//! What a digest must look like, whatever is in it; and golden files of a few. Regenerate those with
//! `PALABRE_GOLDEN=write cargo test`.

use std::path::Path;
use std::sync::Arc;

use super::facts::{Community, Facts};
use super::sample::*;
use super::{Budget, Made, make};
use crate::mail::part::Part;

/// The HTML part; empty in the traditional forms.
pub(super) fn html(made: &Made) -> String {
    made.html.as_ref().map(Part::text).unwrap_or_default()
}

pub(super) fn text(made: &Made) -> String {
    made.text.text()
}

pub(super) fn digest(facts: &Facts) -> Made {
    make(facts, Budget::MAIL).unwrap()
}

/// Targets of the text part in order: what stands after a colon on a line of its own.
fn text_links(text: &str) -> Vec<String> {
    let target = |line: &str| {
        let last = line.split_whitespace().last()?;
        (last.contains("://") || last.contains("@listes.")).then(|| last.to_owned())
    };
    text.lines().filter_map(target).collect()
}

fn html_links(html: &str) -> Vec<String> {
    let hrefs = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs
        .filter(|href| !is_option(href))
        .map(|href| {
            let bare = href.strip_prefix("mailto:").unwrap_or(href);
            bare.split('?').next().unwrap().to_owned()
        })
        .collect()
}

/// A link that answers a poll by its number.
fn is_option(href: &str) -> bool {
    let subject = href.split_once("?subject=").map_or("", |(_, subject)| subject);
    subject.starts_with(|c: char| c.is_ascii_digit())
}

/// Words in order without links, list marks and capitals.
fn words(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter(|w| *w != "--");
    words.map(str::to_lowercase).collect()
}

fn words_of_text(text: &str) -> Vec<String> {
    let linked = |line: &&str| text_links(line).is_empty();
    words(&text.lines().filter(linked).collect::<Vec<_>>().join("\n"))
}

fn words_of_html(html: &str) -> Vec<String> {
    let body = html.split("</div>").nth(1).unwrap();
    let mut plain = String::new();
    // A raised letter ends its word.
    let body = body.replace("<sup style=\"line-height:0\">", "").replace("</sup>", "");
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        // What is tapped to vote stands in the text as words.
        let skipped = tag.starts_with("a ") && !is_option(tag);
        plain.push(' ');
        plain.push_str(if skipped { "" } else { text });
    }
    let entities =
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    words(&entities.iter().fold(plain, |text, (from, to)| text.replace(from, to)))
}

#[track_caller]
pub(super) fn check_parts(made: &Made) {
    let (text, html) = (made.text.text(), html(made));
    assert_eq!(text_links(&text), html_links(&html));
    assert_eq!(words_of_text(&text), words_of_html(&html));
    let of_html = made.html.as_ref().unwrap().size();
    assert!(of_html <= 60 * 1024, "html {of_html}");
    assert!(made.text.size() <= 40 * 1024, "text {}", made.text.size());
    assert!(made.subject.chars().count() <= 70, "{}", made.subject);
    for forbidden in ["<img", "<script", "<link", "http-equiv", "url("] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    for line in text.lines() {
        let breakable = line.split_whitespace().all(|w| w.chars().count() < 60);
        let linked = !text_links(line).is_empty();
        assert!(line.chars().count() <= 72 || !breakable || linked, "too long: {line}");
    }
    let numbers: Vec<usize> = made.items.iter().map(|i| i.n).collect();
    assert_eq!(numbers, (1..=made.items.len()).collect::<Vec<_>>());
}

#[track_caller]
pub(super) fn golden(name: &str, made: &Made) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/digest");
    for (kind, content) in
        [("txt", format!("{}\n\n{}", made.subject, text(made))), ("html", html(made))]
    {
        // The traditional forms have no HTML part.
        if content.is_empty() {
            continue;
        }
        let path = folder.join(format!("{name}.{kind}"));
        if std::env::var("PALABRE_GOLDEN").is_ok_and(|v| v == "write") {
            std::fs::write(&path, &content).unwrap();
        }
        let want = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(content, want, "{} differs", path.display());
    }
}

fn several() -> Vec<Community> {
    let vegetables = vec![
        thread(1, "Semences à donner", &[], &[post(1, "Luc Morin", 80, "J'ai trop de tomates.")]),
        thread(
            2,
            "Who has a wheelbarrow to lend?",
            &[],
            &[post(
                2,
                "Ann Lee",
                60,
                "Mine broke. Does anyone have one for the weekend of June 8?",
            )],
        ),
    ];
    let mut network = community(
        3,
        "reseau",
        "Neighbours' Network",
        vec![thread(
            5,
            "Minutes of May",
            &[],
            &[post(
                6,
                "Sam Fox",
                22,
                "The minutes are online. Please read page 2 before Thursday.",
            )],
        )],
    );
    network.language = crate::list::settings::Language::new("en");
    vec![week(), community(2, "jardins", "Jardins collectifs", vegetables), network]
}

fn crowd(threads: u32) -> Community {
    let threads = (1..=threads).map(|n| {
        let opener =
            post(n * 10, "Ann Lee", i64::from(n) + 3, "Un fil de plus. Avec deux phrases.");
        let reply = post(n * 10 + 1, "Luc Morin", i64::from(n), "Une réponse assez courte.");
        thread(n, &format!("Fil numéro {n}"), &[], &[opener, reply])
    });
    community(1, "cdp", "CdP", threads.collect())
}

#[test]
fn a_week_in_both_languages() {
    for (language, name) in [("fr", "week-fr"), ("en", "week-en")] {
        let made = digest(&facts(language, vec![week()]));
        check_parts(&made);
        golden(name, &made);
    }
}

#[test]
fn three_communities_in_one_mail() {
    let made = digest(&facts("fr", several()));
    check_parts(&made);
    golden("three-communities", &made);
    assert_eq!(made.items.len(), 7);
}

#[test]
fn one_thread_and_a_reader_without_a_name() {
    let mut facts = facts("fr", vec![crowd(1)]);
    facts.reader.name = None;
    let made = digest(&facts);
    check_parts(&made);
    golden("one-thread", &made);
}

#[test]
fn forty_threads() {
    let made = digest(&facts("fr", vec![crowd(40)]));
    check_parts(&made);
    golden("forty-threads", &made);
    assert_eq!(made.items.len(), 20);
    assert!(text(&made).contains("et 20 autres"));
}

#[test]
fn nothing_new_is_no_news_and_ones_own_words_neither() {
    assert!(!facts("fr", vec![]).has_news());
    let own = post(1, "Zoé", 10, "Moi.");
    let mut facts = facts(
        "fr",
        vec![community(1, "cdp", "CdP", vec![thread(1, "Moi", &[], std::slice::from_ref(&own))])],
    );
    assert!(facts.has_news());
    facts.reader.address = own.author.clone();
    assert!(!facts.has_news());
}

#[test]
fn long_subjects_names_and_all_scripts() {
    let long = "Une très longue question sur l'évaluation ".repeat(5);
    let hebrew = post(2, "דנה כהן", 40, "שלום לכולם. מה שלומכם היום?");
    let emoji = post(3, "Zoé 🌻👩‍👩‍👧", 30, "Bravo 🎉🎉!");
    let tricky = post(
        4,
        "ann@example.org \u{202e}gro.elpmaxe",
        20,
        "<script>alert(1)</script> & \"quotes\" <b>gras</b>",
    );
    let made = digest(&facts(
        "fr",
        vec![community(
            1,
            "cdp",
            "Communauté de pratique des animatrices et animateurs du Québec",
            vec![
                thread(1, &long, &[], &[post(1, &"Nom interminable ".repeat(20), 50, "Bon.")]),
                thread(2, "שאלה", &[], &[hebrew]),
                thread(3, "🌻 Fleurs", &[], &[emoji]),
                thread(4, "a@b.example <img src=x>", &[], &[tricky]),
                thread(5, "", &[], &[post(5, "Ann Lee", 10, "")]),
            ],
        )],
    ));
    check_parts(&made);
    golden("all-scripts", &made);
    assert!(!text(&made).contains("ann@example.org") && !html(&made).contains("ann@example.org"));
    assert!(!text(&made).contains('\u{202e}'));
}

#[test]
fn a_digest_too_large_folds_its_oldest_items() {
    let heavy = "🌻".repeat(300);
    let threads = (1..=30).map(|n| {
        let posts: Vec<_> =
            (0..5).map(|i| post(n * 10 + i, "Ann Lee", i64::from(n * 2), &heavy)).collect();
        thread(n, &"🌻".repeat(200), &[], &posts)
    });
    let facts = facts("fr", vec![community(1, "cdp", "CdP", threads.collect())]);
    let made = digest(&facts);
    check_parts(&made);
    let tiny = make(&facts, Budget { html: 12_000, text: 6_000 }).unwrap();
    assert!(tiny.html.as_ref().unwrap().size() <= 12_000 && !tiny.items.is_empty());
    // Even an impossible budget makes a mail.
    assert!(make(&facts, Budget { html: 10, text: 10 }).unwrap().items.is_empty());
}

#[test]
fn a_question_leaves_the_threads_and_an_old_one_is_named_without_its_text() {
    let words = "Avez-vous un modèle? Je le cherche depuis longtemps.";
    let old = post(1, "Ann Lee", 24 * 9, words);
    let fresh = post(2, "Luc Morin", 3, "Du neuf.");
    let made = digest(&facts(
        "fr",
        vec![community(
            1,
            "cdp",
            "CdP",
            vec![thread(1, "Modèle de grille", &[old], &[]), thread(2, "Neuf", &[], &[fresh])],
        )],
    ));
    assert!(
        text(&made).contains("sans réponse depuis 9\u{a0}jours")
            || text(&made).contains("sans réponse depuis 9 jours"),
        "{}",
        text(&made)
    );
    assert!(!text(&made).contains("Je le cherche"));
    assert_eq!(made.items.iter().filter(|i| i.title == "Modèle de grille").count(), 1);
}

#[test]
fn own_questions_young_ones_and_answered_ones_are_not_asked() {
    let ask = |no, hours| post(no, "Ann Lee", hours, "Qui vient?");
    let answered = thread(1, "A", &[], &[ask(1, 60), post(2, "Luc", 50, "Moi.")]);
    let young = thread(2, "B", &[], &[ask(3, 40)]);
    let stale = thread(3, "C", &[ask(4, 24 * 22)], &[]);
    let mut own = thread(4, "D", &[], &[ask(5, 60)]);
    let zoe = address("zoe@example.org");
    Arc::make_mut(&mut own.opener).author = zoe.clone();
    own.fresh = vec![own.opener.clone()];
    let made =
        digest(&facts("fr", vec![community(1, "cdp", "CdP", vec![answered, young, stale, own])]));
    assert!(!text(&made).contains("ON ATTEND"), "{}", text(&made));
    assert_eq!(made.items.len(), 3);
}

#[test]
fn what_the_reader_wrote_in_comes_first_and_both_orders_hold() {
    let mut community = crowd(12);
    community.threads_mut()[11].followed = true;
    let mut facts = facts("fr", vec![community]);
    let made = digest(&facts);
    let titles: Vec<&str> = made.items.iter().take(8).map(|i| i.title.as_str()).collect();
    assert!(titles.contains(&"Fil numéro 12"), "{titles:?}");
    assert_eq!(titles[0], "Fil numéro 1", "latest activity first");
    facts.communities[0].threads_mut()[4].last = now();
    let made = digest(&facts);
    assert_eq!(made.items[0].title, "Fil numéro 5");
    facts.reader.order = crate::list::member::Order::Posts;
    let made = digest(&facts);
    assert_eq!(made.items[0].title, "Fil numéro 1");
}
