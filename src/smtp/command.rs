//! Command lines: bytes of one line become a [`Command`] or the reply that refuses it. Not their
//! order: that is `session`'s.
//!
//! smtp-proto reads verbs and parameters. Its 0.2.5 is lenient in ways that were measured, and each
//! is closed here before it sees the line:
//!
//! | smtp-proto 0.2.5 | here |
//! |---|---|
//! | `<postmaster>` and `<>` give the same empty address; quotes are lost; literals refused | paths are read here; it is given `<>` |
//! | `SIZE=99999999999999999999999` wraps to 999 | digits are counted first: 552; real bytes are counted in `data` |
//! | bad UTF-8 becomes U+FFFD | 500 |
//! | a bare LF, or a CR or NUL inside, passes | control characters are 500; `wire` splits at CR LF only |
//! | `RSET x`, `STARTTLS now`, `EHLO x y` pass | 501 |
//! | parameters of extensions we do not offer pass | 555 (RFC 5321 §4.1.1.11) |

use smtp_proto::{MAIL_BODY_8BITMIME, MAIL_BODY_BINARYMIME, MAIL_SMTPUTF8, Request};

use super::handler::Body;
use super::reply::Reply;
use crate::mail::address::{Address, BadAddress};
use crate::mail::message_id::ReversePath;

/// A command that makes sense on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// EHLO, HELO or LHLO, and the name given.
    Hello(Hello, String),
    /// MAIL.
    Mail(MailFrom),
    /// RCPT, to `local@domain` or to the bare `postmaster`.
    Rcpt(String),
    /// DATA.
    Data,
    /// STARTTLS (RFC 3207).
    StartTls,
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
    /// HELP.
    Help,
    /// VRFY.
    Vrfy,
    /// A request of HTTP: somebody makes a browser or a proxy speak to us.
    Http,
}

/// The three words of greeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hello {
    /// RFC 821.
    Helo,
    /// RFC 5321 §4.1.1.1.
    Ehlo,
    /// RFC 2033 §4.1.
    Lhlo,
}

/// What MAIL says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFrom {
    /// Where a bounce would go.
    pub from: ReversePath,
    /// RFC 1870: the size announced.
    pub size: Option<usize>,
    /// RFC 6152.
    pub body: Body,
    /// RFC 6531: the parameter was given.
    pub smtputf8: bool,
}

/// Reads one line, without its CRLF.
///
/// # Errors
/// The reply that refuses it.
pub fn parse(line: &[u8]) -> Result<Command, Reply> {
    if line.iter().any(u8::is_ascii_control) {
        return Err(Reply::new(500, "5.5.2", "Control characters have no place in a command"));
    }
    let Ok(line) = str::from_utf8(line) else {
        return Err(Reply::new(500, "5.5.2", "This is not UTF-8"));
    };
    // RFC 5321 §4.1.1: trailing white space is tolerated.
    let line = line.trim_end_matches(' ');
    let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
    let argument = argument.trim_start_matches(' ');
    match verb.to_ascii_uppercase().as_str() {
        "MAIL" => mail(argument),
        "RCPT" => rcpt(argument),
        "DATA" | "RSET" | "QUIT" | "STARTTLS" if !argument.is_empty() => {
            Err(Reply::new(501, "5.5.4", "This command takes no argument"))
        }
        // Understood, never done: nothing is relayed for whoever knows a password, no queue is
        // turned, and membership is not read out (RFC 5321 §3.5.3, §7.3).
        "AUTH" | "BDAT" | "BURL" | "ETRN" | "ATRN" | "EXPN" | "TURN" => {
            Err(Reply::new(502, "5.5.1", "Not offered here"))
        }
        "GET" | "HEAD" | "POST" | "PUT" | "OPTIONS" | "CONNECT" => Ok(Command::Http),
        _ => other(line),
    }
}

fn other(line: &str) -> Result<Command, Reply> {
    match request(line)? {
        Request::Ehlo { host } => hello(Hello::Ehlo, &host, line),
        Request::Helo { host } => hello(Hello::Helo, &host, line),
        Request::Lhlo { host } => hello(Hello::Lhlo, &host, line),
        Request::Data => Ok(Command::Data),
        Request::StartTls => Ok(Command::StartTls),
        Request::Rset => Ok(Command::Rset),
        Request::Noop { .. } => Ok(Command::Noop),
        Request::Quit => Ok(Command::Quit),
        Request::Help { .. } => Ok(Command::Help),
        Request::Vrfy { .. } => Ok(Command::Vrfy),
        _ => Err(unknown()),
    }
}

