//! Subjects: what two of one conversation share, and what is left as a title. Not a parser of
//! commands.

/// The subject without reply and forward prefixes, list tags and « (fwd) », blanks folded, lower
/// case: what two subjects of one conversation share. The second value tells whether it was a
/// reply's (a forward is not).
pub fn base_subject(subject: &str) -> (String, bool) {
    let (text, reply) = strip_prefixes(subject);
    (text.to_lowercase(), reply)
}

/// The subject as a title: without prefixes and tags, its case kept.
pub fn title(subject: &str) -> String {
    strip_prefixes(subject).0
}

/// Whether the subject is a forward's: its first prefix says so, list tags left aside.
pub fn is_forward(subject: &str) -> bool {
    let mut rest = subject.trim_start();
    while let Some((_, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
        rest = after.trim_start();
    }
    let word = rest.split([':', '：']).next().unwrap_or_default().trim().to_lowercase();
    word.len() < rest.trim().len() && word.chars().count() > 1 && FORWARD.contains(&word.as_str())
}

/// Words before a colon that mean "reply", in the languages mail programs speak.
const REPLY: &[&str] = &[
    "re", "réf", "ref", "ré", "rép", "rep", "aw", "sv", "antw", "odp", "vs", "ynt", "vá", "res",
    "rif", "r", "回复", "答复", "回覆",
];
/// Words before a colon that mean "forward".
const FORWARD: &[&str] = &["fwd", "fw", "tr", "wg", "vb", "doorst", "i", "enc", "rv", "转发"];

/// The subject with a list's tag, after “Re:” and its kin; `None` when it bears it already.
pub fn with_tag(subject: &str, tag: &str) -> Option<String> {
    if subject.to_lowercase().contains(&tag.to_lowercase()) {
        return None;
    }
    let mut rest = subject.trim_start();
    while let Some((_, after)) = marker(rest) {
        rest = after.trim_start();
    }
    let lead = subject.trim_start().strip_suffix(rest).unwrap_or_default().trim_end();
    let pieces = [lead, tag, rest].into_iter().filter(|piece| !piece.is_empty());
    Some(pieces.collect::<Vec<_>>().join(" "))
}

/// What a word before a colon says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Reply,
    Forward,
}

/// The marker that a subject begins with, and what follows it.
fn marker(subject: &str) -> Option<(Marker, &str)> {
    let (word, after) = subject.split_once([':', '：'])?;
    // “I: …” and “R: …” are Italian, but “R : un langage” is a title: one letter needs no space.
    let spaced = word.ends_with(char::is_whitespace);
    // “Re[2]:”, “RE :” with a space or a non-breaking one, “Re (2):”.
    let word = word.trim().trim_end_matches([']', ')']).to_lowercase();
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let word = word.trim_end_matches(['[', '(', '^', '*']).trim_end();
    if word.chars().count() == 1 && spaced {
        return None;
    }
    match word {
        word if REPLY.contains(&word) => Some((Marker::Reply, after)),
        word if FORWARD.contains(&word) => Some((Marker::Forward, after)),
        _ => None,
    }
}

fn strip_prefixes(subject: &str) -> (String, bool) {
    let folded = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = folded.as_str();
    let mut reply = false;
    loop {
        let before = rest;
        rest = rest.trim_start();
        if let Some((tag, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']'))
            && tag.chars().count() <= 40
            && !after.trim().is_empty()
        {
            rest = after;
        } else if let Some((marker, after)) = marker(rest) {
            reply |= marker == Marker::Reply;
            rest = after;
        }
        if rest == before {
            break;
        }
    }
    let rest = rest.trim();
    let stripped = rest.strip_suffix("(fwd)").unwrap_or(rest).trim();
    (stripped.to_owned(), reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn subject(input: &str, want: &str, reply: bool) {
        assert_eq!(base_subject(input), (want.to_owned(), reply), "{input}");
    }

    #[test]
    fn subjects() {
        subject("Re: Réunion de mai", "réunion de mai", true);
        subject("RE : Réunion", "réunion", true);
        subject("RÉF : Réunion", "réunion", true);
        subject("RE\u{a0}: TR : Réunion", "réunion", true);
        subject("[CdP] Re: [CdP] Réunion", "réunion", true);
        subject("Re[2]: Re (3): AW: Réunion", "réunion", true);
        subject("Fwd: Réunion (fwd)", "réunion", false);
        subject("TR : Réunion", "réunion", false);
        subject("Date: lundi", "date: lundi", false);
        subject("R : un langage", "r : un langage", false);
        subject("[CdP]", "[cdp]", false);
        subject("  Deux   mots ", "deux mots", false);
        subject("", "", false);
        subject("Re:", "", true);
    }

    #[test]
    fn tags() {
        let check = |subject: &str, want: Option<&str>| {
            assert_eq!(with_tag(subject, "[CdP]").as_deref(), want, "{subject}");
        };
        check("Réunion", Some("[CdP] Réunion"));
        check("Re: Réunion", Some("Re: [CdP] Réunion"));
        check("RÉF : TR\u{a0}: Réunion", Some("RÉF : TR\u{a0}: [CdP] Réunion"));
        check("AW:Odp:回复：été", Some("AW:Odp:回复： [CdP] été"));
        check("Re[2]: Re (3): Réunion", Some("Re[2]: Re (3): [CdP] Réunion"));
        check("R : un langage", Some("[CdP] R : un langage"));
        check("Date: lundi", Some("[CdP] Date: lundi"));
        check("[autre] Re: x", Some("[CdP] [autre] Re: x"));
        check("Re: [CdP] Réunion", None);
        check("[cdp] Re: Réunion", None);
        check("Re: [CdP] Re: [CdP] Réunion", None);
        check("", Some("[CdP]"));
        check("Re:", Some("Re: [CdP]"));
    }

    #[test]
    fn forwards() {
        assert!(is_forward("Fwd: Réunion") && is_forward("[CdP] TR : Réunion"));
        assert!(!is_forward("Re: TR: Réunion") && !is_forward("Fwd") && !is_forward("I: x"));
    }
}
