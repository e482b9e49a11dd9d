//! Who a message is from, judged on a name server of our own: what is refused, what waits, what is
//! posted, and what is kept of it (threats 13, 14, 29, 34).

use std::net::IpAddr;
use std::time::Instant;

use data_encoding::BASE64;
use hickory_resolver::proto::op::ResponseCode;
use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::{Canonicalization, DkimSigner};
use palabre::auth::{Outcome, Policy};
use palabre::config::Verify;
use palabre::list::admit::HoldReason;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::{Posting, Settings, Unproven};
use palabre::list::{ArticleNo, ListId};
use palabre::smtp::handler::Verdict;
use palabre::store::{articles, held, lists, people};
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::harness::dns::{Dns, Zone};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";

/// A site, its only name server, and the key of `example.org`.
pub struct Stage {
    pub world: World,
    pub dns: Dns,
    pub list: ListId,
    key: Vec<u8>,
}

pub fn good() -> Option<IpAddr> {
    Some("192.0.2.10".parse().unwrap())
}

fn evil() -> Option<IpAddr> {
    Some("192.0.2.66".parse().unwrap())
}

impl Stage {
    /// `example.org` sends from 192.0.2.10 only and signs; its DMARC record has this `p`.
    pub async fn new(policy: Option<&str>) -> Self {
        let dns = Dns::start().await;
        let at = dns.address();
        let world = World::with(|config| {
            config.auth.verify = Verify::On;
            config.resolver = vec![at];
        });
        let list = world.list(CDP);
        world.member(list, ANN, Delivery::Each);
        let key = Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new()).unwrap();
        let public = Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap();
        let public = BASE64.encode(public.public_key().as_ref());
        dns.txt("s1._domainkey.example.org", &format!("v=DKIM1; k=ed25519; p={public}"));
        dns.txt("s1._domainkey.elsewhere.example", &format!("v=DKIM1; k=ed25519; p={public}"));
        dns.txt("example.org", "v=spf1 ip4:192.0.2.10 -all");
        if let Some(policy) = policy {
            dns.txt("_dmarc.example.org", &format!("v=DMARC1; p={policy}"));
        }
        Self { world, dns, list, key: key.as_ref().to_vec() }
    }

    /// The message, signed for `domain`.
    pub fn signed(&self, domain: &str, raw: &str) -> String {
        let raw = raw.replace('\n', "\r\n");
        let key = Ed25519Key::from_pkcs8_der(&self.key).unwrap();
        let signer = DkimSigner::from_key(key)
            .domain(domain)
            .selector("s1")
            .headers(["From", "From", "To", "Subject", "Date", "Message-ID"])
            .body_canonicalization(Canonicalization::Relaxed);
        format!("{}{raw}", signer.sign(raw.as_bytes()).unwrap().to_header())
    }

    pub async fn post(&self, ip: Option<IpAddr>, raw: &str) -> Verdict {
        self.world.mail_by(ip, ANN, CDP, raw).await
    }

    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = lists::get(&self.world.site.store, self.list).unwrap().unwrap();
        change(&mut settings);
        self.world.write(|tx| {
            lists::put(tx, self.list, &settings);
            Ok(())
        });
    }

    fn waiting(&self) -> Vec<HoldReason> {
        let all = held::of_list(&self.world.site.store, self.list).unwrap();
        all.into_iter().map(|h| h.reason).collect()
    }

    /// How many are posted, and why the others wait.
    #[track_caller]
    fn stands(&self, posted: usize, waiting: &[HoldReason]) {
        assert_eq!(self.world.posts(self.list).len(), posted);
        assert_eq!(self.waiting(), waiting);
    }
}

pub fn message(subject: &str) -> String {
    format!(
        "From: Ann Lee <{ANN}>\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{subject}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\n\nBonjour à toutes et tous.\n"
    )
}

