//! One message's text as safe HTML: the author's words, quotations and signature folded, links that
//! can be followed. Language-free, so that every language's page shares it; the words on the folds
//! are the page's.

use askama::Template;
use linkify::{LinkFinder, LinkKind};

use super::blocks::{self, Block};
use super::sanitize;
use crate::mail::text::{Segment, SegmentKind, Trimmed};

/// A stretch of a message, ready for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How the page shows it.
    pub kind: PartKind,
    /// Safe HTML.
    pub html: String,
    /// The start of a quotation, to stand on its fold.
    pub start: String,
}

/// How a page shows a stretch of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The author's own words.
    Words,
    /// One line quoted to be answered: shown.
    Remark,
    /// A longer quotation: folded.
    Quote,
    /// A signature: folded.
    Signature,
}

/// What the text may say in clear and where links are ours.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// The list's own address.
    pub address: &'a str,
    /// The site's base URL: its personal links are never shown.
    pub base: &'a str,
}

/// Characters of a quotation on its fold.
const START: usize = 72;
/// Quotations within a quotation deeper than this are shown as if they were this deep.
const DEEPEST: usize = 4;
/// A quotation up to this many characters, answered below, is shown as it is.
const REMARK: usize = 160;

/// The parts of a trimmed text.
pub fn parts(trimmed: &Trimmed, own: Own<'_>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let segments = &trimmed.segments;
    let mut at = 0;
    while let Some(first) = segments.get(at) {
        let fold = Fold::of(first);
        let run = segments.iter().skip(at).take_while(|s| Fold::of(s) == fold).count();
        let taken = segments.get(at..at + run).unwrap_or_default();
        at += run;
        let answered = segments.iter().skip(at).any(|s| s.kind == SegmentKind::Words);
        out.extend(part(fold, taken, answered, own));
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    Words,
    Quote,
    Signature,
}

impl Fold {
    fn of(segment: &Segment) -> Self {
        match segment.kind {
            SegmentKind::Words => Self::Words,
            SegmentKind::Quote | SegmentKind::Attribution => Self::Quote,
            SegmentKind::Signature => Self::Signature,
        }
    }
}

fn part(fold: Fold, segments: &[Segment], answered: bool, own: Own<'_>) -> Option<Part> {
    let mut text = String::new();
    for segment in segments {
        let quoted = matches!(segment.kind, SegmentKind::Quote);
        let lines = segment.text.lines();
        // The delimiter is for programs (RFC 3676 §4.3); the fold says what it is.
        for line in lines.skip_while(|l| fold == Fold::Signature && matches!(*l, "--" | "-- ")) {
            text.push_str(if quoted { unmark(line) } else { line });
            text.push('\n');
        }
    }
    if text.trim().is_empty() {
        return None;
    }
    let kind = match fold {
        Fold::Words => PartKind::Words,
        Fold::Signature => PartKind::Signature,
        Fold::Quote if answered && text.trim().chars().count() <= REMARK => PartKind::Remark,
        Fold::Quote => PartKind::Quote,
    };
    let start = if kind == PartKind::Quote { start_of(segments, own) } else { String::new() };
    let html = if fold == Fold::Quote { quoted(&text, own) } else { html(&text, own) };
    Some(Part { kind, html, start })
}

/// A line without its quotation mark; a deeper level keeps the inner ones.
fn unmark(line: &str) -> &str {
    let inner = line.trim_start();
    inner.strip_prefix('>').map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest))
}

/// The first words that were quoted.
fn start_of(segments: &[Segment], own: Own<'_>) -> String {
    let quote = segments.iter().filter(|s| s.kind == SegmentKind::Quote);
    let lines = quote.flat_map(|s| s.text.lines());
    let said = |l: &&str| l.contains(char::is_alphanumeric);
    let text: String = lines
        .map(|l| l.trim_start_matches(['>', ' ', '\t']))
        .filter(said)
        .take(3)
        .collect::<Vec<_>>()
        .join(" ");
    let text = sanitize::line(&text, own.address);
    match text.char_indices().nth(START) {
        None => text,
        Some((end, _)) => {
            let cut = text.get(..end).unwrap_or_default();
            let cut = cut.rsplit_once(' ').map_or(cut, |(before, _)| before);
            format!("{cut}…")
        }
    }
}

/// Text as blocks of safe HTML.
pub fn html(text: &str, own: Own<'_>) -> String {
    let clean = sanitize::clean(text);
    let shown = blocks::blocks(&clean).into_iter().map(|b| Shown::of(&b, own)).collect();
    // Writing to a String cannot fail; an empty body would only hide a defect of the template.
    Body { blocks: shown }.render().unwrap_or_default()
}

/// A quotation as blocks of safe HTML, those within it each in its own place.
fn quoted(text: &str, own: Own<'_>) -> String {
    let clean = sanitize::clean(text);
    let (mut shown, mut run, mut depth) = (Vec::new(), String::new(), 0);
    for line in clean.lines() {
        let (level, said) = if line.trim().is_empty() { (depth, "") } else { level(line) };
        if level != depth {
            shown.extend(blocks::blocks(&run).iter().map(|b| Shown::of(b, own)));
            run.clear();
            shown.extend((depth..level).map(|_| Shown::Opens));
            shown.extend((level..depth).map(|_| Shown::Closes));
            depth = level;
        }
        run.push_str(said);
        run.push('\n');
    }
    shown.extend(blocks::blocks(&run).iter().map(|b| Shown::of(b, own)));
    shown.extend((0..depth).map(|_| Shown::Closes));
    Body { blocks: shown }.render().unwrap_or_default()
}

