//! One open connection: transaction after transaction, RSET where one was left half way, and the
//! outcome of each recipient. How it was opened is `opening`'s business.

use std::fmt::Write as _;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

use super::opening::Offers;
use super::outcome::{Failure, Outcome, Reach};
use super::{Login, Timeouts};
use crate::mail::address::Address;
use crate::mail::edit;
use crate::mail::message_id::ReversePath;
use crate::mail::transport::Path;

/// Turns what lettre says into what we say.
pub(super) fn answered<T>(
    result: Result<Result<T, lettre::transport::smtp::Error>, tokio::time::error::Elapsed>,
) -> Result<T, Failure> {
    use std::error::Error as _;
    match result {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => match error.status() {
            Some(code) => {
                let text = error.source().map(ToString::to_string).unwrap_or_default();
                Err(Failure::reply(u16::from(code), &text))
            }
            None => Err(Failure::connection(error.to_string())),
        },
        Err(_) => Err(Failure::connection("no answer in time")),
    }
}

/// RFC 5321 §4.2.1: 2yz, or 3yz where a message is to follow; anything else and the two sides do not
/// talk of the same thing any more.
fn expect(reply: &Response, class: u16) -> Result<(), Failure> {
    let code = u16::from(reply.code());
    let wanted = code / 100 == class;
    wanted.then_some(()).ok_or_else(|| Failure::connection(format!("unexpected reply {code}")))
}

/// Between transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The far side waits for MAIL.
    Clean,
    /// A transaction was left half way: RSET first.
    Begun,
    /// Of no more use.
    Broken,
}

/// One message for some recipients.
#[derive(Clone, Copy, Debug)]
pub struct Transaction<'a> {
    /// Where its bounces go.
    pub reverse_path: &'a ReversePath,
    /// For whom.
    pub recipients: &'a [&'a Address],
    /// The whole message.
    pub message: &'a [u8],
}

/// A connection ready for mail.
pub struct Connection {
    inner: AsyncSmtpConnection,
    offers: Offers,
    encrypted: bool,
    timeouts: Timeouts,
    state: State,
    taken: usize,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Connection({:?}, {:?})", self.offers, self.state)
    }
}

impl Connection {
    /// Over a connection that said EHLO.
    pub(super) fn new(
        inner: AsyncSmtpConnection,
        (offers, encrypted): (Offers, bool),
        timeouts: Timeouts,
    ) -> Self {
        Self { inner, offers, encrypted, timeouts, state: State::Clean, taken: 0 }
    }

    /// Whether under TLS.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether another transaction can follow.
    pub fn is_usable(&self) -> bool {
        self.state != State::Broken
    }

    /// What the far side takes (RFC 6152; RFC 6531 §3.2: SMTPUTF8 comes with 8BITMIME).
    pub fn path(&self) -> Path {
        match (self.offers.eight_bit, self.offers.utf8) {
            (true, true) => Path::Utf8,
            (true, false) => Path::EightBit,
            (false, _) => Path::SevenBit,
        }
    }

    /// Transactions that ended with a reply: a failure of the connection right after one may only mean
    /// that the far side was tired of waiting.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// Says goodbye.
    pub async fn quit(mut self) {
        if self.is_usable() {
            let _ = timeout(Duration::from_secs(2), self.inner.quit()).await;
        }
    }

    pub(super) async fn log_in(&mut self, login: &Login) -> Result<(), Failure> {
        let credentials = Credentials::new(login.user.clone(), login.password.clone());
        let ways = [Mechanism::Plain, Mechanism::Login];
        if !self.offers.auth {
            return Err(Failure::connection("the server does not offer AUTH"));
        }
        let asked = timeout(self.timeouts.command, self.inner.auth(&ways, &credentials)).await;
        answered(asked).map(drop).map_err(Failure::of_connection)
    }

