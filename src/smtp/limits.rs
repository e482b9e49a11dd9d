//! What one peer, and all together, may take of us: numbers, seats and memory. Not rate limits on
//! posting: those are the list's.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// The limits of the wire. Each names its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Sessions at once, over all listeners: 421 4.7.0 in place of the greeting.
    pub connections: usize,
    /// Sessions at once from one network, /24 or /64: 421 4.7.0.
    pub per_network: usize,
    /// Sessions at once from one loopback address, or over Unix sockets: 421 4.7.0. More than
    /// `per_network`, since it is the mail server beside us.
    pub per_local: usize,
    /// Bytes of one message: 552 5.3.4, at MAIL when SIZE says so, or after its end.
    pub message_bytes: usize,
    /// Bytes of all messages being received or decided on: 452 4.3.1.
    pub memory_bytes: usize,
    /// Recipients of one message: 452 4.5.3. RFC 5321 §4.5.3.1.8 wants at least 100.
    pub recipients: usize,
    /// Bytes of a command line: 500 5.5.2, closed. RFC 5321 §4.5.3.1.4 wants 512, extensions add to it.
    pub line_bytes: usize,
    /// 5xx replies since the last message taken; then 421 4.7.0.
    pub errors: u32,
    /// NOOP, RSET, HELP, VRFY and EHLO since the last message taken; then 421 4.7.0.
    pub idle_commands: u32,
    /// MAIL commands of one session; then 421 4.7.0.
    pub transactions: u32,
    /// From our reply to the end of the next command: 421 4.4.2. RFC 5321 §4.5.3.2.7: 5 minutes.
    pub command_time: Duration,
    /// Silence inside a message: 421 4.4.2. RFC 5321 §4.5.3.2.5: 3 minutes.
    pub data_time: Duration,
    /// Bytes a second that a message must bring, over each `data_time`: 421 4.4.2.
    pub data_rate: usize,
    /// Deciding on a message: 451 4.3.0. RFC 5321 §4.5.3.2.6: the peer waits 10 minutes.
    pub decision_time: Duration,
    /// A whole session: 421 4.4.2.
    pub session_time: Duration,
    /// How long a session must have brought nothing before it is closed (421 4.7.0) to seat another
    /// when all seats are taken.
    pub idle_before_eviction: Duration,
    /// What sessions may still take once a stop is asked for: 421 4.3.2.
    pub stop_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 200,
            per_network: 20,
            per_local: 100,
            message_bytes: 10 * 1024 * 1024,
            memory_bytes: 64 * 1024 * 1024,
            recipients: 100,
            line_bytes: 2048,
            errors: 20,
            idle_commands: 100,
            transactions: 1000,
            command_time: Duration::from_secs(300),
            data_time: Duration::from_secs(180),
            data_rate: 100,
            decision_time: Duration::from_secs(300),
            session_time: Duration::from_secs(30 * 60),
            idle_before_eviction: Duration::from_secs(1),
            stop_time: Duration::from_secs(4),
        }
    }
}

/// Whose connections are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Network {
    Socket,
    Loopback(IpAddr),
    V4([u8; 3]),
    V6([u8; 8]),
}

impl Network {
    fn of(ip: Option<IpAddr>) -> Self {
        match ip.map(|ip| ip.to_canonical()) {
            None => Self::Socket,
            Some(ip) if ip.is_loopback() => Self::Loopback(ip),
            Some(IpAddr::V4(ip)) => {
                let [a, b, c, _] = ip.octets();
                Self::V4([a, b, c])
            }
            Some(IpAddr::V6(ip)) => {
                let [a, b, c, d, e, f, g, h, ..] = ip.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
        }
    }

    fn cap(self, limits: &Limits) -> usize {
        match self {
            Self::Socket | Self::Loopback(_) => limits.per_local,
            Self::V4(_) | Self::V6(_) => limits.per_network,
        }
    }
}

/// The seats for sessions. When all are taken, the session that has brought nothing for longest gives
/// its seat to the newcomer: five hundred silent connections keep nobody out (threat 32).
#[derive(Debug)]
pub struct Seats {
    limits: Limits,
    start: Instant,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    seats: HashMap<u64, (Network, Arc<Pulse>)>,
}

/// A session's sign of life.
#[derive(Debug)]
pub struct Pulse {
    start: Instant,
    millis: AtomicU64,
    busy: AtomicBool,
    evicted: Notify,
}

impl Pulse {
    /// The peer brought something: a command, or a good piece of a message.
    pub fn beat(&self) {
        self.millis.store(millis(self.start.elapsed()), Ordering::Relaxed);
        self.busy.store(false, Ordering::Relaxed);
    }

    /// The peer waits for us; nobody may blame it.
    pub fn wait_for_us(&self) {
        self.busy.store(true, Ordering::Relaxed);
    }

    /// Returns once the seat was given to another.
    pub async fn evicted(&self) {
        self.evicted.notified().await;
    }

