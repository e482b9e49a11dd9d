//! A mail of ours about threads, to one person: their reply is read as one to a digest, and posted in the
//! thread it names, under its title and without our words. What such a mail says is others' business.

use super::Site;
use super::robot::{self, Answer, locale_for};
use crate::clock::Timestamp;
use crate::digest::Named;
use crate::digest::excerpt::clean;
use crate::list::ListId;
use crate::list::address::Addresses;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::mail::address::Address;
use crate::store::digests::{self, Sent};
use crate::store::threads::Thread;
use crate::store::{StoreError, Tx};

/// What a mail is about.
pub struct About<'a> {
    /// The list.
    pub list: ListId,
    /// Its settings.
    pub settings: &'a Settings,
    /// The threads, each with what the mail says of it.
    pub threads: Vec<(&'a Thread, String)>,
}

/// Queues it, and keeps what it said: a reply is read against it, and goes to the thread it names.
///
/// # Errors
/// When the store cannot be read.
pub fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    (about, person): (About<'_>, &Person),
    (subject, lines): (String, Vec<String>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let About { list, settings, threads } = about;
    let t = locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let back: Address = match threads.as_slice() {
        [(thread, _)] => addresses.thread(thread.no),
        _ => addresses.router(person.id),
    };
    let text = robot::paragraphs(t, person, &lines);
    let rest = format!("{subject}\n{} <{}>\n{text}", settings.name, person.address);
    let reply_to = Some(back);
    let answer = Answer { list, settings, person, reply_to, subject, text, in_reply_to: None };
    let message_id = robot::send(site, tx, answer, now)?;
    let named = |(i, (thread, text)): (usize, (&Thread, String))| Named {
        n: i + 1,
        list,
        thread: thread.no,
        title: clean(&thread.subject, &t.s("digest-address-hidden")),
        text,
    };
    let items = threads.into_iter().enumerate().map(named).collect();
    let sent = Sent {
        person: person.id,
        issue: 0,
        list,
        message_id,
        at: now,
        items,
        polls: Vec::new(),
        counted: Vec::new(),
        rereading: false,
        rest,
    };
    digests::put_note(tx, sent)
}
