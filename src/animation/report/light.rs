//! The four lights: a colour with a name, given only when there is enough to give it.

use super::figures::Figures;
use super::share::{Share, Trend, trend};

/// What a light says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Needs a hand.
    Red,
    /// To be watched.
    Amber,
    /// Too few to judge.
    Few,
    /// Nothing to measure.
    Nothing,
    /// Fares well.
    Green,
}

impl Level {
    /// The word the catalogues and the sheet select on.
    pub fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Few => "few",
            Self::Nothing => "nothing",
            Self::Green => "green",
        }
    }
}

/// One light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Light {
    /// What it says.
    pub level: Level,
    /// Whether it fares better or worse than before; `None`: too few to tell. `Up` is better, whatever
    /// the figure did.
    pub trend: Option<Trend>,
}

/// The four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lights {
    /// Questions are answered.
    pub answers: Light,
    /// Newcomers are.
    pub welcomes: Light,
    /// Many speak.
    pub voices: Light,
    /// People come and move.
    pub renews: Light,
}

impl Lights {
    /// All, with the word of each.
    pub fn all(&self) -> [(&'static str, Light); 4] {
        [
            ("answers", self.answers),
            ("welcomes", self.welcomes),
            ("voices", self.voices),
            ("renews", self.renews),
        ]
    }
}

fn level(share: Share, green: usize, amber: usize) -> Level {
    match share {
        Share { all: 0, .. } => Level::Nothing,
        few if few.is_of_few() => Level::Few,
        good if good.reaches(green) => Level::Green,
        fair if fair.reaches(amber) => Level::Amber,
        _ => Level::Red,
    }
}

/// The lights of a period, beside the one before.
pub fn lights(now: &Figures, before: &Figures) -> Lights {
    let answers =
        Light { level: level(now.answered, 80, 50), trend: trend(now.answered, before.answered) };
    let welcomes =
        Light { level: level(now.welcomed, 90, 50), trend: trend(now.welcomed, before.welcomed) };
    let falls = trend(now.team, before.team).map(|t| match t {
        // That those who animate need to say less is success.
        Trend::Up => Trend::Down,
        Trend::Down => Trend::Up,
        Trend::Stable => Trend::Stable,
    });
    let many = now.voices >= 5.0;
    let shared = now.team.of * 100 <= 40 * now.team.all;
    let voices = match now.team {
        Share { all: 0, .. } => Level::Nothing,
        few if few.is_of_few() => Level::Few,
        _ => match (many, shared) {
            (true, true) => Level::Green,
            (false, false) => Level::Red,
            _ => Level::Amber,
        },
    };
    let still = now.posts == 0 && before.posts == 0 && now.joined == 0;
    let renews = match now.moved {
        _ if still => Level::Nothing,
        few if few.is_of_few() => Level::Few,
        Share { of: 0, .. } => Level::Amber,
        _ => Level::Green,
    };
    Lights {
        answers,
        welcomes,
        voices: Light { level: voices, trend: falls },
        renews: Light { level: renews, trend: trend(now.moved, before.moved) },
    }
}
