//! Check, repair, backup and restore, on a store with real posts in it.

use std::path::Path;

use palabre::daemon::post::{self, Accepted, NewPost};
use palabre::list::ListId;
use palabre::list::settings::Settings;
use palabre::mail::address::{Address, Mailbox};
use palabre::mail::message::Message;
use palabre::store::backup::{backup, restore};
use palabre::store::check::{Finding, check, check_open};
use palabre::store::repair::repair;
use palabre::store::{Key, Store, StoreError, Table, Tuning, articles, lists, people};

fn open(data: &Path) -> Store {
    let tuning = Tuning { segment_limit: 12_000, reserve: 0, ..Tuning::default() };
    Store::open_tuned(data, tuning, &mut |_, _| {}).unwrap()
}

fn write<T>(
    store: &Store,
    decide: impl FnOnce(&mut palabre::store::Tx<'_>) -> Result<T, StoreError>,
) -> T {
    store.write(decide).unwrap()
}

/// Letters that do not shrink much.
fn noise(n: u32) -> String {
    let mut state = u64::from(n) + 0x9e37_79b9_7f4a_7c15;
    let mut letter = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'!' + (state % 90) as u8)
    };
    (0..1800)
        .map(|i| if i % 70 == 69 { '\n' } else { letter() })
        .collect::<String>()
        .replace('\n', "\r\n")
}

/// A list, a member, and posts `from..to` in threads of three.
fn fill(store: &Store, posts: std::ops::Range<u32>) -> ListId {
    let address = Address::parse("discussion@lists.example.org").unwrap();
    let list = write(store, |tx| match lists::find(tx, &address)? {
        Some(list) => Ok(list),
        None => lists::create(tx, &Settings::new(address.clone())),
    });
    let author = Mailbox { name: None, address: Address::parse("rosalie@example.org").unwrap() };
    write(store, |tx| people::find_or_create(tx, &author.address, Some("Rosalie")));
    for n in posts {
        let noise = noise(n);
        let reply = if n % 3 == 0 {
            String::new()
        } else {
            format!("In-Reply-To: <{}@example.org>\r\n", n - n % 3)
        };
        let raw = format!(
            "From: Rosalie <rosalie@example.org>\r\nMessage-ID: <{n}@example.org>\r\n{reply}\
             Subject: Sujet {}\r\nDate: Mon, 27 May 2019 08:00:{:02} -0400\r\n\r\n{n} {noise}\r\n",
            n - n % 3,
            n % 60
        );
        let message = Message::parse(raw.as_bytes());
        let received = "2019-05-27T13:00:00Z".parse().unwrap();
        let new = NewPost::new(list, &message, author.clone(), received, "lists.example.org");
        let accepted = write(store, |tx| post::accept(tx, new));
        assert!(matches!(accepted, Accepted::New { .. }));
    }
    list
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{f}\n")).collect()
}

fn checked(data: &Path) -> Vec<Finding> {
    check(data, &mut |_, _| {}).unwrap()
}

fn flip(path: &Path, offset: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[offset] ^= 16;
    std::fs::write(path, bytes).unwrap();
}

fn segment(data: &Path, number: u32) -> std::path::PathBuf {
    data.join(format!("journal/{number:08}.log"))
}

#[test]
fn a_sound_store_has_no_findings_in_use_or_not() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path());
    fill(&store, 0..30);
    assert_eq!(check_open(&store, &mut |_, _| {}).unwrap(), []);
    drop(store);
    assert_eq!(checked(data.path()), []);
}

#[test]
fn a_check_beside_a_busy_store_finds_nothing() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path());
    fill(&store, 0..9);
    let writing = store.clone();
    let busy = std::thread::spawn(move || fill(&writing, 9..60));
    while !busy.is_finished() {
        assert_eq!(check_open(&store, &mut |_, _| {}).unwrap(), []);
    }
    busy.join().unwrap();
}

