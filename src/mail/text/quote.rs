//! Which lines repeat what others wrote. Two sources: what we know was sent ([`known`]), and the
//! conventions of mail programs ([`convention`]). In doubt a line is the author's.

mod convention;
mod known;

use std::ops::Range;

use super::attribution;
use super::lines::{Line, Lines};
use super::memory::Memory;

/// What a line turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The author's, or nothing.
    Own,
    /// The author's, typed into quoted text: its marks are not.
    Inserted,
    /// Repeats others.
    Quote,
    /// Introduces what is repeated.
    Attribution,
}

/// Judges every line.
pub fn judge(lines: &Lines<'_>, memory: &Memory<'_>) -> Vec<Verdict> {
    let mut judge = Judge {
        lines,
        memory,
        places: memory.places(&lines.tokens),
        verdicts: vec![Verdict::Own; lines.lines.len()],
        weak: Vec::new(),
    };
    judge.marked();
    if !memory.is_empty() {
        judge.inserted();
    }
    judge.introduce_marked();
    if memory.is_empty() {
        judge.tail_by_convention();
    } else {
        judge.introduce_known();
        judge.repeated();
        judge.between();
        judge.keep_something();
    }
    judge.verdicts
}

struct Judge<'a, 't> {
    lines: &'a Lines<'t>,
    memory: &'a Memory<'a>,
    /// For each word, its place in what was sent.
    places: Vec<Option<u32>>,
    verdicts: Vec<Verdict>,
    /// Lines cut only because they are long repetitions.
    weak: Vec<usize>,
}

impl<'t> Judge<'_, 't> {
    fn count(&self) -> usize {
        self.lines.lines.len()
    }

    fn line(&self, i: usize) -> Option<&Line<'t>> {
        self.lines.lines.get(i)
    }

    fn is(&self, i: usize, verdict: Verdict) -> bool {
        self.verdicts.get(i) == Some(&verdict)
    }

    fn is_own(&self, range: Range<usize>) -> bool {
        range.into_iter().all(|i| self.is(i, Verdict::Own))
    }

    fn set(&mut self, range: impl IntoIterator<Item = usize>, verdict: Verdict) {
        for i in range {
            if let Some(slot) = self.verdicts.get_mut(i) {
                *slot = verdict;
            }
        }
    }

    /// The nearest line above with something on it.
    fn before(&self, i: usize) -> Option<usize> {
        (0..i).rev().find(|i| self.line(*i).is_some_and(|l| !l.is_neutral()))
    }

    /// The nearest below.
    fn after(&self, i: usize) -> Option<usize> {
        (i + 1..self.count()).find(|i| self.line(*i).is_some_and(|l| !l.is_neutral()))
    }

    /// Lines with quote marks (RFC 3676 §4.5), but for a lone « > 50 % des membres » and for what is
    /// forwarded: that is meant to be read, though some programs mark it.
    fn marked(&mut self) {
        let all = || self.lines.lines.iter().enumerate();
        let forwarded = all().find(|(_, l)| l.depth == 0 && attribution::is_forward(l.body));
        let end = forwarded.map_or(self.count(), |(i, _)| i);
        let marked: Vec<usize> =
            all().take(end).filter(|(_, l)| l.depth > 0).map(|(i, _)| i).collect();
        let lone = match marked.as_slice() {
            [one] => self.line(*one).is_some_and(|l| {
                let introduced =
                    self.before(*one).is_some_and(|l| attribution::above(self.lines, l).is_some());
                let figure = l.body.starts_with(|c: char| c.is_ascii_digit());
                figure && !introduced && !self.is_repeated(l)
            }),
            _ => false,
        };
        if !lone {
            self.set(marked, Verdict::Quote);
        }
    }

    /// Attributions above marked lines.
    fn introduce_marked(&mut self) {
        for i in 1..self.count() {
            if self.is(i, Verdict::Quote) && !self.is(i - 1, Verdict::Quote) {
                self.introduce(i);
            }
        }
    }

    /// Marks what introduces the quotation that begins at line `start`; whether anything does.
    fn introduce(&mut self, start: usize) -> bool {
        let Some(last) = self.before(start).filter(|l| start - l <= 3) else { return false };
        if !self.is(last, Verdict::Own) {
            return self.is(last, Verdict::Attribution);
        }
        let range = attribution::above(self.lines, last)
            .or_else(|| self.header_ending_at(last))
            .or_else(|| self.separator_at(last))
            .or_else(|| self.foreign_attribution(last))
            .or_else(|| self.bare_values(last));
        let Some(range) = range.filter(|r| self.is_own(r.clone())) else { return false };
        let range = self.with_date_line(range);
        self.set_introduction(range);
        true
    }

    /// Marks an introduction, and a separator or rule above it.
    fn set_introduction(&mut self, range: Range<usize>) {
        let above = self.before(range.start).filter(|l| range.start - l <= 3);
        if let Some(separator) = above.filter(|l| self.is(*l, Verdict::Own))
            && self.separator_at(separator).is_some()
        {
            self.set([separator], Verdict::Attribution);
        }
        self.set(range, Verdict::Attribution);
    }

    /// “-----Original Message-----” on one line.
    fn separator_at(&self, i: usize) -> Option<Range<usize>> {
        let line = self.line(i).filter(|l| l.depth == 0)?;
        attribution::is_separator(line.body).then_some(i..i + 1)
    }
}
