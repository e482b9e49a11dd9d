//! One row of the outbox on its way: its jobs, and the book-keeping of what became of each copy. How
//! a job travels is `lane`'s and `carrier`'s business.
//!
//! A copy that needs nothing more is marked in the store before the next goes out on the same
//! connection: a kill at any instant repeats at most one copy a connection (promise P3). A power cut
//! may repeat what was sent since the last sync; a row that ends is synced at most once a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use tokio::time::{Duration, Instant};

use super::backoff;
use super::copies::Form;
use crate::clock::Timestamp;
use crate::daemon::fanout::common;
use crate::daemon::tally::Count;
use crate::daemon::{SharedSite, bounces};
use crate::list::PersonId;
use crate::mail::address::Address;
use crate::mail::delivery_status::{self, Class};
use crate::mail::message_id::ReversePath;
use crate::smtp::client::{Failure, Outcome, Reach};
use crate::store::ledger::{self, Day};
use crate::store::outbox::{self, Again, Load, Row};
use crate::store::{Durability, StoreError, Ticket, Tx};

/// What the row sends.
pub(super) enum Content {
    /// Copies, in the form of their reader's language.
    Copies,
    /// A mail of our own.
    Mail(ReversePath, Vec<u8>),
}

/// Somebody a job is for.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) person: Option<PersonId>,
    pub(super) address: Address,
}

/// One transaction to be: a personal copy, a grouped one, a mail of our own.
pub(super) struct Job {
    pub(super) batch: Arc<Batch>,
    pub(super) form: Option<Arc<Form>>,
    /// Whose own the copy is: its way out, its reverse-path. Nobody's when it is grouped.
    pub(super) own: Option<PersonId>,
    pub(super) to: Vec<Reader>,
}

impl Job {
    /// The same, for some of its readers.
    pub(super) fn only_for(&self, to: Vec<Reader>) -> Self {
        Self { batch: self.batch.clone(), form: self.form.clone(), own: self.own, to }
    }
}

/// When failed copies of one row come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Regroup {
    /// Together: they all go the same way.
    Together,
    /// Domain by domain.
    ByDomain,
}

/// One copy that must be tried again.
struct Later {
    reader: Reader,
    text: String,
    /// Whether it may have arrived already.
    lost: bool,
    /// Not before this; `None`: by the row's own interval.
    not_before: Option<Timestamp>,
}

#[derive(Default)]
struct Open {
    /// Copies under way, by what they regroup by: an entry goes with its last one.
    left: HashMap<String, usize>,
    later: Vec<Later>,
    accepted: usize,
    refused: usize,
    deferred: usize,
}

impl Open {
    /// One copy less is under way of those that go with `key`.
    fn end(&mut self, key: &str) {
        let last = self.left.get_mut(key).is_some_and(|left| {
            *left -= 1;
            *left == 0
        });
        if last {
            self.left.remove(key);
        }
    }
}

/// A row under way.
pub(super) struct Batch {
    pub(super) row: Row,
    pub(super) content: Content,
    pub(super) ledger: Arc<Ledger>,
    open: Mutex<Open>,
    started: Instant,
}

/// What all batches share.
pub(super) struct Ledger {
    pub(super) site: SharedSite,
    pub(super) regroup: Regroup,
    /// Told the number of each row that ended.
    pub(super) ended: mpsc::UnboundedSender<u64>,
    last_sync: Mutex<Option<Instant>>,
}

impl Ledger {
    pub(super) fn new(
        site: SharedSite,
        regroup: Regroup,
        ended: mpsc::UnboundedSender<u64>,
    ) -> Self {
        Self { site, regroup, ended, last_sync: Mutex::new(None) }
    }

    /// What a reader's failed copy is grouped by.
    fn key<'a>(&self, reader: &'a Reader) -> &'a str {
        match self.regroup {
            Regroup::Together => "",
            Regroup::ByDomain => reader.address.domain(),
        }
    }

    /// At most one sync a second for ends of rows.
    fn durability(&self) -> Durability {
        let mut last = self.last_sync.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|at| at.elapsed() < Duration::from_secs(1)) {
            return Durability::Written;
        }
        *last = Some(Instant::now());
        Durability::Synced
    }
}

/// What a refusal for good is about, in the words of the tally.
fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn about(failure: &Failure) -> &'static str {
    let said = delivery_status::refusal(&failure.status, &failure.to_string());
    match said.class {
        Class::Policy => "policy",
        _ if said.is_of_address() => "address",
        _ => "message",
    }
}

