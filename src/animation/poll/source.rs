//! A poll as text: the questions as members see them, and the same with its terms, as it can be
//! changed and sent back. Not the mail around them.

use super::line::unquoted;
use super::{Comments, Form, Kind, Question, Results, Secrecy, Use, letter, people};
use crate::clock::TimeZone;
use crate::locale::Locale;
use crate::mail::recognise;

/// The questions, a paragraph each; of one question, the options.
pub fn questions(form: &Form) -> Vec<String> {
    match form.single() {
        Some(question) if question.choices() == 0 || question.kind == Kind::Scale => Vec::new(),
        Some(question) => {
            vec![options(question, |n| format!("{}. ", question.number(n - 1)))]
        }
        None => {
            let one = |(at, question): (usize, &Question)| {
                let head = format!("{}. {}", at + 1, question.text);
                match options(question, |n| format!("   {}) ", letter(n))) {
                    text if text.is_empty() => head,
                    text => format!("{head}\n{text}"),
                }
            };
            form.questions.iter().enumerate().map(one).collect()
        }
    }
}

fn options(question: &Question, head: impl Fn(usize) -> String) -> String {
    let line = |(at, option): (usize, &String)| format!("{}{option}", head(at + 1));
    question.options.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// What a draft says, between the two lines that [`corrected`] finds again.
pub fn source(t: &Locale, form: &Form, zone: &TimeZone) -> String {
    let term = |key: &str, value: String| t.a(&format!("poll-term-{key}"), "value", &value);
    let yes = |is: bool| t.s(if is { "poll-yes" } else { "poll-no" });
    let mut lines = vec![t.s("poll-fence-begin"), form.title.clone()];
    lines.extend((!form.introduction.is_empty()).then(|| form.introduction.clone()));
    let kind =
        |question: &Question| term("choice", t.s(&format!("poll-choice-{}", word(question.kind))));
    match form.single() {
        Some(question) => {
            lines.extend(questions(form));
            lines.push(kind(question));
            lines.extend(question.serves.map(|serves| term("use", t.s(use_key(serves)))));
        }
        None => {
            for (text, question) in questions(form).into_iter().zip(&form.questions) {
                lines.push(text);
                let implied = if question.options.is_empty() { Kind::Text } else { Kind::One };
                lines.extend((question.kind != implied).then(|| kind(question)));
                lines.extend(question.serves.map(|serves| term("use", t.s(use_key(serves)))));
            }
        }
    }
    if !form.people.is_empty() {
        lines.push(term("people", String::new()).trim_end().to_owned());
        lines.extend(form.people.iter().map(|one| format!("- {}", people::written(one))));
    }
    lines.push(term("end", t.date_time(form.closes, zone)));
    lines.push(term("secret", yes(form.secrecy == Secrecy::Secret)));
    lines.push(term("comments", yes(form.comments == Comments::Shown)));
    let results = if form.results == Results::AfterVote { "after" } else { "at-end" };
    lines.push(term("results", t.s(&format!("poll-results-{results}"))));
    lines.push(t.s("poll-fence-end"));
    lines.join("\n")
}

fn use_key(serves: Use) -> &'static str {
    match serves {
        Use::Need => "poll-use-need",
        Use::Offer => "poll-use-offer",
        Use::Consent => "poll-use-consent",
        Use::Value => "poll-use-value",
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::One => "one",
        Kind::Many => "many",
        Kind::Scale => "scale",
        Kind::Dates => "dates",
        Kind::Text => "text",
    }
}

/// A draft that came back in an answer: its title and the rest. `None`: it did not come back.
pub fn corrected(whole: &str) -> Option<(String, String)> {
    let is = |line: &&str, key: &str| {
        recognise::expressions(key).contains(&recognise::words(unquoted(line)))
    };
    let from = whole.lines().skip_while(|l| !is(l, "poll-fence-begin")).skip(1);
    let ends = whole.lines().any(|l| is(&l, "poll-fence-end"));
    let mut lines = from.take_while(|l| !is(l, "poll-fence-end")).map(unquoted);
    let title = lines.by_ref().find(|l| !l.is_empty())?;
    let body = lines.collect::<Vec<_>>().join("\n");
    ends.then(|| (title.to_owned(), body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animation::poll::draft::Reading;
    use crate::clock::Timestamp;
    use crate::locale;

    #[test]
    fn a_draft_comes_back_as_it_went() {
        let now: Timestamp = "2019-05-27T14:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/Toronto").unwrap();
        for tag in ["fr", "en"] {
            let t = locale::get(tag);
            let reading = Reading { now, zone: &zone, t };
            let needs = (t.s("poll-needs-title"), t.s("poll-needs-form"));
            let value = (t.s("poll-ready-value-title"), t.s("poll-ready-value-form"));
            let with_people = format!("{}\nPeople: Ann <ann@example.org>, b@example.org", needs.1);
            for (title, body) in [
                (
                    "Quand?",
                    "Bonjour.\n- mardi midi\n- jeudi\nFin : 6 juin 17 h 30\nChoix : plusieurs",
                ),
                (
                    "Which?",
                    "1. one\n2. two\nEnds: June 30 at 9 am\nAnonymous: no\nResults: after vote",
                ),
                ("Une idée?", "Choix : texte\nCommentaires : oui\nFin : 6 juin"),
                (
                    "Quand?",
                    "- 4 juin 14 h à 16 h\n- Sat June 8, noon, chez Ann\n- 10 juin\nFin : 2 juin\nChoix : dates",
                ),
                (value.0.as_str(), value.1.as_str()),
                ("Humeur", "Choix : 1-5\nFin : 1er juin à midi"),
                (needs.0.as_str(), needs.1.as_str()),
                (needs.0.as_str(), with_people.as_str()),
            ] {
                let form = reading.read(title, body).unwrap();
                let quoted: String =
                    source(t, &form, &zone).lines().map(|l| format!("> {l}\n")).collect();
                let (title, body) = corrected(&format!("Voilà :\n{quoted}\n--\nZoé")).unwrap();
                let back = reading.read(&title, &body).unwrap();
                // Minutes stand in the text, seconds do not.
                assert_eq!(back, form, "{quoted}");
            }
        }
        assert_eq!(corrected("Non merci"), None);
    }

    #[test]
    fn the_needs_form_has_six_questions_and_one_about_names() {
        for t in locale::all() {
            let zone = TimeZone::UTC;
            let reading = Reading { now: Timestamp::UNIX_EPOCH, zone: &zone, t };
            let form = reading.read(&t.s("poll-needs-title"), &t.s("poll-needs-form")).unwrap();
            let kinds: Vec<_> = form.questions.iter().map(|q| q.kind).collect();
            use Kind::{Many, One, Text};
            assert_eq!(kinds, [Many, Text, Many, One, Text, Text, One], "{}", t.tag());
        }
    }
}
