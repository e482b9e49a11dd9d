//! The fake MX does what its head says: a test that stands on it can trust it.

use crate::harness::sink::{Behaviour, Offers, Sink};
use crate::harness::smtp::Client;

const MESSAGE: &str = "Subject: Bonjour\r\n\r\none\r\n.two\r\n..three\r\nfour\r\n";

#[tokio::test]
async fn it_keeps_what_it_accepts() {
    let sink = Sink::start().await;
    let mut client = Client::tcp(sink.address()).await;
    client.hello().await;
    let reply = client.mail("a@example.org", &["b@example.net"], MESSAGE).await;
    assert_eq!(reply.first(), "250 2.0.0 Kept");
    let mails = sink.wait(1).await;
    assert_eq!(mails[0].text(), MESSAGE);
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to.as_slice()),
        ("a@example.org", &["b@example.net".to_owned()][..])
    );
    assert_eq!(mails[0].header("subject").as_deref(), Some("Bonjour"));
    assert_eq!((sink.connections(), sink.most_open()), (1, 1));
    assert_eq!(sink.commands().len(), 4);
}

#[tokio::test]
async fn it_refuses_by_local_part() {
    let sink = Sink::start().await;
    let mut client = Client::tcp(sink.address()).await;
    client.hello().await;
    for (to, code) in [
        ("x450@a.example", 450),
        ("x550@a.example", 550),
        ("x554@a.example", 554),
        ("x451@a.example", 451),
    ] {
        assert_eq!(client.mail("a@example.org", &[to], MESSAGE).await.code, code, "{to}");
    }
    assert_eq!(client.mail("a@example.org", &["x421@a.example"], MESSAGE).await.code, 421);
    assert!(sink.mails().is_empty());
}

#[tokio::test]
async fn it_hangs_up_and_keeps_or_forgets() {
    let sink = Sink::start().await;
    for (to, kept) in [("xdrop@a.example", 0), ("xlost@a.example", 1)] {
        let mut client = Client::tcp(sink.address()).await;
        client.hello().await;
        client.say("MAIL FROM:<a@example.org>").await;
        client.say(&format!("RCPT TO:<{to}>")).await;
        assert_eq!(client.say("DATA").await.code, 354);
        client.try_send(b"1\r\n2\r\n3\r\n4\r\n.\r\n").await;
        assert_eq!(client.try_reply().await, None, "{to}");
        assert_eq!(sink.mails().len(), kept, "{to}");
    }
}

#[tokio::test]
async fn it_follows_a_script_and_offers_what_it_is_told() {
    let sink = Sink::with(Offers { extensions: Vec::new(), ..Offers::default() }).await;
    sink.script(|_| Behaviour::AtRcpt("452 4.5.3 Enough".into()));
    let mut client = Client::tcp(sink.address()).await;
    assert_eq!(client.hello().await.lines.len(), 1);
    let reply = client.mail("a@example.org", &["ann@example.net"], MESSAGE).await;
    assert_eq!(reply.first(), "452 4.5.3 Enough");
}
