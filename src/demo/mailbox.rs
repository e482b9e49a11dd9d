//! What people received: their Maildirs, read. Writes nothing; marks nothing as read.

use std::path::{Path, PathBuf};

use crate::clock::Timestamp;
use crate::mail::address::{Address, Mailbox};
use crate::mail::message::Message;

/// One line of a mailbox.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number in the mailbox, from 1, oldest first.
    pub no: usize,
    pub from: String,
    pub subject: String,
    pub at: Timestamp,
}

/// Who wrote a mail, as a mailbox shows it.
pub(super) fn author(message: &Message<'_>) -> String {
    message.from().map_or_else(|_| "?".to_owned(), |from| from.display().to_owned())
}

/// The files of somebody's mailbox, oldest mail first, with the moment each bears.
fn files(root: &Path, address: &Address) -> Vec<(Timestamp, PathBuf)> {
    // As the delivery names it.
    let folder = root.join(address.as_str().replace('/', "%2F"));
    let mut found: Vec<(Timestamp, PathBuf)> = Vec::new();
    for part in ["new", "cur"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            // A file that went meanwhile was never ours to show.
            let Ok(raw) = std::fs::read(&path) else { continue };
            let at = Message::parse(&raw).date().unwrap_or(Timestamp::UNIX_EPOCH);
            found.push((at, path));
        }
    }
    found.sort();
    found
}

/// How many mails somebody has.
pub(super) fn count(root: &Path, address: &Address) -> usize {
    let folder = root.join(address.as_str().replace('/', "%2F"));
    let all = ["new", "cur"].iter().flat_map(|part| std::fs::read_dir(folder.join(part)));
    all.map(Iterator::count).sum()
}

/// A mailbox, newest mail first.
pub(super) fn list(root: &Path, address: &Address) -> Vec<Line> {
    let mut lines = Vec::new();
    for (no, (at, path)) in (1..).zip(files(root, address)) {
        let Ok(raw) = std::fs::read(&path) else { continue };
        let message = Message::parse(&raw);
        lines.push(Line { no, from: author(&message), subject: message.subject(), at });
    }
    lines.reverse();
    lines
}

/// One mail, as it came.
pub(super) fn read(root: &Path, address: &Address, no: usize) -> Option<Vec<u8>> {
    let (_, path) = files(root, address).into_iter().nth(no.checked_sub(1)?)?;
    std::fs::read(path).ok()
}

/// Where an answer to a mail goes (RFC 5322 §3.6.2): Reply-To, or else From.
pub(super) fn answer_to(message: &Message<'_>) -> Option<Mailbox> {
    message.reply_to().into_iter().next().or_else(|| message.from().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_counts_from_its_oldest_mail() {
        let root = tempfile::tempdir().unwrap();
        let zoe = Address::parse("zoe@courriel.example").unwrap();
        assert_eq!((count(root.path(), &zoe), list(root.path(), &zoe).len()), (0, 0));
        let new = root.path().join("zoe@courriel.example/new");
        std::fs::create_dir_all(&new).unwrap();
        for (name, day, subject) in [("a", 22, "Deux"), ("b", 21, "Un")] {
            let raw = format!(
                "From: Luc <luc@maison.example>\r\nSubject: {subject}\r\nDate: {day} May 2019 \
                 12:00:00 +0000\r\n\r\nBonjour\r\n"
            );
            std::fs::write(new.join(name), raw).unwrap();
        }
        let lines = list(root.path(), &zoe);
        let lines: Vec<_> = lines.iter().map(|l| (l.no, l.subject.as_str())).collect();
        assert_eq!(lines, [(2, "Deux"), (1, "Un")]);
        let first = read(root.path(), &zoe, 1).unwrap();
        assert_eq!(Message::parse(&first).subject(), "Un");
        assert_eq!(
            answer_to(&Message::parse(&first)).unwrap().address.as_str(),
            "luc@maison.example"
        );
        assert!(read(root.path(), &zoe, 0).is_none() && read(root.path(), &zoe, 3).is_none());
    }
}
