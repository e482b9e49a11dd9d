//! What a digest is made from: plain values about one reader and the news of their communities. Not
//! a query: somebody else reads the store.

use std::sync::Arc;

use jiff::civil::Date;

use super::schedule::{Cadence, Hour};
use super::select::is_open_question;
use crate::animation::note::Licence;
use crate::clock::{TimeZone, Timestamp};
use crate::list::member::Order;
use crate::list::settings::Language;
use crate::list::{ArticleNo, ListId, NoteNo, PollNo, ThreadNo};
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::mail::message_id::MessageId;

/// Everything one digest says.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who gets it.
    pub reader: Reader,
    /// How often they do.
    pub cadence: Cadence,
    /// First and last day it tells of, in the reader's zone.
    pub days: (Date, Date),
    /// The moment it is made.
    pub now: Timestamp,
    /// Its number among this reader's, from 1 without gaps.
    pub issue: u32,
    /// The list whose newcomer the reader is, when tips are due in the margin.
    pub tips: Option<(ListId, Address)>,
    /// Who sends it.
    pub host: Host,
    /// Nothing is new for long: it holds one thread, to be read again.
    pub rereading: bool,
    /// The communities that have something to say, in order of number.
    pub communities: Vec<Community>,
}

/// Who answers for mail in the law's eyes, as far as the host said it; empty: not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// Legal name.
    pub name: String,
    /// Postal address, on one line.
    pub postal: String,
    /// Address or page where people reach them.
    pub contact: String,
    /// Address or page of the person in charge of personal information.
    pub privacy: String,
}

/// The person a digest is for.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Their address: whose posts are their own.
    pub address: Address,
    /// As they call themselves.
    pub name: Option<String>,
    /// The language of our words.
    pub locale: &'static Locale,
    /// Zone of dates and hours.
    pub zone: TimeZone,
    /// Order of threads they chose.
    pub order: Order,
    /// Day and hour they chose.
    pub hour: Hour,
}

/// One community and its news.
#[derive(Clone, Debug)]
pub struct Community {
    /// Its list.
    pub list: ListId,
    /// What people call it.
    pub name: String,
    /// Its short name.
    pub slug: String,
    /// The language its members write in, as far as it says.
    pub language: Language,
    /// The reader's own way out.
    pub leave: Address,
    /// Its page, when there is one the reader can open.
    pub page: Option<String>,
    /// What those who animate it want said, when no digest of this reader has said it.
    pub word: Option<String>,
    /// Threads with new posts, and those whose opener may be an open question.
    pub threads: Arc<Vec<Conversation>>,
    /// Where this number is the same within a run, so are the threads and milestones: nothing in them is
    /// about the reader. `None`: something may be.
    pub common: Option<u32>,
    /// Posts whose number the community celebrates.
    pub milestones: Vec<Milestone>,
    /// Years it completes in these days, and the day it began.
    pub birthday: Option<(i16, Date)>,
    /// Polls that this reader has not answered.
    pub polls: Vec<OpenPoll>,
    /// Notes that are new or changed, and that no digest of this reader has told of.
    pub notes: Vec<FreshNote>,
    /// People who are new, and whom no digest of this reader has presented.
    pub newcomers: Vec<Newcomer>,
}

/// Somebody new, in their own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// Their first name.
    pub name: String,
    /// Where they come from, if they said so.
    pub organisation: Option<String>,
    /// A sentence or two.
    pub text: String,
    /// Where a hello goes: it hides both addresses.
    pub hello: Address,
}

/// A note that is new, or says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshNote {
    /// Its number.
    pub no: NoteNo,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What others may do with it.
    pub licence: Licence,
    /// How it begins.
    pub opening: String,
    /// Whether it was there before, and says something else.
    pub changed: bool,
    /// Its page, when there is one the reader can open; else it comes by mail.
    pub page: Option<String>,
    /// Where it is asked for by mail.
    pub commands: Address,
}

/// A poll that waits for the reader's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPoll {
    /// Its number.
    pub no: PollNo,
    /// The question, or the title of several.
    pub title: String,
    /// Of one question, what may be chosen; of several, none: they are in the mail it came by.
    pub options: Vec<String>,
    /// Until when answers count.
    pub closes: Timestamp,
    /// People who have answered.
    pub answered: usize,
    /// People who were asked.
    pub asked: usize,
    /// The reader's own ballot box.
    pub ballot_box: Address,
}

