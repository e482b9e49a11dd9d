//! Looking something up by mail: ten conversations and notes of the communities meant, each with the words
//! around what was sought, the address that answers go to, and the number by which the whole is asked for.

use super::answer::Said;
use super::desk::{Desk, Place};
use super::reading::{Row, Shelf, heading, rows};
use crate::archive::found::{self, Findings, Place as Where, Readable};
use crate::digest::excerpt::{clean, shorten};
use crate::list::address::Addresses;
use crate::list::settings::Visibility;
use crate::locale::Value;
use crate::request::Command;
use crate::search::{Piece, Query, Reader};
use crate::store::{Read, StoreError};

/// Characters of what was sought inside our sentences.
const SAID: usize = 160;

/// What a search by mail answers. Only of lists whose member the author is.
pub(super) fn search(
    desk: &Desk<'_>,
    from: &impl Read,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let subject = t.s("search-subject");
    let query = Query::parse(&command.tail);
    if query.is_empty() {
        return Ok(Said::told(subject, t.s("search-how")));
    }
    let readable = |place: &Place| Readable {
        list: place.list,
        settings: place.settings.clone(),
        reader: Reader::Member,
    };
    let lists: Vec<Readable> = desk.places.iter().map(readable).collect();
    let (archive, library) = (desk.site.archive(), &desk.site.search);
    let found = match found::search(&archive, from, library, &lists, (&query, 1)) {
        Ok(found) => found,
        Err(found::SearchError::Store(error)) => return Err(error),
        Err(found::SearchError::Index(error)) => {
            tracing::error!(event = "search-failed", %error);
            Findings { partial: true, ..Findings::default() }
        }
    };
    let said = shorten(&clean(&command.tail, ""), SAID);
    if found.hits == 0 {
        return Ok(Said::told(subject, nothing(desk, &found, said)));
    }
    let shelves = desk.places.iter().map(|place| {
        let own = found.rows.iter().filter(|row| row.community.id == place.list);
        Shelf { name: heading(desk, place), rows: own.map(|r| row(desk, place, r)).collect() }
    });
    let shelves = shelves.filter(|shelf| !shelf.rows.is_empty()).collect();
    Ok(rows(desk, (subject, intro(desk, &found, &said)), shelves))
}

fn intro(desk: &Desk<'_>, found: &Findings, said: &str) -> String {
    let t = desk.t;
    let shown = found.rows.len();
    let args = [
        ("n", Value::from(found.hits)),
        ("words", said.into()),
        ("messages", t.n("search-messages", &found.hits).into()),
    ];
    let mut intro = t.text(if found.more { "search-intro-many" } else { "search-intro" }, &args);
    let mut add = |sentence: String| {
        intro.push(' ');
        intro.push_str(&sentence);
    };
    if found.groups > shown {
        add(t.n("search-first", &shown));
    }
    if found.partial {
        add(t.s("search-partial-mail"));
    }
    intro
}

fn nothing(desk: &Desk<'_>, found: &Findings, said: String) -> String {
    let t = desk.t;
    let args = [("words", Value::from(said)), ("list", desk.named().into())];
    let mut text = t.text("search-nothing", &args);
    let mut words = found.meant.iter().chain(&found.alone);
    if let Some(other) = words.next() {
        text.push_str(&format!("\n\n{}", t.a("search-rather", "words", other)));
    } else {
        text.push_str(&format!(" {}", t.s("search-fewer")));
    }
    if found.partial {
        text.push_str(&format!("\n\n{}", t.s("search-partial-mail")));
    }
    text
}

fn row(desk: &Desk<'_>, place: &Place, row: &found::Row) -> Row {
    let t = desk.t;
    let addresses = Addresses { list: &place.settings.address, secret: &desk.site.secret };
    let args = [
        ("name", Value::from(row.author.as_str())),
        ("date", t.date(row.date, &row.community.zone).into()),
    ];
    let mut meta = t.text("written-by", &args);
    if row.others > 0 {
        meta.push_str(&format!(" · {}", t.n("search-others", &row.others)));
    }
    let (no, reply, link) = match row.place {
        Where::Post(_, thread, _) => {
            (thread.to_string(), Some(addresses.thread(thread).to_string()), None)
        }
        Where::Note(no) => {
            let open = place.settings.visibility == Visibility::Public;
            let link = desk.site.urls.note(t.code(), &place.settings.slug(), no);
            (format!("note {no}"), None, Some(link).filter(|_| open))
        }
    };
    let title = plain(&row.title);
    Row {
        no,
        title: if title.is_empty() { t.s("archive-no-subject") } else { title },
        meta,
        extract: Some(clean(&plain(&row.extract), "…")).filter(|e| !e.is_empty()),
        reply,
        link,
    }
}

fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| p.text.as_str()).collect()
}
