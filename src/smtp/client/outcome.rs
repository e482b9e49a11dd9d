//! What became of a recipient, and why. Whether a failure is for good is settled here, where the
//! reply is read, and never by matching words later.

use std::fmt;

/// What became of one recipient of one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The far side has it.
    Accepted,
    /// The far side has not taken it.
    Refused(Failure),
    /// The far side took the message for others and had no room for more recipients: another transaction
    /// may do (RFC 5321 §4.5.3.1.10).
    Crowded(Failure),
    /// The message was sent and no reply came: it may have been taken (P3). Says what happened.
    Lost(String),
}

/// How long a failure lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Term {
    Permanent,
    Temporary,
}

/// What a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This recipient: others may fare better in the same transaction.
    Recipient,
    /// This message: said after its final dot, of all its recipients alike.
    Message,
    /// Us, for now: said at MAIL, before anybody was named.
    Host,
    /// The connection: it is of no more use, and nothing was taken.
    Connection,
    /// The connection too, and the message may have been taken.
    Lost,
}

/// Why mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    term: Term,
    /// What it is about.
    pub reach: Reach,
    /// The reply code, when there was a reply.
    pub code: Option<u16>,
    /// Enhanced status (RFC 3463): the far side's, or one of the same class.
    pub status: String,
    /// What the far side said, or what happened.
    pub text: String,
}

impl Failure {
    /// Of the connection: refused, broken, timed out, closing. Temporary: the host may come back.
    pub fn connection(text: impl Into<String>) -> Self {
        // RFC 3463 §3.5: 4.4.2, bad connection.
        Self::own(Term::Temporary, Reach::Connection, "4.4.2", text)
    }

    /// Of a message that was sent without an answer.
    pub fn lost(why: &str) -> Self {
        Self::own(Term::Temporary, Reach::Lost, "4.4.2", format!("reply lost: {why}"))
    }

    /// Of the recipient, for good, found by ourselves.
    pub fn permanent(status: &str, text: impl Into<String>) -> Self {
        Self::own(Term::Permanent, Reach::Recipient, status, text)
    }

    /// Of the recipient, for now, found by ourselves.
    pub fn temporary(status: &str, text: impl Into<String>) -> Self {
        Self::own(Term::Temporary, Reach::Recipient, status, text)
    }

    fn own(term: Term, reach: Reach, status: &str, text: impl Into<String>) -> Self {
        Self { term, reach, code: None, status: status.to_owned(), text: text.into() }
    }

    /// A negative reply to a command about mail (RFC 5321 §4.2.1).
    pub fn reply(code: u16, text: &str) -> Self {
        let term = if (500..600).contains(&code) { Term::Permanent } else { Term::Temporary };
        // Said of whom it may, 421 ends the connection for all.
        let reach = if code == 421 { Reach::Connection } else { Reach::Recipient };
        let status = enhanced(text).unwrap_or_else(|| format!("{}.0.0", code / 100));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { term, reach, code: Some(code), status, text }
    }

    /// The same, but about the connection and not for good: what a greeting or our own manners
    /// (authentication, syntax) met is no member's fault.
    pub fn of_connection(mut self) -> Self {
        self.term = Term::Temporary;
        self.reach = Reach::Connection;
        self
    }

    /// The same, said in answer to the whole message. Unless it names another reason it is of what the
    /// message says (RFC 3463 §3.7), and of no address.
    pub fn of_message(mut self) -> Self {
        if self.reach == Reach::Recipient {
            self.reach = Reach::Message;
        }
        if self.is_permanent() && self.status.ends_with(".0.0") {
            self.status = "5.6.0".to_owned();
        }
        self
    }

    /// The same, said before anybody was named.
    pub fn of_host(mut self) -> Self {
        self.reach = Reach::Host;
        self
    }

    /// Whether it is about an address or a mailbox (RFC 3463 §3.2, §3.3).
    pub fn is_of_somebody(&self) -> bool {
        matches!(self.status.get(1..3), Some(".1" | ".2"))
    }

    /// Whether the far side is about to hang up (RFC 5321 §3.8).
    pub fn is_farewell(&self) -> bool {
        self.code == Some(421)
    }

    /// The same, but not for good.
    pub fn not_for_good(mut self) -> Self {
        self.term = Term::Temporary;
        self
    }

    /// Whether trying again is useless.
    pub fn is_permanent(&self) -> bool {
        self.term == Term::Permanent
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{code} {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl std::error::Error for Failure {}

/// The enhanced status that a reply's text begins with (RFC 2034 §4).
fn enhanced(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let mut parts = word.split('.');
    let class = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let number = |p: &&str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    let good = matches!(class, "4" | "5") && rest.len() == 2 && rest.iter().all(number);
    good.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: u16, text: &str, permanent: bool, reach: Reach, status: &str) {
        let failure = Failure::reply(code, text);
        assert_eq!(failure.is_permanent(), permanent, "{failure}");
        assert_eq!((failure.reach, failure.status.as_str()), (reach, status), "{failure}");
    }

    #[test]
    fn replies() {
        check(550, "5.1.1 Nobody", true, Reach::Recipient, "5.1.1");
        check(450, "4.2.0 Busy", false, Reach::Recipient, "4.2.0");
        check(421, "4.3.2 Closing", false, Reach::Connection, "4.3.2");
        check(550, "No such user", true, Reach::Recipient, "5.0.0");
        check(554, "5.7.606 Blocked\n5.7.606 see", true, Reach::Recipient, "5.7.606");
        check(451, "4.7.500", false, Reach::Recipient, "4.7.500");
        check(451, "5.x.y what", false, Reach::Recipient, "4.0.0");
        check(999, "", false, Reach::Recipient, "9.0.0");
    }

    #[test]
    fn messages_are_not_addresses() {
        let status = |code, text| Failure::reply(code, text).of_message().status;
        assert_eq!(status(554, "No"), "5.6.0");
        assert_eq!(status(554, "5.0.0 No"), "5.6.0");
        assert_eq!(status(550, "5.1.1 Nobody"), "5.1.1");
        assert_eq!(status(451, "Later"), "4.0.0");
        assert_eq!(Failure::reply(421, "Bye").of_message().reach, Reach::Connection);
    }

    #[test]
    fn manners_are_nobodys_fault() {
        let failure = Failure::reply(535, "5.7.8 Bad password").of_connection();
        assert!(!failure.is_permanent());
        assert_eq!(failure.to_string(), "535 5.7.8 Bad password");
    }
}
