//! The weeks of a list that are over: which of its posts each brought, by their numbers, so that a late
//! post belongs to the week that was still open when it came. What a week's page says is the archive's.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::{Deserialize, Serialize};

use super::articles::{self, Event};
use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::{TimeZone, Timestamp};
use crate::list::{ArticleNo, ListId};

/// An ISO 8601 week, as `year * 100 + week`.
pub type WeekNo = u32;

/// A week that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Which.
    pub no: WeekNo,
    /// The first of its posts…
    pub first: ArticleNo,
    /// …and the last.
    pub last: ArticleNo,
}

impl Record for Week {
    const KIND: &'static str = "week";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, no: WeekNo) -> Key {
    Key::new(Table::Week).u32(list.0).u32(no)
}

/// The week that a moment falls in.
pub fn week_of(at: Timestamp, zone: &TimeZone) -> WeekNo {
    let week = at.to_zoned(zone.clone()).date().iso_week_date();
    let number = i32::from(week.year()) * 100 + i32::from(week.week());
    u32::try_from(number).unwrap_or(0)
}

/// Year and number of a week.
pub fn year_week(no: WeekNo) -> (i16, i8) {
    (i16::try_from(no / 100).unwrap_or(i16::MAX), i8::try_from(no % 100).unwrap_or(1))
}

/// Its Monday and its Sunday.
pub fn days(no: WeekNo) -> (Date, Date) {
    let (year, week) = year_week(no);
    let monday = ISOWeekDate::new(year, week, Weekday::Monday).map_or(Date::ZERO, |w| w.date());
    (monday, monday.checked_add(6.days()).unwrap_or(monday))
}

/// A week that is over.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: WeekNo) -> Result<Option<Week>, StoreError> {
    record::get(from, &key(list, no))
}

/// All of a list's weeks that brought posts and are over, in order.
///
/// # Errors
/// When the store cannot be read.
pub fn all(from: &impl Read, list: ListId) -> Result<Vec<Week>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Week).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// The last post of the weeks that are over; 0: none is.
///
/// # Errors
/// When the store cannot be read.
pub fn closed_up_to(from: &impl Read, list: ListId) -> Result<ArticleNo, StoreError> {
    Ok(ArticleNo(super::last_number(from, "week", list.0)?))
}

/// Notes that a list's posts up to one need no week any more; with a week, that it is over, which
/// the log tells its readers.
///
/// # Errors
/// When the store cannot be read.
pub fn close(
    tx: &mut Tx<'_>,
    list: ListId,
    up_to: ArticleNo,
    week: Option<&Week>,
) -> Result<(), StoreError> {
    super::set_number(tx, "week", list.0, up_to.0);
    if let Some(week) = week {
        record::put(tx, key(list, week.no), week);
        articles::append_event(tx, &Event::WeekEnded { list, week: week.no })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_in_the_lists_zone() {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let of = |text: &str| week_of(text.parse().unwrap(), &zone);
        assert_eq!(of("2019-05-27T03:59:59Z"), 201_921, "still Sunday there");
        assert_eq!(of("2019-05-27T04:00:00Z"), 201_922);
        assert_eq!(
            of("2021-01-02T12:00:00Z"),
            202_053,
            "a year's last week may be the next year's"
        );
        let date = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(days(201_921), (date(2019, 5, 20), date(2019, 5, 26)));
        assert_eq!(days(202_053), (date(2020, 12, 28), date(2021, 1, 3)));
    }
}
