//! Brings the story into a fresh data folder: lists, people, the older posts as history and the last
//! week's as mail that has yet to go out. Sends nothing itself.

use std::collections::HashMap;

use super::DemoError;
use super::letter::{Answered, Letter};
use super::story::{self, Character, Client, Conversation, Network};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::members::{self, Newcomer};
use crate::daemon::post::{self, NewPost, Source};
use crate::list::ListId;
use crate::list::settings::{Language, Settings};
use crate::locale;
use crate::mail::address::{Address, Mailbox};
use crate::mail::message::Message;
use crate::mail::message_id::{MessageId, hash_text};
use crate::store::articles::{self, Event};
use crate::store::{StoreError, Tx, digests, lists, people};

/// The demo's host name; `.example` never resolves (RFC 2606).
pub(super) const HOST: &str = "listes.lierre.example";
/// Posts this young go out as mail; older ones are history.
const FRESH_DAYS: i64 = 7;
/// Posts this young are sent through the SMTP port once it listens.
const THROUGH_THE_PORT_DAYS: i64 = 2;
/// How long everybody has been there.
const MEMBERS_SINCE_DAYS: i64 = 60;

/// A message that shall come in by the port.
#[derive(Debug)]
pub(super) struct Parcel {
    pub from: Address,
    pub to: Address,
    pub raw: Vec<u8>,
}

/// What was brought in.
#[derive(Debug, Default)]
pub(super) struct Seeded {
    pub communities: usize,
    pub people: usize,
    pub posts: usize,
    /// What is still to come, in order.
    pub parcels: Vec<Parcel>,
}

/// One message of the story, written.
struct Written {
    list: ListId,
    from: Mailbox,
    to: Address,
    at: Timestamp,
    raw: Vec<u8>,
}

/// Brings everything in, in one transaction.
pub(super) fn seed(site: &Site) -> Result<Seeded, DemoError> {
    let now = site.clock.now();
    let network = story::network().map_err(DemoError::Story)?;
    let conversations = story::conversations().map_err(DemoError::Story)?;
    let lists = site.store.write(|tx| {
        let lists = settle(site, tx, &network, now)?;
        look_back(tx, &lists, now)?;
        Ok::<_, DemoError>(lists)
    })?;
    let mut written = Vec::new();
    for conversation in &conversations {
        write(site, (&network, &lists), conversation, &mut written)?;
    }
    written.sort_by_key(|w| w.at);
    let days_ago = |days: i64| now - jiff::SignedDuration::from_hours(24 * days);
    let by_port = written.partition_point(|w| w.at < days_ago(THROUGH_THE_PORT_DAYS));
    let late = written.split_off(by_port);
    let (people, communities) = (network.people.len(), network.communities.len());
    let posts = written.len() + late.len();
    let fresh = days_ago(FRESH_DAYS);
    let ready: Vec<NewPost> = written.into_iter().map(|w| new_post(site, w, fresh)).collect();
    site.store.write(|tx| -> Result<(), StoreError> {
        ready.into_iter().try_for_each(|post| post::accept(tx, post).map(|_| ()))
    })?;
    let parcels = late.into_iter().map(|w| Parcel { from: w.from.address, to: w.to, raw: w.raw });
    Ok(Seeded { communities, people, posts, parcels: parcels.collect() })
}

fn new_post(site: &Site, written: Written, fresh: Timestamp) -> NewPost {
    let message = Message::parse(&written.raw);
    let source = if written.at < fresh { Source::Import } else { Source::Live };
    NewPost::new(written.list, &message, written.from, written.at, &site.hostname)
        .from_source(source)
        .in_zone(site.timezone.clone())
}

/// Lists by short name.
type Lists = HashMap<String, (ListId, Address)>;

/// Creates the lists and lets everybody join.
fn settle(
    site: &Site,
    tx: &mut Tx<'_>,
    network: &Network,
    now: Timestamp,
) -> Result<Lists, DemoError> {
    let mut made = Lists::new();
    for community in &network.communities {
        let address = address(&community.slug, HOST)?;
        let mut settings = Settings::new(address.clone());
        settings.name.clone_from(&community.name);
        settings.description.clone_from(&community.description);
        settings.language = Language::new(&community.language);
        settings.visibility = community.visibility.parse().map_err(DemoError::Story)?;
        settings.preset = community.preset.parse().map_err(DemoError::Story)?;
        settings.posting = community.posting.parse().map_err(DemoError::Story)?;
        let list = lists::create(tx, &settings)?;
        articles::append_event(tx, &Event::ListChanged { list })?;
        made.insert(community.slug.clone(), (list, address));
    }
    for person in &network.people {
        enrol(site, tx, (person, &made), now)?;
    }
    Ok(made)
}

fn enrol(
    site: &Site,
    tx: &mut Tx<'_>,
    (character, made): (&Character, &Lists),
    now: Timestamp,
) -> Result<(), DemoError> {
    let joined = now - jiff::SignedDuration::from_hours(24 * MEMBERS_SINCE_DAYS);
    for membership in &character.memberships {
        let mut words = membership.split_whitespace();
        let list = words.next().and_then(|slug| made.get(slug));
        let (list, _) = list.ok_or_else(|| DemoError::Story(membership.clone()))?;
        let mut newcomer = Newcomer::new(mailbox(character)?, joined);
        newcomer.language = Some(Language::new(&character.language));
        newcomer.delivery = words.next().map(str::parse).transpose().map_err(DemoError::Story)?;
        if let Some(role) = words.next() {
            newcomer.role = role.parse().map_err(DemoError::Story)?;
        }
        let person = members::join(site, tx, *list, &newcomer)?;
        if let Some(mut person) = person.filter(|_| character.text_only) {
            person.text_only = true;
            people::put(tx, &person);
        }
    }
    Ok(())
}

