//! The dialogue of SMTP and LMTP, without a socket: a command line goes in, what is to be done comes
//! out. Not a policy: whom to accept is asked through [`Step::Ask`].

use std::sync::Arc;

use super::command::{self, Command, Hello, MailFrom};
use super::data::Fault;
use super::handler::{Channel, Envelope, Peer, Protocol, RcptVerdict, Verdict};
use super::limits::Limits;
use super::reply::{self, Reply};
use crate::mail::message_id::ReversePath;

/// What a command leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reply, and read on.
    Say(Reply),
    /// Reply; whatever was sent behind this command is no command (RFC 2920 §3.1), so hang up if there
    /// is anything.
    SayAlone(Reply),
    /// Ask the handler about this recipient, and tell [`Session::recipient`].
    Ask(String),
    /// Reply 354, receive the message, and tell [`Session::received`] or [`Session::faulty`].
    Receive,
    /// Reply 220, and speak TLS; then [`Session::encrypted`].
    Encrypt,
    /// Reply, and hang up.
    Close(Reply),
}

/// Whether this session may become encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartTls {
    /// No certificate is configured, or the session is encrypted already.
    No,
    /// STARTTLS is offered.
    Offered,
}

/// A transaction begun by MAIL.
#[derive(Debug)]
struct Transaction {
    mail: MailFrom,
    recipients: Vec<String>,
    asked: usize,
}

/// RCPT commands in one transaction, as a multiple of the recipients it may have, before we hang up:
/// who goes on after 452 is not reading.
const OVERSHOOT: usize = 10;

/// One connection's dialogue.
#[derive(Debug)]
pub struct Session {
    hostname: Arc<str>,
    limits: Arc<Limits>,
    protocol: Protocol,
    tls: StartTls,
    peer: Peer,
    hello: Option<Hello>,
    transaction: Option<Transaction>,
    errors: u32,
    idle: u32,
    transactions: u32,
}

impl Session {
    /// Begins, before the greeting.
    pub fn new(
        hostname: Arc<str>,
        limits: Arc<Limits>,
        protocol: Protocol,
        ip: Option<std::net::IpAddr>,
        tls: StartTls,
    ) -> Self {
        Self {
            hostname,
            limits,
            protocol,
            tls,
            peer: Peer { ip, helo: String::new(), channel: Channel::Plain },
            hello: None,
            transaction: None,
            errors: 0,
            idle: 0,
            transactions: 0,
        }
    }

    /// 220, or for LMTP the same with its name (RFC 2033 §4.1 wants no other).
    pub fn greeting(&self) -> Reply {
        let dialect = match self.protocol {
            Protocol::Smtp => "ESMTP",
            Protocol::Lmtp => "LMTP",
        };
        Reply::plain(220, format!("{} {dialect} Palabre", self.hostname))
    }

    /// Who speaks.
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// The reverse-path of the transaction under way.
    pub fn from(&self) -> &ReversePath {
        self.transaction.as_ref().map_or(&ReversePath::Null, |t| &t.mail.from)
    }

    /// The word by which the peer greeted us; EHLO before it did.
    pub fn hello(&self) -> Hello {
        self.hello.unwrap_or(Hello::Ehlo)
    }

    /// Takes one line, without its CRLF. `free` is the memory left for messages.
    pub fn line(&mut self, line: &[u8], free: usize) -> Step {
        if self.errors >= self.limits.errors {
            return Step::Close(Reply::new(421, "4.7.0", "Too many errors"));
        }
        let step = match command::parse(line) {
            Ok(command) => self.command(command, free),
            Err(reply) => Step::Say(reply),
        };
        if let Step::Say(reply) | Step::SayAlone(reply) = &step
            && reply.is_error()
        {
            self.errors += 1;
        }
        step
    }

    fn command(&mut self, command: Command, free: usize) -> Step {
        match command {
            Command::Mail(mail) => self.mail(mail, free),
            Command::Rcpt(to) => self.rcpt(to),
            Command::Data => self.data(),
            Command::StartTls => self.start_tls(),
            Command::Quit => Step::Close(Reply::new(221, "2.0.0", "Goodbye")),
            Command::Http => Step::Close(Reply::new(421, "4.7.0", "This is a mail server")),
            other => self.idle(other),
        }
    }

