//! A note as text with its terms, as it can be changed and sent back. Not the mail around it.

use super::Form;
use crate::locale::Locale;
use crate::mail::recognise;

/// A name of a licence, as it is written in a note.
pub fn licence_name(t: &Locale, licence: super::Licence) -> String {
    t.s(&format!("note-licence-{}", licence.word().replace('.', "-")))
}

/// Who may read a note, as it is written in one.
pub fn sight_name(t: &Locale, sight: super::Sight) -> String {
    t.s(&format!("note-sight-{}", sight.word()))
}

/// What a note says, between the two lines that [`corrected`] finds again.
pub fn source(t: &Locale, form: &Form) -> String {
    let term = |key: &str, value: String| {
        t.a(&format!("note-term-{key}"), "value", &value).trim_end().to_owned()
    };
    let mut lines = vec![t.s("note-fence-begin"), term("title", form.title.clone())];
    lines.push(term("notebook", form.notebooks.join(", ")));
    lines.push(term("categories", form.categories.join(", ")));
    lines.extend((!form.authors.is_empty()).then(|| term("authors", form.authors.join(", "))));
    lines.push(term("licence", licence_name(t, form.licence)));
    lines.push(term("sight", sight_name(t, form.sight)));
    lines.extend(form.rank.map(|rank| term("rank", rank.to_string())));
    lines.extend(form.twin.map(|twin| term("twin", twin.to_string())));
    lines.push(String::new());
    lines.push(form.body.clone());
    lines.push(t.s("note-fence-end"));
    lines.join("\n")
}

/// The same for comparison: each line above the text is a paragraph, as each of the text is.
pub fn parted(t: &Locale, form: &Form) -> String {
    let text = source(t, form);
    // Without the two lines around it.
    let inside = text.split_once('\n').map_or("", |(_, rest)| rest);
    let inside = inside.rsplit_once('\n').map_or("", |(rest, _)| rest);
    let (head, body) = inside.split_once("\n\n").unwrap_or((inside, ""));
    format!("{}\n\n{body}", head.replace('\n', "\n\n"))
}

/// Whether a line is one of the two around a note.
fn is(line: &str, key: &str) -> bool {
    let bare = line.trim_start_matches(['>', ' ', '\u{a0}']);
    bare.starts_with('=') && recognise::expressions(key).contains(&recognise::words(bare))
}

/// What stands above a note that came back. `None`: it did not.
pub fn before(whole: &str) -> Option<String> {
    let lines: Vec<&str> = whole.lines().collect();
    let first = lines.iter().position(|l| is(l, "note-fence-begin"))?;
    lines.get(..first).map(|top| top.join("\n"))
}

/// The text of a note that came back in an answer, as it stands there now. `None`: it did not.
pub fn corrected(whole: &str) -> Option<String> {
    let lines: Vec<&str> = whole.lines().collect();
    let first = lines.iter().position(|l| is(l, "note-fence-begin"))? + 1;
    let rest = lines.get(first..)?;
    let end = rest.iter().position(|l| is(l, "note-fence-end"))?;
    let inside = rest.get(..end)?;
    // A program that quotes puts a mark before each line; one of the note's own stays.
    let marked = lines.get(first.checked_sub(1)?).is_some_and(|l| l.trim_start().starts_with('>'));
    let bare = |line: &&str| match line.trim_start().strip_prefix('>').filter(|_| marked) {
        Some(rest) => rest.strip_prefix(' ').unwrap_or(rest).to_owned(),
        None => (*line).to_owned(),
    };
    Some(inside.iter().map(bare).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animation::note::{Licence, Sight, draft};
    use crate::list::NoteNo;
    use crate::locale;

    #[test]
    fn a_note_comes_back_as_it_went() {
        for t in locale::all() {
            for licence in Licence::ALL {
                for sight in Sight::ALL {
                    let form = Form {
                        title: "Un guide: étape 1".into(),
                        body: "# Début\n\n- un\n- deux\n\n> une citation\n\nLicence : rien.".into(),
                        notebooks: vec!["Guides".into(), "Outils".into()],
                        categories: vec!["besoins".into()],
                        authors: vec!["Zoé Tremblay".into()],
                        rank: Some(3),
                        twin: Some(NoteNo(7)),
                        licence,
                        ..Form::empty(sight)
                    };
                    let sent = source(t, &form);
                    let quoted: String = sent.lines().map(|l| format!("> {l}\n")).collect();
                    for came in [&sent, &format!("Voilà :\n\n{quoted}\n-- \nZoé\n")] {
                        let text = corrected(came).unwrap();
                        let base = Form::empty(Sight::Community);
                        assert_eq!(draft::read(&base, "", &text).as_ref(), Ok(&form), "{came}");
                    }
                }
            }
        }
        assert_eq!(corrected("Oui merci"), None);
    }

    #[test]
    fn what_is_compared_is_the_note_alone() {
        let form =
            Form { title: "T".into(), body: "Un.\n\nDeux.".into(), ..Form::empty(Sight::Public) };
        let parted = parted(locale::get("en"), &form);
        assert!(parted.starts_with("Title: T\n\nNotebook:\n\n"), "{parted}");
        assert!(parted.ends_with("Visibility: public\n\nUn.\n\nDeux."), "{parted}");
    }

    #[test]
    fn an_emptied_line_takes_its_term_away() {
        let t = locale::get("fr");
        let form = Form {
            title: "T".into(),
            body: "B".into(),
            categories: vec!["a".into()],
            ..Form::empty(Sight::Public)
        };
        let sent = source(t, &form).replace(" a\n", "\n");
        let back = draft::read(&form, "", &corrected(&sent).unwrap()).unwrap();
        assert!(back.categories.is_empty());
    }
}
