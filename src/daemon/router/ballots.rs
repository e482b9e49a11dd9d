//! The votes in a reply to a digest, apart from its other words: by the letters that this digest gave the
//! polls. Casts nothing: `daemon::polls` does.

use super::planner::Planner;
use super::{Act, Came};
use crate::daemon::polls::{self, Vote, Votes};
use crate::digest::Lettered;
use crate::digest::letters::{self, Read, Shown};
use crate::list::PersonId;
use crate::list::address::Route;
use crate::list::admit::Proof;
use crate::list::member::Person;
use crate::list::thread::title;
use crate::mail::address::Address;
use crate::mail::recognise;
use crate::request::when;
use crate::store::digests::Lead;
use crate::store::{StoreError, lists};

/// A reply taken apart.
pub(super) struct Parted {
    /// Each vote with its letter.
    pub votes: Vec<(char, Vote)>,
    /// The other words, unless they only greet and sign.
    pub rest: String,
    /// Whether what is left may be a vote.
    pub doubtful: bool,
}

impl Planner<'_> {
    /// Takes the votes out of somebody's own words.
    pub(super) fn part(
        &self,
        own: &str,
        (owner, lettered): (PersonId, &[Lettered]),
    ) -> Result<Parted, StoreError> {
        if lettered.is_empty() || !letters::may_vote(own) {
            return Ok(Parted { votes: Vec::new(), rest: own.to_owned(), doubtful: false });
        }
        let known = polls::shown(self.site, lettered)?;
        let shown: Vec<Shown<'_>> = known
            .iter()
            .map(|(letter, poll)| Shown { letter: *letter, form: &poll.form })
            .collect();
        let Read { votes: read, rest, doubtful } = letters::read(own, &shown);
        let mut votes = Vec::with_capacity(read.len());
        for (letter, ballot) in read {
            let Some((_, poll)) = known.iter().find(|(known, _)| *known == letter) else {
                continue;
            };
            let by = (owner, self.doubts(owner));
            let vote = polls::one(self.site, poll, ballot, by, self.came.message.message_id())?;
            votes.extend(vote.map(|vote| (letter, vote)));
        }
        if votes.is_empty() {
            let alone = doubtful && self.lines(&rest).count() == 1;
            return Ok(Parted { votes, rest: own.to_owned(), doubtful: alone });
        }
        let said = self.lines(&rest).count();
        let rest = if said == 0 { String::new() } else { rest };
        Ok(Parted { votes, rest, doubtful: doubtful && said == 1 })
    }

    /// Lines that say something: neither politeness nor a name.
    fn lines<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let name = self.writer.and_then(|w: &Person| w.name.as_deref());
        let names = name.or(self.came.author.name.as_deref()).map(recognise::words);
        let names = names.unwrap_or_default();
        let signs = move |line: &str| {
            let said = recognise::words(line);
            said.iter().all(|word| names.contains(word))
        };
        let empty = move |line: &&str| {
            crate::digest::cues::greets(line) || when::says_nothing(line) || signs(line)
        };
        text.lines().filter(move |line| !line.trim().is_empty() && !empty(line))
    }

    /// Who wrote it, where that does not prove whose vote it is: anybody can write to the list in their
    /// name, but only they were given the digest's own address.
    fn doubts(&self, owner: PersonId) -> Option<Address> {
        let Came { author, proof, route, .. } = self.came;
        let theirs = self.writer.is_some_and(|w| w.id == owner);
        let given = matches!(route, Route::Router(person) if *person == owner);
        let proved = theirs && (given || *proof == Proof::Proved);
        (!proved).then(|| author.address.clone())
    }

    /// The votes of a mail, to be cast and answered with the posts in `acts`: one answer for all.
    pub(super) fn cast(
        &self,
        acts: &mut Vec<Act>,
        votes: Vec<(char, Vote)>,
        (owner, lead): (PersonId, Lead),
    ) -> Result<(), StoreError> {
        if votes.is_empty() {
            return Ok(());
        }
        let mut posted = Vec::new();
        for act in acts.iter_mut() {
            let Act::Post(post) = act else { continue };
            // Where a word takes a post back, its own receipt says so.
            if lists::get(&self.site.store, post.list)?.is_some_and(|s| s.undo == 0) {
                post.quiet = true;
                posted.push(title(&post.subject));
            }
        }
        acts.push(Act::Vote(Box::new(Votes {
            of: (self.came.list, self.came.settings.clone()),
            voter: owner,
            votes,
            posted,
            lead,
            message_id: self.came.message.message_id(),
        })));
        Ok(())
    }
}
