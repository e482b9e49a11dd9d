//! What comes in: addresses are resolved, messages decided about and made durable, and only then
//! acknowledged. The rules are `list::admit`'s; the dialogue is `smtp`'s.
//!
//! A message for several lists is one transaction. A refusal is said in the session (5xx), never
//! bounced later; a failure of ours is 451.

use crate::auth::{Identity, Letter, Seen};
use crate::clock::Timestamp;
use crate::list::address::Route;
use crate::list::admit::{self, Decision, Facts, HoldReason, Nature, Proof, Refusal};
use crate::list::{AskNo, ListId, PersonId};
use crate::mail::address::Mailbox;
use crate::mail::feedback::{self, Feedback};
use crate::mail::message::Message;
use crate::mail::message_id::ReversePath;
use crate::request::Verb;
use crate::smtp::handler::{Code, Envelope, Handler, Peer, RcptVerdict, Verdict};
use crate::store::{Durability, StoreError, Tx, held};

use super::post::{self, NewPost, Place};
use super::{
    SharedSite, Site, answers, away, bounces, briefs, calls, join, leave, moderation, notes,
    owners, polls, quiet, relay, requests, returned, router, scheduled, window,
};

mod addressed;
mod arrived;
mod commands;
mod misses;
mod refusals;

use self::addressed::is_host;
pub(in crate::daemon) use self::addressed::{Target, resolve};
use self::arrived::{Arrived, nature, role_of, zone};
use self::commands::{is_everywhere, wish_to_join};
use self::refusals::{failure, forged, no_room, refusal, unresolved};

/// Messages over this size are parsed on a thread of their own, or they would hold up other sessions.
const PARSE_ASIDE: usize = 256 * 1024;

/// The daemon's answer to the wire.
#[derive(Clone, Debug)]
pub struct Intake {
    site: SharedSite,
    misses: misses::Misses,
}

/// What one recipient's message shall cause. Made before the transaction, carried out in it.
enum Plan {
    Post(Box<NewPost>),
    Hold(Box<NewPost>, HoldReason),
    Reply(Box<router::Reply>),
    Answer(Box<answers::Answer>),
    Call(Box<calls::Calling>),
    Poll(Box<polls::Drafted>),
    Note(Box<notes::Drafted>),
    Relay(Box<relay::Word>),
    Vote(Box<polls::Vote>),
    /// An answer to a survey by somebody from outside.
    Guest(Box<polls::Guested>),
    Leave(leave::Leaving),
    Join(Box<join::Wish>),
    Owners(owners::Forward),
    Request(Box<requests::Asked>),
    Stranger(Box<requests::stranger::Stranger>),
    Away(Box<away::Away>),
    Returned(bounces::Returned),
    Complaint(bounces::Complaint),
    Say(Verdict),
}

impl Plan {
    /// Whether somebody wrote, not a machine for them.
    fn is_sign(&self) -> bool {
        !matches!(self, Self::Away(_) | Self::Returned(_) | Self::Say(_))
    }
}

impl Intake {
    /// Takes mail for this site.
    pub fn new(site: SharedSite) -> Self {
        Self { site, misses: misses::Misses::default() }
    }

    fn resolve(&self, to: &str) -> Result<Option<Target>, StoreError> {
        resolve(&self.site, to)
    }

    /// An address of ours that takes mail now: a closed question's is like one that never was.
    fn open(&self, to: &str) -> Result<Option<Target>, StoreError> {
        Ok(match self.resolve(to)? {
            Some(Target { list, route: Route::Confirm(no), .. })
                if answers::is_closed(&self.site, list, no)? =>
            {
                None
            }
            found => found,
        })
    }

    /// Who a message really comes from. Delivery reports are known by their token, whoever sent them.
    async fn see(&self, envelope: &Envelope, raw: &[u8]) -> Seen {
        let report = |to: &String| matches!(self.resolve(to), Ok(Some(target)) if target.route.takes_returns());
        if envelope.recipients.iter().all(report) {
            return Seen::Unjudged;
        }
        let seen = self.site.verifier.see(Letter {
            raw,
            reverse_path: &envelope.reverse_path,
            peer: envelope.peer.ip,
            helo: &envelope.peer.helo,
            id: &envelope.id,
        });
        let seen = seen.await;
        match &seen {
            Seen::Judged(found) => tracing::info!(
                event = "judged",
                id = envelope.id,
                spf = found.spf.word(),
                dkim = found.dkim.word(),
                dmarc = found.dmarc.word(),
                aligned = found.aligned
            ),
            Seen::Unresolved => tracing::warn!(event = "unresolved", id = envelope.id),
            Seen::Unjudged => {}
        }
        seen
    }

