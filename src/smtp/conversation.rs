//! One connection from greeting to goodbye: the session's steps carried out on a wire. Not the
//! dialogue's rules: they are `session`'s.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;

use super::data::{Data, Fault, Fed};
use super::handler::{Envelope, Handler, Protocol, Verdict};
use super::limits::{Limits, Memory, Seats, Share};
use super::reply::Reply;
use super::session::{Session, StartTls, Step};
use super::tls::Certificate;
use super::trace;
use super::wire::{Gone, Stream, Vigil, Wait, Wire};
use crate::clock::Clock;

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// How long last words may take to be read.
const FAREWELL: Duration = Duration::from_secs(1);
/// Bytes of a message that count as a sign of life.
const SIGN_OF_LIFE: usize = 1024;

/// What all sessions share.
pub(super) struct House<H> {
    pub(super) hostname: Arc<str>,
    pub(super) limits: Arc<Limits>,
    pub(super) certificate: Option<Arc<Certificate>>,
    pub(super) clock: Clock,
    pub(super) handler: Arc<H>,
    pub(super) seats: Arc<Seats>,
    pub(super) memory: Arc<Memory>,
    pub(super) tally: Tally,
    pub(super) serial: AtomicU32,
}

/// How many of each reply were given: every limit answers with a code of its own.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<(u16, &'static str), u64>>);

impl Tally {
    pub(super) fn count(&self, reply: &Reply) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((reply.code(), reply.enhanced())).or_default() += 1;
    }

    pub(super) fn read(&self) -> BTreeMap<(u16, &'static str), u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<H> House<H> {
    /// Names a message: the second and a serial number. Ties log lines together; guards nothing.
    fn next_id(&self) -> String {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        format!("{:x}-{serial:x}", self.clock.now().as_second())
    }
}

impl<H: Handler> House<H> {
    /// Asks about a recipient; a handler that panics refuses nobody for good.
    fn ask(&self, session: &Session, to: &str) -> Verdict {
        let (peer, from) = (session.peer(), session.from());
        catch_unwind(AssertUnwindSafe(|| self.handler.recipient(peer, from, to)))
            .unwrap_or_else(|_| Verdict::failed())
    }

    /// Hands the message over, in a task of its own: a decision begun is not cut short by a peer that
    /// hangs up, and a handler that panics takes nothing else with it.
    async fn decide(&self, envelope: Envelope, raw: Vec<u8>, share: Share) -> Vec<Verdict> {
        let handler = Arc::clone(&self.handler);
        let id = envelope.id.clone();
        let task = tokio::spawn(async move {
            let verdicts = handler.message(envelope, raw).await;
            drop(share);
            verdicts
        });
        match timeout(self.limits.decision_time, task).await {
            Ok(Ok(verdicts)) => verdicts,
            Ok(Err(error)) => {
                tracing::error!(id, %error, "smtp.handler_failed");
                Vec::new()
            }
            Err(_) => {
                tracing::error!(id, "smtp.handler_slow");
                Vec::new()
            }
        }
    }
}

/// How a turn ends.
enum Turn {
    On,
    Encrypt,
    Close,
}

/// A connection being served.
pub(super) struct Conversation<H> {
    house: Arc<House<H>>,
    session: Session,
    wire: Wire,
    vigil: Vigil,
}

impl<H: Handler> Conversation<H> {
    pub(super) fn new(
        house: Arc<House<H>>,
        stream: Box<dyn Stream>,
        (protocol, ip): (Protocol, Option<IpAddr>),
        vigil: Vigil,
    ) -> Self {
        let tls = if house.certificate.is_some() { StartTls::Offered } else { StartTls::No };
        let (hostname, limits) = (Arc::clone(&house.hostname), Arc::clone(&house.limits));
        let wire = Wire::new(stream, limits.line_bytes);
        Self { session: Session::new(hostname, limits, protocol, ip, tls), house, wire, vigil }
    }

    /// Speaks until one side hangs up.
    pub(super) async fn run(mut self) {
        let greeting = self.session.greeting();
        self.say(&greeting);
        loop {
            match self.turn().await {
                Ok(Turn::On) => {}
                Ok(Turn::Close) => return self.wire.hang_up(FAREWELL).await,
                Ok(Turn::Encrypt) => match self.encrypt().await {
                    Some(encrypted) => self = encrypted,
                    None => return,
                },
                Err(gone) => return self.farewell(gone).await,
            }
        }
    }

    fn say(&mut self, reply: &Reply) {
        self.house.tally.count(reply);
        self.wire.say(reply);
    }

    async fn farewell(mut self, gone: Gone) {
        tracing::debug!(peer = ?self.session.peer().ip, ?gone, "smtp.gone");
        let Some(reply) = gone.farewell() else { return };
        self.say(&reply);
        // One that others wait for is not waited for.
        let patience = if gone == Gone::Evicted { Duration::from_millis(50) } else { FAREWELL };
        self.wire.hang_up(patience).await;
    }

