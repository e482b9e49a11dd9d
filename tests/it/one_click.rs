//! Leaving by one click (RFC 8058, threat 30): what acts, what only looks, what it offers back.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use palabre::daemon::one_click;
use palabre::list::member::Delivery;
use palabre::list::settings::{Copies, Dkim, Language};
use palabre::list::{ListId, PersonId};
use palabre::store::people;
use tower::ServiceExt;

use crate::delivery::{accept, post};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Mail, Sink};
use crate::harness::world::World;

const LIST: &str = "cdp@lists.example.org";
const FORM: &str = "application/x-www-form-urlencoded";
const CLICK: &str = "List-Unsubscribe=One-Click";

struct Stage {
    world: World,
    list: ListId,
    bob: PersonId,
}

impl Stage {
    fn new(base: &str, copies: Copies) -> Self {
        let world = World::with(|config| config.base_url = base.to_owned());
        let list = world.list_with(LIST, |s| {
            s.name = "Communauté".to_owned();
            s.copies = copies;
            s.dkim = Dkim::Ed25519;
        });
        world.site.keys.make_missing(Dkim::Ed25519).unwrap();
        world.member(list, "ann@example.org", Delivery::None);
        let bob = world.member(list, "bob@example.net", Delivery::Each);
        Self { world, list, bob }
    }

    async fn copy(&self) -> Mail {
        let sink = Sink::start().await;
        let _outward = Outward::start(&self.world, relay(&sink));
        accept(&self.world, 1).await;
        sink.wait(1).await.remove(0)
    }

    /// The path of the member's own address.
    async fn path(&self) -> String {
        let value = self.copy().await.header("list-unsubscribe").unwrap();
        let https = value.split(", ").find(|u| u.starts_with("<https:")).unwrap();
        let https = https.trim_matches(['<', '>']);
        https.strip_prefix("https://lists.example.org").unwrap().to_owned()
    }

    fn is_member(&self) -> bool {
        people::membership(&self.world.site.store, self.list, self.bob).unwrap().is_some()
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        (kind, body): (&str, &str),
    ) -> (StatusCode, String) {
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let answer = one_click::router(self.world.site.clone()).oneshot(request).await.unwrap();
        for name in ["set-cookie", "location"] {
            assert!(answer.headers().get(name).is_none(), "{name}");
        }
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn post(&self, path: &str, body: &str) -> (StatusCode, String) {
        self.ask(Method::POST, path, (FORM, body)).await
    }
}

#[tokio::test]
async fn looking_changes_nothing_and_a_post_acts_at_once() {
    let stage = Stage::new("https://lists.example.org", Copies::Personal);
    let path = stage.path().await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE] {
        let (status, page) = stage.ask(method.clone(), &path, (FORM, CLICK)).await;
        assert!(stage.is_member(), "{method}");
        match method {
            Method::GET => assert!(page.contains("Quitter «\u{a0}Communauté\u{a0}»?"), "{page}"),
            Method::HEAD => assert_eq!(status, StatusCode::OK),
            _ => assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED),
        }
    }
    for body in ["", "x=y", "List-Unsubscribe=Yes"] {
        assert_eq!(stage.post(&path, body).await.0, StatusCode::BAD_REQUEST, "{body}");
        assert!(stage.is_member());
    }
    for _ in 0..3 {
        let (status, page) = stage.post(&path, CLICK).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Vous avez quitté") && page.contains("value=\"Undo\""), "{page}");
        assert!(!stage.is_member());
    }
    // One letter says so, whatever the clicks; and a plain reply takes it back too.
    let rows = stage.world.rows();
    assert_eq!(rows.len(), 1, "{rows:?}");
    let (status, page) = stage.post(&path, "List-Unsubscribe=Undo").await;
    assert_eq!(status, StatusCode::OK);
    assert!(stage.is_member() && page.contains("comme avant"), "{page}");
    // The token lasts as long as the membership.
    stage.world.pass(400 * 24 * 3600);
    let form = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let multipart = ("multipart/form-data; boundary=b", form);
    assert_eq!(stage.ask(Method::POST, &path, multipart).await.0, StatusCode::OK);
    assert!(!stage.is_member());
}