    /// Decides about every recipient and writes what they need in one transaction.
    fn take(&self, envelope: &Envelope, raw: &[u8], seen: &Seen) -> Result<Taken, StoreError> {
        let message = Message::parse(raw);
        let arrived = Arrived { envelope, message: &message, seen, now: self.site.clock.now() };
        let mut plans = Vec::with_capacity(envelope.recipients.len());
        for to in &envelope.recipients {
            plans.push(match self.resolve(to)? {
                Some(target) => self.plan(&arrived, target)?,
                None if is_host(&self.site, to) => self.plan_host(&arrived)?,
                None if is_everywhere(&self.site, to) => self.plan_everywhere(&arrived)?,
                None => Plan::Say(Verdict::unknown()),
            });
        }
        let site = &self.site;
        let (verdicts, ticket) = site.store.transact(Durability::Synced, |tx| {
            if plans.iter().any(Plan::is_sign) {
                let author = message.from().ok();
                quiet::note_sign(tx, author.as_ref().map(|a| &a.address), arrived.now)?;
            }
            plans
                .into_iter()
                .map(|plan| carry_out(site, tx, plan, arrived.now))
                .collect::<Result<Vec<_>, _>>()
        })?;
        Ok(Taken { verdicts, ticket })
    }

    fn plan(&self, arrived: &Arrived<'_>, target: Target) -> Result<Plan, StoreError> {
        if let Some(report) = feedback::read(arrived.message) {
            let of = match target.route {
                Route::Bounce(person) => person,
                _ => None,
            };
            let came = self.plan_complaint(arrived, Some((target.list, of)), &report)?;
            return Ok(came.unwrap_or_else(|| dropped(arrived, &target)));
        }
        let nature = nature(&self.site, arrived)?;
        let message = arrived.message;
        match target.route {
            Route::Bounce(person) => {
                let of = person.map(bounces::Of::Member);
                let away = self.plan_away(arrived, target.list, person)?;
                return Ok(away.unwrap_or_else(|| returned(arrived, target.list, of)));
            }
            Route::Probe(no) => {
                return Ok(returned(arrived, target.list, Some(bounces::Of::Probe(no))));
            }
            Route::Unreached(no, guest) => {
                return Ok(returned(arrived, target.list, Some(bounces::Of::Guest(no, guest))));
            }
            _ if nature == Nature::Automatic => {
                let away = self.plan_away(arrived, target.list, None)?;
                return Ok(away.unwrap_or_else(|| dropped(arrived, &target)));
            }
            _ if *arrived.seen == Seen::Unresolved => return Ok(Plan::Say(unresolved())),
            _ => {}
        }
        let Ok(author) = message.from() else { return Ok(Plan::Say(refusal(Refusal::Author))) };
        if arrived.identity().is_some_and(Identity::is_refusable) {
            return Ok(Plan::Say(forged(&author.address)));
        }
        // A reply to a brief is never a post, whatever address it comes to.
        if nature == Nature::Human
            && let Some(no) = briefs::astray(&self.site.store, &target, message)?
        {
            return self.plan_answer(arrived, &target, &author, no);
        }
        if nature == Nature::Human
            && let Some(asked) = self.plan_guarded(arrived, &target, &author)?
        {
            return Ok(Plan::Request(Box::new(asked)));
        }
        if nature == Nature::Human
            && let Some(reply) = self.plan_reply(arrived, &target, &author)?
        {
            let reply = if commands::is_hinted(arrived) { reply.quietly() } else { reply };
            return Ok(Plan::Reply(Box::new(reply)));
        }
        // Programs that know no Reply-To answer the humans' address.
        if nature == Nature::Human
            && matches!(target.route, Route::Post | Route::Owner | Route::Request)
            && let Some(vote) = polls::in_thread(
                &self.site,
                (target.list, &target.settings),
                message,
                (&author, arrived.proof()),
            )?
        {
            return Ok(Plan::Vote(Box::new(vote)));
        }
        let of = (target.list, &target.settings);
        match target.route {
            Route::Post => self.plan_post(arrived, target, author, Place::ByHeaders),
            Route::Thread(thread) => self.plan_post(arrived, target, author, Place::Thread(thread)),
            Route::LeaveBy(person) => {
                Ok(Plan::Leave(leave::Leaving::by_token(target.list, person)))
            }
            Route::Leave => {
                let of = leave::Leaving::asked(target.list, author.address, arrived.proof());
                Ok(Plan::Leave(of))
            }
            Route::Owner | Route::Request | Route::Join if nature == Nature::Loop => {
                Ok(Plan::Say(refusal(Refusal::Loop)))
            }
            Route::Request if nature == Nature::Human => self.plan_request(arrived, of, &author),
            Route::Join => Ok(wish_to_join(arrived, of, &author, None)),
            Route::Owner | Route::Request => Ok(Plan::Owners(owners::Forward::new(
                target.list,
                &target.settings.address,
                message.raw(),
            ))),
            Route::Router(_) if nature == Nature::OtherList => {
                Ok(Plan::Say(refusal(Refusal::OtherList)))
            }
            Route::Router(_) | Route::Bounce(_) | Route::Probe(_) | Route::Unreached(..) => {
                Ok(Plan::Say(refusal(Refusal::Loop)))
            }
            Route::Confirm(_) if nature == Nature::Loop => Ok(Plan::Say(refusal(Refusal::Loop))),
            Route::Call
            | Route::Poll
            | Route::Ballot(..)
            | Route::Guest(..)
            | Route::Note
            | Route::Relay(_)
                if nature == Nature::Loop =>
            {
                Ok(Plan::Say(refusal(Refusal::Loop)))
            }
            Route::Poll => {
                let came = polls::plan(&self.site, of, message, (&author, arrived.now))?;
                Ok(came.map_or_else(Plan::Say, |drafted| Plan::Poll(Box::new(drafted))))
            }
            Route::Note => {
                let came = notes::plan(&self.site, of, (message, None), &author)?;
                Ok(came.map_or_else(Plan::Say, |drafted| Plan::Note(Box::new(drafted))))
            }
            Route::Relay(to) => {
                let came = relay::plan(&self.site, of, message, (&author, arrived.proof(), to))?;
                Ok(match came {
                    Some(word) => Plan::Relay(Box::new(word)),
                    None => Plan::Owners(owners::Forward::new(
                        target.list,
                        &target.settings.address,
                        message.raw(),
                    )),
                })
            }
            Route::Ballot(no, voter) => {
                let came = polls::read(&self.site, of, message, (&author, no, voter))?;
                if came.as_ref().is_ok_and(polls::Vote::may_be_a_word)
                    && let Some(asked) = self.plan_guarded(arrived, &target, &author)?
                {
                    return Ok(Plan::Request(Box::new(asked)));
                }
                Ok(came.map_or_else(Plan::Say, |vote| Plan::Vote(Box::new(vote))))
            }
            Route::Guest(no, guest) => {
                let came = polls::guested(&self.site, of, message, (no, guest))?;
                Ok(came.map_or_else(Plan::Say, |came| Plan::Guest(Box::new(came))))
            }
            Route::Call => {
                let came = calls::plan(&self.site, of, message, (&author, arrived.now))?;
                Ok(came.map_or_else(Plan::Say, |calling| Plan::Call(Box::new(calling))))
            }
            Route::Confirm(no) => self.plan_answer(arrived, &target, &author, no),
            Route::Follow(_) | Route::Mute(_) if nature == Nature::Loop => {
                Ok(Plan::Say(refusal(Refusal::Loop)))
            }
            Route::Follow(thread) => self.plan_wish(arrived, &target, (Verb::Follow, thread)),
            Route::Mute(thread) => self.plan_wish(arrived, &target, (Verb::Mute, thread)),
        }
    }

