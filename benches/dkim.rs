//! What a signature costs: for one copy of a post whose body was hashed for all of them, and for a mail
//! that is signed whole. Not the writing of the copy, not the network.
//!
//! `cargo bench --bench dkim`. `per_copy` is the figure that a list of 1,000 members pays 1,000 times.

#![allow(missing_docs, clippy::unwrap_used)]

use std::sync::Arc;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use palabre::auth::dkim::{Algorithm, BodyHash, Form, Key, Signer, generate};

/// Octets of a body.
const SIZES: [usize; 2] = [4_000, 500_000];
const WAY_OUT: &[u8] =
    b"List-Unsubscribe: <mailto:cdp-leave+u4abcdefghijklmnop@lists.example.org>\r\n";
const FOOTER: &[u8] = b"\r\n-- \r\nCommunity\r\nTo leave, write to cdp-leave+u4abcdefghijklmnop@lists.example.org\r\n";
const NOW: i64 = 1_790_000_000;

fn main() {
    divan::main();
}

fn signer(kinds: &[Algorithm]) -> Signer {
    let key = |kind: &Algorithm| Arc::new(Key::read("s1", &generate(*kind).unwrap()).unwrap());
    Signer::new(kinds.iter().map(key).collect(), "lists.example.org").unwrap()
}

fn head() -> Vec<u8> {
    let mut head = String::new();
    for name in
        ["List-Id", "List-Help", "List-Subscribe", "List-Owner", "List-Post", "Sender", "Reply-To"]
    {
        head += &format!("{name}: Community of practice <cdp-request@lists.example.org>\r\n");
    }
    head += "Received: from mail.example.org (mail.example.org [192.0.2.1])\r\n\tby lists.example.org; x\r\n";
    head += "From: Ann Lee <ann@example.org>\r\nTo: cdp@lists.example.org\r\nSubject: Seedlings in May\r\n";
    head += "Date: Mon, 27 May 2019 08:00:00 -0400\r\nMessage-ID: <p1@example.org>\r\nMIME-Version: 1.0\r\n";
    head += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    head.into_bytes()
}

fn body(size: usize) -> Vec<u8> {
    let line = b"Une ligne de texte comme il y en a tant dans les listes de discussion.\r\n";
    line.iter().copied().cycle().take(size / line.len() * line.len()).collect()
}

/// One copy: the way out and the footer are its own, all the rest was seen before.
fn copy(bencher: Bencher<'_, '_>, size: usize, kinds: &[Algorithm]) {
    let prepared = signer(kinds).prepare(&head(), &["List-Unsubscribe"]);
    let mut begun = BodyHash::new(Form::Relaxed);
    begun.update(&body(size));
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| {
        let mut hash = begun.clone();
        hash.update(black_box(FOOTER));
        prepared.sign(black_box(WAY_OUT), hash.finish(), NOW).len()
    });
}

#[divan::bench(args = SIZES)]
fn per_copy_ed25519(bencher: Bencher<'_, '_>, size: usize) {
    copy(bencher, size, &[Algorithm::Ed25519]);
}

#[divan::bench(args = SIZES)]
fn per_copy_rsa(bencher: Bencher<'_, '_>, size: usize) {
    copy(bencher, size, &[Algorithm::Rsa]);
}

#[divan::bench(args = SIZES)]
fn per_copy_both(bencher: Bencher<'_, '_>, size: usize) {
    copy(bencher, size, &Algorithm::ALL);
}

/// A digest, or an answer: nothing is shared.
#[divan::bench(args = SIZES)]
fn whole_mail_ed25519(bencher: Bencher<'_, '_>, size: usize) {
    let signer = signer(&[Algorithm::Ed25519]);
    let mail = [head(), b"\r\n".to_vec(), body(size)].concat();
    bencher
        .counter(BytesCount::new(mail.len()))
        .bench_local(|| signer.sign(black_box(&mail), NOW).len());
}

/// What the sharing saves.
#[divan::bench(args = SIZES)]
fn body_hash(bencher: Bencher<'_, '_>, size: usize) {
    let body = body(size);
    bencher.counter(BytesCount::new(body.len())).bench_local(|| {
        let mut hash = BodyHash::new(Form::Relaxed);
        hash.update(black_box(&body));
        hash.finish()
    });
}

#[divan::bench(sample_count = 10)]
fn new_rsa_key() -> usize {
    generate(Algorithm::Rsa).unwrap().len()
}
