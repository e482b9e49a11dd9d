//! The words of a text as a search compares them: without case, accents and ligatures, without what is
//! elided before an apostrophe, and « auteur·trice » as both words it stands for. Not their stems.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::mail::recognise;

/// Characters of a word that are compared; what is longer is no word anybody types.
pub const LENGTH: usize = 40;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it stands: octets of the text, its whole form.
    pub span: (usize, usize),
    /// In small letters, with its accents.
    pub said: &'a str,
    /// Without them.
    pub folded: &'a str,
}

/// A run of letters and digits.
#[derive(Debug, Default)]
struct Piece {
    start: usize,
    end: usize,
    said: String,
    folded: String,
}

/// Calls `each` with every word of a text, in order.
pub fn each_word(text: &str, mut each: impl FnMut(Word<'_>)) {
    let mut pieces = Pieces { text, chars: text.char_indices().peekable(), next: None };
    while let Some(piece) = pieces.take() {
        pieces.word(piece, &mut each);
    }
}

/// The words of a text, folded.
pub fn folded(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_word(text, |word| all.push(word.folded.to_owned()));
    all
}

struct Pieces<'a> {
    text: &'a str,
    chars: std::iter::Peekable<std::str::CharIndices<'a>>,
    next: Option<Piece>,
}

impl<'a> Pieces<'a> {
    fn take(&mut self) -> Option<Piece> {
        self.next.take().or_else(|| self.read())
    }

    fn peek(&mut self) -> Option<&Piece> {
        if self.next.is_none() {
            self.next = self.read();
        }
        self.next.as_ref()
    }

    /// The next run of letters and digits.
    fn read(&mut self) -> Option<Piece> {
        let mut piece = Piece::default();
        while let Some((at, c)) = self.chars.peek().copied() {
            let begun = !piece.folded.is_empty();
            if is_joiner(c) || (begun && is_combining_mark(c)) {
                self.chars.next();
                continue;
            }
            let ideograph = is_ideograph(c);
            if !c.is_alphanumeric() || (ideograph && begun) {
                if begun {
                    break;
                }
                self.chars.next();
                continue;
            }
            self.chars.next();
            if !begun {
                piece.start = at;
            }
            piece.end = at + c.len_utf8();
            piece.push(c);
            if ideograph {
                break;
            }
        }
        (!piece.folded.is_empty()).then_some(piece)
    }

    /// What stands between two pieces.
    fn between(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The word or words that begin with a piece.
    fn word(&mut self, piece: Piece, each: &mut impl FnMut(Word<'_>)) {
        let at = piece.end;
        let Some(start) = self.peek().map(|p| p.start) else { return piece.say(piece.end, each) };
        let sign = self.between(at, start);
        if matches!(sign, "'" | "’" | "ʼ" | "‘" | "`" | "´") {
            if elided().contains(&piece.folded) {
                return;
            }
            // « Zoe's »
            if self.peek().is_some_and(|p| p.folded == "s") {
                self.next = None;
            }
            return piece.say(piece.end, each);
        }
        let Some(ending) = self.ending(&piece) else { return piece.say(piece.end, each) };
        self.next = None;
        let mut end = ending.end;
        if self.between(end, self.text.len()).starts_with(')') {
            end += 1;
        }
        // « auteur·trice·s », « étudiant(e)s »
        if let Some((start, last)) = self.peek().map(|p| (p.start, p.end)) {
            let sign = self.between(end, start);
            let plural = self.peek().is_some_and(|p| matches!(p.folded.as_str(), "s" | "x"));
            if plural && (sign.is_empty() || is_sign(sign)) {
                end = last;
                self.next = None;
            }
        }
        piece.say(end, each);
        each(Word {
            span: (piece.start, end),
            said: &feminine(&piece.said, &ending.said),
            folded: &feminine(&piece.folded, &ending.folded),
        });
    }

    /// The ending of the other form, where one follows: « trice » of « auteur·trice ». A point inside a
    /// word is often another matter, so that only known endings count there.
    fn ending(&mut self, piece: &Piece) -> Option<Piece> {
        let (at, next) = (piece.end, self.peek()?);
        let (start, end, known) = (next.start, next.end, is_ending(&next.folded));
        let sign = self.between(at, start);
        let closed = sign != "(" || self.between(end, self.text.len()).starts_with(')');
        let long = piece.folded.chars().count() > 1;
        (known && long && is_sign(sign) && closed).then(|| self.next.take()).flatten()
    }
}

impl Piece {
    fn push(&mut self, c: char) {
        if self.folded.chars().count() < LENGTH {
            self.said.extend(c.to_lowercase());
            fold(c, &mut self.folded);
        }
    }

    fn say(&self, end: usize, each: &mut impl FnMut(Word<'_>)) {
        each(Word { span: (self.start, end), said: &self.said, folded: &self.folded });
    }
}

/// What stands between the two forms of a word.
fn is_sign(between: &str) -> bool {
    matches!(between, "·" | "•" | "‧" | "⋅" | "・" | "." | "-" | "‑" | "(" | ")")
}

/// Folded endings by which a word's other form is written, and what of the first form each replaces.
const ENDINGS: &[(&str, &[&str])] = &[
    ("trice", &["teur"]),
    ("rice", &["eur"]),
    ("euse", &["eur", "eux"]),
    ("eure", &["eur"]),
    ("esse", &["e"]),
    ("iere", &["ier"]),
    ("ere", &["er"]),
    ("ive", &["if"]),
    ("ve", &["f"]),
    ("se", &["r", "x"]),
    ("sse", &["x"]),
    ("che", &["c"]),
    ("elle", &["el", "eau"]),
    ("enne", &["en"]),
    ("tes", &["s"]),
    ("ne", &[]),
    ("le", &[]),
    ("te", &[]),
    ("re", &[]),
    ("es", &[]),
    ("e", &[]),
];

fn is_ending(folded: &str) -> bool {
    ENDINGS.iter().any(|(ending, _)| *ending == folded)
}

/// The other form of a word: auteur, trice → autrice.
fn feminine(word: &str, ending: &str) -> String {
    let mut folded = String::new();
    ending.chars().for_each(|c| fold(c, &mut folded));
    let replaced = ENDINGS.iter().find(|(e, _)| *e == folded).map_or(&[][..], |(_, of)| *of);
    let kept = replaced.iter().find_map(|of| word.strip_suffix(of)).unwrap_or(word);
    format!("{kept}{ending}")
}

/// What is elided before an apostrophe, in any of our languages.
fn elided() -> &'static [String] {
    static ELIDED: OnceLock<Vec<String>> = OnceLock::new();
    ELIDED.get_or_init(|| recognise::expressions("search-elided").into_iter().flatten().collect())
}

/// A character without case, marks and ligatures.
fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            'ß' | 'ẞ' => out.push_str("ss"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            // « № » comes apart into what is no letter.
            c if c.is_alphanumeric() => {
                out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()))
            }
            _ => {}
        }
    }
}