    /// A machine that answers for a member who is away: named by the token it answers to, or by From.
    fn plan_away(
        &self,
        arrived: &Arrived<'_>,
        list: ListId,
        person: Option<PersonId>,
    ) -> Result<Option<Plan>, StoreError> {
        let reverse_path = &arrived.envelope.reverse_path;
        let away = away::read(&self.site.store, (list, person), arrived.message, reverse_path)?;
        Ok(away.map(|away| Plan::Away(Box::new(away))))
    }

    /// Mail that answers a digest goes to its threads, by whichever address it came.
    fn plan_reply(
        &self,
        arrived: &Arrived<'_>,
        target: &Target,
        author: &Mailbox,
    ) -> Result<Option<router::Reply>, StoreError> {
        let came = router::Came {
            list: target.list,
            settings: &target.settings,
            route: target.route,
            message: arrived.message,
            author,
            proof: arrived.proof(),
            identity: arrived.identity(),
            now: arrived.now,
        };
        router::plan(&self.site, &came)
    }

    fn plan_answer(
        &self,
        arrived: &Arrived<'_>,
        target: &Target,
        author: &Mailbox,
        no: AskNo,
    ) -> Result<Plan, StoreError> {
        let came = answers::Came {
            list: target.list,
            settings: &target.settings,
            no,
            message: arrived.message,
            author,
            now: arrived.now,
        };
        Ok(Plan::Answer(Box::new(answers::plan(&self.site, &came)?)))
    }