#[test]
fn rows_that_lead_nowhere_are_found() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path());
    let list = fill(&store, 0..9);
    write(&store, |tx| {
        tx.delete(Key::new(Table::ThreadArticle).u32(list.0).u32(1).u32(2));
        tx.delete(Key::new(Table::PersonByAddress).text("rosalie@example.org"));
        tx.put(Key::new(Table::Raw).u32(list.0).u32(99), vec![0, 1]);
        tx.put(Key::new(Table::Article).u32(list.0).u32(3), vec![1, 255]);
        Ok(())
    });
    let findings = check_open(&store, &mut |_, _| {}).unwrap();
    let said = told(&findings);
    for want in [
        "thread 1 of list 1 counts 3 posts and has 2",
        "no way from their address to this person",
        "mail of no article",
        "g\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x03 cannot be read",
        "its thread does not have it",
    ] {
        assert!(said.contains(want), "“{want}” is not in:\n{said}");
    }
    assert!(findings.iter().all(Finding::is_problem));
}

/// Repairs, and says what is left: the numbers of the articles that are still there.
fn after_repair(data: &Path, said: &[&str]) -> Vec<u32> {
    let problems = checked(data);
    assert!(problems.iter().any(Finding::is_problem), "{}", told(&problems));
    let findings = repair(data, &mut |_, _| {}).unwrap();
    for want in said {
        assert!(told(&findings).contains(want), "“{want}” is not in:\n{}", told(&findings));
    }
    let store = open(data);
    let list = ListId(1);
    let left = articles::after(&store, list, None, 1000).unwrap();
    for article in &left {
        let raw = articles::raw(&store, list, article.no).unwrap().unwrap();
        assert!(String::from_utf8(raw).unwrap().contains(&article.message_id.to_string()));
    }
    // It goes on, and stays whole.
    fill(&store, 100..103);
    drop(store);
    let again = checked(data);
    assert!(!again.iter().any(|f| matches!(f, Finding::Journal(_))), "{}", told(&again));
    left.into_iter().map(|a| a.no.0).collect()
}

#[test]
fn a_damaged_commit_is_lost_alone_and_by_name() {
    let data = tempfile::tempdir().unwrap();
    fill(&open(data.path()), 0..30);
    // In the midst of the second segment.
    flip(&segment(data.path(), 2), 9000);
    let left = after_repair(
        data.path(),
        &[
            "journal/00000002.log is damaged at octet",
            "went on without commits",
            "key g\\x00",
            "is kept in",
        ],
    );
    assert_eq!(left.len(), 29, "{left:?}");
    assert!(data.path().join("damaged/00000002.1.log").exists());
}

#[test]
fn damage_in_old_mail_stops_that_mail_alone() {
    let data = tempfile::tempdir().unwrap();
    fill(&open(data.path()), 0..30);
    (3000..9000).step_by(1000).for_each(|offset| flip(&segment(data.path(), 2), offset));
    // A clean stop leaves nothing to replay: it starts at once, and reads check what they read.
    let store = open(data.path());
    let raw = |no| articles::raw(&store, ListId(1), palabre::list::ArticleNo(no));
    let errors: Vec<_> = (1..=30).filter_map(|no| raw(no).err()).collect();
    assert!((1..=6).contains(&errors.len()), "{errors:?}");
    for error in errors {
        let StoreError::Damaged { file, .. } = error else { panic!("{error}") };
        assert_eq!(file, segment(data.path(), 2));
    }
    let copied = backup(&store, &data.path().join("copy"), &mut |_, _| {}).unwrap();
    assert!(copied.faults.iter().any(|f| f.is_loss()), "a backup reads what it copies");
}

#[test]
fn a_missing_segment_costs_its_own_commits() {
    let data = tempfile::tempdir().unwrap();
    fill(&open(data.path()), 0..30);
    let whole = std::fs::read(segment(data.path(), 2)).unwrap();
    std::fs::remove_file(segment(data.path(), 2)).unwrap();
    let left = after_repair(data.path(), &["00000002.log is missing", "went on without commits"]);
    assert!(
        left.len() > 20 && left.len() < 30 && left.contains(&1) && left.contains(&30),
        "{left:?}"
    );
    assert!(whole.len() > 10_000);
}

#[test]
fn a_head_that_is_gone_costs_its_segment() {
    let data = tempfile::tempdir().unwrap();
    fill(&open(data.path()), 0..30);
    let path = segment(data.path(), 2);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..80].fill(7);
    std::fs::write(&path, bytes).unwrap();
    let left = after_repair(data.path(), &["does not begin as a segment does", "is kept in"]);
    assert!(left.contains(&1) && left.contains(&30), "{left:?}");
}

