//! Somebody's first post that nobody answers: after a day those who animate are told, after two one
//! or two people who wrote of the same thing are asked, after a week the author is told as it is and helped
//! to ask anew. A reply by anybody ends it at any moment. Nobody is ever blamed, and « stop rappels »
//! stops it for whoever says so.
//!
//! Each look and its mail are one transaction: a daemon killed at any moment has sent it once, or not
//! yet. What was late goes out late, one look a day, in the daylight of the list's zone.

mod kin;
mod say;
mod scene;

use jiff::{SignedDuration, ToSpan};

use self::kin::Helper;
pub(in crate::daemon) use self::kin::{Wanted, find as find_kin};
pub(in crate::daemon) use self::scene::{Scene, words_of};
use super::{Site, aside, owners};
use crate::clock::{TimeZone, Timestamp};
use crate::list::member::{Delivery, Membership, Person};
use crate::list::{ListId, PersonId};
use crate::store::articles::Article;
use crate::store::first_posts::{self, DueRow, FirstPost};
use crate::store::{Read, StoreError, Tx, asked, people};

/// Hours after the post at which it is looked at.
const LOOKS: [i64; 3] = [24, 48, 7 * 24];
/// Hours that lie between two looks, however late the first was.
const APART: i64 = 20;
/// The hours in which such mail is sent: from the first to before the second.
const DAYLIGHT: (i8, i8) = (7, 20);
/// Seconds after which those who animate may be told of others: never twice on one day, for all of a
/// day's daylight fits into them.
const TOLD: i64 = 20 * 3600;
/// People asked about one post.
const ASKED: usize = 2;
/// Seconds in which nobody is asked twice, whatever the community.
const RESPITE: i64 = 14 * 86_400;
/// Rows that are due, taken at a time.
const PAGE: usize = 100;

/// Notes that somebody wrote for the first time.
///
/// # Errors
/// When the store cannot be read.
pub fn begin(tx: &mut Tx<'_>, article: &Article, author: PersonId) -> Result<(), StoreError> {
    let (list, received) = (article.list, article.received);
    let due = later(received, LOOKS[0]);
    first_posts::put(tx, &FirstPost { list, article: article.no, author, received, done: 0, due })
}

/// Looks at those that are due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let now = site.clock.now();
        let due = first_posts::due(&site.store, now, PAGE)?;
        if due.is_empty() {
            return Ok(());
        }
        for row in due {
            let what = format!("first post {}/{}", row.1, row.2);
            let drop = |tx: &mut Tx<'_>| {
                first_posts::forget(tx, row.1, row.2)?;
                first_posts::drop_orphan(tx, row)
            };
            aside::row(site, &what, || look(site, row, now), drop)?;
        }
    }
}

fn look(site: &Site, row: DueRow, now: Timestamp) -> Result<(), StoreError> {
    let (_, list, article) = row;
    // Rows know milliseconds.
    let same = |p: &FirstPost| p.due.as_millisecond() == row.0.as_millisecond();
    let Some(post) = first_posts::get(&site.store, list, article)?.filter(same) else {
        return site.store.write(|tx| first_posts::drop_orphan(tx, row));
    };
    let Some(scene) = Scene::of(&site.store, &post)? else {
        return site.store.write(|tx| first_posts::forget(tx, list, article));
    };
    if post.done == 0 && !scene.wants_an_answer(&site.store)? {
        return site.store.write(|tx| first_posts::forget(tx, list, article));
    }
    let zone = site.zone_of(list)?;
    if let Some(morning) = until_daylight(now, &zone) {
        return put_off(site, &post, morning);
    }
    match post.done {
        0 => tell_team(site, scene, now),
        1 => ask_helpers(site, &scene, now),
        _ => tell_author(site, &scene, now),
    }
}

fn put_off(site: &Site, post: &FirstPost, due: Timestamp) -> Result<(), StoreError> {
    site.store.write(|tx| match is_open(tx, post)? {
        true => first_posts::put(tx, &FirstPost { due, ..post.clone() }),
        false => Ok(()),
    })
}

/// Whether nothing happened to it since it was read.
fn is_open(tx: &Tx<'_>, post: &FirstPost) -> Result<bool, StoreError> {
    Ok(first_posts::get(tx, post.list, post.article)?.as_ref() == Some(post))
}

/// The next look at it.
fn move_on(tx: &mut Tx<'_>, post: &FirstPost, now: Timestamp) -> Result<(), StoreError> {
    let done = post.done + 1;
    match LOOKS.get(usize::from(done)) {
        Some(hours) => {
            let due = later(post.received, *hours).max(later(now, APART));
            first_posts::put(tx, &FirstPost { done, due, ..post.clone() })
        }
        None => first_posts::forget(tx, post.list, post.article),
    }
}

