//! The outbox's own tests.

use super::*;
use crate::store::Store;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    (folder, store)
}

fn write<T>(store: &Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
    store.write(f).unwrap()
}

fn own(to: &str) -> OwnMail {
    OwnMail {
        reverse_path: ReversePath::Null,
        to: Address::parse(to).unwrap(),
        list: None,
        person: None,
        raw: Blob::new(b"Subject: x\r\n\r\nx\r\n"),
    }
}

fn copies(people: &[u32]) -> Load {
    let people = people.iter().copied().map(PersonId).collect();
    Load::Copies { list: ListId(1), article: ArticleNo(7), people, domain: None }
}

fn due(store: &Store, until: i64) -> Vec<Row> {
    rows(store, None, at(until), 100).unwrap()
}

#[test]
fn rows_come_in_order_of_due_time() {
    let (_folder, store) = open();
    let late = write(&store, |tx| enqueue_mail(tx, own("a@example.org"), at(200)));
    let soon = write(&store, |tx| enqueue_mail(tx, own("b@example.org"), at(100)));
    let ids = |until| due(&store, until).iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(ids(99), Vec::<u64>::new());
    assert_eq!(ids(100), [soon]);
    assert_eq!(ids(300), [soon, late]);
    assert_eq!(mail(&store, late).unwrap().unwrap(), b"Subject: x\r\n\r\nx\r\n");
    assert_eq!(first(&store).unwrap().unwrap().id, soon);
    assert_eq!(rows(&store, Some((at(100), soon)), at(300), 9).unwrap()[0].id, late);
}

#[test]
fn a_chunk_ends_with_what_must_be_tried_again() {
    let (_folder, store) = open();
    write(&store, |tx| enqueue(tx, copies(&[1, 2, 3]), History::new(at(1)), at(1)));
    let row = due(&store, 1).remove(0);
    write(&store, |tx| {
        settle(tx, row.id, PersonId(1));
        Ok(())
    });
    assert_eq!(settled(&store, row.id).unwrap(), [PersonId(1)]);
    let again = Again {
        due: at(300),
        history: row.history.again("450 4.2.0 later\r\nplease"),
        people: vec![PersonId(3)],
        domain: Some("example.org".to_owned()),
    };
    write(&store, |tx| finish(tx, &row, vec![again.clone()]));
    assert_eq!(settled(&store, row.id).unwrap(), []);
    let left = due(&store, 300);
    assert_eq!((left.len(), left[0].load.copies(), left[0].history.tries), (1, 1, 1));
    assert_eq!(left[0].history.since, at(1));
    assert_eq!(left[0].history.last, "450 4.2.0 later  please");
    let waiting = Counts { rows: 1, copies: 1, deferred: 1, oldest: Some(at(1)) };
    assert_eq!(counts(&store, Some(ListId(1))).unwrap(), waiting);
    assert_eq!(counts(&store, Some(ListId(2))).unwrap(), Counts::default());
}

#[test]
fn a_mail_keeps_its_number_and_octets_until_it_is_settled() {
    let (_folder, store) = open();
    let id = write(&store, |tx| enqueue_mail(tx, own("a@example.org"), at(1)));
    let row = due(&store, 1).remove(0);
    let history = row.history.again("no answer");
    let again = Again { due: at(300), history, people: vec![], domain: None };
    write(&store, |tx| finish(tx, &row, vec![again]));
    let row = due(&store, 300).remove(0);
    assert_eq!(row.id, id);
    assert!(mail(&store, id).unwrap().is_some());
    write(&store, |tx| finish(tx, &row, vec![]));
    assert!(due(&store, 300).is_empty() && mail(&store, id).unwrap().is_none());
}

#[test]
fn retry_moves_what_waits_and_remove_forgets() {
    let (_folder, store) = open();
    let a = write(&store, |tx| enqueue_mail(tx, own("a@example.org"), at(900)));
    let b = write(&store, |tx| enqueue_mail(tx, own("b@example.org"), at(900)));
    let found = write(&store, |tx| retry(tx, Some(&[a, 77]), at(5)));
    assert_eq!((found.done.len(), found.unknown), (1, vec![77]));
    let found = write(&store, |tx| retry(tx, Some(&[a]), at(5)));
    assert_eq!((found.done.len(), found.due), (0, vec![a]));
    assert_eq!(due(&store, 5).iter().map(|r| r.id).collect::<Vec<_>>(), [a]);
    assert_eq!(write(&store, |tx| retry(tx, None, at(6))).done.len(), 1);
    let row = due(&store, 5).remove(0);
    let found = write(&store, |tx| remove(tx, &[a, 77]));
    assert_eq!((found.done.len(), found.unknown), (1, vec![77]));
    // Whoever was sending it meanwhile does not bring it back.
    let history = row.history.again("later");
    let again = Again { due: at(300), history, people: vec![], domain: None };
    write(&store, |tx| finish(tx, &row, vec![again]));
    assert_eq!(due(&store, 900).iter().map(|r| r.id).collect::<Vec<_>>(), [b]);
}

#[test]
fn failures_are_listed_by_list() {
    let (_folder, store) = open();
    let failure = |list, text: &str| Failure {
        at: at(5),
        list: Some(ListId(list)),
        person: Some(PersonId(2)),
        article: Some(ArticleNo(1)),
        to: Address::parse("b@example.org").unwrap(),
        status: "5.1.1".to_owned(),
        text: text.to_owned(),
    };
    write(&store, |tx| record_failure(tx, failure(1, "unknown")));
    write(&store, |tx| record_failure(tx, failure(1, "unknown again")));
    write(&store, |tx| record_failure(tx, failure(2, &"x".repeat(10_000))));
    assert_eq!(failures(&store, Some(ListId(1)), 10).unwrap().len(), 2);
    let all = failures(&store, None, 10).unwrap();
    assert_eq!((all.len(), all[2].text.len()), (3, TEXT_LIMIT));
}

#[test]
fn the_last_failures_of_each_are_kept_and_forgotten_with_them() {
    let (_folder, store) = open();
    let failure = |person, second| Failure {
        at: at(second),
        list: Some(ListId(1)),
        person: Some(PersonId(person)),
        article: None,
        to: Address::parse("b@example.org").unwrap(),
        status: "4.4.7".to_owned(),
        text: String::new(),
    };
    for second in 0..50 {
        write(&store, |tx| record_failure(tx, failure(1, second)));
    }
    write(&store, |tx| record_failure(tx, failure(2, 7)));
    let times = |person| -> Vec<i64> {
        let all = failures_of(&store, PersonId(person)).unwrap();
        all.iter().map(|f| f.at.as_second()).collect()
    };
    assert_eq!(times(1), (30..50).rev().collect::<Vec<_>>());
    write(&store, |tx| forget_failures(tx, PersonId(1)));
    assert_eq!((times(1), times(2)), (vec![], vec![7]));
}
