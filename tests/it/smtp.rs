//! What a transcript cannot say of the wire: time, numbers, and peers that mean harm.

use std::time::Duration;

use proptest::prelude::*;

use crate::harness::reception::{Desk, Reception};
use crate::harness::smtp::{Client, stuff};
use crate::harness::tls::Pair;
use crate::harness::within;
use palabre::smtp::server::Limits;

const MILLI: Duration = Duration::from_millis(1);

async fn with(limits: Limits) -> (Reception, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Reception::with(folder.path(), Desk { limits, certificate: None }).await, folder)
}

/// A session that has said DATA and got its 354.
async fn in_data(reception: &Reception, to: &str) -> Client {
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    client.say("MAIL FROM:<ann@example.net>").await;
    assert_eq!(client.say(&format!("RCPT TO:<{to}@lists.example.org>")).await.code, 250);
    assert_eq!(client.say("DATA").await.code, 354);
    client
}

/// Threat 1: each sequence that some server took for an end, with a whole transaction behind it, cut
/// in two writes at every byte around it (`data`'s own tests cut everywhere). Nothing is taken, and
/// nothing inside is a command.
#[tokio::test]
async fn nothing_is_smuggled() {
    let (reception, _folder) = with(Limits::default()).await;
    let inner = "MAIL FROM:<mallory@example.net>\r\nRCPT TO:<cdp@lists.example.org>\r\nDATA\r\ninner\r\n.\r\n";
    let ends = [
        "\n.\n",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r",
        "\r\n.\r",
        "\n.\r",
        "\r.\r\n",
        "\r.\n",
        "\r\n\0.\r\n",
        "\r\n.\0\r\n",
        "\r\n.\r\r\n",
        "\n\n.\n\n",
    ];
    for end in ends {
        let stream = format!("Subject: outer\r\n\r\na{end}{inner}");
        let near = stream.find(end).unwrap();
        for cut in near - 3..near + end.len() + 3 {
            let mut client = in_data(&reception, "cdp").await;
            client.send(&stream.as_bytes()[..cut]).await;
            tokio::task::yield_now().await;
            client.send(&stream.as_bytes()[cut..]).await;
            let reply = client.reply().await;
            assert_eq!((reply.code, client.line().await), (550, None), "{end:?} cut at {cut}");
        }
    }
    assert!(reception.kept().is_empty());
    // What is no stray is no smuggling: the same words in an honest message.
    let mut client = in_data(&reception, "cdp").await;
    client.send(&stuff(&format!("Subject: outer\r\n\r\na\r\n.\r\n{inner}"))).await;
    assert_eq!(client.reply().await.code, 250);
    assert_eq!(reception.kept().len(), 1);
}

/// Threat 32: seats are few, and silence does not keep one.
#[tokio::test]
async fn five_hundred_silent_connections_keep_nobody_out() {
    let limits = Limits { idle_before_eviction: 100 * MILLI, ..Limits::default() };
    let most = limits.per_local;
    let (reception, _folder) = with(limits).await;
    let mut silent = Vec::new();
    for number in 0..500 {
        let mut client = Client::tcp(reception.smtp).await;
        match number % 3 {
            0 => {}
            1 => {
                client.try_send(b"EHLO half-a-li").await;
            }
            _ => {
                client.try_send(b"HELO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<cdp@lists.example.org>\r\nDATA\r\nhalf a mess").await;
            }
        }
        silent.push(client);
        assert!(reception.server.sessions() <= most);
    }
    for number in 0..20 {
        within("a normal session among silent ones", normal(&reception, number)).await;
        assert!(reception.server.sessions() <= most);
    }
    assert_eq!(reception.kept().len(), 20);
    drop(silent);
}

/// Delivers one message, coming again when it is turned away.
async fn normal(reception: &Reception, number: usize) {
    loop {
        let mut client = Client::tcp(reception.smtp).await;
        match client.try_reply().await {
            Some(reply) if reply.code == 220 => {}
            _ => {
                tokio::time::sleep(10 * MILLI).await;
                continue;
            }
        }
        client.say("EHLO mail.example.net").await;
        let message = format!("Subject: {number}\r\n\r\nx\r\n");
        let reply = client.mail("ann@example.net", &["cdp@lists.example.org"], &message).await;
        assert_eq!(reply.code, 250, "{reply:?}");
        return;
    }
}

