//! `palabre stats`: one month of a list in numbers, from its posts alone: no opens, no clicks, no
//! ranking of people.

use std::collections::{BTreeMap, HashSet};

use clap::Args;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, find_list};
use super::member;
use super::output::{CliError, Exit, Output, json as say_json, pairs};
use crate::clock::{TimeZone, Timestamp};
use crate::list::{ListId, ThreadNo};
use crate::store::articles::{self, Article};
use crate::store::{Read, StoreError, threads};

/// Which list, which month.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Stats {
    /// The list's address, or the part before the @
    list: String,
    /// The month, in the list's time zone [default: this one]
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    month: Option<(i16, i8)>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

fn month(text: &str) -> Result<(i16, i8), String> {
    let wrong = || format!("“{text}” is not a month such as 2019-05");
    let (year, month) = text.split_once('-').ok_or_else(wrong)?;
    let found = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
    Date::new(found.0, found.1, 1).map(|_| found).map_err(|_| wrong())
}

/// The numbers of one month.
#[derive(Debug, Default, Serialize)]
struct Numbers {
    posts: usize,
    people: usize,
    new_people: usize,
    threads: usize,
    new_threads: usize,
    /// Of the new threads, those that somebody else answered, whenever.
    answered: usize,
    /// Median of the first answers' waits, in hours; none without an answer.
    first_answer_hours: Option<f64>,
}

impl Stats {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let site = desk.site;
        let (list, settings) = find_list(&site.store, &self.list)?;
        let zone = site.zone_of(list)?;
        let today = site.clock.now().to_zoned(zone.clone());
        let (year, month) = self.month.unwrap_or((today.year(), today.month()));
        let numbers = count_month(&site.store, list, bounds((year, month), &zone)?)?;
        let mut modes: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, membership) in member::all(&site.store, list)? {
            *modes.entry(membership.delivery.word()).or_default() += 1;
        }
        let members: usize = modes.values().sum();
        if self.json {
            return say_json(
                out,
                &json!({
                    "list": settings.address, "month": format!("{year:04}-{month:02}"),
                    "members": members, "delivery": modes, "numbers": numbers,
                }),
            );
        }
        let modes: Vec<_> = modes.iter().map(|(mode, n)| format!("{n} {mode}")).collect();
        let wait = numbers.first_answer_hours.map_or_else(|| "–".to_owned(), |h| format!("{h} h"));
        pairs(
            out,
            &[
                ("list", settings.address.to_string()),
                ("month", format!("{year:04}-{month:02}")),
                ("posts", numbers.posts.to_string()),
                ("people who wrote", format!("{} ({} new)", numbers.people, numbers.new_people)),
                ("threads", format!("{} ({} new)", numbers.threads, numbers.new_threads)),
                (
                    "answered",
                    format!("{} of {} new threads", numbers.answered, numbers.new_threads),
                ),
                ("first answer", format!("{wait} (median)")),
                ("members today", format!("{members}: {}", modes.join(", "))),
            ],
        );
        Ok(Exit::Done)
    }
}

fn bounds((year, month): (i16, i8), zone: &TimeZone) -> Result<(Timestamp, Timestamp), CliError> {
    let odd = |e: jiff::Error| CliError::wrong(format!("{year:04}-{month:02}: {e}"));
    let first = Date::new(year, month, 1).map_err(odd)?;
    let next = first.checked_add(jiff::Span::new().months(1)).map_err(odd)?;
    let at = |date: Date| date.to_zoned(zone.clone()).map(|z| z.timestamp()).map_err(odd);
    Ok((at(first)?, at(next)?))
}

/// One pass over the list's posts.
fn count_month(
    from: &impl Read,
    list: ListId,
    (first, next): (Timestamp, Timestamp),
) -> Result<Numbers, StoreError> {
    let mut numbers = Numbers::default();
    let (mut people, mut before, mut in_threads) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut after = None;
    loop {
        let some = articles::after(from, list, after, 1000)?;
        let Some(last) = some.last() else { break };
        after = Some(last.no);
        for article in some {
            let author = article.from.address.key();
            if article.date < first {
                before.insert(author);
            } else if article.date < next {
                numbers.posts += 1;
                people.insert(author);
                in_threads.insert(article.thread);
            }
        }
    }
    numbers.people = people.len();
    numbers.new_people = people.difference(&before).count();
    numbers.threads = in_threads.len();
    let mut waits = Vec::new();
    for thread in in_threads {
        let posts = posts_of(from, list, thread)?;
        let Some(opener) = posts.first().filter(|p| p.date >= first) else { continue };
        numbers.new_threads += 1;
        if let Some(answer) = posts.iter().find(|p| p.from.address != opener.from.address) {
            numbers.answered += 1;
            waits.push(answer.date.as_second() - opener.date.as_second());
        }
    }
    waits.sort_unstable();
    // Hours with one decimal; a wait is far below 2^32 seconds.
    let hours = |seconds: i64| u32::try_from(seconds / 360).map_or(0.0, |t| f64::from(t) / 10.0);
    numbers.first_answer_hours = waits.get(waits.len() / 2).map(|w| hours(*w));
    Ok(numbers)
}

fn posts_of(from: &impl Read, list: ListId, thread: ThreadNo) -> Result<Vec<Article>, StoreError> {
    let mut posts = Vec::new();
    for no in threads::articles(from, list, thread)? {
        posts.extend(articles::get(from, list, no)?);
    }
    posts.sort_by_key(|a| (a.date, a.no));
    Ok(posts)
}