    async fn turn(&mut self) -> Result<Turn, Gone> {
        let until = Instant::now() + self.house.limits.command_time;
        if self.wire.is_full() {
            self.wire.flush(&mut self.vigil, until).await?;
        }
        let line = self.wire.line(&mut self.vigil, until).await?;
        self.vigil.seat.pulse.beat();
        match self.session.line(&line, self.house.memory.free()) {
            Step::Say(reply) => self.say(&reply),
            Step::Ask(to) => {
                let verdict = self.house.ask(&self.session, &to);
                let reply = self.session.recipient(to, &verdict);
                self.say(&reply);
            }
            Step::SayAlone(reply) => {
                self.say(&reply);
                return Ok(self.unless_ahead());
            }
            Step::Receive => return self.message().await,
            Step::Encrypt => {
                if !self.wire.buffered().is_empty() {
                    return Ok(self.unless_ahead());
                }
                self.say(&Reply::new(220, "2.0.0", "Go ahead"));
                self.wire.flush(&mut self.vigil, until).await?;
                return Ok(Turn::Encrypt);
            }
            Step::Close(reply) => {
                self.say(&reply);
                return Ok(Turn::Close);
            }
        }
        Ok(Turn::On)
    }

    /// RFC 2920 §3.1: DATA and STARTTLS end a group of commands. What a peer sent behind one that
    /// was refused is the message, or is not the peer's (RFC 3207 §6, CVE-2011-0411): never commands.
    fn unless_ahead(&mut self) -> Turn {
        if self.wire.buffered().is_empty() {
            return Turn::On;
        }
        self.say(&Reply::new(554, "5.5.0", "Wait for the reply to this command before you go on"));
        Turn::Close
    }

    async fn message(&mut self) -> Result<Turn, Gone> {
        let id = self.house.next_id();
        let Some(envelope) = self.session.envelope(id) else { return Ok(Turn::Close) };
        let (hello, at) = (self.session.hello(), self.house.clock.now());
        let head = trace::received(&envelope, hello, &self.house.hostname, at).into_bytes();
        self.say(&Reply::plain(354, "Go ahead; end with CR LF . CR LF"));
        let mut data = Data::new(head, self.house.limits.message_bytes);
        let mut share = self.house.memory.share();
        let ended = self.receive(&mut data, &mut share).await;
        self.vigil.seat.pulse.wait_for_us();
        let smuggling = data.fault().is_some_and(Fault::is_smuggling);
        if !smuggling {
            ended?;
        }
        let recipients = envelope.recipients.clone();
        let (peer, id) = (envelope.peer.ip, envelope.id.clone());
        let replies = match data.finish() {
            Err(fault) => {
                tracing::info!(?peer, id, ?fault, "smtp.refused_data");
                self.session.faulty(&recipients, fault)
            }
            Ok(raw) => {
                let bytes = raw.len();
                let verdicts = self.house.decide(envelope, raw, share).await;
                let codes: Vec<u16> = verdicts.iter().map(|v| v.code.number()).collect();
                tracing::info!(?peer, id, bytes, ?codes, "smtp.message");
                self.session.received(&recipients, verdicts)
            }
        };
        self.vigil.seat.pulse.beat();
        for reply in &replies {
            self.say(reply);
        }
        Ok(if smuggling { Turn::Close } else { Turn::On })
    }

    /// Reads to the message's end, whatever is wrong with it, so that the peer hears why.
    async fn receive(&mut self, data: &mut Data, share: &mut Share) -> Result<(), Gone> {
        let limits = Arc::clone(&self.house.limits);
        let least = limits.data_rate.saturating_mul(seconds(limits.data_time));
        let (mut window, mut brought, mut unsigned) = (Instant::now(), 0usize, 0usize);
        loop {
            if self.wire.buffered().is_empty() {
                let now = Instant::now();
                if now >= window + limits.data_time {
                    if brought < least {
                        return Err(Gone::Slow);
                    }
                    (window, brought) = (now, 0);
                }
                let until = now + limits.data_time;
                self.wire.fill(&mut self.vigil, Wait::Message, until).await?;
            }
            let piece = self.wire.buffered();
            let wants = data.wants(piece.len());
            match (wants > 0).then(|| share.grow(wants)) {
                Some(true) => data.grow(wants),
                Some(false) => data.give_up(Fault::NoMemory),
                None => {}
            }
            let (count, fed) = (piece.len(), data.feed(piece));
            if data.fault().is_some() {
                share.release();
            }
            if let Fed::End(used) = fed {
                self.wire.consume(used);
                return Ok(());
            }
            self.wire.consume(count);
            (brought, unsigned) = (brought.saturating_add(count), unsigned + count);
            if unsigned >= SIGN_OF_LIFE {
                self.vigil.seat.pulse.beat();
                unsigned = 0;
            }
        }
    }

    /// Shakes hands. `None`: the connection is over; there is nobody to say it to.
    async fn encrypt(self) -> Option<Self> {
        let Self { house, mut session, wire, mut vigil } = self;
        let config = house.certificate.as_ref()?.config();
        let until = Instant::now() + HANDSHAKE.min(house.limits.command_time);
        let handshake = TlsAcceptor::from(config).accept(wire.into_stream());
        let shaken = vigil.over(Wait::Command, until, handshake).await.ok()?;
        let stream = shaken
            .inspect_err(|error| {
                tracing::info!(peer = ?session.peer().ip, %error, "smtp.handshake_failed");
            })
            .ok()?;
        session.encrypted();
        vigil.seat.pulse.beat();
        let wire = Wire::new(Box::new(stream), house.limits.line_bytes);
        Some(Self { house, session, wire, vigil })
    }
}

fn seconds(duration: Duration) -> usize {
    usize::try_from(duration.as_secs()).unwrap_or(usize::MAX)
}
