//! A forwarded message: what its sender wrote on top, and what was passed on, without the header block
//! that programs put above it. Reads text only; a message that is attached whole is the caller's.

use crate::mail::recognise::{self, Expression, tables};

/// A text with something passed on in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// What its sender wrote on top.
    pub own: String,
    /// Who wrote what was passed on, as far as its header says.
    pub author: String,
    /// Its subject.
    pub subject: String,
    /// What was passed on.
    pub text: String,
}

/// Lines of a header block.
const HEADER: usize = 12;

/// Reads a forward; `None`: nothing in the text was passed on.
pub fn read(text: &str) -> Option<Forwarded> {
    let lines: Vec<&str> = text.lines().collect();
    for at in 0..lines.len() {
        let Some(head) = header(&lines, at) else { continue };
        let mark = lines.iter().take(at).rposition(|l| !l.trim().is_empty());
        let marked = mark.filter(|m| is_mark(lines.get(*m).copied().unwrap_or_default()));
        // Labels without a line above that says so may be the text's own.
        if marked.is_none() && head.labels < 3 {
            continue;
        }
        let top = lines.get(..marked.unwrap_or(at)).unwrap_or_default();
        let rest = lines.get(head.end..).unwrap_or_default();
        return Some(Forwarded {
            own: top.join("\n").trim().to_owned(),
            author: head.author,
            subject: head.subject,
            text: unquoted(rest).trim().to_owned(),
        });
    }
    None
}

/// « ---------- Message transféré ---------- ».
fn is_mark(line: &str) -> bool {
    let words = recognise::words(line);
    words.len() <= 6
        && (recognise::holds(&words, &tables().forwarded)
            || recognise::holds(&words, &tables().original))
}

struct Header {
    author: String,
    subject: String,
    labels: usize,
    end: usize,
}

/// The header block that begins at a line: an author, and a subject or a date.
fn header(lines: &[&str], first: usize) -> Option<Header> {
    let tables = tables();
    let (mut author, mut subject) = (None, None);
    let (mut dated, mut labels, mut end) = (false, 0, first);
    for (at, line) in lines.iter().enumerate().skip(first).take(HEADER) {
        let line = line.trim_start_matches(['>', ' ', '*']);
        if line.trim().is_empty() {
            if labels == 0 {
                return None;
            }
            break;
        }
        let label = line.split_once([':', '：']).filter(|(name, _)| name.chars().count() <= 28);
        let Some((name, value)) = label else {
            // A long subject or list of recipients goes on.
            if labels == 0 {
                return None;
            }
            end = at + 1;
            continue;
        };
        let (name, value) = (recognise::words(name), value.trim_start_matches('*').trim());
        let is = |all: &[Expression]| all.contains(&name);
        let known = match () {
            () if is(&tables.label_from) => author.get_or_insert_with(|| named(value)).is_empty(),
            () if is(&tables.label_subject) => {
                subject.get_or_insert_with(|| value.to_owned()).is_empty()
            }
            () if is(&tables.label_sent) || is(&tables.label_date) => {
                dated = true;
                false
            }
            () if is(&tables.label_to) => false,
            () if labels == 0 => return None,
            () => true,
        };
        labels += usize::from(!known);
        end = at + 1;
    }
    let author = author?;
    (subject.is_some() || dated).then(|| Header {
        author,
        subject: subject.unwrap_or_default(),
        labels,
        end,
    })
}

/// A name without the address beside it.
fn named(value: &str) -> String {
    let name = value.split(['<', '[', '(']).next().unwrap_or_default();
    let name = name.trim_matches(['"', '\'', ' ', '\u{a0}']);
    let name = if name.is_empty() { value.trim_matches(['<', '>', ' ']) } else { name };
    name.split('@').next().unwrap_or_default().to_owned()
}

/// Without one mark of quotation before each line, where all have one.
fn unquoted(lines: &[&str]) -> String {
    let said = || lines.iter().filter(|l| !l.trim().is_empty());
    let all = said().next().is_some() && said().all(|l| l.starts_with('>'));
    let bare = |l: &&str| match l.strip_prefix('>').filter(|_| all) {
        Some(rest) => rest.strip_prefix(' ').unwrap_or(rest).to_owned(),
        None => (*l).to_owned(),
    };
    lines.iter().map(bare).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_of_several_programs() {
        let want = |own: &str| {
            Some(Forwarded {
                own: own.to_owned(),
                author: "Zoé Tremblay".to_owned(),
                subject: "Guide".to_owned(),
                text: "Commencer par les besoins.\n\nPuis en parler.".to_owned(),
            })
        };
        let gmail = "À garder.\n\n---------- Forwarded message ---------\nDe : Zoé Tremblay <zoe@example.org>\nDate: lun. 20 mai 2019 à 14:21\nSubject: Guide\nTo: <cdp@example.org>\n\n\nCommencer par les besoins.\n\nPuis en parler.\n";
        let outlook = "De : Zoé Tremblay <zoe@example.org>\nEnvoyé : 20 mai 2019 14:21\nÀ : cdp@example.org\nObjet : Guide\n\nCommencer par les besoins.\n\nPuis en parler.\n";
        let apple = "Début du message transféré :\n\n> De: Zoé Tremblay <zoe@example.org>\n> Objet: Guide\n> Date: 20 mai 2019\n> À: cdp@example.org\n>\n> Commencer par les besoins.\n>\n> Puis en parler.\n";
        assert_eq!(read(gmail), want("À garder."));
        assert_eq!(read(outlook), want(""));
        assert_eq!(read(apple), want(""));
    }

    #[test]
    fn a_text_of_ones_own_is_none() {
        for text in ["Bonjour.", "De : 9 h à 12 h\nÀ : la salle 3", "Titre : x\n\nTexte", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
