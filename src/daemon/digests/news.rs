//! Collects what digests are made from: reads the log and the threads once for all the readers of a
//! run, and gives each their own view. Chooses nothing: that is [`crate::digest::select`].

mod alike;
mod heads;
mod log;
mod newcomers;
mod notes;
mod reread;
mod threads;

pub(super) use self::log::{active, position_at, since};

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::SignedDuration;

use self::alike::{Common, Ground};
use self::heads::Head;
use self::threads::Known;
use crate::clock::Timestamp;
use crate::daemon::{Site, newcomers as series, robot};
use crate::digest::Press;
use crate::digest::facts::{Community, Conversation, Facts, Milestone, OpenPoll, Post, Reader};
use crate::digest::kinship::Kinship;
use crate::digest::schedule::{self, Cadence};
use crate::list::address::Addresses;
use crate::list::member::{Membership, Order, Person, Role};
use crate::list::milestone;
use crate::list::settings::{Posting, Settings, Visibility};
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::address::Address;
use crate::store::digests::{self, Window};
use crate::store::introductions::Introduction;
use crate::store::notes::Note;
use crate::store::polls::{self, Poll};
use crate::store::sayings::{self, Saying};
use crate::store::wishes::{self, Attention, Wish};
use crate::store::{StoreError, lists, people};

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
/// How long what those who animate say is worth saying: a monthly digest and some days.
const SAYING_AGE: SignedDuration = SignedDuration::from_hours(35 * 24);

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
    heads: HashMap<(ListId, ArticleNo), Arc<Head>>,
    questions: HashMap<ListId, Vec<ThreadNo>>,
    kinships: HashMap<ListId, Arc<Kinship>>,
    /// Open polls, and how many have answered.
    polls: HashMap<ListId, Vec<(usize, Poll)>>,
    /// Notes that are read, the latest changes last.
    notes: HashMap<ListId, Arc<Vec<Note>>>,
    /// What newcomers let the others read.
    introductions: HashMap<ListId, Arc<Vec<Introduction>>>,
    sayings: HashMap<ListId, Option<Arc<Saying>>>,
    /// Questions that still wait, however old.
    waiting: HashMap<ListId, Arc<Vec<Conversation>>>,
    /// Threads of this month in past years.
    best: HashMap<ListId, Arc<Vec<Conversation>>>,
    settings: HashMap<ListId, Option<Arc<Settings>>>,
    /// Views that readers share, by what they depend on.
    grounds: HashMap<Ground, u32>,
    commons: Vec<Common>,
    /// What their mails share.
    pub press: Press,
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

/// How a reader stands to a list.
struct Standing {
    membership: Option<Membership>,
    /// What they asked of its threads.
    wishes: Vec<(ThreadNo, Wish)>,
}

