//! What an import did, in numbers: taken, known, mended and how, not taken and why. Every message that was
//! met stands in one of the three.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// New posts.
    pub posts: usize,
    /// Messages the list had already.
    pub known: usize,
    /// What was mended in new posts, and in how many of them.
    pub mended: BTreeMap<Mend, usize>,
    /// Messages that could not be taken, in order.
    pub rejected: Vec<Rejected>,
    /// Where those are kept, as they came.
    pub kept_in: Option<PathBuf>,
    /// Where the file breaks off, if it does; what stands before is taken.
    pub broken: Option<Broken>,
    /// Octets of the file passed over because an earlier run had read them.
    pub resumed_at: u64,
}

impl Imported {
    pub(super) fn mended(&mut self, mends: &[Mend]) {
        for mend in mends {
            *self.mended.entry(*mend).or_default() += 1;
        }
    }
}

/// A file that ends in the middle: cut short on its way, or damaged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Octets of mail up to the last whole message.
    pub at: u64,
    /// What reading on met.
    pub why: String,
}

/// Something put right in a message; the message itself is kept as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mend {
    /// A date in a form of its own time.
    DateForm,
    /// No believable date: that of the first server it passed.
    DateReceived,
    /// No believable date: that of its postmark.
    DatePostmark,
    /// No date at all: that of the message before it.
    DateNeighbour,
    /// No identifier: one was made from its content.
    IdMade,
    /// The identifier of another message: kept beside it, never answered to.
    IdShared,
    /// An author in a form of its own time, or the first of several.
    AuthorForm,
    /// An author named elsewhere than in From: a list had put itself there.
    AuthorElsewhere,
    /// An author with a name and no address.
    AuthorNameOnly,
    /// An author nobody knows.
    AuthorUnknown,
    /// Characters in no charset, or in another than they claim.
    Charset,
    /// Parts without their delimiters, or whose encoding is broken.
    Structure,
    /// Files in the text, shown as attachments.
    InText,
    /// Files in the text in a form that is not read: kept and shown as they came.
    Undecoded,
    /// Kept whole, shown by its header alone.
    TooComplex,
}

impl Mend {
    /// What it was, to be read after a number.
    pub fn words(self) -> &'static str {
        match self {
            Self::DateForm => "with a date in an old form",
            Self::DateReceived => "dated by the first server they passed",
            Self::DatePostmark => "dated by their “From ” line",
            Self::DateNeighbour => "dated by the message before them",
            Self::IdMade => "without a Message-ID, given one",
            Self::IdShared => "with the Message-ID of another message, kept beside it",
            Self::AuthorForm => "with an author in an old form, or several",
            Self::AuthorElsewhere => "whose author is named elsewhere than in From",
            Self::AuthorNameOnly => "whose author has a name and no address",
            Self::AuthorUnknown => "whose author nobody knows",
            Self::Charset => "in another charset than they say",
            Self::Structure => "with broken MIME parts",
            Self::InText => "with files in the text (uuencode), shown as attachments",
            Self::Undecoded => "with files in the text (yEnc, BinHex) that stay as they came",
            Self::TooComplex => "too complex to look into, kept whole",
        }
    }
}

/// A message that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The octet of the file at which it begins; in a Maildir, its number from 0.
    pub at: u64,
    /// The octet at which it ends.
    pub end: u64,
    /// The “From ” line it begins with, or the name of its file.
    pub name: String,
    /// Why.
    pub why: Why,
}

/// Why a message could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Over [`crate::mail::mbox::MAX_MESSAGE`].
    TooLarge,
    /// Nothing in it.
    Empty,
    /// It brings our own reading down.
    Unreadable,
    /// Its file cannot be read.
    NoFile,
}

impl Why {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::TooLarge => "larger than 96 MB",
            Self::Empty => "empty",
            Self::Unreadable => "cannot be read",
            Self::NoFile => "its file cannot be read",
        }
    }
}
