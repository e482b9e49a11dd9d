//! The SMTP client against servers that are strict, old, broken or hostile.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use palabre::mail::address::Address;
use palabre::mail::edit;
use palabre::mail::message_id::ReversePath;
use palabre::smtp::client::{
    Client, Connection, Failure, Login, Outcome, Reach, Server, Timeouts, Tls, Transaction,
};
use proptest::prelude::*;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::harness::outward::{client, timeouts};
use crate::harness::sink::{Offers, Sink};
use crate::harness::tls::Pair;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn server(port: u16, tls: Tls) -> Server {
    Server { host: "mx.example.org".to_owned(), port, tls, login: None }
}

async fn open(sink: &Sink) -> Connection {
    client().open(&server(sink.address().port(), Tls::Opportunistic), HERE).await.unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

async fn send(connection: &mut Connection, to: &[&str], message: &[u8]) -> Vec<Outcome> {
    let to: Vec<Address> = to.iter().map(|t| address(t)).collect();
    let recipients: Vec<&Address> = to.iter().collect();
    let reverse_path = ReversePath::Address(address("l-bounces@example.org"));
    let transaction = Transaction { reverse_path: &reverse_path, recipients: &recipients, message };
    connection.send(transaction).await
}

fn status(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted => "ok".to_owned(),
        Outcome::Refused(f) => format!("{}{}", f.status, if f.is_permanent() { "!" } else { "" }),
        Outcome::Crowded(f) => format!("{} crowded", f.status),
        Outcome::Lost(_) => "lost".to_owned(),
    }
}

fn statuses(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(status).collect()
}

/// A server that plays a dialogue: what it says first, then what it answers to each line that begins
/// so. `None`: it closes.
async fn scripted(greeting: &'static [u8], answers: &'static [(&str, &'static [u8])]) -> u16 {
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            let _ = stream.write_all(greeting).await;
            let (mut line, mut data) = (Vec::new(), false);
            loop {
                line.clear();
                if stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
                    break;
                }
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                if data && text != "." {
                    continue;
                }
                let found = answers.iter().find(|(verb, _)| text.starts_with(verb));
                let answer = found.map_or(&b"250 ok\r\n"[..], |(_, answer)| answer);
                data = answer.starts_with(b"354");
                if answer.is_empty() || stream.write_all(answer).await.is_err() {
                    break;
                }
            }
        }
    });
    port
}

