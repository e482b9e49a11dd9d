//! Samples in `tests/mail/history`, ours to the last octet, and what becomes of each.

use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use palabre::daemon::import::{Mend, Why};
use palabre::mail::mbox::MAX_MESSAGE;
use palabre::mail::message::Message;
use palabre::store::articles;

use super::{CDP, import, import_octets, posts};
use crate::harness::world::World;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/history").join(name)
}

/// One post of a sample as somebody reads it.
fn read(world: &World, name: &str) -> Vec<String> {
    let list = world.list(CDP);
    let done = import(world, list, &sample(name));
    assert!(done.rejected.is_empty() && done.known == 0, "{name}: {done:?}");
    let line = |a: &articles::Article| {
        let raw = articles::raw(&world.site.store, list, a.no).unwrap().unwrap();
        let message = Message::parse(&raw);
        let files = message.attachments();
        let files: Vec<_> = files.iter().map(|f| format!("[{} {}]", f.name, f.size)).collect();
        let text = message.text().text.split_whitespace().collect::<Vec<_>>().join(" ");
        let date = a.date.strftime("%F %R");
        format!("{date} {}: {} | {text} {}", a.from.display(), a.subject, files.join(" "))
            .trim_end()
            .to_owned()
    };
    let mut said: Vec<String> = posts(world, list).iter().map(line).collect();
    let mends = done.mended.iter().map(|(m, n)| format!("{} {n}", serde_json::json!(m)));
    said.push(mends.collect::<Vec<_>>().join(", ").replace('"', ""));
    said
}

/// Each sample stands beside what is read of it; `PALABRE_GOLDEN=write` writes that anew.
#[test]
fn every_sample_is_read() {
    let names = [
        "dates",
        "identifiers",
        "authors",
        "charsets",
        "japanese",
        "broken",
        "uuencode",
        "pipermail",
    ];
    for name in names {
        let found = read(&World::new(), &format!("{name}.mbox")).join("\n") + "\n";
        let golden = sample(&format!("{name}.txt"));
        if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
            std::fs::write(&golden, &found).unwrap();
        }
        let want = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(found, want, "{name}");
    }
}

const MARK: &str = "From ann@example.org Mon May 20 20:51:00 2019\n";

fn letter(n: usize, fields: &str) -> String {
    format!(
        "{MARK}From: Ann <ann@example.org>\nSubject: Semis {n}\nMessage-ID: <{n}@example.org>\n{fields}\
         Date: Mon, 20 May 2019 20:51:00 -0400\n\nLettre {n}.\n\n"
    )
}

#[test]
fn a_compressed_file_grows_and_goes_on() {
    let world = World::new();
    let list = world.list(CDP);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2019-May.txt.gz");
    let write = |letters: std::ops::Range<usize>| {
        let mut file = GzEncoder::new(Vec::new(), Compression::fast());
        let all: String = letters.map(|n| letter(n, "")).collect();
        std::io::Write::write_all(&mut file, all.as_bytes()).unwrap();
        std::fs::write(&path, file.finish().unwrap()).unwrap();
    };
    write(0..40);
    assert_eq!(import(&world, list, &path).posts, 40);
    write(0..50);
    let more = import(&world, list, &path);
    assert_eq!((more.posts, more.known, more.resumed_at > 0), (10, 0, true));
    // Another file that begins alike: where we stopped, no message begins.
    let all: String = (0..60).map(|n| letter(n, "")).collect();
    std::fs::write(&path, all.replace("Lettre 3", "Une autre lettre 3")).unwrap();
    let other = import(&world, list, &path);
    assert_eq!((other.posts, other.known, other.resumed_at), (21, 39, 0));
    assert_eq!(other.mended[&Mend::IdShared], 11);
}

