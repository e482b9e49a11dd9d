//! Our signatures on what leaves, read by mail-auth over a name server of the test's own: copies in
//! both languages, digests, the robot's answers; what breaks them, and what they spare.

use hickory_resolver::proto::op::ResponseCode;
use mail_auth::{AuthenticatedMessage, DkimResult, MessageAuthenticator};
use palabre::clock::Timestamp;
use palabre::list::ListId;
use palabre::list::member::Delivery;
use palabre::list::settings::{Dkim, Language, Preset, Settings};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::people;

use crate::harness::dns::{Dns, Zone};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Mail, Offers, Sink};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const POST: &str = "From: Ann Lee <ann@example.org>\nTo: cdp@lists.example.org\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\n\
    Message-ID: <p1@example.org>\nDate: Mon, 27 May 2019 08:00:00 -0400\nMIME-Version: 1.0\n\
    Content-Type: multipart/alternative; boundary=b1\n\n--b1\nContent-Type: text/plain; charset=utf-8\n\
    Content-Transfer-Encoding: 8bit\n\nÀ bientôt  \n.\nZoé\n\n--b1\nContent-Type: text/html; charset=utf-8\n\
    Content-Transfer-Encoding: 8bit\n\n<html><body><p>À bientôt</p></body></html>\n--b1--\n\n \n";

/// A site whose keys stand in the DNS, at today's date: signatures expire.
struct Stage {
    world: World,
    list: ListId,
    dns: Dns,
}

impl Stage {
    async fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let world = World::new();
        world.site.clock.set(Timestamp::now());
        let list = world.list_with(CDP, |settings| {
            settings.dkim = Dkim::Both;
            change(settings);
        });
        let dns = Dns::start().await;
        for key in world.site.keys.make_missing(Dkim::Both).unwrap() {
            dns.txt(&key.record_name("lists.example.org"), &key.record());
        }
        world.member(list, "ann@example.org", Delivery::None);
        Self { world, list, dns }
    }

    /// What each signature of a message comes to.
    async fn verified(&self, raw: &[u8]) -> Vec<bool> {
        let asks = MessageAuthenticator(self.dns.resolver().inner().clone());
        let message = AuthenticatedMessage::parse(raw).unwrap();
        let found = asks.verify_dkim(&message).await;
        found.iter().map(|one| *one.result() == DkimResult::Pass).collect()
    }

    #[track_caller]
    fn holds(found: &[bool], want: usize) {
        assert_eq!(found, vec![true; want]);
    }

    /// The copies of a post for these members.
    async fn copies(&self, raw: &str, count: usize) -> Vec<Mail> {
        self.copies_at(Offers::default(), ("ann@example.org", raw), count).await
    }

    /// The same, at a far side that offers this.
    async fn copies_at(
        &self,
        offers: Offers,
        (author, raw): (&str, &str),
        count: usize,
    ) -> Vec<Mail> {
        let sink = Sink::with(offers).await;
        let outward = Outward::start(&self.world, relay(&sink));
        let verdict = self.world.mail(author, CDP, raw).await;
        assert!(verdict.is_accepted(), "{verdict:?}");
        let mails = sink.wait(count).await;
        // What came is noted before the next far side is there, or it would come there again.
        outward.stop().await;
        mails
    }
}

fn changed(mail: &Mail, from: &str, to: &str) -> Vec<u8> {
    let text = mail.text();
    let new = text.replacen(from, to, 1);
    assert_ne!(new, text, "{from} is there:\n{text}");
    new.into_bytes()
}

/// The names that a copy's signatures cover, in lower case.
fn covered(mail: &Mail) -> Vec<String> {
    let field = mail.header("dkim-signature").unwrap().to_lowercase();
    let names = field.split("h=").nth(1).unwrap().split(';').next().unwrap();
    names.split(':').map(|n| n.trim().to_owned()).collect()
}

