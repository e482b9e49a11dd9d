//! What leaves for members, whole, by preset and language: golden files in `tests/golden/headers`,
//! written anew by `PALABRE_GOLDEN=write cargo test --test it headers`.

use std::path::Path;

use palabre::list::member::Delivery;
use palabre::list::settings::{Copies, Language, Posting, Preset, Settings, Visibility};
use palabre::mail::message::Message;

use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Mail, Sink};
use crate::harness::world::World;

/// A post with all that an author's program may put in it.
const POST: &str = "Received: from mail.example.org by lists.example.org; Mon, 27 May 2019 12:00:00 +0000\r\n\
    DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1;\r\n\th=From:To:Subject; bh=abc; b=def\r\n\
    Return-Path: <ann@example.org>\r\n\
    From: =?utf-8?q?Zo=C3=A9_Lee?= <ann@example.org>\r\n\
    To: =?utf-8?q?Communaut=C3=A9?= <cdp@lists.example.org>, \"Lee, Bo\" <bo@example.net>\r\n\
    Cc: c@example.net\r\n\
    Bcc: hidden@example.net\r\n\
    Sender: secretary@example.org\r\n\
    Reply-To: \"Lee, Ann\" <ann.lee@example.org>\r\n\
    Subject: =?utf-8?q?R=C3=A9union?=\r\n =?utf-8?q?_de_mai?=\r\n\
    Date: Mon, 27 May 2019 08:00:00 -0400\r\n\
    Message-ID: <p1@example.org>\r\n\
    In-Reply-To: <p0@example.org>\r\n\
    References: <o@example.org>\r\n <p0@example.org>\r\n\
    Disposition-Notification-To: ann@example.org\r\n\
    List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\
    Archived-At: <https://example.com/elsewhere>\r\n\
    Errors-To: ann@example.org\r\n\
    Precedence: bulk\r\n\
    Autocrypt: addr=ann@example.org; keydata=AAAA\r\n\
    X-Mailer: Something 1.0\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/alternative; boundary=\"b1\"\r\n\
    \r\n\
    --b1\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\
    Content-Transfer-Encoding: 8bit\r\n\r\nÀ bientôt, \r\nZoé\r\n\
    --b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
    <html><body><p>À bientôt,<br>Zoé</p></body></html>\r\n--b1--\r\n";

/// A post with as little as can be.
const BARE: &str = "From: ann@example.org\r\nTo: cdp@lists.example.org\r\n\r\nHello\r\n";

/// One member's copy.
async fn sent(post: &str, change: impl FnOnce(&mut Settings)) -> Mail {
    let world = World::new();
    let list = world.list_with("cdp@lists.example.org", |settings| {
        settings.name = "Communauté de pratique".to_owned();
        change(settings);
    });
    let author = palabre::list::member::Role::Owner;
    world.member_as(list, "ann@example.org", Delivery::None, author);
    world.member(list, "bo@example.net", Delivery::Each);
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    let verdict = world.mail("ann@example.org", "cdp@lists.example.org", post).await;
    assert!(verdict.is_accepted(), "{verdict:?}");
    sink.wait(1).await.remove(0)
}

/// One member's copy, its tokens replaced by their kind.
async fn copy(post: &str, change: impl FnOnce(&mut Settings)) -> String {
    let mail = sent(post, change).await;
    let whole = format!("MAIL FROM:<{}> {}\r\n{}", mail.from, mail.parameters, mail.text());
    assert!(!whole.replace("\r\n", "").contains(['\r', '\n']), "only CRLF ends lines");
    // Soft line breaks of quoted-printable fall where the token's length has it.
    without_tokens(&whole.replace("=\r\n", "").replace("\r\n", "\n"))
}

/// `cdp-leave+u4abc…@` becomes `cdp-leave+U@`: tokens hang on a secret made afresh.
fn without_tokens(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['+']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let (token, tail) = after.split_at(end);
        let of_thread =
            ["-follow@", "-mute@", "-suivre@", "-muet@"].iter().any(|wish| tail.starts_with(wish));
        let is_token = of_thread || (tail.starts_with('@') && token.len() > 16);
        out.push_str(&if is_token { token[..1].to_uppercase() } else { token.to_owned() });
        rest = tail;
    }
    out + rest
}

async fn golden(name: &str, post: &str, change: impl FnOnce(&mut Settings)) {
    let got = copy(post, change).await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/headers").join(name);
    if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &got).unwrap();
    }
    let want = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(got, want, "{}; to take it over: PALABRE_GOLDEN=write", file.display());
}

#[tokio::test]
async fn community_in_french() {
    golden("community-fr.eml", POST, |s| s.language = Language::new("fr")).await;
}

#[tokio::test]
async fn community_in_english_in_public() {
    golden("community-en-public.eml", POST, |s| {
        s.language = Language::new("en");
        s.visibility = Visibility::Public;
    })
    .await;
}

#[tokio::test]
async fn transparent() {
    golden("transparent-fr.eml", POST, |s| s.preset = Preset::Transparent).await;
}

#[tokio::test]
async fn announcements() {
    golden("announcements-en.eml", POST, |s| {
        s.language = Language::new("en");
        s.posting = Posting::Animators;
    })
    .await;
}

#[tokio::test]
async fn grouped() {
    golden("grouped-en.eml", BARE, |s| {
        s.language = Language::new("en");
        s.copies = Copies::Grouped;
    })
    .await;
}

#[tokio::test]
async fn a_bare_post_gets_what_it_lacks() {
    golden("bare-fr.eml", BARE, |_| ()).await;
}

/// One copy's subject, as it is read, and the field's octets.
async fn subject(of: &str, change: impl FnOnce(&mut Settings)) -> (String, String) {
    let post = BARE.replace("To:", &format!("Subject: {of}\r\nTo:"));
    let mail = sent(&post, change).await;
    (Message::parse(&mail.data).subject(), mail.header("subject").unwrap())
}

#[tokio::test]
async fn a_tag_stands_before_the_subject_once_where_the_list_asked() {
    let tagged = |s: &mut Settings| s.subject_prefix = "[Été]".to_owned();
    for (from, want) in [
        ("Semis", "[Été] Semis"),
        ("Re: =?iso-8859-1?Q?R=E9union_=E0_midi?=", "Re: [Été] Réunion à midi"),
        ("=?utf-8?q?R=C3=89F_=3A_Semis?=", "RÉF : [Été] Semis"),
        ("AW: =?utf-8?b?W8OpdMOpXSBTZW1pcw==?=", "AW: [été] Semis"),
    ] {
        assert_eq!(subject(from, tagged).await.0, want, "{from}");
    }
    let plain = |s: &mut Settings| s.subject_prefix = "[cdp]".to_owned();
    assert_eq!(subject("Re: Semis", plain).await.1, "Re: [cdp] Semis");
    // What stands in no charset we know is written anew as it is best read.
    let odd = "=?x-unknown?q?=E9t=E9?=";
    assert_eq!(subject(odd, plain).await.0, "[cdp] été");
    // Without a tag it stays to the octet, and so does a transparent list's subject.
    assert_eq!(subject(odd, |_| ()).await.1, odd);
    let transparent = |s: &mut Settings| {
        s.preset = Preset::Transparent;
        s.subject_prefix = "[cdp]".to_owned();
    };
    assert_eq!(subject("Semis", transparent).await.1, "Semis");
}
