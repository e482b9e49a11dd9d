//! From, honestly (wire.md "DMARC order of work"): every policy, preset and state of the author's
//! signature, and what the copy then says, verified as a receiver would.

use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::{AuthenticatedMessage, DmarcResult, MessageAuthenticator, SpfOutput};
use palabre::list::member::Delivery;
use palabre::list::settings::{Posting, Preset};

use crate::auth::{Stage, good, message};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Mail, Sink};

/// What vouches for the author when the message comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A signature of the author's domain, and its server.
    Signed,
    /// A signature of somebody else, and the author's server.
    SignedElsewhere,
    /// The author's server alone.
    Unsigned,
}

const POLICIES: [Option<&str>; 4] = [None, Some("none"), Some("quarantine"), Some("reject")];
const STATES: [State; 3] = [State::Signed, State::SignedElsewhere, State::Unsigned];
const LIST: &str = "cdp@lists.example.org";

/// The copy of a post under these conditions.
async fn copy(stage: &Stage, state: State) -> Mail {
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    let sink = Sink::start().await;
    let _outward = Outward::start(&stage.world, relay(&sink));
    let raw = message("Semis");
    let raw = match state {
        State::Signed => stage.signed("example.org", &raw),
        State::SignedElsewhere => stage.signed("elsewhere.example", &raw),
        State::Unsigned => raw,
    };
    let verdict = stage.post(good(), &raw).await;
    assert!(verdict.is_accepted(), "{verdict:?}");
    let copies = sink.wait(2).await;
    copies.into_iter().find(|mail| mail.to == ["b@example.net"]).unwrap()
}

/// Whether a receiver's DMARC passes on a copy whose reverse-path is the list's.
async fn passes(stage: &Stage, mail: &Mail) -> bool {
    let asks = MessageAuthenticator(stage.dns.resolver().inner().clone());
    let message = AuthenticatedMessage::parse(&mail.data).unwrap();
    let dkim = asks.verify_dkim(&message).await;
    let spf = SpfOutput::default();
    let asked = DmarcParameters {
        message: &message,
        dkim_output: &dkim,
        dkim2_output: None,
        rfc5321_mail_from_domain: "lists.example.org",
        spf_output: &spf,
    };
    asks.verify_dmarc(asked).await.result() == DmarcResult::Pass
}

#[tokio::test]
async fn from_changes_only_where_it_must() {
    for policy in POLICIES {
        for preset in [Preset::Community, Preset::Transparent] {
            for state in STATES {
                let stage = Stage::new(policy).await;
                stage.set(|s| s.preset = preset);
                let mail = copy(&stage, state).await;
                let case = format!("{policy:?} {preset} {state:?}:\n{}", mail.text());
                let asks = matches!(policy, Some("quarantine" | "reject"));
                // The community's footer breaks every signature.
                let stands = state == State::Signed && preset == Preset::Transparent;
                let rewritten = asks && !stands;
                let from = if rewritten {
                    "\"Ann Lee via cdp\" <cdp@lists.example.org>"
                } else {
                    "Ann Lee <ann@example.org>"
                };
                assert_eq!(mail.header("from").unwrap(), from, "{case}");
                if asks && stands {
                    assert!(passes(&stage, &mail).await, "{case}");
                }
                if rewritten {
                    let original = mail.header("x-original-from").unwrap();
                    assert_eq!(original, "Ann Lee <ann@example.org>", "{case}");
                    let reply = mail.header("reply-to").unwrap();
                    assert!(reply.contains("<ann@example.org>"), "{case}");
                    assert_eq!(reply.contains(LIST), preset == Preset::Community, "{case}");
                    assert_eq!(mail.header("sender"), None, "{case}");
                } else {
                    assert_eq!(mail.header("x-original-from"), None, "{case}");
                    let community = preset == Preset::Community;
                    assert_eq!(mail.header("reply-to").is_some(), community, "{case}");
                }
                // A signature that we broke goes; one that stands stays.
                let kept = state != State::Unsigned && preset == Preset::Transparent;
                let kept = kept && !rewritten;
                assert_eq!(mail.header("dkim-signature").is_some(), kept, "{case}");
            }
        }
    }
}

#[tokio::test]
async fn an_author_who_asks_for_other_answers_gets_them() {
    let stage = Stage::new(Some("reject")).await;
    let raw = message("Semis").replace("To: ", "Reply-To: Team <team@example.org>\nTo: ");
    stage.world.member(stage.list, "b@example.net", Delivery::Each);
    for (posting, preset, want) in [
        (
            Posting::Members,
            Preset::Community,
            "cdp <cdp@lists.example.org>, Team <team@example.org>",
        ),
        (Posting::Members, Preset::Transparent, "Team <team@example.org>"),
    ] {
        stage.set(|s| (s.posting, s.preset) = (posting, preset));
        let sink = Sink::start().await;
        let _outward = Outward::start(&stage.world, relay(&sink));
        let raw = raw.replace("<Semis@", &format!("<{preset}@"));
        assert!(stage.post(good(), &raw).await.is_accepted());
        let mail = sink.wait(2).await.remove(0);
        assert_eq!(mail.header("from").unwrap(), "\"Ann Lee via cdp\" <cdp@lists.example.org>");
        assert_eq!(mail.header("reply-to").unwrap(), want);
    }
}

#[tokio::test]
async fn names_stay_one_phrase_without_an_address() {
    for (from, name, want) in [
        ("\"Lee, Ann\" <ann@example.org>", "CDP", "\"Lee, Ann via CDP\" <cdp@lists.example.org>"),
        ("ann@example.org", "CDP", "\"ann via CDP\" <cdp@lists.example.org>"),
        ("\"ann@example.org\" <ann@example.org>", "CDP", "\"ann via CDP\" <cdp@lists.example.org>"),
        ("Ann <ann@example.org>", "a@b list", "\"Ann via cdp\" <cdp@lists.example.org>"),
        (
            "=?utf-8?q?Zo=C3=A9?= <ann@example.org>",
            "Communauté",
            "=?utf-8?B?Wm/DqSB2aWEgQ29tbXVuYXV0w6k=?= <cdp@lists.example.org>",
        ),
    ] {
        let stage = Stage::new(Some("reject")).await;
        stage.set(|s| s.name = name.to_owned());
        let sink = Sink::start().await;
        let _outward = Outward::start(&stage.world, relay(&sink));
        let raw = message("Semis").replace("Ann Lee <ann@example.org>", from);
        assert!(stage.post(good(), &raw).await.is_accepted());
        assert_eq!(sink.wait(1).await.remove(0).header("from").unwrap(), want);
    }
}