async fn opening(greeting: &'static [u8], answers: &'static [(&str, &'static [u8])]) -> Failure {
    let port = scripted(greeting, answers).await;
    let opened = client().open(&server(port, Tls::Opportunistic), HERE).await;
    let failure = opened.expect_err("no connection");
    assert!(!failure.is_permanent(), "an opening refuses us, not a member: {failure}");
    assert_eq!(failure.reach, Reach::Connection);
    failure
}

#[tokio::test]
async fn openings_that_fail() {
    assert_eq!(opening(b"554 5.7.1 Not you\r\n", &[]).await.code, Some(554));
    assert_eq!(opening(b"421 4.3.2 Full\r\n", &[]).await.code, Some(421));
    assert_eq!(opening(b"220 hi\r\n", &[("EHLO", b"550 no\r\n")]).await.code, Some(550));
    assert_eq!(opening(b"220 hi\r\n", &[("EHLO", b"")]).await.code, None);
    assert_eq!(opening(b"SSH-2.0-x\r\n", &[]).await.code, None);
    let before = Instant::now();
    assert_eq!(opening(b"", &[]).await.code, None);
    assert!(before.elapsed() >= timeouts().greeting);
    let long: &'static [u8] = Box::leak("220-x\r\n".repeat(20_000).into_bytes().into_boxed_slice());
    assert_eq!(opening(long, &[]).await.code, None);
}

#[tokio::test]
async fn each_recipient_has_an_answer() {
    for extensions in [vec!["PIPELINING".to_owned()], vec![]] {
        let sink = Sink::with(Offers { extensions, ..Offers::default() }).await;
        let mut connection = open(&sink).await;
        let to = ["a@example.org", "x550@example.org", "x450@example.org", "b@example.org"];
        let outcomes = send(&mut connection, &to, b"A: b\r\n\r\nx\r\n").await;
        assert_eq!(statuses(&outcomes), ["ok", "5.1.1!", "4.2.0", "ok"]);
        // Nobody left: no message goes, and the connection is as good as new.
        for _ in 0..3 {
            let outcomes = send(&mut connection, &["x550@example.org"], b"A: b\r\n\r\nx\r\n").await;
            assert_eq!(statuses(&outcomes), ["5.1.1!"]);
        }
        let outcomes = send(&mut connection, &["x554@example.org"], b"A: b\r\n\r\nx\r\n").await;
        assert_eq!(statuses(&outcomes), ["5.7.1!"]);
        let outcomes = send(&mut connection, &["c@example.org"], b"A: b\r\n\r\ny\r\n").await;
        assert_eq!(statuses(&outcomes), ["ok"]);
        connection.quit().await;
        let mails = sink.mails();
        assert_eq!((mails.len(), sink.connections()), (2, 1));
        assert_eq!(mails[0].to, ["a@example.org", "b@example.org"]);
        assert_eq!(mails[1].data, b"A: b\r\n\r\ny\r\n");
    }
}

#[tokio::test]
async fn broken_connections() {
    let sink = Sink::start().await;
    let cases = [
        ("xdrop@example.org", "lost"),
        ("xlost@example.org", "lost"),
        ("x421@example.org", "4.3.2"),
    ];
    for (to, want) in cases {
        let mut connection = open(&sink).await;
        let outcomes = send(&mut connection, &[to], b"A: b\r\n\r\n1\r\n2\r\n3\r\n").await;
        assert_eq!(statuses(&outcomes), [want], "{to}");
        assert!(!connection.is_usable());
        let outcomes = send(&mut connection, &["a@example.org"], b"A: b\r\n\r\nx\r\n").await;
        assert_eq!(statuses(&outcomes), ["4.4.2"]);
    }
    let mut connection = open(&sink).await;
    let before = Instant::now();
    let outcomes = send(&mut connection, &["xslow@example.org"], b"A: b\r\n\r\nx\r\n").await;
    assert_eq!(statuses(&outcomes), ["lost"]);
    assert!(before.elapsed() >= timeouts().message);
}

const NOBODY: (&str, &[u8]) = ("DATA", b"503 5.5.1 For whom?\r\n");
const EHLO: &[u8] = b"250-mx\r\n250-PIPELINING\r\n250 8BITMIME\r\n";

async fn told(answers: &'static [(&str, &'static [u8])]) -> (Vec<String>, bool) {
    let port = scripted(b"220 hi\r\n", answers).await;
    let mut connection = client().open(&server(port, Tls::Off), HERE).await.unwrap();
    let outcomes = send(&mut connection, &["a@example.org"], b"A: b\r\n\r\nx\r\n").await;
    (statuses(&outcomes), connection.is_usable())
}

