//! Surveys that ask people outside the list, pair offers with needs, and come back a year later.

use palabre::list::PollNo;
use palabre::list::settings::Polls;
use palabre::mail::message_id::ReversePath;
use palabre::store::outbox::{self, Load};
use palabre::store::{lists, people, polls};

use crate::harness::letters::{Letter, last_to, own};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::Sink;
use crate::polls::{CDP, Club, DAY, POLL, ZOE, address, club, has};

const SURVEY: &str = "Cinq minutes.\n1. Quels sujets?\nSert à : besoin\n2. Que pourriez-vous offrir?\n\
                      Sert à : offre\n3. Votre nom peut-il être dit?\n- oui\n- non\nSert à : accord\n\
                      Fin : 6 juin 17 h\n";

fn to(club: &Club, who: &str) -> Vec<Letter> {
    own(&club.world).into_iter().filter(|l| l.to == who).collect()
}

fn result(club: &Club) -> Letter {
    result_of(club).unwrap()
}

fn result_of(club: &Club) -> Option<Letter> {
    club.results().into_iter().rfind(|l| l.to == ZOE)
}

/// Drafts with people from outside, confirms, and sends.
async fn ask(club: &Club, people: &str) -> Letter {
    let body = format!("{SURVEY}{people}");
    assert_eq!(club.world.write_to(ZOE, POLL, "Vos besoins", &body).await, 250);
    let draft = last_to(&club.world, ZOE);
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    let opened = last_to(&club.world, ZOE);
    club.step().await;
    opened
}

#[tokio::test]
async fn people_outside_get_one_mail_answer_it_or_end_it() {
    let club = club();
    let people = "Personnes :\nIda Côté <ida@example.net>\nbob@example.org, jo@example.net\n";
    assert_eq!(
        club.world.write_to(ZOE, POLL, "Vos besoins", &format!("{SURVEY}{people}")).await,
        250
    );
    let draft = last_to(&club.world, ZOE);
    has(&draft, "Il ira aussi à 3 personnes hors du groupe");
    has(&draft, "Personnes :\n- Ida Côté <ida@example.net>\n- bob@example.org");
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    let opened = last_to(&club.world, ZOE);
    has(&opened, "Hors du groupe, 2 personnes le reçoivent aussi.");
    has(&opened, "1 des adresses données ne le reçoit pas ainsi");
    club.step().await;
    let asked = last_to(&club.world, "ida@example.net");
    has(&asked, "Bonjour Ida,");
    has(&asked, "zoe, qui anime le groupe « Cercle », vous demande votre avis");
    has(&asked, "Répondre est votre choix. Vous recevez ce seul courriel, sans rappel");
    has(&asked, "répondez « non »");
    has(&asked, "One word is enough");
    has(&asked, "2. Que pourriez-vous offrir?");
    assert!(asked.raw.contains("List-Unsubscribe: <mailto:cdp+g"), "{}", asked.raw);
    // Bob is a member: asked as one.
    assert_eq!(to(&club, "bob@example.org").len(), 1);
    has(&last_to(&club.world, "bob@example.org"), "Sondage – Cercle");
    assert_eq!(
        club.world.reply_to(&asked, "ida@example.net", "1: jardins\n2: des semences\n3: a").await,
        250
    );
    let receipt = last_to(&club.world, "ida@example.net");
    has(&receipt, "1. « jardins »");
    // From another mailbox of theirs; a second time.
    assert_eq!(
        club.world
            .reply_to(&receipt, "ida@example.com", "1: jardins partagés\n2: semences\n3: oui")
            .await,
        250
    );
    has(&last_to(&club.world, "ida@example.net"), "jardins partagés");
    let jo = last_to(&club.world, "jo@example.net");
    assert_eq!(club.world.reply_to(&jo, "jo@example.net", "Non merci").await, 250);
    has(&last_to(&club.world, "jo@example.net"), "« Cercle » ne vous demandera plus rien");
    for (name, said) in [
        ("ann", "1: semences anciennes\n2: jardinage\n3: b"),
        ("bob", "1: semence\n2: rien\n3: b"),
        ("eve", "1: musique"),
        ("max", "2: musique, je joue\n3: a"),
    ] {
        club.votes(name, said).await;
    }
    let before = own(&club.world).len();
    club.later(9 * DAY).await;
    let late: Vec<String> = own(&club.world).into_iter().skip(before).map(|l| l.to).collect();
    assert!(late.iter().all(|to| !to.ends_with("example.net")), "no reminder: {late:?}");
    club.later(3 * DAY).await;
    club.step().await;
    let result = result(&club);
    has(&result, "5 réponses pour 8 personnes invitées");
    has(
        &result,
        "Hors du groupe, réponses : 1; personnes invitées : 2. 1 ne veut plus être sollicitée.",
    );
    has(&result, "max offre « musique, je joue », et on cherche :\n  – musique");
    has(
        &result,
        "Ida Côté offre « semences », et on cherche :\n  – semence\n  – semences anciennes",
    );
    assert!(!result.text.contains("jardinage », et on cherche"), "she did not say yes");
    assert_eq!(to(&club, "ida@example.net").len(), 3, "no result goes outside");
    // Those who answered see how many wrote, and what only Zoé was told is not among it.
    let voter = club.results().into_iter().rfind(|l| l.to == address("ann")).unwrap();
    has(&voter, "4 réponses en mots sont allées à la personne qui a posé la question.");
    assert!(!voter.text.contains("semences") && !voter.text.contains("Ida"), "{}", voter.text);
    has(
        &club.asked("ann"),
        "Ce que vous écrivez en mots n'est lu que par la personne qui pose la question.",
    );
    assert!(
        people::find(
            &club.world.site.store,
            &palabre::mail::address::Address::parse("ida@example.net").unwrap()
        )
        .unwrap()
        .is_none()
    );
    // A month later nobody knows them; but the refusal holds.
    club.later(31 * DAY).await;
    assert!(club.poll().guests.is_empty());
    assert_eq!(club.poll().outside.declined, 1);
    let again = SURVEY.replace("6 juin", "20 juillet");
    assert_eq!(
        club.world.write_to(ZOE, POLL, "Encore", &format!("{again}À : jo@example.net")).await,
        250
    );
    let draft = last_to(&club.world, ZOE);
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    has(&last_to(&club.world, ZOE), "Hors du groupe, personne ne le reçoit.");
}

