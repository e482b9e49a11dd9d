//! Pieces of what people wrote, short enough for a digest: cleaned, cut at sentences or words, never
//! reworded. Addresses and links are masked: a digest is forwarded, and an address in it harvested
//! (threat 25); a link in it may hold somebody's token.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::cues;
use super::facts::{Conversation, Post};
use crate::list::ArticleNo;

/// Characters of the opener's piece.
pub const OPENER: usize = 280;
/// Characters of a reply's piece.
pub const REPLY: usize = 160;
/// Replies that are shown.
pub const REPLIES: usize = 3;

/// One line of clean text: blanks folded, no control or direction characters, addresses as `hidden`,
/// web addresses as their host in brackets.
pub fn clean(text: &str, hidden: &str) -> String {
    let visible = visible(text);
    let words = visible.split([' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}']);
    let mut out = String::with_capacity(visible.len());
    for word in words.filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&mask(word, hidden));
    }
    out
}

/// A text without controls, and without what reorders or hides others.
pub fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_trick(*c)).collect()
}

/// Controls, and characters that reorder or hide others (threat 26). The joiners stay: emoji and
/// whole scripts need them.
fn is_trick(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'))
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{61C}')
}

fn mask<'w>(word: &'w str, hidden: &str) -> Cow<'w, str> {
    if !word.contains(['@', '.', ':']) {
        return Cow::Borrowed(word);
    }
    let www = word.find("www.").and_then(|at| word.split_at_checked(at));
    if let Some((before, after)) = word.split_once("://").or(www) {
        let lead = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let host: String =
            after.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-')).collect();
        let host = host.trim_end_matches('.');
        if !host.contains('.') {
            return format!("{lead}[…]").into();
        }
        // Who is named before an `@` in a link is as hidden as elsewhere.
        let host = after.split_once('@').map_or(host, |_| "…");
        return format!("{lead}[{host}]").into();
    }
    let bytes = word.split('@').collect::<Vec<_>>();
    let is_address = bytes.windows(2).any(|pair| {
        let (left, right) = (pair.first(), pair.get(1));
        left.is_some_and(|l| l.ends_with(|c: char| c.is_alphanumeric() || "-_+.'".contains(c)))
            && right.is_some_and(|r| {
                r.starts_with(char::is_alphanumeric) && r.trim_end_matches('.').contains('.')
            })
    });
    if !is_address {
        return Cow::Borrowed(word);
    }
    let punctuation = ['.', ',', ';', '!', '?', ')'];
    let core = word.trim_end_matches(punctuation);
    let tail = word.strip_prefix(core).unwrap_or_default();
    format!("{hidden}{tail}").into()
}

/// At most `max` characters, cut at a word, with « … » when something is left out.
pub fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut cut = String::new();
    for piece in text.split_inclusive(' ') {
        if cut.chars().count() + piece.trim_end().chars().count() >= max {
            break;
        }
        cut.push_str(piece);
    }
    if cut.trim().is_empty() {
        cut = text.chars().take(max.saturating_sub(1)).collect();
    }
    let end = cut.trim_end().trim_end_matches([',', ';', ':', '.', '…', '\u{a0}', '«', '(']);
    format!("{}…", end.trim_end())
}

/// The first two sentences of somebody's words, after the greeting.
pub fn opening(words: &str, hidden: &str) -> String {
    opening_under("", words, hidden)
}

/// [`opening`] below a title: a first sentence that only says the title again is left out.
pub fn opening_under(title: &str, words: &str, hidden: &str) -> String {
    shorten(&first_sentences(title, words, hidden), OPENER)
}

/// [`opening_under`] with the first sentence that asks something, if that is further down.
pub fn question_under(title: &str, words: &str, hidden: &str) -> String {
    let begins = first_sentences(title, words, hidden);
    let whole = clean(&prose(words), hidden);
    let asks = |s: &&str| s.trim_end().ends_with(['?', '？', '؟']) && !is_same(s, title);
    let cut = shorten(&begins, OPENER);
    let asked = sentences_of(&whole).into_iter().find(asks).map(str::trim);
    let Some(asked) = asked.filter(|asked| !cut.contains(asked)) else { return cut };
    let next = whole.contains(&format!("{begins} {asked}"));
    let asked = shorten(asked, REPLY);
    let gap = if next { " " } else { " […] " };
    let room = OPENER.saturating_sub(asked.chars().count() + gap.chars().count());
    format!("{}{gap}{asked}", shorten(&begins, room))
}

fn first_sentences(title: &str, words: &str, hidden: &str) -> String {
    let (mut kept, mut sentences, mut said) = (String::new(), 0, String::new());
    let words = prose(words);
    // What stands further down is not looked at.
    'all: for paragraph in after_greeting(&words).split("\n\n") {
        for sentence in sentences_of(&clean(paragraph, hidden)) {
            if sentences >= 2 || kept.chars().count() >= OPENER {
                break 'all;
            }
            let sentence = sentence.trim();
            if kept.is_empty() && (cues::greets(sentence) || is_same(sentence, title)) {
                said = sentence.to_owned();
                continue;
            }
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(sentence);
            sentences += 1;
        }
    }
    if kept.is_empty() { said } else { kept }
}