    /// Commands that bring no mail nearer; a peer that says only such is of no use.
    fn idle(&mut self, command: Command) -> Step {
        self.idle += 1;
        if self.idle > self.limits.idle_commands {
            return Step::Close(Reply::new(421, "4.7.0", "Too many commands without a message"));
        }
        Step::Say(match command {
            Command::Hello(verb, name) => return self.greet(verb, name),
            Command::Rset => {
                self.transaction = None;
                Reply::new(250, "2.0.0", "Forgotten")
            }
            // RFC 5321 §3.5.3, §7.3: who is here is nobody's business.
            Command::Vrfy => Reply::new(252, "2.5.2", "Send, and see"),
            Command::Help => Reply::new(
                214,
                "2.0.0",
                "EHLO MAIL RCPT DATA RSET NOOP VRFY STARTTLS QUIT\nA person reads: postmaster",
            ),
            _ => Reply::new(250, "2.0.0", "Ok"),
        })
    }

    fn greet(&mut self, verb: Hello, name: String) -> Step {
        let ours = match self.protocol {
            Protocol::Smtp => verb != Hello::Lhlo,
            // RFC 2033 §4.1: HELO and EHLO MUST be refused.
            Protocol::Lmtp => verb == Hello::Lhlo,
        };
        if !ours {
            return Step::Say(match self.protocol {
                Protocol::Smtp => Reply::new(500, "5.5.1", "This is SMTP: say EHLO"),
                Protocol::Lmtp => Reply::new(500, "5.5.1", "This is LMTP: say LHLO"),
            });
        }
        // RFC 5321 §4.1.4: a second EHLO resets like RSET.
        self.transaction = None;
        self.hello = Some(verb);
        self.peer.helo = name;
        if verb == Hello::Helo {
            return Step::Say(Reply::plain(250, self.hostname.to_string()));
        }
        let mut text = format!(
            "{}\nPIPELINING\nSIZE {}\n8BITMIME\nENHANCEDSTATUSCODES\nSMTPUTF8",
            self.hostname, self.limits.message_bytes
        );
        if self.tls == StartTls::Offered {
            text.push_str("\nSTARTTLS");
        }
        Step::Say(Reply::plain(250, text))
    }

    fn start_tls(&mut self) -> Step {
        match (self.tls, self.peer.channel) {
            (StartTls::Offered, _) => Step::Encrypt,
            (StartTls::No, Channel::Encrypted) => {
                Step::SayAlone(Reply::new(503, "5.5.1", "Encrypted already"))
            }
            (StartTls::No, Channel::Plain) => {
                Step::Say(Reply::new(502, "5.5.1", "Not offered here"))
            }
        }
    }

    /// The channel is encrypted now. RFC 3207 §4.2: all that was said before is forgotten.
    pub fn encrypted(&mut self) {
        self.tls = StartTls::No;
        self.peer.channel = Channel::Encrypted;
        self.peer.helo = String::new();
        self.hello = None;
        self.transaction = None;
    }

    fn mail(&mut self, mail: MailFrom, free: usize) -> Step {
        if self.hello.is_none() {
            let verb = if self.protocol == Protocol::Lmtp { "LHLO" } else { "EHLO" };
            return Step::Say(Reply::new(503, "5.5.1", format!("Say {verb} first")));
        }
        if self.transaction.is_some() {
            return Step::Say(Reply::new(503, "5.5.1", "A message is begun already"));
        }
        self.transactions += 1;
        if self.transactions > self.limits.transactions {
            return Step::Close(Reply::new(421, "4.7.0", "Enough for one session"));
        }
        // RFC 1870 §6.1: only a hint; real bytes are counted as they come.
        let size = mail.size.unwrap_or_default();
        if size > self.limits.message_bytes {
            return Step::Say(self.too_large());
        }
        if size > free {
            return Step::Say(no_memory());
        }
        // RFC 6531 §3.5: non-ASCII without SMTPUTF8.
        if let ReversePath::Address(from) = &mail.from
            && !from.is_ascii()
            && !mail.smtputf8
        {
            return Step::Say(Reply::new(553, "5.6.7", "Such an address needs SMTPUTF8"));
        }
        self.transaction = Some(Transaction { mail, recipients: Vec::new(), asked: 0 });
        Step::Say(Reply::new(250, "2.1.0", "Sender ok"))
    }