    /// A complaint that bears a token of ours: at a list's address, of that list.
    fn plan_complaint(
        &self,
        arrived: &Arrived<'_>,
        at: Option<(ListId, Option<PersonId>)>,
        report: &Feedback,
    ) -> Result<Option<Plan>, StoreError> {
        let came = bounces::complaint(&self.site, at, report, arrived.now)?;
        Ok(came.map(Plan::Complaint))
    }

    fn plan_host(&self, arrived: &Arrived<'_>) -> Result<Plan, StoreError> {
        if let Some(report) = feedback::read(arrived.message)
            && let Some(plan) = self.plan_complaint(arrived, None, &report)?
        {
            return Ok(plan);
        }
        Ok(match nature(&self.site, arrived)? {
            Nature::Loop => Plan::Say(refusal(Refusal::Loop)),
            _ => Plan::Owners(owners::Forward::to_host(&self.site.hostname, arrived.message.raw())),
        })
    }

    fn plan_post(
        &self,
        arrived: &Arrived<'_>,
        target: Target,
        author: Mailbox,
        place: Place,
    ) -> Result<Plan, StoreError> {
        let store = &self.site.store;
        let role = role_of(&self.site, target.list, &author.address)?;
        let of = (target.list, &target.settings);
        let returned = returned::is_returned(store, of, arrived.message, &author.address)?;
        let needs_count = role.is_none() || arrived.proof() != Proof::Proved;
        let facts = Facts {
            nature: if returned { Nature::Loop } else { nature(&self.site, arrived)? },
            from_list: author.address.same_mailbox(&target.settings.address),
            role,
            proof: arrived.proof(),
            posting: target.settings.posting,
            unproven: target.settings.unproven,
            readable: !arrived.message.is_too_complex(),
            held: if needs_count { held::of_list(store, target.list)?.len() } else { 0 },
        };
        let decision = admit::decide(facts);
        let sender = author.address.clone();
        let site = &self.site;
        let post = || {
            let post =
                NewPost::new(target.list, arrived.message, author, arrived.now, &site.hostname);
            let post = post.at(place).in_zone(zone(site, &target.settings));
            let quiet = commands::is_hinted(arrived);
            let timed = scheduled::said(arrived.message);
            Box::new(NewPost { quiet, timed, ..post.seen(arrived.identity().cloned()) })
        };
        Ok(match decision {
            Decision::Post => {
                let of = (target.list, &target.settings);
                match moderation::reason_to_wait(store, of, (&sender, arrived.message))? {
                    Some(reason) => Plan::Hold(post(), reason),
                    None => Plan::Post(post()),
                }
            }
            Decision::Hold(reason) => Plan::Hold(post(), reason),
            Decision::Refuse(why) => Plan::Say(refusal(why)),
            Decision::Drop => dropped(arrived, &target),
        })
    }
}

/// What came back to an address that only takes what comes back: noted, and never answered.
fn returned(arrived: &Arrived<'_>, list: ListId, of: Option<bounces::Of>) -> Plan {
    let came = bounces::read((list, of), arrived.message, arrived.envelope);
    came.map_or_else(|| Plan::Say(Verdict::accepted("Noted")), Plan::Returned)
}

struct Taken {
    verdicts: Vec<Verdict>,
    ticket: crate::store::Ticket,
}

