//! How fast the DATA machine reads: it stands before every byte of every message. Not the network.

#![allow(missing_docs, clippy::unwrap_used)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use palabre::smtp::data::{Data, Fed};

fn main() {
    divan::main();
}

/// A message of about `size` bytes: lines of `width`, every tenth begins with a dot.
fn message(size: usize, width: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(size + width);
    let mut number = 0;
    while out.len() < size {
        number += 1;
        if number % 10 == 0 {
            out.extend_from_slice(b"..");
        }
        out.extend(std::iter::repeat_n(b'x', width));
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

/// Pieces as `wire` reads them, the buffer grown as `conversation` grows it.
fn receive(stream: &[u8]) -> usize {
    let mut data = Data::new(Vec::new(), 100 * 1024 * 1024);
    for piece in stream.chunks(16 * 1024) {
        let wants = data.wants(piece.len());
        if wants > 0 {
            data.grow(wants);
        }
        if let Fed::End(_) = data.feed(black_box(piece)) {
            break;
        }
    }
    data.finish().unwrap().len()
}

/// Line widths: text, base64, one paragraph a line, HTML on one line.
#[divan::bench(args = [20, 76, 500, 10_000])]
fn ten_megabytes(bencher: Bencher, width: usize) {
    let stream = message(10 * 1024 * 1024, width);
    bencher.counter(BytesCount::of_slice(&stream)).bench(|| receive(black_box(&stream)));
}

#[divan::bench(args = [4 * 1024, 100 * 1024])]
fn ordinary_mail(bencher: Bencher, size: usize) {
    let stream = message(size, 72);
    bencher.counter(BytesCount::of_slice(&stream)).bench(|| receive(black_box(&stream)));
}

/// The one in smtp-proto, for comparison: it neither unstuffs a first line nor refuses a stray LF.
#[divan::bench(args = [76])]
fn smtp_proto_ten_megabytes(bencher: Bencher, width: usize) {
    let stream = message(10 * 1024 * 1024, width);
    bencher.counter(BytesCount::of_slice(&stream)).bench(|| {
        let mut receiver = smtp_proto::request::receiver::DataReceiver::new();
        let mut out = Vec::new();
        for piece in black_box(&stream).chunks(16 * 1024) {
            if receiver.ingest(&mut piece.iter(), &mut out) {
                break;
            }
        }
        out.len()
    });
}