#[tokio::test]
async fn a_late_no_holds_and_a_late_answer_is_told_so() {
    let club = club();
    ask(&club, "À : ida@example.net, jo@example.net").await;
    let (ida, jo) =
        (last_to(&club.world, "ida@example.net"), last_to(&club.world, "jo@example.net"));
    club.later(12 * DAY).await;
    club.step().await;
    assert_eq!(club.world.reply_to(&ida, "ida@example.net", "1: jardins").await, 250);
    has(&last_to(&club.world, "ida@example.net"), "Ce sondage s'est terminé");
    let way_out = jo.raw.replace("\r\n ", "");
    assert!(way_out.contains("?subject=non>"), "{way_out}");
    let back = jo.back.as_deref().unwrap();
    assert_eq!(club.world.write_to("jo@example.net", back, "non", "").await, 250);
    has(&last_to(&club.world, "jo@example.net"), "ne vous demandera plus rien");
    assert_eq!(club.poll().outside.asked, 2);
}

#[tokio::test]
async fn who_may_not_make_polls_is_told_what_to_do_and_a_list_may_let_all() {
    let club = club();
    let ann = address("ann");
    assert_eq!(club.world.write_to(&ann, POLL, "On y va?", "").await, 250);
    let told = last_to(&club.world, &ann);
    has(&told, "ce sont les personnes qui animent qui envoient les sondages");
    assert_eq!(told.back, None, "a reply goes to the humans");
    assert_eq!(club.world.write_to("eva@example.net", POLL, "On y va?", "").await, 550);
    club.world.write(|tx| {
        let mut settings = lists::get(tx, club.cdp)?.unwrap();
        settings.polls = Polls::Members;
        lists::put(tx, club.cdp, &settings);
        Ok(())
    });
    let outside = format!("{SURVEY}À : ida@example.net");
    assert_eq!(club.world.write_to(&ann, POLL, "Besoins", &outside).await, 250);
    has(
        &last_to(&club.world, &ann),
        "Seules les personnes qui animent écrivent à des gens hors du groupe",
    );
    assert_eq!(club.world.write_to(&ann, POLL, "On y va demain?", "").await, 250);
    let draft = last_to(&club.world, &ann);
    has(&draft, "À confirmer");
    assert_eq!(club.world.reply_to(&draft, &ann, "oui").await, 250);
    let opened = last_to(&club.world, &ann);
    club.step().await;
    has(&club.asked("bob"), "ann pose une question");
    assert_eq!(club.world.reply_to(&opened, &ann, "fermer").await, 250);
    club.step().await;
    assert!(club.results().iter().any(|l| l.to == ann));
}

