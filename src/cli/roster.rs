//! Reads a file of members: one address a line, or CSV (RFC 4180; comma, semicolon or tab) with a
//! header. Pure: a line becomes a newcomer or a problem with its number.

use super::desk::mailbox;
use crate::clock::Timestamp;
use crate::config::values::known_language;
use crate::daemon::members::Newcomer;
use crate::mail::address::Mailbox;

/// A line that could not be read: its number, from 1, and why.
pub(super) type Problem = (usize, String);

/// A column's meaning and the words it goes by, both languages.
const COLUMNS: [(Column, &[&str]); 5] = [
    (Column::Address, &["address", "email", "e-mail", "mail", "adresse", "courriel"]),
    (Column::Name, &["name", "nom", "display name"]),
    (Column::Delivery, &["delivery", "envoi", "mode"]),
    (Column::Language, &["language", "lang", "langue"]),
    (Column::Role, &["role", "rôle"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Address,
    Name,
    Delivery,
    Language,
    Role,
}

/// Every newcomer of a file with their line, and every line that holds none.
pub(super) fn read(text: &str, now: Timestamp) -> (Vec<(usize, Newcomer)>, Vec<Problem>) {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    match header(first) {
        Some((separator, columns)) => csv(text, separator, (&columns, now)),
        None => lines(text, now),
    }
}

/// The separator and the columns, when the first line is a header with an address column.
fn header(line: &str) -> Option<(char, Vec<Option<Column>>)> {
    [',', ';', '\t'].into_iter().find_map(|separator| {
        let cells = line.split(separator).map(|c| c.trim().trim_matches('"').to_lowercase());
        let columns: Vec<Option<Column>> = cells
            .map(|cell| COLUMNS.iter().find(|(_, w)| w.contains(&cell.as_str())).map(|(c, _)| *c))
            .collect();
        columns.contains(&Some(Column::Address)).then_some((separator, columns))
    })
}

fn lines(text: &str, now: Timestamp) -> (Vec<(usize, Newcomer)>, Vec<Problem>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match mailbox(line) {
            Ok(mailbox) => good.push((number, Newcomer::new(mailbox, now))),
            Err(problem) => bad.push((number, problem)),
        }
    }
    (good, bad)
}

fn csv(
    text: &str,
    separator: char,
    (columns, now): (&[Option<Column>], Timestamp),
) -> (Vec<(usize, Newcomer)>, Vec<Problem>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (number, cells) in records(text, separator).into_iter().skip(1) {
        if cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        match newcomer(columns, &cells, now) {
            Ok(newcomer) => good.push((number, newcomer)),
            Err(problem) => bad.push((number, problem)),
        }
    }
    (good, bad)
}

fn newcomer(
    columns: &[Option<Column>],
    cells: &[String],
    now: Timestamp,
) -> Result<Newcomer, String> {
    let cell = |column| {
        let at = columns.iter().position(|c| *c == Some(column));
        at.and_then(|at| cells.get(at)).map(|c| c.trim()).filter(|c| !c.is_empty())
    };
    let written = mailbox(cell(Column::Address).ok_or("there is no address")?)?;
    let name = cell(Column::Name).or(written.name.as_deref());
    let mut newcomer = Newcomer::new(Mailbox::new(name, written.address.clone()), now);
    newcomer.delivery = cell(Column::Delivery).map(str::parse).transpose()?;
    newcomer.language = cell(Column::Language).map(known_language).transpose()?;
    if let Some(role) = cell(Column::Role) {
        newcomer.role = role.parse()?;
    }
    Ok(newcomer)
}

/// RFC 4180 §2: fields in quotes may hold separators, line ends and doubled quotes. Each record has
/// the number of the line it begins on.
fn records(text: &str, separator: char) -> Vec<(usize, Vec<String>)> {
    let (mut all, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begun, mut quoted) = (1, 1, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.trim().is_empty() => {
                quoted = !quoted;
                if quoted {
                    field.clear();
                }
            }
            c if c == separator && !quoted => record.push(std::mem::take(&mut field)),
            '\n' => {
                line += 1;
                if quoted {
                    field.push('\n');
                    continue;
                }
                record.push(std::mem::take(&mut field));
                all.push((begun, std::mem::take(&mut record)));
                begun = line;
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            c => field.push(c),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        all.push((begun, record));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[(usize, &str, Option<&str>)], bad: &[usize]) {
        let (good, problems) = read(text, Timestamp::UNIX_EPOCH);
        let good: Vec<_> = good
            .iter()
            .map(|(n, c)| (*n, c.mailbox.address.as_str(), c.mailbox.name.as_deref()))
            .collect();
        assert_eq!(good, want);
        assert_eq!(problems.iter().map(|(n, _)| *n).collect::<Vec<_>>(), bad, "{problems:?}");
    }

    #[test]
    fn one_address_a_line() {
        check(
            "# members\nann@example.org\n\n Zoé Roy <zoe@example.org> \nnobody\r\nbob@example.org",
            &[
                (2, "ann@example.org", None),
                (4, "zoe@example.org", Some("Zoé Roy")),
                (6, "bob@example.org", None),
            ],
            &[5],
        );
    }

    #[test]
    fn csv_as_spreadsheets_write_it() {
        check(
            "\u{feff}Nom;Courriel;Envoi\r\n\"Roy; Zoé\";zoe@example.org;weekly\r\n;bob@example.org;sometimes\r\n",
            &[(2, "zoe@example.org", Some("Roy; Zoé"))],
            &[3],
        );
        check(
            "address,name,role\nann@example.org,\"Ann \"\"A\"\"\n Lee\",owner\nbob@example.org,,king\n,,\n,x,\n",
            &[(2, "ann@example.org", Some("Ann \"A\" Lee"))],
            &[4, 6],
        );
    }
}
