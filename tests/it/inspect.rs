//! How single messages are understood: `tests/mail/inspect/NAME.eml` and `NAME.json`, what
//! `palabre inspect --json` says of it. `PALABRE_GOLDEN=write cargo test` writes them again.

use std::fs;
use std::path::{Path, PathBuf};

use palabre::mail::automatic::{Arrival, automatic};
use palabre::mail::delivery_status::report;
use palabre::mail::inspect::{Kind, inspect};
use palabre::mail::message::Message;
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
        prop_assert!(found.reply.len() <= found.text.len());
        prop_assert!(!found.subject.contains(['\r', '\n', '\0']));
        prop_assert!(!found.text.contains('\0'));
    }
}
