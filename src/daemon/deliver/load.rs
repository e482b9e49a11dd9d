//! From a row to its jobs: who is still to get it, at which address, in which language. Reads the
//! store; sends nothing.

use std::collections::HashSet;
use std::sync::Arc;

use super::Exit;
use super::batch::{Batch, Content, Job, Ledger, Reader};
use super::copies::{Form, Forms};
use super::seal;
use crate::list::settings::{Copies, Settings};
use crate::list::{ArticleNo, ListId, PersonId};
use crate::locale::{self, Locale};
use crate::mail::transport::Path;
use crate::store::outbox::{self, CHUNK, Load, Row};
use crate::store::{StoreError, lists, people, withdrawn};

/// What is left to do of a row; nothing when everybody has it, has left, or the list or the
/// post is gone.
pub(super) fn load(
    ledger: &Arc<Ledger>,
    forms: &Forms,
    exit: &Exit,
    row: Row,
) -> Result<Vec<Job>, StoreError> {
    let store = &ledger.site.store;
    match row.load.clone() {
        Load::Mail { reverse_path, to, list, person } => {
            let Some(raw) = outbox::mail(store, row.id)? else { return Ok(Vec::new()) };
            let raw = seal::own_mail(&ledger.site, list, raw)?;
            let to = vec![Reader { person, address: to }];
            let content = Content::Mail(reverse_path, raw);
            let batch = Batch::new(row, content, to.iter(), ledger.clone());
            Ok(vec![Job { batch, form: None, own: None, to }])
        }
        Load::Copies { list, article, people, .. } => {
            let Some(settings) = lists::get(store, list)? else { return Ok(Vec::new()) };
            // What has not left yet stays here.
            if withdrawn::is(store, list, article)? {
                return Ok(Vec::new());
            }
            let settled: HashSet<PersonId> = outbox::settled(store, row.id)?.into_iter().collect();
            let open = people.into_iter().filter(|p| !settled.contains(p));
            let readers = readers(ledger, (list, &settings), open)?;
            let Some(groups) = groups(ledger, forms, (list, article), readers)? else {
                return Ok(Vec::new());
            };
            let all = groups.iter().flat_map(|(_, group)| group);
            let batch = Batch::new(row, Content::Copies, all, ledger.clone());
            let most = match settings.copies {
                Copies::Personal => 1,
                Copies::Grouped => at_once(batch.row.history.tries),
            };
            let jobs = groups.into_iter().flat_map(|(form, readers)| {
                split(exit, (settings.copies, most), readers)
                    .into_iter()
                    .map(move |(own, to)| (form.clone(), own, to))
            });
            let job = |(form, own, to)| Job { batch: batch.clone(), form: Some(form), own, to };
            Ok(jobs.map(job).collect())
        }
    }
}

/// Those who are still members, each with the language of their footer.
fn readers(
    ledger: &Ledger,
    (list, settings): (ListId, &Settings),
    people: impl Iterator<Item = PersonId>,
) -> Result<Vec<(&'static Locale, Reader)>, StoreError> {
    let store = &ledger.site.store;
    let own = locale::get(&settings.language.0);
    let mut readers = Vec::new();
    for person in people {
        // Whoever left or was suspended since, wants no more.
        let member = people::membership(store, list, person)?;
        if member.is_none_or(|m| m.suspended.is_some()) {
            continue;
        }
        let Some(known) = people::get(store, person)? else { continue };
        let locale = match (settings.copies, &known.language) {
            (Copies::Personal, Some(language)) => locale::get(&language.0),
            _ => own,
        };
        readers.push((locale, Reader { person: Some(person), address: known.address }));
    }
    Ok(readers)
}

type Group = (Arc<Form>, Vec<Reader>);

/// Readers by form; `None` when there is nothing to copy any more.
fn groups(
    ledger: &Ledger,
    forms: &Forms,
    (list, article): (ListId, ArticleNo),
    readers: Vec<(&'static Locale, Reader)>,
) -> Result<Option<Vec<Group>>, StoreError> {
    let mut groups: Vec<(&'static str, Group)> = Vec::new();
    for (locale, reader) in readers {
        if let Some((_, (_, group))) = groups.iter_mut().find(|(tag, _)| *tag == locale.tag()) {
            group.push(reader);
            continue;
        }
        let form = forms.get(&ledger.site, (list, article), locale, Path::Utf8)?;
        let Some(form) = form else { return Ok(None) };
        groups.push((locale.tag(), (form, vec![reader])));
    }
    Ok(Some(groups.into_iter().map(|(_, group)| group).collect()))
}

/// Recipients of one grouped copy (RFC 5321 §4.5.3.1.8: a hundred are taken everywhere). Fewer after each
/// failure: one on whom the far side hangs up, or refuses all, must not hold the others back (P4).
fn at_once(tries: u32) -> usize {
    (CHUNK >> tries.saturating_mul(2).min(16)).max(1)
}

/// One transaction each, or one a destination.
fn split(
    exit: &Exit,
    (copies, most): (Copies, usize),
    readers: Vec<Reader>,
) -> Vec<(Option<PersonId>, Vec<Reader>)> {
    if copies == Copies::Personal {
        return readers.into_iter().map(|reader| (reader.person, vec![reader])).collect();
    }
    let same =
        |a: &Reader, b: &Reader| exit.lane(a.address.domain()) == exit.lane(b.address.domain());
    let runs = readers.chunk_by(same).flat_map(|run| run.chunks(most));
    runs.map(|run| (None, run.to_vec())).collect()
}
