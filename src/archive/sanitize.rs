//! What a stranger wrote, made fit to be shown: no invisible or direction-changing characters, no
//! address that could be harvested. Not HTML escaping: the templates do that, to everything.
//!
//! HTML mail never reaches a page as HTML: a page shows the text part, or the text that
//! [`crate::mail::html`] makes of the HTML one. So there is no tag to allow or forbid here.

use std::borrow::Cow;

use crate::mail::address::is_deceptive;

/// Removes what changes how text looks without being seen (threat 26): controls but line end and
/// tab, bidirectional marks and overrides, zero-width characters. Joiners stay inside the scripts
/// and emoji that need them.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_suspect) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '\u{2028}' | '\u{2029}' | '\u{0B}' | '\u{0C}' | '\u{85}' => out.push('\n'),
            '\u{200C}' | '\u{200D}' if last > '\u{0590}' => out.push(c),
            c if is_suspect(c) => continue,
            c => out.push(c),
        }
        last = c;
    }
    Cow::Owned(out)
}

fn is_suspect(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        c if c < '\u{7F}' => c < ' ',
        '\u{7F}'..='\u{9F}' | '\u{200C}' | '\u{200D}' | '\u{FFFE}' | '\u{FFFF}' => true,
        c => is_deceptive(c),
    }
}

/// One line, cleaned: a name, a subject, a file name.
pub fn line(text: &str, own: &str) -> String {
    let folded = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    mask(&folded, own).into_owned()
}

/// A name inside a sentence of ours: one written from right to left stands alone (Unicode UAX 9, isolates), or
/// it would draw the figures after it into its own order. Where markup can, pages use `bdi`.
pub fn isolated(name: &str) -> Cow<'_, str> {
    let leftward = |c: char| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}');
    if name.chars().any(leftward) {
        Cow::Owned(format!("\u{2068}{name}\u{2069}"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Hides the domain of every address but the list's `own` (threat 25): `ann@example.org` becomes
/// `ann@…`. What follows a `+` in the local part goes too: it may be a token of ours.
pub fn mask<'a>(text: &'a str, own: &str) -> Cow<'a, str> {
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices('@') {
        let Some(found) = address_around(text, at).filter(|f| f.start >= done) else { continue };
        if found.whole(text).eq_ignore_ascii_case(own) {
            continue;
        }
        let local = text.get(found.start..at).unwrap_or_default();
        out.push_str(text.get(done..found.start).unwrap_or_default());
        out.push_str(local.split('+').next().unwrap_or_default());
        out.push_str("@…");
        done = found.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether an address, plain or percent-encoded, stands anywhere in a URL.
pub fn names_an_address(url: &str) -> bool {
    if !url.contains(['@', '%']) {
        return false;
    }
    let plain = url.replace("%40", "@");
    let plain = plain.strip_prefix("https://").or(plain.strip_prefix("http://")).unwrap_or(&plain);
    plain.match_indices('@').any(|(at, _)| address_around(plain, at).is_some())
}

struct Found {
    start: usize,
    end: usize,
}

impl Found {
    fn whole<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// The address around the `@` at an octet, when there is one: something before it and a domain of
/// at least two labels, the last of letters, after it.
fn address_around(text: &str, at: usize) -> Option<Found> {
    let before = text.get(..at)?;
    let after = text.get(at + 1..)?;
    let local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let start = before.char_indices().rev().take_while(|(_, c)| local(*c)).last()?.0;
    let domain = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let length: usize = after.chars().take_while(|c| domain(*c)).map(char::len_utf8).sum();
    let host = after.get(..length)?.trim_end_matches(['.', '-']);
    let (_, top) = host.rsplit_once('.')?;
    let is_top = top.chars().count() >= 2
        && (top.chars().all(char::is_alphabetic) || top.to_ascii_lowercase().starts_with("xn--"));
    is_top.then_some(Found { start, end: at + 1 + host.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn masked(text: &str, want: &str) {
        assert_eq!(mask(text, "cdp@listes.example.org"), want);
    }

    #[test]
    fn names_from_right_to_left_stand_alone() {
        assert_eq!(isolated("ליאת"), "\u{2068}ליאת\u{2069}");
        assert_eq!(isolated("Zoé 🌻"), "Zoé 🌻");
    }

    #[test]
    fn addresses() {
        masked("Écrire à ann@example.org.", "Écrire à ann@….");
        masked("<Ann.Lee+tag@example.org> et zoé@exemple.org", "<Ann.Lee@…> et zoé@…");
        masked("cdp+f4abcdefghij@listes.example.org", "cdp@…");
        masked("Écrire à cdp@listes.example.org", "Écrire à cdp@listes.example.org");
        masked(
            "@prenom.nom et lodash@4.17.21 et root@serveur:~#",
            "@prenom.nom et lodash@4.17.21 et root@serveur:~#",
        );
        masked("a@b.ca@c.ca", "a@…@c.ca");
        masked("ann@example.org@example.org", "ann@…@example.org");
        masked("rien", "rien");
    }

    #[test]
    fn urls_with_addresses() {
        assert!(names_an_address("https://example.org/?u=ann@example.org"));
        assert!(names_an_address("https://example.org/ann%40example.org"));
        assert!(!names_an_address("https://social.example.org/@ann"));
        assert!(!names_an_address("https://example.org/100%25"));
    }

    #[test]
    fn the_unseen_goes() {
        assert_eq!(clean("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean("a\u{200B}b\u{FEFF}c\0d\u{1b}[31m"), "abcd[31m");
        assert_eq!(clean("a\tb\nc"), "a\tb\nc");
        assert_eq!(
            clean("👩\u{200D}👧 می\u{200C}خواهم x\u{200D}y"),
            "👩\u{200D}👧 می\u{200C}خواهم xy"
        );
        assert_eq!(line("  Ann \u{2066} Lee\t<ann@example.org>", ""), "Ann Lee <ann@…>");
    }
}