#[tokio::test]
async fn a_survey_of_needs_is_offered_again_and_stands_beside_the_last() {
    let club = club();
    assert_eq!(club.world.write_to(ZOE, POLL, "Besoins", "").await, 250);
    let draft = last_to(&club.world, ZOE);
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    club.step().await;
    for name in ["ann", "bob", "eve", "max", "nil"] {
        club.votes(name, "1: a\n4: a").await;
    }
    club.later(8 * DAY).await;
    club.step().await;
    // Ten months: nothing yet. Eleven: the offer.
    club.later(300 * DAY).await;
    assert!(!last_to(&club.world, ZOE).subject.contains("Un an"));
    club.later(40 * DAY).await;
    let offer = last_to(&club.world, ZOE);
    has(&offer, "Un an déjà : Vos besoins, vos idées");
    has(&offer, "s'est terminé le 3 juin 2019 avec 5 réponses");
    assert_eq!(club.world.reply_to(&offer, ZOE, "Peut-être").await, 250);
    has(&last_to(&club.world, ZOE), "rien n'est parti");
    assert_eq!(club.world.reply_to(&offer, ZOE, "Oui!").await, 250);
    let draft = last_to(&club.world, ZOE);
    has(&draft, "7. Peut-on dire votre nom");
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    club.step().await;
    for name in ["ann", "bob", "eve", "max", "nil"] {
        club.votes(name, "1: b\n4: a").await;
    }
    club.later(8 * DAY).await;
    club.step().await;
    let result = result(&club);
    has(
        &result,
        "les mêmes questions, posées jusqu'au 3 juin 2019 (réponses : 5; personnes invitées : 6)",
    );
    // 5 of 5 against 0 of 5 is beyond chance, as Wilson has it; 5 of 5 against 5 of 5 is not.
    has(&result, "a) apprendre");
    has(&result, "0 (0 %) · avant : 5 (100 %), moins aujourd'hui");
    has(&result, "5 (100 %) · avant : 0 (0 %), davantage aujourd'hui");
    has(&result, "5 (100 %) · avant : 5 (100 %), l'écart peut tenir au hasard");
    let store = &club.world.site.store;
    let second = polls::get(store, club.cdp, PollNo(2)).unwrap().unwrap();
    assert!(palabre::daemon::polls::before(store, &second).unwrap().is_some());
    assert!(club.world.posts(club.cdp).is_empty(), "{CDP}");
}