    /// Sends one message; one outcome for each recipient, in order.
    pub async fn send(&mut self, mail: Transaction<'_>) -> Vec<Outcome> {
        // RFC 1870 §6.1: what is too large is not even begun.
        let most = self.offers.size;
        if most > 0 && mail.message.len() > most {
            let why = format!("the server takes {most} octets, this is {}", mail.message.len());
            let failure = Failure::permanent("5.3.4", why).of_message();
            return vec![Outcome::Refused(failure); mail.recipients.len()];
        }
        // RFC 6531 §3.2: such addresses only where they are understood.
        let understood = self.offers.utf8;
        let fits = |a: &Address| understood || a.is_ascii();
        let sender_fits = match mail.reverse_path {
            ReversePath::Null => true,
            ReversePath::Address(address) => fits(address),
        };
        let willing: Vec<&Address> =
            mail.recipients.iter().copied().filter(|a| sender_fits && fits(a)).collect();
        let mut results = self.transact(mail, &willing).await.into_iter();
        let outcome = |a: &&Address| {
            let tried = (sender_fits && fits(a)).then(|| results.next()).flatten();
            tried.unwrap_or_else(|| {
                let why = "the server has no SMTPUTF8 for this address";
                Outcome::Refused(Failure::permanent("5.6.7", why))
            })
        };
        mail.recipients.iter().map(outcome).collect()
    }

    async fn transact(&mut self, mail: Transaction<'_>, to: &[&Address]) -> Vec<Outcome> {
        if to.is_empty() {
            return Vec::new();
        }
        if self.state == State::Broken {
            let why = Outcome::Refused(Failure::connection("the connection is broken"));
            return vec![why; to.len()];
        }
        let begun = match self.begin(&mail, to).await {
            Ok(begun) => begun,
            Err(failure) => {
                self.note(&failure);
                return vec![Outcome::Refused(failure); to.len()];
            }
        };
        let Begun { recipients, data } = begun;
        let refusals = |all: Vec<Result<(), Failure>>, one: Outcome| {
            let each = |r: Result<(), Failure>| match r {
                Ok(()) => one.clone(),
                Err(full) if one == Outcome::Accepted && is_crowd(&full) => Outcome::Crowded(full),
                Err(failure) => Outcome::Refused(failure),
            };
            all.into_iter().map(each).collect()
        };
        match data {
            Ok(()) => {
                let end = self.message(mail.message).await;
                refusals(recipients, end)
            }
            Err(failure) => {
                self.note(&failure);
                refusals(recipients, Outcome::Refused(failure))
            }
        }
    }

    fn note(&mut self, failure: &Failure) {
        self.state = match failure.reach {
            Reach::Connection | Reach::Lost => State::Broken,
            _ if failure.is_farewell() => State::Broken,
            Reach::Recipient | Reach::Message | Reach::Host => State::Begun,
        };
    }

    async fn command(&mut self, text: String) -> Result<(), Failure> {
        answered(timeout(self.timeouts.command, self.inner.command(text)).await)
            .and_then(|reply| expect(&reply, 2))
    }

    async fn data(&mut self) -> Result<(), Failure> {
        let asked = self.inner.command("DATA\r\n");
        answered(timeout(self.timeouts.command, asked).await).and_then(|reply| expect(&reply, 3))
    }

    async fn reply(&mut self, class: u16) -> Result<(), Failure> {
        answered(timeout(self.timeouts.command, self.inner.read_response()).await)
            .and_then(|reply| expect(&reply, class))
    }

    /// MAIL, RCPT, DATA: in one flight where the far side allows it (RFC 2920), else step by step.
    async fn begin(&mut self, mail: &Transaction<'_>, to: &[&Address]) -> Result<Begun, Failure> {
        let mut commands = Vec::with_capacity(to.len() + 3);
        if self.state == State::Begun {
            commands.push("RSET\r\n".to_owned());
        }
        commands.push(self.mail_command(mail, to));
        commands.extend(to.iter().map(|address| format!("RCPT TO:<{address}>\r\n")));
        let resets = usize::from(self.state == State::Begun);
        self.state = State::Begun;
        if self.offers.pipelining {
            commands.push("DATA\r\n".to_owned());
            return self.in_one_flight(commands, resets).await;
        }
        let mut commands = commands.into_iter();
        for command in commands.by_ref().take(resets) {
            self.command(command).await.map_err(Failure::of_connection)?;
        }
        for command in commands.by_ref().take(1) {
            self.command(command).await.map_err(of_sender)?;
        }
        let mut recipients = Vec::with_capacity(to.len());
        for command in commands {
            let reply = self.command(command).await;
            recipients.push(of_recipient(reply, &recipients)?);
        }
        if recipients.iter().all(Result::is_err) {
            return Ok(Begun::without_recipients(recipients));
        }
        let data = self.data().await;
        Ok(Begun { recipients, data })
    }

