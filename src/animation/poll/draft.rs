//! Reading a mail that asks for a poll: the subject is the question, list items are the options, a few
//! lines set the terms. With numbered questions that have items of their own it is a survey.

use jiff::civil::Date;
use jiff::{SignedDuration, civil};

use super::day;
use super::line::{Head, head, unquoted};
use super::people::{self, PEOPLE};
use super::{
    Comments, Form, Kind, OPTION_LENGTH, OPTIONS, QUESTIONS, Question, Results, Secrecy, Use,
};
use crate::clock::{TimeZone, Timestamp};
use crate::locale::Locale;
use crate::mail::address::Mailbox;
use crate::mail::recognise;
use crate::request::when::Unread;
use crate::request::{Verb, answer_word, when};

/// Days for which a poll is open that says nothing else.
const DAYS: i64 = 7;
/// The hour at which a poll ends whose last day is named.
const HOUR: i8 = 17;
/// Days that a poll may be open.
const MOST_DAYS: i64 = 100;
/// Characters of the words before the questions.
const INTRODUCTION: usize = 2000;

/// Why a mail makes no poll. Each is told to its author with the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Neither subject nor question.
    NoQuestion,
    /// One option only, or none where the terms want some.
    FewOptions,
    /// More questions or options than anybody would answer.
    TooMany,
    /// This option is too long.
    LongOption(String),
    /// The end, as it was written, is no day that comes, or too far.
    End(String),
    /// A term with words we do not know.
    Term(String),
    /// An option that should be a day, and is none to come or could be two.
    Day(String),
    /// An option that names a date and a day of the week that it is not.
    Weekday(String, Date),
    /// The poll would end after this day.
    Late(String),
    /// What looks like somebody's address, and is none.
    Person(String),
    /// More people from outside than may be asked.
    ManyPeople,
    /// Only those who animate ask people from outside.
    OnlyHosts,
    /// People from outside are asked for surveys only: to a lone question « non » is an answer.
    OnlySurveys,
}

/// Where and when a draft is read.
pub struct Reading<'a> {
    /// Now.
    pub now: Timestamp,
    /// Whose clock « 17 h » means.
    pub zone: &'a TimeZone,
    /// The language of what we add.
    pub t: &'a Locale,
}

enum Entry {
    Text(String),
    Item(String),
    Numbered(String),
    Kind(Kind),
    Use(Use),
}

/// What a line of terms sets.
enum Term {
    /// Something of the whole.
    Whole,
    /// Something of the question it stands at.
    OfQuestion(Entry),
    /// Whom to ask: more may follow below.
    People,
}

#[derive(Default)]
struct Terms {
    closes: Option<Timestamp>,
    secrecy: Option<Secrecy>,
    comments: Option<Comments>,
    results: Option<Results>,
    people: Vec<Mailbox>,
}

impl Terms {
    /// Each once.
    fn add(&mut self, named: Vec<Mailbox>) {
        for one in named {
            if !self.people.iter().any(|p| p.address.same_mailbox(&one.address)) {
                self.people.push(one);
            }
        }
    }
}

