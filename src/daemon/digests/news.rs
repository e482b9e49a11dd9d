//! Collects what digests are made from: reads the log and the threads once for all the readers of a
//! run, and gives each their own view. Chooses nothing: that is [`crate::digest::select`].

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::SignedDuration;

use crate::clock::Timestamp;
use crate::daemon::{Site, newcomers, robot};
use crate::digest::facts::{Community, Conversation, Facts, Post, Reader};
use crate::digest::schedule::{self, Cadence};
use crate::digest::select;
use crate::list::address::Addresses;
use crate::list::member::{Membership, Order, Person, Role};
use crate::list::settings::{Posting, Settings, Visibility};
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo, thread};
use crate::mail::message::Message;
use crate::mail::text;
use crate::store::articles::{self, Article, Event};
use crate::store::digests::{self, Window};
use crate::store::wishes::{self, Attention, Wish};
use crate::store::{StoreError, lists, people, threads};

/// Characters of a post that digests look at.
const WORDS: usize = 8_000;
/// Recent threads looked through for open questions, in each list.
const RECENT: usize = 200;
/// A thread with more posts than this is no unanswered question.
const ALONE: u32 = 5;
/// Events read at a time.
const PAGE: usize = 1_000;
/// How long ago an open question may have been asked; `select` judges to the hour.
const QUESTION_AGE: SignedDuration = SignedDuration::from_hours(22 * 24);

/// What one run has read so far.
pub(super) struct News<'a> {
    site: &'a Site,
    /// The end of the log for this run: what comes later is told next time.
    pub upto: u64,
    /// Posts after `read_from`, by list, in order.
    events: HashMap<ListId, Vec<(u64, ArticleNo)>>,
    read_from: u64,
    threads: HashMap<(ListId, ThreadNo), Arc<Known>>,
    posts: HashMap<(ListId, ArticleNo), Arc<Post>>,
    questions: HashMap<ListId, Vec<ThreadNo>>,
}

/// One thread with all its posts.
struct Known {
    thread: threads::Thread,
    articles: Vec<Article>,
    answers: HashMap<ArticleNo, usize>,
}

/// One reader and the part of the log to tell them of.
pub(super) struct Telling<'a> {
    /// Who.
    pub person: &'a Person,
    /// What of.
    pub windows: &'a [Window],
    /// In which rhythm.
    pub cadence: Cadence,
    /// Since when, for the days it names.
    pub since: Timestamp,
    /// The moment it is made.
    pub now: Timestamp,
    /// Its number.
    pub issue: u32,
}

impl<'a> News<'a> {
    /// Reads nothing yet.
    pub fn new(site: &'a Site, upto: u64) -> Self {
        Self {
            site,
            upto,
            events: HashMap::new(),
            read_from: upto,
            threads: HashMap::new(),
            posts: HashMap::new(),
            questions: HashMap::new(),
        }
    }

    /// The facts of one reader's digest; `None`: they can be told of nothing.
    pub fn facts(&mut self, telling: &Telling<'_>) -> Result<Option<Facts>, StoreError> {
        let mut found: Vec<(Community, Settings)> = Vec::new();
        let mut listed: Vec<ListId> = telling.windows.iter().map(|w| w.list).collect();
        listed.sort_unstable();
        listed.dedup();
        for list in listed {
            let Some(settings) = lists::get(&self.site.store, list)? else { continue };
            let membership = people::membership(&self.site.store, list, telling.person.id)?;
            let community = self.community(telling, (list, &settings), membership.as_ref())?;
            if !community.threads.is_empty() {
                found.push((community, settings));
            }
        }
        // A question asked in a quiet community is worth a line where there is news anyway.
        let Some((_, first)) = found.first() else { return Ok(None) };
        let locale = robot::locale_for(telling.person, first);
        let zone = digests::zone_of(telling.person, &self.site.timezone);
        for (community, settings) in &mut found {
            self.add_pages(community, settings, locale.code());
        }
        let told: Vec<ListId> = found.iter().map(|(community, _)| community.list).collect();
        let tips = newcomers::tips_for(&self.site.store, &told, telling.person.id)?;
        let tips = tips.and_then(|of| found.iter().find(|(community, _)| community.list == of));
        let tips = tips.map(|(community, settings)| (community.list, settings.address.clone()));
        Ok(Some(Facts {
            tips,
            reader: Reader {
                address: telling.person.address.clone(),
                name: telling.person.name.clone(),
                locale,
                order: telling.person.order,
                hour: digests::hour_of(telling.person),
                zone: zone.clone(),
            },
            cadence: telling.cadence,
            days: schedule::days(telling.since, telling.now, &zone),
            now: telling.now,
            issue: telling.issue,
            communities: found.into_iter().map(|(community, _)| community).collect(),
        }))
    }