#[test]
fn a_journal_cut_short_after_a_clean_stop_goes_on_where_it_ends() {
    let data = tempfile::tempdir().unwrap();
    fill(&open(data.path()), 0..30);
    let last = std::fs::read_dir(data.path().join("journal")).unwrap().count() as u32;
    std::fs::remove_file(segment(data.path(), last)).unwrap();
    let left = after_repair(data.path(), &["is missing", "went on without commits"]);
    assert!(left.len() < 30 && left.iter().copied().eq(1..=left.len() as u32), "{left:?}");
}

#[test]
fn one_worn_head_is_said_and_mended() {
    let data = tempfile::tempdir().unwrap();
    fill(&open(data.path()), 0..9);
    flip(&segment(data.path(), 1), 20);
    let findings = checked(data.path());
    assert!(told(&findings).contains("one copy of its head is damaged, no loss"));
    assert!(!findings.iter().any(Finding::is_problem));
    repair(data.path(), &mut |_, _| {}).unwrap();
    assert_eq!(checked(data.path()), []);
    assert_eq!(articles::count(&open(data.path()), ListId(1)).unwrap(), 9);
}

#[test]
fn a_backup_made_while_serving_restores_everything_acknowledged() {
    let root = tempfile::tempdir().unwrap();
    let (data, copy, new) =
        (root.path().join("data"), root.path().join("copy"), root.path().join("new"));
    let store = open(&data);
    std::fs::write(data.join("secret"), [7; 32]).unwrap();
    let list = fill(&store, 0..20);
    let writing = store.clone();
    let busy = std::thread::spawn(move || fill(&writing, 20..40));
    let acknowledged = articles::count(&store, list).unwrap();
    let copied = backup(&store, &copy, &mut |_, _| {}).unwrap();
    busy.join().unwrap();
    assert!(copied.octets > 20_000 && copied.end.segment > 2);
    drop(store);
    std::fs::remove_dir_all(&data).unwrap();

    let restored = restore(&copy, &new, &mut |_, _| {}).unwrap();
    assert_eq!(restored, copied);
    assert_eq!(copied.faults, []);
    assert_eq!(std::fs::read(new.join("secret")).unwrap(), [7; 32]);
    assert_eq!(checked(&new), []);
    let count = articles::count(&open(&new), list).unwrap();
    assert!((acknowledged..=40).contains(&count), "{acknowledged} {count}");
    assert!(articles::raw(&open(&new), list, palabre::list::ArticleNo(count)).unwrap().is_some());
}

#[test]
fn backup_and_restore_never_write_over_anything() {
    let root = tempfile::tempdir().unwrap();
    let (data, copy, new) =
        (root.path().join("data"), root.path().join("copy"), root.path().join("new"));
    let store = open(&data);
    fill(&store, 0..3);
    let silent = &mut |_: u64, _: u64| {};
    backup(&store, &copy, silent).unwrap();
    let again = backup(&store, &copy, silent).unwrap_err().to_string();
    assert!(again.contains("copy is not empty; name a folder"), "{again}");
    let over = restore(&copy, &data, silent).unwrap_err();
    assert!(matches!(over, StoreError::NotEmpty(_)), "{over}");

    std::fs::remove_file(copy.join("state")).unwrap();
    let unfinished = restore(&copy, &new, silent).unwrap_err().to_string();
    assert!(unfinished.contains("no finished backup"), "{unfinished}");
    assert!(!new.exists());
}

#[test]
fn a_damaged_backup_is_refused_by_name() {
    let root = tempfile::tempdir().unwrap();
    let (data, copy, new) =
        (root.path().join("data"), root.path().join("copy"), root.path().join("new"));
    let store = open(&data);
    fill(&store, 0..9);
    backup(&store, &copy, &mut |_, _| {}).unwrap();
    flip(&segment(&copy, 1), 3000);
    let error = restore(&copy, &new, &mut |_, _| {}).unwrap_err();
    assert!(error.to_string().contains("copy/journal/00000001.log"), "{error}");
    assert!(!new.exists());
}