/// After a day: those who animate, once a day about all there are.
fn tell_team(site: &Site, first: Scene, now: Timestamp) -> Result<(), StoreError> {
    let list = first.post.list;
    let waiting = |p: &FirstPost| p.done == 0 && p.due <= now && p.article != first.post.article;
    let mut scenes = Vec::new();
    for post in first_posts::of_list(&site.store, list)?.into_iter().filter(waiting) {
        if let Some(scene) = Scene::of(&site.store, &post)?
            && scene.wants_an_answer(&site.store)?
        {
            scenes.push(scene);
        }
    }
    scenes.push(first);
    scenes.sort_by_key(|s| s.post.article);
    site.store.write(|tx| {
        let mut open = Vec::new();
        for scene in scenes {
            if is_open(tx, &scene.post)? && Scene::of(tx, &scene.post)?.is_some() {
                open.push(scene);
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        if !asked::few(tx, &format!("first-posts {list}"), (1, TOLD), now)? {
            for scene in &open {
                let due = later(now, 1);
                first_posts::put(tx, &FirstPost { due, ..scene.post.clone() })?;
            }
            return Ok(());
        }
        for human in owners::people_of(tx, list)? {
            if may_be_written_to(tx, list, &human)? {
                say::to_team(site, tx, &human, &open, now)?;
            }
        }
        open.iter().try_for_each(|scene| move_on(tx, &scene.post, now))
    })
}

/// Whether somebody who animates is told: not who is away, nor who wants no such mail.
fn may_be_written_to(from: &impl Read, list: ListId, human: &Person) -> Result<bool, StoreError> {
    let member = people::membership(from, list, human.id)?;
    let present = member.is_some_and(|m| m.paused.is_none() && m.suspended.is_none());
    Ok(human.reminders && present)
}

/// After two days: one or two who wrote of the same.
fn ask_helpers(site: &Site, scene: &Scene, now: Timestamp) -> Result<(), StoreError> {
    let helpers = kin::find(site, &scene.wanted())?;
    site.store.write(|tx| {
        if !is_open(tx, &scene.post)? || Scene::of(tx, &scene.post)?.is_none() {
            return Ok(());
        }
        let mut asked = 0;
        for Helper { person, why } in &helpers {
            if asked < ASKED && may_ask(tx, person.id, now)? {
                say::to_helper(site, tx, (scene, person, why), now)?;
                asked += 1;
            }
        }
        move_on(tx, &scene.post, now)
    })
}

/// Whether somebody was not asked about anybody's question of late.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::daemon) fn is_rested(
    from: &impl Read,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(asked::lately(from, &rest_of(person), RESPITE, now)? == 0)
}

/// The same, and notes that they are asked now.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::daemon) fn may_ask(
    tx: &mut Tx<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    asked::few(tx, &rest_of(person), (1, RESPITE), now)
}

fn rest_of(person: PersonId) -> String {
    format!("first-posts of {person}")
}

/// After a week: the author.
fn tell_author(site: &Site, scene: &Scene, now: Timestamp) -> Result<(), StoreError> {
    site.store.write(|tx| {
        if !is_open(tx, &scene.post)? || Scene::of(tx, &scene.post)?.is_none() {
            return Ok(());
        }
        if takes(&scene.member) && scene.author.reminders {
            say::to_author(site, tx, scene, now)?;
        }
        move_on(tx, &scene.post, now)
    })
}

/// Whether somebody gets mail of this kind at all: not who is away or wants calls only.
fn takes(member: &Membership) -> bool {
    let silent = matches!(member.delivery, Delivery::Notices | Delivery::None);
    member.paused.is_none() && member.suspended.is_none() && !silent
}

/// `None`: it is day where the list is. Else the next morning.
pub(in crate::daemon) fn until_daylight(now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let here = now.to_zoned(zone.clone());
    let (from, to) = DAYLIGHT;
    if (from..to).contains(&here.hour()) {
        return None;
    }
    let day = if here.hour() < from { here.date() } else { here.date().saturating_add(1.day()) };
    let morning = day.at(from, 0, 0, 0).to_zoned(zone.clone()).ok()?;
    Some(morning.timestamp())
}

fn later(from: Timestamp, hours: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(now: &str, want: Option<&str>) {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let want = want.map(|at| at.parse().unwrap());
        assert_eq!(until_daylight(now.parse().unwrap(), &zone), want, "{now}");
    }

    #[test]
    fn by_daylight() {
        check("2019-05-27T07:00:00-04:00", None);
        check("2019-05-27T19:59:59-04:00", None);
        check("2019-05-27T20:00:00-04:00", Some("2019-05-28T07:00:00-04:00"));
        check("2019-05-27T06:59:59-04:00", Some("2019-05-27T07:00:00-04:00"));
        // The clocks go back in the night.
        check("2019-11-02T23:00:00-04:00", Some("2019-11-03T07:00:00-05:00"));
    }
}