#[tokio::test]
async fn every_copy_bears_both_signatures() {
    let stage = Stage::new(|_| ()).await;
    for (address, language) in [("b@example.net", "fr"), ("c@example.net", "en")] {
        let person = stage.world.member(stage.list, address, Delivery::Each);
        stage.world.write(|tx| {
            let mut known = people::get(tx, person)?.unwrap();
            known.language = Some(Language::new(language));
            people::put(tx, &known);
            Ok(())
        });
    }
    stage.world.member(stage.list, "d@example.net", Delivery::Each);
    let copies = stage.copies(POST, 3).await;
    for mail in &copies {
        Stage::holds(&stage.verified(&mail.data).await, 2);
        assert!(mail.data.is_ascii(), "signed as it survives every hop:\n{}", mail.text());
        assert!(!mail.text().contains(" l="), "never part of a body");
        let long = mail.text().lines().map(str::len).max().unwrap();
        assert!(long <= 100, "{long}");
    }
    let own = |mail: &Mail| mail.header("list-unsubscribe").unwrap().to_owned();
    assert_ne!(own(&copies[0]), own(&copies[1]));
    let names = covered(&copies[0]);
    for name in
        ["from", "subject", "reply-to", "list-id", "list-unsubscribe", "list-unsubscribe-post"]
    {
        let there = usize::from(copies[0].header(name).is_some());
        let count = names.iter().filter(|n| *n == name).count();
        assert_eq!(count, there + 1, "{name} once more than it occurs: {names:?}");
    }
}

#[tokio::test]
async fn what_is_changed_or_added_breaks_it() {
    let stage = Stage::new(|s| s.language = Language::new("en")).await;
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    let mail = stage.copies(POST, 1).await.remove(0);
    for (from, to) in [
        ("From: Ann", "From: Eve"),
        ("From: Ann", "From: Eve <eve@example.net>\r\nFrom: Ann"),
        ("Subject: ", "Subject: Other\r\nSubject: "),
        ("Reply-To: ", "X-Reply-To: "),
        ("List-Unsubscribe: <mailto:cdp", "List-Unsubscribe: <mailto:other"),
        ("\r\nPrecedence", "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nPrecedence"),
        ("Content-Type: multipart/alternative", "Content-Type: multipart/mixed"),
        ("To leave this", "To love this"),
        ("\r\n--b1--", "\r\n\r\nmore\r\n--b1--"),
    ] {
        assert_eq!(stage.verified(&changed(&mail, from, to)).await, [false, false], "{to}");
    }
    // What hops may do to it does not (RFC 6376 §3.4).
    let fine = changed(&mail, "List-Id: ", "Received: from a by b; x\r\nlist-id:\r\n ");
    Stage::holds(&stage.verified(&fine).await, 2);
    Stage::holds(&stage.verified(&[mail.data.as_slice(), b"\r\n\r\n"].concat()).await, 2);
}

/// A large file behind the text is hashed for all at once: the footer then names the common way out.
#[tokio::test]
async fn copies_of_a_large_post_share_their_body() {
    let stage = Stage::new(|s| s.language = Language::new("en")).await;
    for address in ["b@example.net", "c@example.net"] {
        stage.world.member(stage.list, address, Delivery::Each);
    }
    let raw = |lines: usize| {
        format!(
            "From: ann@example.org\nTo: {CDP}\nSubject: Plan\nMessage-ID: <f{lines}@example.org>\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: image/png\n\
             Content-Transfer-Encoding: base64\n\n{}--b--\n",
            format!("{}\n", "A".repeat(76)).repeat(lines)
        )
    };
    for (lines, own) in [(10, true), (2000, false)] {
        let copies = stage.copies(&raw(lines), 2).await;
        let body = |mail: &Mail| mail.text().split_once("\r\n\r\n").unwrap().1.to_owned();
        assert_eq!(body(&copies[0]) == body(&copies[1]), !own);
        let common = "write to cdp-leave@lists.example.org";
        for mail in &copies {
            Stage::holds(&stage.verified(&mail.data).await, 2);
            assert_eq!(body(mail).contains(common), !own, "{}", body(mail).len());
            assert!(mail.header("list-unsubscribe").unwrap().contains("cdp-leave+u"));
        }
    }
}