    fn rcpt(&mut self, to: String) -> Step {
        let Some(transaction) = &mut self.transaction else {
            return Step::Say(Reply::new(503, "5.5.1", "Say MAIL first"));
        };
        transaction.asked += 1;
        if transaction.asked > self.limits.recipients.saturating_mul(OVERSHOOT) {
            return Step::Close(Reply::new(421, "4.7.0", "Too many recipients"));
        }
        if transaction.recipients.len() >= self.limits.recipients {
            // RFC 5321 §4.5.3.1.10: the sender brings the others in another transaction.
            return Step::Say(Reply::new(452, "4.5.3", "Enough recipients for one message"));
        }
        if !to.is_ascii() && !transaction.mail.smtputf8 {
            return Step::Say(Reply::new(553, "5.6.7", "Such an address needs SMTPUTF8"));
        }
        Step::Ask(to)
    }

    /// The handler's word on a recipient that [`Step::Ask`] named.
    pub fn recipient(&mut self, to: String, verdict: &RcptVerdict) -> Reply {
        let reply = Reply::from(verdict);
        if !verdict.is_accepted() {
            self.errors += u32::from(reply.is_error());
            return reply;
        }
        if let Some(transaction) = &mut self.transaction {
            // Named twice in SMTP is one recipient; in LMTP each RCPT gets its reply (RFC 2033 §4.2).
            if self.protocol == Protocol::Lmtp || !transaction.recipients.contains(&to) {
                transaction.recipients.push(to);
            }
        }
        Reply::new(250, "2.1.5", "Recipient ok")
    }

    fn data(&mut self) -> Step {
        match &self.transaction {
            None => Step::SayAlone(Reply::new(503, "5.5.1", "Say MAIL first")),
            Some(t) if t.recipients.is_empty() => Step::SayAlone(match self.protocol {
                Protocol::Smtp => Reply::new(554, "5.5.1", "No valid recipients"),
                // RFC 2033 §4.2.
                Protocol::Lmtp => Reply::new(503, "5.5.1", "No valid recipients"),
            }),
            Some(_) => Step::Receive,
        }
    }

    /// The envelope of the message that is received now. Ends the transaction.
    pub fn envelope(&mut self, id: String) -> Option<Envelope> {
        let transaction = self.transaction.take()?;
        Some(Envelope {
            peer: self.peer.clone(),
            protocol: self.protocol,
            id,
            reverse_path: transaction.mail.from,
            recipients: transaction.recipients,
            smtputf8: transaction.mail.smtputf8,
            body: transaction.mail.body,
        })
    }

    /// The replies after a message that the handler saw. Verdicts that it forgot are 451.
    pub fn received(&mut self, recipients: &[String], mut verdicts: Vec<Verdict>) -> Vec<Reply> {
        verdicts.resize_with(recipients.len(), Verdict::failed);
        if verdicts.iter().any(Verdict::is_accepted) {
            self.errors = 0;
            self.idle = 0;
        } else if !verdicts.iter().any(Verdict::is_temporary) {
            self.errors += 1;
        }
        match self.protocol {
            Protocol::Smtp => vec![reply::combine(recipients, &verdicts)],
            Protocol::Lmtp => verdicts.iter().map(Reply::from).collect(),
        }
    }

    /// The replies after a message that could not be taken: in LMTP one for each recipient.
    pub fn faulty(&mut self, recipients: &[String], fault: Fault) -> Vec<Reply> {
        self.errors += u32::from(fault != Fault::NoMemory);
        let reply = match fault {
            Fault::TooLarge => self.too_large(),
            Fault::NoMemory => no_memory(),
            Fault::BareCr => smuggling("a CR without LF"),
            Fault::BareLf => smuggling("an LF without CR"),
            Fault::Nul => smuggling("a NUL"),
        };
        match self.protocol {
            Protocol::Smtp => vec![reply],
            Protocol::Lmtp => recipients.iter().map(|_| reply.clone()).collect(),
        }
    }

