//! Counting ballots, and the count as lines of text with bars. Who is told is not decided here.

use super::compare::{self, Before};
use super::{Answer, Ballot, Comments, FEW, Form, Kind, Question, SCALE, Secrecy, letter};
use crate::animation::report::share::Share;
use crate::locale::{Locale, Value};

/// Marks of the longest bar.
const BAR: usize = 20;
/// Characters of an option in a line with a bar.
const LABEL: usize = 40;

/// What a poll came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Ballots.
    pub ballots: usize,
    /// One for each question.
    pub counts: Vec<Count>,
    /// What was said beside the answers, in the order of the alphabet: not in that of arrival.
    pub comments: Vec<String>,
}

/// The count of one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Those who answered it.
    pub answered: usize,
    /// Votes for each option, or each number of the scale.
    pub votes: Vec<usize>,
    /// Answers in words, in the order of the alphabet.
    pub words: Vec<String>,
}

impl Tally {
    /// As those who answered see it: words go to who asked, unless the poll said otherwise.
    pub fn for_voters(&self, form: &Form) -> Self {
        let mut seen = self.clone();
        if form.comments == Comments::Kept {
            seen.counts.iter_mut().for_each(|count| count.words.clear());
            seen.comments.clear();
        }
        seen
    }
}

/// Counts.
pub fn count(form: &Form, ballots: &[Ballot]) -> Tally {
    let one = |(at, question): (usize, &Question)| {
        let mut count = Count {
            answered: 0,
            votes: vec![
                0;
                if question.kind == Kind::Scale { SCALE } else { question.options.len() }
            ],
            words: Vec::new(),
        };
        for answer in ballots.iter().filter_map(|b| b.answers.get(at)) {
            match answer {
                Answer::Nothing => continue,
                Answer::Chosen(numbers) => {
                    let places = numbers.iter().filter_map(|n| usize::from(*n).checked_sub(1));
                    for place in places {
                        if let Some(votes) = count.votes.get_mut(place) {
                            *votes += 1;
                        }
                    }
                }
                Answer::Words(text) => count.words.push(text.clone()),
            }
            count.answered += 1;
        }
        count.words.sort();
        count
    };
    let mut comments: Vec<_> = ballots.iter().filter_map(|b| b.comment.clone()).collect();
    comments.sort();
    Tally {
        ballots: ballots.len(),
        counts: form.questions.iter().enumerate().map(one).collect(),
        comments,
    }
}

/// Whether the parts may be told: of a secret poll with few ballots they would tell who.
pub fn is_told(form: &Form, tally: &Tally) -> bool {
    form.secrecy == Secrecy::Named || tally.ballots >= FEW
}

/// The count, a paragraph for each question; `None` as the split: it may not be told.
pub fn paragraphs(t: &Locale, form: &Form, tally: &Tally) -> Vec<String> {
    beside(t, form, tally, None)
}

/// The same, each figure beside that of the time before.
pub fn beside(t: &Locale, form: &Form, tally: &Tally, before: Option<&Before>) -> Vec<String> {
    if !is_told(form, tally) {
        return vec![t.n("poll-too-few", &FEW)];
    }
    let several = form.single().is_none();
    let mut all = Vec::new();
    for (at, (question, count)) in form.questions.iter().zip(&tally.counts).enumerate() {
        let mut lines = Vec::new();
        if several {
            lines.push(format!("{}. {}", at + 1, question.text));
        }
        let then = before.and_then(|before| before.of(question));
        if count.answered == 0 {
            lines.push(t.s("poll-nobody"));
        } else {
            lines.extend(bars(t, question, (count, then, several)));
        }
        lines.extend(count.words.iter().map(|w| quoted(w)));
        if question.kind == Kind::Text && count.words.is_empty() && count.answered > 0 {
            lines.push(t.n("archive-poll-words", &count.answered));
        }
        all.push(lines.join("\n"));
    }
    all
}

/// Words of somebody, on lines that begin alike.
pub fn quoted(words: &str) -> String {
    let mut lines = words.lines().filter(|l| !l.trim().is_empty());
    let first = lines.next().map(|l| format!("  – {}", l.trim())).unwrap_or_default();
    lines.fold(first, |text, line| format!("{text}\n    {}", line.trim()))
}

fn bars(
    t: &Locale,
    question: &Question,
    (count, then, several): (&Count, Option<&Count>, bool),
) -> Vec<String> {
    let most = count.votes.iter().copied().max().unwrap_or(0);
    let name = |at: usize| match (question.kind, several) {
        (Kind::Scale, _) => (at + 1).to_string(),
        (_, true) => format!("{}) {}", letter(at + 1), option(question, at)),
        (_, false) => format!("{}  {}", question.number(at), option(question, at)),
    };
    let names: Vec<String> = (0..count.votes.len()).map(name).collect();
    let width = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> = names
        .iter()
        .zip(&count.votes)
        .enumerate()
        .map(|(at, (name, votes))| {
            // A bar for any vote at all.
            let long = (votes * BAR).div_ceil(most.max(1));
            let pad = " ".repeat(width - name.chars().count());
            let bar = "#".repeat(long);
            let was = then.and_then(|c| Some(Share::new(*c.votes.get(at)?, c.answered)));
            let share = match was {
                Some(was) => compare::beside(t, Share::new(*votes, count.answered), was),
                None => share(t, *votes, count.answered),
            };
            format!("{name}{pad}  {bar}{}{share}", if bar.is_empty() { "" } else { " " })
        })
        .collect();
    lines.extend(mean(t, count).filter(|_| question.kind == Kind::Scale));
    lines
}

