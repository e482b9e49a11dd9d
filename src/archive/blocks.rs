//! Plain text into paragraphs, lists and code, as its author laid it out: lines that a mail program
//! wrapped flow again, lines that were meant to stay apart stay apart. Not a markup language: no
//! character is dropped or given a meaning.

/// A piece of text that reads as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text; each line is one the author meant to start anew.
    Paragraph(Vec<String>),
    /// Items, without their bullets.
    Bullets(Vec<String>),
    /// Items with the number the first one had, when the others count on from it.
    Numbers(usize, Vec<String>),
    /// Code, tables, drawings: every blank counts.
    Code(String),
}

/// Wrapped lines are at least this long, in characters…
const WRAPPED_FROM: usize = 50;
/// …and at most this: RFC 5322 §2.1.1 asks for 78, some programs wrap a little later.
const WRAPPED_TO: usize = 84;

/// Where a program wrapped the lines of a text, as far as the text shows.
#[derive(Clone, Copy)]
struct Width(Option<usize>);

impl Width {
    /// The longest line that can have been wrapped; none when some line is longer than any program
    /// leaves them, and not for want of a place to break.
    fn of(text: &str) -> Self {
        let is_word = |w: &str| w.len() < 40 || w.chars().count() < 40;
        let breaks = |l: &&str| l.len() < 40 || l.split_whitespace().all(is_word);
        let lines = text.lines().map(str::trim_end).filter(breaks);
        let longest = lines.map(|l| l.chars().count()).max().unwrap_or(0);
        Self((longest <= WRAPPED_TO).then_some(longest))
    }

    /// Whether the program, not the author, broke the text between these lines: the first is about
    /// as long as lines get, and the next one's first word would not have fitted.
    fn wrapped(self, line: &str, next: &str) -> bool {
        let length = line.chars().count();
        let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
        self.0.is_some_and(|width| length >= WRAPPED_FROM && length + 1 + word > width)
    }
}

/// The blocks of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let width = Width::of(text);
    let mut chunk: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            chunk.push(line.trim_end());
        } else if !chunk.is_empty() {
            add_chunk(&mut out, width, &std::mem::take(&mut chunk));
        }
    }
    join_code(out)
}

/// Lines between two empty ones.
fn add_chunk(out: &mut Vec<Block>, width: Width, lines: &[&str]) {
    if is_code(lines) {
        out.push(Block::Code(lines.join("\n")));
        return;
    }
    let mut rest = lines;
    while !rest.is_empty() {
        let plain = rest.iter().take_while(|l| marker(l).is_none()).count();
        let (text, list) = rest.split_at(plain);
        if !text.is_empty() {
            out.push(Block::Paragraph(flow(width, text)));
        }
        rest = add_list(out, width, list);
    }
}

/// Takes the list that `lines` starts with; returns what follows it.
fn add_list<'a>(out: &mut Vec<Block>, width: Width, lines: &'a [&'a str]) -> &'a [&'a str] {
    let Some(first) = lines.first().and_then(|l| marker(l)) else { return lines };
    let mut items: Vec<String> = Vec::new();
    let mut used = 0;
    let mut last = "";
    for line in lines {
        let follows = line.starts_with([' ', '\t']) || width.wrapped(last, line);
        let count = items.len();
        match (marker(line), items.last_mut()) {
            (Some(m), _) if m.continues(&first, count) => items.push(m.rest.to_owned()),
            (None, Some(item)) if follows => {
                item.push(' ');
                item.push_str(line.trim_start());
            }
            _ => break,
        }
        last = line;
        used += 1;
    }
    // A lone “1990. ” or “- ” at the head of a line is more often prose than a list of one.
    out.push(match (first.number, items.len()) {
        (_, 0 | 1) => Block::Paragraph(flow(width, lines.get(..used.max(1)).unwrap_or_default())),
        (Some(n), _) => Block::Numbers(n, items),
        (None, _) => Block::Bullets(items),
    });
    lines.get(used.max(1)..).unwrap_or_default()
}

/// What stands before a list item.
struct Marker<'a> {
    number: Option<usize>,
    sign: char,
    indent: usize,
    rest: &'a str,
}

impl Marker<'_> {
    fn continues(&self, first: &Marker<'_>, items: usize) -> bool {
        let counts = match (first.number, self.number) {
            (None, None) => true,
            (Some(a), Some(b)) => b == a + items,
            _ => false,
        };
        counts && self.sign == first.sign && self.indent.abs_diff(first.indent) < 3
    }
}

/// The bullet or number that a line starts with.
fn marker(line: &str) -> Option<Marker<'_>> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let bullet = text.strip_prefix(['-', '*', '•', '–', '·', '▪', '◦', '‣']);
    let sign = text.chars().next()?;
    let (number, sign, rest) = match bullet {
        Some(rest) => (None, sign, rest),
        None => {
            let digits = text.chars().take_while(char::is_ascii_digit).count();
            let (number, rest) = text.split_at_checked(digits)?;
            let sign = rest.chars().next().filter(|c| matches!(c, '.' | ')'))?;
            (Some(number.parse().ok().filter(|n| *n < 1000)?), sign, rest.get(1..)?)
        }
    };
    let item = rest.trim_start();
    (rest.starts_with([' ', '\t', '\u{a0}']) && !item.is_empty()).then_some(Marker {
        number,
        sign,
        indent,
        rest: item,
    })
}

