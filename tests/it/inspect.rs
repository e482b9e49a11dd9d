//! How single messages are understood: `tests/mail/inspect/NAME.eml` and `NAME.json`, what
//! `palabre inspect --json` says of it. `PALABRE_GOLDEN=write cargo test` writes them again.

use std::fs;
use std::path::{Path, PathBuf};

use palabre::mail::address::Address;
use palabre::mail::automatic::{Arrival, automatic};
use palabre::mail::delivery_status::report;
use palabre::mail::feedback;
use palabre::mail::inspect::{Kind, inspect};
use palabre::mail::message::Message;
use palabre::mail::message_id::ReversePath;
use proptest::prelude::*;

fn samples(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail").join(folder);
    let mut all: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    all.retain(|p| p.extension().is_some_and(|e| e == "eml"));
    all.sort();
    all
}

#[test]
fn golden() {
    let mut wrong = Vec::new();
    for path in samples("inspect") {
        let found = inspect(&fs::read(&path).unwrap(), &[]);
        let json = serde_json::to_string_pretty(&found).unwrap() + "\n";
        let golden = path.with_extension("json");
        if std::env::var("PALABRE_GOLDEN").is_ok_and(|v| v == "write") {
            fs::write(&golden, &json).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != json {
            wrong.push(format!("{} differs:\n{json}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first word of a sample's name says what it is.
#[test]
fn kinds() {
    for path in samples("inspect") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let want = match name.split('-').next().unwrap() {
            "bounce" => Kind::Bounce,
            "dsn" | "receipt" | "vacation" | "away" | "robot" => Kind::AutoReply,
            "complaint" => Kind::Complaint,
            "command" => Kind::Command,
            "empty" => Kind::Empty,
            _ => Kind::Post,
        };
        assert_eq!(inspect(&fs::read(&path).unwrap(), &[]).kind, want, "{name}");
    }
}

/// No answer of a person's mail program passes for a bounce or for a machine's mail.
#[test]
fn people_are_no_machines() {
    for folder in ["replies/reunion", "replies/garden"] {
        for path in samples(folder) {
            let raw = fs::read(&path).unwrap();
            let message = Message::parse(&raw);
            let arrival = Arrival { reverse_path: None, own_list: &|_| false };
            assert_eq!(automatic(&message, &arrival), None, "{}", path.display());
            assert_eq!(report(&message, None), None, "{}", path.display());
        }
    }
}

/// Posts in which people paste, quote, attach or forward what machines wrote are posts, whoever the
/// machine was, and whether the envelope is known or not.
#[test]
fn posts_that_hold_a_machines_mail_are_posts() {
    let machines = ["bounce", "complaint", "dsn", "receipt", "vacation", "away"];
    let all = samples("inspect").into_iter().filter(|p| {
        machines.iter().any(|m| p.file_stem().unwrap().to_str().unwrap().starts_with(m))
    });
    let person = ReversePath::Address(Address::parse("lise@example.net").unwrap());
    let mut count = 0;
    for path in all {
        let machine = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        for raw in posts_with(&machine) {
            count += 1;
            let message = Message::parse(raw.as_bytes());
            for path in [None, Some(&person)] {
                let arrival = Arrival { reverse_path: path, own_list: &|_| false };
                assert_eq!(automatic(&message, &arrival), None, "{raw}");
                assert_eq!(report(&message, path), None, "{raw}");
            }
            assert!(feedback::read(&message).is_none(), "{raw}");
            assert_eq!(inspect(raw.as_bytes(), &[]).kind, Kind::Post, "{raw}");
        }
    }
    assert!(count >= 40 * 5, "{count}");
}

/// What somebody writes who got this from a machine.
fn posts_with(machine: &str) -> Vec<String> {
    let head = "From: Lise <lise@example.net>\nTo: cdp@listes.example.org\nSubject: Que faire?\n\
                Message-ID: <q@example.net>\nMIME-Version: 1.0\n";
    let plain = "Content-Type: text/plain; charset=utf-8\n\n";
    let asks = "Bonjour, que veut dire ceci?";
    let (_, body) = machine.split_once("\n\n").unwrap();
    let quoted: String = machine.lines().map(|line| format!("> {line}\n")).collect();
    let mixed = |part: &str, text: &str| {
        format!(
            "{head}Content-Type: multipart/mixed; boundary=m\n\n--m\n{plain}{asks}\n\n--m\n\
             Content-Type: {part}\n\n{text}\n--m--\n"
        )
    };
    vec![
        format!("{head}{plain}{asks}\n\n{machine}"),
        format!("{head}{plain}{asks}\n\n{body}"),
        format!("{head}{plain}{asks}\n\n{quoted}"),
        format!("{head}{plain}{asks}\n\n---------- Message transféré ----------\n{machine}"),
        mixed("message/rfc822", machine),
        mixed("text/plain; name=erreur.txt", body),
        // Some programs attach the parts of a report, not the report.
        mixed("message/delivery-status", "Final-Recipient: rfc822; a@b.example\nAction: failed\n"),
    ]
}

/// No post of an archive is a machine's.
#[test]
fn an_archive_has_no_machines() {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/archive.mbox");
    let text = fs::read_to_string(archive).unwrap().replace("\r\n", "\n");
    let posts: Vec<&str> = text.split("\nFrom ").collect();
    assert!(posts.len() >= 10, "{}", posts.len());
    for post in posts {
        let (_, raw) = post.split_once('\n').unwrap();
        let message = Message::parse(raw.as_bytes());
        assert_eq!(report(&message, None), None, "{raw}");
        assert!(feedback::read(&message).is_none(), "{raw}");
        assert!(!matches!(inspect(raw.as_bytes(), &[]).kind, Kind::Bounce | Kind::Complaint));
    }
}

/// One wound of a message in transit.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize, usize),
    Repeat(usize, usize),
    Put(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0usize..6000;
    let put = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..8),
        proptest::sample::select(vec![
            b"\r\n\r\n".to_vec(),
            b"--b\r\n".to_vec(),
            b"Content-Type: multipart/mixed; boundary=b\r\n".to_vec(),
            b"Content-Transfer-Encoding: base64\r\n".to_vec(),
            b"=?utf-8?b?".to_vec(),
            b"<blockquote>".to_vec(),
            b"charset=hz-gb-2312".to_vec(),
            b"-----BEGIN PGP SIGNED MESSAGE-----\n\n".to_vec(),
        ]),
    ];
    prop_oneof![
        (at.clone(), 0usize..200).prop_map(|(a, n)| Damage::Cut(a, n)),
        (at.clone(), 0usize..200).prop_map(|(a, n)| Damage::Repeat(a, n)),
        (at, put).prop_map(|(a, b)| Damage::Put(a, b)),
    ]
}

fn wound(raw: &mut Vec<u8>, damage: &Damage) {
    let (at, drain, insert) = match damage {
        Damage::Cut(at, n) => (at % (raw.len() + 1), *n, Vec::new()),
        Damage::Repeat(at, n) => {
            let at = at % (raw.len() + 1);
            (at, 0, raw[at..(at + n).min(raw.len())].to_vec())
        }
        Damage::Put(at, bytes) => (at % (raw.len() + 1), 0, bytes.clone()),
    };
    let end = (at + drain).min(raw.len());
    raw.splice(at..end, insert);
}

proptest! {
    // Nothing that happens to a message on its way makes us stumble, and no words are made up.
    #[test]
    fn damaged_mail_is_still_read(
        sample in any::<proptest::sample::Index>(),
        wounds in proptest::collection::vec(damage(), 0..12),
    ) {
        let folders = ["inspect", "replies/reunion", "replies/garden", "replies/resume"];
        let all: Vec<PathBuf> = folders.iter().flat_map(|f| samples(f)).collect();
        let whole = fs::read(sample.get(&all)).unwrap();
        let mut raw = whole.clone();
        wounds.iter().for_each(|w| wound(&mut raw, w));
        let found = inspect(&raw, std::slice::from_ref(&whole));
        let message = Message::parse(&raw);
        let _ = (message.html(), message.parts().count(), message.is_too_complex());
        let _ = feedback::read(&message).map(|f| (f.mark(), f.date(), f.header("Reply-To")));
        prop_assert!(found.reply.len() <= found.text.len());
        prop_assert!(!found.subject.contains(['\r', '\n', '\0']));
        prop_assert!(!found.text.contains('\0'));
    }
}
