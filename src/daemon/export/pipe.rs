//! A body that is written on a thread that may wait, while a task sends it: at most a few pieces are between
//! the two. What breaks off is cut off for who reads it, too: half a file never looks whole.

use std::io::{self, ErrorKind, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use tokio::sync::mpsc;

/// Octets of a piece.
const PIECE: usize = 64 * 1024;
/// Pieces on the way.
const ON_THE_WAY: usize = 4;

/// A piece, or the word that it was the last.
enum Part {
    Piece(Bytes),
    End,
}

/// The end that is written to.
pub(super) struct Pipe {
    waiting: Vec<u8>,
    sender: mpsc::Sender<Part>,
}

struct Rest(mpsc::Receiver<Part>);

impl Pipe {
    /// The two ends.
    pub fn new() -> (Self, Body) {
        let (sender, receiver) = mpsc::channel(ON_THE_WAY);
        (Self { waiting: Vec::with_capacity(PIECE), sender }, Body::new(Rest(receiver)))
    }

    /// It is whole. Nobody may be there to hear it.
    pub fn end(mut self) {
        if self.flush().is_ok() {
            let _ = self.sender.blocking_send(Part::End);
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(octets);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.waiting));
        let gone = |_| io::Error::from(ErrorKind::BrokenPipe);
        self.sender.blocking_send(Part::Piece(piece)).map_err(gone)
    }
}

impl hyper::body::Body for Rest {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|part| match part {
            Some(Part::Piece(piece)) => Some(Ok(Frame::data(piece))),
            Some(Part::End) => None,
            // Who wrote it stopped in the middle.
            None => Some(Err(ErrorKind::UnexpectedEof.into())),
        })
    }
}