#[tokio::test]
async fn nobody_leaves_by_another_s_address() {
    let stage = Stage::new("https://lists.example.org", Copies::Personal);
    let garden = stage.world.list("jardin@lists.example.org");
    stage.world.member(garden, "bob@example.net", Delivery::Each);
    let path = stage.path().await;
    let (_, token) = path.rsplit_once('/').unwrap();
    let elsewhere = path.replace("/cdp/", "/jardin/");
    let other = if token.ends_with('0') { '1' } else { '0' };
    let mangled = format!("/l/cdp/{}{other}", &token[..token.len() - 1]);
    for wrong in [elsewhere.as_str(), mangled.as_str(), "/l/cdp/u1", "/l/nobody/u1"] {
        assert_eq!(stage.post(wrong, CLICK).await.0, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert!(stage.is_member());
}

#[tokio::test]
async fn the_page_speaks_its_reader_s_language() {
    let stage = Stage::new("https://lists.example.org", Copies::Personal);
    let bob = stage.bob;
    stage.world.write(|tx| {
        let mut person = people::get(tx, bob)?.unwrap();
        person.language = Some(Language::new("en"));
        people::put(tx, &person);
        Ok(())
    });
    let path = stage.path().await;
    let (_, page) = stage.ask(Method::GET, &path, (FORM, "")).await;
    assert!(page.contains("lang=\"en\"") && page.contains("Leave “Communauté”?"), "{page}");
}

#[tokio::test]
async fn copies_say_so_where_it_works() {
    let stage = Stage::new("https://lists.example.org", Copies::Personal);
    let mail = stage.copy().await;
    let value = mail.header("list-unsubscribe").unwrap();
    assert_eq!(
        (value.matches("https:").count(), value.matches("<mailto:").count()),
        (1, 1),
        "{value}"
    );
    assert_eq!(mail.header("list-unsubscribe-post").unwrap(), "List-Unsubscribe=One-Click");
    // RFC 8058 §4: both inside a signature.
    let signed = mail.header("dkim-signature").unwrap();
    let names: Vec<_> =
        signed.split("h=").nth(1).unwrap().split([':', ';']).map(str::trim).collect();
    for name in ["List-Unsubscribe", "List-Unsubscribe-Post"] {
        assert!(names.iter().filter(|n| **n == name).count() >= 2, "{names:?}");
    }
    let only_mail = [
        Stage::new("http://lists.example.org", Copies::Personal),
        Stage::new("https://lists.example.org", Copies::Grouped),
    ];
    for stage in only_mail {
        let mail = stage.copy().await;
        assert!(!mail.header("list-unsubscribe").unwrap().contains("http"));
        assert_eq!(mail.header("list-unsubscribe-post"), None);
    }
    assert!(!post(1).contains("List-"));
}

/// By mail, too: whoever leaves is told how to come back, and one word does it.
#[tokio::test]
async fn a_reply_takes_it_back() {
    let stage = Stage::new("https://lists.example.org", Copies::Personal);
    let path = stage.path().await;
    stage.post(&path, CLICK).await;
    let sink = Sink::start().await;
    let _outward = Outward::start(&stage.world, relay(&sink));
    let told = sink.wait(1).await.remove(0);
    let reply_to = told.header("reply-to").unwrap();
    let reply = "From: bob@example.net\nSubject: Re: x\nMessage-ID: <r@example.net>\n\nannuler\n";
    let to = reply_to.rsplit_once('<').unwrap().1.trim_end_matches('>').to_owned();
    assert!(stage.world.mail("bob@example.net", &to, reply).await.is_accepted());
    assert!(stage.is_member());
}