#[test]
fn a_file_that_breaks_off_gives_what_it_has() {
    let world = World::new();
    let list = world.list(CDP);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coupé.mbox.gz");
    let packed = |letters: std::ops::Range<usize>| {
        let mut file = GzEncoder::new(Vec::new(), Compression::none());
        let all: String = letters.map(|n| letter(n, "")).collect();
        std::io::Write::write_all(&mut file, all.as_bytes()).unwrap();
        file.finish().unwrap()
    };
    let whole = packed(0..400);
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let cut = import(&world, list, &path);
    let broken = cut.broken.expect("it breaks off");
    assert!((190..=200).contains(&cut.posts) && broken.at > 0, "{} {broken:?}", cut.posts);
    // Again, it breaks off at the same place; a whole one goes on there.
    let again = import(&world, list, &path);
    assert_eq!((again.posts, again.broken.map(|b| b.at)), (0, Some(broken.at)));
    std::fs::write(&path, &whole).unwrap();
    let rest = import(&world, list, &path);
    assert_eq!((rest.posts, rest.known, rest.broken), (400 - cut.posts, 0, None));
    // A shorter file that begins alike is read from its beginning.
    std::fs::write(&path, packed(0..40)).unwrap();
    let short = import(&world, list, &path);
    assert_eq!((short.posts, short.known, short.resumed_at), (0, 40, 0));
}

#[test]
fn what_cannot_be_taken_is_named_and_kept() {
    let world = World::new();
    let list = world.list(CDP);
    let line = "x".repeat(999) + "\n";
    let large = line.repeat(MAX_MESSAGE / 1000 + 1);
    let text = format!("{}{MARK}A: b\n\n{large}\n{MARK}\n{}", letter(1, ""), letter(2, ""));
    let done = import_octets(&world, list, text.as_bytes());
    assert_eq!((done.posts, done.known, done.rejected.len()), (2, 0, 2));
    let at = letter(1, "").len() as u64;
    let [first, second] = &done.rejected[..] else { panic!("two") };
    assert_eq!((first.at, first.why, first.name.as_str()), (at, Why::TooLarge, MARK.trim_end()));
    assert_eq!(second.why, Why::Empty);
    let kept = done.kept_in.unwrap();
    assert!(kept.starts_with(&world.site.data) && !kept.starts_with(&world.site.public));
    let kept = std::fs::read(kept).unwrap();
    let begin = usize::try_from(at).unwrap();
    assert!(kept.starts_with(&text.as_bytes()[begin..begin + large.len()]));
}

#[test]
fn a_maildir_is_read_whole() {
    let world = World::new();
    let list = world.list(CDP);
    let folder = tempfile::tempdir().unwrap();
    for name in ["cur", "new"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    let body = letter(1, "").split_once('\n').unwrap().1.to_owned();
    std::fs::write(folder.path().join("cur/1"), body).unwrap();
    std::fs::write(folder.path().join("new/2"), "").unwrap();
    std::fs::write(folder.path().join("new/3"), "Subject: Sans date\n\nx\n").unwrap();
    let done = import(&world, list, folder.path());
    assert_eq!((done.posts, done.rejected.len()), (2, 1));
    assert_eq!((done.rejected[0].name.as_str(), done.rejected[0].why), ("2", Why::Empty));
    let all = posts(&world, list);
    assert_eq!(all[0].date, all[1].date, "that of its neighbour");
    assert_eq!(done.mended[&Mend::DateNeighbour], 1);
}

#[test]
fn a_neighbours_date_outlives_the_batch() {
    let world = World::new();
    let list = world.list(CDP);
    let bare = "From x 10:00 2019\nSubject: Sans date\n\nx\n\n";
    let text: String =
        (0..300).map(|n| if n == 299 { bare.to_owned() } else { letter(n, "") }).collect();
    let done = import_octets(&world, list, text.as_bytes());
    assert_eq!((done.posts, done.mended[&Mend::DateNeighbour]), (300, 1));
    assert_eq!(posts(&world, list)[299].date.to_string(), "2019-05-21T00:51:00Z");
}

/// A private list's history never stands among public files, whatever it holds.
#[test]
fn a_private_list_is_private_from_the_first_octet() {
    let world = World::new();
    let list = world.list(CDP);
    let text =
        format!("{}{MARK}\n\n", letter(1, "X-Secret: girolle\n").replace("Lettre", "girolle"));
    let done = import_octets(&world, list, text.as_bytes());
    assert_eq!((done.posts, done.rejected.len()), (1, 1));
    let mut folders = vec![world.site.public.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let octets = std::fs::read(entry.path()).unwrap();
                assert!(!String::from_utf8_lossy(&octets).contains("girolle"), "{entry:?}");
            }
        }
    }
    let mode = |path: &Path| {
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions())
            & 0o777
    };
    let kept = done.kept_in.unwrap();
    assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
}