    async fn in_one_flight(
        &mut self,
        commands: Vec<String>,
        resets: usize,
    ) -> Result<Begun, Failure> {
        let count = commands.len() - resets - 2;
        let mut first = Some(self.command(commands.concat()).await);
        let mut next = async |connection: &mut Self| match first.take() {
            Some(reply) => reply,
            None => connection.reply(2).await,
        };
        for _ in 0..resets {
            next(self).await.map_err(Failure::of_connection)?;
        }
        let sender = next(self).await.map_err(of_sender);
        if let Err(failure) = &sender
            && (failure.reach == Reach::Connection || failure.is_farewell())
        {
            return Err(failure.clone());
        }
        let mut recipients = Vec::with_capacity(count);
        for _ in 0..count {
            let reply = next(self).await;
            recipients.push(of_recipient(reply, &recipients)?);
        }
        let data = self.reply(3).await;
        if data.is_ok() && (sender.is_err() || recipients.iter().all(Result::is_err)) {
            // RFC 2920 §3.1: the far side may want data for nobody; it gets none.
            let _ = self.command(".\r\n".to_owned()).await;
            sender?;
            return Ok(Begun::without_recipients(recipients));
        }
        sender?;
        Ok(Begun { recipients, data })
    }

    fn mail_command(&self, mail: &Transaction<'_>, to: &[&Address]) -> String {
        let mut command = String::from("MAIL FROM:<");
        let mut ascii = to.iter().all(|a| a.is_ascii());
        if let ReversePath::Address(address) = mail.reverse_path {
            ascii &= address.is_ascii();
            let _ = write!(command, "{address}");
        }
        command.push('>');
        let plain = mail.message.is_ascii();
        if self.offers.eight_bit && !plain {
            command.push_str(" BODY=8BITMIME");
        }
        // RFC 6531 §3.4: an address or a header in UTF-8. What old programs wrote in another charset
        // is neither.
        let in_utf8 = || {
            let (head, _) = edit::split(mail.message);
            !head.is_ascii() && std::str::from_utf8(head).is_ok()
        };
        if !ascii || (!plain && self.offers.utf8 && in_utf8()) {
            command.push_str(" SMTPUTF8");
        }
        command.push_str("\r\n");
        command
    }

    /// The message and the reply to its final dot.
    async fn message(&mut self, message: &[u8]) -> Outcome {
        let canonical = edit::canonical(message);
        // lettre ends what it sends with CRLF, dot, CRLF: without ours the message stays as it is.
        let body = canonical.strip_suffix(b"\r\n").unwrap_or(&canonical);
        let sent = timeout(self.timeouts.message, self.inner.message(body)).await;
        match answered(sent).and_then(|reply| expect(&reply, 2)) {
            Ok(()) => {
                self.state = State::Clean;
                self.taken += 1;
                Outcome::Accepted
            }
            Err(failure) if failure.code.is_some() => {
                let failure = failure.of_message();
                self.note(&failure);
                if failure.reach == Reach::Message {
                    self.state = State::Clean;
                    self.taken += 1;
                }
                Outcome::Refused(failure)
            }
            Err(failure) => {
                self.state = State::Broken;
                Outcome::Lost(failure.text)
            }
        }
    }
}

/// How far a transaction came.
struct Begun {
    recipients: Vec<Result<(), Failure>>,
    data: Result<(), Failure>,
}

impl Begun {
    /// Nobody was accepted: each has their own refusal, and no message is sent.
    fn without_recipients(recipients: Vec<Result<(), Failure>>) -> Self {
        let data = Err(Failure::temporary("4.5.0", "no recipient was accepted"));
        Self { recipients, data }
    }
}

/// A refusal of MAIL: of us (syntax, authentication: 50x, 53x; or for now) or of the message.
fn of_sender(failure: Failure) -> Failure {
    match failure.code {
        Some(500..=504 | 530..=538 | 555) => failure.of_connection(),
        Some(400..=499) => failure.of_host(),
        _ => failure,
    }
}

/// Whether a recipient was refused for being one too many.
fn is_crowd(failure: &Failure) -> bool {
    matches!(failure.code, Some(452 | 552))
}

/// A reply to RCPT. RFC 5321 §4.5.3.1.10: 552 after others were accepted means too many, for now.
fn of_recipient(
    reply: Result<(), Failure>,
    before: &[Result<(), Failure>],
) -> Result<Result<(), Failure>, Failure> {
    match reply {
        Err(failure) if failure.reach == Reach::Connection => Err(failure),
        Err(failure) if failure.code == Some(552) && before.iter().any(Result::is_ok) => {
            Ok(Err(failure.not_for_good()))
        }
        other => Ok(other),
    }
}
