//! Replies as they stand on the wire (RFC 5321 §4.2, RFC 2034). Not their choice: `session` and the
//! handler choose.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::handler::Verdict;

/// One reply, of one line or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    enhanced: &'static str,
    text: Cow<'static, str>,
}

/// Characters of text on one line: RFC 5321 §4.5.3.1.5 allows 512 octets with code and CRLF.
const WIDTH: usize = 400;
/// Lines of one reply; what a handler says beyond them is dropped.
const LINES: usize = 30;

impl Reply {
    /// A reply with an enhanced status code on each line.
    pub fn new(code: u16, enhanced: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, enhanced, text: text.into() }
    }

    /// A reply without one: the greeting, EHLO's answer and 354 have none (RFC 2034 §4).
    pub fn plain(code: u16, text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, "", text)
    }

    /// The three digits.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The enhanced status code, or nothing.
    pub fn enhanced(&self) -> &'static str {
        self.enhanced
    }

    /// Whether it is the peer's mistake: 5xx.
    pub fn is_error(&self) -> bool {
        self.code >= 500
    }

    /// Appends the reply to what is to be sent. Whatever the text holds, the lines are well formed.
    pub fn write(&self, out: &mut Vec<u8>) {
        let lines = self.lines();
        let last = lines.len().saturating_sub(1);
        for (number, line) in lines.iter().enumerate() {
            let dash = if number == last { ' ' } else { '-' };
            let space = if self.enhanced.is_empty() { "" } else { " " };
            let line = format!("{}{dash}{}{space}{line}", self.code, self.enhanced);
            out.extend_from_slice(line.trim_end().as_bytes());
            out.extend_from_slice(b"\r\n");
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for line in self.text.lines() {
            // Replies are ASCII unless the client said SMTPUTF8 in MAIL (RFC 6531 §3.7.4.1), and a
            // stray CR would make two replies of one.
            let clean: Vec<char> = line
                .chars()
                .map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' })
                .collect();
            lines.extend(clean.chunks(WIDTH).map(|part| part.iter().collect::<String>()));
        }
        lines.truncate(LINES);
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}

impl From<&Verdict> for Reply {
    fn from(verdict: &Verdict) -> Self {
        Self::new(verdict.code.number(), verdict.enhanced, verdict.text.clone())
    }
}

/// The one reply of SMTP for what several recipients were answered.
///
/// A 4xx wins: the sender tries all again, and who has it already recognises the message. Then a 5xx,
/// which says line by line what was refused and what was not: a sender told 250 would never learn of
/// the refusal, and we bounce nothing later (RFC 5321 §6.1).
pub fn combine(recipients: &[String], verdicts: &[Verdict]) -> Reply {
    let temporary = verdicts.iter().find(|v| v.is_temporary());
    let refused = || verdicts.iter().find(|v| !v.is_accepted());
    let Some(chosen) = temporary.or_else(refused).or(verdicts.first()) else {
        return Reply::from(&Verdict::failed());
    };
    if verdicts.iter().all(|v| v == chosen) {
        return Reply::from(chosen);
    }
    let mut text = String::new();
    for (to, verdict) in recipients.iter().zip(verdicts) {
        let _ = writeln!(text, "<{to}>: {}", verdict.text.lines().next().unwrap_or_default());
    }
    Reply::new(chosen.code.number(), chosen.enhanced, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reply: Reply, want: &str) {
        let mut out = Vec::new();
        reply.write(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }

    #[test]
    fn lines() {
        check(Reply::new(250, "2.0.0", "Ok"), "250 2.0.0 Ok\r\n");
        check(Reply::plain(250, "a\nb"), "250-a\r\n250 b\r\n");
        check(Reply::new(550, "5.7.1", "one\r\ntwo"), "550-5.7.1 one\r\n550 5.7.1 two\r\n");
        check(Reply::plain(354, ""), "354\r\n");
        // smtp-proto writes embedded newlines as they are (a broken reply); this cannot.
        check(Reply::new(550, "5.1.1", "a\rb\u{85}é\0"), "550 5.1.1 a?b???\r\n");
        let long = "x".repeat(1000);
        let want = format!("250-{0}\r\n250-{0}\r\n250 {1}\r\n", "x".repeat(400), "x".repeat(200));
        check(Reply::plain(250, long), &want);
        let mut out = Vec::new();
        Reply::plain(250, "x\n".repeat(1000)).write(&mut out);
        assert_eq!(out.len(), 30 * 7);
    }

    #[test]
    fn several_recipients_one_reply() {
        let to = ["a@x.example", "b@x.example"].map(str::to_owned);
        let (ok, no) = (Verdict::accepted("Kept"), Verdict::refused("5.7.1", "Members only"));
        let later = Verdict::failed();
        check(combine(&to, &[ok.clone(), ok.clone()]), "250 2.0.0 Kept\r\n");
        let want = "550-5.7.1 <a@x.example>: Kept\r\n550 5.7.1 <b@x.example>: Members only\r\n";
        check(combine(&to, &[ok.clone(), no.clone()]), want);
        assert_eq!(combine(&to, &[no, later]).code(), 451);
        assert_eq!(combine(&to, &[]).code(), 451);
    }
}
