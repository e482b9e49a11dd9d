//! All five actions of a brief, lived through the whole daemon (SMTP in, Maildirs out, a moved clock) in
//! both languages: each done by a reply of its own, as another phone or browser sends it, with the brief
//! quoted below, a word misspelt or no number at all.

use palabre::daemon::newcomers;
use palabre::list::member::Role;
use palabre::list::settings::Language;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::{articles, lists, people};

use crate::briefs::{self, Garden};
use crate::harness::letters::written;
use crate::harness::world::World;
use crate::quarter::cast::moment;
use crate::quarter::stage::{Mail, Stage, configure};

const CDP: &str = "cdp@lists.example.org";
const KARINE: &str = "karine@example.org";

/// What a client writes around somebody's words: what stands above the brief, and each line of it.
struct Client {
    above: &'static str,
    mark: &'static str,
}

/// One language: what Karine replies to each action, from which client, and what comes back.
struct Tongue {
    code: &'static str,
    brief: &'static str,
    noted: &'static str,
    asks: &'static str,
    clients: [Client; 5],
    replies: [(&'static str, &'static [&'static str]); 5],
}

const FRENCH: Tongue = Tongue {
    code: "fr",
    brief: "Pense-bête Jardins",
    noted: "c'est noté",
    asks: "Mon vermicompostage sèche, comment garder l'humidité?",
    clients: [
        Client {
            above: "Envoyé de mon iPhone\n\n> Le 10 juin 2019 à 07:15, Jardins <cdp-owner@lists.example.org> a écrit :\n> ",
            mark: "> ",
        },
        Client {
            above: "Le lun. 10 juin 2019, 07 h 15, Jardins <cdp-owner@lists.example.org> a\nécrit :\n",
            mark: "> ",
        },
        Client {
            above: "Obtenez Outlook pour Android<https://aka.ms/AAb9ysg>\n________________________________\nDe : Jardins <cdp-owner@lists.example.org>\nEnvoyé : lundi 10 juin 2019 07:15\nÀ : Karine Pelletier <karine@example.org>\nObjet : Pense-bête Jardins : 5 gestes, 18 minutes\n",
            mark: "",
        },
        Client {
            above: "Envoyé depuis mon appareil Galaxy\n\n\n-------- Message d'origine --------\nDe : Jardins <cdp-owner@lists.example.org>\nDate : 19-06-10 07:15 (GMT-05:00)\nÀ : Karine Pelletier <karine@example.org>\nObjet : Pense-bête Jardins : 5 gestes, 18 minutes\n",
            mark: "",
        },
        Client {
            above: "Envoyé à partir de Yahoo Courriel pour iPhone\n\nLe lundi, juin 10, 2019, 7:15 a.m., Jardins <cdp-owner@lists.example.org> a écrit :\n",
            mark: "",
        },
    ],
    replies: [
        ("1. Oui!", &["1. C'est publié", "« Outils à prêter »"]),
        ("Envoyer svp", &["2. C'est publié", "votre réponse dans « Bacs »"]),
        ("3 relencer", &["3. C'est fait", "reçoit un mot privé au sujet de « Trop sec »"]),
        ("Acceuillir\n\nMerci!\nKarine", &["4. C'est envoyé en privé à Oscar Nguyen."]),
        (
            "Bonjour,\n\n#5 publer lundi 9h",
            &["5. C'est prévu", "juin 2019 à 9 h", "répondez « annuler »"],
        ),
    ],
};

const ENGLISH: Tongue = Tongue {
    code: "en",
    brief: "Jardins brief",
    noted: "noted",
    asks: "My vermicompostage is dry, how do I keep some humidité?",
    clients: [
        Client {
            above: "Sent from my iPhone\n\n> On Jun 10, 2019, at 7:15 AM, Jardins <cdp-owner@lists.example.org> wrote:\n> ",
            mark: "> ",
        },
        Client {
            above: "On Mon, Jun 10, 2019 at 7:15 a.m. Jardins <cdp-owner@lists.example.org>\nwrote:\n",
            mark: "> ",
        },
        Client {
            above: "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Jardins <cdp-owner@lists.example.org>\nSent: Monday, June 10, 2019 7:15:00 AM\nTo: Karine Pelletier <karine@example.org>\nSubject: Jardins brief: 5 things, 18 minutes\n",
            mark: "",
        },
        Client {
            above: "Sent from my Galaxy\n\n\n-------- Original message --------\nFrom: Jardins <cdp-owner@lists.example.org>\nDate: 2019-06-10 7:15 a.m. (GMT-05:00)\nTo: Karine Pelletier <karine@example.org>\nSubject: Jardins brief: 5 things, 18 minutes\n",
            mark: "",
        },
        Client {
            above: "Sent from Yahoo Mail for iPhone\n\nOn Monday, June 10, 2019, 7:15 AM, Jardins <cdp-owner@lists.example.org> wrote:\n",
            mark: "",
        },
    ],
    replies: [
        ("1 yes please", &["1. Posted:", "“Outils à prêter”"]),
        ("Send it", &["2. Posted", "your reply in “Bacs”"]),
        ("(3) nuge", &["3. Done", "a private word about “Trop sec”"]),
        ("Welcom\n\nThanks!\nKarine", &["4. Sent privately to Oscar Nguyen."]),
        (
            "Hi,\n\n5) publsh Monday 9 am",
            &["5. Scheduled", "Monday, June 10, 2019 at 9:00 a.m.", "reply “undo”"],
        ),
    ],
};

/// A Monday morning on which each of the five things waits.
async fn monday(tongue: &Tongue) -> (Stage, palabre::list::ListId) {
    let Garden { world, list } = briefs::assemble(World::with(configure));
    let karine = Address::parse(KARINE).unwrap();
    world.write(|tx| {
        let mut settings = lists::get(tx, list)?.unwrap();
        settings.language = Language::new(tongue.code);
        lists::put(tx, list, &settings);
        let mut person = people::find(tx, &karine)?.unwrap();
        person.language = Some(Language::new(tongue.code));
        people::put(tx, &person);
        Ok(())
    });
    let mut stage = Stage::start(world).await;
    let marie = written("Marie Côté <marie@example.org>", CDP, "Trop sec", tongue.asks);
    send(&mut stage, "marie@example.org", CDP, &marie).await;
    stage.until(moment("2019-06-08T09:00")).await;
    let zoe = written("Zoé Roy <zoe@example.org>", CDP, "Re: Bacs", "Avec un enfant?");
    let zoe = zoe.replacen("MIME-Version", "In-Reply-To: <past.4@example.org>\nMIME-Version", 1);
    send(&mut stage, "zoe@example.org", CDP, &zoe).await;
    stage.world.named_member(list, ("oscar@example.org", "Oscar Nguyen"), Role::Member);
    let (oscar, now) = (Address::parse("oscar@example.org").unwrap(), stage.world.site.clock.now());
    stage.world.write(|tx| {
        let person = people::find(tx, &oscar)?.unwrap();
        newcomers::begin(tx, list, person.id, now)
    });
    let yvan = written("Yvan Roux <yvan@example.net>", CDP, "Outils à prêter", "Une brouette.");
    send(&mut stage, "yvan@example.net", CDP, &yvan).await;
    stage.until(moment("2019-06-10T07:15")).await;
    (stage, list)
}

async fn send(stage: &mut Stage, from: &str, to: &str, raw: &str) {
    stage.send(from, to, &raw.replace('\n', "\r\n")).await;
}

fn last<'s>(stage: &'s Stage, to: &str, subject: &str) -> &'s Mail {
    let is = |m: &&Mail| m.to == to && m.subject.contains(subject);
    let found = stage.mails.iter().rfind(is);
    let all = || stage.mails.iter().map(|m| format!("{} {}", m.to, m.subject)).collect::<Vec<_>>();
    found.unwrap_or_else(|| panic!("“{subject}” to {to} among {:#?}", all()))
}

/// A reply as that client sends it.
fn reply(brief: &Mail, client: &Client, words: &str) -> (String, String) {
    let quoted: String = brief.text.lines().map(|l| format!("{}{l}\n", client.mark)).collect();
    let text = format!("{words}\n\n{}\n{quoted}", client.above);
    let to = brief.back.as_ref().unwrap().to_string();
    let raw = written(KARINE, &to, &format!("Re: {}", brief.subject), &text);
    let answers = format!("In-Reply-To: {}\nMIME-Version", brief.id);
    (to, raw.replacen("MIME-Version", &answers, 1))
}

async fn lived(tongue: &Tongue) {
    let (mut stage, list) = monday(tongue).await;
    let brief = last(&stage, KARINE, tongue.brief);
    assert!(brief.subject.contains(": 5 ") || brief.subject.contains(" : 5 "), "{}", brief.text);
    let sent: Vec<(String, String)> = tongue
        .clients
        .iter()
        .zip(&tongue.replies)
        .map(|(client, (words, _))| reply(brief, client, words))
        .collect();
    let mut told = brief.text.clone();
    for ((to, raw), (words, want)) in sent.iter().zip(&tongue.replies) {
        let before = stage.mails.len();
        send(&mut stage, KARINE, to, raw).await;
        let back: Vec<&Mail> = stage.mails[before..].iter().filter(|m| m.to == KARINE).collect();
        let noted: Vec<_> = back.iter().filter(|m| m.subject.contains(tongue.noted)).collect();
        assert_eq!(noted.len(), 1, "one answer to “{words}”");
        for want in *want {
            assert!(noted[0].text.contains(want), "{words}: {want}\n{}", noted[0].text);
        }
        told += &format!("\n\n=== {words}\n{}", noted[0].text);
    }
    // What was meant for others reached them, and nothing of the brief went to the list.
    last(&stage, "oscar@example.org", "Karine Pelletier");
    stage.until(moment("2019-06-10T09:00")).await;
    let store = &stage.world.site.store;
    let posts = stage.world.posts(list);
    let text =
        |no| Message::parse(&articles::raw(store, list, no).unwrap().unwrap()).text().text.clone();
    let by: Vec<&str> = posts[5..].iter().map(|p| p.from.address.as_str()).collect();
    assert_eq!(
        by,
        ["marie@example.org", "zoe@example.org", "yvan@example.net", KARINE, KARINE],
        "{told}"
    );
    for post in &posts[5..] {
        let text = text(post.no);
        assert!(text.lines().count() < 12 && !text.contains("iPhone"), "{text}");
    }
    assert!(posts[8].subject.ends_with("Bacs") && text(posts[8].no).contains("Zoé"));
    // Those the others got, once each.
    let copies = |subject: &str| {
        let is = |m: &&Mail| m.to == "louis@example.org" && m.subject.contains(subject);
        stage.mails.iter().filter(is).count()
    };
    assert_eq!(copies(&posts[9].subject), 1, "{}", posts[9].subject);
    stage.stop().await;
}

#[tokio::test]
async fn all_five_actions_in_french_from_five_clients() {
    lived(&FRENCH).await;
}

#[tokio::test]
async fn all_five_actions_in_english_from_five_clients() {
    lived(&ENGLISH).await;
}