#[tokio::test]
async fn odd_answers() {
    let told = async |answers, status: &str, usable| {
        assert_eq!(self::told(answers).await, (vec![status.to_owned()], usable), "{answers:?}");
    };
    told(&[("EHLO", EHLO), ("DATA", b"354 go\r\n")], "ok", true).await;
    told(&[("EHLO", EHLO), ("DATA", b"354 go\r\n"), (".", b"250\r\n")], "ok", true).await;
    told(&[("EHLO", EHLO), ("DATA", b"354\n"), (".", b"250 ok\n")], "ok", true).await;
    // Latin-1, several lines, no enhanced code, a code without text.
    told(&[("EHLO", EHLO), ("RCPT", b"550 Bo\xEEte inconnue\r\n"), NOBODY], "5.0.0!", true).await;
    told(
        &[("EHLO", EHLO), ("RCPT", b"550-5.1.1 No\r\n550 5.1.1 really\r\n"), NOBODY],
        "5.1.1!",
        true,
    )
    .await;
    told(&[("EHLO", EHLO), ("RCPT", b"450\r\n"), NOBODY], "4.0.0", true).await;
    // Too large, said beforehand (RFC 1870): not even begun.
    const SMALL: &[u8] = b"250-mx\r\n250 SIZE 5\r\n";
    told(&[("EHLO", SMALL), ("MAIL", b"")], "5.3.4!", true).await;
    told(&[("EHLO", b"250-mx\r\n250 SIZE 0\r\n"), ("DATA", b"354 go\r\n")], "ok", true).await;
    // What is about us is nobody's fault.
    told(&[("EHLO", EHLO), ("MAIL", b"530 5.7.0 Log in\r\n")], "5.7.0", false).await;
    told(
        &[
            ("EHLO", EHLO),
            ("MAIL", b"550 5.7.1 No\r\n"),
            ("RCPT", b"503 what\r\n"),
            ("DATA", b"503 what\r\n"),
        ],
        "5.7.1!",
        true,
    )
    .await;
    told(&[("EHLO", EHLO), ("MAIL", b"421 4.7.0 Later\r\n")], "4.7.0", false).await;
    // DATA answered as if it were nothing: the message must not be taken for commands.
    told(&[("EHLO", EHLO), ("DATA", b"250 ok\r\n")], "4.4.2", false).await;
    told(&[("EHLO", EHLO), ("DATA", b"354 go\r\n"), (".", b"garbage\r\n")], "lost", false).await;
    // 354 although nobody was accepted (RFC 2920 §3.1).
    told(
        &[
            ("EHLO", EHLO),
            ("RCPT", b"550 5.1.1 No\r\n"),
            ("DATA", b"354 go\r\n"),
            (".", b"554 nobody\r\n"),
        ],
        "5.1.1!",
        true,
    )
    .await;
}

#[tokio::test]
async fn starttls() {
    let pair = Pair::new("mx.example.org");
    let offers = || Offers { tls: Some(pair.acceptor()), ..Offers::default() };
    let sink = Sink::with(offers()).await;
    let port = sink.address().port();
    // Any certificate where mail would else go in the clear.
    let mut connection = open(&sink).await;
    assert!(connection.is_encrypted());
    send(&mut connection, &["a@example.org"], b"A: b\r\n\r\nx\r\n").await;
    assert!(sink.wait(1).await[0].encrypted);
    // A public root never signed this one.
    let refused = client().open(&server(port, Tls::Required), HERE).await.unwrap_err();
    assert!(refused.text.starts_with("TLS failed"), "{refused}");
    let trusting = Client::trusting("lists.example.org", timeouts(), pair.roots()).unwrap();
    assert!(trusting.open(&server(port, Tls::Required), HERE).await.unwrap().is_encrypted());
    let other = Server { host: "other.example.org".to_owned(), ..server(port, Tls::Required) };
    assert!(trusting.open(&other, HERE).await.is_err());
    // Not offered.
    let plain = Sink::start().await;
    let refused = trusting.open(&server(plain.address().port(), Tls::Required), HERE).await;
    assert!(refused.unwrap_err().text.contains("STARTTLS is required"));
}

#[tokio::test]
async fn broken_starttls() {
    // Offered and broken: the mail goes in the clear, on a new connection.
    const OFFERED: &[u8] = b"250-mx\r\n250 STARTTLS\r\n";
    let broken: &[(&str, &[u8])] =
        &[("EHLO", OFFERED), ("STARTTLS", b"220 go\r\n"), ("\u{16}", b""), ("DATA", b"354 go\r\n")];
    let port = scripted(b"220 hi\r\n", broken).await;
    let mut connection = client().open(&server(port, Tls::Opportunistic), HERE).await.unwrap();
    assert!(!connection.is_encrypted());
    let outcomes = send(&mut connection, &["a@example.org"], b"A: b\r\n\r\nx\r\n").await;
    assert_eq!(statuses(&outcomes), ["ok"]);
    assert!(client().open(&server(port, Tls::Required), HERE).await.is_err());
    // Replies smuggled in before TLS (CVE-2011-0411 turned round) are no replies.
    let smuggled: &[(&str, &[u8])] =
        &[("EHLO", OFFERED), ("STARTTLS", b"220 go\r\n250 injected\r\n")];
    let port = scripted(b"220 hi\r\n", smuggled).await;
    let refused = client().open(&server(port, Tls::Opportunistic), HERE).await.unwrap_err();
    assert!(refused.text.contains("between STARTTLS and TLS"), "{refused}");
}

