//! `palabre thread`: conversations as Palabre sees them. Reads only.

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Table, count, json as say_json, merged, pairs};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::list::member::Order;
use crate::list::thread::{Leaf, forest};
use crate::list::{ListId, ThreadNo};
use crate::locale;
use crate::mail::address::Mailbox;
use crate::mail::message::Message;
use crate::mail::text::trim;
use crate::store::articles::{self, Article};
use crate::store::threads::{self, Thread};
use crate::store::{Read, StoreError};

/// What may be asked of threads.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum ThreadVerb {
    /// Every thread of a list, oldest first
    Ls {
        /// The list's address, or the part before the @
        list: String,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// One thread: who answers whom, and what they wrote
    Show {
        /// The list's address, or the part before the @
        list: String,
        /// The thread's number, as in the address of its page
        thread: ThreadNo,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
}

impl ThreadVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::Ls { list, json } => ls(desk.site, list, *json, out),
            Self::Show { list, thread, json } => show(desk.site, (list, *thread), *json, out),
        }
    }
}

/// A post with the one it answers and how deep it stands.
struct Branch {
    article: Article,
    parent: Option<usize>,
    depth: usize,
}

/// A thread's posts in reading order: each after the one it answers, brothers by date.
fn branches(from: &impl Read, list: ListId, thread: ThreadNo) -> Result<Vec<Branch>, StoreError> {
    let mut posts = Vec::new();
    for no in threads::articles(from, list, thread)? {
        posts.extend(articles::get(from, list, no)?);
    }
    posts.sort_by_key(|a| (a.date, a.no));
    let leaves: Vec<Leaf> = posts.iter().map(Article::leaf).collect();
    let parents = forest(&leaves);
    let children = |of: Option<usize>| {
        let all = parents.iter().enumerate().filter(move |(_, p)| **p == of).map(|(i, _)| i);
        all.collect::<Vec<_>>()
    };
    let mut order: Vec<(usize, usize)> = Vec::with_capacity(posts.len());
    let mut stack: Vec<(usize, usize)> = children(None).into_iter().rev().map(|i| (i, 0)).collect();
    while let Some((i, depth)) = stack.pop() {
        order.push((i, depth));
        stack.extend(children(Some(i)).into_iter().rev().map(|c| (c, depth + 1)));
    }
    let place = |i: usize| order.iter().position(|(o, _)| *o == i);
    let mut slots: Vec<Option<Article>> = posts.into_iter().map(Some).collect();
    let found = order.iter().filter_map(|(i, depth)| {
        let article = slots.get_mut(*i).and_then(Option::take)?;
        let parent = parents.get(*i).copied().flatten().and_then(place);
        Some(Branch { article, parent, depth: *depth })
    });
    Ok(found.collect())
}

fn mailbox(from: &Mailbox) -> String {
    match &from.name {
        Some(name) => format!("{name} <{}>", from.address),
        None => from.address.to_string(),
    }
}

fn message_json(branches: &[Branch], branch: &Branch) -> Value {
    let parent = branch.parent.and_then(|p| branches.get(p)).map(|b| b.article.no);
    let article = &branch.article;
    json!({
        "id": article.no, "message_id": article.message_id, "parent": parent,
        "from": mailbox(&article.from), "date": article.date, "subject": article.subject,
        "imported": article.imported, "impostor": article.impostor,
    })
}

fn thread_json(thread: &Thread, messages: Vec<Value>) -> Value {
    json!({
        "id": thread.no, "subject": thread.subject, "first": thread.opened, "last": thread.last,
        "messages": messages,
    })
}

fn ls(site: &Site, name: &str, as_json: bool, out: &mut dyn Output) -> Result<Exit, CliError> {
    let (list, settings) = find_list(&site.store, name)?;
    let mut all = threads::ordered(&site.store, list, Order::Posts, usize::MAX)?;
    all.sort_by_key(|t| (t.opened, t.no));
    if as_json {
        let mut rows = Vec::with_capacity(all.len());
        for thread in &all {
            let branches = branches(&site.store, list, thread.no)?;
            let messages = branches.iter().map(|b| message_json(&branches, b)).collect();
            rows.push(thread_json(thread, messages));
        }
        return say_json(out, &rows);
    }
    let mut table = Table::new(&["THREAD", "POSTS", "OPENED", "LAST", "SUBJECT"]);
    for thread in &all {
        table.row(vec![
            thread.no.to_string(),
            thread.posts.to_string(),
            day(site, thread.opened),
            day(site, thread.last),
            thread.subject.clone(),
        ]);
    }
    if table.is_empty() {
        out.note(&format!("{} has no thread yet", settings.address));
    } else {
        table.say(out);
    }
    Ok(Exit::Done)
}

fn day(site: &Site, at: Timestamp) -> String {
    at.to_zoned(site.timezone.clone()).date().to_string()
}

fn show(
    site: &Site,
    (name, no): (&str, ThreadNo),
    as_json: bool,
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let (list, settings) = find_list(&site.store, name)?;
    let Some(thread) = threads::resolve(&site.store, list, no)? else {
        return Err(CliError::wrong(format!("{} has no thread {no}", settings.address)));
    };
    let branches = branches(&site.store, list, thread.no)?;
    if as_json {
        let mut messages = Vec::new();
        for branch in &branches {
            let raw = articles::raw(&site.store, list, branch.article.no)?.unwrap_or_default();
            let text = json!({ "text": Message::parse(&raw).text().text });
            messages.push(merged(message_json(&branches, branch), text));
        }
        return say_json(out, &thread_json(&thread, messages));
    }
    let code = locale::get(&settings.language.0).code();
    pairs(
        out,
        &[
            ("thread", thread.no.to_string()),
            ("subject", thread.subject.clone()),
            ("posts", count(branches.len(), "post")),
            ("page", site.urls.thread(code, &settings.slug(), thread.no, 1)),
        ],
    );
    for branch in &branches {
        say(site, list, branch, out)?;
    }
    Ok(Exit::Done)
}

/// One post, set in by its depth: the author's words, not what they quote.
fn say(site: &Site, list: ListId, branch: &Branch, out: &mut dyn Output) -> Result<(), StoreError> {
    let indent = "  ".repeat(branch.depth.min(8));
    let article = &branch.article;
    let at = article.date.to_zoned(site.timezone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let raw = articles::raw(&site.store, list, article.no)?.unwrap_or_default();
    let words = trim(&Message::parse(&raw).text().text, &[]).reply();
    out.line("");
    out.line(&format!("{indent}[{}] {}, {at}", article.no, mailbox(&article.from)));
    for line in words.lines() {
        out.line(format!("{indent}    {line}").trim_end());
    }
    Ok(())
}