/// Characters that show nothing and part no word.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Writing without blanks between words: each character is one.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(folded(text), want, "{text}");
    }

    #[test]
    fn case_accents_and_ligatures_do_not_count() {
        check("Évaluation ÉVALUATION e\u{301}valuation", &["evaluation"; 3]);
        check("L'œuvre, l’Œuvre; l ætat", &["oeuvre", "oeuvre", "l", "aetat"]);
        check("Straße ﬁn ② co\u{ad}opé\u{200b}ration", &["strasse", "fin", "2", "cooperation"]);
        check("会議です", &["会", "議", "て", "す"]);
        check(" -- « » \0 ", &[]);
    }

    #[test]
    fn what_is_elided_is_no_word() {
        check("l'évaluation, d’une, qu'il", &["evaluation", "une", "il"]);
        check("jusqu'à aujourd'hui", &["a", "aujourd", "hui"]);
        check("Zoe's don't o'clock", &["zoe", "don", "t", "clock"]);
    }

    #[test]
    fn both_forms_of_a_word() {
        check("auteur·trice", &["auteur", "autrice"]);
        check("les auteur·trice·s d'ici", &["les", "auteur", "autrice", "ici"]);
        check("participant·e·s", &["participant", "participante"]);
        check(
            "étudiant.e.s et étudiant(e)s.",
            &["etudiant", "etudiante", "et", "etudiant", "etudiante"],
        );
        check(
            "directeur-rice travailleur•euse",
            &["directeur", "directrice", "travailleur", "travailleuse"],
        );
        check(
            "heureux·se actif·ve tous·tes",
            &["heureux", "heureuse", "actif", "active", "tous", "toutes"],
        );
        check("citoyen·ne ouvrier‧ère", &["citoyen", "citoyenne", "ouvrier", "ouvriere"]);
        check("ceux·celles auteur·autrice", &["ceux", "celles", "auteur", "autrice"]);
        check(
            "grille.pdf example.org est-ce fin.Le",
            &["grille", "pdf", "example", "org", "est", "ce", "fin", "finle"],
        );
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "« L’Été des étudiant(e)s »";
        let mut spans = Vec::new();
        each_word(text, |w| spans.push(text.get(w.span.0..w.span.1).unwrap().to_owned()));
        assert_eq!(spans, ["Été", "des", "étudiant(e)s", "étudiant(e)s"]);
    }

    #[test]
    fn no_word_is_endless() {
        assert_eq!(folded(&"x".repeat(10_000)), ["x".repeat(LENGTH)]);
    }
}
