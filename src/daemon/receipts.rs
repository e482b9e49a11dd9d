//! Receipts: the author of a post hears that it is out, how many it reaches and where the answers will
//! be. The first time, and at the posts a community celebrates; each time for those who chose it, and never
//! for those who chose none. Not the
//! receipt of an undo window, by which a post is taken back.

use super::post::Accepted;
use super::{Site, robot, window};
use crate::clock::Timestamp;
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::headers;
use crate::list::member::{Delivery, Membership, Person};
use crate::list::milestone::is_milestone;
use crate::list::settings::{Preset, Settings};
use crate::list::thread::title;
use crate::locale::Value;
use crate::store::articles::{self, Article};
use crate::store::{Read, StoreError, Tx, answered, lists, people, posted};

/// Why somebody gets a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// They chose one for each post.
    Chosen,
    /// It is their first post.
    First,
    /// It is a post that the community celebrates.
    Milestone,
}

/// Why somebody gets a receipt of their `nth` post in a list, if they do. Unasked, a technical list
/// gives none, and who wants no mail gets none.
fn reason(
    author: &Person,
    member: &Membership,
    settings: &Settings,
    (nth, article): (u32, &Article),
) -> Option<Reason> {
    let usual = settings.preset == Preset::Community && member.delivery != Delivery::None;
    match author.receipts {
        Some(chosen) => chosen.then_some(Reason::Chosen),
        None if !usual => None,
        None if nth <= 1 => Some(Reason::First),
        None => is_milestone(article.no.0).then_some(Reason::Milestone),
    }
}

/// Tells the author of a post, a member, that it is out.
///
/// # Errors
/// When the store cannot be read.
pub fn published(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, accepted): (ListId, Accepted),
    now: Timestamp,
) -> Result<(), StoreError> {
    // A sender's second try brings no second receipt.
    let Accepted::New { article, .. } = accepted else { return Ok(()) };
    let Some(article) = articles::get(tx, list, article)? else { return Ok(()) };
    let Some(author) = people::find(tx, &article.from.address)? else { return Ok(()) };
    let (Some(member), Some(settings)) =
        (people::membership(tx, list, author.id)?, lists::get(tx, list)?)
    else {
        return Ok(());
    };
    let nth = posted::count(tx, list, author.id)?;
    let Some(reason) = reason(&author, &member, &settings, (nth, &article)) else { return Ok(()) };
    if answered::may_answer(tx, &author.address, now)? {
        send(site, tx, (&settings, &author, &article, reason), now)?;
    }
    Ok(())
}

fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    (settings, author, article, reason): (&Settings, &Person, &Article, Reason),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(author, settings);
    let subject = window::about(t, &title(&article.subject));
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let commands = addresses.fixed(Route::Request);
    let of_list = headers::Facts { settings, addresses: &addresses, urls: &site.urls, locale: t };
    let mut lines = vec![t.a("receipt", "subject", &subject)];
    let no = article.no.0;
    if is_milestone(no) {
        let args = [
            ("n", Value::from(no)),
            ("rank", t.ordinal(no).into()),
            ("list", settings.name.as_str().into()),
        ];
        lines.push(t.text("milestone", &args));
    }
    lines.extend(reach(tx, article)?.map(|n| t.n("receipt-readers", &n)));
    lines.push(if of_list.has_pages() {
        let page = site.urls.thread(t.code(), &settings.slug(), article.thread, 1);
        t.a("receipt-page", "url", &page)
    } else {
        t.a("receipt-read", "n", &article.thread.to_string())
    });
    lines.push(t.s(match reason {
        Reason::Chosen => "receipt-each",
        Reason::First => "receipt-first",
        Reason::Milestone => "receipt-milestone",
    }));
    lines.push(t.a("a-person-helps", "humans", addresses.fixed(Route::Owner).as_str()));
    let answer = robot::Answer {
        list: article.list,
        settings,
        person: author,
        reply_to: Some(commands),
        subject: t.a("receipt-subject", "subject", &subject),
        text: robot::paragraphs(t, author, &lines),
        in_reply_to: Some(article.message_id.clone()),
    };
    tracing::info!(event = "receipt", list = %article.list, article = %article.no);
    robot::send(site, tx, answer, now).map(|_| ())
}

/// How many others it reaches, when they can be counted.
fn reach(from: &impl Read, article: &Article) -> Result<Option<usize>, StoreError> {
    let readers = window::readers(from, article.list)?;
    Ok(readers.map(|n| n.saturating_sub(1)))
}
