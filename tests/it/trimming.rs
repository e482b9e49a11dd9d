//! The author's words in answers of every mail program we know: `tests/mail/replies/<conversation>/`
//! holds what was sent (`sent.eml`), answers to it, and for each what its author wrote (`.reply`).

use std::fs;
use std::path::{Path, PathBuf};

use palabre::mail::message::Message;
use palabre::mail::text::{Trimmed, memory_of, trim, trim_message};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Answers whose quotation cannot be told without memory, and why. They keep it; they lose nothing.
const KEEP_WITHOUT_MEMORY: &[(&str, &str)] = &[
    ("reunion/outlook-inline", "the author says that the answers stand inside"),
    ("garden/outlook-inline", "the author says that the answers stand inside"),
    ("reunion/notes-bare-header", "no labels, no marks: only known values tell"),
    ("reunion/creole", "an attribution in a language we have no words for, and no marks"),
    ("reunion/german-webmail", "a header block in a language we have no words for, and no marks"),
    ("reunion/spanish-thunderbird", "an attribution in a language we have no words for"),
    ("reunion/unmarked-tail", "nothing but the text itself"),
    ("reunion/lost-accents", "a short attribution, no marks"),
    ("reunion/changed-words", "a short attribution, no marks"),
    ("reunion/broken-wrapping", "wrapped again without marks: the ends of lines stand bare"),
    ("garden/question-copied", "a question copied by hand"),
];

/// Answers typed inside marked text: only memory tells them from it. The whole is kept in segments.
const LOST_WITHOUT_MEMORY: &[&str] = &["reunion/inserted-in-quote"];

struct Case {
    name: String,
    raw: Vec<u8>,
    sent: Vec<u8>,
    reply: String,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/replies");
    let list = |folder: &Path| -> Vec<PathBuf> {
        let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        all.sort();
        all
    };
    let mut cases = Vec::new();
    for folder in list(&root) {
        let sent = fs::read(folder.join("sent.eml")).unwrap();
        for file in list(&folder).iter().filter(|f| f.extension().is_some_and(|e| e == "reply")) {
            let name = format!(
                "{}/{}",
                folder.file_name().unwrap().to_str().unwrap(),
                file.file_stem().unwrap().to_str().unwrap()
            );
            let raw = fs::read(file.with_extension("eml")).unwrap();
            let reply = fs::read_to_string(file).unwrap().trim_end().to_owned();
            cases.push(Case { name, raw, sent: sent.clone(), reply });
        }
    }
    assert!(cases.len() >= 70, "{}", cases.len());
    cases
}

/// Lines without their outer blanks, empty ones folded: what the eye compares.
fn seen(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}

/// Whether all words of `part` stand in `whole` in order.
fn holds_in_order(whole: &str, part: &str) -> bool {
    let mut words = whole.split_whitespace();
    part.split_whitespace().all(|w| words.any(|o| o == w))
}

fn whole(trimmed: &Trimmed) -> String {
    trimmed.segments.iter().map(|s| s.text.as_str()).collect()
}

