//! Languages: every word members meet, from `templates/locale/<tag>/*.ftl`, with plurals, dates and
//! spacing as each wants. No mail, no I/O after start; a new language is a new folder.

mod date;

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue as Value;

/// Tag, then file names and their text; made by `build.rs`.
const CATALOGUES: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// The locale whose words stand in where another lacks one.
const FALLBACK: &str = "en-CA";

/// One language with all its words. Shared, immutable, lives as long as the process.
pub struct Locale {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// Every locale there is, in order of tag.
pub fn all() -> &'static [Locale] {
    static ALL: OnceLock<Vec<Locale>> = OnceLock::new();
    ALL.get_or_init(|| CATALOGUES.iter().map(|(tag, files)| Locale::load(tag, files)).collect())
}

/// The locale for a tag: exact, else same language (`fr` → `fr-CA`), else English.
pub fn get(tag: &str) -> &'static Locale {
    let language = |t: &str| t.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let exact = all().iter().find(|l| l.tag.eq_ignore_ascii_case(tag));
    let same = || all().iter().find(|l| language(l.tag) == language(tag));
    let fallback = || all().iter().find(|l| l.tag == FALLBACK);
    // A build without any catalogue does not exist: a test reads both.
    exact
        .or_else(same)
        .or_else(fallback)
        .unwrap_or_else(|| Box::leak(Box::new(Locale::load("und", &[]))))
}

/// Whether some locale speaks this language.
pub fn knows(tag: &str) -> bool {
    let language = |t: &str| t.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    all().iter().any(|l| language(l.tag) == language(tag))
}