#[track_caller]
fn said(verdict: &Verdict, code: u16, enhanced: &str) {
    assert_eq!((verdict.code.number(), verdict.enhanced), (code, enhanced), "{}", verdict.text);
}

/// T-spoof: a member's name used by somebody else, under each policy a domain may publish.
#[tokio::test]
async fn a_forged_author_is_refused_or_waits() {
    for (policy, code) in
        [(Some("reject"), 550), (Some("quarantine"), 250), (Some("none"), 250), (None, 250)]
    {
        let stage = Stage::new(policy).await;
        let raw = message("Virement");
        let cases = [
            (evil(), raw.clone()),
            (evil(), stage.signed("elsewhere.example", &raw).replace("Virement", "Autre")),
            (evil(), stage.signed("elsewhere.example", &message("Ailleurs"))),
            (evil(), stage.signed("example.org", &message("Change")).replace("Bonjour", "Bonsoir")),
        ];
        for (ip, raw) in &cases {
            let verdict = stage.post(*ip, raw).await;
            said(&verdict, code, if code == 550 { "5.7.1" } else { "2.0.0" });
        }
        match policy {
            Some("reject") => stage.stands(0, &[]),
            Some(_) => stage.stands(0, &[HoldReason::Unproven; 4]),
            None => stage.stands(4, &[]),
        }
        // The member's own mail is theirs under every policy: by the server, or by the signature.
        said(&stage.post(good(), &message("Semis")).await, 250, "2.0.0");
        let signed = stage.signed("example.org", &message("Arrosage"));
        said(&stage.post(evil(), &signed).await, 250, "2.0.0");
        let posts = stage.world.posts(stage.list);
        let subjects: Vec<_> = posts.iter().rev().take(2).map(|p| p.subject.as_str()).collect();
        assert_eq!(subjects, ["Arrosage", "Semis"], "{policy:?}");
    }
}

#[tokio::test]
async fn the_list_decides_about_domains_that_say_nothing() {
    let stage = Stage::new(None).await;
    stage.set(|settings| settings.unproven = Unproven::Ask);
    said(&stage.post(evil(), &message("Semis")).await, 250, "2.0.0");
    stage.stands(0, &[HoldReason::Unproven]);
    said(&stage.post(good(), &message("Arrosage")).await, 250, "2.0.0");
    stage.stands(1, &[HoldReason::Unproven]);
}

#[tokio::test]
async fn nobody_leaves_in_anothers_name() {
    let stage = Stage::new(None).await;
    let (world, leave) = (&stage.world, "cdp-leave@lists.example.org");
    let person = people::find(&world.site.store, &ANN.parse().unwrap()).unwrap().unwrap().id;
    let member = || people::membership(&world.site.store, stage.list, person).unwrap().is_some();
    for _ in 0..2 {
        said(&world.mail_by(evil(), ANN, leave, &message("Partir")).await, 250, "2.0.0");
    }
    let asked = world.own_mail();
    assert_eq!(asked.len(), 1, "one question a day");
    assert!(member());
    // Only that mailbox was given the address that answers.
    let back = asked[0].1.lines().find_map(|l| l.strip_prefix("Reply-To:")).unwrap();
    let back = back.split(['<', '>']).nth(1).unwrap();
    said(&world.mail_by(evil(), ANN, back, &message("Re: Partir")).await, 250, "2.0.0");
    assert!(!member());
    // By command too, and at once when the domain vouches for the mail.
    let request = "cdp-request@lists.example.org";
    said(&world.mail_by(good(), ANN, request, &message("annuler")).await, 250, "2.0.0");
    assert!(member());
    said(&world.mail_by(evil(), ANN, request, &message("quitter")).await, 250, "2.0.0");
    assert!(member());
    said(&world.mail_by(good(), ANN, leave, &message("Partir")).await, 250, "2.0.0");
    assert!(!member());
}