/// Joins lines that a program wrapped; those the author ended stay.
fn flow(width: Width, lines: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut before = "";
    for line in lines {
        match out.last_mut().filter(|_| width.wrapped(before, line)) {
            Some(last) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            None => out.push(line.trim().to_owned()),
        }
        before = line;
    }
    out
}

/// Code and tables give themselves away by blanks that prose has not.
fn is_code(lines: &[&str]) -> bool {
    let is_list = lines.first().is_some_and(|l| marker(l).is_some());
    let coded = lines.iter().filter(|l| looks_coded(l, is_list)).count();
    coded * 2 > lines.len() || lines.iter().any(|l| is_diff_head(l))
}

fn looks_coded(line: &str, is_list: bool) -> bool {
    let body = line.trim_start();
    let indented = line.starts_with('\t') || line.starts_with("    ");
    let ends_coded = body.ends_with([';', '{', '}']) && body.contains(['(', '=', '{', '}', '>']);
    let has = |what: &[u8]| body.as_bytes().windows(what.len()).any(|w| w == what);
    let columns = has(b"   ") || body.contains('\t');
    let ruled = body.starts_with(['|', '+', '┌', '│', '├', '└'])
        && (body.ends_with(['|', '+', '┐', '│', '┤', '┘']) || has(b" | "));
    let barred = body.contains('|') && body.matches(" | ").count() >= 2;
    (indented && !is_list) || ends_coded || columns || ruled || barred
}

fn is_diff_head(line: &str) -> bool {
    ["diff --git ", "@@ -", "--- a/", "+++ b/"].iter().any(|head| line.starts_with(head))
}

/// Code goes on over empty lines.
fn join_code(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match (out.last_mut(), block) {
            (Some(Block::Code(before)), Block::Code(more))
                if is_set_in(before) == is_set_in(&more) =>
            {
                before.push_str("\n\n");
                before.push_str(&more);
            }
            (_, block) => out.push(block),
        }
    }
    out
}

fn is_set_in(code: &str) -> bool {
    code.starts_with([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(all: &[&str]) -> Block {
        Block::Paragraph(all.iter().map(|l| (*l).to_owned()).collect())
    }

    fn items(all: &[&str]) -> Vec<String> {
        all.iter().map(|l| (*l).to_owned()).collect()
    }

    #[track_caller]
    fn check(text: &str, want: &[Block]) {
        assert_eq!(blocks(text), want);
    }

    #[test]
    fn wrapped_lines_flow_and_short_ones_stay() {
        check(
            "Bonjour à toutes et à tous, voici la proposition dont nous avons\nparlé lundi.\n\nMerci!\nZoé",
            &[
                lines(&[
                    "Bonjour à toutes et à tous, voici la proposition dont nous avons parlé lundi.",
                ]),
                lines(&["Merci!", "Zoé"]),
            ],
        );
        check(
            "Le premier vers a bien plus de cinquante caractères, pourtant\nle second est à la ligne\n\
             parce que je le veux, et celui-ci montre où finit la largeur de la page.",
            &[lines(&[
                "Le premier vers a bien plus de cinquante caractères, pourtant",
                "le second est à la ligne",
                "parce que je le veux, et celui-ci montre où finit la largeur de la page.",
            ])],
        );
        let long = "mot ".repeat(40);
        check(&format!("{long}\n{long}"), &[lines(&[long.trim(), long.trim()])]);
    }

    #[test]
    fn lists() {
        check(
            "Ordre du jour:\n- accueil\n- budget, avec une ligne si longue qu'un programme\n  l'a coupée\n- divers",
            &[
                lines(&["Ordre du jour:"]),
                Block::Bullets(items(&[
                    "accueil",
                    "budget, avec une ligne si longue qu'un programme l'a coupée",
                    "divers",
                ])),
            ],
        );
        check("3. trois\n4. quatre", &[Block::Numbers(3, items(&["trois", "quatre"]))]);
        check("1990. Une année", &[lines(&["1990. Une année"])]);
        check("- Non, dit-elle.", &[lines(&["- Non, dit-elle."])]);
        check("1. un\n7. sept", &[lines(&["1. un"]), lines(&["7. sept"])]);
    }

    #[test]
    fn code_and_tables_keep_their_blanks() {
        check(
            "    let a = 1;\n\n    let b = 2;",
            &[Block::Code("    let a = 1;\n\n    let b = 2;".to_owned())],
        );
        check("Nom    Âge\nAnn    3", &[Block::Code("Nom    Âge\nAnn    3".to_owned())]);
        check("| a | b |\n| 1 | 2 |", &[Block::Code("| a | b |\n| 1 | 2 |".to_owned())]);
        check("fn main() {\n}", &[Block::Code("fn main() {\n}".to_owned())]);
    }

    #[test]
    fn nothing_gives_nothing() {
        check("", &[]);
        check(" \n\t\n", &[]);
    }
}
