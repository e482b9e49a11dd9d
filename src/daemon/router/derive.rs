//! Makes a post of somebody's words: a clean message of ours in their name, in a thread. The digest
//! they quoted, and its subject, never come along; what they sent is kept beside it.

use crate::clock::{TimeZone, Timestamp};
use crate::daemon::Site;
use crate::daemon::post::{NewPost, Place, Source};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::mail::address::Mailbox;
use crate::mail::compose::Draft;
use crate::mail::message::Message;
use crate::mail::message_id::{IdHash, MessageId, hash_text};
use crate::store::record::Blob;
use crate::store::{StoreError, articles, threads};

/// What a post is made from.
pub(in crate::daemon) struct Written<'a> {
    /// Its author.
    pub author: &'a Mailbox,
    /// The mail it came in.
    pub original: &'a [u8],
    /// What tells this mail from others, so that a second try makes the same post.
    pub mark: IdHash,
    /// When it was written.
    pub date: Timestamp,
    /// When it came.
    pub received: Timestamp,
}

/// A post in a thread. `None`: there is no such thread any more.
pub(in crate::daemon) fn in_thread(
    site: &Site,
    (list, settings): (ListId, &Settings),
    thread: ThreadNo,
    words: &str,
    source: &Written<'_>,
) -> Result<Option<NewPost>, StoreError> {
    let Some(thread) = threads::resolve(&site.store, list, thread)? else { return Ok(None) };
    let mut ids: Vec<MessageId> = Vec::new();
    let all = threads::articles(&site.store, list, thread.no)?;
    for no in [Some(thread.opener), all.last().copied()].into_iter().flatten() {
        let id = articles::get(&site.store, list, no)?.map(|a| a.message_id);
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    let subject = format!("Re: {}", thread.subject);
    let draft = Draft {
        in_reply_to: ids.last().cloned(),
        references: ids,
        ..draft(site, settings, (&subject, words), (source, thread.no.0))
    };
    let post = post(site, (list, settings), &draft, source);
    Ok(Some(post.at(Place::Thread(thread.no))))
}

/// A post of its own, under its first words: only for what waits for a human anyway.
pub(in crate::daemon) fn alone(
    site: &Site,
    (list, settings): (ListId, &Settings),
    words: &str,
    source: &Written<'_>,
) -> NewPost {
    let title = crate::digest::excerpt::shorten(&crate::digest::excerpt::clean(words, "…"), 60);
    titled(site, (list, settings), (&title, words), source)
}

/// A post of its own under this title.
pub(in crate::daemon) fn titled(
    site: &Site,
    (list, settings): (ListId, &Settings),
    titled: (&str, &str),
    source: &Written<'_>,
) -> NewPost {
    let draft = draft(site, settings, titled, (source, 0));
    post(site, (list, settings), &draft, source)
}

fn draft(
    site: &Site,
    settings: &Settings,
    (subject, words): (&str, &str),
    (source, salt): (&Written<'_>, u32),
) -> Draft {
    let label = hash_text(&[&source.mark, settings.address.key().as_bytes(), &salt.to_be_bytes()]);
    let label = data_encoding::BASE32_DNSSEC.encode(&label);
    let minted = MessageId::parse(&format!("{label}@{}", site.hostname));
    Draft {
        from: source.author.clone(),
        to: vec![Mailbox::new(Some(&settings.name), settings.address.clone())],
        reply_to: None,
        subject: subject.to_owned(),
        date: source.date,
        message_id: minted.unwrap_or_else(|| MessageId::mint(&site.hostname)),
        in_reply_to: None,
        references: Vec::new(),
        headers: Vec::new(),
        text: format!("{}\n", words.trim_end()),
        html: None,
    }
}

fn post(
    site: &Site,
    (list, settings): (ListId, &Settings),
    draft: &Draft,
    source: &Written<'_>,
) -> NewPost {
    let raw = draft.to_bytes();
    let zone = TimeZone::get(&settings.timezone).unwrap_or_else(|_| site.timezone.clone());
    let message = Message::parse(&raw);
    NewPost::new(list, &message, source.author.clone(), source.received, &site.hostname)
        .from_source(Source::Derived(Blob::new(source.original)))
        .in_zone(zone)
}
