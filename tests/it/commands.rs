//! Command mails as people's programs write them, forty in each language: what each asks is in
//! `tests/mail/commands/<language>.txt`, a line a mail.
//!
//! `PALABRE_GOLDEN=write` writes those lines anew.

use std::fs;
use std::path::Path;

use palabre::mail::message::Message;
use palabre::mail::recognise;
use palabre::mail::text::trim_message;
use palabre::request;

/// What a mail asks, on one line.
fn asked(raw: &[u8]) -> String {
    let message = Message::parse(raw);
    let ours = message.in_reply_to().iter().any(|id| id.as_str().ends_with("@lists.example.org"));
    let subject = if ours { String::new() } else { message.subject() };
    let name = message.from().unwrap().name.unwrap_or_default();
    let own = recognise::words(&format!("{name} Jardins Gardens"));
    let reading = request::read(&subject, &trim_message(&message, &[]).reply(), &own);
    let commands: Vec<String> = reading
        .commands
        .iter()
        .map(|c| format!("{} {}", c.verb.word(), c.tail).trim().to_owned())
        .collect();
    match (commands.as_slice(), reading.unknown) {
        ([], None) => "nothing".to_owned(),
        ([], Some(line)) => format!("? {line}"),
        _ => commands.join(" + "),
    }
}

fn check(language: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/commands");
    let mut names: Vec<_> =
        fs::read_dir(folder.join(language)).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 40, "{} mails", names.len());
    let line = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        format!("{name}: {}\n", asked(&fs::read(path).unwrap()))
    };
    let got: String = names.iter().map(line).collect();
    let table = folder.join(format!("{language}.txt"));
    if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
        fs::write(table, got).unwrap();
    } else {
        assert_eq!(got, fs::read_to_string(table).unwrap());
    }
}

#[test]
fn in_french() {
    check("fr");
}

#[test]
fn in_english() {
    check("en");
}
