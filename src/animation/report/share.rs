//! A part of a whole, told as honestly as its size allows. Not words.

/// Under so many, counts are told and no percentage: one more or less would move it too far.
pub const FEW: usize = 5;
/// The normal quantile of a two-sided 90 % interval.
const Z: f64 = 1.644_853_626_951_472_2;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub of: usize,
    /// The whole.
    pub all: usize,
}

impl Share {
    /// A part of a whole.
    pub fn new(of: usize, all: usize) -> Self {
        Self { of: of.min(all), all }
    }

    /// Those that a rule holds for, among all.
    pub fn count<T>(all: impl IntoIterator<Item = T>, holds: impl Fn(&T) -> bool) -> Self {
        all.into_iter().fold(Self::default(), |share, one| Self {
            of: share.of + usize::from(holds(&one)),
            all: share.all + 1,
        })
    }

    /// Whether it is of too few for a percentage.
    pub fn is_of_few(self) -> bool {
        self.all < FEW
    }

    /// The fraction; `None`: of nothing.
    pub fn value(self) -> Option<f64> {
        (self.all > 0).then(|| number(self.of) / number(self.all))
    }

    /// The percentage in tenths, rounded half up; `None`: of too few.
    pub fn tenths_of_percent(self) -> Option<usize> {
        (!self.is_of_few()).then(|| (self.of * 2000 + self.all) / (2 * self.all))
    }

    /// Whether it is at least so many per cent.
    pub fn reaches(self, percent: usize) -> bool {
        self.of * 100 >= percent * self.all
    }

    /// What is left.
    pub fn rest(self) -> usize {
        self.all - self.of
    }
}

/// A count as a fraction's part; counts of people and messages are far below 2^32.
pub fn number(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

/// A whole number from a fraction that was rounded: what is not one is 0.
pub fn number_of(rounded: f64) -> usize {
    // Counts, hours and tenths are small; the text is exact for them.
    format!("{rounded:.0}").parse().unwrap_or(0)
}

/// How a share moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Higher, surely.
    Up,
    /// Lower, surely.
    Down,
    /// No more than chance does.
    Stable,
}

/// The 90 % interval of Wilson (1927); `None`: of nothing.
pub fn wilson(share: Share) -> Option<(f64, f64)> {
    let (p, n) = (share.value()?, number(share.all));
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some((middle - half, middle + half))
}

/// How a share moved since before; `None`: one of them is of too few.
pub fn trend(now: Share, before: Share) -> Option<Trend> {
    if now.is_of_few() || before.is_of_few() {
        return None;
    }
    let ((low, high), (was_low, was_high)) = (wilson(now)?, wilson(before)?);
    Some(match (low > was_high, high < was_low) {
        (true, _) => Trend::Up,
        (_, true) => Trend::Down,
        _ => Trend::Stable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(of: usize, all: usize, low: f64, high: f64) {
        let (l, h) = wilson(Share::new(of, all)).unwrap();
        assert!((l - low).abs() < 5e-4 && (h - high).abs() < 5e-4, "{of}/{all}: {l} {h}");
    }

    /// By hand: z² = 2.7055; 8 of 10: middle (0.8 + 0.13528) ÷ 1.27055 = 0.7361,
    /// half 1.64485 ÷ 1.27055 × √(0.016 + 0.0067638) = 0.1953.
    #[test]
    fn intervals() {
        check(8, 10, 0.5408, 0.9314);
        // 0 of 5: middle 0.27055 ÷ 1.5411 = 0.1756, half 1.64485 ÷ 1.5411 × √0.027055 = 0.1756.
        check(0, 5, 0.0, 0.3511);
        check(5, 5, 0.6489, 1.0);
        assert_eq!(wilson(Share::default()), None);
    }

    #[test]
    fn a_move_is_told_only_when_chance_does_not_explain_it() {
        let of = |a, b, c, d| trend(Share::new(a, b), Share::new(c, d));
        assert_eq!(of(8, 10, 6, 10), Some(Trend::Stable));
        assert_eq!(of(9, 10, 2, 10), Some(Trend::Up));
        assert_eq!(of(2, 10, 9, 10), Some(Trend::Down));
        assert_eq!(of(5, 5, 0, 5), Some(Trend::Up));
        assert_eq!(of(4, 4, 0, 4), None, "four are too few");
        assert_eq!(of(5, 5, 0, 4), None);
    }

    #[test]
    fn percentages() {
        assert_eq!(Share::new(8, 9).tenths_of_percent(), Some(889));
        assert_eq!(Share::new(1, 8).tenths_of_percent(), Some(125));
        assert_eq!(Share::new(3, 4).tenths_of_percent(), None);
        assert!(Share::new(4, 5).reaches(80) && !Share::new(7, 9).reaches(80));
    }
}
