//! What every command works with: who asks, in which communities, in which language, and the log by
//! which it can be taken back.

use super::Asked;
use crate::clock::{TimeZone, Timestamp};
use crate::daemon::{Site, robot};
use crate::list::address::{Addresses, Route};
use crate::list::member::{Membership, Person};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::locale::{self, Locale, Value};
use crate::mail::address::Address;
use crate::request::{Command, Verb};
use crate::store::changes::{self, Before};
use crate::store::{Read, StoreError, Tx, digests, lists, people};

/// One community that the commands of a mail are about.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its list.
    pub list: ListId,
    /// Its settings.
    pub settings: Settings,
    /// What the author is there.
    pub membership: Membership,
}

/// Those of the lists that somebody is a member of, and was by a moment.
fn places(
    from: &impl Read,
    person: &Person,
    (listed, joined_by): (&[ListId], Option<Timestamp>),
) -> Result<Vec<Place>, StoreError> {
    let mut found = Vec::with_capacity(listed.len());
    for list in listed.iter().copied() {
        let membership = people::membership(from, list, person.id)?;
        let membership = membership.filter(|m| joined_by.is_none_or(|at| m.joined <= at));
        if let (Some(settings), Some(membership)) = (lists::get(from, list)?, membership) {
            found.push(Place { list, settings, membership });
        }
    }
    Ok(found)
}

/// One mail's author at work.
pub(super) struct Desk<'a> {
    pub site: &'a Site,
    /// As they are now; each command leaves it true.
    pub person: Person,
    /// The communities meant; none when they are no member.
    pub places: Vec<Place>,
    /// The list whose addresses stand in the answer.
    pub list: ListId,
    pub settings: Settings,
    /// The thread that the mail answers, or whose own address it came to.
    pub thread: Option<ThreadNo>,
    /// Whether all their communities are meant.
    pub everywhere: bool,
    /// Communities joined later are not meant.
    joined_by: Option<Timestamp>,
    /// Whether the author's domain vouches for the mail, or they confirmed it.
    pub vouched: bool,
    pub t: &'static Locale,
    pub now: Timestamp,
}

impl<'a> Desk<'a> {
    pub fn open(
        site: &'a Site,
        from: &impl Read,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let person = people::get(from, asked.person.id)?.unwrap_or_else(|| asked.person.clone());
        let lists = match asked.everywhere {
            true => people::lists_of(from, person.id)?,
            false => vec![asked.list],
        };
        let places = places(from, &person, (&lists, asked.joined_by))?;
        // The language of the word, when only one has it; else the reader's.
        let tongue = asked.reading.commands.iter().find_map(|c| c.tongue);
        let own = || robot::locale_for(&person, &asked.settings);
        Ok(Self {
            site,
            t: tongue.map_or_else(own, locale::get),
            person,
            places,
            list: asked.list,
            settings: asked.settings.clone(),
            thread: asked.thread,
            everywhere: asked.everywhere,
            joined_by: asked.joined_by,
            vouched: asked.vouched,
            now,
        })
    }

    /// The command that was meant: « resume », without accents, is the French word for who reads
    /// French and is not away.
    pub fn as_meant(&self, command: &Command) -> Command {
        let away = self.places.iter().any(|p| p.membership.paused.is_some());
        let french = robot::locale_for(&self.person, &self.settings).code() == "fr";
        let bare = command.line.to_lowercase().contains("resume");
        let mut meant = command.clone();
        if command.verb == Verb::Resume && bare && french && !away {
            meant.verb = Verb::Weekly;
        }
        meant
    }

    /// Reads the author and their communities again, after something else changed them.
    pub fn look_again(&mut self, from: &impl Read) -> Result<(), StoreError> {
        if let Some(person) = people::get(from, self.person.id)? {
            self.person = person;
        }
        let lists = match self.everywhere {
            true => people::lists_of(from, self.person.id)?,
            false => vec![self.list],
        };
        self.places = places(from, &self.person, (&lists, self.joined_by))?;
        Ok(())
    }

    /// The word a command was given by.
    pub fn word(&self, command: &Command) -> String {
        let key = format!("command-{}", command.verb.word());
        self.t.s(&key).lines().next().unwrap_or_default().to_owned()
    }

    pub fn addresses(&self) -> Addresses<'_> {
        Addresses { list: &self.settings.address, secret: &self.site.secret }
    }

    pub fn humans(&self) -> Address {
        self.addresses().fixed(Route::Owner)
    }

    /// Where a reply with another command goes.
    pub fn commands(&self) -> Address {
        match self.everywhere {
            true => super::answer::everywhere(self.site, &self.settings),
            false => self.addresses().fixed(Route::Request),
        }
    }

    pub fn zone(&self) -> TimeZone {
        digests::zone_of(&self.person, &self.site.timezone)
    }

    /// « Jardins », or « vos 3 communautés ».
    pub fn named(&self) -> String {
        let first = self.places.first().map_or(self.settings.name.as_str(), |p| &p.settings.name);
        let args = [("n", Value::from(self.places.len().max(1))), ("name", Value::from(first))];
        self.t.text("in-communities", &args)
    }

    /// Writes the author and their memberships, and notes how they were.
    pub fn save(
        &mut self,
        tx: &mut Tx<'_>,
        verb: Verb,
        (person, places): (Person, Vec<Place>),
    ) -> Result<(), StoreError> {
        let mut before = Vec::new();
        if person != self.person {
            before.push(Before::Person(Box::new(self.person.clone())));
            people::put(tx, &person);
            if person.mentions && !self.person.mentions {
                digests::begin_mentions(tx, person.id)?;
            }
        }
        for (old, new) in self.places.iter().zip(&places) {
            if old.membership != new.membership {
                before.push(Before::Membership(old.membership.clone()));
                people::put_membership(tx, &new.membership);
            }
        }
        if !before.is_empty() {
            changes::note(tx, person.id, verb.word(), before, self.now)?;
            digests::settle(tx, person.id, &self.site.timezone, self.now)?;
        }
        (self.person, self.places) = (person, places);
        Ok(())
    }
}