#[tokio::test]
async fn seats_taken_by_the_busy_are_not_given_away() {
    let limits = Limits { per_local: 2, idle_before_eviction: Duration::MAX, ..Limits::default() };
    let (reception, _folder) = with(limits).await;
    let (mut one, mut two) = (Client::tcp(reception.smtp).await, Client::tcp(reception.lmtp).await);
    assert_eq!((one.reply().await.code, two.reply().await.code), (220, 220));
    let mut three = Client::tcp(reception.smtp).await;
    assert_eq!(three.reply().await.first(), "421 4.7.0 Too many connections");
    assert_eq!(three.line().await, None);
    // A Unix socket is another neighbour.
    assert_eq!(Client::unix(&reception.socket).await.reply().await.code, 220);
    assert_eq!(one.say("QUIT").await.code, 221);
    assert_eq!(one.line().await, None);
    assert_eq!(reception.server.replies()[&(421, "4.7.0")], 1);
    drop(one);
    normal(&reception, 0).await;
}

#[tokio::test]
async fn the_slow_are_told_so() {
    let limits = Limits { command_time: 200 * MILLI, data_time: 200 * MILLI, ..Limits::default() };
    let (reception, _folder) = with(limits).await;
    // A command has its time as a whole: bytes that trickle in do not lengthen it.
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    let words = "NOOP and so on and on and on".repeat(100);
    let trickle = async {
        for byte in words.bytes() {
            if !client.try_send(&[byte]).await {
                break;
            }
            tokio::time::sleep(5 * MILLI).await;
        }
    };
    let _ = tokio::time::timeout(600 * MILLI, trickle).await;
    assert_eq!(client.reply().await.first(), "421 4.4.2 Too slow");
    assert_eq!(client.line().await, None);
    // Silence inside a message.
    let mut client = in_data(&reception, "cdp").await;
    client.send(b"Subject: x\r\n").await;
    assert_eq!(client.reply().await.first(), "421 4.4.2 Too slow");
    assert!(reception.kept().is_empty());
}

