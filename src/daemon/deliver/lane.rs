//! Destinations: each has a queue, some workers with a connection each, and a rest after failures. One
//! slow destination never delays another. What a worker does with a job is `carrier`'s business.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::backoff;
use super::batch::{Job, Reader};
use super::carrier::{Carried, Carrier, Depot};
use crate::clock::Timestamp;
use crate::daemon::Stop;
use crate::daemon::tally::Count;
use crate::mail::message_id::hash_text;
use crate::smtp::client::{Failure, Outcome, Reach};

/// Jobs in one queue beyond which its rows wait in the store.
const FULL: usize = 2000;
/// Transactions in a row that ended with the connection or were refused at MAIL, after which the destination rests.
const STRIKES: u32 = 5;
/// Jobs done before one more connection is tried, where the far side had refused more.
const PATIENT: usize = 100;

/// Why nothing is sent to a destination for now.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    pub(super) until: Timestamp,
    pub(super) failure: Failure,
}

impl Rest {
    async fn put_off(&self, jobs: impl Iterator<Item = Job>) {
        for job in jobs {
            job.batch.put_off(job.to, &self.failure, self.until).await;
        }
    }
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    workers: usize,
    idle: usize,
    /// Workers allowed: lowered when the far side refuses one more connection, raised again by one
    /// after some success.
    limit: usize,
    /// Jobs done since `limit` changed.
    done: usize,
    strikes: u32,
    /// Rests in a row.
    rests: u32,
    rest: Option<Rest>,
}

/// One destination.
struct Lane {
    key: String,
    /// Connections open or being opened.
    present: Arc<AtomicUsize>,
    state: Mutex<State>,
    wake: Notify,
}

/// Whether a worker that found no connection can leave its job to others that have one, or may.
fn yields(lane: &Lane) -> bool {
    let others = lane.present.load(Ordering::SeqCst);
    if others > 0 {
        let mut state = lane.lock();
        (state.limit, state.done) = (others, 0);
    }
    others > 0
}