impl Locale {
    fn load(tag: &'static str, files: &[(&str, &str)]) -> Self {
        let id: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false); // U+2068 has no place in mail
        for (_, text) in files {
            // Errors in a catalogue are found by this module's tests, never by a member.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(r, _)| r);
            let _ = bundle.add_resource(resource);
        }
        Self { tag, bundle }
    }

    /// Its tag: `fr-CA`.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// The language alone, as in page paths and `lang` attributes: `fr`.
    pub fn code(&self) -> &'static str {
        self.tag.split('-').next().unwrap_or(self.tag)
    }

    /// A message with its arguments. A missing one shows its key: ugly, visible, harmless.
    pub fn text(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let own = self.bundle.get_message(key).and_then(|m| m.value());
        let Some(pattern) = own else {
            return if self.tag == FALLBACK || !all().iter().any(|l| l.tag == FALLBACK) {
                key.to_owned()
            } else {
                get(FALLBACK).text(key, args)
            };
        };
        let mut named = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            named.set(*name, value.clone());
        }
        let text = self.bundle.format_pattern(pattern, Some(&named), &mut Vec::new());
        // “Made at 7:50 a.m.”: the point of a time that ends a sentence ends it too.
        if text.contains(".m..") { text.replace(".m..", ".m.") } else { text.into_owned() }
    }

    /// A message without arguments. The short names serve templates: `{{ t.s("reply") }}`.
    pub fn s(&self, key: &str) -> String {
        self.text(key, &[])
    }

    /// A message that counts, as `$n` for the plural and `$count` for the grouped figure.
    pub fn n(&self, key: &str, n: &usize) -> String {
        self.text(key, &[("n", Value::from(*n)), ("count", Value::from(self.number(*n)))])
    }

    /// A message with one text argument.
    pub fn a(&self, key: &str, name: &str, value: &str) -> String {
        self.text(key, &[(name, Value::from(value))])
    }

    /// « 1er », « 1001e », “1,001st”: a place in a row.
    pub fn ordinal(&self, n: u32) -> String {
        // 11th, 12th, 13th: teens end like no other.
        let ends = if (11..=13).contains(&(n % 100)) { 0 } else { n % 10 };
        let count = self.number(usize::try_from(n).unwrap_or(usize::MAX));
        // Four figures need no blank before a letter.
        let plain = if n <= 9_999 { n.to_string() } else { count.clone() };
        let args = [
            ("n", Value::from(n)),
            ("ends", ends.into()),
            ("count", count.into()),
            ("plain", plain.into()),
        ];
        self.text("ordinal", &args)
    }

    /// « a, b et c », “a, b and c”.
    pub fn joined(&self, parts: &[String]) -> String {
        match parts.split_last() {
            Some((last, first)) if !first.is_empty() => {
                let args = [("first", first.join(", ").into()), ("last", last.as_str().into())];
                self.text("digest-and", &args)
            }
            Some((last, _)) => last.clone(),
            None => String::new(),
        }
    }

    /// A whole number with its thousands grouped: « 1 500 », “1,500”.
    pub fn number(&self, n: usize) -> String {
        let digits = n.to_string();
        let separator = self.s("thousands");
        let mut out = String::with_capacity(digits.len() + 6);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(&separator);
            }
            out.push(digit);
        }
        out
    }

    /// Keys that this locale has, for comparison with others.
    #[cfg(test)]
    fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Locale({})", self.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Keys and the variables each uses, read from the text itself.
    fn keys(files: &[(&str, &str)]) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut now = String::new();
        for line in files.iter().flat_map(|(_, text)| text.lines()) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains('=') {
                now = line.split('=').next().unwrap().trim().to_owned();
                found.entry(now.clone()).or_default();
            }
            for piece in line.split('$').skip(1).filter(|_| !line.starts_with('#')) {
                let name: String =
                    piece.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
                found.entry(now.clone()).or_default().insert(name);
            }
        }
        found
    }

    #[test]
    fn catalogues_have_the_same_keys() {
        let tables: Vec<_> = CATALOGUES.iter().map(|(tag, files)| (tag, keys(files))).collect();
        let (first, reference) = &tables[0];
        for (tag, table) in &tables[1..] {
            let (a, b): (BTreeSet<_>, BTreeSet<_>) =
                (reference.keys().collect(), table.keys().collect());
            assert_eq!(
                a.difference(&b).collect::<Vec<_>>(),
                Vec::<&&String>::new(),
                "{tag} lacks keys of {first}"
            );
            assert_eq!(
                b.difference(&a).collect::<Vec<_>>(),
                Vec::<&&String>::new(),
                "{first} lacks keys of {tag}"
            );
        }
    }

    #[test]
    fn a_key_stands_in_one_file_of_a_language() {
        for (tag, files) in CATALOGUES {
            let mut home: BTreeMap<&str, &str> = BTreeMap::new();
            for (file, text) in *files {
                let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
                for line in text.lines().filter(begins).filter(|line| line.contains('=')) {
                    let key = line.split('=').next().unwrap().trim();
                    let other = home.insert(key, file);
                    assert!(other.is_none(), "{tag}: “{key}” in {file} and {}", other.unwrap());
                }
            }
        }
    }

    #[test]
    fn catalogues_parse() {
        for (tag, files) in CATALOGUES {
            for (file, text) in *files {
                let parsed = FluentResource::try_new((*text).to_owned());
                assert!(parsed.is_ok(), "{tag}/{file}: {:?}", parsed.err().map(|(_, e)| e));
            }
        }
    }

    #[test]
    fn french_spacing() {
        // OQLF: a non-breaking space before the colon and inside guillemets, none before ; ! ?
        for (file, text) in CATALOGUES.iter().find(|(tag, _)| *tag == "fr-CA").unwrap().1 {
            for line in text.lines().filter(|l| !l.trim_start().starts_with('#')) {
                for bad in [" :", "« ", " »", " !", " ?", " ;", "\u{a0}!", "\u{a0}?"] {
                    let value = line.split_once('=').map_or(line, |(_, v)| v);
                    assert!(!value.contains(bad), "{file}: “{bad}” in {line}");
                }
            }
        }
    }

    #[test]
    fn ordinals() {
        let check = |tag: &str, n: u32, want: &str| assert_eq!(get(tag).ordinal(n), want);
        check("fr-CA", 1, "1er");
        check("fr-CA", 10, "10e");
        check("fr-CA", 1_001, "1001e");
        check("fr-CA", 12_000, "12\u{a0}000e");
        for (n, want) in [(1, "1st"), (2, "2nd"), (10, "10th"), (11, "11th"), (23, "23rd")] {
            check("en-CA", n, want);
        }
        check("en-CA", 1_001, "1,001st");
        check("en-CA", 11_000, "11,000th");
    }

    #[test]
    fn numbers_and_fallback() {
        assert_eq!(get("fr").number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(get("en").number(1500), "1,500");
        assert_eq!(get("fr-FR").tag(), "fr-CA");
        assert_eq!(get("xx").tag(), "en-CA");
        assert!(get("fr").has("month"));
    }
}
