//! What we know the author was sent, and which words of a text repeat it. No judgement of lines.

use super::lines::{Lines, Token, hash_run, is_link};

/// Words in a shingle: three are a common phrase, five miss short sentences (product.md §3.4).
const SHINGLE: usize = 4;
/// Places of one shingle that are tried: a refrain does not make us slow.
const PLACES: usize = 8;
/// Octets remembered in all; a text that no longer fits is left out, whole.
const MAX_MEMORY: usize = 4 * 1024 * 1024;

const NONE: u32 = u32::MAX;

/// One text that was sent, ready for comparison: made once, however many answers are held against it.
#[derive(Debug, Default)]
pub struct Recall {
    /// Octets of the text.
    size: usize,
    tokens: Vec<Token>,
    shingles: Shingles,
    /// Lines as wholes, by the hash of their words, in order.
    lines: Vec<u64>,
    /// Lines without words, to the character, in order.
    odd: Vec<Box<str>>,
    /// Hosts of the links, in order.
    hosts: Vec<Box<str>>,
}

impl Recall {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        Self::of_pieces(&[&Lines::of(text)], text.len())
    }

    /// Of a text of so many octets, whose lines are given in pieces.
    pub fn of_pieces(pieces: &[&Lines<'_>], size: usize) -> Self {
        let (mut lines, mut odd, mut hosts) = (Vec::new(), Vec::new(), Vec::new());
        let mut tokens = Vec::with_capacity(pieces.iter().map(|p| p.tokens.len()).sum());
        for piece in pieces {
            for line in &piece.lines {
                let words = piece.words_of(line);
                if words.is_empty() {
                    odd.push(line.body);
                } else {
                    lines.push(hash_run(words));
                }
                let found = line.body.split_whitespace().filter_map(host);
                hosts.extend(found.map(String::into_boxed_str));
            }
            tokens.extend_from_slice(&piece.tokens);
        }
        odd.sort_unstable();
        odd.dedup();
        hosts.sort_unstable();
        hosts.dedup();
        lines.sort_unstable();
        let odd = odd.into_iter().map(Box::from).collect();
        let shingles = Shingles::of(&tokens);
        Self { size, tokens, shingles, lines, odd, hosts }
    }

    /// So many of its words, from this one on.
    pub fn words(&self, first: usize, count: usize) -> &[Token] {
        self.tokens.get(first..first + count).unwrap_or_default()
    }

    /// About how much room it takes.
    pub fn octets(&self) -> usize {
        let odd: usize = self.odd.iter().chain(&self.hosts).map(|s| s.len() + 16).sum();
        (self.tokens.len() + self.lines.len()) * 8 + self.shingles.octets() + odd
    }
}

/// Where each run of [`SHINGLE`] words stands: the last place in a table of twice their number, each
/// place's earlier one beside it.
#[derive(Debug, Default)]
struct Shingles {
    slots: Vec<u32>,
    before: Vec<u32>,
}

impl Shingles {
    fn of(tokens: &[Token]) -> Self {
        let count = (tokens.len() + 1).saturating_sub(SHINGLE);
        if count == 0 {
            return Self::default();
        }
        let slots = vec![NONE; (2 * count).next_power_of_two()];
        let mut found = Self { slots, before: vec![NONE; count] };
        for (place, shingle) in tokens.windows(SHINGLE).enumerate() {
            let Ok(here) = u32::try_from(place) else { break };
            let slot = found.slot(tokens, shingle);
            if let (Some(slot), Some(before)) =
                (found.slots.get_mut(slot), found.before.get_mut(place))
            {
                *before = std::mem::replace(slot, here);
            }
        }
        found
    }

