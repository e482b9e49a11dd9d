//! Delivery into files: one Maildir for each recipient address, for the demo, for tests and for hosts
//! that hand mail on by other means. Not a mailbox for people to keep.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::mail::address::Address;
use crate::mail::message_id::ReversePath;
use crate::store::Durability;

/// One copy on its way into a file.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// What makes it this copy and no other: a repeated delivery replaces the file.
    pub name: &'a str,
    /// Where its bounces would go.
    pub reverse_path: &'a ReversePath,
    /// For whom.
    pub to: &'a Address,
    /// The message.
    pub message: &'a [u8],
}

/// Writes a letter into `root`/address/new, by way of `tmp`: whoever looks sees it whole or not at
/// all.
///
/// # Errors
/// When a file or folder cannot be made.
pub fn deliver(root: &Path, durability: Durability, letter: Letter<'_>) -> io::Result<()> {
    let folder = root.join(folder_name(letter.to));
    let (tmp, new) = (folder.join("tmp"), folder.join("new"));
    let temporary = tmp.join(letter.name);
    let mut file = match File::create(&temporary) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // `tmp` last: where it is, another letter to the same address finds the others too.
            for part in [&new, &folder.join("cur"), &tmp] {
                fs::create_dir_all(part)?;
            }
            File::create(&temporary)?
        }
        Err(error) => return Err(error),
    };
    // RFC 5321 §4.4: the last hop puts the reverse-path on top.
    let reverse_path = match letter.reverse_path {
        ReversePath::Null => String::new(),
        ReversePath::Address(address) => address.to_string(),
    };
    let trace = format!("Return-Path: <{reverse_path}>\r\nDelivered-To: {}\r\n", letter.to);
    file.write_all(&[trace.as_bytes(), letter.message].concat())?;
    if durability == Durability::Synced {
        file.sync_all()?;
    }
    fs::rename(&temporary, new.join(letter.name))?;
    if durability == Durability::Synced {
        File::open(&new)?.sync_all()?;
    }
    Ok(())
}

/// An address as a file name. `/` is the one character of addresses that no name can have; `%` is one
/// that no address has.
fn folder_name(address: &Address) -> PathBuf {
    PathBuf::from(address.as_str().replace('/', "%2F"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_and_its_repetition() {
        let root = tempfile::tempdir().unwrap();
        let to = Address::parse("a/../b@example.org");
        assert!(to.is_err(), "dots in a row are no address");
        let to = Address::parse("a/b@example.org").unwrap();
        let bounces = ReversePath::Address(Address::parse("l-bounces@example.org").unwrap());
        let letter = Letter {
            name: "1.L1A2P3.host",
            reverse_path: &bounces,
            to: &to,
            message: b"Subject: x\r\n\r\nx\r\n",
        };
        for durability in [Durability::Written, Durability::Synced] {
            deliver(root.path(), durability, letter).unwrap();
            let new = root.path().join("a%2Fb@example.org/new");
            assert_eq!(fs::read_dir(&new).unwrap().count(), 1);
            assert_eq!(
                fs::read_to_string(new.join(letter.name)).unwrap(),
                "Return-Path: <l-bounces@example.org>\r\nDelivered-To: a/b@example.org\r\n\
                 Subject: x\r\n\r\nx\r\n"
            );
            assert_eq!(fs::read_dir(root.path().join("a%2Fb@example.org/tmp")).unwrap().count(), 0);
        }
    }

    #[test]
    fn first_letters_at_once() {
        let root = tempfile::tempdir().unwrap();
        for round in 0..200 {
            let to = Address::parse(&format!("a{round}@example.org")).unwrap();
            let reverse_path = &ReversePath::Null;
            std::thread::scope(|scope| {
                for name in ["1.host", "2.host", "3.host", "4.host"] {
                    let letter = Letter { name, reverse_path, to: &to, message: b"x" };
                    let root = root.path();
                    scope.spawn(move || deliver(root, Durability::Written, letter).unwrap());
                }
            });
        }
    }
}