    fn too_large(&self) -> Reply {
        Reply::new(552, "5.3.4", format!("At most {} bytes are taken", self.limits.message_bytes))
    }
}

fn no_memory() -> Reply {
    Reply::new(452, "4.3.1", "Too much mail at once, try again later")
}

/// Names the danger, so that who reads the bounce can mend the sender (threat 1).
fn smuggling(what: &str) -> Reply {
    let text = format!(
        "The message holds {what}; only CR LF ends a line (RFC 5321 2.3.8)\n\
         Taking it would let SMTP smuggling through"
    );
    Reply::new(550, "5.5.2", text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words() -> impl Strategy<Value = Vec<u8>> {
        let known = prop::sample::select(vec![
            "EHLO a.example",
            "HELO a.example",
            "LHLO a.example",
            "MAIL FROM:<>",
            "MAIL FROM:<a@a.example> SIZE=10",
            "MAIL FROM:<\u{e9}@a.example> SMTPUTF8",
            "RCPT TO:<b@b.example>",
            "RCPT TO:<no@b.example>",
            "RCPT TO:<postmaster>",
            "DATA",
            "RSET",
            "NOOP",
            "STARTTLS",
            "VRFY x",
            "QUIT",
            "BOGUS",
        ]);
        prop_oneof![
            9 => known.prop_map(|line| line.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..60),
            1 => "(MAIL FROM|RCPT TO|EHLO|BDAT|AUTH):?[ <>@a-z.\"%!\\\\=0-9]{0,40}".prop_map(String::into_bytes),
        ]
    }

    fn well_formed(reply: &Reply) {
        let mut out = Vec::new();
        reply.write(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.ends_with("\r\n") && text.is_ascii() && !text.contains("\r\n\r\n"),
            "{text:?}"
        );
        assert!((200..600).contains(&reply.code()) && text.lines().all(|l| l.len() <= 510));
        // RFC 2034 §4: the enhanced code's class is the reply's.
        let class = (reply.code() / 100).to_string();
        assert!(reply.enhanced().is_empty() || reply.enhanced().starts_with(&class), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Whatever is said, in whatever order: replies are well formed, a message is received only
        /// for recipients that were accepted, and nothing survives RSET or a handshake.
        #[test]
        fn any_talk_keeps_the_rules(
            lines in prop::collection::vec(words(), 0..40), lmtp in any::<bool>()
        ) {
            let protocol = if lmtp { Protocol::Lmtp } else { Protocol::Smtp };
            let limits = Arc::new(Limits { recipients: 3, ..Limits::default() });
            let mut session =
                Session::new("h.example".into(), limits, protocol, None, StartTls::Offered);
            let mut accepted: Vec<String> = Vec::new();
            for line in lines {
                match session.line(&line, 1000) {
                    Step::Say(reply) | Step::SayAlone(reply) => {
                        well_formed(&reply);
                        let upper = line.to_ascii_uppercase();
                        let resets = [&b"RSET"[..], b"EHLO", b"HELO", b"LHLO"];
                        if reply.code() == 250 && resets.iter().any(|r| upper.starts_with(r)) {
                            accepted.clear();
                        }
                    }
                    Step::Ask(to) => {
                        let no = to.starts_with("no@");
                        let verdict = if no { Verdict::unknown() } else { Verdict::accepted("") };
                        well_formed(&session.recipient(to.clone(), &verdict));
                        if !no && (lmtp || !accepted.contains(&to)) {
                            accepted.push(to);
                        }
                        prop_assert!(accepted.len() <= 3);
                    }
                    Step::Receive => {
                        let envelope = session.envelope("id".into()).unwrap();
                        prop_assert!(!accepted.is_empty());
                        prop_assert_eq!(&envelope.recipients, &accepted);
                        let replies = session.received(&envelope.recipients, Vec::new());
                        prop_assert_eq!(replies.len(), if lmtp { accepted.len() } else { 1 });
                        replies.iter().for_each(well_formed);
                        accepted.clear();
                    }
                    Step::Encrypt => {
                        session.encrypted();
                        accepted.clear();
                        prop_assert_eq!(session.peer().helo.as_str(), "");
                    }
                    Step::Close(reply) => {
                        well_formed(&reply);
                        return Ok(());
                    }
                }
            }
        }
    }
}