#[tokio::test]
async fn what_was_found_is_kept() {
    let stage = Stage::new(Some("none")).await;
    stage.post(good(), &stage.signed("example.org", &message("Semis"))).await;
    let store = &stage.world.site.store;
    let found = articles::identity(store, stage.list, ArticleNo(1)).unwrap().unwrap();
    assert_eq!((found.spf, found.dkim, found.dmarc), (Outcome::Pass, Outcome::Pass, Outcome::Pass));
    assert_eq!((found.policy, found.aligned), (Policy::None, true));
    assert_eq!(found.signer.as_deref(), Some("example.org"));
    stage.post(evil(), &message("Faux")).await;
    let found = held::of_list(store, stage.list).unwrap().remove(0).identity.unwrap();
    assert_eq!((found.spf, found.dkim, found.dmarc), (Outcome::Fail, Outcome::None, Outcome::Fail));
}

/// RFC 9989 §4.10: the record of the organisation holds for its subdomains, `sp` and `np` for them.
#[tokio::test]
async fn the_tree_is_walked() {
    let stage = Stage::new(None).await;
    stage.dns.txt("_dmarc.example.org", "v=DMARC1; p=none; sp=quarantine; np=reject");
    stage.dns.txt("mail.example.org", "v=spf1 -all");
    let of =
        |domain: &str| message("Semis").replace("@example.org>\nTo", &format!("@{domain}>\nTo"));
    for (domain, code) in [("mail.example.org", 250), ("nowhere.example.org", 550)] {
        stage.world.member(stage.list, &format!("ann@{domain}"), Delivery::Each);
        let verdict = stage.post(evil(), &of(domain)).await;
        assert_eq!(verdict.code.number(), code, "{domain}: {}", verdict.text);
    }
    // A signature of the organisation is aligned with its subdomain.
    let signed = stage.signed("example.org", &of("nowhere.example.org"));
    said(&stage.post(evil(), &signed).await, 250, "2.0.0");
    stage.stands(1, &[HoldReason::Unproven]);
}

/// Threat 34: nobody could tell, so nobody is judged; the sender tries again.
#[tokio::test]
async fn resolver_trouble_is_never_a_verdict() {
    let stage = Stage::new(Some("reject")).await;
    for name in ["_dmarc.example.org", "s1._domainkey.example.org", "example.org"] {
        let stage = Stage::new(Some("reject")).await;
        stage.dns.set(name, Zone::Code(ResponseCode::ServFail));
        let signed = stage.signed("example.org", &message("Semis"));
        let verdict = stage.post(evil(), &signed).await;
        // The signature holds alone, whatever becomes of SPF.
        if name == "example.org" {
            said(&verdict, 250, "2.0.0");
        } else {
            said(&verdict, 451, "4.4.3");
            stage.stands(0, &[]);
        }
    }
    // A domain that vouches for nothing is not asked about twice.
    stage.dns.set("example.org", Zone::Code(ResponseCode::ServFail));
    said(&stage.post(evil(), &message("Faux")).await, 451, "4.4.3");
    stage.dns.txt("example.org", "v=spf1 ip4:192.0.2.10 -all");
    said(&stage.post(good(), &message("Semis")).await, 250, "2.0.0");
    stage.stands(1, &[]);
}

#[tokio::test]
async fn delivery_reports_and_the_postmasters_mail_are_not_judged() {
    let stage = Stage::new(Some("reject")).await;
    stage.dns.set("_dmarc.example.org", Zone::Code(ResponseCode::ServFail));
    let bounces = "cdp-bounces+bogus@lists.example.org";
    said(&stage.world.mail_by(evil(), "", bounces, &message("Echec")).await, 250, "2.0.0");
    stage.world.member_as(stage.list, "zoe@example.net", Delivery::None, Role::Owner);
    let host = "postmaster@lists.example.org";
    said(&stage.world.mail_by(evil(), ANN, host, &message("Plainte")).await, 250, "2.0.0");
}