#[tokio::test]
async fn implicit_tls() {
    let pair = Pair::new("mx.example.org");
    let acceptor = pair.acceptor();
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(acceptor.accept(stream).await.unwrap());
        let mut line = String::new();
        stream.write_all(b"220 hi\r\n").await.unwrap();
        while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
            stream.write_all(b"250 ok\r\n").await.unwrap();
        }
    });
    let trusting = Client::trusting("lists.example.org", timeouts(), pair.roots()).unwrap();
    assert!(trusting.open(&server(port, Tls::Implicit), HERE).await.unwrap().is_encrypted());
}

#[tokio::test]
async fn passwords() {
    const OFFERED: &[u8] = b"250-mx\r\n250 AUTH PLAIN LOGIN\r\n";
    let login = || Some(Login { user: "ann".to_owned(), password: "s3cret".to_owned() });
    // "\0ann\0s3cret"
    let knows: &[(&str, &[u8])] = &[
        ("EHLO", OFFERED),
        ("AUTH PLAIN AGFubgBzM2NyZXQ=", b"235 2.7.0 ok\r\n"),
        ("AUTH", b"535 5.7.8 no\r\n"),
    ];
    let port = scripted(b"220 hi\r\n", knows).await;
    let server = Server { login: login(), ..server(port, Tls::Opportunistic) };
    client().open(&server, HERE).await.unwrap();
    let wrong = Login { user: "ann".to_owned(), password: "wrong".to_owned() };
    let refused = client().open(&Server { login: Some(wrong), ..server }, HERE).await.unwrap_err();
    assert_eq!((refused.code, refused.is_permanent()), (Some(535), false));
    assert_eq!(format!("{:?}", login().unwrap()), "Login(ann, …)");
    let offers_none = scripted(b"220 hi\r\n", &[("EHLO", b"250 mx\r\n")]).await;
    let server = Server { login: login(), ..self::server(offers_none, Tls::Opportunistic) };
    assert!(client().open(&server, HERE).await.unwrap_err().text.contains("AUTH"));
}

/// T-dotstuff: whatever stands in a message, the far side gets its lines with CRLF ends, and one
/// message.
#[test]
fn every_octet_arrives() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (sink, mut connection) = runtime.block_on(async {
        let sink = Sink::start().await;
        let connection = open(&sink).await;
        (sink, connection)
    });
    let mut count = 0;
    let strategy = "(\r\n|\r|\n|\\.|\\.\r\n|\n\\.\n|\r\n\\.\r\n|[a-zé ]){0,60}";
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    let cell = std::cell::RefCell::new((&mut connection, &mut count));
    runner
        .run(&strategy, |body| {
            let (connection, count) = &mut *cell.borrow_mut();
            let message = format!("A: b\r\n\r\n{body}");
            let mut want = edit::canonical(message.as_bytes()).into_owned();
            if !want.ends_with(b"\r\n") {
                want.extend_from_slice(b"\r\n");
            }
            let got = runtime.block_on(async {
                let sent = send(connection, &["a@example.org"], message.as_bytes()).await;
                prop_assert_eq!(statuses(&sent), ["ok"]);
                **count += 1;
                Ok(sink.mails())
            })?;
            prop_assert_eq!(got.len(), **count);
            prop_assert_eq!(&got[**count - 1].data, &want);
            Ok(())
        })
        .unwrap();
    assert_eq!(sink.connections(), 1);
}

/// A message longer than any buffer, to a reader that takes its time.
#[tokio::test]
async fn a_long_message_to_a_slow_reader() {
    let sink = Sink::with(Offers { delay: Duration::from_millis(20), ..Offers::default() }).await;
    let patient = Timeouts { message: Duration::from_secs(30), ..timeouts() };
    let client = Client::new("lists.example.org", patient).unwrap();
    let server = server(sink.address().port(), Tls::Off);
    let mut connection = client.open(&server, HERE).await.unwrap();
    let message = format!("A: b\r\n\r\n{}", ".line\r\n".repeat(500_000)).into_bytes();
    let outcomes = send(&mut connection, &["a@example.org"], &message).await;
    assert_eq!(statuses(&outcomes), ["ok"]);
    assert_eq!(sink.mails()[0].data, message);
}