/// Asks smtp-proto, and says its errors in our words.
fn request(line: &str) -> Result<Request<String>, Reply> {
    let bytes = format!("{line}\r\n");
    match Request::parse(&mut bytes.as_bytes().iter()) {
        Ok(request) => Ok(request.into_owned()),
        Err(smtp_proto::Error::SyntaxError { syntax }) => {
            Err(Reply::new(501, "5.5.4", format!("Syntax: {syntax}")))
        }
        Err(smtp_proto::Error::InvalidParameter { param }) => {
            Err(Reply::new(501, "5.5.4", format!("Bad value of {param}")))
        }
        Err(smtp_proto::Error::UnsupportedParameter { .. }) => Err(unsupported()),
        Err(_) => Err(unknown()),
    }
}

fn unknown() -> Reply {
    Reply::new(500, "5.5.1", "Unknown command")
}

fn unsupported() -> Reply {
    Reply::new(555, "5.5.4", "That parameter is not offered here")
}

/// EHLO and its kin. The name goes into our Received field and to SPF: what holds other characters
/// than names and literals have is refused, not quoted.
fn hello(verb: Hello, host: &str, line: &str) -> Result<Command, Reply> {
    let name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let literal = |c: char| c.is_ascii_alphanumeric() || ":.-".contains(c);
    let inner = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let sound = inner.map_or_else(|| host.chars().all(name), |i| i.chars().all(literal));
    // smtp-proto takes the first word and forgets the others.
    let whole = line.split(' ').filter(|word| !word.is_empty()).count() == 2;
    if !sound || !whole || host.is_empty() || inner == Some("") {
        let text = "Syntax: EHLO name.example.org, or EHLO [192.0.2.1]";
        return Err(Reply::new(501, "5.5.4", text));
    }
    Ok(Command::Hello(verb, host.to_owned()))
}

fn mail(argument: &str) -> Result<Command, Reply> {
    let syntax = "Syntax: MAIL FROM:<name@example.org> [SIZE=n] [BODY=8BITMIME] [SMTPUTF8]";
    let (path, words) = path(argument, "FROM:", syntax)?;
    let from = match path {
        "" => ReversePath::Null,
        // `<postmaster>` stands for nobody as a sender: §4.5.1 knows it in RCPT only.
        path => ReversePath::Address(address(path, "5.1.7")?),
    };
    let mut line = "MAIL FROM:<>".to_owned();
    let mut seen = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let key = word.split('=').next().unwrap_or_default().to_ascii_uppercase();
        if !matches!(key.as_str(), "SIZE" | "BODY" | "SMTPUTF8") {
            return Err(unsupported());
        }
        if seen.contains(&key) || (key == "SMTPUTF8") == word.contains('=') {
            return Err(Reply::new(501, "5.5.4", syntax));
        }
        // RFC 1870 §3 allows 20 digits; smtp-proto wraps somewhere, and nobody sends an exabyte.
        if key == "SIZE" && word.len() > "SIZE=".len() + 18 {
            return Err(Reply::new(552, "5.3.4", "That is larger than anything taken here"));
        }
        line = format!("{line} {word}");
        seen.push(key);
    }
    let Request::Mail { from: read } = request(&line)? else { return Err(unknown()) };
    if read.flags & MAIL_BODY_BINARYMIME != 0 {
        return Err(unsupported());
    }
    let eight = read.flags & MAIL_BODY_8BITMIME != 0;
    Ok(Command::Mail(MailFrom {
        from,
        size: seen.iter().any(|key| key == "SIZE").then_some(read.size),
        body: if eight { Body::EightBit } else { Body::SevenBit },
        smtputf8: read.flags & MAIL_SMTPUTF8 != 0,
    }))
}

fn rcpt(argument: &str) -> Result<Command, Reply> {
    let syntax = "Syntax: RCPT TO:<name@example.org>";
    let (path, words) = path(argument, "TO:", syntax)?;
    if !words.trim().is_empty() {
        return Err(unsupported());
    }
    // RFC 5321 §4.5.1: in any case, and without a domain.
    if path.eq_ignore_ascii_case("postmaster") {
        return Ok(Command::Rcpt("postmaster".to_owned()));
    }
    Ok(Command::Rcpt(address(path, "5.1.3")?.as_str().to_owned()))
}

/// Splits `FROM:<path> parameters`; a `>` inside quotes does not end the path.
fn path<'a>(
    argument: &'a str,
    word: &str,
    syntax: &'static str,
) -> Result<(&'a str, &'a str), Reply> {
    let bad = || Reply::new(501, "5.5.4", syntax);
    let (said, rest) = argument.split_at_checked(word.len()).ok_or_else(bad)?;
    // A space after the colon is wrong and common.
    let rest = rest.trim_start_matches(' ').strip_prefix('<').ok_or_else(bad)?;
    let (mut quoted, mut escaped) = (false, false);
    let end = rest.find(|c| {
        let ends = c == '>' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && quoted && !escaped;
        ends
    });
    let (path, after) = end.and_then(|end| rest.split_at_checked(end)).ok_or_else(bad)?;
    let after = after.strip_prefix('>').unwrap_or(after);
    if !said.eq_ignore_ascii_case(word) || !(after.is_empty() || after.starts_with(' ')) {
        return Err(bad());
    }
    Ok((path, after))
}

