//! People and their memberships. A person is known by one address and may belong to many lists;
//! what they chose about *their* mail (language, digest hour, order) is the person's, what they
//! chose about one list (role, delivery) is the membership's.

use serde::{Deserialize, Serialize};

use super::ids::{ListId, PersonId};
use super::settings::{Language, choice};
use crate::clock::Timestamp;
use crate::mail::address::Address;
use crate::mail::name;

choice!(
    /// What somebody may do in one list.
    Role {
        /// Takes part.
        Member = "member",
        /// Moderates and animates.
        Animator = "animator",
        /// Settles the list itself.
        Owner = "owner",
    }
);
choice!(
    /// How posts reach a member.
    Delivery {
        /// Each message at once.
        Each = "each",
        /// One digest a day.
        Daily = "daily",
        /// One digest a week.
        Weekly = "weekly",
        /// One digest a month.
        Monthly = "monthly",
        /// Calls to all only.
        Notices = "notices",
        /// Nothing: reads the archive.
        None = "none",
    }
);
choice!(
    /// What a digest looks like.
    Form {
        /// A summary: pieces of each thread.
        Summary = "summary",
        /// Whole messages, each a part (RFC 2046 §5.1.5).
        Mime = "mime",
        /// Whole messages in one text (RFC 1153).
        Plain = "plain",
    }
);
choice!(
    /// The order in which threads are shown.
    Order {
        /// Latest activity first.
        Activity = "activity",
        /// Latest opened first.
        Posts = "posts",
    }
);

/// One human being (or one mailbox that several share).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their number.
    pub id: PersonId,
    /// Where their mail goes.
    pub address: Address,
    /// As they call themselves.
    #[serde(default)]
    pub name: Option<String>,
    /// Chosen language; `None`: the list's.
    #[serde(default)]
    pub language: Option<Language>,
    /// IANA zone; `None`: the site's.
    #[serde(default)]
    pub timezone: Option<String>,
    /// Digest day (1 = Monday … 7) and minute of the local day (450 = 7:30).
    #[serde(default = "monday_morning")]
    pub digest_at: (u8, u16),
    /// Order of threads in their digests and pages.
    #[serde(default = "by_activity")]
    pub order: Order,
    /// Whether digests come as text only.
    #[serde(default)]
    pub text_only: bool,
    /// What their digests look like.
    #[serde(default = "summary")]
    pub form: Form,
    /// Whether a mention comes at once, whatever else they chose.
    #[serde(default = "yes")]
    pub mentions: bool,
    /// Whether they may be reminded of what waits: a first post without a reply, their own pace.
    #[serde(default = "yes")]
    pub reminders: bool,
    /// Whether their posts are acknowledged; `None`: the first one is.
    #[serde(default)]
    pub receipts: Option<bool>,
}

fn yes() -> bool {
    true
}

fn monday_morning() -> (u8, u16) {
    (1, 7 * 60 + 30)
}

fn summary() -> Form {
    Form::Summary
}

fn by_activity() -> Order {
    Order::Activity
}

impl Person {
    /// A person nobody knows more of than the address.
    pub fn new(id: PersonId, address: Address, name: Option<String>) -> Self {
        Self {
            id,
            address,
            name,
            language: None,
            timezone: None,
            digest_at: monday_morning(),
            order: Order::Activity,
            text_only: false,
            form: Form::Summary,
            mentions: true,
            reminders: true,
            receipts: None,
        }
    }

    /// What others call them: the name, else the local part.
    pub fn display(&self) -> &str {
        self.name.as_deref().unwrap_or_else(|| self.address.local())
    }

    /// How to greet them: by the given name, as people who know one another do.
    pub fn greeting(&self) -> &str {
        name::given(self.display())
    }
}

/// One person in one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Which list.
    pub list: ListId,
    /// Who.
    pub person: PersonId,
    /// What they may do.
    pub role: Role,
    /// How posts reach them.
    pub delivery: Delivery,
    /// Whether they chose `delivery` themselves; a default may be changed, a choice never is.
    #[serde(default)]
    pub chosen: bool,
    /// Since when.
    pub joined: Timestamp,
    /// Why nothing is sent for now (bounces, complaint), in words for `member show`.
    #[serde(default)]
    pub suspended: Option<String>,
    /// Away: nothing is sent, and a catch-up comes at the end.
    #[serde(default)]
    pub paused: Option<Pause>,
}

/// A pause somebody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// Until when; `None`: until they say so.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Membership {
    /// Whether they are away now. One whose end has passed is still to be told what they missed.
    pub fn is_away(&self, now: Timestamp) -> bool {
        self.paused.is_some_and(|p| p.until.is_none_or(|until| until > now))
    }
}
