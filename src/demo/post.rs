//! Sends what a visitor wrote as one of the characters: a real message through the SMTP port, and
//! then a look at where it landed. Knows no pages.

use std::net::SocketAddr;

use super::DemoError;
use super::seed::Parcel;
use crate::daemon::Site;
use crate::list::settings::{Settings, Visibility};
use crate::list::{ArticleNo, ListId};
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::Draft;
use crate::mail::message::Message;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::smtp::client::{Client, Outcome, Server, Timeouts, Tls, Transaction};
use crate::store::articles::{self, Event};
use crate::store::{StoreError, lists, threads};

/// The port that mail comes in by.
#[derive(Clone, Debug)]
pub(super) struct Port {
    client: Client,
    server: Server,
    at: SocketAddr,
}

impl Port {
    pub fn new(at: SocketAddr) -> Result<Self, DemoError> {
        let client = Client::new("demo.example", Timeouts::default())
            .map_err(|e| DemoError::Port(e.to_string()))?;
        let host = at.ip().to_string();
        let server = Server { host, port: at.port(), tls: Tls::Off, login: None };
        Ok(Self { client, server, at })
    }

    /// Sends messages in order on one connection; what became of each: `None`, or the refusal.
    pub async fn send(&self, parcels: &[Parcel]) -> Result<Vec<Option<String>>, DemoError> {
        let broken = |why: &dyn std::fmt::Display| DemoError::Port(why.to_string());
        let opened = self.client.open(&self.server, self.at.ip()).await;
        let mut connection = opened.map_err(|e| broken(&e))?;
        let mut all = Vec::with_capacity(parcels.len());
        for parcel in parcels {
            let mail = Transaction {
                reverse_path: &ReversePath::Address(parcel.from.clone()),
                recipients: &[&parcel.to],
                message: &parcel.raw,
            };
            let outcomes = connection.send(mail).await;
            all.push(match outcomes.into_iter().next() {
                Some(Outcome::Accepted) => None,
                Some(Outcome::Refused(failure) | Outcome::Crowded(failure)) => {
                    Some(failure.to_string())
                }
                Some(Outcome::Lost(why)) => Some(why),
                None => Some("no reply".to_owned()),
            });
        }
        connection.quit().await;
        Ok(all)
    }
}

/// What a visitor wrote.
#[derive(Debug)]
pub(super) struct Words {
    pub from: Mailbox,
    pub to: Address,
    pub subject: String,
    pub text: String,
}

/// What a message answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    in_reply_to: Option<MessageId>,
    references: Vec<MessageId>,
}

impl Answers {
    /// A message of which only the identifier is known.
    pub fn one(id: MessageId) -> Self {
        Self { references: vec![id.clone()], in_reply_to: Some(id) }
    }

    /// A message at hand.
    pub fn to(message: &Message<'_>) -> Self {
        let (in_reply_to, mut references) = (message.message_id(), message.references());
        references.extend(in_reply_to.clone());
        Self { in_reply_to, references }
    }
}

/// The message of these words.
pub(super) fn parcel(site: &Site, words: Words, answers: Answers) -> Parcel {
    let Answers { in_reply_to, references } = answers;
    let from = words.from.address.clone();
    let draft = Draft {
        message_id: MessageId::mint(words.from.address.domain()),
        from: words.from,
        to: vec![Mailbox::new(None, words.to.clone())],
        reply_to: None,
        subject: words.subject,
        date: site.clock.now(),
        in_reply_to,
        references,
        headers: Vec::new(),
        text: words.text,
        html: None,
    };
    Parcel { from, to: words.to, raw: draft.to_bytes() }
}

/// Where a message came to stand.
#[derive(Clone, Debug)]
pub(super) struct Landed {
    pub settings: Settings,
    pub article: ArticleNo,
    /// What the thread is called.
    pub subject: String,
}

impl Landed {
    /// Whether there is a page of it that everybody may read.
    pub fn is_public(&self) -> bool {
        self.settings.visibility == Visibility::Public
    }
}

/// The first post by this author after a position of the log.
pub(super) fn landed(
    site: &Site,
    after: u64,
    author: &Address,
) -> Result<Option<Landed>, StoreError> {
    for (_, event) in articles::events_after(&site.store, after, 1000)? {
        if let Event::Posted { list, article, .. } = event
            && let Some(landed) = read(site, list, article, author)?
        {
            return Ok(Some(landed));
        }
    }
    Ok(None)
}

fn read(
    site: &Site,
    list: ListId,
    no: ArticleNo,
    author: &Address,
) -> Result<Option<Landed>, StoreError> {
    let Some(post) = articles::get(&site.store, list, no)? else { return Ok(None) };
    if !post.from.address.same_mailbox(author) {
        return Ok(None);
    }
    let thread = threads::resolve(&site.store, list, post.thread)?;
    let found = lists::get(&site.store, list)?.zip(thread);
    Ok(found.map(|(settings, thread)| Landed { settings, article: no, subject: thread.subject }))
}