#[tokio::test]
async fn a_message_must_come_at_some_rate() {
    let limits = Limits { data_time: 300 * MILLI, data_rate: 1_000_000, ..Limits::default() };
    // Rates count by whole seconds; less than one asks for nothing.
    let limits = Limits { data_time: limits.data_time + Duration::from_secs(1), ..limits };
    let (reception, _folder) = with(limits).await;
    let mut client = in_data(&reception, "cdp").await;
    let trickle = async {
        while client.try_send(b"x\r\n").await {
            tokio::time::sleep(20 * MILLI).await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(3), trickle).await;
    assert_eq!(client.reply().await.first(), "421 4.4.2 Too slow");
}

#[tokio::test]
async fn a_session_has_an_end() {
    let (reception, _folder) =
        with(Limits { session_time: 300 * MILLI, ..Limits::default() }).await;
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    let reply = loop {
        let reply = client.say("NOOP").await;
        if reply.code == 421 {
            break reply;
        }
        tokio::time::sleep(20 * MILLI).await;
    };
    assert_eq!(reply.first(), "421 4.4.2 Too slow");
}

/// A peer that never reads its replies is not read from without end, and holds no memory by it.
#[tokio::test]
async fn who_does_not_listen_is_not_heard() {
    let limits = Limits { command_time: 300 * MILLI, recipients: 100_000, ..Limits::default() };
    let (reception, _folder) = with(limits).await;
    let mut client = Client::tcp(reception.smtp).await;
    client.send(b"HELO a.example\r\nMAIL FROM:<>\r\n").await;
    let flood = b"RCPT TO:<cdp@lists.example.org>\r\n".repeat(1000);
    let shout = async { while client.try_send(&flood).await {} };
    within("the server to hang up", shout).await;
    assert!(reception.asked().len() < 900_000);
}

#[tokio::test]
async fn recipients_without_end() {
    let (reception, _folder) = with(Limits::default()).await;
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    client.say("MAIL FROM:<>").await;
    let mut codes = Vec::new();
    for number in 0..1001 {
        codes.push(client.say(&format!("RCPT TO:<list{number}@lists.example.org>")).await.code);
    }
    // RFC 5321 §4.5.3.1.8: a hundred; §4.5.3.1.10: 452 beyond.
    assert_eq!((codes[99], codes[100], codes[999], codes[1000]), (250, 452, 452, 421));
}

#[tokio::test]
async fn memory_is_shared_between_messages_and_their_decisions() {
    let limits = Limits { memory_bytes: 100_000, ..Limits::default() };
    let (reception, _folder) = with(limits).await;
    let message = format!("{}\r\n", "x".repeat(70)).repeat(850);
    // The first is being decided on, and holds what it holds.
    let mut first = in_data(&reception, "slow").await;
    first.send(&stuff(&message)).await;
    let mut second = in_data(&reception, "cdp").await;
    // The second hears of it after its end, where it listens for a reply.
    let mut refused = 0;
    loop {
        second.send(&stuff(&message)).await;
        match second.reply().await.code {
            452 => break refused += 1,
            // The first had not wholly arrived.
            code => assert_eq!(code, 250),
        }
        second.say("MAIL FROM:<ann@example.net>").await;
        second.say("RCPT TO:<cdp@lists.example.org>").await;
        second.say("DATA").await;
    }
    assert_eq!(refused, 1);
    let large = second.say("MAIL FROM:<ann@example.net> SIZE=90000").await;
    assert_eq!(large.first(), "452 4.3.1 Too much mail at once, try again later");
    reception.release();
    assert_eq!(first.reply().await.code, 250);
    assert_eq!(
        second.mail("ann@example.net", &["cdp@lists.example.org"], &message).await.code,
        250
    );
}

#[tokio::test]
async fn too_large_is_said_after_the_end() {
    let (reception, _folder) = with(Limits { message_bytes: 50_000, ..Limits::default() }).await;
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    let line = format!("{}\r\n", "x".repeat(998));
    for (lines, code) in [(50, 250), (51, 552), (500, 552), (1, 250)] {
        let message = line.repeat(lines);
        let reply = client.mail("ann@example.net", &["cdp@lists.example.org"], &message).await;
        assert_eq!(reply.code, code, "{lines}");
    }
}

#[tokio::test]
async fn long_lines() {
    let (reception, _folder) = with(Limits::default()).await;
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    assert_eq!(client.say(&format!("NOOP {}", "x".repeat(2041))).await.code, 250);
    assert_eq!(
        client.say(&format!("NOOP {}", "x".repeat(2042))).await.first(),
        "500 5.5.2 Line too long"
    );
    assert_eq!(client.line().await, None);
    // Inside a message a line may be as long as the message: what goes out is folded, not what comes.
    let mut client = in_data(&reception, "cdp").await;
    let message = format!("Subject: x\r\n\r\n{}\r\n", "y".repeat(100_000));
    client.send(&stuff(&message)).await;
    assert_eq!(client.reply().await.code, 250);
    assert!(reception.kept()[0].1.ends_with(message.as_bytes()));
}

#[tokio::test]
async fn a_peer_that_hangs_up() {
    let (reception, _folder) = with(Limits::default()).await;
    // In the middle: nothing happened.
    let mut client = in_data(&reception, "cdp").await;
    client.send(b"Subject: half\r\n\r\n").await;
    drop(client);
    // After the end, before the reply: the decision goes its way.
    let mut client = in_data(&reception, "slow").await;
    client.send(b"Subject: whole\r\n\r\n.\r\n").await;
    let mut watcher = Client::tcp(reception.smtp).await;
    watcher.hello().await;
    drop(client);
    reception.release();
    let kept = reception.wait(1).await;
    assert!(String::from_utf8_lossy(&kept[0].1).contains("whole"));
    assert_eq!((watcher.say("NOOP").await.code, reception.kept().len()), (250, 1));
}

#[tokio::test]
async fn a_stop_is_soon_and_loses_nothing() {
    let limits = Limits { stop_time: Duration::from_secs(20), ..Limits::default() };
    let (reception, _folder) = with(limits).await;
    let mut idle = Client::tcp(reception.smtp).await;
    idle.hello().await;
    let mut receiving = in_data(&reception, "cdp").await;
    let mut decided = in_data(&reception, "slow").await;
    decided.send(b"Subject: decided\r\n\r\n.\r\n").await;
    receiving.send(b"Subject: received\r\n").await;
    reception.stop();
    assert_eq!(idle.reply().await.first(), "421 4.3.2 Shutting down");
    assert_eq!(idle.line().await, None);
    receiving.send(b"\r\n.\r\n").await;
    assert_eq!(receiving.reply().await.code, 250);
    assert_eq!(receiving.reply().await.first(), "421 4.3.2 Shutting down");
    reception.release();
    assert_eq!(decided.reply().await.code, 250);
    let refused = tokio::net::TcpStream::connect(reception.smtp).await;
    assert!(refused.is_err());
    let socket = reception.socket.clone();
    reception.close().await;
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_stop_waits_for_nobody_for_long() {
    let (reception, _folder) = with(Limits { stop_time: 50 * MILLI, ..Limits::default() }).await;
    let mut client = in_data(&reception, "cdp").await;
    client.send(b"Subject: never done\r\n").await;
    reception.close().await;
    assert_eq!(client.line().await, None);
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_at_the_next_handshake() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Pair::new("lists.example.org"), Pair::new("lists.example.org"));
    let certificate = Some(old.write(folder.path()));
    let desk = Desk { limits: Limits::default(), certificate };
    let reception = Reception::with(folder.path(), desk).await;
    let handshake = async |pair: &Pair| {
        let mut client = Client::tcp(reception.smtp).await;
        client.hello().await;
        assert_eq!(client.say("STARTTLS").await.code, 220);
        pair.connect(client.into_stream()).await.is_ok()
    };
    assert!(handshake(&old).await);
    new.write(folder.path());
    assert!(handshake(&new).await);
    assert!(!handshake(&old).await);
    // Half a renewal: the last that worked stays.
    std::fs::write(folder.path().join("chain.pem"), "").unwrap();
    assert!(handshake(&new).await);
    // A peer that says STARTTLS and then no TLS is gone, and nobody else.
    let mut client = Client::tcp(reception.smtp).await;
    client.hello().await;
    assert_eq!(client.say("STARTTLS").await.code, 220);
    client.send(b"MAIL FROM:<mallory@example.net>\r\n").await;
    let _alert = client.rest().await;
    normal(&reception, 0).await;
}

/// Pieces of talk, sense and nonsense.
fn talk() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "EHLO a.example\r\n",
        "MAIL FROM:<ann@example.net>\r\n",
        "RCPT TO:<cdp@lists.example.org>\r\n",
        "RCPT TO:<broken@lists.example.org>\r\n",
        "DATA\r\n",
        "Subject: x\r\n\r\n.\r\n",
        ".\r\n",
        "\r\n..\r\n",
        "RSET\r\n",
        "NOOP\r",
        "\n",
        "BDAT 5\r\n",
    ]);
    prop_oneof![
        8 => known.prop_map(|line| line.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ]
}

/// Whatever bytes come: replies stay well formed, the server stays up, and no message is taken that
/// holds a stray CR, LF or NUL.
#[test]
fn any_bytes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (reception, _folder) = runtime.block_on(with(Limits::default()));
    let config = ProptestConfig::with_cases(200);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let outcome = runner.run(&prop::collection::vec(talk(), 0..30), |pieces| {
        runtime.block_on(async {
            let mut client = Client::tcp(reception.smtp).await;
            client.try_send(&pieces.concat()).await;
            client.finish().await;
            let said = client.rest().await;
            let sound = |line: &str| {
                line.len() <= 510
                    && line.is_ascii()
                    && line.as_bytes()[..3].iter().all(u8::is_ascii_digit)
            };
            assert!(said.split_terminator("\r\n").all(sound), "{said:?}");
        });
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(normal(&reception, 0));
    for (_, raw) in reception.kept() {
        let lines = raw.strip_suffix(b"\r\n").unwrap().to_vec();
        let bare = String::from_utf8_lossy(&lines).replace("\r\n", "");
        assert!(!bare.contains(['\r', '\n', '\0']), "{bare:?}");
    }
}