    fn community(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
        membership: Option<&Membership>,
    ) -> Result<Community, StoreError> {
        let site = self.site;
        let addresses = Addresses { list: &settings.address, secret: &site.secret };
        let wishes = wishes::of_person(&site.store, telling.person.id, list)?;
        let muted =
            |no: ThreadNo| wishes.iter().any(|(t, w)| *t == no && w.attention == Attention::Mute);
        let mut fresh: HashSet<ArticleNo> = HashSet::new();
        for window in telling.windows.iter().filter(|w| w.list == list) {
            self.read_back_to(window.after)?;
            let until = window.until.unwrap_or(self.upto).min(self.upto);
            let posts = self.events.get(&list).map(Vec::as_slice).unwrap_or_default();
            let told = posts.iter().filter(|(at, _)| *at > window.after && *at <= until);
            let told: Vec<(u64, ArticleNo)> = told.copied().collect();
            for (at, no) in told {
                if !self.came_at_once(&wishes, window, (at, no))? {
                    fresh.insert(no);
                }
            }
        }
        let animates = membership.is_some_and(|m| m.role != Role::Member);
        let may_write = settings.posting != Posting::Animators || animates;
        let mut conversations = Vec::new();
        for no in self.touched(list, &fresh, telling.now)? {
            let Some(known) = self.thread(list, no)? else { continue };
            if muted(known.thread.no) {
                continue;
            }
            let reply_to = may_write.then(|| addresses.thread(no));
            conversations.extend(self.conversation(&known, &fresh, telling)?.map(|mut c| {
                c.reply_to = reply_to;
                c
            }));
        }
        Ok(Community {
            list,
            name: settings.name.clone(),
            slug: settings.slug(),
            language: settings.language.clone(),
            leave: addresses.leave(telling.person.id),
            page: None,
            threads: conversations,
        })
    }

    /// Whether a post was sent at once to a reader of digests, who follows its thread.
    fn came_at_once(
        &self,
        wishes: &[(ThreadNo, Wish)],
        window: &Window,
        (at, no): (u64, ArticleNo),
    ) -> Result<bool, StoreError> {
        let mut followed =
            wishes.iter().filter(|(_, w)| w.attention == Attention::Follow).peekable();
        if followed.peek().is_none() || window.cadence == Cadence::Return {
            return Ok(false);
        }
        let article = articles::get(&self.site.store, window.list, no)?;
        Ok(article.is_some_and(|a| followed.any(|(t, w)| *t == a.thread && at > w.since)))
    }

    /// Pages exist for everyone or for nobody yet: a private list's cannot be opened.
    fn add_pages(&self, community: &mut Community, settings: &Settings, code: &str) {
        let urls = &self.site.urls;
        if settings.visibility != Visibility::Public || urls.base().is_empty() {
            return;
        }
        community.page = Some(urls.list(code, &community.slug));
        for thread in &mut community.threads {
            thread.page = Some(urls.thread(code, &community.slug, thread.no, 1));
        }
    }

