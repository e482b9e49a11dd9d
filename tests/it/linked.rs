//! Large files: kept here, linked in the copies, and given to who holds the link.

use axum::body::Body;
use palabre::list::member::Delivery;
use palabre::web;
use tower::ServiceExt;

use crate::harness::outward::{Outward, relay};
use crate::harness::sink::Sink;
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";

fn photos(octets: usize) -> String {
    let body = "QUJDREVGR0hJSktM\n".repeat(octets / 12);
    format!(
        "From: Ann Lee <{ANN}>\nTo: {CDP}\nSubject: Photos {octets}\nMessage-ID: <{octets}@x>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nVoici.\n--b\n\
         Content-Type: image/svg+xml\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"f=?utf-8?q?=C3=AA?=te.svg\"\n\n{body}--b--\n"
    )
}

async fn get(world: &World, url: &str) -> (u16, String, Vec<u8>) {
    let pages = web::router(world.site.face()).unwrap();
    let path = url.strip_prefix("http://lists.example.org").unwrap();
    let request = axum::http::Request::get(path).body(Body::empty()).unwrap();
    let answer = pages.oneshot(request).await.unwrap();
    let field = |name: &str| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    let shown = format!("{:?} {:?}", field("content-type"), field("content-disposition"));
    let code = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), 9_000_000).await.unwrap();
    (code, shown, body.to_vec())
}

#[tokio::test]
async fn a_large_file_is_linked_and_the_link_gives_it() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    assert!(world.mail(ANN, CDP, &photos(1_200_000)).await.is_accepted());
    let copy = sink.wait(1).await.remove(0).text();
    assert!(copy.len() < 5000 && copy.contains("Voici."), "{} octets", copy.len());
    let message = palabre::mail::message::Message::parse(copy.as_bytes());
    let text = message.text().text.clone();
    let url = text.split_whitespace().find(|w| w.starts_with("http")).unwrap();
    assert!(url.starts_with("http://lists.example.org/a/cdp/1/2/"), "{url}");
    let (code, shown, body) = get(&world, url).await;
    assert_eq!((code, body.len()), (200, 1_200_000));
    assert!(shown.contains("application/octet-stream") && shown.contains("attachment; filename"));
    // Another code, another part, another post: nothing is there.
    for wrong in [
        url.replace("/1/2/", "/1/1/"),
        url.replace("/1/2/", "/2/2/"),
        url.replace("/cdp/", "/abc/"),
    ] {
        assert_eq!(get(&world, &wrong).await.0, 404, "{wrong}");
    }
    // What is small, or where nobody wants links, is sent.
    assert!(world.mail(ANN, CDP, &photos(12_000)).await.is_accepted());
    assert!(sink.wait(2).await[1].text().len() > 12_000);
}