/// How deep a line of a quotation is quoted once more, and what it says.
fn level(line: &str) -> (usize, &str) {
    let (mut level, mut said) = (0, line);
    while let Some(inner) = said.trim_start().strip_prefix('>').filter(|_| level < DEEPEST) {
        (level, said) = (level + 1, inner);
    }
    (level, if level > 0 { said.strip_prefix(' ').unwrap_or(said) } else { line })
}

/// Text for a plain-text file: what pages hide is hidden here too.
pub fn plain(text: &str, own: Own<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    for line in sanitize::clean(text).lines() {
        for piece in pieces(line, own) {
            match piece {
                Piece::Text(text) | Piece::Link { text, .. } => out.push_str(&text),
            }
        }
        out.push('\n');
    }
    out
}

#[derive(Template)]
#[template(path = "archive/body.html")]
struct Body {
    blocks: Vec<Shown>,
}

/// A block with its links found.
enum Shown {
    Paragraph(Vec<Vec<Piece>>),
    Bullets(Vec<Vec<Vec<Piece>>>),
    Numbers(usize, Vec<Vec<Vec<Piece>>>),
    Code(Vec<Piece>),
    /// A quotation in the quotation begins.
    Opens,
    /// It ends.
    Closes,
}

impl Shown {
    fn of(block: &Block, own: Own<'_>) -> Self {
        let item = |text: &String| text.lines().map(|l| pieces(l, own)).collect();
        match block {
            Block::Paragraph(lines) => {
                Self::Paragraph(lines.iter().map(|l| pieces(l, own)).collect())
            }
            Block::Bullets(items) => Self::Bullets(items.iter().map(item).collect()),
            Block::Numbers(from, items) => Self::Numbers(*from, items.iter().map(item).collect()),
            Block::Code(text) => Self::Code(pieces(&outdented(text), own)),
        }
    }
}

/// Code without the blanks that every line begins with: they only said that it is code.
fn outdented(text: &str) -> String {
    let depth = |l: &str| l.bytes().take_while(|b| *b == b' ').count();
    let least = text.lines().filter(|l| !l.trim().is_empty()).map(depth).min().unwrap_or(0);
    let lines: Vec<&str> =
        text.lines().map(|l| l.get(least.min(depth(l))..).unwrap_or(l)).collect();
    lines.join("\n")
}

enum Piece {
    Text(String),
    Link { url: String, text: String },
}

/// Text with its web addresses as links. One that names somebody's mail address is no link, and one
/// of our own personal links (leaving, confirming) is not shown.
fn pieces(text: &str, own: Own<'_>) -> Vec<Piece> {
    let plain = |t: &str| Piece::Text(sanitize::mask(t, own.address).into_owned());
    if !text.contains("://") {
        return vec![plain(text)];
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut out = Vec::new();
    for span in finder.spans(text) {
        let said = span.as_str();
        let is_web = ["http://", "https://"]
            .iter()
            .any(|s| said.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
        if span.kind().is_none() || !is_web {
            out.push(plain(said));
        } else if is_personal(said, own.base) {
            out.push(Piece::Text(format!("{}/…", own.base)));
        } else if sanitize::names_an_address(said) {
            out.push(plain(&said.replace("%40", "@")));
        } else {
            out.push(Piece::Link { url: said.to_owned(), text: said.to_owned() });
        }
    }
    out
}

/// Whether a URL of this site is one that was made for one person. Pages are for everyone.
fn is_personal(url: &str, base: &str) -> bool {
    let Some(rest) = url.strip_prefix(base).filter(|_| !base.is_empty()) else { return false };
    let is_page = |first: &str| {
        first.is_empty() || first == "c" || crate::locale::all().iter().any(|l| l.code() == first)
    };
    !is_page(rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Own<'_> =
        Own { address: "cdp@listes.example.org", base: "https://listes.example.org" };

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(html(text, OWN), want);
    }

    #[test]
    fn everything_is_escaped() {
        check(
            "<script>alert(1)</script> & \"x\"",
            "<p>&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;x&#34;</p>",
        );
    }

    #[test]
    fn links() {
        check(
            "Voir https://exemple.org/a?b=1&c=2.",
            "<p>Voir <a href=\"https://exemple.org/a?b=1&#38;c=2\" rel=\"nofollow noopener noreferrer ugc\">https://exemple.org/a?b=1&#38;c=2</a>.</p>",
        );
        check("javascript://x.org/%0aalert(1)", "<p>javascript://x.org/%0aalert(1)</p>");
        check("https://x.org/?m=ann%40example.org", "<p>https://x.org/?m=ann@…</p>");
        check("https://listes.example.org/u/abc123", "<p>https://listes.example.org/…</p>");
    }

    #[test]
    fn quotations_stand_within_quotations() {
        let check = |text, want: &str| assert_eq!(quoted(text, OWN), want);
        check(
            "Ann:\n> un\n>\n> deux\n> > trois\nfin\n",
            "<p>Ann:</p><blockquote><p>un</p><p>deux</p><blockquote><p>trois</p></blockquote></blockquote><p>fin</p>",
        );
        let deep = format!("{} fond", ">".repeat(90));
        let html = quoted(&deep, OWN);
        assert_eq!(html.matches("<blockquote>").count(), DEEPEST);
        assert_eq!(html.matches("</blockquote>").count(), DEEPEST);
        assert!(html.contains("fond"));
    }

    #[test]
    fn addresses_are_masked_everywhere() {
        check("- ann@example.org\n- b", "<ul><li>ann@…</li><li>b</li></ul>");
        check("    ann@example.org", "<pre tabindex=\"0\">ann@…</pre>");
        check("    a {\n\n      b\n    }", "<pre tabindex=\"0\">a {\n\n  b\n}</pre>");
    }
}