/// An address as people have them. Source routes, `%` and `!` routing, quoted local parts and address
/// literals have no use here and a history of open relays (threat 3).
fn address(path: &str, enhanced: &'static str) -> Result<Address, Reply> {
    if path.contains(' ') {
        return Err(Reply::new(553, enhanced, BadAddress::Character.to_string()));
    }
    Address::parse(path).map_err(|why| {
        Reply::new(553, enhanced, format!("Such an address is not accepted here: {why}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(line: &str, want: u16) {
        match parse(line.as_bytes()) {
            Err(reply) => assert_eq!(reply.code(), want, "{line}"),
            Ok(command) => panic!("{line} was taken as {command:?}"),
        }
    }

    #[track_caller]
    fn check(line: &str, want: Command) {
        assert_eq!(parse(line.as_bytes()), Ok(want), "{line}");
    }

    #[track_caller]
    fn sender(line: &str, from: &str, size: Option<usize>, body: Body, smtputf8: bool) {
        let from = match from {
            "" => ReversePath::Null,
            from => ReversePath::Address(Address::parse(from).unwrap()),
        };
        check(line, Command::Mail(MailFrom { from, size, body, smtputf8 }));
    }

    #[test]
    fn verbs() {
        check("NOOP", Command::Noop);
        check("noop whatever it is", Command::Noop);
        check("QUIT  ", Command::Quit);
        check("rset", Command::Rset);
        check("Data", Command::Data);
        check("VRFY ann", Command::Vrfy);
        check("HELP", Command::Help);
        check("help mail", Command::Help);
        check("StartTLS", Command::StartTls);
        check("GET / HTTP/1.1", Command::Http);
        refused("", 500);
        refused("HELO", 501);
        refused("VRFY", 501);
        refused("MAILFROM:<a@example.org>", 500);
        refused("Received: from somewhere", 500);
        refused("EXPN cdp", 502);
        refused("AUTH PLAIN AGFubgBzZWNyZXQ=", 502);
        refused("AUTH FOO", 502);
        refused("BDAT 12 LAST", 502);
        refused("ETRN example.org", 502);
    }

    #[test]
    fn arguments_where_none_belong() {
        refused("DATA now", 501);
        refused("RSET x", 501);
        refused("QUIT please", 501);
        refused("STARTTLS now", 501);
    }

    #[test]
    fn hellos() {
        let taken = |line: &str, verb, name: &str| check(line, Command::Hello(verb, name.into()));
        taken("EHLO mail.example.org", Hello::Ehlo, "mail.example.org");
        taken("helo host_1", Hello::Helo, "host_1");
        taken("LHLO [IPv6:2001:db8::1]", Hello::Lhlo, "[IPv6:2001:db8::1]");
        taken("EHLO [127.0.0.1] ", Hello::Ehlo, "[127.0.0.1]");
        for bad in
            ["EHLO x y z", "EHLO", "EHLO (x)", "EHLO a;b", "EHLO []", "EHLO [a", "EHLO é.example"]
        {
            refused(bad, 501);
        }
        refused(&format!("EHLO {}", "x".repeat(256)), 501);
    }

    #[test]
    fn bytes_that_no_line_holds() {
        for bad in [
            &b"NOOP \0"[..],
            b"NOOP\rQUIT",
            b"NOOP\nQUIT",
            b"MAIL FROM:<\xff@example.org>",
            b"NOOP \x7f",
        ] {
            assert_eq!(parse(bad).unwrap_err().code(), 500);
        }
    }

    #[test]
    fn senders() {
        sender("MAIL FROM:<>", "", None, Body::SevenBit, false);
        sender("mail from: <ann@Example.org>", "ann@example.org", None, Body::SevenBit, false);
        sender(
            "MAIL FROM:<ann@example.org> SIZE=1000 BODY=8BITMIME SMTPUTF8",
            "ann@example.org",
            Some(1000),
            Body::EightBit,
            true,
        );
        sender("MAIL  FROM:<>", "", None, Body::SevenBit, false);
        sender("MAIL FROM:<a@example.org> body=7bit", "a@example.org", None, Body::SevenBit, false);
        sender(
            "MAIL FROM:<zoé@exemple.org> SMTPUTF8",
            "zoé@exemple.org",
            None,
            Body::SevenBit,
            true,
        );
        // The null path and `<postmaster>` are not the same.
        refused("MAIL FROM:<postmaster>", 553);
        refused("MAIL FROM:<\"john doe\"@example.org>", 553);
        refused("MAIL FROM:<\">\"@example.org>", 553);
        refused("MAIL FROM:<ann@[192.0.2.1]>", 553);
        refused("MAIL FROM:<ann.@example.org>", 553);
        refused("MAIL FROM:< ann@example.org>", 553);
        refused("MAIL FROM:ann@example.org", 501);
        refused("MAIL FROM:<ann@example.org", 501);
        refused("MAIL FROM:<ann@example.org>SIZE=1", 501);
        refused("MAIL <ann@example.org>", 501);
        refused("MAIL", 501);
        refused("MAIL FRO", 501);
    }

    #[test]
    fn sizes_do_not_wrap() {
        refused("MAIL FROM:<> SIZE=99999999999999999999999", 552);
        let most = Some(999_999_999_999_999_999);
        sender("MAIL FROM:<> SIZE=999999999999999999", "", most, Body::SevenBit, false);
        for bad in [
            "SIZE=",
            "SIZE=-1",
            "SIZE=1k",
            "SIZE",
            "SIZE=1 SIZE=2",
            "BODY=9BIT",
            "BODY",
            "SMTPUTF8=1",
        ] {
            refused(&format!("MAIL FROM:<> {bad}"), 501);
        }
    }

    #[test]
    fn parameters_of_what_we_do_not_offer() {
        for bad in [
            "BODY=BINARYMIME",
            "RET=FULL",
            "ENVID=x",
            "AUTH=<>",
            "REQUIRETLS",
            "HOLDFOR=0",
            "XYZ=1",
            "=",
            "MT-PRIORITY=0",
        ] {
            refused(&format!("MAIL FROM:<> {bad}"), 555);
        }
        for bad in ["NOTIFY=NEVER", "ORCPT=rfc822;a@example.org", "SIZE=1", "x"] {
            refused(&format!("RCPT TO:<cdp@lists.example.org> {bad}"), 555);
        }
    }

    #[test]
    fn recipients() {
        let to = |path: &str, want: &str| {
            check(&format!("RCPT TO:<{path}>"), Command::Rcpt(want.into()))
        };
        to("cdp@Lists.Example.org", "cdp@lists.example.org");
        to("CDP-Request@lists.example.org", "CDP-Request@lists.example.org");
        to("Postmaster", "postmaster");
        to("postmaster@lists.example.org", "postmaster@lists.example.org");
        to("été@lists.example.org", "été@lists.example.org");
    }

    /// Threat 3: every form that ever made a server relay. None reaches the handler.
    #[test]
    fn forms_that_never_relay() {
        let our = "lists.example.org";
        for local in [
            "ann%example.com",
            "ann%example.com%example.net",
            "example.com!ann",
            "a!b!ann",
            "ann@example.com",
            "\"ann@example.com\"",
            "\"ann%example.com\"",
            "\"cdp\"",
            "\"cdp request\"",
            "\"\"",
            "cdp\\@x",
            "\"a\\\"b\"",
            "(comment)cdp",
            "cdp(comment)",
            "cdp,ann",
            "cdp;ann",
            "cdp:ann",
            ":ann",
            "cdp.",
            ".cdp",
            "c..dp",
            "c\u{200b}dp",
            "<cdp",
            "[cdp]",
        ] {
            refused(&format!("RCPT TO:<{local}@{our}>"), 553);
        }
        for path in [
            "@example.com:ann@lists.example.org",
            "@example.com,@example.net:ann@example.org",
            "@lists.example.org:ann@example.com",
            "@lists.example.org",
            "",
            "cdp",
            "postmaster@",
            "root",
            "ann@[127.0.0.1]",
            "ann@[IPv6:::1]",
            "postmaster@[127.0.0.1]",
            "ann@#2130706433",
            "cdp@lists.example.org.",
            "cdp@.lists.example.org",
            "cdp@lists..example.org",
            "cdp@lists.example.org:25",
            "cdp@lists.example.org@",
            "cdp@-lists.example.org",
            "cdp@lists_example.org",
            "cdp @lists.example.org",
            "cdp@lists.example.org ",
            "ann@example.com@lists.example.org",
            "\"ann@example.com",
            "cdp@lists.example.org/x",
        ] {
            match parse(format!("RCPT TO:<{path}>").as_bytes()) {
                Err(reply) => assert!(matches!(reply.code(), 501 | 553), "{path}: {reply:?}"),
                Ok(command) => panic!("{path} was taken as {command:?}"),
            }
        }
        refused("RCPT TO:<ann@example.com>@lists.example.org>", 501);
        refused("RCPT TO:cdp@lists.example.org", 501);
        refused(&format!("RCPT TO:<{}@lists.example.org>", "a".repeat(65)), 553);
    }
}