    fn silent(&self) -> u64 {
        if self.busy.load(Ordering::Relaxed) {
            return 0;
        }
        millis(self.start.elapsed()).saturating_sub(self.millis.load(Ordering::Relaxed))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A seat taken; dropped, it is free.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Seats>,
    number: u64,
    /// The session's sign of life.
    pub pulse: Arc<Pulse>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.lock().seats.remove(&self.number);
    }
}

impl Seats {
    /// All free.
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, start: Instant::now(), taken: Mutex::default() })
    }

    /// A seat for a connection from `ip`, or `None`: 421.
    pub fn take(self: &Arc<Self>, ip: Option<IpAddr>) -> Option<Seat> {
        let network = Network::of(ip);
        let mut taken = self.lock();
        let beside = taken.seats.values().filter(|(n, _)| *n == network).count();
        if beside >= network.cap(&self.limits) {
            self.evict(&mut taken, |n| n == network)?;
        } else if taken.seats.len() >= self.limits.connections {
            self.evict(&mut taken, |_| true)?;
        }
        let number = taken.next;
        taken.next += 1;
        let pulse = Arc::new(Pulse {
            start: self.start,
            millis: AtomicU64::new(millis(self.start.elapsed())),
            busy: AtomicBool::new(false),
            evicted: Notify::new(),
        });
        taken.seats.insert(number, (network, Arc::clone(&pulse)));
        drop(taken);
        Some(Seat { seats: Arc::clone(self), number, pulse })
    }

    /// Frees the seat silent for longest, if any is silent long enough: the system has run out of
    /// descriptors before we ran out of seats.
    pub fn make_room(&self) {
        let _ = self.evict(&mut self.lock(), |_| true);
    }

    /// How many are taken.
    pub fn count(&self) -> usize {
        self.lock().seats.len()
    }

    fn evict(&self, taken: &mut Taken, among: impl Fn(Network) -> bool) -> Option<()> {
        let (silence, number) = taken
            .seats
            .iter()
            .filter(|(_, (network, _))| among(*network))
            .map(|(number, (_, pulse))| (pulse.silent(), *number))
            .max()?;
        if silence < millis(self.limits.idle_before_eviction).max(1) {
            return None;
        }
        let (_, pulse) = taken.seats.remove(&number)?;
        pulse.evicted.notify_one();
        Some(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The memory that messages share.
#[derive(Debug)]
pub struct Memory {
    free: AtomicUsize,
}

impl Memory {
    /// All free.
    pub fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self { free: AtomicUsize::new(bytes) })
    }

    /// Bytes not taken.
    pub fn free(&self) -> usize {
        self.free.load(Ordering::Relaxed)
    }

    /// A share, of nothing yet.
    pub fn share(self: &Arc<Self>) -> Share {
        Share { memory: Arc::clone(self), bytes: 0 }
    }
}

/// A message's part of the memory; given back when dropped.
#[derive(Debug)]
pub struct Share {
    memory: Arc<Memory>,
    bytes: usize,
}

impl Share {
    /// Takes more, if there is so much.
    #[must_use]
    pub fn grow(&mut self, more: usize) -> bool {
        let took = self
            .memory
            .free
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| free.checked_sub(more));
        if took.is_ok() {
            self.bytes += more;
        }
        took.is_ok()
    }

    /// Gives all back.
    pub fn release(&mut self) {
        self.memory.free.fetch_add(std::mem::take(&mut self.bytes), Ordering::Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.release();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    fn seats(idle: Duration) -> Arc<Seats> {
        Seats::new(Limits {
            connections: 4,
            per_network: 2,
            per_local: 3,
            idle_before_eviction: idle,
            ..Limits::default()
        })
    }

    #[test]
    fn networks() {
        let same = |a, b| Network::of(ip(a)) == Network::of(ip(b));
        assert!(same("192.0.2.1", "192.0.2.254"));
        assert!(same("192.0.2.1", "::ffff:192.0.2.2"));
        assert!(!same("192.0.2.1", "192.0.3.1"));
        assert!(same("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"));
        assert!(!same("2001:db8:0:1::1", "2001:db8:0:2::1"));
        assert!(!same("127.0.0.1", "127.0.0.2"));
    }

    #[test]
    fn seats_are_counted_by_network_and_in_all() {
        let seats = seats(Duration::MAX);
        let first = seats.take(ip("192.0.2.1")).unwrap();
        let _second = seats.take(ip("192.0.2.2")).unwrap();
        assert!(seats.take(ip("192.0.2.3")).is_none());
        let _third = seats.take(None).unwrap();
        let _fourth = seats.take(ip("127.0.0.1")).unwrap();
        assert!(seats.take(ip("127.0.0.1")).is_none(), "four in all");
        drop(first);
        assert!(seats.take(ip("192.0.2.3")).is_some());
        assert_eq!(seats.count(), 3);
    }

    #[tokio::test]
    async fn the_longest_silent_gives_way() {
        let seats = seats(Duration::ZERO);
        let all: Vec<_> =
            (0..4).map(|n| seats.take(ip(&format!("192.0.{n}.1"))).unwrap()).collect();
        for seat in &all {
            seat.pulse.millis.store(0, Ordering::Relaxed);
        }
        while seats.start.elapsed() < Duration::from_millis(3) {
            tokio::task::yield_now().await;
        }
        all[0].pulse.wait_for_us();
        all[1].pulse.beat();
        all[3].pulse.millis.store(1, Ordering::Relaxed);
        let newcomer = seats.take(ip("192.0.9.1")).unwrap();
        all[2].pulse.evicted().await;
        assert_eq!(seats.count(), 4);
        drop(all);
        drop(newcomer);
        assert_eq!(seats.count(), 0);
    }

    #[test]
    fn memory_is_shared_and_given_back() {
        let memory = Memory::new(100);
        let (mut a, mut b) = (memory.share(), memory.share());
        assert!(a.grow(60) && !b.grow(50) && b.grow(40));
        assert_eq!(memory.free(), 0);
        a.release();
        assert_eq!(memory.free(), 60);
        drop(b);
        assert_eq!(memory.free(), 100);
    }
}
