//! How two versions of a text differ, word by word: paragraphs that are alike are left out, so that a
//! long note with one word changed reads as one changed paragraph.

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// Its words.
    pub text: String,
}

/// A paragraph that changed.
pub type Paragraph = Vec<Piece>;

/// Words that stand around a changed one.
const AROUND: usize = 12;

/// Cells of a table that is computed whole; what differs more is taken as gone and new.
const CELLS: usize = 4_000_000;

/// The paragraphs that differ, in order. Where lines break within a paragraph says nothing: programs
/// break them anew.
pub fn paragraphs(old: &str, new: &str) -> Vec<Paragraph> {
    let (old, new) = (parted(old), parted(new));
    let mut out = Vec::new();
    let (mut gone, mut come): (Vec<&[&str]>, Vec<&[&str]>) = (Vec::new(), Vec::new());
    for (change, at) in steps(&old, &new) {
        match change {
            Change::Same => pair(&mut out, &mut gone, &mut come),
            Change::Removed => gone.extend(old.get(at).map(Vec::as_slice)),
            Change::Added => come.extend(new.get(at).map(Vec::as_slice)),
        }
    }
    pair(&mut out, &mut gone, &mut come);
    out
}

/// A paragraph with only the words nearest to what changed.
pub fn near(paragraph: Paragraph) -> Paragraph {
    let last = paragraph.len().saturating_sub(1);
    let one = |(at, piece): (usize, Piece)| match piece.change {
        Change::Same => Piece { text: around(&piece.text, at == 0, at == last), ..piece },
        _ => piece,
    };
    paragraph.into_iter().enumerate().map(one).collect()
}

/// The ends of a text that stand beside something.
fn around(text: &str, first: bool, last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (head, tail) = (if first { 0 } else { AROUND }, if last { 0 } else { AROUND });
    if words.len() <= head + tail + 3 {
        return text.to_owned();
    }
    let begin = words.get(..head).unwrap_or_default().join(" ");
    let end = words.get(words.len() - tail..).unwrap_or_default().join(" ");
    format!("{begin} […] {end}").trim().to_owned()
}

/// A text's paragraphs as words; items of a list and headings are paragraphs of their own.
fn parted(text: &str) -> Vec<Vec<&str>> {
    let mut out: Vec<Vec<&str>> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(first) = words.first() else {
            open = false;
            continue;
        };
        let digits = first.trim_end_matches(['.', ')']);
        let head = matches!(*first, "-" | "*" | "•" | "–" | ">" | "#" | "##" | "###")
            || (digits.len() < first.len() && digits.bytes().all(|b| b.is_ascii_digit()));
        match out.last_mut() {
            Some(last) if open && !head => last.extend(words),
            _ => out.push(words),
        }
        open = true;
    }
    out
}

/// Paragraphs that gave way to others, each against the one in its place.
fn pair(out: &mut Vec<Paragraph>, gone: &mut Vec<&[&str]>, come: &mut Vec<&[&str]>) {
    let mut before = gone.drain(..);
    let mut after = come.drain(..);
    loop {
        match (before.next(), after.next()) {
            (None, None) => return,
            (old, new) => out.push(words(old.unwrap_or_default(), new.unwrap_or_default())),
        }
    }
}

/// One paragraph against another.
fn words(old: &[&str], new: &[&str]) -> Paragraph {
    let mut out: Paragraph = Vec::new();
    for (change, at) in steps(old, new) {
        let of = if change == Change::Added { new } else { old };
        let word = of.get(at).copied().unwrap_or_default();
        match out.last_mut().filter(|last| last.change == change) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(word);
            }
            None => out.push(Piece { change, text: word.to_owned() }),
        }
    }
    out
}

