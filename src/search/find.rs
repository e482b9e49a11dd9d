//! Looking something up in one file: which documents, the best first, and no more work than a reader waits
//! for. What they say is nobody's business here.
//!
//! Of a word that half of all messages hold, every match would have to be weighed to rank them; so only the
//! latest are looked at, those with the words in their title first. Whoever wants older ones names a day.

use std::cmp::Reverse;
use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::index::{Index, IndexError, NOTES};
use super::query::{Asked, Kind, Query};
use crate::clock::TimeZone;

/// Matches looked at in one file.
pub const WINDOW: usize = 400;
/// Words of one beginning that are looked for: those that most documents hold.
const BEGINNINGS: i64 = 24;
/// Words whose spelling is compared.
const NEIGHBOURS: i64 = 60_000;

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// How well it fits; the best first.
    pub rank: Rank,
    /// Seconds since 1970, the latest first.
    pub date: Reverse<i64>,
    /// Its number, the last first.
    pub id: Reverse<i64>,
}

/// How well something fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A note: what became of conversations.
    Note,
    /// All the words stand in its title.
    Title,
    /// They stand in it.
    Text,
}

/// What one file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best first.
    pub hits: Vec<Hit>,
    /// Whether there are more, older ones.
    pub more: bool,
}

impl Index {
    /// What fits the query; days are those of this zone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find(&self, query: &Query, zone: &TimeZone) -> Result<Found, IndexError> {
        let asked = Asked::new(query, |beginning| self.stems_of(beginning))?;
        let Some(span) = Span::of(self.db(), query, zone)? else { return Ok(Found::default()) };
        let all = span.select(self.db(), asked.expression("").as_deref())?;
        let mut found = Found { more: all.len() > WINDOW, hits: Vec::new() };
        let titled = match &asked.wanted {
            Some(_) => {
                let titles = asked.expression("{title} : ");
                span.select(self.db(), titles.as_deref())?
            }
            None => Vec::new(),
        };
        let hit = |rank: Rank| {
            move |(id, date): (i64, i64)| {
                let rank = if id > NOTES { Rank::Note } else { rank };
                Hit { rank, date: Reverse(date), id: Reverse(id) }
            }
        };
        found.hits.extend(titled.into_iter().take(WINDOW).map(hit(Rank::Title)));
        let known: HashSet<i64> = found.hits.iter().map(|h| h.id.0).collect();
        let rest = all.into_iter().filter(|(id, _)| !known.contains(id));
        found.hits.extend(rest.take(WINDOW).map(hit(Rank::Text)));
        found.hits.sort_unstable();
        Ok(found)
    }

    /// Stems of the words that most documents hold of those that begin so.
    fn stems_of(&self, beginning: &str) -> Result<Vec<String>, IndexError> {
        let sql = "SELECT stem FROM word WHERE word >= ?1 AND word < ?1 || char(1114111)
                   GROUP BY stem ORDER BY sum(n) DESC LIMIT ?2";
        let mut rows = self.db().prepare(sql)?;
        let found = rows.query_map(params![beginning, BEGINNINGS], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The word most like this one that documents hold; `None`: none is like it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn like(&self, folded: &str) -> Result<Option<(String, usize, i64)>, IndexError> {
        let length = folded.chars().count();
        let Some(first) = folded.chars().next().filter(|_| length > 3) else { return Ok(None) };
        let far = if length > 6 { 2 } else { 1 };
        let sql = "SELECT word, said, n FROM word WHERE word >= ?1 AND word < ?1 || char(1114111)
                   AND length(word) BETWEEN ?2 AND ?3 LIMIT ?4";
        let mut rows = self.db().prepare(sql)?;
        let near = i64::try_from(length).unwrap_or(i64::MAX);
        let args = params![first.to_string(), near - 2, near + 2, NEIGHBOURS];
        let found = rows.query_map(args, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut best: Option<(String, usize, i64)> = None;
        for row in found {
            let (word, said, n): (String, String, i64) = row?;
            let distance = strsim::osa_distance(folded, &word);
            let better = best.as_ref().is_none_or(|(_, d, m)| (distance, -n) < (*d, -m));
            if (1..=far).contains(&distance) && better {
                best = Some((said, distance, n));
            }
        }
        Ok(best)
    }
}

/// Which documents are looked at: numbers, and days.
struct Span {
    ids: (i64, i64),
    dates: Option<(i64, i64)>,
}

impl Span {
    /// `None`: none.
    fn of(db: &Connection, query: &Query, zone: &TimeZone) -> Result<Option<Self>, IndexError> {
        let first = if query.kind == Kind::Notes { NOTES } else { 0 };
        if query.since.is_none() && query.until.is_none() {
            return Ok(Some(Self { ids: (first, i64::MAX), dates: None }));
        }
        let start = |day: jiff::civil::Date| {
            day.to_zoned(zone.clone()).map_or(i64::MAX, |at| at.timestamp().as_second())
        };
        let since = query.since.map_or(i64::MIN, start);
        let until = query.until.map_or(i64::MAX, |day| day.tomorrow().map_or(i64::MAX, start));
        // Messages come in the order of their dates, all but: so a day is soon found among them.
        let sql = "SELECT min(id), max(id) FROM doc WHERE date >= ?1 AND date < ?2 AND id >= ?3";
        let ids: (Option<i64>, Option<i64>) =
            db.query_row(sql, [since, until, first], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(ids.0.zip(ids.1).map(|ids| Self { ids, dates: Some((since, until)) }))
    }

    /// Numbers and dates of what fits, the latest first, one more than are looked at.
    fn select(
        &self,
        db: &Connection,
        expression: Option<&str>,
    ) -> Result<Vec<(i64, i64)>, IndexError> {
        let (since, until) = self.dates.unwrap_or((i64::MIN, i64::MAX));
        let limit = i64::try_from(WINDOW + 1).unwrap_or(i64::MAX);
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found = match expression {
            Some(expression) => {
                let sql =
                    "SELECT text.rowid, doc.date FROM text CROSS JOIN doc ON doc.id = text.rowid
                           WHERE text MATCH ?1 AND text.rowid BETWEEN ?2 AND ?3
                           AND doc.date >= ?4 AND doc.date < ?5
                           ORDER BY text.rowid DESC LIMIT ?6";
                let args = params![expression, self.ids.0, self.ids.1, since, until, limit];
                db.prepare(sql)?.query_map(args, read)?.collect::<Result<_, _>>()?
            }
            None => {
                let sql = "SELECT id, date FROM doc WHERE id BETWEEN ?1 AND ?2
                           AND date >= ?3 AND date < ?4 ORDER BY id DESC LIMIT ?5";
                let args = params![self.ids.0, self.ids.1, since, until, limit];
                db.prepare(sql)?.query_map(args, read)?.collect::<Result<_, _>>()?
            }
        };
        Ok(found)
    }
}