/// A front server is believed about the client it took the mail from, and is not judged itself.
#[tokio::test]
async fn the_client_behind_a_front_server_is_judged() {
    let stage = Stage::new(Some("reject")).await;
    let via = |ip: &str, with: &str, raw: &str| {
        format!(
            "Received: from out.example.org (out.example.org [{ip}])\n\tby mx.example.net (Postfix) \
             with {with} id 4F; Mon, 27 May 2019 07:00:00 -0400\n{raw}"
        )
    };
    let front = Some("127.0.0.1".parse().unwrap());
    let (semis, faux) = (message("Semis"), message("Faux"));
    said(&stage.post(front, &via("192.0.2.10", "ESMTPS", &semis)).await, 250, "2.0.0");
    said(&stage.post(front, &via("192.0.2.66", "ESMTPS", &faux)).await, 550, "5.7.1");
    said(&stage.post(None, &via("192.0.2.66", "LMTP", &faux)).await, 550, "5.7.1");
    // The same field from a stranger proves nothing.
    said(&stage.post(evil(), &via("192.0.2.10", "ESMTPS", &faux)).await, 550, "5.7.1");
    stage.stands(1, &[]);
    // Somebody the front knows by a password: no client to judge, so nothing is refused for it.
    said(&stage.post(front, &via("192.0.2.66", "ESMTPSA", &faux)).await, 250, "2.0.0");
    stage.stands(1, &[HoldReason::Unproven]);
}

/// Threat 14: what is verified, what is a member and what is shown is one and the same author.
#[tokio::test]
async fn confusing_authors_are_refused() {
    let stage = Stage::new(Some("none")).await;
    let of = |from: &str| message("Semis").replace("From: Ann Lee <ann@example.org>\n", from);
    let forged = "mallory@evil.example";
    stage.set(|settings| settings.posting = Posting::Anyone);
    let list = stage.list;
    for from in [
        format!("From: {ANN}\nFrom: {forged}\n"),
        format!("From: {ANN}, {forged}\n"),
        format!("From: team: {ANN}, {forged};\n"),
        "From: =?utf-8?q?ann=40example.org?=\n".to_owned(),
        "From: ann@=?utf-8?q?example?=.org\n".to_owned(),
        "From: <>\n".to_owned(),
        String::new(),
        format!("From: <@evil.example:{ANN}>\n"),
        "From: \"ann@example.org\" <mallory>\n".to_owned(),
        "From: ann\0@example.org\n".to_owned(),
    ] {
        said(&stage.post(good(), &of(&from)).await, 550, "5.6.0");
    }
    // These have one author each, and it is not who they would like to look like.
    for from in [
        format!("From: \"{ANN}\" <{forged}>\n"),
        format!("From: {forged} ({ANN})\n"),
        format!("Sender: {ANN}\nFrom: {forged}\n"),
        format!("Resent-From: {ANN}\nFrom: {forged}\n"),
    ] {
        let raw = of(&from).replace("<Semis@", &format!("<Semis{}@", from.len()));
        said(&stage.post(good(), &raw).await, 250, "2.0.0");
    }
    let posts = stage.world.posts(list);
    assert_eq!(posts.len(), 4);
    for post in posts {
        assert_eq!(post.from.address.as_str(), forged);
        assert!(!post.from.display().contains('@'));
        let found = articles::identity(&stage.world.site.store, list, post.no).unwrap().unwrap();
        assert!(!found.aligned, "example.org vouches for nobody else");
    }
}

