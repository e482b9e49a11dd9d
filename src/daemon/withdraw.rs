//! A post taken out of the archive, by its author or by those who animate: what stands in its place, who is
//! told, and how it is put back. Who may is decided where it is asked.
//!
//! Its words leave pages, feeds, downloads, search, what has not been mailed yet and digests to come. What was
//! mailed is out of our hands, and so are quotations in the replies of others.

use super::reword::{self, Words};
use super::{Site, robot};
use crate::clock::Timestamp;
use crate::digest::excerpt::shorten;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::thread::title;
use crate::list::{ArticleNo, ListId};
use crate::locale::{self, Value};
use crate::store::articles::{self, Article};
use crate::store::withdrawn::{self, Hand, Withdrawn};
use crate::store::{Read, StoreError, Tx, digests, first_posts, people, threads};

/// Characters of a subject inside one of our sentences.
const SUBJECT: usize = 60;
/// Posts whose words are forgotten in one transaction.
const PAGE: usize = 100;

/// Whether its thread keeps its title, because others wrote under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// It stays.
    Kept,
    /// Nobody else wrote there: it went with the post.
    Gone,
}

/// Takes a post out.
///
/// # Errors
/// When the store cannot be read.
pub fn withdraw(
    tx: &mut Tx<'_>,
    (settings, article): (&Settings, &Article),
    hand: Hand,
    now: Timestamp,
) -> Result<Title, StoreError> {
    let t = locale::get(&settings.language.0);
    let alone = threads::articles(tx, article.list, article.thread)?.len() == 1;
    let gone = t.s("withdrawn-title");
    let before = if alone { reword::retitle(tx, article, &|_| gone.clone())? } else { None };
    let known = Withdrawn { hand, at: now, before: Some(Box::new(article.clone())), title: before };
    withdrawn::put(tx, (article.list, article.no), &known)?;
    let subject = if alone { gone } else { article.subject.clone() };
    let words = Words { from: article.from.clone(), subject, text: t.s(hand.key()) };
    reword::replace(tx, article, words)?;
    first_posts::forget(tx, article.list, article.no)?;
    tracing::info!(event = "withdrawn", list = %article.list, article = %article.no, by = hand.key());
    Ok(if alone { Title::Gone } else { Title::Kept })
}

/// Puts a post back as it was. `false`: it is there, or its words are forgotten.
///
/// # Errors
/// When the store cannot be read.
pub fn put_back(tx: &mut Tx<'_>, list: ListId, no: ArticleNo) -> Result<bool, StoreError> {
    let Some(was) = withdrawn::restore(tx, (list, no))? else { return Ok(false) };
    let Some(article) = articles::get(tx, list, no)? else { return Ok(false) };
    if let Some(title) = was.title {
        reword::retitle(tx, &article, &|_| title.clone())?;
    }
    reword::tell(tx, &article)?;
    tracing::info!(event = "put-back", %list, article = %no);
    Ok(true)
}

/// Tells a member that the team took their post out: nobody's words go without a word.
///
/// # Errors
/// When the store cannot be read.
pub fn tell_author(
    site: &Site,
    tx: &mut Tx<'_>,
    (settings, article): (&Settings, &Article),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(author) = people::find(tx, &article.from.address)? else { return Ok(()) };
    if people::membership(tx, article.list, author.id)?.is_none() {
        return Ok(());
    }
    let t = robot::locale_for(&author, settings);
    let mut args = about(site, t, &author, article);
    args.push(("list", settings.name.as_str().into()));
    let lines = vec![t.text("withdrawn-told", &args), t.s("you-were-removed-why")];
    let subject = t.text("withdrawn-told-subject", &args);
    robot::note(site, tx, (article.list, settings, &author), (subject, lines), (None, now))
}

/// How our sentences name a post to a reader: its subject and its day.
pub fn about<'a>(
    site: &Site,
    t: &locale::Locale,
    reader: &Person,
    article: &Article,
) -> Vec<(&'static str, Value<'a>)> {
    let subject = match title(&article.subject) {
        none if none.trim().is_empty() => t.s("moderate-no-subject"),
        some => shorten(&some, SUBJECT),
    };
    let zone = digests::zone_of(reader, &site.timezone);
    vec![("subject", subject.into()), ("date", t.date(article.date, &zone).into())]
}

/// Somebody's latest posts of a list that can be taken out, the last first.
///
/// # Errors
/// When the store cannot be read.
pub fn latest_of(
    from: &impl Read,
    (list, author): (ListId, &Person),
    (looked_at, most): (u32, usize),
) -> Result<Vec<Article>, StoreError> {
    let (last, mut found) = (articles::count(from, list)?, Vec::new());
    for no in (last.saturating_sub(looked_at) + 1..=last).rev().map(ArticleNo) {
        let own = |a: &Article| a.from.address.same_mailbox(&author.address);
        if let Some(article) = articles::get(from, list, no)?.filter(own)
            && !withdrawn::is(from, list, no)?
        {
            found.push(article);
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// Forgets what was taken out so long ago that nobody can put it back.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let due = withdrawn::due(&site.store, site.clock.now(), PAGE)?;
        if due.is_empty() {
            return Ok(());
        }
        site.store.write(|tx| due.iter().try_for_each(|place| withdrawn::forget(tx, *place)))?;
    }
}
