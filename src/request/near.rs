//! How far a misspelt word is from a right one. Only a number; who may be misspelt is the parser's.

/// Letters added, dropped, changed or swapped with their neighbour between two words; stops counting
/// after `limit`.
pub(super) fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    // A monster is told by its octets, before it is taken apart.
    if a.len() > 4 * (b.len() + limit) || b.len() > 4 * (a.len() + limit) {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&last, j) + usize::from(x != y);
            let mut best = changed.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && b.get(j - 1) == Some(x) && a.get(i - 1) == Some(y);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|d| *d <= limit)
}

/// Whether a word may be a misspelling of another, folded.
pub fn is_near(said: &str, word: &str) -> bool {
    distance(said, word, allowed(word.chars().count())).is_some()
}

/// Misspellings that a word of so many letters may have.
pub(super) fn allowed(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("desabonner", "desaboner", 2), Some(1));
        assert_eq!(distance("weekly", "wekely", 2), Some(1));
        assert_eq!(distance("pause", "pause", 1), Some(0));
        assert_eq!(distance("pause", "cours", 2), None);
        assert_eq!(distance("unsubscribe", "unsuscribbe", 2), Some(2));
        assert_eq!(distance("a", "", 1), Some(1));
    }
}
