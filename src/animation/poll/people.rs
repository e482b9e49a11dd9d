//! The people from outside that a draft names: « Personnes : Ann Roy <ann@example.org>, bob@example.org »,
//! on that line or on those below it. Who may be written to is `daemon`'s business.

use crate::mail::address::{Address, Mailbox};

/// People that one survey may name: what one person may invite in a day.
pub const PEOPLE: usize = 50;

/// The people that a line names. `None`: it names nobody.
///
/// # Errors
/// The first that looks like an address and is none.
pub fn read(line: &str) -> Option<Result<Vec<Mailbox>, String>> {
    if !line.contains('@') {
        return None;
    }
    let line = line.trim_start_matches(['-', '*', '•', '–', '·', ' ']);
    let pieces = line.split([',', ';']).map(str::trim).filter(|p| !p.is_empty());
    let mut all: Vec<Mailbox> = Vec::new();
    // « Roy, Ann <ann@example.org> »: a name with a comma.
    let mut before = String::new();
    for piece in pieces {
        if !piece.contains('@') {
            before = piece.to_owned();
            continue;
        }
        match mailbox(piece) {
            Some(one) => all.push(one),
            None => return Some(Err(piece.to_owned())),
        }
        before.clear();
    }
    if all.is_empty() { None } else { Some(if before.is_empty() { Ok(all) } else { Err(before) }) }
}

fn mailbox(piece: &str) -> Option<Mailbox> {
    let edges = |c: char| "<>()\"«»[]".contains(c) || c.is_whitespace();
    let word = piece.split(edges).find(|w| w.contains('@'))?;
    let address = word.trim_end_matches('.').trim_start_matches("mailto:");
    let name = piece.replace(word, " ");
    let name = name.trim_matches(|c: char| edges(c) || c == ':');
    Some(Mailbox::new(Some(name), Address::parse(address).ok()?))
}

/// One as it is written in a draft.
pub fn written(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_as_they_are_pasted() {
        let check = |line: &str, want: &str| {
            let got = match read(line) {
                None => "nobody".to_owned(),
                Some(Err(wrong)) => format!("wrong: {wrong}"),
                Some(Ok(all)) => all.iter().map(written).collect::<Vec<_>>().join(" | "),
            };
            assert_eq!(got, want, "{line}");
        };
        check("ann@example.org", "ann@example.org");
        check("ann@example.org, bob@Example.org;", "ann@example.org | bob@example.org");
        check("- Ann Roy <ann@example.org>", "Ann Roy <ann@example.org>");
        check(
            "\"Ann Roy\" <ann@example.org>; bob@example.org",
            "Ann Roy <ann@example.org> | bob@example.org",
        );
        check("Ann Roy (mailto:ann@example.org)", "Ann Roy <ann@example.org>");
        check("les voisins", "nobody");
        check("ann@", "wrong: ann@");
        check("ann@example.org, et Bob", "wrong: et Bob");
    }
}
