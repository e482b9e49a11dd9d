//! A conversation as a tree: who answers whom, a line for each message. A page of its own, in stretches of
//! a hundred messages by date, so that one more post changes the last one alone.

use std::ops::Range;
use std::sync::Arc;

use askama::Template;

use super::community::Community;
use super::page::{Depth, Frame, machine};
use super::post::{Conversation, Post};
use super::{Archive, ArchiveError};
use crate::digest::excerpt::shorten;
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};

/// Messages on one page of a tree.
pub(super) const PER_PAGE: usize = 100;
/// How deep lines are set in; what is deeper stands there too.
const DEPTH: usize = 6;
/// Characters of a message's beginning.
const LEAD: usize = 72;

/// Pages a conversation's tree fills; none when it would only be a line.
pub(super) fn pages(talk: &Conversation) -> usize {
    if talk.branches() { talk.posts.len().div_ceil(PER_PAGE) } else { 0 }
}

/// The page on which the post with this index stands.
pub(super) fn page_of(index: usize) -> usize {
    index / PER_PAGE + 1
}

/// Indices of the posts of a page.
pub(super) fn on_page(talk: &Conversation, page: usize) -> Range<usize> {
    let start = page.saturating_sub(1) * PER_PAGE;
    start..(start + PER_PAGE).min(talk.posts.len())
}

#[derive(Template)]
#[template(path = "archive/tree.html", whitespace = "minimize")]
struct TreePage<'a> {
    f: Frame,
    title: &'a str,
    flat: String,
    page: usize,
    lines: Vec<Line<'a>>,
}

struct Line<'a> {
    href: String,
    author: String,
    at: String,
    datetime: String,
    /// Whom it answers, when that stands on an earlier page.
    answers: Option<String>,
    lead: String,
    lang: &'a str,
    /// Whether lists open after it, or how many close.
    next: Next,
}

enum Next {
    Deeper,
    Same,
    /// This many levels up.
    Up(usize),
}

/// Posts of a stretch with how deep each stands, parents before what answers them.
fn order(parents: &[Option<usize>], range: &Range<usize>) -> Vec<(usize, usize)> {
    let parent = |i: usize| parents.get(i).copied().flatten().filter(|p| range.contains(p));
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); range.len()];
    let mut waiting = Vec::new();
    for i in range.clone().rev() {
        match parent(i).and_then(|p| children.get_mut(p - range.start)) {
            Some(siblings) => siblings.push(i),
            None => waiting.push((i, 0)),
        }
    }
    let mut out = Vec::with_capacity(range.len());
    while let Some((i, depth)) = waiting.pop() {
        out.push((i, depth.min(DEPTH)));
        let below = children.get_mut(i - range.start).map(std::mem::take).unwrap_or_default();
        waiting.extend(below.into_iter().map(|child| (child, depth + 1)));
    }
    out
}

/// Renders one page of the tree, whose posts are given in order of date.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    talk: &Conversation,
    (page, title, posts): (usize, &str, &[(usize, Arc<Post>)]),
) -> Result<String, ArchiveError> {
    let (slug, no) = (&community.slug, talk.thread.no);
    let path = Urls::new("").tree(t.code(), slug, no, page);
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default().to_owned();
    let tab = t.text(
        "archive-tree-of",
        &[("title", Value::from(title)), ("community", community.name.as_str().into())],
    );
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    // What stands here stands on the conversation's own page.
    f.canonical = archive.urls.thread(t.code(), slug, no, 1);
    f.before = (page > 1).then(|| f.links.tree(slug, no, page - 1));
    f.after = (page < pages(talk)).then(|| f.links.tree(slug, no, page + 1));
    let range = on_page(talk, page);
    let placed = order(&talk.parents, &range);
    let after = placed.iter().skip(1).map(|(_, depth)| Some(*depth)).chain([None]);
    let lines = placed.iter().zip(after).filter_map(|((i, depth), next)| {
        let (article, (_, post)) = (talk.posts.get(*i)?, posts.get(*i - range.start)?);
        let parent = talk.parents.get(*i).copied().flatten().filter(|p| !range.contains(p));
        let parent = parent.and_then(|p| talk.posts.get(p));
        let there = f.links.thread(slug, no, Conversation::page_of(*i));
        Some(Line {
            href: format!("{there}#m{}", article.no),
            author: community.line(article.from.display()),
            at: t.date_time(article.date, &community.zone),
            datetime: machine(article.date, &community.zone),
            answers: parent.map(|p| community.line(p.from.display())),
            lead: shorten(&post.opening(f.t), LEAD),
            lang: &post.lang,
            next: match next {
                Some(deeper) if deeper > *depth => Next::Deeper,
                Some(same) if same == *depth => Next::Same,
                other => Next::Up(*depth - other.unwrap_or(0)),
            },
        })
    });
    let lines: Vec<_> = lines.collect();
    let flat = f.links.thread(slug, no, 1);
    Ok(TreePage { lines, flat, title, page, f }.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_in_order_and_not_too_deep() {
        let parents = [None, Some(0), Some(0), Some(1), None, Some(3)];
        let all = order(&parents, &(0..6));
        assert_eq!(all, [(0, 0), (1, 1), (3, 2), (5, 3), (2, 1), (4, 0)]);
        // What answers a post of an earlier stretch begins anew.
        assert_eq!(order(&parents, &(3..6)), [(3, 0), (5, 1), (4, 0)]);
        let line: Vec<_> = (0..50).map(|i: usize| i.checked_sub(1)).collect();
        assert_eq!(order(&line, &(0..50)).last(), Some(&(49, DEPTH)));
    }
}