#[test]
fn with_memory_exactly_the_authors_words() {
    let mut wrong = String::new();
    for case in cases() {
        let message = Message::parse(&case.raw);
        let memory = memory_of(&Message::parse(&case.sent));
        let trimmed = trim_message(&message, &[&memory]);
        assert_eq!(whole(&trimmed), message.text().text, "{}: segments", case.name);
        if seen(&trimmed.reply()) != seen(&case.reply) {
            wrong += &format!(
                "=== {}\n--- want\n{}\n--- got\n{}\n",
                case.name,
                case.reply,
                trimmed.reply()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn without_memory_no_word_is_lost() {
    let mut wrong = String::new();
    for case in cases() {
        let message = Message::parse(&case.raw);
        let trimmed = trim_message(&message, &[]);
        assert_eq!(whole(&trimmed), message.text().text, "{}: segments", case.name);
        let reply = trimmed.reply();
        let kept = LOST_WITHOUT_MEMORY.contains(&case.name.as_str())
            || holds_in_order(&reply, &case.reply);
        let keeps = KEEP_WITHOUT_MEMORY.iter().any(|(name, _)| *name == case.name)
            || LOST_WITHOUT_MEMORY.contains(&case.name.as_str());
        let exact = seen(&reply) == seen(&case.reply);
        if !kept || exact == keeps {
            wrong += &format!("=== {}\n--- want\n{}\n--- got\n{reply}\n", case.name, case.reply);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What was sent to somebody else is no memory of this author: nothing is cut for it.
#[test]
fn with_a_strange_memory_no_word_is_lost() {
    for case in cases() {
        let strange = "Un tout autre message, dont personne n'a rien repris dans sa réponse.";
        let trimmed = trim_message(&Message::parse(&case.raw), &[strange]);
        let kept = LOST_WITHOUT_MEMORY.contains(&case.name.as_str())
            || holds_in_order(&trimmed.reply(), &case.reply);
        assert!(kept, "{}\n{}", case.name, trimmed.reply());
    }
}

const SENT: &[&str] = &[
    "Bonjour à toutes et à tous,",
    "La prochaine réunion de la communauté aura lieu le mardi 4 juin à 14 h, à la salle 3 du centre. On y parlera du budget de l'automne et de la formation des bénévoles, dans cet ordre.",
    "Qui peut apporter la grille d'évaluation ?",
    "- soupe et pain de la coopérative",
    "J'ai besoin de vos réponses avant vendredi, parce que la salle doit être réservée : voir https://example.org/salle?n=3 pour le plan.",
    "Merci !",
    "Zoé",
];

const ANSWERS: &[&str] = &[
    "Oui.",
    "Je serai là mardi, avec dix copies.",
    "👍",
    "La grille est chez Lise.",
    "La réunion de la communauté me va, mais pas la salle.",
    "https://example.com/autre-plan",
    "---",
    "Merci à toi !",
];

const INTRODUCTIONS: &[&str] = &[
    "Le lun. 20 mai 2019 à 14\u{a0}h\u{a0}21, Zoé Tremblay <zoe@example.org> a\nécrit\u{a0}:\n\n",
    "On Mon, May 20, 2019 at 2:21 PM Zoé Tremblay <zoe@example.org> wrote:\n",
    "De : Zoé Tremblay <zoe@example.org>\nEnvoyé : 20 mai 2019 14:21\nÀ : cdp@example.org\nObjet : Réunion\n\n",
    "-----Message d'origine-----\nDe : Zoé\nEnvoyé : 20 mai 2019\nÀ : cdp\nObjet : Réunion\n\n",
    "Jou lendi 20 me 2019, Zoé Tremblay <zoe@example.org> te ekri :\n\n",
];

/// Words on lines of at most `width` characters, each with its mark.
fn wrapped(text: &str, width: usize, mark: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + word.chars().count() >= width {
            out += &format!("{mark}{line}\n");
            line.clear();
        }
        line += if line.is_empty() { "" } else { " " };
        line += word;
    }
    out + &format!("{mark}{line}\n")
}

proptest! {
    // However the quotation is marked, wrapped and introduced, and wherever the answers stand in it,
    // the answers come out, all of them, in order, and nothing else.
    #[test]
    fn answers_come_out_of_any_quotation(
        introduction in select(INTRODUCTIONS),
        mark in select(&["> ", ">", ""][..]),
        width in 30usize..100,
        places in subsequence((0..SENT.len()).collect::<Vec<_>>(), 0..4),
        answers in subsequence((0..ANSWERS.len()).collect::<Vec<_>>(), 4),
        top in any::<bool>(),
    ) {
        let mut text = String::from(if top { "Bonjour Zoé, voici.\n\n" } else { "" });
        let mut want = String::from(if top { "Bonjour Zoé, voici.\n" } else { "" });
        text += introduction;
        for (i, paragraph) in SENT.iter().enumerate() {
            text += &format!("{}{}\n", wrapped(paragraph, width, mark), mark.trim_end());
            if let Some(at) = places.iter().position(|p| *p == i) {
                // A rule is no word: it may go with the quotation around it.
                let answer = ANSWERS[answers[at]];
                text += &format!("{answer}\n\n");
                want += &if answer == "---" { String::new() } else { format!("{answer}\n") };
            }
        }
        let memory = format!("Zoé Tremblay <zoe@example.org>\n\n{}", SENT.join("\n\n"));
        let trimmed = trim(&text, &[&memory]);
        prop_assert_eq!(whole(&trimmed), text.clone());
        let reply: Vec<&str> = trimmed.reply().leak().lines().filter(|l| *l != "---").collect();
        prop_assert_eq!(seen(&reply.join("\n")), seen(&want), "{}", text);
    }

    // Nothing is ever lost from the segments, whatever the text.
    #[test]
    fn segments_are_the_text(
        pieces in proptest::collection::vec(
            select(&["\n", "\r\n", "> ", ">", "-- ", "---", "\u{a0}", "Le 20 mai 2019 à 14:21, Zoé a écrit :",
                "-----Original Message-----", "From: a@example.org", "Sent: 2019", "To: b", "Subject: x",
                "Envoyé de mon iPhone", "un deux trois quatre cinq six", "[image: x", "é", "\t", "____________________"][..]),
            0..40),
        known in any::<bool>(),
    ) {
        let text = pieces.concat();
        let memory: &[&str] = if known { &["un deux trois quatre cinq six", "Zoé"] } else { &[] };
        prop_assert_eq!(whole(&trim(&text, memory)), text);
    }
}
