//! Lines that repeat what we know was sent, and what introduces them.

use std::ops::Range;

use super::super::lines::{Line, Lines, Token};
use super::super::{attribution, header};
use super::{Judge, Verdict};
use crate::mail::recognise::{Expression, tables, words};

/// An unmarked repetition this long is no accident, wherever it stands.
const LONG_REPEAT: usize = 12;

impl<'t> Judge<'_, 't> {
    /// Lines that stand, in marked text, between two that follow one another in what was sent: somebody
    /// typed them there.
    pub(super) fn inserted(&mut self) {
        let mut i = 0;
        while i < self.count() {
            let cold = |j: &usize| {
                let strange = |l: &Line<'_>| self.covered(l) == 0 && !self.is_known(l);
                self.is(*j, Verdict::Quote) && self.line(*j).is_some_and(strange)
            };
            let end = (i..self.count()).find(|j| !cold(j)).unwrap_or(self.count());
            if end > i && self.is_insertion(i, end) {
                self.set(i..end, Verdict::Inserted);
            }
            i = end.max(i + 1);
        }
    }

    fn is_insertion(&self, start: usize, end: usize) -> bool {
        let (Some(first), Some(last)) = (self.line(start), self.line(end - 1)) else {
            return false;
        };
        if first.tokens.start == last.tokens.end || first.tokens.start == 0 {
            return false;
        }
        let follows = self
            .place(first.tokens.start - 1)
            .zip(self.place(last.tokens.end))
            .is_some_and(|(before, after)| after == before + 1);
        // What is quoted deeper is somebody else's answer.
        let depth = |i: Option<usize>| i.and_then(|i| self.line(i)).map_or(0, |l| l.depth);
        let shallow = depth(self.before(start)).min(depth(self.after(end - 1)));
        let lines = self.lines.lines.get(start..end).unwrap_or_default();
        follows && lines.iter().all(|l| l.depth <= shallow)
    }

    fn place(&self, token: usize) -> Option<u32> {
        self.places.get(token).copied().flatten()
    }

    fn covered(&self, line: &Line<'_>) -> usize {
        let places = self.places.get(line.tokens.clone()).unwrap_or_default();
        places.iter().filter(|p| p.is_some()).count()
    }

    /// Whether a line repeats ours: every word, or three of five and the others only damage.
    pub(super) fn is_repeated(&self, line: &Line<'_>) -> bool {
        let (words, covered) = (line.tokens.len(), self.covered(line));
        if words == 0 || covered * 10 < words * 6 {
            return false;
        }
        covered == words || (words >= 5 && covered + 1 == words) || self.is_damage(line)
    }

    /// Whether each run of strange words stands where ours has others: changed on the way, not added.
    /// « Oui, je viens à la réunion de mardi » repeats much and is an answer.
    fn is_damage(&self, line: &Line<'_>) -> bool {
        let mut at = line.tokens.start;
        while at < line.tokens.end {
            if self.place(at).is_some() {
                at += 1;
                continue;
            }
            let end = (at..self.places.len()).find(|i| self.place(*i).is_some());
            let before = at.checked_sub(1).and_then(|i| self.place(i));
            let (Some(end), Some(before)) = (end, before) else { return false };
            let Some(missing) = self.place(end).and_then(|p| p.checked_sub(before + 1)) else {
                return false;
            };
            let (strange, missing) = (end - at, missing as usize);
            if missing == 0 || strange > missing + 2 || missing > strange + 2 {
                return false;
            }
            at = end;
        }
        true
    }

    /// Header blocks and attributions of unmarked quotations: certain ones above anything that repeats,
    /// others directly above it.
    pub(super) fn introduce_known(&mut self) {
        let Some(last) = self.lines.lines.iter().rposition(|l| self.is_known(l)) else { return };
        let mut i = 0;
        while i < last {
            let found = self.structure_at(i).filter(|(r, _)| self.is_own(r.clone()));
            let Some((range, certain)) = found else {
                i += 1;
                continue;
            };
            i = range.end;
            if i <= last && (certain || self.known_below(i)) {
                self.set_introduction(range);
            }
        }
    }

    /// Whether a line repeats ours, or is short and one of ours.
    fn is_known(&self, line: &Line<'_>) -> bool {
        let words = self.lines.words_of(line);
        !words.is_empty() && (self.is_repeated(line) || self.memory.has_line(words))
    }

    fn structure_at(&self, i: usize) -> Option<(Range<usize>, bool)> {
        let line = self.line(i).filter(|l| l.depth == 0 && !l.is_neutral())?;
        if attribution::is_separator(line.body) {
            return Some((i..i + 1, true));
        }
        let block = header::at(self.lines, i).map(|b| (b.range, b.certain));
        block.or_else(|| Some((attribution::certain(self.lines, i)?, true)))
    }

    /// Whether one of the next two lines is known, and of some length.
    fn known_below(&self, start: usize) -> bool {
        let below = self.lines.lines.iter().skip(start).filter(|l| !l.is_neutral());
        below.take(2).any(|l| l.tokens.len() >= 2 && self.is_known(l))
    }

    /// A header block, certain or not, that ends at line `last`.
    pub(super) fn header_ending_at(&self, last: usize) -> Option<Range<usize>> {
        let blocks = (last.saturating_sub(11)..=last).filter_map(|i| header::at(self.lines, i));
        let mut ending = blocks.filter(|b| b.range.end == last + 1);
        ending.find(|b| b.certain || self.names_known(b.range.clone())).map(|b| b.range)
    }

    /// Whether one of these lines gives, after a label, a value of ours: a name, an address.
    fn names_known(&self, mut range: Range<usize>) -> bool {
        range.any(|i| self.line(i).is_some_and(|l| self.is_labelled_value(l)))
    }

    fn is_labelled_value(&self, line: &Line<'_>) -> bool {
        let value = self.lines.words_of(line).get(1..).unwrap_or_default();
        value.len() >= 2 && line.body.contains([':', '\t']) && self.memory.knows(value)
    }

    /// Lines of nothing but values we know and dates: « Zoé Tremblay », « zoe@example.org »,
    /// « 20/05/2019 14:21 ». Two at least, an address among them.
    pub(super) fn bare_values(&self, last: usize) -> Option<Range<usize>> {
        if self.memory.is_empty() {
            return None;
        }
        let (mut first, mut count, mut email) = (last + 1, 0, false);
        for i in (last.saturating_sub(9)..=last).rev() {
            let own = self.line(i).filter(|l| l.depth == 0 && self.is(i, Verdict::Own));
            let Some(line) = own else { break };
            if line.is_neutral() {
                continue;
            }
            if !self.is_bare_value(line) {
                break;
            }
            email = email || line.body.split_whitespace().any(attribution::is_email);
            (first, count) = (i, count + 1);
        }
        (email && count >= 2).then_some(first..last + 1)
    }

    fn is_bare_value(&self, line: &Line<'_>) -> bool {
        let tokens = self.lines.words_of(line);
        if (tokens.len() >= 2 && self.memory.knows(tokens)) || self.is_labelled_value(line) {
            return true;
        }
        // A date or a label has few words.
        if tokens.len() > 12 {
            return false;
        }
        let text = words(line.body);
        let listed = |w: &String, all: &[Expression]| {
            all.iter().any(|e| matches!(e.as_slice(), [one] if one == w))
        };
        let timely = |w: &String| {
            w.bytes().all(|b| b.is_ascii_digit())
                || listed(w, &tables().calendar)
                || ["h", "a", "at", "am", "pm", "le", "on"].contains(&w.as_str())
        };
        let dated = text.iter().any(|w| attribution::is_year(w)) && text.iter().all(timely);
        let label = [&tables().label_to, &tables().label_subject, &tables().label_from];
        dated || label.iter().any(|l| l.contains(&text))
    }

    /// An attribution in an unknown language: it introduces, holds a date, and a name of ours.
    pub(super) fn foreign_attribution(&self, last: usize) -> Option<Range<usize>> {
        let line = self.line(last).filter(|l| l.depth == 0 && self.is(last, Verdict::Own))?;
        if !attribution::introduces(line.body) {
            return None;
        }
        let chunks: Vec<&str> = line.body.split_whitespace().collect();
        let named = || {
            chunks.windows(2).any(|pair| {
                let capital = |c: &&str| {
                    c.trim_start_matches(['"', '(', '«']).starts_with(char::is_uppercase)
                };
                let name = || Lines::of(&pair.join(" ")).tokens;
                let is_known = |name: &[Token]| name.len() >= 2 && self.memory.knows(name);
                pair.iter().all(capital) && is_known(&name())
            })
        };
        let dated = || {
            attribution::has_time(line.body)
                || words(line.body).iter().any(|w| attribution::is_year(w))
        };
        (chunks.len() <= 16 && dated() && named()).then_some(last..last + 1)
    }

    /// A wrapped attribution in an unknown language: the line above holds the date and a known name.
    pub(super) fn with_date_line(&self, range: Range<usize>) -> Range<usize> {
        let above = range.start.checked_sub(1).filter(|i| self.is(*i, Verdict::Own));
        let Some(line) = above.and_then(|i| self.line(i)) else { return range };
        let tokens = self.lines.words_of(line);
        let name = tokens.len().checked_sub(2).and_then(|at| tokens.get(at..));
        let known = name.is_some_and(|n| self.memory.knows(n));
        let dated = words(line.body).iter().any(|w| attribution::is_year(w));
        let whole = line.depth == 0 && tokens.len() <= 14 && !line.body.ends_with(['.', '?', '!']);
        if known && dated && whole { range.start - 1..range.end } else { range }
    }

    /// Unmarked lines that repeat what was sent, zone by zone.
    pub(super) fn repeated(&mut self) {
        let mut anchored = false;
        let mut i = 0;
        while i < self.count() {
            if self.is(i, Verdict::Attribution) {
                // Where a programme marks what it quotes, bare lines are the author's own greeting.
                let marked = |n: usize| self.line(n).is_some_and(|l| l.depth > 0);
                anchored = self.after(i).is_some_and(|n| !marked(n));
            }
            if !self.is_candidate(i) {
                i += 1;
                continue;
            }
            let end = self.zone_end(i);
            let sure = anchored || self.goes_on_from_quote(i, end) || self.introduce(i);
            anchored = anchored || sure;
            if sure {
                self.set(i..end, Verdict::Quote);
            } else if self.is_long_or_question(i, end) {
                self.set(i..end, Verdict::Quote);
                self.weak.extend(i..end);
            }
            i = end;
        }
    }

    fn is_candidate(&self, i: usize) -> bool {
        self.is(i, Verdict::Own) && self.line(i).is_some_and(|l| self.is_repeated(l))
    }

    /// The end of the lines from `start` that all repeat, blank ones between them counted in.
    fn zone_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        for i in start + 1..self.count() {
            if self.is_candidate(i) {
                end = i + 1;
            } else if !self.line(i).is_some_and(Line::is_neutral) {
                break;
            }
        }
        end
    }

    /// Goes on where a marked line next to it ends, or ends where it begins: the programme wrapped
    /// lines again and forgot the marks.
    fn goes_on_from_quote(&self, start: usize, end: usize) -> bool {
        let quote = |i: Option<usize>| i.filter(|i| self.is(*i, Verdict::Quote));
        let first =
            |i: usize| self.line(i).and_then(|l| l.tokens.clone().find_map(|t| self.place(t)));
        let last = |i: usize| {
            self.line(i).and_then(|l| l.tokens.clone().rev().find_map(|t| self.place(t)))
        };
        let near =
            |a: Option<u32>, b: Option<u32>| a.zip(b).is_some_and(|(a, b)| b > a && b - a <= 3);
        quote(start.checked_sub(1)).is_some_and(|above| near(last(above), first(start)))
            || quote(Some(end)).is_some_and(|below| near(last(end - 1), first(below)))
    }

    fn is_long_or_question(&self, start: usize, end: usize) -> bool {
        let zone = self.lines.lines.get(start..end).unwrap_or_default();
        let words: usize = zone.iter().map(|l| l.tokens.len()).sum();
        let whole = |l: &Line<'_>| {
            l.tokens.len() >= 4
                && l.body.ends_with('?')
                && self.memory.has_line(self.lines.words_of(l))
        };
        words >= LONG_REPEAT || zone.iter().all(|l| l.is_neutral() || whole(l))
    }

    /// Beside quoted lines: those too short for a shingle, links, odd signs, rows of labels.
    pub(super) fn between(&mut self) {
        self.short_lines();
        for i in 0..self.count() {
            self.odd_line(i);
        }
        self.label_rows();
    }

    /// Lines of few words that go on exactly where the last quoted line ended; also, right after an
    /// attribution or an unmarked quotation, lines that ours has as a whole: below a marked one, a
    /// greeting like ours is the author's.
    fn short_lines(&mut self) {
        let mut last: Option<u32> = None;
        let mut beside = false;
        for i in 0..self.count() {
            let Some(line) = self.line(i).filter(|l| !l.is_neutral()) else { continue };
            let range = line.tokens.clone();
            let quoted = self.is(i, Verdict::Quote);
            if quoted || self.is(i, Verdict::Attribution) {
                let end = range.clone().rev().find_map(|t| self.place(t));
                last = if quoted { end.or(last) } else { last };
                beside = line.depth == 0;
                continue;
            }
            let words: &[Token] = self.lines.tokens.get(range).unwrap_or_default();
            let short = (1..=6).contains(&words.len()) && self.is(i, Verdict::Own);
            let goes_on = last.filter(|l| short && self.memory.goes_on(*l, words));
            if let Some(at) = goes_on {
                last = at.checked_add(u32::try_from(words.len()).unwrap_or(u32::MAX));
                self.set([i], Verdict::Quote);
            } else if short && beside && self.memory.has_line(words) {
                self.set([i], Verdict::Quote);
            } else {
                beside = false;
            }
        }
    }

    /// Lines without words between quoted ones: links to our own pages, signs that ours has too.
    fn odd_line(&mut self, i: usize) {
        let Some(line) = self.line(i).filter(|l| !l.is_neutral() && l.tokens.is_empty()) else {
            return;
        };
        let quoted = |i: Option<usize>| i.is_some_and(|i| self.is(i, Verdict::Quote));
        let (above, below) = (quoted(self.before(i)), quoted(self.after(i)));
        let ours = line.body.split_whitespace().all(|c| self.memory.has_host_of(c))
            || self.memory.has_odd_line(line.body);
        let last = self.after(i).is_none();
        // A question mark that wrapping left alone.
        let stray = line.body.chars().all(|c| "?!.,;:»".contains(c))
            && quoted(i.checked_sub(1))
            && line.body.len() <= 4;
        if self.is(i, Verdict::Own) && ((ours && above && (below || last)) || stray) {
            self.set([i], Verdict::Quote);
        }
    }

    /// Rows like « cc », « Objet  Réunion » among quoted lines: what is left of a header without marks.
    fn label_rows(&mut self) {
        let mut i = 0;
        while i < self.count() {
            let introduced = self.before(i).is_some_and(|j| !self.is(j, Verdict::Own));
            if !introduced {
                i += 1;
                continue;
            }
            let row = |j: &usize| {
                self.is(*j, Verdict::Own)
                    && self.line(*j).is_some_and(|l| l.is_neutral() || self.is_bare_value(l))
            };
            let end = (i..self.count()).find(|j| !row(j)).unwrap_or(self.count());
            let words = |j: &usize| self.line(*j).is_some_and(|l| !l.is_neutral());
            let quoted = |j: Option<usize>| {
                j.is_some_and(|j| self.is(j, Verdict::Quote) || self.is(j, Verdict::Attribution))
            };
            let labelled = |j: usize| self.line(j).is_some_and(|l| self.is_labelled_value(l));
            if (i..end).filter(words).count() >= 2
                && (i..end).any(labelled)
                && quoted(self.before(i))
                && quoted(self.after(end - 1))
            {
                self.set(i..end, Verdict::Attribution);
            }
            i = end.max(i + 1);
        }
    }

    /// Weak signs alone never empty a message.
    pub(super) fn keep_something(&mut self) {
        let own = |(line, verdict): (&Line<'_>, &Verdict)| {
            matches!(verdict, Verdict::Own | Verdict::Inserted) && !line.tokens.is_empty()
        };
        if !self.lines.lines.iter().zip(&self.verdicts).any(own) {
            let weak = std::mem::take(&mut self.weak);
            self.set(weak, Verdict::Own);
        }
    }
}
