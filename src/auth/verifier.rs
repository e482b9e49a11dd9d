//! When a message is judged, and what holds when it cannot be: no name server, a machine of our own, a
//! server in front of us. The judgement itself is [`super::judge`]'s.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use mail_auth::MessageAuthenticator;

use super::Identity;
use super::judge::{Case, Unresolved, judge};
use super::reach::Reach;
use super::trace::{Origin, origin};
use crate::dns::Resolver;
use crate::mail::message::Message;
use crate::mail::message_id::ReversePath;

/// How long the judgement of one message may take; then it counts as unresolved.
const PATIENCE: Duration = Duration::from_secs(20);
/// Messages over this size are hashed on a thread of their own.
const ASIDE: usize = 256 * 1024;

/// Whether mail is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All but what this machine itself writes, while it uses the system's name server.
    Auto,
    /// Everything.
    On,
    /// Nothing: From is taken at its word.
    Off,
}

/// How to verify.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Whether.
    pub mode: Mode,
    /// Name servers; none: the system's.
    pub servers: Vec<SocketAddr>,
    /// Servers in front of us whose trace is believed.
    pub trusted: Vec<IpAddr>,
    /// Our name.
    pub host: String,
}

/// A message as the wire brought it.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// Its octets.
    pub raw: &'a [u8],
    /// From MAIL.
    pub reverse_path: &'a ReversePath,
    /// Who connected; `None` for a Unix socket.
    pub peer: Option<IpAddr>,
    /// The name they gave.
    pub helo: &'a str,
    /// The `id` of our Received field.
    pub id: &'a str,
}

/// What became of a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// None was made: it is taken at its word.
    Unjudged,
    /// This was found.
    Judged(Box<Identity>),
    /// Nobody could tell now; the sender may try again (451 4.4.3).
    Unresolved,
}

/// Who verifies.
pub struct Verifier {
    terms: Terms,
    /// Made at the first need: most verbs of the command line have none.
    asks: OnceLock<Option<Asks>>,
    reach: Arc<Reach>,
}

type Asks = (Arc<Resolver>, MessageAuthenticator);

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({:?})", self.terms)
    }
}

impl Verifier {
    /// Verifies so. Opens nothing yet.
    pub fn new(terms: Terms) -> Self {
        Self { terms, asks: OnceLock::new(), reach: Arc::default() }
    }

    /// Our name.
    pub fn host(&self) -> &str {
        &self.terms.host
    }

    /// Judges a message.
    pub async fn see(&self, letter: Letter<'_>) -> Seen {
        if self.terms.mode == Mode::Off {
            return Seen::Unjudged;
        }
        let origin = self.origin(&letter);
        let own = self.terms.servers.is_empty();
        let written_here = matches!(origin, Origin::Peer | Origin::Here) && self.is_here(&letter);
        if own && self.terms.mode == Mode::Auto && written_here {
            return Seen::Unjudged;
        }
        let message = Message::parse(letter.raw);
        // Without one author it is refused for that, or dropped as a machine's.
        let Ok(from) = message.from().map(|m| m.address) else { return Seen::Unjudged };
        let client = match &origin {
            Origin::Client(ip, helo) => Some((*ip, helo.as_str())),
            Origin::Peer => letter.peer.map(|ip| (ip, letter.helo)),
            Origin::Here | Origin::Inside => None,
        };
        let Some((resolver, asks)) = self.asks() else { return self.without(&letter) };
        if own && !self.is_reached(resolver).await {
            return self.without(&letter);
        }
        let reverse_path = Some(letter.reverse_path);
        let case =
            Case { raw: letter.raw, from: &from, reverse_path, client, host: &self.terms.host };
        match patiently(asks, &case).await {
            Ok(identity) => Seen::Judged(Box::new(identity)),
            Err(Unresolved) if own && !self.reach.ask(resolver).await => self.without(&letter),
            Err(Unresolved) => Seen::Unresolved,
        }
    }

    fn origin(&self, letter: &Letter<'_>) -> Origin {
        if letter.peer.is_some_and(|ip| !self.trusts(ip)) {
            return Origin::Peer;
        }
        origin(letter.raw, letter.id, &|ip| self.trusts(ip))
    }

    /// Whether this is a server in front of us, whose trace is believed.
    pub fn trusts(&self, ip: IpAddr) -> bool {
        self.terms.trusted.contains(&ip.to_canonical())
    }

    /// Whether it came from this machine, as far as we trust the machine.
    fn is_here(&self, letter: &Letter<'_>) -> bool {
        letter.peer.is_none_or(|ip| ip.to_canonical().is_loopback() && self.trusts(ip))
    }

    fn asks(&self) -> Option<&Asks> {
        let made = self.asks.get_or_init(|| {
            let resolver = Resolver::new(&self.terms.servers)
                .inspect_err(|error| tracing::error!(event = "resolver", %error))
                .ok()?;
            let asks = MessageAuthenticator(resolver.inner().clone());
            Some((Arc::new(resolver), asks))
        });
        made.as_ref()
    }

    /// Whether the system's server answers, as known. A session waits for that only when nobody ever
    /// asked; later the question is put again beside the sessions.
    async fn is_reached(&self, resolver: &Arc<Resolver>) -> bool {
        match self.reach.last() {
            Some(up) => {
                if !up && self.reach.take_turn() {
                    let (reach, resolver) = (self.reach.clone(), resolver.clone());
                    tokio::spawn(async move { reach.ask(&resolver).await });
                }
                up
            }
            None => self.reach.ask(resolver).await,
        }
    }

    /// Without a name server: what this machine brings is taken, the rest has to wait.
    fn without(&self, letter: &Letter<'_>) -> Seen {
        if self.is_here(letter) {
            self.reach.warn();
            return Seen::Unjudged;
        }
        Seen::Unresolved
    }
}

async fn patiently(asks: &MessageAuthenticator, case: &Case<'_>) -> Result<Identity, Unresolved> {
    let judged = async {
        if case.raw.len() > ASIDE { aside(asks, case).await } else { judge(asks, case).await }
    };
    tokio::time::timeout(PATIENCE, judged).await.unwrap_or(Err(Unresolved))
}

/// Hashing megabytes would hold up the sessions that share this thread.
async fn aside(asks: &MessageAuthenticator, case: &Case<'_>) -> Result<Identity, Unresolved> {
    let (asks, raw, from) = (asks.clone(), case.raw.to_vec(), case.from.clone());
    let (reverse_path, host) = (case.reverse_path.cloned(), case.host.to_owned());
    let client = case.client.map(|(ip, helo)| (ip, helo.to_owned()));
    let here = tokio::runtime::Handle::current();
    let judged = tokio::task::spawn_blocking(move || {
        let case = Case {
            raw: &raw,
            from: &from,
            reverse_path: reverse_path.as_ref(),
            client: client.as_ref().map(|(ip, helo)| (*ip, helo.as_str())),
            host: &host,
        };
        here.block_on(judge(&asks, &case))
    });
    judged.await.unwrap_or(Err(Unresolved))
}