impl Handler for Intake {
    fn recipient(&self, peer: &Peer, _from: &ReversePath, to: &str) -> RcptVerdict {
        // Said before the mail is sent for nothing; the store refuses by itself a little later.
        if !self.site.store.has_room() {
            return no_room();
        }
        let now = self.site.clock.now();
        // A server in front of us passes on what it gets.
        let asking = peer.ip.filter(|ip| !self.site.verifier.trusts(*ip));
        if self.misses.are_many(asking, now) {
            let later = "Too many unknown addresses within an hour, try again later";
            return Verdict::new(Code::MailboxBusy, "4.7.1", later);
        }
        match self.open(to) {
            Ok(Some(_)) => Verdict::accepted("Go ahead"),
            Ok(None) if is_host(&self.site, to) => owners::host_verdict(&self.site),
            Ok(None) if is_everywhere(&self.site, to) => Verdict::accepted("Go ahead"),
            Ok(None) => {
                self.misses.add(asking, now);
                Verdict::unknown()
            }
            Err(error) => {
                tracing::error!(event = "recipient-failed", %error);
                Verdict::failed()
            }
        }
    }

    async fn message(&self, envelope: Envelope, raw: Vec<u8>) -> Vec<Verdict> {
        let recipients = envelope.recipients.len();
        let seen = self.see(&envelope, &raw).await;
        let aside =
            raw.len() > PARSE_ASIDE || envelope.recipients.iter().any(|to| self.is_slow(to));
        let taken = if aside {
            let this = self.clone();
            let taken =
                tokio::task::spawn_blocking(move || this.take(&envelope, &raw, &seen)).await;
            taken.unwrap_or(Err(StoreError::Stopped))
        } else {
            self.take(&envelope, &raw, &seen)
        };
        let outcome = match taken {
            Ok(taken) => taken.ticket.await.map(|()| taken.verdicts),
            Err(error) => Err(error),
        };
        let verdicts = outcome.unwrap_or_else(|error| {
            tracing::error!(event = "intake-failed", %error);
            vec![failure(&error); recipients]
        });
        verdicts.iter().for_each(|v| self.site.tally.received(v.code.number()));
        verdicts
    }
}

fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    plan: Plan,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    Ok(match plan {
        Plan::Post(post) => window::post(site, tx, *post, now)?,
        Plan::Hold(post, reason) => {
            let list = post.list;
            // It was let out, and its sender's machine did not hear our 250.
            if let Some(article) = post::known(tx, &post)? {
                return Ok(Verdict::accepted(format!("Posted as message {article}")));
            }
            let no = super::held::hold(site, tx, *post, reason)?;
            tracing::info!(event = "held", %list, %no, %reason);
            Verdict::accepted(match reason {
                HoldReason::Unproven => "Kept until its author says that they sent it",
                _ => "Waiting for a moderator",
            })
        }
        Plan::Reply(reply) => router::carry_out(site, tx, *reply, now)?,
        Plan::Call(calling) => calls::carry_out(site, tx, *calling, now)?,
        Plan::Poll(drafted) => polls::carry_out(site, tx, *drafted, now)?,
        Plan::Relay(word) => relay::carry_out(site, tx, *word, now)?,
        Plan::Note(drafted) => notes::carry_out(site, tx, *drafted, now)?,
        Plan::Vote(vote) => polls::cast(site, tx, *vote, now)?,
        Plan::Guest(came) => polls::host_guest(site, tx, *came, now)?,
        Plan::Answer(answer) => answers::carry_out(site, tx, *answer, now)?,
        Plan::Join(wish) => join::carry_out(site, tx, &wish, now)?,
        Plan::Leave(leaving) => leave::carry_out(site, tx, leaving, now)?,
        Plan::Owners(forward) => owners::carry_out(site, tx, forward, now)?,
        Plan::Request(asked) => requests::carry_out(site, tx, *asked, now)?,
        Plan::Stranger(stranger) => requests::stranger::carry_out(site, tx, *stranger, now)?,
        Plan::Away(away) => {
            away::carry_out(site, tx, &away, now)?;
            Verdict::accepted("Automatic mail is not distributed")
        }
        Plan::Returned(came) => {
            bounces::carry_out(tx, came, now)?;
            Verdict::accepted("Noted")
        }
        Plan::Complaint(came) => {
            bounces::complained(site, tx, &came, now)?;
            Verdict::accepted("Noted")
        }
        Plan::Say(verdict) => verdict,
    })
}

/// Taken and dropped: refusing a machine's mail would only make another machine write.
fn dropped(arrived: &Arrived<'_>, target: &Target) -> Plan {
    tracing::info!(event = "dropped-automatic", list = %target.list, id = arrived.envelope.id);
    Plan::Say(Verdict::accepted("Automatic mail is not distributed"))
}
