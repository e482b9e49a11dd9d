//! A survey beside the one that asked the same before: which count stands beside which. How a figure
//! moved is told as honestly as in a report: better or worse only when chance does not explain it.

use super::tally::{self, Count, Tally};
use super::{Form, Kind, Question};
use crate::animation::report::share::{Share, Trend, trend};
use crate::clock::Timestamp;
use crate::locale::{Locale, Value};

/// What the same survey came to before.
#[derive(Clone, Debug)]
pub struct Before {
    /// What it asked.
    pub form: Form,
    /// What it came to.
    pub tally: Tally,
    /// People it was sent to.
    pub asked: usize,
}

fn same(a: &Question, b: &Question) -> bool {
    (a.kind, &a.text, &a.options) == (b.kind, &b.text, &b.options)
}

/// Whether one survey asks what another did: more than half of its questions, and one to be counted.
pub fn asks_the_same(form: &Form, other: &Form) -> bool {
    let found = |q: &&Question| other.questions.iter().any(|o| same(q, o));
    let alike = form.questions.iter().filter(found);
    let (all, counted) = alike.fold((0, 0), |(all, counted), q| {
        (all + 1, counted + usize::from(q.kind != Kind::Text && q.kind != Kind::Dates))
    });
    2 * all > form.questions.len() && counted > 0
}

impl Before {
    /// Until when it was answered.
    pub fn closed(&self) -> Timestamp {
        self.form.closes
    }

    /// The count of a question then; `None`: it was not asked in the same words, or may not be told.
    pub fn of(&self, question: &Question) -> Option<&Count> {
        let at = self.form.questions.iter().position(|q| same(q, question))?;
        self.tally.counts.get(at).filter(|_| tally::is_told(&self.form, &self.tally))
    }
}

/// A figure beside the one before: « 8 (53 %) · avant : 5 (33 %), … ».
pub fn beside(t: &Locale, now: Share, before: Share) -> String {
    let moved = match trend(now, before) {
        Some(Trend::Up) => "up",
        Some(Trend::Down) => "down",
        Some(Trend::Stable) => "stable",
        None => "few",
    };
    let share = |share: Share| tally::share(t, share.of, share.all);
    let args =
        [("now", Value::from(share(now))), ("then", share(before).into()), ("trend", moved.into())];
    t.text("poll-then", &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[test]
    fn what_moved_and_what_chance_explains() {
        let check = |now: (usize, usize), before: (usize, usize), want: &str| {
            let t = locale::get("fr");
            let got = beside(t, Share::new(now.0, now.1), Share::new(before.0, before.1));
            assert_eq!(got.replace('\u{a0}', " "), want);
        };
        // By hand, Wilson at 90 %: 18/20 is 0.747–0.966, 4/20 is 0.090–0.389, 8/15 is 0.337–0.722.
        check((18, 20), (4, 20), "18 (90 %) · avant : 4 (20 %), davantage aujourd'hui");
        check((4, 20), (18, 20), "4 (20 %) · avant : 18 (90 %), moins aujourd'hui");
        check((8, 15), (4, 20), "8 (53 %) · avant : 4 (20 %), l'écart peut tenir au hasard");
        check((3, 4), (18, 20), "3 · avant : 18 (90 %)");
    }
}
