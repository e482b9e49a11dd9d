//! A note as a file for any other tool, with what the store knows of it. Its form is `animation::note`'s.

use crate::animation::note::Sight;
use crate::animation::note::markdown::{self, Facts};
use crate::daemon::Site;
use crate::list::settings::Settings;
use crate::locale;
use crate::store::StoreError;
use crate::store::notes::{self, Note};

/// The name and the text of a note's file; `None`: it never said anything.
///
/// # Errors
/// When the store cannot be read.
pub fn as_markdown(
    site: &Site,
    settings: &Settings,
    note: &Note,
) -> Result<Option<(String, String)>, StoreError> {
    let (slug, code) = (settings.slug(), locale::get(&settings.language.0).code());
    let versions = notes::versions(&site.store, note.list, note.no)?;
    let number = note.shown.as_ref().map(|s| s.version);
    let shown = versions.iter().find(|v| Some(v.no) == number).or(versions.last());
    let Some(version) = shown else { return Ok(None) };
    let named = note.shown.iter().flat_map(|s| &s.authors).map(|a| a.name.clone());
    let authors: Vec<String> = named.collect();
    let open = note.sight(settings.visibility) == Some(Sight::Public);
    let text = markdown::file(
        &version.form,
        &Facts {
            no: note.no,
            list: settings.address.as_str(),
            by: &note.by_name,
            authors: &authors,
            added: note.added,
            published: note.published,
            modified: note.modified,
            version: version.no,
            url: open.then(|| site.urls.note(code, &slug, note.no)),
            thread: note.thread.map(|no| site.urls.thread(code, &slug, no, 1)),
        },
    );
    Ok(Some((markdown::file_name(note.no, &version.form.title), text)))
}