impl Reading<'_> {
    /// Reads a draft.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, title: &str, body: &str) -> Result<Form, Trouble> {
        let mut terms = Terms::default();
        let entries = self.entries(body, &mut terms)?;
        let (introduction, questions) = self.questions(title.trim(), entries)?;
        let title = match (title.trim(), questions.first()) {
            ("", Some(question)) => question.text.clone(),
            (title, _) => title.to_owned(),
        };
        let closes = self.closes(terms.closes, &questions)?;
        if !terms.people.is_empty() && questions.len() < 2 {
            return Err(Trouble::OnlySurveys);
        }
        if terms.people.len() > PEOPLE {
            return Err(Trouble::ManyPeople);
        }
        Ok(Form {
            title,
            introduction: introduction.chars().take(INTRODUCTION).collect(),
            questions,
            closes,
            secrecy: terms.secrecy.unwrap_or(Secrecy::Secret),
            comments: terms.comments.unwrap_or(Comments::Kept),
            results: terms.results.unwrap_or(Results::AtEnd),
            people: terms.people,
        })
    }

    fn entries(&self, body: &str, terms: &mut Terms) -> Result<Vec<Entry>, Trouble> {
        let mut entries: Vec<Entry> = Vec::new();
        // Whether the line before may go on here: programs break long lines.
        let mut open = false;
        let mut people = false;
        for raw in body.lines() {
            let line = unquoted(raw);
            if line.is_empty() {
                open = false;
                continue;
            }
            if people && let Some(named) = people::read(line) {
                terms.add(named.map_err(Trouble::Person)?);
                continue;
            }
            people = false;
            if let Some(term) = self.term(line, terms)? {
                match term {
                    Term::OfQuestion(entry) => entries.push(entry),
                    Term::People => people = true,
                    Term::Whole => {}
                }
                open = false;
                continue;
            }
            match head(line) {
                Head::Bullet(rest) | Head::Letter(rest) => {
                    entries.push(Entry::Item(rest.to_owned()));
                }
                Head::Number(_, rest) => entries.push(Entry::Numbered(rest.to_owned())),
                Head::None => match entries.last_mut() {
                    Some(Entry::Item(text) | Entry::Numbered(text) | Entry::Text(text)) if open => {
                        text.push(' ');
                        text.push_str(line);
                    }
                    _ => entries.push(Entry::Text(line.to_owned())),
                },
            }
            open = true;
        }
        Ok(entries)
    }

    /// A line of terms; `None`: it is something else.
    fn term(&self, line: &str, terms: &mut Terms) -> Result<Option<Term>, Trouble> {
        let Some((name, value)) = line.split_once(':') else { return Ok(None) };
        let name = recognise::words(name);
        let is = |key: &str| recognise::expressions(key).contains(&name);
        let unknown = || Trouble::Term(line.to_owned());
        if is("poll-key-end") {
            terms.closes = Some(self.end(value).ok_or_else(|| Trouble::End(value.trim().into()))?);
        } else if is("poll-key-choice") {
            let kind = kind(value).ok_or_else(unknown)?;
            return Ok(Some(Term::OfQuestion(Entry::Kind(kind))));
        } else if is("poll-key-use") {
            let serves = serves(value).ok_or_else(unknown)?;
            return Ok(Some(Term::OfQuestion(Entry::Use(serves))));
        } else if is("poll-key-people") {
            return match people::read(value) {
                Some(named) => {
                    terms.add(named.map_err(Trouble::Person)?);
                    Ok(Some(Term::People))
                }
                // « À : discuter » names nobody.
                None => Ok(value.trim().is_empty().then_some(Term::People)),
            };
        } else if is("poll-key-secret") {
            let yes = yes_or_no(value).ok_or_else(unknown)?;
            terms.secrecy = Some(if yes { Secrecy::Secret } else { Secrecy::Named });
        } else if is("poll-key-comments") {
            let yes = yes_or_no(value).ok_or_else(unknown)?;
            terms.comments = Some(if yes { Comments::Shown } else { Comments::Kept });
        } else if is("poll-key-results") {
            let holds = |key: &str| {
                recognise::holds(&recognise::words(value), &recognise::expressions(key))
            };
            terms.results = Some(match (holds("poll-value-after"), holds("poll-value-at-end")) {
                (true, _) => Results::AfterVote,
                (_, true) => Results::AtEnd,
                _ => return Err(unknown()),
            });
        } else {
            return Ok(None);
        }
        Ok(Some(Term::Whole))
    }

    /// When it ends: before the first of the days it is about.
    fn closes(
        &self,
        said: Option<Timestamp>,
        questions: &[Question],
    ) -> Result<Timestamp, Trouble> {
        let named =
            |q: &Question| q.days.iter().copied().zip(q.options.clone()).collect::<Vec<_>>();
        let days = questions.iter().flat_map(named).map(|(d, o)| (d.starts(self.zone), o));
        let first = days.min_by_key(|(at, _)| *at);
        let usual = self.now.saturating_add(SignedDuration::from_hours(24 * DAYS));
        let usual = usual.unwrap_or(self.now);
        match (said, first) {
            (Some(end), Some((starts, option))) if end >= starts => Err(Trouble::Late(option)),
            (Some(end), _) => Ok(end),
            (None, None) => Ok(usual),
            (None, Some((starts, _))) => {
                let eve = starts.saturating_sub(SignedDuration::from_hours(24));
                let left = starts.duration_since(self.now).as_secs().max(0);
                let half = self.now.saturating_add(SignedDuration::from_secs(left / 2));
                let (eve, half) = (eve.unwrap_or(self.now), half.unwrap_or(self.now));
                Ok(usual.min(eve.max(half)))
            }
        }
    }

    /// « 6 juin 17 h », “June 6 at 5 pm”, « 10 jours »; without an hour, in the afternoon.
    fn end(&self, value: &str) -> Option<Timestamp> {
        let today = self.now.to_zoned(self.zone.clone()).date();
        let day = when::until(value, today)?;
        let minute = clock_time(value).unwrap_or(u16::from(HOUR.unsigned_abs()) * 60);
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        let at = day.to_datetime(civil::Time::new(hour, minute, 0, 0).ok()?);
        let at = at.to_zoned(self.zone.clone()).ok()?.timestamp();
        let open = at.duration_since(self.now);
        (open <= SignedDuration::from_hours(24 * MOST_DAYS)).then_some(at)
    }

    fn questions(
        &self,
        title: &str,
        entries: Vec<Entry>,
    ) -> Result<(String, Vec<Question>), Trouble> {
        let first = |want: fn(&Entry) -> bool| entries.iter().position(want);
        let numbered = first(|e| matches!(e, Entry::Numbered(_)));
        let item = first(|e| matches!(e, Entry::Item(_)));
        let survey = numbered.is_some_and(|at| item.is_some_and(|item| at < item));
        if title.is_empty() && !survey {
            return Err(Trouble::NoQuestion);
        }
        let (mut introduction, mut questions) = (Vec::new(), Vec::new());
        let mut whole = None;
        if !survey {
            questions.push(Question {
                text: title.to_owned(),
                kind: Kind::One,
                options: vec![],
                days: vec![],
                serves: None,
            });
        }
        for entry in entries {
            match (entry, questions.last_mut()) {
                (Entry::Numbered(text), _) if survey => {
                    let kind = whole.unwrap_or(Kind::Text);
                    questions.push(Question {
                        text,
                        kind,
                        options: Vec::new(),
                        days: Vec::new(),
                        serves: None,
                    });
                }
                (Entry::Item(text) | Entry::Numbered(text), Some(question)) => {
                    if survey && question.options.is_empty() && question.kind == Kind::Text {
                        question.kind = Kind::One;
                    }
                    // Pasted twice, it is one choice.
                    let option = option(text)?;
                    if !question.options.contains(&option) {
                        question.options.push(option);
                    }
                }
                (Entry::Kind(kind), Some(question)) => question.kind = kind,
                (Entry::Kind(kind), None) => whole = Some(kind),
                (Entry::Use(serves), Some(question)) => question.serves = Some(serves),
                (Entry::Use(_), None) => {}
                (Entry::Item(text) | Entry::Numbered(text) | Entry::Text(text), _) => {
                    introduction.push(text);
                }
            }
        }
        if questions.len() > QUESTIONS || questions.iter().any(|q| q.options.len() > OPTIONS) {
            return Err(Trouble::TooMany);
        }
        for question in &mut questions {
            self.complete(question)?;
        }
        Ok((introduction.join("\n"), questions))
    }

    /// A question without options is answered by yes or no.
    fn complete(&self, question: &mut Question) -> Result<(), Trouble> {
        match question.kind {
            Kind::Scale | Kind::Text => question.options.clear(),
            Kind::One if question.options.is_empty() => {
                question.options = vec![self.t.s("poll-yes"), self.t.s("poll-no")];
            }
            Kind::One | Kind::Many | Kind::Dates => {}
        }
        if question.kind == Kind::Dates {
            self.days(question)?;
        }
        if question.choices() == 1 || (question.takes_many() && question.options.is_empty()) {
            return Err(Trouble::FewOptions);
        }
        Ok(())
    }

    /// Reads options as days, and writes them all alike.
    fn days(&self, question: &mut Question) -> Result<(), Trouble> {
        let now = self.now.to_zoned(self.zone.clone());
        for option in &mut question.options {
            let (day, written) = day::read(option, &now, self.t).map_err(|why| match why {
                Unread::Day => Trouble::Day(option.clone()),
                Unread::Weekday(date) => Trouble::Weekday(option.clone(), date),
            })?;
            *option = written;
            question.days.push(day);
        }
        Ok(())
    }
}

