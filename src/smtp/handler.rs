//! What a session asks of the house, and what it may be told. Not a policy: every decision is the
//! handler's; here stand only the question and the possible answers.

use std::future::Future;
use std::net::IpAddr;

use crate::mail::message_id::ReversePath;

/// Decides on recipients and messages. `daemon::intake` implements it.
pub trait Handler: Send + Sync + 'static {
    /// Whether `to` is somebody here. `to` is `local@domain`, domain in lower case, or the bare word
    /// `postmaster` (RFC 5321 §4.5.1). No other form arrives (threat 3).
    fn recipient(&self, peer: &Peer, from: &ReversePath, to: &str) -> RcptVerdict;

    /// Takes a message; `raw` is what was received, CRLF lines, dots unstuffed, below our `Received`
    /// field. One verdict for each of `envelope.recipients`, in their order. A 250 is a promise: it is
    /// given after the message is durable (RFC 5321 §6.1). A panic becomes 451 4.3.0.
    fn message(
        &self,
        envelope: Envelope,
        raw: Vec<u8>,
    ) -> impl Future<Output = Vec<Verdict>> + Send;
}

/// Who speaks to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where from; `None` for a Unix socket.
    pub ip: Option<IpAddr>,
    /// The name given in EHLO, HELO or LHLO: letters, digits, `.`, `-`, `_`, or an address literal.
    pub helo: String,
    /// Whether the session is encrypted.
    pub channel: Channel,
}

/// How a session's bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// In the clear.
    Plain,
    /// Under TLS, since STARTTLS.
    Encrypted,
}

/// Which of the two dialects a listener speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 5321: one reply for a message.
    Smtp,
    /// RFC 2033: one reply for each recipient of a message.
    Lmtp,
}

/// What MAIL's BODY parameter declared (RFC 6152). Declared only: the bytes may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// `7BIT`, or nothing said.
    SevenBit,
    /// `8BITMIME`.
    EightBit,
}

/// All that is known of a message besides its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Who brought it.
    pub peer: Peer,
    /// How.
    pub protocol: Protocol,
    /// The `id` of our Received field: ties log lines to the message.
    pub id: String,
    /// From MAIL.
    pub reverse_path: ReversePath,
    /// From RCPT, as [`Handler::recipient`] accepted them; never empty.
    pub recipients: Vec<String>,
    /// Whether MAIL asked for SMTPUTF8 (RFC 6531): header fields may hold UTF-8.
    pub smtputf8: bool,
    /// From MAIL's BODY.
    pub body: Body,
}

/// The reply codes a handler may choose (RFC 5321 §4.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// 250: ours now.
    Accepted,
    /// 450: not for this mailbox now.
    MailboxBusy,
    /// 451: we failed; try again.
    Failed,
    /// 452: no room now.
    NoRoom,
    /// 550: no.
    Refused,
    /// 552: too large.
    TooLarge,
    /// 553: such an address is not allowed.
    BadAddress,
    /// 554: this message, no.
    Rejected,
}

impl Code {
    /// The three digits.
    pub fn number(self) -> u16 {
        match self {
            Self::Accepted => 250,
            Self::MailboxBusy => 450,
            Self::Failed => 451,
            Self::NoRoom => 452,
            Self::Refused => 550,
            Self::TooLarge => 552,
            Self::BadAddress => 553,
            Self::Rejected => 554,
        }
    }
}

/// An answer: code, enhanced code (RFC 3463) and a sentence for whoever reads the bounce. Several
/// lines are allowed; control characters and non-ASCII never reach the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The reply code.
    pub code: Code,
    /// The enhanced status code; its first digit is that of `code`.
    pub enhanced: &'static str,
    /// What is said after both.
    pub text: String,
}

/// What RCPT is answered: 250, or why not.
pub type RcptVerdict = Verdict;

impl Verdict {
    /// Any answer. `enhanced` begins with the code's first digit.
    pub fn new(code: Code, enhanced: &'static str, text: impl Into<String>) -> Self {
        Self { code, enhanced, text: text.into() }
    }

    /// 250 2.0.0: durable, or (at RCPT) somebody here.
    pub fn accepted(text: impl Into<String>) -> Self {
        Self::new(Code::Accepted, "2.0.0", text)
    }

    /// 550 with the given enhanced code: a refusal for good.
    pub fn refused(enhanced: &'static str, text: impl Into<String>) -> Self {
        Self::new(Code::Refused, enhanced, text)
    }

    /// 550 5.1.1: nobody here by that name.
    pub fn unknown() -> Self {
        Self::refused("5.1.1", "No such address here")
    }

    /// 451 4.3.0: we failed, not the sender.
    pub fn failed() -> Self {
        Self::new(Code::Failed, "4.3.0", "Cannot take this now, try again later")
    }

    /// Whether it is a 250.
    pub fn is_accepted(&self) -> bool {
        self.code == Code::Accepted
    }

    /// Whether it is a 4xx: the sender will try again.
    pub fn is_temporary(&self) -> bool {
        matches!(self.code, Code::MailboxBusy | Code::Failed | Code::NoRoom)
    }
}