    /// Threads with fresh posts, and those that may be open questions, by number.
    fn touched(
        &mut self,
        list: ListId,
        fresh: &HashSet<ArticleNo>,
        now: Timestamp,
    ) -> Result<Vec<ThreadNo>, StoreError> {
        let mut found: Vec<ThreadNo> = self.possible_questions(list, now)?;
        for no in fresh {
            let article = articles::get(&self.site.store, list, *no)?;
            found.extend(article.map(|a| a.thread));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn possible_questions(
        &mut self,
        list: ListId,
        now: Timestamp,
    ) -> Result<Vec<ThreadNo>, StoreError> {
        if let Some(known) = self.questions.get(&list) {
            return Ok(known.clone());
        }
        let recent = threads::ordered(&self.site.store, list, Order::Posts, RECENT)?;
        let young = |t: &threads::Thread| now.duration_since(t.opened) < QUESTION_AGE;
        let found: Vec<ThreadNo> =
            recent.iter().filter(|t| t.posts <= ALONE && young(t)).map(|t| t.no).collect();
        self.questions.insert(list, found.clone());
        Ok(found)
    }

    fn conversation(
        &mut self,
        known: &Known,
        fresh: &HashSet<ArticleNo>,
        telling: &Telling<'_>,
    ) -> Result<Option<Conversation>, StoreError> {
        let Some(opener) = known.articles.iter().find(|a| a.no == known.thread.opener) else {
            return Ok(None);
        };
        let mut people: Vec<String> = known.articles.iter().map(|a| a.from.address.key()).collect();
        people.sort_unstable();
        people.dedup();
        let told: Vec<&Article> =
            known.articles.iter().filter(|a| fresh.contains(&a.no) && !a.imported).collect();
        let answered = people.len() > 1;
        if told.is_empty() && (answered || opener.imported) {
            return Ok(None);
        }
        let mine = telling.person.address.key();
        let mut posts = Vec::with_capacity(told.len());
        for article in told {
            posts.push(self.post(known, article)?);
        }
        let conversation = Conversation {
            no: known.thread.no,
            subject: known.thread.subject.clone(),
            reply_to: None,
            page: None,
            opener: self.post(known, opener)?,
            last: known.thread.last,
            latest: known.articles.last().unwrap_or(opener).message_id.clone(),
            total: known.articles.len(),
            followed: people.binary_search(&mine).is_ok(),
            people: people.len(),
            answered,
            fresh: posts,
        };
        let told = !conversation.fresh.is_empty()
            || select::is_open_question(&conversation, &telling.person.address, telling.now);
        Ok(told.then_some(conversation))
    }

    fn thread(&mut self, list: ListId, no: ThreadNo) -> Result<Option<Arc<Known>>, StoreError> {
        if let Some(known) = self.threads.get(&(list, no)) {
            return Ok(Some(known.clone()));
        }
        let store = &self.site.store;
        let Some(found) = threads::resolve(store, list, no)? else { return Ok(None) };
        let mut posts = Vec::new();
        for no in threads::articles(store, list, found.no)? {
            posts.extend(articles::get(store, list, no)?);
        }
        let leaves: Vec<thread::Leaf> = posts.iter().map(Article::leaf).collect();
        let mut answers = HashMap::new();
        for parent in thread::forest(&leaves).into_iter().flatten() {
            if let Some(parent) = posts.get(parent) {
                *answers.entry(parent.no).or_insert(0) += 1;
            }
        }
        let known = Arc::new(Known { thread: found, articles: posts, answers });
        self.threads.insert((list, no), known.clone());
        Ok(Some(known))
    }

    fn post(&mut self, known: &Known, article: &Article) -> Result<Arc<Post>, StoreError> {
        let key = (article.list, article.no);
        if let Some(post) = self.posts.get(&key) {
            return Ok(post.clone());
        }
        let raw = articles::raw(&self.site.store, article.list, article.no)?.unwrap_or_default();
        let message = Message::parse(&raw);
        let memory = self.memory(known, article)?;
        let memory: Vec<&str> = memory.iter().map(String::as_str).collect();
        let words = text::trim_message(&message, &memory).reply();
        let attachments = message.attachments();
        let post = Arc::new(Post {
            no: article.no,
            author: article.from.address.clone(),
            name: article.from.display().to_owned(),
            date: article.date,
            received: article.received,
            words: words.chars().take(WORDS).collect(),
            answers: known.answers.get(&article.no).copied().unwrap_or(0),
            attachments: attachments.into_iter().map(|a| (a.name, a.size)).collect(),
        });
        self.posts.insert(key, post.clone());
        Ok(post)
    }

    /// What a post may quote without marking it: the posts it refers to.
    fn memory(&self, known: &Known, article: &Article) -> Result<Vec<String>, StoreError> {
        let answered = known.articles.iter().filter(|a| {
            a.no != article.no
                && (article.links.iter().take(2).any(|l| *l == a.message_id.hash())
                    || article.answers == Some(a.no))
        });
        let mut texts = Vec::new();
        for parent in answered.take(2) {
            let raw = articles::raw(&self.site.store, parent.list, parent.no)?.unwrap_or_default();
            texts.push(text::memory_of(&Message::parse(&raw)));
        }
        Ok(texts)
    }

    /// Makes sure that every post after this position is known.
    fn read_back_to(&mut self, after: u64) -> Result<(), StoreError> {
        let mut at = after;
        let mut older: HashMap<ListId, Vec<(u64, ArticleNo)>> = HashMap::new();
        while at < self.read_from {
            let page = articles::events_after(&self.site.store, at, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            let end = self.read_from;
            for (position, event) in page.iter().filter(|(p, _)| *p <= end) {
                if let Event::Posted { list, article, imported: false, .. } = event {
                    older.entry(*list).or_default().push((*position, *article));
                }
            }
            at = *last;
        }
        for (list, mut posts) in older {
            let known = self.events.entry(list).or_default();
            posts.append(known);
            *known = posts;
        }
        self.read_from = self.read_from.min(after);
        Ok(())
    }
}

/// The position of the last event whose post had come by `at`; the log is in order of arrival.
pub(super) fn position_at(site: &Site, at: Timestamp) -> Result<u64, StoreError> {
    let (mut low, mut high) = (0, articles::last_event(&site.store)?);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if came_by(site, middle, at)? { low = middle } else { high = middle - 1 }
    }
    Ok(low)
}

/// Whether the first post at or after a position had come by `at`.
fn came_by(site: &Site, position: u64, at: Timestamp) -> Result<bool, StoreError> {
    let mut from = position.saturating_sub(1);
    loop {
        let page = articles::events_after(&site.store, from, 100)?;
        let Some((last, _)) = page.last() else { return Ok(true) };
        from = *last;
        for (_, event) in &page {
            if let Event::Posted { list, article, .. } = event
                && let Some(article) = articles::get(&site.store, *list, *article)?
            {
                return Ok(article.received <= at);
            }
        }
    }
}

/// Windows that stand in for those somebody does not have: all posts of these lists since `since`.
pub(super) fn since(
    site: &Site,
    lists: &[ListId],
    cadence: Cadence,
    since: Timestamp,
) -> Result<Vec<Window>, StoreError> {
    let after = position_at(site, since)?;
    Ok(lists.iter().map(|list| Window { list: *list, cadence, after, until: None }).collect())
}

/// The memberships whose digest can be sent now: not while mail to somebody is suspended, nor while
/// they are away; what they missed, when they are back.
pub(super) fn active(
    site: &Site,
    person: PersonId,
    windows: &[Window],
    now: Timestamp,
) -> Result<Vec<Window>, StoreError> {
    let mut kept = Vec::with_capacity(windows.len());
    for window in windows {
        let membership = people::membership(&site.store, window.list, person)?;
        let open = |m: &Membership| match window.cadence {
            Cadence::Return => !m.is_away(now),
            _ => m.paused.is_none(),
        };
        if membership.is_some_and(|m| m.suspended.is_none() && open(&m)) {
            kept.push(window.clone());
        }
    }
    Ok(kept)
}
