//! A week that is over, read for its page: its threads with pieces of the posts it brought, the digest
//! of a community without what is personal in one. Hangs on those posts alone: a later one leaves it
//! as it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::community::Community;
use crate::digest::excerpt;
use crate::digest::facts::Post;
use crate::list::{ArticleNo, ThreadNo};
use crate::mail::message::Message;
use crate::mail::text::{memory_of, trim_message};
use crate::store::articles::{self, Article};
use crate::store::weeks::{self, WeekNo};
use crate::store::{Read, StoreError, threads, withdrawn};

/// Threads shown with pieces of their posts.
const EXPANDED: usize = 8;
/// Threads shown at all.
const SHOWN: usize = 100;
/// Posts read of one week.
const POSTS: usize = 5_000;
/// Characters of a post that are looked at.
const WORDS: usize = 8_000;

/// A week.
#[derive(Debug)]
pub(super) struct Week {
    pub no: WeekNo,
    pub before: Option<WeekNo>,
    pub after: Option<WeekNo>,
    pub posts: usize,
    pub people: usize,
    /// How many threads had posts in it.
    pub all_threads: usize,
    /// The liveliest first.
    pub threads: Vec<Thread>,
}

/// What a week brought to a thread.
#[derive(Debug)]
pub(super) struct Thread {
    pub no: ThreadNo,
    /// Empty when its opener gave none.
    pub title: String,
    /// Who opened it, if they did in this week.
    pub opened_by: Option<String>,
    pub posts: usize,
    pub people: usize,
    /// The opener's beginning.
    pub opening: Option<String>,
    /// Who said what.
    pub replies: Vec<(String, String)>,
    /// Names and octets.
    pub files: Vec<(String, usize)>,
}

impl Week {
    /// Reads a week; `weeks` are all that are over, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        community: &Community,
        weeks: &[weeks::Week],
        no: WeekNo,
    ) -> Result<Option<Self>, StoreError> {
        let at = weeks.partition_point(|w| w.no < no);
        let Some(week) = weeks.get(at).filter(|w| w.no == no) else { return Ok(None) };
        let before = week.first.0.checked_sub(1).map(ArticleNo);
        let mut posts = articles::after(from, community.id, before, POSTS)?;
        posts.retain(|a| a.no <= week.last && !a.imported);
        let mut by_thread: BTreeMap<ThreadNo, Vec<&Article>> = BTreeMap::new();
        for post in &posts {
            by_thread.entry(post.thread).or_default().push(post);
        }
        let mut ranked: Vec<(&ThreadNo, &Vec<&Article>)> = by_thread.iter().collect();
        // As in the mail: what many wrote in comes first, ln(1 + posts) + ln(1 + people).
        let score = |posts: &[&Article]| (1 + posts.len()) * (1 + people(posts.iter().copied()));
        ranked.sort_by_key(|(no, posts)| (std::cmp::Reverse(score(posts)), **no));
        let mut shown = Vec::new();
        for (rank, (no, posts)) in ranked.into_iter().take(SHOWN).enumerate() {
            shown.extend(Thread::read(from, community, (*no, posts), rank < EXPANDED)?);
        }
        Ok(Some(Self {
            no,
            before: at.checked_sub(1).and_then(|i| weeks.get(i)).map(|w| w.no),
            after: weeks.get(at + 1).map(|w| w.no),
            people: people(posts.iter()),
            all_threads: by_thread.len(),
            posts: posts.len(),
            threads: shown,
        }))
    }
}

fn people<'a>(posts: impl Iterator<Item = &'a Article>) -> usize {
    posts.map(|a| a.from.address.key()).collect::<BTreeSet<_>>().len()
}

impl Thread {
    fn read(
        from: &impl Read,
        community: &Community,
        (no, posts): (ThreadNo, &[&Article]),
        whole: bool,
    ) -> Result<Option<Self>, StoreError> {
        let Some(thread) = threads::resolve(from, community.id, no)? else { return Ok(None) };
        let opener = posts.iter().find(|a| a.no == thread.opener);
        let mut shown = Self {
            no: thread.no,
            title: community.line(&crate::list::thread::title(&thread.subject)),
            opened_by: opener.map(|a| community.line(a.from.display())),
            posts: posts.len(),
            people: people(posts.iter().copied()),
            opening: None,
            replies: Vec::new(),
            files: Vec::new(),
        };
        if whole {
            shown.add_pieces(from, community, (thread.opener, &thread.subject), posts)?;
        }
        Ok(Some(shown))
    }

    fn add_pieces(
        &mut self,
        from: &impl Read,
        community: &Community,
        (opener, subject): (ArticleNo, &str),
        posts: &[&Article],
    ) -> Result<(), StoreError> {
        let mut answers: HashMap<_, usize> = HashMap::new();
        for link in posts.iter().filter_map(|a| a.links.first()) {
            *answers.entry(*link).or_insert(0) += 1;
        }
        let mut read = Vec::with_capacity(posts.len());
        for article in posts {
            let answers = answers.get(&article.message_id.hash()).copied().unwrap_or(0);
            read.push(post(from, article, posts, answers)?);
        }
        let hidden = "…";
        let first = read.iter().find(|p| p.no == opener);
        let opening = first.map(|p| {
            excerpt::opening_under(&crate::list::thread::title(subject), &p.words, hidden)
        });
        self.opening = opening.filter(|o| !o.is_empty());
        let known = first.map_or("", |p| p.words.as_str());
        let picked = excerpt::picked(&read, (opener, subject, known));
        self.replies = picked
            .into_iter()
            .map(|p| (community.line(&p.name), excerpt::reply(&p.words, hidden)))
            .collect();
        let files = read.iter().flat_map(|p| &p.attachments).filter(|(name, _)| !name.is_empty());
        self.files = files.take(5).map(|(name, size)| (community.line(name), *size)).collect();
        Ok(())
    }
}

/// A post in its author's own words: what it quotes of the week's others is left out.
fn post(
    from: &impl Read,
    article: &Article,
    others: &[&Article],
    answers: usize,
) -> Result<Arc<Post>, StoreError> {
    let raw = articles::raw(from, article.list, article.no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let mut memory = Vec::new();
    for parent in others.iter().filter(|a| article.links.contains(&a.message_id.hash())).take(2) {
        let raw = articles::raw(from, parent.list, parent.no)?.unwrap_or_default();
        memory.push(memory_of(&Message::parse(&raw)));
    }
    let memory: Vec<&str> = memory.iter().map(String::as_str).collect();
    let words = match withdrawn::is(from, article.list, article.no)? {
        true => String::new(),
        false => trim_message(&message, &memory).reply(),
    };
    Ok(Arc::new(Post {
        no: article.no,
        author: article.from.address.clone(),
        name: article.from.display().to_owned(),
        date: article.date,
        received: article.received,
        words: words.chars().take(WORDS).collect(),
        answers,
        attachments: message.attachments().into_iter().map(|a| (a.name, a.size)).collect(),
    }))
}
