//! What a poll came to as a sheet (RFC 4180): a line for each thing that could be chosen, then what was
//! said in words, in no order of arrival. The kinds are the same in every language. Nobody is named, and
//! what may not be told is not in it either.

use super::compare::Before;
use super::tally::{self, Tally};
use super::{Form, Kind};
use crate::animation::report::sheet::cell;

const HEADINGS: &str = "question,kind,answer,count,of,count_before,of_before";

/// The sheet of a poll that `asked` people were asked. It begins as spreadsheets want what has accents.
pub fn sheet(form: &Form, tally: &Tally, asked: usize, before: Option<&Before>) -> String {
    let row = |question: &str, kind: &str, answer: &str, counts: [Option<(usize, usize)>; 2]| {
        let two =
            |n: Option<(usize, usize)>| n.map_or(",".to_owned(), |(n, of)| format!("{n},{of}"));
        let [now, before] = counts.map(two);
        format!("{},{kind},{},{now},{before}", cell(question), cell(answer))
    };
    let mut lines = vec![HEADINGS.to_owned()];
    let earlier = before.map(|b| (b.tally.ballots, b.asked));
    lines.push(row(&form.title, "ballots", "", [Some((tally.ballots, asked)), earlier]));
    if tally::is_told(form, tally) {
        for (question, count) in form.questions.iter().zip(&tally.counts) {
            let then = before.and_then(|before| before.of(question));
            for (at, votes) in count.votes.iter().enumerate() {
                let number = (at + 1).to_string();
                let option = question.options.get(at).filter(|_| question.kind != Kind::Scale);
                let (kind, answer) = match option {
                    Some(option) => ("option", option.as_str()),
                    None => ("number", number.as_str()),
                };
                let was = then.and_then(|c| Some((*c.votes.get(at)?, c.answered)));
                let counts = [Some((*votes, count.answered)), was];
                lines.push(row(&question.text, kind, answer, counts));
            }
            let words = count.words.iter().map(|w| row(&question.text, "words", w, [None; 2]));
            lines.extend(words);
        }
        lines.extend(tally.comments.iter().map(|c| row(&form.title, "comment", c, [None; 2])));
    }
    let lines = lines.into_iter().map(|line| line + "\r\n");
    format!("\u{feff}{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animation::poll::{Answer, Ballot, Comments, Question, Results, Secrecy};
    use crate::clock::Timestamp;

    fn form() -> Form {
        let question = |text: &str, kind, options: &[&str]| Question {
            text: text.to_owned(),
            kind,
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            days: Vec::new(),
            serves: None,
        };
        Form {
            title: "Besoins".into(),
            introduction: String::new(),
            questions: vec![
                question("Quand, où?", Kind::Many, &["mardi", "=1+1"]),
                question("Une idée?", Kind::Text, &[]),
            ],
            closes: Timestamp::UNIX_EPOCH,
            secrecy: Secrecy::Secret,
            comments: Comments::Kept,
            results: Results::AtEnd,
            people: vec![],
        }
    }

    #[test]
    fn a_line_for_each_answer() {
        let ballot = |n: u16, words: &str| Ballot {
            answers: vec![Answer::Chosen(vec![n]), Answer::Words(words.to_owned())],
            comment: None,
            name: None,
        };
        let mut ballots = vec![ballot(1, "zut"), ballot(2, "dire \"non\"\nou oui")];
        let form = form();
        let few = sheet(&form, &tally::count(&form, &ballots), 9, None);
        assert_eq!(
            few,
            "\u{feff}question,kind,answer,count,of,count_before,of_before\r\n\"Besoins\",ballots,\"\",2,9,,\r\n"
        );
        ballots.extend([ballot(1, "a"), ballot(1, "b"), ballot(1, "c")]);
        let all = sheet(&form, &tally::count(&form, &ballots), 9, None);
        for line in [
            "\"Quand, où?\",option,\"mardi\",4,5,,\r\n",
            "\"Quand, où?\",option,\"'=1+1\",1,5,,\r\n",
            "\"Une idée?\",words,\"dire \"\"non\"\" ou oui\",,,,\r\n",
        ] {
            assert!(all.contains(line), "{line}\n{all}");
        }
        assert!(all.find("\"a\"").unwrap() < all.find("\"zut\"").unwrap());
    }
}