/// A post whose number is one to celebrate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The number.
    pub number: u32,
    /// What people see of its author.
    pub name: String,
    /// When it was accepted.
    pub received: Timestamp,
    /// The subject of its thread as written.
    pub subject: String,
}

/// One thread as the reader finds it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Its number.
    pub no: ThreadNo,
    /// Its subject as written.
    pub subject: String,
    /// Where a reply goes; `None` where the reader may not write.
    pub reply_to: Option<Address>,
    /// Its page, when there is one the reader can open.
    pub page: Option<String>,
    /// Who opened it, with what.
    pub opener: Arc<Post>,
    /// Date of the latest post.
    pub last: Timestamp,
    /// The post that a reply answers: the latest.
    pub latest: MessageId,
    /// Posts in all.
    pub total: usize,
    /// People who wrote in it.
    pub people: usize,
    /// Whether somebody other than the opener wrote in it.
    pub answered: bool,
    /// Whether the reader wrote in it.
    pub followed: bool,
    /// When the reader last wrote of the same things, if they did more than once.
    pub wrote_of_it: Option<Timestamp>,
    /// The latest post that is meant for the reader, and that they have not answered.
    pub for_reader: Option<ForReader>,
    /// Whether a new post mentions the reader.
    pub mentioned: bool,
    /// Whether a new post is the first of somebody's in the community.
    pub first_post: bool,
    /// Posts that no digest of this reader has told of, in order of arrival; their own only where each post
    /// comes whole.
    pub fresh: Vec<Arc<Post>>,
    /// Posts of the same days that they were sent one by one.
    pub received: usize,
    /// Posts of the same days that they wrote, and that no digest of theirs has told of.
    pub own: usize,
}

/// A post that is meant for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForReader {
    /// It.
    pub post: Arc<Post>,
    /// Why.
    pub why: Meant,
}

/// Why a post is meant for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// It names them.
    Mention,
    /// It answers a post of theirs.
    Answer,
}

/// One post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its number in the list.
    pub no: ArticleNo,
    /// Who wrote it.
    pub author: Address,
    /// What people see of its author.
    pub name: String,
    /// The author's date.
    pub date: Timestamp,
    /// When it was accepted.
    pub received: Timestamp,
    /// The author's own words.
    pub words: String,
    /// Posts that answer it.
    pub answers: usize,
    /// Names and octets of what is attached.
    pub attachments: Vec<(String, usize)>,
}

impl Post {
    /// Whether this address wrote it.
    pub fn is_by(&self, address: &Address) -> bool {
        self.author.same_mailbox(address)
    }
}

impl Conversation {
    /// Whether the opener is new to the reader.
    pub fn is_new(&self) -> bool {
        self.fresh.iter().any(|p| p.no == self.opener.no)
    }
}

impl Community {
    /// Its threads, to change for one reader.
    pub fn threads_mut(&mut self) -> &mut Vec<Conversation> {
        Arc::make_mut(&mut self.threads)
    }

    /// Whether there is something new besides posts.
    pub fn says_more(&self) -> bool {
        self.word.is_some() || !self.notes.is_empty() || !self.newcomers.is_empty()
    }
}

impl Facts {
    fn fresh(&self) -> impl Iterator<Item = &Arc<Post>> {
        self.communities.iter().flat_map(|c| c.threads.iter()).flat_map(|t| &t.fresh)
    }

    /// Whether there is anything that no digest of this reader has told of.
    pub fn has_fresh(&self) -> bool {
        let mut threads = self.communities.iter().flat_map(|c| c.threads.iter());
        self.has_posts()
            || threads.any(|t| t.own > 0)
            || self.communities.iter().any(Community::says_more)
    }

    /// Whether there are posts that no digest of this reader has told of.
    pub fn has_posts(&self) -> bool {
        self.fresh().next().is_some()
    }

    /// Whether there is anything new that the reader did not write: a digest of one's own words is
    /// no news. What they were sent one by one is news only beside a question or a poll that waits.
    pub fn has_news(&self) -> bool {
        let mut threads = self.communities.iter().flat_map(|c| c.threads.iter());
        self.fresh().any(|p| !p.is_by(&self.reader.address))
            || self.communities.iter().any(Community::says_more)
            || (threads.clone().any(|t| t.received > 0)
                && (self.communities.iter().any(|c| !c.polls.is_empty())
                    || threads.any(|t| is_open_question(t, &self.reader.address, self.now))))
    }
}
