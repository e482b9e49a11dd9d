//! What a tree of pages remembers of its making, in a small file written after them: for which
//! version of the pages, up to which event, of which lists. When it is missing or tells of other
//! pages, all are made again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::publish::Tree;
use super::{Archive, ArchiveError, Form};
use crate::list::ListId;
use crate::list::settings::Settings;
use crate::mail::message_id::hash_text;

const FILE: &str = "state";

/// A tree's memory of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// What the look of every page hangs on.
    pub made_for: String,
    /// The last event whose pages are there.
    pub at: u64,
    /// Lists with pages in this tree, by slug: number, and what they said of themselves.
    pub lists: BTreeMap<String, Mark>,
}

/// What a list's pages were made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Its number.
    pub list: ListId,
    /// What its pages say of it.
    pub says: String,
}

impl Mark {
    /// The mark of a list as it is now.
    pub fn of(list: ListId, settings: &Settings) -> Self {
        let parts = [
            settings.address.as_str(),
            &settings.name,
            &settings.description,
            &settings.language.0,
            settings.visibility.word(),
            &settings.timezone,
            settings.joining.word(),
            settings.indexing.word(),
            settings.numbers.word(),
        ];
        Self { list, says: fingerprint(&parts) }
    }
}

impl State {
    /// What a tree remembers; `None` when it remembers nothing that can be read.
    pub fn read(tree: &Tree) -> Option<Self> {
        serde_json::from_slice(&tree.note(FILE)?).ok()
    }

    /// Whether the pages of a list say what its settings say.
    pub fn knows(&self, list: ListId, settings: &Settings) -> bool {
        self.lists.get(&settings.slug()) == Some(&Mark::of(list, settings))
    }

    /// Writes it down, after the pages.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, tree: &Tree) -> Result<(), ArchiveError> {
        // A state that could not be encoded would only make all pages be made again.
        tree.put_note(FILE, &serde_json::to_vec_pretty(self).unwrap_or_default())
    }
}

/// What the look of every page hangs on: templates, words and code of this build, base URL,
/// zone, host.
pub(super) fn made_for(archive: &Archive) -> String {
    let zone = archive.timezone.iana_name().unwrap_or_default();
    let host = &archive.host;
    let said = [&host.name, &host.postal, &host.contact, &host.privacy].map(String::as_str);
    let form = if archive.form == Form::Alone { "alone" } else { "" };
    let parts =
        [[env!("PALABRE_PAGES"), archive.urls.base(), zone, form].as_slice(), &said].concat();
    fingerprint(&parts)
}

fn fingerprint(parts: &[&str]) -> String {
    let bytes: Vec<&[u8]> = parts.iter().map(|p| p.as_bytes()).collect();
    data_encoding::BASE32_DNSSEC.encode(&hash_text(&bytes))
}
