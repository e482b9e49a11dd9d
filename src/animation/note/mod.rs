//! A note: what it says and on which terms, how a draft is read and written out again, how two
//! versions differ, whom it quotes. Who may write one, who is asked and when is `daemon`'s business.

pub mod diff;
pub mod draft;
pub mod forward;
pub mod markdown;
pub mod quoted;
pub mod source;

use serde::{Deserialize, Serialize};

use crate::list::NoteNo;
use crate::list::settings::choice;
use crate::mail::recognise;

/// Characters of a note: a page of it stays within one flight of packets.
pub const BODY: usize = 25_000;
/// Characters of a title.
pub const TITLE: usize = 150;
/// Characters of a name: a notebook's, a category's, an author's.
pub const NAME: usize = 80;
/// Notebooks that a note may stand in, categories and authors it may have.
pub const NAMES: usize = 8;

choice!(
    /// What others may do with a note.
    Licence {
        /// CC BY-SA 4.0.
        BySa = "cc-by-sa-4.0",
        /// CC BY 4.0.
        By = "cc-by-4.0",
        /// CC0 1.0.
        Zero = "cc0-1.0",
        /// Nothing without asking.
        Reserved = "all-rights-reserved",
        /// Part of it belongs to others.
        ThirdParty = "third-party",
    }
);
choice!(
    /// Who may read a note.
    Sight {
        /// Everyone.
        Public = "public",
        /// Members of the community.
        Community = "community",
        /// Who wrote it.
        Private = "private",
    }
);

impl Licence {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::BySa, Self::By, Self::Zero, Self::Reserved, Self::ThirdParty];

    /// The address of its text, in the words of a language.
    pub fn url(self, language: &str) -> Option<String> {
        let deed = if language == "fr" { "deed.fr" } else { "deed.en" };
        let of = |path: &str| Some(format!("https://creativecommons.org/{path}/{deed}"));
        match self {
            Self::BySa => of("licenses/by-sa/4.0"),
            Self::By => of("licenses/by/4.0"),
            Self::Zero => of("publicdomain/zero/1.0"),
            Self::Reserved | Self::ThirdParty => None,
        }
    }
}

impl Sight {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Public, Self::Community, Self::Private];
}

/// What a note says, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Names of the notebooks it stands in.
    #[serde(default)]
    pub notebooks: Vec<String>,
    /// What it is about.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Names of who wrote it; none: whoever added it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// What others may do with it.
    pub licence: Licence,
    /// Who may read it.
    pub sight: Sight,
    /// Its place in its notebooks, when somebody chose one.
    #[serde(default)]
    pub rank: Option<u32>,
    /// The note that says the same in another language.
    #[serde(default)]
    pub twin: Option<NoteNo>,
}

impl Form {
    /// A note that says nothing yet.
    pub fn empty(sight: Sight) -> Self {
        Self {
            title: String::new(),
            body: String::new(),
            notebooks: Vec::new(),
            categories: Vec::new(),
            authors: Vec::new(),
            licence: Licence::BySa,
            sight,
            rank: None,
            twin: None,
        }
    }
}

/// Whether two names are the same to people: case, accents and blanks do not count.
pub fn same_name(a: &str, b: &str) -> bool {
    recognise::words(a) == recognise::words(b)
}