/// The posts of one community in a reader's windows.
#[derive(Default)]
struct Told {
    /// Those that nothing told them of yet.
    fresh: HashSet<ArticleNo>,
    /// Those they were sent one by one.
    received: HashSet<ArticleNo>,
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
            heads: HashMap::new(),
            questions: HashMap::new(),
            kinships: HashMap::new(),
            introductions: HashMap::new(),
            sayings: HashMap::new(),
            waiting: HashMap::new(),
            best: HashMap::new(),
            polls: HashMap::new(),
            notes: HashMap::new(),
            settings: HashMap::new(),
            grounds: HashMap::new(),
            commons: Vec::new(),
            press: Press::default(),
        }
    }

    /// A list's settings as this run knows them.
    pub fn settings(&mut self, list: ListId) -> Result<Option<Arc<Settings>>, StoreError> {
        if let Some(known) = self.settings.get(&list) {
            return Ok(known.clone());
        }
        let settings = lists::get(&self.site.store, list)?.map(Arc::new);
        self.settings.insert(list, settings.clone());
        Ok(settings)
    }

    /// The facts of one reader's digest; `None`: they can be told of nothing.
    pub fn facts(&mut self, telling: &Telling<'_>) -> Result<Option<Facts>, StoreError> {
        let zone = digests::zone_of(telling.person, &self.site.timezone);
        let days = schedule::days(telling.since, telling.now, &zone);
        let mut found: Vec<(Community, Arc<Settings>)> = Vec::new();
        let mut listed: Vec<ListId> = telling.windows.iter().map(|w| w.list).collect();
        listed.sort_unstable();
        listed.dedup();
        for list in listed {
            let Some(settings) = self.settings(list)? else { continue };
            let mut community = self.community(telling, (list, &settings))?;
            let asks = !community.polls.is_empty();
            if !community.threads.is_empty() || community.says_more() || asks {
                let begun = self.begun(list)?.map(|at| at.to_zoned(zone.clone()).date());
                community.birthday =
                    begun.and_then(|b| Some((milestone::anniversary(b, days)?, b)));
                found.push((community, settings));
            }
        }
        if found.is_empty() {
            return Ok(None);
        }
        // A question asked in a quiet community is worth a line where there is news anyway.
        self.told_of(telling, found).map(Some)
    }

    /// The facts of a mail about these communities.
    fn told_of(
        &mut self,
        telling: &Telling<'_>,
        mut found: Vec<(Community, Arc<Settings>)>,
    ) -> Result<Facts, StoreError> {
        let zone = digests::zone_of(telling.person, &self.site.timezone);
        let days = schedule::days(telling.since, telling.now, &zone);
        let locale = match found.first() {
            Some((_, first)) => robot::locale_for(telling.person, first),
            None => crate::locale::get(&self.site.language.0),
        };
        for (community, settings) in &mut found {
            self.add_pages(community, settings, locale.code());
        }
        let told: Vec<ListId> = found.iter().map(|(community, _)| community.list).collect();
        let tips = series::tips_for(&self.site.store, &told, telling.person.id)?;
        let tips = tips.and_then(|of| found.iter().find(|(community, _)| community.list == of));
        let tips = tips.map(|(community, settings)| (community.list, settings.address.clone()));
        Ok(Facts {
            tips,
            reader: Reader {
                address: telling.person.address.clone(),
                name: telling.person.name.clone(),
                locale,
                order: telling.person.order,
                hour: digests::hour_of(telling.person),
                zone,
            },
            cadence: telling.cadence,
            days,
            now: telling.now,
            issue: telling.issue,
            host: self.site.host.clone(),
            rereading: false,
            communities: found.into_iter().map(|(community, _)| community).collect(),
        })
    }

    fn community(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
    ) -> Result<Community, StoreError> {
        let standing = Standing {
            membership: people::membership(&self.site.store, list, telling.person.id)?,
            wishes: wishes::of_person(&self.site.store, telling.person.id, list)?,
        };
        let framed = self.framed(telling, (list, settings))?;
        if let Some(no) = self.common(telling, (list, settings), &standing)?
            && let Some(common) = self.seen_by_all(no)
        {
            let (threads, milestones) = (common.threads.clone(), common.milestones.clone());
            return Ok(Community { threads, milestones, common: Some(no), ..framed });
        }
        let told = self.told(telling, list, &standing)?;
        let threads = self.threads_of(telling, (list, settings), (&told, &standing))?;
        let milestones = self.milestones(list, &told)?;
        Ok(Community { threads: Arc::new(threads), milestones, ..framed })
    }

    /// The threads of a list that a reader is told of.
    fn threads_of(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
        (told, standing): (&Told, &Standing),
    ) -> Result<Vec<Conversation>, StoreError> {
        let wishes = &standing.wishes;
        let asked = |no: ThreadNo, attention: Attention| {
            wishes.iter().any(|(t, w)| *t == no && w.attention == attention)
        };
        let mut threads = Vec::new();
        for no in self.touched(list, told, telling.now)? {
            let Some(known) = self.thread(list, no)? else { continue };
            let (no, follows) = (known.thread.no, asked(known.thread.no, Attention::Follow));
            if asked(no, Attention::Mute) {
                continue;
            }
            let reply_to = self.reply_to(telling, (list, settings), no)?;
            let made = self.conversation(&known, told, telling)?;
            threads.extend(made.map(|c| {
                let followed = c.followed || follows;
                Conversation { reply_to, followed, ..c }
            }));
        }
        Ok(threads)
    }

    /// Where a reader's reply to a thread goes, if they may write.
    fn reply_to(
        &self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
        thread: ThreadNo,
    ) -> Result<Option<Address>, StoreError> {
        let animates = || {
            let member = people::membership(&self.site.store, list, telling.person.id)?;
            Ok::<_, StoreError>(member.is_some_and(|m| m.role != Role::Member))
        };
        let may_write = settings.posting != Posting::Animators || animates()?;
        let addresses = Addresses { list: &settings.address, secret: &self.site.secret };
        Ok(may_write.then(|| addresses.thread(thread)))
    }

    /// A community without its threads.
    fn framed(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
    ) -> Result<Community, StoreError> {
        let addresses = Addresses { list: &settings.address, secret: &self.site.secret };
        Ok(Community {
            list,
            name: settings.name.clone(),
            slug: settings.slug(),
            language: settings.language.clone(),
            leave: addresses.leave(telling.person.id),
            page: None,
            word: self.word(telling, list)?,
            threads: Arc::default(),
            common: None,
            milestones: Vec::new(),
            birthday: None,
            polls: self.polls(telling, (list, &addresses))?,
            notes: self.fresh_notes(telling, (list, settings))?,
            newcomers: self.newcomers(telling, (list, &addresses))?,
        })
    }

    /// Open polls that a reader has not answered.
    fn polls(
        &mut self,
        telling: &Telling<'_>,
        (list, addresses): (ListId, &Addresses<'_>),
    ) -> Result<Vec<OpenPoll>, StoreError> {
        let store = &self.site.store;
        let known = match self.polls.entry(list) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let open = |p: &Poll| p.is_open(telling.now);
                let all = polls::of_list(store, list)?.into_iter().filter(open);
                let counted = all.map(|p| Ok((polls::ballots(store, &p)?.len(), p)));
                place.insert(counted.collect::<Result<_, StoreError>>()?)
            }
        };
        let mut found = Vec::new();
        for (answered, poll) in known.iter() {
            if polls::has_answered(store, poll, telling.person.id)? {
                continue;
            }
            found.push(OpenPoll {
                no: poll.no,
                title: poll.form.title.clone(),
                // A digest numbers options from 1.
                options: (poll.form.single().filter(|q| q.base() == 1))
                    .map(|q| q.options.clone())
                    .unwrap_or_default(),
                closes: poll.form.closes,
                answered: *answered,
                asked: poll.asked,
                ballot_box: addresses.ballot(poll.no, telling.person.id),
            });
        }
        Ok(found)
    }

    /// The posts in a reader's windows on one list.
    fn told(
        &mut self,
        telling: &Telling<'_>,
        list: ListId,
        Standing { membership, wishes }: &Standing,
    ) -> Result<Told, StoreError> {
        let mut told = Told::default();
        for window in telling.windows.iter().filter(|w| w.list == list) {
            self.read_back_to(window.after)?;
            let until = window.until.unwrap_or(self.upto).min(self.upto);
            let posts = self.events.get(&list).map(Vec::as_slice).unwrap_or_default();
            let within = posts.iter().filter(|(at, _)| *at > window.after && *at <= until);
            let within: Vec<(u64, ArticleNo)> = within.copied().collect();
            for (at, no) in within {
                let Some(head) = self.head(list, no)? else { continue };
                // While they were away, or could not be reached, nothing came at once.
                let at_once = window.came_at_once(at)
                    && head.came_at_once(telling, membership.as_ref(), wishes, at);
                if at_once {
                    told.received.insert(no)
                } else {
                    told.fresh.insert(no)
                };
            }
        }
        Ok(told)
    }

    /// What those who animate said since this reader's last digest, if it is not stale.
    fn word(&mut self, telling: &Telling<'_>, list: ListId) -> Result<Option<String>, StoreError> {
        let said = match self.sayings.get(&list) {
            Some(known) => known.clone(),
            None => {
                let said = sayings::get(&self.site.store, list)?.map(Arc::new);
                self.sayings.insert(list, said.clone());
                said
            }
        };
        let said = said.filter(|s| telling.now.duration_since(s.at) < SAYING_AGE);
        Ok(said.filter(|s| self.is_untold(telling, list, s.event)).map(|s| s.text.clone()))
    }

    /// Whether no digest of this reader has looked as far as a position of the log, and this one does.
    fn is_untold(&self, telling: &Telling<'_>, list: ListId, event: u64) -> bool {
        let within = |w: &Window| event <= w.until.unwrap_or(self.upto).min(self.upto);
        let mut windows = telling.windows.iter().filter(|w| w.list == list);
        windows.any(|w| event > w.after && within(w))
    }

    fn milestones(&mut self, list: ListId, told: &Told) -> Result<Vec<Milestone>, StoreError> {
        let all = told.fresh.iter().chain(&told.received);
        let mut numbers: Vec<ArticleNo> =
            all.copied().filter(|no| milestone::is_milestone(no.0)).collect();
        numbers.sort_unstable();
        let mut found = Vec::with_capacity(numbers.len());
        for no in numbers {
            let Some(head) = self.head(list, no)? else { continue };
            let Some(known) = self.thread(list, head.thread)? else { continue };
            found.push(Milestone {
                number: no.0,
                name: head.name.clone(),
                received: head.received,
                subject: known.thread.subject.clone(),
            });
        }
        Ok(found)
    }

    /// When a community began: its first message.
    fn begun(&mut self, list: ListId) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.head(list, ArticleNo(1))?.map(|head| head.date))
    }

    /// Pages exist for everyone or for nobody yet: a private list's cannot be opened.
    fn add_pages(&mut self, community: &mut Community, settings: &Settings, code: &str) {
        let urls = &self.site.urls;
        if settings.visibility != Visibility::Public || urls.base().is_empty() {
            return;
        }
        community.page = Some(urls.list(code, &community.slug));
        let slug = community.slug.clone();
        let fill = |threads: &mut Vec<Conversation>| {
            for thread in threads {
                thread.page = Some(urls.thread(code, &slug, thread.no, 1));
            }
        };
        match community.common.and_then(|no| self.paged(no, code, fill)) {
            Some(threads) => community.threads = threads,
            None => fill(community.threads_mut()),
        }
    }

    /// Threads with posts to tell of, and those that may be open questions, by number.
    fn touched(
        &mut self,
        list: ListId,
        told: &Told,
        now: Timestamp,
    ) -> Result<Vec<ThreadNo>, StoreError> {
        let mut found: Vec<ThreadNo> = self.possible_questions(list, now)?;
        for no in told.fresh.iter().chain(&told.received) {
            found.extend(self.head(list, *no)?.map(|head| head.thread));
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
        let recent = crate::store::threads::ordered(&self.site.store, list, Order::Posts, RECENT)?;
        let young = |opened: Timestamp| now.duration_since(opened) < QUESTION_AGE;
        let found: Vec<ThreadNo> =
            recent.iter().filter(|t| t.posts <= ALONE && young(t.opened)).map(|t| t.no).collect();
        self.questions.insert(list, found.clone());
        Ok(found)
    }
}