    /// The slot of a shingle: its own, or the free one that would be.
    fn slot(&self, tokens: &[Token], shingle: &[Token]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = mix(shingle) & mask;
        // Half of all slots are free, so this ends.
        while let Some(place) = self.slots.get(slot).filter(|p| **p != NONE) {
            if tokens.get(*place as usize..).is_some_and(|ours| ours.starts_with(shingle)) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The last place of a shingle.
    fn last(&self, tokens: &[Token], shingle: &[Token]) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let place = *self.slots.get(self.slot(tokens, shingle))?;
        (place != NONE).then_some(place as usize)
    }

    /// The place of the same shingle before this one.
    fn before(&self, place: usize) -> Option<usize> {
        self.before.get(place).filter(|p| **p != NONE).map(|p| *p as usize)
    }

    fn octets(&self) -> usize {
        4 * (self.slots.len() + self.before.len())
    }
}

/// One number of a few; words are numbers by chance already, so little is needed.
fn mix(run: &[Token]) -> usize {
    let mixed = run
        .iter()
        .fold(0u64, |all, token| (all.rotate_left(23) ^ token).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    usize::try_from(mixed >> 32).unwrap_or(0)
}

/// Texts that were sent, side by side.
#[derive(Debug, Default)]
pub struct Memory<'r> {
    tokens: Vec<Token>,
    /// Each with the place of its first word.
    parts: Vec<(usize, &'r Recall)>,
}

impl<'r> Memory<'r> {
    /// Remembers texts.
    pub fn of(texts: impl IntoIterator<Item = &'r Recall>) -> Self {
        let mut memory = Self::default();
        let mut room = MAX_MEMORY;
        for text in texts {
            let Some(left) = room.checked_sub(text.size) else { continue };
            room = left;
            memory.parts.push((memory.tokens.len(), text));
            memory.tokens.extend_from_slice(&text.tokens);
        }
        memory
    }

    /// Whether anything is remembered.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// For each word of a text, its place in what was sent, where a shingle or a longer run repeats it.
    pub fn places(&self, tokens: &[Token]) -> Vec<Option<u32>> {
        let mut places = vec![None; tokens.len()];
        if self.is_empty() {
            return places;
        }
        let (mut at, mut expected) = (0, 0);
        while let Some(rest) = tokens.get(at..).filter(|r| r.len() >= SHINGLE) {
            let Some((place, length)) = self.longest(rest, expected) else {
                at += 1;
                continue;
            };
            for (i, slot) in places.iter_mut().skip(at).take(length).enumerate() {
                *slot = u32::try_from(place + i).ok();
            }
            at += length;
            expected = place + length;
        }
        if expected > 0 {
            self.fill_gaps(tokens, &mut places);
        }
        places
    }

    /// The longest run of ours that `rest` begins with; of two as long, the nearer one after the last.
    fn longest(&self, rest: &[Token], expected: usize) -> Option<(usize, usize)> {
        let shingle = rest.get(..SHINGLE)?;
        let mut best: Option<(usize, usize)> = None;
        for at in self.places_of(shingle).take(PLACES) {
            let ours = self.tokens.get(at..).unwrap_or_default();
            let length = ours.iter().zip(rest).take_while(|(a, b)| a == b).count();
            let nearer = |other: usize| at.abs_diff(expected) < other.abs_diff(expected);
            if best.is_none_or(|(b, l)| length > l || (length == l && nearer(b))) {
                best = Some((at, length));
            }
        }
        best
    }

    /// Where a shingle stands within a text, the last place first.
    fn places_of(&self, shingle: &[Token]) -> impl Iterator<Item = usize> {
        self.parts.iter().rev().flat_map(move |(start, part)| {
            let last = part.shingles.last(&part.tokens, shingle);
            std::iter::successors(last, |place| part.shingles.before(*place))
                .map(move |place| start + place)
        })
    }

    /// Between two runs that follow one another in ours, words too few for a shingle.
    fn fill_gaps(&self, tokens: &[Token], places: &mut [Option<u32>]) {
        let mut last: Option<(usize, u32)> = None;
        let known: Vec<(usize, u32)> =
            places.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?))).collect();
        for (i, place) in known {
            // Not more: among many words of the author's some would be found by accident.
            if let Some((before, at)) = last
                && (2..=4).contains(&(i - before))
                && place > at
                && (place - at) as usize <= i - before + 2
            {
                let mut ours = at + 1;
                for gap in before + 1..i {
                    let Some(token) = tokens.get(gap) else { break };
                    let found = (ours..place).find(|o| self.tokens.get(*o as usize) == Some(token));
                    if let (Some(found), Some(slot)) = (found, places.get_mut(gap)) {
                        *slot = Some(found);
                        ours = found + 1;
                    }
                }
            }
            last = Some((i, place));
        }
    }

    fn any(&self, holds: impl Fn(&Recall) -> bool) -> bool {
        self.parts.iter().any(|(_, part)| holds(part))
    }

    /// Whether a line of ours consists of exactly these words.
    pub fn has_line(&self, words: &[Token]) -> bool {
        let hash = hash_run(words);
        self.any(|part| part.lines.binary_search(&hash).is_ok())
    }

    /// Whether a line of ours without words reads exactly so.
    pub fn has_odd_line(&self, body: &str) -> bool {
        self.any(|part| part.odd.binary_search_by(|odd| odd.as_ref().cmp(body)).is_ok())
    }

    /// Whether ours links to the same host.
    pub fn has_host_of(&self, chunk: &str) -> bool {
        let same = |host: &str| {
            self.any(|part| part.hosts.binary_search_by(|h| h.as_ref().cmp(host)).is_ok())
        };
        host(chunk).is_some_and(|h| same(&h))
    }

    /// Whether, in ours, these words come right after the word at `place`.
    pub fn goes_on(&self, place: u32, words: &[Token]) -> bool {
        let rest = self.tokens.get(place as usize + 1..).unwrap_or_default();
        !words.is_empty() && rest.starts_with(words)
    }

    /// Whether these words stand together in ours: a name, an address, a subject.
    pub fn knows(&self, words: &[Token]) -> bool {
        let stands = |at: usize| self.tokens.get(at..).is_some_and(|ours| ours.starts_with(words));
        let Some(shingle) = words.get(..SHINGLE) else {
            let first = words.first();
            let begins = self.tokens.iter().enumerate().filter(|(_, t)| Some(*t) == first);
            return begins.into_iter().any(|(i, _)| stands(i));
        };
        // Within a text its index tells; what begins in one and ends in the next it does not know.
        let seam = |(start, _): &(usize, &Recall)| start.saturating_sub(SHINGLE - 1)..*start;
        self.places_of(shingle).any(stands) || self.parts.iter().flat_map(seam).any(stands)
    }
}

