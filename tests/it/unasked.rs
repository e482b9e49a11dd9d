//! Every mail that Palabre sends of its own accord, and the word that ends it: in the mail itself, in both
//! languages, and understood when somebody writes it. Not that it is obeyed, which each mail's own test shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use palabre::locale::{self, Value};
use palabre::request::{self, Verb};

/// What ends mail of a kind.
enum Ends {
    /// A word, in French and in English, and the command that it is.
    Word(&'static str, &'static str, Option<Verb>),
    /// It comes once, and says so in these words.
    Once(&'static str, &'static str),
    /// Nothing: something happened to mail or posts of theirs, or they asked for it.
    Event,
}
use Ends::{Event, Once, Word};

const WELCOME: Ends = Word("stop accueil", "stop welcome", Some(Verb::StopWelcome));
const REMINDERS: Ends = Word("stop rappels", "stop reminders", Some(Verb::Reminders));

/// What the clock does, the text in which each of its mails says how it ends, and how.
const KINDS: &[(&str, &str, Ends)] = &[
    ("digests::run", "digest-change", Word("désabonner", "unsubscribe", Some(Verb::Leave))),
    ("newcomers::step", "newcomer-stop", WELCOME),
    ("newcomers::step", "newcomer-last", Once("le dernier", "the last")),
    // To those who animate, to who may know, and of a question that waits.
    ("first_posts::step", "reminders-stop", REMINDERS),
    ("briefs::step", "reminders-stop", REMINDERS),
    ("polls::step", "reminders-stop", REMINDERS),
    ("first_posts::step", "first-post-author-end", Once("le seul courriel", "the only email")),
    ("quiet::step", "quiet-stop", REMINDERS),
    ("briefs::step", "brief-how", Word("pense-bête non", "brief no", Some(Verb::Brief))),
    ("briefs::step", "brief-how-none", Word("pense-bête non", "brief no", Some(Verb::Brief))),
    ("briefs::step", "relief-how", Once("qu'une fois", "only once")),
    ("report::step", "report-how", Word("bilan non", "report no", Some(Verb::Report))),
    ("notes::suggest", "note-idea", Word("stop", "stop", None)),
    ("polls::step", "poll-again-how", Once("n'en sera plus question", "the end of it")),
    // Mail of theirs that came back, posts that wait, what others do with their words.
    ("bounces::step", "probe", Event),
    ("step", "held", Event),
    ("ask_teams", "moderate", Event),
    ("notes::step", "note-quote", Event),
    ("withdraw::step", "withdrawn", Event),
];

/// What the clock does without writing to anybody.
const SILENT: &[&str] =
    &["weeks::step", "ripe::step", "quiet::begin", "report::begin", "briefs::begin"];

fn text(t: &locale::Locale, key: &str) -> String {
    let args = ["list", "title", "thread", "month", "day", "humans", "who"];
    let args: Vec<_> = args.iter().map(|name| (*name, Value::from("x"))).collect();
    let args: Vec<_> =
        args.into_iter().chain([("n", 1.into()), ("cadence", "weekly".into())]).collect();
    t.text(key, &args).replace('\u{a0}', " ")
}

/// The words of all of them, as they stand in mail.
pub fn endings() -> Vec<String> {
    let all = KINDS.iter().flat_map(|(_, _, ends)| match ends {
        Word(french, english, _) => vec![format!("« {french} »"), format!("“{english}”")],
        Once(french, english) => vec![(*french).to_owned(), (*english).to_owned()],
        Event => Vec::new(),
    });
    all.collect()
}

#[test]
fn each_says_how_it_ends_and_the_word_is_understood() {
    for (step, key, ends) in KINDS {
        let (words, command) = match ends {
            Word(french, english, verb) => ([("fr", french), ("en", english)], verb),
            Once(french, english) => ([("fr", french), ("en", english)], &None),
            Event => continue,
        };
        for (language, word) in words {
            let said = text(locale::get(language), key);
            let shown = match (ends, language) {
                (Word(..), "fr") => format!("« {word} »"),
                (Word(..), _) => format!("“{word}”"),
                _ => (*word).to_owned(),
            };
            assert!(said.contains(&shown), "{step}: {key} ({language}) lacks {shown}: {said}");
            if let Some(verb) = command {
                for typed in
                    [word.to_string(), format!("{} svp", word.to_uppercase()), format!("{word}.")]
                {
                    let read = request::read("", &typed, &[]);
                    let verbs: Vec<Verb> = read.commands.iter().map(|c| c.verb).collect();
                    assert_eq!(verbs, [*verb], "{typed}");
                }
            }
        }
    }
}

/// A new thing that the clock does stands in the list above, with its word, or among those that write to nobody.
#[test]
fn nothing_that_the_clock_does_is_left_out() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/daemon/window.rs");
    let source = fs::read_to_string(source).unwrap();
    let loop_of = source.split("spawn_blocking(move || {").nth(1).unwrap();
    let loop_of = loop_of.split("Ok::<_, StoreError>").next().unwrap();
    let done = loop_of.lines().filter_map(|line| line.trim().strip_suffix("(&at_work)?;"));
    let mut done: BTreeSet<&str> = done.map(|call| call.trim_start_matches("super::")).collect();
    assert!(done.len() > 12, "{done:?}");
    let serve = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/daemon/serve.rs");
    let serve = fs::read_to_string(serve).unwrap();
    let loops = serve.lines().filter_map(|l| l.trim().strip_prefix("tasks.spawn("));
    let loops = loops.filter_map(|l| l.split_once("(site.clone()")).map(|(name, _)| name);
    // These move what others wrote.
    let moves = ["archiver::run", "indexer::run", "window::run", "fanout::run", "deliver::run"];
    done.extend(loops.filter(|name| !moves.contains(name)));
    let listed: BTreeSet<&str> = KINDS.iter().map(|k| k.0).chain(SILENT.iter().copied()).collect();
    assert_eq!(done, listed);
}
