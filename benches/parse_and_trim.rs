//! What one message costs before it is stored: parsing, its text, HTML into text, the search for
//! machines' mail, and trimming by memory. Not the network, not the store.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use palabre::mail::automatic::{Arrival, automatic};
use palabre::mail::html::to_text;
use palabre::mail::message::Message;
use palabre::mail::text::{memory_of, trim};

fn main() {
    divan::main();
}

fn sample(name: &str) -> Vec<u8> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/replies/reunion");
    std::fs::read(root.join(name)).unwrap()
}

/// A thread of `posts` posts of some 150 words each.
fn thread(posts: usize) -> Vec<String> {
    let words = ["budget", "salle", "grille", "bénévoles", "mardi", "réunion", "soupe", "plan"];
    let post = |n: usize| {
        let text = (0..150).map(|i| format!("{}{}", words[(n * 7 + i * i) % 8], (n + i) % 97));
        let text: Vec<String> = text.collect();
        text.chunks(12).map(|line| line.join(" ") + "\n").collect::<String>()
    };
    (0..posts).map(post).collect()
}

#[divan::bench(args = ["gmail-web.eml", "outlook-html-only.eml", "thunderbird-bottom.eml"])]
fn parse_and_text(bencher: Bencher<'_, '_>, name: &str) {
    let raw = sample(name);
    bencher
        .counter(BytesCount::new(raw.len()))
        .bench(|| Message::parse(black_box(&raw)).text().text.len());
}

#[divan::bench]
fn recognise_machines(bencher: Bencher<'_, '_>) {
    let raw = sample("gmail-web.eml");
    let message = Message::parse(&raw);
    let arrival = Arrival { reverse_path: None, own_list: &|_| false };
    bencher.bench_local(|| automatic(black_box(&message), &arrival));
}

#[divan::bench]
fn html_100_kb(bencher: Bencher<'_, '_>) {
    let block = "<div class=x><p>Un <b>paragraphe</b> &eacute;crit <a href='https://example.org/a'>ici</a>.</p></div>\n";
    let html = block.repeat(1000);
    bencher.counter(BytesCount::new(html.len())).bench(|| to_text(black_box(&html)).len());
}

#[divan::bench(args = ["gmail-web.eml", "outlook-inline.eml", "nested.eml"])]
fn trim_by_its_parent(bencher: Bencher<'_, '_>, name: &str) {
    let (raw, sent) = (sample(name), sample("sent.eml"));
    let text = Message::parse(&raw).text().text.clone();
    let memory = memory_of(&Message::parse(&sent));
    bencher
        .counter(BytesCount::new(text.len()))
        .bench(|| trim(black_box(&text), &[black_box(&memory)]).words());
}

#[divan::bench]
fn trim_without_memory(bencher: Bencher<'_, '_>) {
    let raw = sample("outlook-desktop.eml");
    let text = Message::parse(&raw).text().text.clone();
    bencher.counter(BytesCount::new(text.len())).bench(|| trim(black_box(&text), &[]).words());
}

/// The whole thread below one line, unmarked: the worst that a member's program does.
#[divan::bench(args = [1, 10, 50])]
fn trim_a_whole_thread(bencher: Bencher<'_, '_>, posts: usize) {
    let thread = thread(posts);
    let memory: Vec<&str> = thread.iter().map(String::as_str).collect();
    let text = format!("Oui.\n\n-----Message d'origine-----\n{}", thread.concat());
    bencher
        .counter(BytesCount::new(text.len()))
        .bench(|| trim(black_box(&text), black_box(&memory)).words());
}