/// The host of a link.
fn host(chunk: &str) -> Option<String> {
    if !is_link(chunk) {
        return None;
    }
    let rest = chunk.split_once("://").map_or(chunk, |(_, r)| r);
    let end = rest.find(['/', '?', '#', '>', ')', ']', ':']).unwrap_or(rest.len());
    rest.get(..end).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(memory: &str, text: &str) -> Vec<Option<u32>> {
        Memory::of([&Recall::of(memory)]).places(&Lines::of(text).tokens)
    }

    #[test]
    fn runs_and_gaps() {
        assert_eq!(places("a b c d e", "x a b c d"), [None, Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!(places("a b c d e", "a b c"), [None, None, None]);
        // “e” is too short for a shingle of its own, but stands between two that follow.
        let gap = places("a b c d e f g h i j", "a b c d X e Y g h i j");
        assert_eq!(gap[5], Some(4));
        assert_eq!((gap[4], gap[6]), (None, None));
    }

    #[test]
    fn refrains_take_the_nearest() {
        let found = places("a b c d x a b c d y a b c d z", "a b c d x a b c d y");
        assert_eq!(found, (0..10).map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn texts_stand_side_by_side() {
        let texts = ["a b c d e", "", "x", "f g h i a b c d z"].map(Recall::of);
        let memory = Memory::of(&texts);
        let places = |text: &str| memory.places(&Lines::of(text).tokens);
        // The last text has it too, and nearer to nothing before.
        assert_eq!(places("a b c d z"), [10, 11, 12, 13, 14].map(Some));
        assert_eq!(places("a b c d e"), [0, 1, 2, 3, 4].map(Some));
        // A run goes on into the next text; a shingle does not begin before it.
        assert_eq!(places("b c d e x f g"), [1, 2, 3, 4, 5, 6, 7].map(Some));
        assert_eq!(places("d e x f"), [None; 4]);
        let known = |text: &str| memory.knows(&Lines::of(text).tokens);
        assert!(known("d e x f g h") && known("e x f g") && known("a b c d z") && known("x f"));
        assert!(!known("e x f h") && !known("a b c z") && !known("f x") && !known(""));
    }

    #[test]
    fn values_and_hosts() {
        let recall = Recall::of("Zoé Tremblay <zoe@example.org>\nhttps://listes.example.org/a\n--");
        let memory = Memory::of([&recall]);
        let known = |t: &str| memory.knows(&Lines::of(t).tokens);
        assert!(known("zoé tremblay") && known("zoe@example.org") && !known("zoé roy"));
        assert!(memory.has_host_of("<https://listes.example.org/b>"));
        assert!(!memory.has_host_of("https://example.com/"));
        assert!(memory.has_odd_line("--"));
    }
}
