//! Seats of the connections, and who gives one up when none is free: whoever was sent nothing for longest.
//! Those who send their request a letter at a time are soon the first of these, so that five hundred of
//! them keep nobody out (threat 32). Not the limits of mail, which turn newcomers away instead.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// Nobody loses a seat who was sent something within this time.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// All seats.
#[derive(Debug)]
pub(super) struct Room {
    seats: Arc<Semaphore>,
    opened: Instant,
    grace: Duration,
    guests: Mutex<(u64, HashMap<u64, Guest>)>,
}

/// Who sits there.
#[derive(Clone, Debug)]
struct Guest {
    pulse: Pulse,
    wanted: Arc<Notify>,
}

/// When a guest was last sent something; at first, when they came.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    opened: Instant,
    /// Milliseconds since the room was opened.
    at: Arc<AtomicU64>,
}

impl Pulse {
    fn beat(&self) {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.at.store(now, Ordering::Relaxed);
    }

    fn silence(&self) -> Duration {
        self.opened.elapsed().saturating_sub(Duration::from_millis(self.at.load(Ordering::Relaxed)))
    }
}

impl Room {
    /// A room of so many seats, each one's own for as long as `grace` after something was sent there.
    pub(super) fn new(seats: usize, grace: Duration) -> Self {
        let (seats, guests) = (Arc::new(Semaphore::new(seats)), Mutex::default());
        Self { seats, opened: Instant::now(), grace, guests }
    }

    fn guests(&self) -> MutexGuard<'_, (u64, HashMap<u64, Guest>)> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next free seat; when there is none, that of who is silent longest.
    pub(super) async fn seat(self: &Arc<Self>) -> Seat {
        let mut permit = self.seats.clone().try_acquire_owned().ok();
        while permit.is_none() {
            let patience = self.want();
            let next = timeout(patience, self.seats.clone().acquire_owned());
            // The semaphore is never closed.
            permit = next.await.ok().and_then(Result::ok);
        }
        let pulse = Pulse { opened: self.opened, at: Arc::default() };
        pulse.beat();
        let guest = Guest { pulse, wanted: Arc::default() };
        let mut guests = self.guests();
        guests.0 += 1;
        let number = guests.0;
        guests.1.insert(number, guest.clone());
        Seat { room: self.clone(), number, guest, _permit: permit }
    }

    /// Asks who is silent longest to leave; how long to wait for it, or for somebody to be silent enough.
    fn want(&self) -> Duration {
        let mut guests = self.guests();
        let longest = guests.1.iter().map(|(n, g)| (g.pulse.silence(), Reverse(*n))).max();
        match longest {
            Some((silence, Reverse(number))) if silence >= self.grace => {
                if let Some(guest) = guests.1.remove(&number) {
                    guest.wanted.notify_one();
                }
                // They are gone in a moment; who is not, is not waited for.
                GRACE
            }
            Some((silence, _)) => self.grace.saturating_sub(silence),
            None => GRACE,
        }
    }
}

/// One seat; free again when it is let go.
#[derive(Debug)]
pub(super) struct Seat {
    room: Arc<Room>,
    number: u64,
    guest: Guest,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Seat {
    /// Resolves when somebody else needs it more.
    pub(super) async fn wanted(&self) {
        self.guest.wanted.notified().await;
    }

    /// What tells that something was sent.
    pub(super) fn pulse(&self) -> Pulse {
        self.guest.pulse.clone()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.guests().1.remove(&self.number);
    }
}

/// A connection that notes when something was sent on it.
pub(super) struct Watched<S> {
    stream: S,
    pulse: Pulse,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, pulse: Pulse) -> Self {
        Self { stream, pulse }
    }

    fn note(&self, sent: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(sent, Poll::Ready(Ok(1..))) {
            self.pulse.beat();
        }
        sent
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(context, from);
        self.note(sent)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(context, from);
        self.note(sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn another(room: &Arc<Room>) -> tokio::task::JoinHandle<Seat> {
        let room = room.clone();
        let waiting = tokio::spawn(async move { room.seat().await });
        tokio::task::yield_now().await;
        waiting
    }

    #[tokio::test]
    async fn who_is_silent_longest_gives_up_the_seat() {
        let room = Arc::new(Room::new(2, Duration::ZERO));
        let (first, second) = (room.seat().await, room.seat().await);
        first.guest.pulse.at.store(u64::MAX, Ordering::Relaxed);
        let next = another(&room).await;
        second.wanted().await;
        assert!(!next.is_finished(), "the seat is not free before it is let go");
        drop(second);
        drop((first, next.await.unwrap()));
        assert!(room.guests().1.is_empty());
    }

    #[tokio::test]
    async fn nobody_is_asked_who_was_sent_something_just_now() {
        let room = Arc::new(Room::new(1, Duration::from_secs(3600)));
        let first = room.seat().await;
        let next = another(&room).await;
        assert!(!next.is_finished() && room.guests().1.contains_key(&first.number));
        drop(first);
        next.await.unwrap();
    }
}