#[tokio::test]
async fn what_the_community_changed_is_asked_by_quarter_and_told_in_the_report() {
    let club = club();
    assert_eq!(club.world.write_to(ZOE, POLL, "Valeur", "").await, 250);
    let draft = last_to(&club.world, ZOE);
    has(&draft, "    0. rien encore\n    1. de bons échanges");
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    club.step().await;
    for (name, said, noted) in [
        ("ann", "zéro", "Noté : 0 – rien encore"),
        ("bob", "5 On a tout replanté. Citez-moi.", "Noté : 5 – on a changé de cap"),
        ("eve", "2", "Noté : 2 – une idée ou un contact"),
        ("max", "2\nUn contact, entre nous.", "Noté : 2 – une idée ou un contact"),
        ("nil", "j'ai essayé quelque chose", "Noté : 3 – j'ai essayé quelque chose"),
    ] {
        has(&club.votes(name, said).await, noted);
    }
    club.later(8 * DAY).await;
    club.step().await;
    has(&result(&club), "2  une idée ou un contact");
    let today = club.world.site.today(club.cdp).unwrap();
    let facts = palabre::daemon::report::facts(&club.world.site, club.cdp, today).unwrap();
    let worth = facts.counted.worth.as_ref().unwrap();
    assert_eq!(worth.levels, [1, 0, 2, 1, 0, 1]);
    assert_eq!(worth.words, ["On a tout replanté."]);
    club.later(84 * DAY).await;
    has(&last_to(&club.world, ZOE), "Un trimestre déjà");
}

/// Where the mail to somebody comes back to.
fn reverse_path(club: &Club, who: &str) -> String {
    let mut found = None;
    outbox::each_row(&club.world.site.store, |row| {
        if let Load::Mail { to, reverse_path: ReversePath::Address(path), .. } = row.load
            && to.as_str() == who
        {
            found = Some(path.to_string());
        }
    })
    .unwrap();
    found.unwrap_or_else(|| panic!("nothing waits for {who}"))
}

fn report(who: &str, (action, status): (&str, &str)) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: x\nSubject: Undelivered\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; {who}\nAction: {action}\n\
         Status: {status}\nDiagnostic-Code: smtp; said so\n\n--b--\n"
    )
}

#[tokio::test]
async fn who_asked_learns_which_addresses_could_not_be_reached() {
    let club = club();
    let people = "À : ida@example.net, jo@example.net, lea@example.net, x550@example.net, \
                  pol@example.net";
    let mut back = Vec::new();
    assert_eq!(
        club.world.write_to(ZOE, POLL, "Vos besoins", &format!("{SURVEY}{people}")).await,
        250
    );
    let draft = last_to(&club.world, ZOE);
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    let opened = last_to(&club.world, ZOE);
    club.step().await;
    for who in ["ida", "jo", "lea", "pol"] {
        back.push(reverse_path(&club, &format!("{who}@example.net")));
    }
    let asked = last_to(&club.world, "pol@example.net");
    // One is refused at our own door…
    let sink = Sink::start().await;
    let outward = Outward::start(&club.world, relay(&sink));
    club.world.until("a refusal", |w| !w.failures().is_empty()).await;
    // …three come back: gone, refused for what it is, and only late.
    for (to, who, what) in [
        (&back[0], "ida@example.net", ("failed", "5.1.1")),
        (&back[1], "jo@example.net", ("failed", "5.7.1")),
        (&back[2], "lea@example.net", ("delayed", "4.4.1")),
        (&back[3], "pol@example.net", ("failed", "5.1.1")),
        // A token that nobody was sent.
        (&back[2].replacen("+e", "+e7", 1), "lea@example.net", ("failed", "5.1.1")),
    ] {
        assert!(club.world.mail("", to, &report(who, what)).await.is_accepted());
    }
    // Pol answers all the same: a copy of it came back, not all.
    assert_eq!(club.world.reply_to(&asked, "pol@example.net", "1: jardins").await, 250);
    assert!(club.world.posts(club.cdp).is_empty());
    assert_eq!(club.world.reply_to(&opened, ZOE, "fermer").await, 250);
    club.step().await;
    club.world.until("the result", |_| result_of(&club).is_some()).await;
    let result = result_of(&club).unwrap();
    has(
        &result,
        "Hors du groupe, réponses : 1; personnes invitées : 5. Les courriels à ces 3 adresses n'ont pas pu \
         être remis : ida@example.net, jo@example.net, x550@example.net.",
    );
    outward.stop().await;
    assert_eq!(club.poll().outside.unreached, 3);
    let others = club.results().into_iter().filter(|l| l.to != ZOE);
    assert!(others.into_iter().all(|l| !l.text.contains("example.net")));
}
