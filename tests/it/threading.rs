//! Threads as posts make them: late parents, merges, impostors, subjects, thread addresses, and the
//! same forest whatever the order of arrival.

use std::collections::{BTreeMap, BTreeSet};

use palabre::daemon::post::{Accepted, NewPost, Place, accept};
use palabre::list::thread;
use palabre::list::{ListId, ThreadNo};
use palabre::mail::message::Message;
use palabre::store::articles::{self, Article};
use palabre::store::{Store, threads};
use proptest::prelude::*;

const LIST: ListId = ListId(1);

fn raw(id: &str, subject: &str, reply_to: &str, references: &str, minute: u32) -> String {
    let mut out = format!(
        "From: Ann <ann@example.org>\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Mon, 20 May 2019 {:02}:{:02}:00 +0000\r\n",
        minute / 60 % 24,
        minute % 60
    );
    if !reply_to.is_empty() {
        out += &format!("In-Reply-To: {reply_to}\r\n");
    }
    if !references.is_empty() {
        out += &format!("References: {references}\r\n");
    }
    out + "\r\nBonjour\r\n"
}

fn post(raw: &str) -> NewPost {
    let message = Message::parse(raw.as_bytes());
    let from = message.from().unwrap();
    let now = "2019-05-27T12:00:00Z".parse().unwrap();
    NewPost::new(LIST, &message, from, now, "lists.example.org")
}

fn put(store: &Store, raw: &str) -> Accepted {
    store.write(|tx| accept(tx, post(raw))).unwrap()
}

/// Threads as sets of Message-IDs, and each message's parent.
type Shape = (BTreeSet<BTreeSet<String>>, BTreeMap<String, Option<String>>);

fn shape(store: &Store) -> Shape {
    let mut sets = BTreeSet::new();
    let mut parents = BTreeMap::new();
    for thread in threads::after(store, LIST, None, 1000).unwrap() {
        if thread.merged_into.is_some() {
            continue;
        }
        let numbers = threads::articles(store, LIST, thread.no).unwrap();
        let posts: Vec<Article> =
            numbers.iter().map(|n| articles::get(store, LIST, *n).unwrap().unwrap()).collect();
        assert_eq!(posts.len(), thread.posts as usize);
        assert!(posts.iter().all(|p| p.thread == thread.no));
        let leaves: Vec<_> = posts.iter().map(Article::leaf).collect();
        let id = |i: usize| posts[i].message_id.to_string();
        for (i, parent) in thread::forest(&leaves).into_iter().enumerate() {
            parents.insert(id(i), parent.map(id));
        }
        sets.insert((0..posts.len()).map(id).collect());
    }
    (sets, parents)
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    (folder, store)
}

#[test]
fn a_late_parent_joins_its_children() {
    let (_folder, store) = store();
    put(&store, &raw("b@x", "Re: Budget", "<a@x>", "", 2));
    put(&store, &raw("c@x", "Re: Budget", "<z@x>", "<z@x>", 3));
    let parent = put(&store, &raw("a@x", "Budget", "", "", 1));
    let Accepted::New { thread, .. } = parent else { panic!("{parent:?}") };
    let found = threads::resolve(&store, LIST, thread).unwrap().unwrap();
    assert_eq!(
        (found.subject.as_str(), found.opener, found.posts),
        ("Budget", parent.article(), 3)
    );
}

#[test]
fn two_threads_become_one_and_both_numbers_lead_there() {
    let (_folder, store) = store();
    put(&store, &raw("a@x", "Un", "", "", 1));
    put(&store, &raw("c@x", "Autre", "<b@x>", "", 3));
    put(&store, &raw("b@x", "Encore", "<a@x>", "", 2));
    let one = threads::resolve(&store, LIST, ThreadNo(1)).unwrap().unwrap();
    let two = threads::resolve(&store, LIST, ThreadNo(2)).unwrap().unwrap();
    assert_eq!((one.no, one.posts, two.no), (ThreadNo(1), 3, ThreadNo(1)));
    let months = threads::month(&store, LIST, 2019 * 12 + 4).unwrap();
    assert_eq!(months, [(ThreadNo(1), 3)]);
}

#[test]
fn the_same_mail_twice_is_one_post_and_a_forgery_is_an_impostor() {
    let (_folder, store) = store();
    let first = put(&store, &raw("a@x", "Un", "", "", 1));
    assert_eq!(
        put(&store, &raw("a@x", "Un", "", "", 1)),
        Accepted::Duplicate { article: first.article() }
    );
    let forged = put(&store, &raw("a@x", "Deux", "", "", 1));
    assert!(matches!(forged, Accepted::New { .. }));
    let forged = articles::get(&store, LIST, forged.article()).unwrap().unwrap();
    assert!(forged.impostor);
    let reply = put(&store, &raw("r@x", "Re: Un", "<a@x>", "", 4));
    let Accepted::New { thread, .. } = reply else { panic!("{reply:?}") };
    assert_eq!(thread, ThreadNo(1));
}

#[test]
fn a_reply_without_references_follows_its_subject_for_a_month() {
    let (_folder, store) = store();
    put(&store, &raw("a@x", "Budget", "", "", 1));
    let reply = put(&store, &raw("b@x", "RÉF : Budget", "", "", 2));
    assert!(matches!(reply, Accepted::New { thread: ThreadNo(1), .. }));
    let opener = put(&store, &raw("c@x", "Budget", "", "", 3));
    assert!(matches!(opener, Accepted::New { thread: ThreadNo(2), .. }));
}

#[test]
fn a_threads_own_address_beats_its_headers() {
    let (_folder, store) = store();
    put(&store, &raw("a@x", "Un", "", "", 1));
    put(&store, &raw("b@x", "Deux", "", "", 2));
    let reply = raw("c@x", "Re: Un", "<a@x>", "", 3);
    let placed = post(&reply).at(Place::Thread(ThreadNo(2)));
    let placed = store.write(|tx| accept(tx, placed)).unwrap();
    assert!(matches!(placed, Accepted::New { thread: ThreadNo(2), .. }));
    assert_eq!(shape(&store).1["c@x"], Some("b@x".to_owned()));
}

fn mails() -> impl Strategy<Value = Vec<String>> {
    // Up to nine messages that refer to each other and to two that never come.
    let refs = prop::collection::vec(0..11usize, 0..3);
    prop::collection::vec((refs.clone(), refs, 0..3usize), 2..9).prop_map(|rows| {
        let names =
            |ids: &[usize]| ids.iter().map(|i| format!("<m{i}@x>")).collect::<Vec<_>>().join(" ");
        rows.iter()
            .enumerate()
            .map(|(i, (direct, chain, subject))| {
                // No reply prefix: the subject window looks at the order of arrival by design.
                raw(
                    &format!("m{i}@x"),
                    &format!("Sujet {subject}"),
                    &names(direct),
                    &names(chain),
                    u32::try_from(i).unwrap(),
                )
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn the_forest_does_not_depend_on_the_order_of_arrival(
        (mails, shuffled) in mails().prop_flat_map(|m| (Just(m.clone()), Just(m).prop_shuffle()))
    ) {
        let ((_a, straight), (_b, other)) = (store(), store());
        for mail in &mails {
            put(&straight, mail);
        }
        for mail in &shuffled {
            put(&other, mail);
        }
        prop_assert_eq!(shape(&straight), shape(&other));
    }
}