impl Batch {
    /// Of a row with copies to send to these readers.
    pub(super) fn new<'a>(
        row: Row,
        content: Content,
        readers: impl Iterator<Item = &'a Reader>,
        ledger: Arc<Ledger>,
    ) -> Arc<Self> {
        let mut left = HashMap::new();
        for reader in readers {
            *left.entry(ledger.key(reader).to_owned()).or_default() += 1;
        }
        let open = Mutex::new(Open { left, ..Open::default() });
        Arc::new(Self { row, content, ledger, open, started: Instant::now() })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what became of these readers' copies, durably against a kill when it returns.
    pub(super) async fn settle(&self, outcomes: Vec<(Reader, Outcome)>) {
        if !outcomes.is_empty() {
            self.close(outcomes.into_iter().map(|(r, o)| (r, o, None)).collect()).await;
        }
    }

    /// These copies could not be tried: not before `until`.
    pub(super) async fn put_off(&self, readers: Vec<Reader>, failure: &Failure, until: Timestamp) {
        let each = |reader| (reader, Outcome::Refused(failure.clone()), Some(until));
        self.close(readers.into_iter().map(each).collect()).await;
    }

    async fn close(&self, outcomes: Vec<(Reader, Outcome, Option<Timestamp>)>) {
        let site = &self.ledger.site;
        let now = site.clock.now();
        let ticket = {
            // Under the lock: the marker of one copy must not follow the end of its row.
            let mut open = self.lock();
            outcomes.iter().for_each(|(reader, ..)| open.end(self.ledger.key(reader)));
            self.record(&mut open, outcomes, now)
        };
        let ended = match ticket {
            Ok((ended, ticket)) => ticket.await.map(|()| ended),
            Err(error) => Err(error),
        };
        match ended {
            Ok(false) => {}
            Ok(true) => {
                let _ = self.ledger.ended.send(self.row.id);
            }
            // The row stays; the process is about to end, and the next one reads it again.
            Err(error) => tracing::error!(event = "settling-failed", row = self.row.id, %error),
        }
    }

    fn record(
        &self,
        open: &mut Open,
        outcomes: Vec<(Reader, Outcome, Option<Timestamp>)>,
        now: Timestamp,
    ) -> Result<(bool, Ticket), StoreError> {
        let (mut settled, mut failures) = (Vec::new(), Vec::new());
        for (reader, outcome, not_before) in outcomes {
            let failed = match outcome {
                Outcome::Accepted => None,
                Outcome::Refused(failure) | Outcome::Crowded(failure) => Some(failure),
                Outcome::Lost(why) => Some(Failure::lost(&why)),
            };
            self.log(&reader, failed.as_ref());
            let tally = &self.ledger.site.tally;
            match failed {
                None => {
                    open.accepted += 1;
                    tally.count(Count::Delivered, self.what());
                }
                Some(failure) if failure.is_permanent() => {
                    tally.count(Count::Refused, about(&failure));
                    failures.push(self.failure(
                        &reader,
                        &failure.status,
                        &failure.to_string(),
                        now,
                    ));
                }
                Some(failure) if backoff::is_expired(self.row.history.since, now) => {
                    tally.count(Count::Expired, self.what());
                    // RFC 3463 §3.5: 4.4.7, delivery time expired.
                    let text = format!("given up after 5 days; last: {failure}");
                    failures.push(self.failure(&reader, "4.4.7", &text, now));
                }
                Some(failure) => {
                    let about = match (not_before, failure.reach) {
                        (Some(_), _) => "rest",
                        (None, Reach::Recipient) => "recipient",
                        (None, Reach::Message) => "message",
                        (None, Reach::Host) => "host",
                        (None, Reach::Lost) => "lost",
                        (None, Reach::Connection) => "connection",
                    };
                    tally.count(Count::Deferred, about);
                    let (text, lost) = (failure.to_string(), failure.reach == Reach::Lost);
                    open.later.push(Later { reader, text, lost, not_before });
                    continue;
                }
            }
            settled.extend(reader.person);
        }
        open.refused += failures.len();
        let ends = open.left.is_empty();
        // A domain of which nothing is under way any more does not wait for those that are slow (P4).
        let (waiting, later) = std::mem::take(&mut open.later)
            .into_iter()
            .partition(|one| open.left.contains_key(self.ledger.key(&one.reader)));
        open.later = waiting;
        open.deferred += later.len();
        let again = self.again(&later, now);
        if ends {
            self.log_end(open);
        }
        let account = self.row.load.list().filter(|_| ends);
        let account =
            account.map(|list| Ok::<_, StoreError>((list, self.ledger.site.today(list)?)));
        let account = account.transpose()?;
        let counted =
            Day { accepted: count(open.accepted), refused: count(open.refused), ..Day::default() };
        let durability = if ends { self.ledger.durability() } else { Durability::Written };
        let store = &self.ledger.site.store;
        let ((), ticket) = store.transact(durability, |tx: &mut Tx<'_>| {
            for failure in failures {
                bounces::refused(&self.ledger.site, tx, (&failure, &self.row.load), now)?;
                outbox::record_failure(tx, failure)?;
            }
            if let (true, Some((list, day))) = (ends, account) {
                ledger::add(tx, list, day, counted)?;
            }
            if ends {
                return outbox::finish(tx, &self.row, again);
            }
            for person in settled {
                outbox::settle(tx, self.row.id, person);
            }
            outbox::part(tx, &self.row, again)
        })?;
        Ok((ends, ticket))
    }

    /// In the words of the tally.
    fn what(&self) -> &'static str {
        match self.row.load {
            Load::Copies { .. } => "copy",
            Load::Mail { .. } => "mail",
        }
    }

    fn failure(&self, reader: &Reader, status: &str, text: &str, at: Timestamp) -> outbox::Failure {
        let article = match &self.row.load {
            Load::Copies { article, .. } => Some(*article),
            Load::Mail { .. } => None,
        };
        outbox::Failure {
            at,
            list: self.row.load.list(),
            person: reader.person,
            article,
            to: reader.address.clone(),
            status: status.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Rows for those that must be tried again.
    fn again(&self, later: &[Later], now: Timestamp) -> Vec<Again> {
        let mut groups: Vec<((&str, bool), Vec<&Later>)> = Vec::new();
        for one in later {
            let key = (self.ledger.key(&one.reader), one.lost);
            match groups.iter_mut().find(|(k, _)| *k == key) {
                Some((_, group)) => group.push(one),
                None => groups.push((key, vec![one])),
            }
        }
        groups.into_iter().filter_map(|(_, group)| self.group(&group, now)).collect()
    }

    fn group(&self, group: &[&Later], now: Timestamp) -> Option<Again> {
        let first = group.first()?;
        let rest = group.iter().filter_map(|l| l.not_before).max();
        let tried = group.iter().any(|l| l.not_before.is_none());
        let history = match tried {
            true => self.row.history.again(&first.text),
            false => self.row.history.put_off(&first.text),
        };
        let people: Vec<PersonId> = group.iter().filter_map(|l| l.reader.person).collect();
        let seed = self.row.id ^ people.first().map_or(0, |p| u64::from(p.0) << 20);
        let wait = match first.lost {
            true => backoff::after_loss(history.tries, seed),
            false => backoff::interval(history.tries, seed),
        };
        let own = now.saturating_add(wait).unwrap_or(now);
        let due = rest.map_or(own, |rest| rest.max(own));
        let domain = common(group.iter().map(|l| l.reader.address.domain()));
        Some(Again { due, history, people, domain })
    }

    /// One line for each copy that was not simply accepted; never the whole address.
    fn log(&self, reader: &Reader, failed: Option<&Failure>) {
        let (row, domain) = (self.row.id, reader.address.domain());
        match failed {
            None => tracing::debug!(event = "accepted", row, domain),
            Some(failure) if failure.is_permanent() => {
                let (status, code) = (&failure.status, failure.code);
                tracing::info!(event = "refused", row, domain, %status, ?code);
            }
            Some(failure) => {
                let (status, code) = (&failure.status, failure.code);
                tracing::info!(event = "deferred", row, domain, %status, ?code);
            }
        }
        if let Some(failure) = failed {
            tracing::debug!(event = "far-side-said", row, text = %failure);
        }
    }

    fn log_end(&self, open: &Open) {
        let milliseconds = self.started.elapsed().as_millis();
        tracing::info!(
            event = "row-ended",
            row = self.row.id,
            list = self.row.load.list().map(|l| l.0),
            accepted = open.accepted,
            refused = open.refused,
            deferred = open.deferred,
            milliseconds,
        );
    }
}