#[tokio::test]
async fn one_kind_or_none() {
    for (dkim, count) in [(Dkim::None, 0), (Dkim::Rsa, 1), (Dkim::Ed25519, 1)] {
        let stage = Stage::new(|s| s.dkim = dkim).await;
        stage.world.member(stage.list, "b@example.net", Delivery::Each);
        let mail = stage.copies(POST, 1).await.remove(0);
        Stage::holds(&stage.verified(&mail.data).await, count);
        if count == 1 {
            let kind = format!("a={}-sha256;", dkim.word());
            assert!(mail.header("dkim-signature").unwrap().contains(&kind));
        }
    }
}

#[tokio::test]
async fn transparent_copies_spare_the_bodies_octets_where_they_are_signed() {
    // 8-bit without an author's signature: ours comes first, and is made to last.
    let stage = Stage::new(|s| s.preset = Preset::Transparent).await;
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    let mail = stage.copies(POST, 1).await.remove(0);
    assert!(mail.data.is_ascii());
    Stage::holds(&stage.verified(&mail.data).await, 2);
    // 8-bit that an author's signature covers: it stays, whatever ours would like.
    let stage = Stage::new(|s| s.preset = Preset::Transparent).await;
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    let field = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; h=From:Subject;\n bh=abc; b=def\n";
    let raw = format!("{field}{}\n", POST.trim_end());
    let mail = stage.copies(&raw, 1).await.remove(0);
    assert!(mail.text().contains("À bientôt  \r\n.\r\nZoé\r\n"), "{}", mail.text());
    assert_eq!(stage.verified(&mail.data).await.iter().filter(|good| **good).count(), 2);
}

fn offering(extensions: &[&str]) -> Offers {
    let extensions = extensions.iter().map(|e| (*e).to_owned()).collect();
    Offers { extensions, ..Offers::default() }
}

/// RFC 6376 §5.3: what a far side cannot take is recoded part by part, and signed then; a signature of
/// the author's that this breaks goes.
#[tokio::test]
async fn an_older_far_side_gets_a_signature_of_what_it_is_sent() {
    let stage = Stage::new(|s| s.preset = Preset::Transparent).await;
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    let field = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; h=From:Subject;\n bh=abc; b=def\n";
    let raw = format!("{field}{}\n", POST.trim_end());
    let newer = stage.copies(&raw, 1).await.remove(0);
    assert!(newer.text().contains("s=s1;") && !newer.data.is_ascii());
    assert_eq!(newer.parameters, "BODY=8BITMIME");
    let raw = raw.replace("<p1@", "<p2@");
    let older = stage.copies_at(offering(&["PIPELINING"]), ("ann@example.org", &raw), 1).await;
    let older = &older[0];
    assert!(older.data.is_ascii() && older.parameters.is_empty(), "{}", older.text());
    let quoted = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    assert!(older.text().contains(&format!("{quoted}=C3=80 bient=C3=B4t")), "{}", older.text());
    assert!(older.text().contains(&format!("{quoted}<html><body><p>=C3=80")), "{}", older.text());
    assert!(!older.text().contains("s=s1;"), "{}", older.text());
    Stage::holds(&stage.verified(&older.data).await, 2);
}