/// Threat 15: a signature over less than the whole says nothing.
#[tokio::test]
async fn signatures_that_leave_room_are_none() {
    let stage = Stage::new(Some("quarantine")).await;
    let signed = stage.signed("example.org", &message("Semis"));
    let cut = signed.replace("d=example.org;", "d=example.org; l=5;");
    let bare = {
        let raw = message("Sans").replace('\n', "\r\n");
        let key = Ed25519Key::from_pkcs8_der(&stage.key).unwrap();
        let signer = DkimSigner::from_key(key).domain("example.org").selector("s1");
        let signature = signer.headers(["Subject", "Date"]).sign(raw.as_bytes()).unwrap();
        format!("{}{raw}", signature.to_header())
    };
    let expired = {
        let raw = message("Vieux").replace('\n', "\r\n");
        let key = Ed25519Key::from_pkcs8_der(&stage.key).unwrap();
        let signer = DkimSigner::from_key(key).domain("example.org").selector("s1");
        let signature = signer.headers(["From", "Subject"]).expiration(1).sign(raw.as_bytes());
        format!("{}{raw}", signature.unwrap().to_header())
            .replace(" t=", " t=1000000000; x=1000000001; old=")
    };
    for raw in [cut, bare, expired] {
        said(&stage.post(evil(), &raw).await, 250, "2.0.0");
    }
    stage.stands(0, &[HoldReason::Unproven; 3]);
    // Blanks at the end of the body change nothing (RFC 6376 §3.4.4), and neither does a crowd of
    // signatures before the right one.
    let blank = format!("{signed} \r\n\t\r\n");
    said(&stage.post(evil(), &blank).await, 250, "2.0.0");
    stage.stands(1, &[HoldReason::Unproven; 3]);
    let other = stage.signed("elsewhere.example", &message("Foule"));
    let other = other.split("From: Ann").next().unwrap().to_owned();
    let crowd = other.repeat(40) + &stage.signed("example.org", &message("Foule"));
    said(&stage.post(evil(), &crowd).await, 250, "2.0.0");
    assert_eq!(stage.world.posts(stage.list).len(), 2);
}

/// Threat 29: whoever takes a message's identifier first does not make the true one vanish.
#[tokio::test]
async fn a_taken_identifier_hides_nothing() {
    let stage = Stage::new(Some("none")).await;
    let bob = "bob@example.net";
    stage.world.member(stage.list, bob, Delivery::Each);
    let theirs = message("Semis").replace("Ann Lee <ann@example.org>", bob);
    let theirs = theirs.replace("Bonjour", "Rien");
    said(&stage.world.mail_by(evil(), bob, CDP, &theirs).await, 250, "2.0.0");
    said(&stage.post(good(), &message("Semis")).await, 250, "2.0.0");
    said(&stage.post(good(), &message("Semis")).await, 250, "2.0.0");
    let posts = stage.world.posts(stage.list);
    let seen: Vec<_> = posts.iter().map(|p| (p.from.address.as_str(), p.impostor)).collect();
    assert_eq!(seen, [(bob, false), (ANN, true)]);
    for id in ["", "<>", "<a@b><c@d>", &format!("<{}@x>", "a".repeat(5000)), "<\"</a>\"@x>"] {
        let raw = message("Autre").replace("<Autre@example.org>", id);
        let raw = raw.replace("Subject: Autre", &format!("Subject: Autre {}", id.len()));
        said(&stage.post(good(), &raw).await, 250, "2.0.0");
    }
    let twice = message("Double").replace("Date:", "Message-ID: <second@example.org>\nDate:");
    said(&stage.post(good(), &twice).await, 250, "2.0.0");
    assert_eq!(stage.world.posts(stage.list).len(), 8);
}

/// A machine without a name server takes its own mail, at once, and lets others wait.
#[tokio::test]
async fn without_a_name_server_nothing_is_held_up() {
    let world = World::with(|config| config.auth.verify = Verify::Auto);
    let list = world.list(CDP);
    world.member(list, ANN, Delivery::Each);
    let began = Instant::now();
    for n in 0..50 {
        let own = message(&format!("Semis{n}"));
        said(&world.mail_by(None, ANN, CDP, &own).await, 250, "2.0.0");
    }
    assert_eq!(world.posts(list).len(), 50);
    assert!(articles::identity(&world.site.store, list, ArticleNo(1)).unwrap().is_none());
    assert!(began.elapsed().as_secs() < 20);
}