/// Whether two texts have the same letters and figures, and some.
fn is_same(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        let all = text.chars().filter(|c| c.is_alphanumeric());
        all.flat_map(char::to_lowercase).collect::<String>()
    };
    !other.is_empty() && letters(one) == letters(other)
}

/// The beginning of a reply, after the greeting.
pub fn reply(words: &str, hidden: &str) -> String {
    shorten(&clean(after_greeting(&prose(words)), hidden), REPLY)
}

/// Words without the rows of tables and the rules between them: on one line those are noise. All of
/// them where there is nothing else.
fn prose(words: &str) -> Cow<'_, str> {
    if !words.lines().any(is_ruled) {
        return Cow::Borrowed(words);
    }
    let kept: Vec<&str> = words.lines().filter(|l| !is_ruled(l)).collect();
    let kept = kept.join("\n");
    if kept.trim().is_empty() { Cow::Borrowed(words) } else { kept.into() }
}

fn is_ruled(line: &str) -> bool {
    let body = line.trim();
    let frame = ['|', '+', '│', '├', '┤', '┌', '┐', '└', '┘'];
    let is_row = body.starts_with(frame) && body.ends_with(frame) && body.chars().count() > 2;
    let is_rule = |c: char| "-=_*~#+| ─━═".contains(c);
    is_row || (body.chars().count() > 3 && body.chars().all(is_rule))
}

fn after_greeting(words: &str) -> &str {
    let words = words.trim_start();
    match words.split_once('\n') {
        Some((first, rest)) if cues::greets(first) && !rest.trim().is_empty() => rest.trim_start(),
        _ => words,
    }
}

/// Sentences of one line: up to a mark that a blank and a capital (or nothing) follow.
fn sentences_of(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '？' | '！' | '؟') {
            continue;
        }
        if c == '.' && is_item_number(line.get(start..at).unwrap_or_default()) {
            continue;
        }
        let end = at + c.len_utf8();
        let mut rest = line.get(end..).unwrap_or_default().chars();
        let ends = match (rest.next(), rest.next()) {
            (None, _) => true,
            (Some(' '), next) => next.is_none_or(|n| !n.is_lowercase()),
            _ => false,
        };
        if ends {
            found.extend(line.get(start..end));
            start = end;
        }
    }
    found.extend(line.get(start..).filter(|rest| !rest.trim().is_empty()));
    found.retain(|s| !s.trim().is_empty());
    found
}

/// « …trois rendez-vous : 1 »: the number of an item, not the end of a sentence.
fn is_item_number(before: &str) -> bool {
    let lead = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let begins = lead.is_empty() || lead.ends_with(char::is_whitespace);
    begins
        && (1..=2).contains(&(before.len() - lead.len()))
        && lead.trim_end().chars().next_back().is_none_or(|c| ":;,.!?…".contains(c))
}

/// The replies worth showing among the new ones, at most three, in order of arrival: the newest, the
/// one most replied to, the one with most words that are new in the thread.
pub fn replies(thread: &Conversation) -> Vec<&Arc<Post>> {
    let known = (thread.opener.no, thread.subject.as_str(), thread.opener.words.as_str());
    picked(&thread.fresh, known)
}

/// [`replies`], and among them one that must not miss, unless it opens the thread.
pub fn replies_with<'a>(
    thread: &'a Conversation,
    wanted: Option<&'a Arc<Post>>,
) -> Vec<&'a Arc<Post>> {
    let mut chosen = replies(thread);
    let Some(wanted) = wanted.filter(|w| w.no != thread.opener.no) else { return chosen };
    if !chosen.iter().any(|post| post.no == wanted.no) {
        chosen.truncate(REPLIES - 1);
        chosen.push(wanted);
        chosen.sort_by_key(|post| post.no);
    }
    chosen
}

/// The same of some posts of a thread: its opener, subject and the opener's words are known already.
pub fn picked<'p>(
    posts: &'p [Arc<Post>],
    (opener, subject, words): (ArticleNo, &str, &str),
) -> Vec<&'p Arc<Post>> {
    let all: Vec<&Arc<Post>> =
        posts.iter().filter(|p| p.no != opener && !p.words.trim().is_empty()).collect();
    let mut chosen: Vec<usize> = Vec::new();
    chosen.extend(all.len().checked_sub(1));
    let most_answered =
        all.iter().enumerate().filter(|(i, p)| p.answers > 0 && !chosen.contains(i));
    chosen
        .extend(most_answered.max_by_key(|(i, p)| (p.answers, std::cmp::Reverse(*i))).map(|m| m.0));
    if chosen.len() < REPLIES.min(all.len()) {
        let novelty = novelties((subject, words), &all);
        let mut rest: Vec<usize> = (0..all.len()).filter(|i| !chosen.contains(i)).collect();
        rest.sort_by_key(|i| (std::cmp::Reverse(novelty.get(*i).copied()), *i));
        chosen.extend(rest.into_iter().take(REPLIES - chosen.len()));
    }
    chosen.sort_unstable();
    chosen.iter().filter_map(|i| all.get(*i).copied()).collect()
}