impl Lane {
    /// For logs.
    fn name(&self) -> &str {
        if self.key.is_empty() { "relay" } else { &self.key }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The workers of all destinations; they end with it.
#[derive(Default)]
pub(super) struct Staff(Mutex<JoinSet<()>>);

impl Staff {
    fn hire(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut workers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while workers.try_join_next().is_some() {}
        workers.spawn(work);
    }

    /// Lets the workers end what they are doing, for as long as `patience`.
    pub(super) async fn finish(&self, patience: Duration) {
        let mut workers =
            std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while workers.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(patience, all).await;
    }
}

/// All destinations.
pub(super) struct Lanes {
    depot: Arc<Depot>,
    stop: Stop,
    known: Mutex<HashMap<String, Arc<Lane>>>,
    /// Not held: workers hold the lanes.
    staff: Weak<Staff>,
}

impl Lanes {
    pub(super) fn new(depot: Arc<Depot>, stop: Stop, staff: &Arc<Staff>) -> Arc<Self> {
        Arc::new(Self { depot, stop, known: Mutex::default(), staff: Arc::downgrade(staff) })
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Arc<Lane>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, key: &str) -> Option<Arc<Lane>> {
        self.known().get(key).cloned()
    }

    /// Whether a destination has all it can do for a while.
    pub(super) fn is_full(&self, key: &str) -> bool {
        self.find(key).is_some_and(|lane| lane.lock().queue.len() >= FULL)
    }

    /// The rest of a destination, if it rests at `now`.
    pub(super) fn rest(&self, key: &str, now: Timestamp) -> Option<Rest> {
        let lane = self.find(key)?;
        let state = lane.lock();
        state.rest.clone().filter(|rest| rest.until > now)
    }

    /// Somebody wants it tried now: nobody rests any more.
    pub(super) fn wake(&self) {
        for lane in self.known().values() {
            let mut state = lane.lock();
            (state.rests, state.rest) = (0, None);
        }
    }

    /// Gives a destination a job.
    pub(super) fn push(self: &Arc<Self>, key: &str, job: Job) {
        let lane = {
            let mut known = self.known();
            let limit = self.depot.exit.workers();
            let new = || {
                let state = Mutex::new(State { limit, ..State::default() });
                let present = Arc::default();
                Arc::new(Lane { key: key.to_owned(), present, state, wake: Notify::new() })
            };
            let lane = known.entry(key.to_owned()).or_insert_with(new).clone();
            // Under the map's lock, so that a lane is not dropped with a job in it.
            lane.lock().queue.push_back(job);
            lane
        };
        self.staff(&lane);
    }

    /// Wakes a worker, or hires one.
    fn staff(self: &Arc<Self>, lane: &Arc<Lane>) {
        let mut state = lane.lock();
        if state.idle > 0 {
            lane.wake.notify_one();
        }
        if state.workers >= state.limit.max(1) || state.queue.len() <= state.idle {
            return;
        }
        let Some(staff) = self.staff.upgrade() else { return };
        state.workers += 1;
        drop(state);
        staff.hire(self.clone().work(lane.clone()));
    }

    async fn work(self: Arc<Self>, lane: Arc<Lane>) {
        let mut carrier = Carrier::new(self.depot.clone(), &lane.key, lane.present.clone());
        while let Some(job) = self.next(&lane).await {
            match carrier.carry(&job).await {
                Carried::Done(outcomes, left) => {
                    let rest = self.judge(&lane, &outcomes).map(|why| self.rest_now(&lane, &why));
                    job.batch.settle(outcomes).await;
                    match rest {
                        Some((rest, waiting)) => {
                            rest.put_off(left.into_iter().chain(waiting)).await
                        }
                        None => {
                            let mut state = lane.lock();
                            left.into_iter().rev().for_each(|job| state.queue.push_front(job));
                        }
                    }
                }
                Carried::Unreachable(failure) if yields(&lane) => {
                    // The far side takes no more connections than it has: the others go on.
                    tracing::info!(event = "fewer-connections", to = lane.name(), why = %failure);
                    lane.lock().queue.push_front(job);
                    break;
                }
                Carried::Unreachable(failure) => {
                    let (rest, waiting) = self.rest_now(&lane, &failure);
                    rest.put_off(std::iter::once(job).chain(waiting)).await;
                }
            }
        }
        carrier.close().await;
        self.leave(&lane);
    }

    /// Counts transactions that ended with their connection, or before anybody was named; the failure to
    /// rest for, when there were too many in a row.
    fn judge(&self, lane: &Lane, outcomes: &[(Reader, Outcome)]) -> Option<Failure> {
        let broken = outcomes.iter().find_map(|(_, outcome)| match outcome {
            Outcome::Refused(failure)
                if matches!(failure.reach, Reach::Connection | Reach::Host) =>
            {
                Some(failure.clone())
            }
            Outcome::Lost(why) => Some(Failure::connection(why.clone())),
            _ => None,
        });
        let mut state = lane.lock();
        if broken.is_some() {
            state.strikes += 1;
        } else {
            (state.strikes, state.rests, state.rest) = (0, 0, None);
            state.done += 1;
            if state.done >= PATIENT && state.limit < self.depot.exit.workers() {
                state.limit += 1;
                state.done = 0;
            }
        }
        broken.filter(|_| state.strikes >= STRIKES)
    }

    /// The destination rests from now on; what waited for it, to be put off.
    fn rest_now(&self, lane: &Lane, failure: &Failure) -> (Rest, VecDeque<Job>) {
        let now = self.depot.site.clock.now();
        let [a, b, c, d, ..] = hash_text(&[lane.key.as_bytes()]);
        let seed = u64::from(u32::from_be_bytes([a, b, c, d]));
        let (waiting, rest) = {
            let mut state = lane.lock();
            let known = state.rest.as_ref().map(|rest| rest.until).filter(|until| *until > now);
            // Several workers may find the same closed door; it counts once.
            let until = known.unwrap_or_else(|| {
                state.rests = state.rests.saturating_add(1);
                self.depot.site.tally.count(Count::Rest, "");
                let rest = backoff::interval(state.rests, seed);
                now.saturating_add(rest).unwrap_or(now)
            });
            (state.strikes, state.limit) = (0, self.depot.exit.workers());
            let rest = Rest { until, failure: failure.clone() };
            state.rest = Some(rest.clone());
            (std::mem::take(&mut state.queue), rest)
        };
        let (to, until, waits) = (lane.name(), rest.until, waiting.len());
        tracing::warn!(event = "destination-rests", to, %until, waits, why = %failure);
        (rest, waiting)
    }

    /// The next job, waiting for one a little; `None`: the worker is to go.
    async fn next(&self, lane: &Lane) -> Option<Job> {
        let mut stop = self.stop.clone();
        loop {
            {
                let mut state = lane.lock();
                if stop.is_requested() || state.workers > state.limit.max(1) {
                    return None;
                }
                if let Some(job) = state.queue.pop_front() {
                    return Some(job);
                }
                state.idle += 1;
            }
            let woken = tokio::select! {
                () = lane.wake.notified() => true,
                () = stop.requested() => false,
                () = tokio::time::sleep(self.depot.exit.idle()) => false,
            };
            let mut state = lane.lock();
            state.idle = state.idle.saturating_sub(1);
            if !woken && (state.queue.is_empty() || stop.is_requested()) {
                return None;
            }
        }
    }

    /// A worker goes; a lane without workers, jobs and rest is forgotten.
    fn leave(self: &Arc<Self>, lane: &Arc<Lane>) {
        let staff = {
            let mut known = self.known();
            let mut state = lane.lock();
            state.workers = state.workers.saturating_sub(1);
            if state.workers == 0 && state.queue.is_empty() && state.rests == 0 {
                known.remove(&lane.key);
            }
            !state.queue.is_empty() && !self.stop.is_requested()
        };
        if staff {
            self.staff(lane);
        }
    }

    /// Forgets destinations whose rest is long over.
    pub(super) fn forget(&self, now: Timestamp) {
        let long_ago = |rest: &Rest| now.duration_since(rest.until) > backoff::LIFETIME;
        self.known().retain(|_, lane| {
            let state = lane.lock();
            state.workers > 0
                || !state.queue.is_empty()
                || state.rest.as_ref().is_some_and(|rest| !long_ago(rest))
        });
    }
}
