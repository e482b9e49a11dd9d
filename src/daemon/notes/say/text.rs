//! A note in a mail, as its page shows it: what is known of it above its text.

use crate::animation::note::{Form, Licence, Sight, source};
use crate::daemon::Site;
use crate::digest::excerpt::visible;
use crate::list::NotebookNo;
use crate::list::member::Person;
use crate::list::settings::{Settings, Visibility};
use crate::locale::{Locale, Value};
use crate::store::notes::{self, Note};
use crate::store::{Read, StoreError, digests};

/// Who reads it, and where.
pub(super) fn reads(
    site: &Site,
    t: &Locale,
    settings: &Settings,
    note: &Note,
    sight: Sight,
) -> String {
    let open = settings.visibility == Visibility::Public || note.agreed;
    let key = match sight {
        Sight::Public if open => "note-reads-public",
        Sight::Public => "note-reads-if-agreed",
        Sight::Community => "note-reads-community",
        Sight::Private => "note-reads-private",
    };
    let url = site.urls.note(t.code(), &settings.slug(), note.no);
    t.text(key, &[("list", settings.name.as_str().into()), ("url", url.into())])
}

/// « Guides (19 notes), Outils ».
fn notebooks(
    from: &impl Read,
    (t, settings): (&Locale, &Settings),
    (note, form): (&Note, &Form),
) -> Result<String, StoreError> {
    let usual = [crate::locale::get(&settings.language.0).s("note-usual-notebook")];
    let names = if form.notebooks.is_empty() { &usual[..] } else { &form.notebooks[..] };
    let (known, all) = (notes::notebooks(from, note.list)?, notes::of_list(from, note.list)?);
    let counted = |name: &String| {
        let book = known.iter().find(|b| crate::animation::note::same_name(&b.name, name));
        let others = book.map_or(0, |book| count(&all, note, book.no));
        let count = t.n("note-count", &(others + 1));
        t.text("note-notebook", &[("name", name.as_str().into()), ("count", count.into())])
    };
    Ok(names.iter().map(counted).collect::<Vec<_>>().join(", "))
}

/// Other notes of a notebook that a member reads.
fn count(all: &[Note], but: &Note, book: NotebookNo) -> usize {
    let inside = |n: &&Note| {
        n.no != but.no
            && n.shown
                .as_ref()
                .is_some_and(|s| s.sight != Sight::Private && s.notebooks.contains(&book))
    };
    all.iter().filter(inside).count()
}

/// What stands around a note's text.
pub(super) fn facts(
    site: &Site,
    from: &impl Read,
    (t, settings, person): (&Locale, &Settings, &Person),
    (note, form): (&Note, &Form),
) -> Result<String, StoreError> {
    let zone = digests::zone_of(person, &site.timezone);
    let authors = match form.authors.as_slice() {
        [] => vec![note.by_name.clone()],
        named => named.to_vec(),
    };
    let mut lines = vec![form.title.clone(), t.a("note-by", "names", &t.joined(&authors))];
    let added = [
        ("name", Value::from(note.by_name.as_str())),
        ("date", t.date_time(note.added, &zone).into()),
    ];
    lines.push(t.text("note-added", &added));
    if let Some(at) = note.published {
        lines.push(t.a("note-was-published", "date", &t.date_time(at, &zone)));
    }
    if let Some(at) = note.modified {
        lines.push(t.a("note-was-modified", "date", &t.date_time(at, &zone)));
    }
    lines.push(t.a("note-in", "notebooks", &notebooks(from, (t, settings), (note, form))?));
    if !form.categories.is_empty() {
        lines.push(t.a("note-about", "categories", &form.categories.join(", ")));
    }
    lines.push(t.a("note-under", "licence", &source::licence_name(t, form.licence)));
    if form.licence == Licence::ThirdParty {
        lines.push(t.s("note-third-party"));
    }
    lines.push(reads(site, t, settings, note, form.sight));
    let indented = lines.iter().map(|l| format!("    {}", visible(l)));
    Ok(indented.collect::<Vec<_>>().join("\n"))
}

/// A whole note, for who asked for it.
pub(in crate::daemon) fn whole(
    site: &Site,
    from: &impl Read,
    of: (&Locale, &Settings, &Person),
    (note, form): (&Note, &Form),
) -> Result<String, StoreError> {
    Ok(format!("{}\n\n{}", facts(site, from, of, (note, form))?, visible(&form.body)))
}