/// RFC 6531: a header in UTF-8 goes where it is taken, or is made ASCII; where nothing is lost by it, it
/// always is. An address that ASCII cannot hold is in no From there.
#[tokio::test]
async fn headers_in_utf8_go_where_they_are_taken() {
    let stage = Stage::new(|s| s.language = Language::new("en")).await;
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    stage.world.member(stage.list, "zoé@example.org", Delivery::None);
    let post = |n: usize, from: &str| {
        format!(
            "From: {from}\nTo: {CDP}\nSubject: L'été\nX-Mood: gaité\nMessage-ID: <u{n}@example.org>\n\nHello\n"
        )
    };
    let raw = post(1, "Ann Légaré <ann@example.org>");
    let mail = stage.copies(&raw, 1).await.remove(0);
    let (head, _) =
        mail.text().split_once("\r\n\r\n").map(|(h, b)| (h.to_owned(), b.to_owned())).unwrap();
    assert!(head.is_ascii() && mail.parameters.is_empty(), "{head}");
    Stage::holds(&stage.verified(&mail.data).await, 2);
    let message = Message::parse(&mail.data);
    assert_eq!(message.subject(), "L'été");
    assert_eq!(message.from().unwrap().name.as_deref(), Some("Ann Légaré"));

    let author = "zoé@example.org";
    let newer =
        stage.copies_at(Offers::default(), (author, &post(2, "Zoé <zoé@example.org>")), 1).await;
    assert_eq!(newer[0].header("from").as_deref(), Some("Zoé <zoé@example.org>"));
    assert!(newer[0].parameters.ends_with("SMTPUTF8"), "{}", newer[0].parameters);
    Stage::holds(&stage.verified(&newer[0].data).await, 2);
    let eight = offering(&["8BITMIME"]);
    let older = stage.copies_at(eight, (author, &post(3, "Zoé <zoé@example.org>")), 1).await;
    let message = Message::parse(&older[0].data);
    assert!(older[0].text().split("\r\n\r\n").next().unwrap().is_ascii(), "{}", older[0].text());
    let from = message.from().unwrap();
    assert_eq!((from.name.as_deref(), from.address.as_str()), (Some("Zoé via cdp"), CDP));
    assert_eq!(older[0].parameters, "");
    Stage::holds(&stage.verified(&older[0].data).await, 2);
}

#[tokio::test]
async fn the_robots_answers_and_digests_are_signed() {
    let stage = Stage::new(|_| ()).await;
    stage.world.member(stage.list, "b@example.net", Delivery::Weekly);
    let sink = Sink::start().await;
    let _outward = Outward::start(&stage.world, relay(&sink));
    let ask = "From: b@example.net\nTo: cdp-request@lists.example.org\nSubject: aide\nMessage-ID: <q@example.net>\n\n";
    let request = "cdp-request@lists.example.org";
    assert!(stage.world.mail("b@example.net", request, ask).await.is_accepted());
    let answer = sink.wait(1).await.remove(0);
    assert!(answer.header("auto-submitted").is_some());
    Stage::holds(&stage.verified(&answer.data).await, 2);
}

/// What a stranger writes to the team goes on to the octet: we vouch for our own words only.
#[tokio::test]
async fn what_is_passed_on_is_not_ours_to_sign() {
    let stage = Stage::new(|_| ()).await;
    let owner = palabre::list::member::Role::Owner;
    stage.world.member_as(stage.list, "o@example.net", Delivery::None, owner);
    let sink = Sink::start().await;
    let _outward = Outward::start(&stage.world, relay(&sink));
    let ask = "From: eve@example.com\nTo: cdp-owner@lists.example.org\nSubject: Question\nMessage-ID: <q@example.com>\n\nBonjour\n";
    let owner = "cdp-owner@lists.example.org";
    assert!(stage.world.mail("eve@example.com", owner, ask).await.is_accepted());
    let mail = sink.wait(1).await.remove(0);
    assert_eq!(mail.header("dkim-signature"), None, "{}", mail.text());
}

#[tokio::test]
async fn a_list_of_another_domain_signs_in_its_own_name() {
    let stage = Stage::new(|_| ()).await;
    let other = stage.world.list_with("cdp@community.example.net", |s| s.dkim = Dkim::Ed25519);
    stage.world.member(other, "ann@example.org", Delivery::None);
    stage.world.member(other, "b@example.net", Delivery::Each);
    let key = stage.world.site.keys.chosen(Dkim::Ed25519).remove(0);
    stage.dns.txt(&key.record_name("community.example.net"), &key.record());
    let gone = Zone::Code(ResponseCode::NXDomain);
    stage.dns.set(&key.record_name("lists.example.org"), gone);
    let sink = Sink::start().await;
    let _outward = Outward::start(&stage.world, relay(&sink));
    let to = Address::parse("cdp@community.example.net").unwrap();
    let verdict = stage.world.mail("ann@example.org", to.as_str(), POST).await;
    assert!(verdict.is_accepted(), "{verdict:?}");
    let mail = sink.wait(1).await.remove(0);
    assert!(mail.header("dkim-signature").unwrap().contains("d=community.example.net;"));
    Stage::holds(&stage.verified(&mail.data).await, 1);
}