fn option(text: String) -> Result<String, Trouble> {
    if text.chars().count() > OPTION_LENGTH {
        return Err(Trouble::LongOption(text));
    }
    Ok(text)
}

/// « un », « plusieurs », « 1-5 », « dates », « texte ».
fn kind(value: &str) -> Option<Kind> {
    let words = recognise::words(value);
    let all = [
        ("poll-value-scale", Kind::Scale),
        ("poll-value-many", Kind::Many),
        ("poll-value-dates", Kind::Dates),
        ("poll-value-text", Kind::Text),
        ("poll-value-one", Kind::One),
    ];
    all.into_iter()
        .find(|(key, _)| recognise::begins(&words, &recognise::expressions(key)).is_some())
        .map(|(_, kind)| kind)
}

/// « besoin », « offre », « accord ».
fn serves(value: &str) -> Option<Use> {
    let words = recognise::words(value);
    let all = [
        ("poll-value-need", Use::Need),
        ("poll-value-offer", Use::Offer),
        ("poll-value-consent", Use::Consent),
        ("poll-value-value", Use::Value),
    ];
    all.into_iter()
        .find(|(key, _)| recognise::expressions(key).contains(&words))
        .map(|(_, serves)| serves)
}

fn yes_or_no(value: &str) -> Option<bool> {
    match answer_word(value)? {
        (Verb::Yes, _) => Some(true),
        (Verb::No, _) => Some(false),
        _ => None,
    }
}

/// The hour at the end of a text that names a day, as a minute of the day.
fn clock_time(value: &str) -> Option<u16> {
    let starts = value.char_indices().filter(|(at, c)| {
        let before = value.get(..*at).and_then(|b| b.chars().next_back());
        c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric)
    });
    // A bare number may be the day.
    let says_hour = |tail: &str| {
        let words = recognise::words(tail);
        let named = |w: &String| {
            ["midi", "noon", "am", "pm", "h"].contains(&w.as_str())
                || w.strip_suffix(['h', 'm'])
                    .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
                || w.split_once('h')
                    .is_some_and(|(a, b)| a.parse::<u8>().is_ok() && b.parse::<u8>().is_ok())
        };
        tail.contains(':') || words.iter().any(named)
    };
    starts.filter_map(|(at, _)| value.get(at..)).filter(|tail| says_hour(tail)).find_map(|tail| {
        match when::hour(tail) {
            Some((None, Some(minute))) => Some(minute),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests;