/// How many long words each reply is the first to bring.
fn novelties((subject, words): (&str, &str), replies: &[&Arc<Post>]) -> Vec<usize> {
    let mut known: HashSet<String> = long_words(words).collect();
    known.extend(long_words(subject));
    replies
        .iter()
        .map(|p| long_words(&p.words).filter(|w| known.insert(w.clone())).count())
        .collect()
}

fn long_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|w| w.chars().count() >= 6).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn cleaned(input: &str, want: &str) {
        assert_eq!(clean(input, "[adresse]"), want);
    }

    #[test]
    fn addresses_links_and_tricks_are_masked() {
        cleaned("Écrivez à ann@example.org.", "Écrivez à [adresse].");
        cleaned("<ann.lee+x@example.org>", "[adresse]");
        cleaned("cdp+f3vkq8m2x7d4a@listes.example.org, merci", "[adresse], merci");
        cleaned("mailto:ann@example.org", "[adresse]");
        cleaned("Voir https://example.org/secret?token=1.", "Voir [example.org]");
        cleaned(
            "www.example.org/secret/1 (www.example.org)",
            "[www.example.org] ([www.example.org]",
        );
        cleaned("(http://ann@example.org/x)", "([…]");
        cleaned(
            "@Ann et @tous, à 14\u{a0}h\u{a0}30 @ la salle",
            "@Ann et @tous, à 14\u{a0}h\u{a0}30 @ la salle",
        );
        cleaned("fac\u{202e}ture\u{200b} a\tb\n\nc", "facture a b c");
        cleaned("👩‍👩‍👧 voilà", "👩‍👩‍👧 voilà");
    }

    #[test]
    fn two_sentences_after_the_greeting() {
        let words =
            "Bonjour à tous,\n\nNous avons 2.5 M$ pour l'an prochain. Est-ce assez? Peut-être.\n";
        assert_eq!(opening(words, ""), "Nous avons 2.5 M$ pour l'an prochain. Est-ce assez?");
        assert_eq!(opening("Un titre\n\nUne phrase. Deux.", ""), "Un titre Une phrase.");
        assert_eq!(opening("Bonjour,", ""), "Bonjour,");
        let words = "Bonjour, je suis ici. Mes vers fuient. Il fait frais. Est-ce normal? Merci.";
        let asked = "Bonjour, je suis ici. Mes vers fuient. […] Est-ce normal?";
        assert_eq!(question_under("", words, ""), asked);
        let words = "Mes vers fuient. Il fait frais. Est-ce normal? Quand semer? Merci.";
        let asked = "Mes vers fuient. Il fait frais. Est-ce normal?";
        assert_eq!(question_under("Mes vers", words, ""), asked);
        assert_eq!(question_under("", "Quand semer? Bientôt.", ""), "Quand semer? Bientôt.");
        let far = format!("{} Quand semer? {}", "Un mot. ".repeat(2), "Autre chose. ".repeat(9));
        assert_eq!(question_under("", &far, ""), "Un mot. Un mot. Quand semer?");
        let long = format!("{}. Puis cela. Quand semer?", "mot ".repeat(100).trim());
        let cut = question_under("", &long, "");
        assert!(cut.ends_with("mot… […] Quand semer?"), "{cut}");
        assert!(cut.chars().count() <= OPENER, "{cut}");
        assert_eq!(opening("Bonjour! Une phrase. Deux. Trois.", ""), "Une phrase. Deux.");
        let (title, again) = ("Quand semer?", "Quand semer ? Une ligne suffit. Merci. Bien.");
        assert_eq!(opening_under(title, again, ""), "Une ligne suffit. Merci.");
        assert_eq!(question_under(title, again, ""), "Une ligne suffit. Merci.");
        assert_eq!(opening_under(title, "Quand semer?", ""), "Quand semer?");
        let listed = "Trois rendez-vous :\n1. Le lundi, je lis.\n2. Le mercredi, je relance.";
        assert_eq!(
            opening(listed, ""),
            "Trois rendez-vous : 1. Le lundi, je lis. 2. Le mercredi, je relance."
        );
        assert_eq!(opening("Nous sommes 12. Et vous? Oui.", ""), "Nous sommes 12. Et vous?");
        let table = "Voici :\n\n| mois | lus |\n|------|-----|\n| mai | 3 |\n\nEt voilà.";
        assert_eq!(opening(table, ""), "Voici : Et voilà.");
        assert_eq!(reply(table, ""), "Voici : Et voilà.");
        assert_eq!(opening("| a | b |", ""), "| a | b |");
        let long = "mot ".repeat(200);
        let cut = opening(&long, "");
        assert!(cut.chars().count() <= OPENER && cut.ends_with("mot…"), "{cut}");
        assert_eq!(opening(&"x".repeat(400), "").chars().count(), OPENER);
    }
}
