//! What we know the author was sent, and which words of a text repeat it. No judgement of lines.

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::lines::{Lines, Token, hash_run, is_link};

/// Words in a shingle: three are a common phrase, five miss short sentences (product.md §3.4).
const SHINGLE: usize = 4;
/// Places of one shingle that are tried: a refrain does not make us slow.
const PLACES: usize = 8;

/// Texts that were sent, ready for comparison.
#[derive(Debug, Default)]
pub struct Memory {
    tokens: Vec<Token>,
    /// Shingle → its first place; further ones in `next`.
    first: HashMap<u64, u32>,
    next: Vec<u32>,
    /// Lines as wholes, by the hash of their words.
    lines: HashSet<u64>,
    /// Lines without words, to the character.
    odd: HashSet<String>,
    /// Hosts of the links.
    hosts: HashSet<String>,
}

/// Octets remembered in all; a text that no longer fits is left out, whole.
const MAX_MEMORY: usize = 4 * 1024 * 1024;

const NONE: u32 = u32::MAX;

impl Memory {
    /// Remembers texts.
    pub fn of(texts: &[&str]) -> Self {
        let mut memory = Self::default();
        let mut room = MAX_MEMORY;
        // A word has some six letters.
        memory.first =
            HashMap::with_capacity(texts.iter().map(|t| t.len() / 6).sum::<usize>().min(100_000));
        for text in texts {
            let Some(left) = room.checked_sub(text.len()) else { continue };
            room = left;
            let lines = Lines::of(text);
            for line in &lines.lines {
                let words = lines.words_of(line);
                if words.is_empty() {
                    memory.odd.insert(line.body.to_owned());
                } else {
                    memory.lines.insert(hash_run(words));
                }
                memory.hosts.extend(line.body.split_whitespace().filter_map(host));
            }
            let start = memory.tokens.len();
            memory.tokens.extend_from_slice(&lines.tokens);
            memory.index_from(start);
        }
        memory
    }

    fn index_from(&mut self, start: usize) {
        self.next.resize(self.tokens.len(), NONE);
        let fresh = self.tokens.get(start..).unwrap_or_default();
        for (i, shingle) in fresh.windows(SHINGLE).enumerate() {
            let Ok(place) = u32::try_from(start + i) else { return };
            let before = self.first.insert(hash_run(shingle), place).unwrap_or(NONE);
            if let Some(next) = self.next.get_mut(start + i) {
                *next = before;
            }
        }
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
        self.fill_gaps(tokens, &mut places);
        places
    }

    /// The longest run of ours that `rest` begins with; of two as long, the nearer one after the last.
    fn longest(&self, rest: &[Token], expected: usize) -> Option<(usize, usize)> {
        let shingle = rest.get(..SHINGLE)?;
        let mut place = self.first.get(&hash_run(shingle)).copied().unwrap_or(NONE);
        let mut best: Option<(usize, usize)> = None;
        for _ in 0..PLACES {
            let at = place as usize;
            let Some(ours) = self.tokens.get(at..) else { break };
            let length = ours.iter().zip(rest).take_while(|(a, b)| a == b).count();
            let nearer = |other: usize| at.abs_diff(expected) < other.abs_diff(expected);
            if length >= SHINGLE
                && best.is_none_or(|(b, l)| length > l || (length == l && nearer(b)))
            {
                best = Some((at, length));
            }
            place = self.next.get(at).copied().unwrap_or(NONE);
            if place == NONE {
                break;
            }
        }
        best
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

    /// Whether a line of ours consists of exactly these words.
    pub fn has_line(&self, words: &[Token]) -> bool {
        self.lines.contains(&hash_run(words))
    }

    /// Whether a line of ours without words reads exactly so.
    pub fn has_odd_line(&self, body: &str) -> bool {
        self.odd.contains(body)
    }

    /// Whether ours links to the same host.
    pub fn has_host_of(&self, chunk: &str) -> bool {
        host(chunk).is_some_and(|h| self.hosts.contains(&h))
    }

    /// Whether, in ours, these words come right after the word at `place`.
    pub fn goes_on(&self, place: u32, words: &[Token]) -> bool {
        let rest = self.tokens.get(place as usize + 1..).unwrap_or_default();
        !words.is_empty() && rest.starts_with(words)
    }

    /// Whether these words stand together in ours: a name, an address, a subject.
    pub fn knows(&self, words: &[Token]) -> bool {
        let Some((first, rest)) = words.split_first() else { return false };
        let begins = self.tokens.iter().enumerate().filter(|(_, t)| *t == first);
        begins.filter_map(|(i, _)| self.tokens.get(i + 1..)).any(|ours| ours.starts_with(rest))
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
        Memory::of(&[memory]).places(&Lines::of(text).tokens)
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
    fn values_and_hosts() {
        let memory =
            Memory::of(&["Zoé Tremblay <zoe@example.org>\nhttps://listes.example.org/a\n--"]);
        let known = |t: &str| memory.knows(&Lines::of(t).tokens);
        assert!(known("zoé tremblay") && known("zoe@example.org") && !known("zoé roy"));
        assert!(memory.has_host_of("<https://listes.example.org/b>"));
        assert!(!memory.has_host_of("https://example.com/"));
        assert!(memory.has_odd_line("--"));
    }
}