/// How one row becomes another: the longest common subsequence. Indices are the old row's, of what is
/// added the new one's.
fn steps<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(Change, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = |row: &[T]| row.len() - head;
    let ends = old.iter().rev().zip(new.iter().rev());
    let end = ends.take(tail(old).min(tail(new))).take_while(|(a, b)| a == b).count();
    let middle = |row: &[T]| head..row.len() - end;
    let (a, b) = (middle(old), middle(new));
    let mut out: Vec<(Change, usize)> = (0..head).map(|at| (Change::Same, at)).collect();
    let inner = (old.get(a.clone()).unwrap_or_default(), new.get(b.clone()).unwrap_or_default());
    if inner.0.len().saturating_mul(inner.1.len()) > CELLS {
        out.extend(a.map(|at| (Change::Removed, at)));
        out.extend(b.map(|at| (Change::Added, at)));
    } else {
        out.extend(middle_steps(inner.0, inner.1).map(|(change, at)| (change, at + head)));
    }
    out.extend((old.len() - end..old.len()).map(|at| (Change::Same, at)));
    out
}

fn middle_steps<T: PartialEq>(
    old: &[T],
    new: &[T],
) -> impl Iterator<Item = (Change, usize)> + use<T> {
    // `table[i][j]`: the longest row common to what follows old's i and new's j.
    let width = new.len() + 1;
    let mut table = vec![0u32; (old.len() + 1) * width];
    let get = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best = if a == b {
                get(&table, i + 1, j + 1) + 1
            } else {
                get(&table, i + 1, j).max(get(&table, i, j + 1))
            };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::with_capacity(old.len() + new.len());
    while i < old.len() || j < new.len() {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                out.push((Change::Same, i));
                (i, j) = (i + 1, j + 1);
            }
            (Some(_), b) if b.is_none() || get(&table, i + 1, j) >= get(&table, i, j + 1) => {
                out.push((Change::Removed, i));
                i += 1;
            }
            _ => {
                out.push((Change::Added, j));
                j += 1;
            }
        }
    }
    out.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        let one = |p: &Piece| match p.change {
            Change::Same => p.text.clone(),
            Change::Added => format!("[+{}]", p.text),
            Change::Removed => format!("[-{}]", p.text),
        };
        let all = paragraphs(old, new);
        all.iter().map(|p| p.iter().map(one).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn words_that_changed() {
        assert_eq!(
            shown("Un.\n\nLe chat noir dort bien.\n\nFin.", "Un.\n\nLe chat gris dort.\n\nFin."),
            ["Le chat [-noir dort bien.] [+gris dort.]"]
        );
        assert_eq!(shown("a b", "a b\n\nc d"), ["[+c d]"]);
        assert_eq!(shown("- un\n- deux\n- trois", "- un\n- trois"), ["[-- deux]"]);
    }

    #[test]
    fn line_ends_say_nothing() {
        assert!(shown("un deux\ntrois quatre", "un\ndeux trois\nquatre").is_empty());
        assert!(shown("", "").is_empty());
    }

    #[test]
    fn long_texts_end() {
        let old: String = (0..5000).map(|n| format!("{n} ")).collect();
        let new: String = (0..5000).map(|n| format!("{} ", n + 7000)).collect();
        let all = paragraphs(&old, &new);
        assert_eq!(all.iter().flatten().count(), 2);
    }

    proptest::proptest! {
        /// What is the same and what was removed is the old text; with what was added, the new one.
        #[test]
        fn nothing_is_lost(old in "[ab]{0,3}( [ab]{1,2}){0,12}", new in "[ab]{0,3}( [ab]{1,2}){0,12}") {
            let side = |skip: Change| {
                let old_words: Vec<&str> = old.split_whitespace().collect();
                let new_words: Vec<&str> = new.split_whitespace().collect();
                let pieces = words(&old_words, &new_words);
                let kept = pieces.into_iter().filter(|p| p.change != skip).map(|p| p.text);
                kept.collect::<Vec<_>>().join(" ")
            };
            let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            proptest::prop_assert_eq!(side(Change::Added), flat(&old));
            proptest::prop_assert_eq!(side(Change::Removed), flat(&new));
        }
    }
}