/// Everybody's first digest tells of a whole day, week or month, though they joined a moment ago.
fn look_back(tx: &mut Tx<'_>, lists: &Lists, now: Timestamp) -> Result<(), StoreError> {
    for (list, _) in lists.values() {
        for membership in people::memberships(tx, *list, None, usize::MAX)? {
            let Some(old) = digests::get(tx, membership.person)? else { continue };
            let mut new = old.clone();
            for turn in &mut new.turns {
                turn.since = now - turn.cadence.span();
            }
            digests::replace(tx, Some(&old), &new);
        }
    }
    Ok(())
}

/// Writes a conversation's messages, each as its author's mail program would.
fn write(
    site: &Site,
    (network, lists): (&Network, &Lists),
    conversation: &Conversation,
    written: &mut Vec<Written>,
) -> Result<(), DemoError> {
    let now = site.clock.now();
    let unknown = |what: &str| DemoError::Story(format!("{}: {what}", conversation.subject));
    let (list, to) = lists.get(conversation.slug).ok_or_else(|| unknown(conversation.slug))?;
    let mut before: Vec<Answered> = Vec::new();
    for (i, entry) in conversation.posts.iter().enumerate() {
        let author = network.people.iter().find(|p| p.key == entry.author);
        let author = author.ok_or_else(|| unknown(&entry.author))?;
        let from = mailbox(author)?;
        let (at, words) = (entry.at(now, &site.timezone), locale::get(&author.language));
        let text = entry.text(at, &site.timezone, words);
        let answers = entry.parent.and_then(|p| before.get(p));
        let letter = Letter {
            from: from.clone(),
            to: Mailbox::new(None, to.clone()),
            subject: conversation.subject.clone(),
            date: at,
            message_id: message_id(conversation, i, &from),
            answers,
            client: author.client,
            form: entry.form,
            text: text.clone(),
            attachment: entry.attachment.as_ref(),
            words,
            zone: &site.timezone,
        };
        written.push(Written {
            list: *list,
            from: from.clone(),
            to: to.clone(),
            at,
            raw: letter.to_bytes().map_err(|e| unknown(&e.to_string()))?,
        });
        let references = answers.map(|a| {
            let mut all = a.references.clone();
            all.push(a.message_id.clone());
            all
        });
        before.push(Answered {
            from,
            date: at,
            subject: conversation.subject.clone(),
            message_id: message_id(conversation, i, &mailbox(author)?),
            references: references.unwrap_or_default(),
            text,
        });
    }
    Ok(())
}

/// Always the same for the same message: a story told twice is not two.
fn message_id(conversation: &Conversation, i: usize, from: &Mailbox) -> MessageId {
    let hash = hash_text(&[conversation.subject.as_bytes(), &i.to_be_bytes()]);
    let label = data_encoding::BASE32_DNSSEC.encode(&hash);
    let domain = from.address.domain();
    MessageId::parse(&format!("{label}@{domain}")).unwrap_or_else(|| MessageId::mint(domain))
}

/// A character's mailbox, at a provider that goes with their mail program.
pub(super) fn mailbox(character: &Character) -> Result<Mailbox, DemoError> {
    let domain = match character.client {
        Client::Gmail => "courriel.example",
        Client::Outlook => "bureau.example",
        Client::Apple => "verger.example",
        Client::Thunderbird => "maison.example",
        Client::Phone => "mobile.example",
    };
    Ok(Mailbox::new(Some(&character.name), address(&character.key, domain)?))
}

fn address(local: &str, domain: &str) -> Result<Address, DemoError> {
    let text = format!("{local}@{domain}");
    Address::parse(&text).map_err(|e| DemoError::Story(format!("{text}: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::list::member::Order;
    use crate::store::threads;

    #[test]
    fn the_story_becomes_the_threads_it_tells() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-22T14:00:00Z".parse().unwrap());
        let config = Config::defaults(folder.path());
        let site = Site::open(&config, folder.path(), clock, &mut |_, _| {}).unwrap();
        let seeded = seed(&site).unwrap();
        assert_eq!((seeded.communities, seeded.people), (3, 36));
        assert!(!seeded.parcels.is_empty() && seeded.parcels.len() < 10);
        let told = story::conversations().unwrap();
        let late = seeded.parcels.len();
        let posts: usize = told.iter().map(|c| c.posts.len()).sum();
        assert_eq!(seeded.posts, posts);
        let mut found = 0;
        for (id, _) in lists::all(&site.store).unwrap() {
            let threads = threads::ordered(&site.store, id, Order::Posts, usize::MAX).unwrap();
            for thread in threads {
                let told = told.iter().find(|c| c.subject == thread.subject).unwrap();
                let by_port = told.posts.len() - thread.posts as usize;
                assert!(by_port <= late, "{}", thread.subject);
                found += thread.posts as usize;
            }
        }
        assert_eq!(found, posts - late);
    }
}
