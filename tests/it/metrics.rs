//! What whoever watches the daemon is told, and who is not: the whole daemon, its numbers read over HTTP.

use std::net::SocketAddr;

use palabre::config::{Config, RelayTls, Route};
use palabre::daemon::Stop;
use palabre::daemon::serve;
use palabre::smtp::server::Endpoint;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::delivery::{accept, world};
use crate::harness::sink::{Behaviour, Sink};
use crate::harness::within;

/// The answer to a GET, header and all.
async fn get(at: SocketAddr, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within("an answer", stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[track_caller]
fn told(answer: &str, lines: &[&str]) {
    for line in lines {
        assert!(answer.lines().any(|l| l == *line), "{line} is not in:\n{answer}");
    }
}

#[tokio::test]
async fn numbers_for_who_watches_and_nobody_else() {
    let members = ["b@example.org", "x450@example.org", "x550@example.org", "x554@example.org"];
    let (world, _) = world(&members, |_| ());
    let sink = Sink::start().await;
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut config = Config::defaults(&world.site.data);
    (config.smtp.listen, config.metrics) = (vec![here], vec![here]);
    config.http = vec![Endpoint::Tcp(here)];
    config.delivery.route = Route::Relay;
    config.delivery.relay.host = sink.address().ip().to_string();
    config.delivery.relay.port = sink.address().port();
    config.delivery.relay.tls = RelayTls::WhenOffered;
    let (_hand, stop) = Stop::new();
    let pages = axum::Router::new();
    let running = serve::start(&world.site, &config, pages, &stop).await.unwrap();
    let tcp = |at: &Endpoint| at.to_string().parse::<SocketAddr>().unwrap();
    let (watch, page) = (tcp(&running.bound().metrics[0]), tcp(&running.bound().http[0]));
    assert!(running.bound().to_string().ends_with(&format!(" metrics={watch}")));

    told(&get(watch, "/metrics", "").await, &["palabre_queue_rows 0", "palabre_rests_total 0"]);
    accept(&world, 1).await;
    let _ = world.mail("eve@example.com", "nobody@lists.example.org", "Subject: x\n\nx\n").await;
    world.until("one to try again", |w| w.is_fanned_out() && w.counts().deferred == 1).await;
    world.pass(100);
    let answer = get(watch, "/metrics", "").await;
    assert!(answer.contains("content-type: text/plain; version=0.0.4"), "{answer}");
    told(
        &answer,
        &[
            "# TYPE palabre_delivered_total counter",
            "palabre_messages_total{decision=\"accepted\"} 1",
            "palabre_delivered_total{what=\"copy\"} 1",
            "palabre_deferred_total{about=\"recipient\"} 1",
            "palabre_refused_total{about=\"address\"} 1",
            "palabre_refused_total{about=\"policy\"} 1",
            "palabre_queue_rows 1",
            "palabre_queue_copies 1",
            "palabre_queue_deferred_rows 1",
            "palabre_queue_oldest_seconds 100",
            "palabre_smtp_sessions 0",
        ],
    );
    assert!(answer.contains("palabre_store_bytes{part=\"journal\"} "), "{answer}");
    assert!(!answer.contains('@') && !answer.contains("example"), "numbers only: {answer}");

    sink.script(|_| Behaviour::Lost);
    world.pass(600);
    world.until("a second try", |w| w.rows().iter().any(|r| r.history.tries == 2)).await;
    told(&get(watch, "/metrics", "").await, &["palabre_deferred_total{about=\"lost\"} 1"]);

    // What a proxy passes on is not for them, nor is anything shown where pages are.
    for field in ["X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7", "Via: 1.1 x"] {
        let answer = get(watch, "/metrics", &format!("{field}\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("palabre_"), "{answer}");
    }
    assert!(get(watch, "/", "").await.starts_with("HTTP/1.1 404"));
    assert!(get(page, "/metrics", "").await.starts_with("HTTP/1.1 404"));
}
