//! Damaged mboxes: nothing panics, and every message that is met stands in the account.

use palabre::mail::mbox::Mbox;
use palabre::mail::message::Message;
use proptest::prelude::*;

use super::{CDP, import_octets, posts};
use crate::harness::world::World;

const SAMPLES: [&[u8]; 8] = [
    include_bytes!("../../mail/history/dates.mbox"),
    include_bytes!("../../mail/history/identifiers.mbox"),
    include_bytes!("../../mail/history/authors.mbox"),
    include_bytes!("../../mail/history/charsets.mbox"),
    include_bytes!("../../mail/history/japanese.mbox"),
    include_bytes!("../../mail/history/broken.mbox"),
    include_bytes!("../../mail/history/uuencode.mbox"),
    include_bytes!("../../mail/history/pipermail.mbox"),
];

/// One blow to a file.
#[derive(Clone, Debug)]
enum Blow {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    Swap(prop::sample::Index, prop::sample::Index),
}

fn blow() -> impl Strategy<Value = Blow> {
    let at = any::<prop::sample::Index>;
    let piece = prop_oneof![
        Just(b"\nFrom x Mon May 20 20:51:00 2019\n".to_vec()),
        Just(b"Content-Length: 40\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\0".to_vec()),
        Just(b"=?utf-8?Q?".to_vec()),
        Just(b"begin 644 x\n".to_vec()),
        Just(b"\x1b$B".to_vec()),
        prop::collection::vec(any::<u8>(), 1..20),
    ];
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(i, b)| Blow::Flip(i, b)),
        (at(), 1usize..200).prop_map(|(i, n)| Blow::Cut(i, n)),
        (at(), piece).prop_map(|(i, p)| Blow::Insert(i, p)),
        (at(), at()).prop_map(|(i, j)| Blow::Swap(i, j)),
    ]
}

fn struck(sample: &[u8], blows: &[Blow]) -> Vec<u8> {
    let mut out = sample.to_vec();
    for blow in blows {
        if out.is_empty() {
            break;
        }
        match blow {
            Blow::Flip(i, b) => {
                let i = i.index(out.len());
                out[i] = *b;
            }
            Blow::Cut(i, n) => {
                let i = i.index(out.len());
                out.drain(i..(i + n).min(out.len()));
            }
            Blow::Insert(i, piece) => {
                let i = i.index(out.len());
                out.splice(i..i, piece.iter().copied());
            }
            Blow::Swap(i, j) => {
                let (i, j) = (i.index(out.len()), j.index(out.len()));
                out.swap(i, j);
            }
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// The reader: octets in are octets out, and each message can be looked at from every side.
    #[test]
    fn reading_never_panics(at in 0..SAMPLES.len(), blows in prop::collection::vec(blow(), 0..12)) {
        let file = struck(SAMPLES[at], &blows);
        let mut end = None;
        for entry in Mbox::new(file.as_slice(), 0) {
            let Ok(entry) = entry else { break };
            prop_assert!(end.is_none_or(|end| end == entry.start) && entry.end > entry.start);
            end = Some(entry.end);
            let message = Message::parse(&entry.raw);
            let files = message.attachments();
            prop_assert!(files.iter().all(|f| message.attachment_bytes(f.part).is_some()));
            let _ = (message.subject(), message.faults(), message.html(), message.authors());
        }
        prop_assert!(end.is_none_or(|end| end == file.len() as u64));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The importer: what is met is taken, known or rejected, and a second run meets nothing new.
    #[test]
    fn count_in_is_count_out(at in 0..SAMPLES.len(), blows in prop::collection::vec(blow(), 0..12)) {
        let file = struck(SAMPLES[at], &blows);
        let met: Result<Vec<_>, _> = Mbox::new(file.as_slice(), 0).collect();
        prop_assume!(met.is_ok());
        let world = World::new();
        let list = world.list(CDP);
        let done = import_octets(&world, list, &file);
        prop_assert_eq!(done.posts + done.known + done.rejected.len(), met.unwrap().len());
        prop_assert_eq!(posts(&world, list).len(), done.posts);
        prop_assert_eq!(done.kept_in.is_some(), !done.rejected.is_empty());
        let again = import_octets(&world, list, &file);
        prop_assert_eq!(again.posts, 0);
    }
}
