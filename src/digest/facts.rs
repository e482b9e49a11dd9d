//! What a digest is made from: plain values about one reader and the news of their communities. Not
//! a query: somebody else reads the store.

use std::sync::Arc;

use jiff::civil::Date;

use super::schedule::{Cadence, Hour};
use crate::clock::{TimeZone, Timestamp};
use crate::list::member::Order;
use crate::list::settings::Language;
use crate::list::{ArticleNo, ListId, ThreadNo};
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
    /// The communities that have something to say, in order of number.
    pub communities: Vec<Community>,
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
    /// Threads with new posts, and those whose opener may be an open question.
    pub threads: Vec<Conversation>,
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
    /// Posts that no digest of this reader has told of, in order of arrival.
    pub fresh: Vec<Arc<Post>>,
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

impl Facts {
    fn fresh(&self) -> impl Iterator<Item = &Arc<Post>> {
        self.communities.iter().flat_map(|c| &c.threads).flat_map(|t| &t.fresh)
    }

    /// Whether there is anything that no digest of this reader has told of.
    pub fn has_fresh(&self) -> bool {
        self.fresh().next().is_some()
    }

    /// Whether there is anything new that the reader did not write: a digest of one's own words is
    /// no news.
    pub fn has_news(&self) -> bool {
        self.fresh().any(|p| !p.is_by(&self.reader.address))
    }
}