/// The mean of a scale in words; `None`: nobody answered.
pub fn mean(t: &Locale, count: &Count) -> Option<String> {
    if count.answered == 0 {
        return None;
    }
    let sum: usize = count.votes.iter().enumerate().map(|(at, n)| (at + 1) * n).sum();
    let tenths = (sum * 10 + count.answered / 2) / count.answered;
    let args = [("whole", Value::from(tenths / 10)), ("tenth", (tenths % 10).into())];
    Some(t.a("poll-mean", "mean", &t.text("decimal", &args)))
}

fn option(question: &Question, at: usize) -> String {
    let text = question.options.get(at).map(String::as_str).unwrap_or_default();
    if text.chars().count() <= LABEL {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LABEL - 1).collect();
    format!("{}…", kept.trim_end())
}

/// `8 (53 %)`; of few people, the number alone says more.
pub fn share(t: &Locale, votes: usize, of: usize) -> String {
    if of < FEW {
        return t.number(votes);
    }
    let percent = (votes * 100 + of / 2) / of.max(1);
    t.text("poll-share", &[("n", Value::from(votes)), ("percent", percent.into())])
}

/// The options with most votes, none when nobody voted.
pub fn winners(count: &Count) -> Vec<usize> {
    let most = count.votes.iter().copied().max().filter(|n| *n > 0);
    count.votes.iter().enumerate().filter(|(_, n)| Some(**n) == most).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animation::poll::Results;
    use crate::clock::Timestamp;
    use crate::locale;

    fn form(kind: Kind) -> Form {
        let options = ["mardi midi", "jeudi"].map(str::to_owned).to_vec();
        Form {
            title: "Quand?".into(),
            introduction: String::new(),
            questions: vec![Question {
                text: "Quand?".into(),
                kind,
                options,
                days: vec![],
                serves: None,
            }],
            closes: Timestamp::UNIX_EPOCH,
            secrecy: Secrecy::Secret,
            comments: Comments::Kept,
            results: Results::AtEnd,
            people: vec![],
        }
    }

    fn votes(numbers: &[&[u16]]) -> Vec<Ballot> {
        let one = |n: &&[u16]| Ballot {
            answers: vec![Answer::Chosen(n.to_vec())],
            comment: None,
            name: None,
        };
        numbers.iter().map(one).collect()
    }

    #[test]
    fn counts_and_bars() {
        let form = form(Kind::Many);
        let tally = count(&form, &votes(&[&[1], &[1, 2], &[2], &[1], &[1]]));
        assert_eq!((tally.ballots, tally.counts[0].votes.as_slice()), (5, &[4, 2][..]));
        assert_eq!(winners(&tally.counts[0]), [0]);
        let fr = paragraphs(locale::get("fr"), &form, &tally).join("\n");
        assert_eq!(
            fr,
            "1  mardi midi  #################### 4 (80\u{a0}%)\n2  jeudi       ########## 2 (40\u{a0}%)"
        );
        let en = paragraphs(locale::get("en"), &form, &tally).join("\n");
        assert!(en.contains("4 (80%)"), "{en}");
    }

    #[test]
    fn few_ballots_are_not_split() {
        let secret = form(Kind::One);
        let tally = count(&secret, &votes(&[&[1], &[2], &[2], &[2]]));
        let text = paragraphs(locale::get("fr"), &secret, &tally).join("\n");
        assert!(!text.contains('#') && !text.contains('3'), "{text}");
        let named = Form { secrecy: Secrecy::Named, ..secret };
        let text = paragraphs(locale::get("fr"), &named, &tally).join("\n");
        assert!(text.contains("#  ") || text.contains("# 3"), "{text}");
        assert!(!text.contains('%'), "{text}");
    }

    #[test]
    fn words_are_for_who_asked() {
        let asked = Form { questions: vec![], ..form(Kind::Text) };
        let question =
            Question { kind: Kind::Text, options: vec![], ..form(Kind::Text).questions[0].clone() };
        let kept = Form { questions: vec![question], ..asked };
        let said = |w: &str| Ballot { answers: vec![Answer::Words(w.into())], ..Ballot::default() };
        let ballots: Vec<_> = ["un", "deux", "trois", "quatre", "cinq"].map(said).to_vec();
        let tally = count(&kept, &ballots);
        let t = locale::get("fr");
        assert!(paragraphs(t, &kept, &tally)[0].contains("– deux"));
        let seen = paragraphs(t, &kept, &tally.for_voters(&kept))[0].clone();
        assert!(!seen.contains("deux") && seen.contains('5'), "{seen}");
        let shown = Form { comments: Comments::Shown, ..kept };
        assert_eq!(tally.for_voters(&shown), tally);
    }

    #[test]
    fn a_scale_has_a_mean() {
        let form = form(Kind::Scale);
        let tally = count(&form, &votes(&[&[5], &[4], &[4], &[3], &[1]]));
        let text = paragraphs(locale::get("fr"), &form, &tally).join("\n");
        assert!(text.ends_with("Moyenne\u{a0}: 3,4"), "{text}");
    }
}
