//! Polls: drafted by mail, shown first, answered with a digit into a box that is not the list, told when
//! they close.

use palabre::daemon::polls as work;
use palabre::list::member::{Delivery, Role};
use palabre::list::{ListId, PollNo};
use palabre::mail::address::Address;
use palabre::store::people;
use palabre::store::polls::{self, Phase};

use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::World;

pub const CDP: &str = "cdp@lists.example.org";
pub const POLL: &str = "cdp-sondage@lists.example.org";
pub const ZOE: &str = "zoe@example.org";
pub const DAY: i64 = 86_400;

pub struct Club {
    pub world: World,
    pub cdp: ListId,
}

/// Zoé animates; six members, one of whom reads English, one who gets nothing.
pub fn club() -> Club {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.name = "Cercle".to_owned());
    world.member_as(cdp, ZOE, Delivery::Each, Role::Animator);
    for name in ["ann", "bob", "eve", "max", "nil"] {
        world.member(cdp, &address(name), Delivery::Each);
    }
    world.member(cdp, "off@example.org", Delivery::None);
    Club { world, cdp }
}

pub fn address(name: &str) -> String {
    format!("{name}@example.org")
}

impl Club {
    pub fn poll(&self) -> polls::Poll {
        polls::get(&self.world.site.store, self.cdp, PollNo(1)).unwrap().unwrap()
    }

    pub async fn step(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || work::step(&site).unwrap()).await.unwrap();
    }

    pub async fn later(&self, seconds: i64) {
        self.world.pass(seconds);
        self.step().await;
    }

    /// Drafts, confirms and sends.
    pub async fn open(&self, subject: &str, body: &str) {
        assert_eq!(self.world.write_to(ZOE, POLL, subject, body).await, 250);
        let draft = last_to(&self.world, ZOE);
        assert!(draft.subject.starts_with("À confirmer"), "{}", draft.text);
        assert_eq!(self.world.reply_to(&draft, ZOE, "oui").await, 250);
        self.step().await;
    }

    pub fn asked(&self, name: &str) -> Letter {
        let to = address(name);
        let of = |l: &Letter| l.to == to && l.subject.starts_with("Sondage");
        own(&self.world).into_iter().rfind(of).unwrap()
    }

    /// Answers, and what came back.
    pub async fn votes(&self, name: &str, text: &str) -> Letter {
        let asked = self.asked(name);
        let who = address(name);
        assert_eq!(self.world.reply_to(&asked, &who, text).await, 250);
        last_to(&self.world, &who)
    }

    pub fn results(&self) -> Vec<Letter> {
        let is = |l: &Letter| l.subject.starts_with("Résultat");
        own(&self.world).into_iter().filter(is).collect()
    }
}

#[track_caller]
pub fn has(letter: &Letter, words: &str) {
    let all = format!("{}\n{}", letter.subject, letter.text);
    assert!(all.contains(words), "{words}\n{all}");
}

const WHEN: &str = "Choisissons.\n\n- mardi midi\n- jeudi soir\n- samedi\n\nFin : 6 juin 17 h";

#[tokio::test]
async fn from_the_draft_to_the_result() {
    let club = club();
    assert_eq!(club.world.write_to(ZOE, POLL, "Quand se voir?", WHEN).await, 250);
    let draft = last_to(&club.world, ZOE);
    has(&draft, "Votre sondage ira à 6 personnes");
    has(&draft, "Vos choix sont des jours? Ajoutez la ligne « Choix : dates »");
    has(&draft, "    2. jeudi soir");
    has(&draft, "6 juin 2019");
    assert_eq!(own(&club.world).len(), 1, "nobody else was written to");
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui\n\n> Votre sondage").await, 250);
    has(&last_to(&club.world, ZOE), "6 personnes reçoivent votre sondage");
    club.step().await;
    club.step().await;
    let sent = own(&club.world).into_iter().filter(|l| l.subject.starts_with("Sondage"));
    assert_eq!(sent.count(), 6, "once each, and none who gets nothing");
    let asked = club.asked("ann");
    has(&asked, "Sondage – Cercle : Quand se voir?");
    has(&asked, "1. mardi midi\n2. jeudi soir\n3. samedi");
    for field in
        ["List-Unsubscribe: <mailto:cdp-leave+", "List-Id: ", "Auto-Submitted: auto-generated"]
    {
        assert!(asked.raw.contains(field), "{field}\n{}", asked.raw);
    }
    has(&club.votes("ann", "2\n\n-- \nAnn, poste 3").await, "Noté : 2 – jeudi soir");
    has(&club.votes("bob", "samedi").await, "Noté : 3 – samedi");
    has(&club.votes("bob", "2, finalement").await, "Noté : 2 – jeudi soir");
    for name in ["eve", "max", "zoe"] {
        club.votes(name, "1").await;
    }
    assert!(club.world.posts(club.cdp).is_empty(), "no vote is a post");
    // Two days before the end: the reminder, for the one who has not answered.
    club.later(8 * DAY + DAY / 2).await;
    let reminded: Vec<_> =
        own(&club.world).into_iter().filter(|l| l.subject.starts_with("Deux jours")).collect();
    assert_eq!(reminded.iter().map(|l| l.to.clone()).collect::<Vec<_>>(), [address("nil")]);
    has(
        &reminded[0],
        "Il reste deux jours pour répondre à zoe, dans « Cercle »; c'est le seul rappel.",
    );
    has(&reminded[0], "répondez « stop rappels »");
    has(&reminded[0], "Pour quitter cette communauté, écrivez à cdp-leave+");
    assert!(!reminded[0].text.contains("pose une question"), "not the first mail again");
    club.later(DAY).await;
    assert!(club.results().is_empty());
    club.later(2 * DAY).await;
    club.step().await;
    let results = club.results();
    let mut told: Vec<&str> = results.iter().map(|l| l.to.as_str()).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        ["ann@example.org", "bob@example.org", "eve@example.org", "max@example.org", ZOE]
    );
    for letter in &results {
        has(letter, "5 réponses pour 6 personnes invitées");
        has(letter, "1  mardi midi  #################### 3 (60 %)");
        has(letter, "2  jeudi soir  ############## 2 (40 %)");
    }
    let poll = club.poll();
    assert_eq!(
        (poll.phase, poll.key),
        (Phase::Closed, None),
        "nothing tells whose ballot is whose"
    );
    assert_eq!(polls::ballots(&club.world.site.store, &poll).unwrap().len(), 5);
    has(&club.votes("nil", "1").await, "Trop tard pour compter");
}

/// A word in reply to the question or to its reminder is a word, not a vote: from any program, in any
/// language, whatever the kind of question.
#[tokio::test]
async fn stop_rappels_stops_the_reminder_of_polls_too() {
    for (kind, word) in [
        ("- mardi\n- jeudi", "stop rappels"),
        ("Choix : texte", "Stop reminders, please"),
        ("- mardi\n- jeudi", "Bonjour,\n\nstop rapels svp"),
    ] {
        let club = club();
        club.open("Quand se voir?", &format!("{kind}\n\nFin : 6 juin 17 h")).await;
        club.votes("ann", word).await;
        let told = last_to(&club.world, &address("ann"));
        assert!(told.text.contains("annuler") || told.text.contains("undo"), "{}", told.text);
        let ann = Address::parse(&address("ann")).unwrap();
        let person = people::find(&club.world.site.store, &ann).unwrap().unwrap();
        assert!(!person.reminders, "{word}");
        assert!(polls::ballots(&club.world.site.store, &club.poll()).unwrap().is_empty(), "{word}");
        club.later(8 * DAY + DAY / 2).await;
        let reminded: Vec<_> = own(&club.world)
            .into_iter()
            .filter(|l| l.subject.starts_with("Deux jours") && l.to != ZOE)
            .collect();
        assert!(reminded.len() >= 3 && reminded.iter().all(|l| l.to != address("ann")), "{word}");
        // The same in reply to the reminder, in time for the next poll.
        let before = own(&club.world).len();
        let bob = reminded.into_iter().find(|l| l.to == address("bob")).unwrap();
        assert_eq!(club.world.reply_to(&bob, &address("bob"), word).await, 250);
        assert_eq!(own(&club.world).len(), before + 1);
        let bob = Address::parse(&address("bob")).unwrap();
        assert!(!people::find(&club.world.site.store, &bob).unwrap().unwrap().reminders, "{word}");
    }
}

/// A reminder that is late says what is left.
#[tokio::test]
async fn a_late_reminder_counts_the_days_that_are_left() {
    let club = club();
    club.open("Quand se voir?", WHEN).await;
    club.later(9 * DAY + DAY / 2).await;
    let reminded = last_to(&club.world, &address("ann"));
    has(&reminded, "Un jour pour répondre – Cercle : Quand se voir?");
    has(&reminded, "Il reste un jour pour répondre à zoe");
}

#[tokio::test]
async fn only_who_animates_asks_and_a_draft_can_be_corrected_or_dropped() {
    let club = club();
    assert_eq!(club.world.write_to(ZOE, POLL, "On y va?", "- oui\n- non\nFin : jamais").await, 250);
    has(&last_to(&club.world, ZOE), "Je ne peux pas fermer le sondage à ce moment : « jamais »");
    assert_eq!(club.world.write_to(ZOE, POLL, "On y va?", "").await, 250);
    let draft = last_to(&club.world, ZOE);
    has(&draft, "1. oui\n    2. non");
    let quoted: String = draft.text.lines().map(|l| format!("> {l}\n")).collect();
    assert_eq!(club.world.reply_to(&draft, ZOE, &format!("Hum.\n\n{quoted}")).await, 250);
    has(&last_to(&club.world, ZOE), "Je n'ai pas compris votre réponse, alors rien n'est parti");
    let changed = quoted.replace("> 2. non\n> Choix", "> 2. non\n3. peut-être\n> Choix");
    assert_eq!(club.world.reply_to(&draft, ZOE, &changed).await, 250);
    let again = last_to(&club.world, ZOE);
    has(&again, "    3. peut-être");
    assert_eq!(club.world.reply_to(&again, ZOE, "non").await, 250);
    has(&last_to(&club.world, ZOE), "rien n'en reste");
    assert!(polls::of_list(&club.world.site.store, club.cdp).unwrap().is_empty());
    club.later(30 * DAY).await;
    assert!(own(&club.world).iter().all(|l| l.to == ZOE));
}

#[tokio::test]
async fn a_bare_number_in_reply_to_the_list_is_a_vote_and_words_are_a_post() {
    let club = club();
    club.open("Quand se voir?", WHEN).await;
    let asked = club.asked("ann");
    let id = asked.raw.lines().find_map(|l| l.strip_prefix("Message-ID: ")).unwrap();
    let reply = |text: &str, no: u8| {
        format!(
            "From: ann@example.org\nTo: {CDP}\nSubject: Re: {}\nMessage-ID: <r{no}@example.org>\n\
             Date: Mon, 27 May 2019 07:00:00 -0400\nIn-Reply-To: {id}\nReferences: {id}\n\n{text}\n",
            "Sondage"
        )
    };
    let ann = address("ann");
    assert!(club.world.mail(&ann, CDP, &reply("2", 1)).await.is_accepted());
    has(&last_to(&club.world, &ann), "Noté : 2 – jeudi soir");
    assert!(club.world.posts(club.cdp).is_empty());
    let words = reply("2 salles nous attendent, qui vient voir?", 2);
    assert!(club.world.mail(&ann, CDP, &words).await.is_accepted());
    assert_eq!(club.world.posts(club.cdp).len(), 1);
}

#[tokio::test]
async fn a_vote_by_somebody_else_is_asked_of_the_one_whose_ballot_it_is() {
    let club = club();
    club.open("Quand se voir?", WHEN).await;
    let asked = club.asked("ann");
    assert_eq!(club.world.reply_to(&asked, "eve@example.org", "3").await, 250);
    let question = last_to(&club.world, &address("ann"));
    has(&question, "nous est venue de eve@example.org avec votre bulletin : 3 – samedi");
    let poll = club.poll();
    assert!(polls::ballots(&club.world.site.store, &poll).unwrap().is_empty());
    assert_eq!(club.world.reply_to(&question, &address("ann"), "oui").await, 250);
    has(&last_to(&club.world, &address("ann")), "Noté : 3 – samedi");
    assert_eq!(polls::ballots(&club.world.site.store, &poll).unwrap().len(), 1);
    // Another's box, or another poll's, is no address.
    let forged = asked.back.as_deref().unwrap().replacen("+s", "+s1", 1);
    assert_eq!(club.world.write_to(&address("ann"), &forged, "", "1").await, 550);
}

#[tokio::test]
async fn what_cannot_be_read_is_asked_once_more_and_machines_do_not_vote() {
    let club = club();
    club.open("Quand se voir?", WHEN).await;
    let again = club.votes("ann", "Aucune idée, je verrai").await;
    has(&again, "rien n'est compté");
    has(&again, "2. jeudi soir");
    assert_eq!(club.world.reply_to(&again, &address("ann"), "2").await, 250);
    has(&last_to(&club.world, &address("ann")), "Noté : 2 – jeudi soir");
    let asked = club.asked("bob");
    let back = asked.back.clone().unwrap();
    let away = format!(
        "From: bob@example.org\nTo: {back}\nSubject: Réponse automatique : absent\nAuto-Submitted: \
         auto-replied\nMessage-ID: <away@example.org>\n\n1 semaine de vacances\n"
    );
    let before = own(&club.world).len();
    assert!(club.world.mail("bob@example.org", &back, &away).await.is_accepted());
    assert_eq!(own(&club.world).len(), before);
    assert_eq!(polls::ballots(&club.world.site.store, &club.poll()).unwrap().len(), 1);
}

#[tokio::test]
async fn a_named_poll_tells_its_author_who_and_can_be_closed_early() {
    let club = club();
    club.open("On se voit mardi?", "Anonyme : non\nRésultats : après vote\nCommentaires : oui")
        .await;
    has(&club.asked("ann"), "verra qui a répondu quoi");
    let receipt = club.votes("ann", "oui avec plaisir").await;
    has(&receipt, "Une réponse à ce jour");
    club.votes("bob", "2").await;
    let opened =
        own(&club.world).into_iter().rfind(|l| l.subject.starts_with("C'est parti")).unwrap();
    assert_eq!(club.world.reply_to(&opened, ZOE, "Fermer, merci").await, 250);
    club.step().await;
    let results = club.results();
    assert_eq!(results.len(), 3);
    let author = results.iter().find(|l| l.to == ZOE).unwrap();
    has(author, "ann : 1 – oui");
    has(author, "avec plaisir");
    has(&results[0], "2 réponses pour 6");
    assert!(!results[0].text.contains("ann :"), "{}", results[0].text);
}

#[tokio::test]
async fn by_command_too_a_poll_is_closed_by_who_asks_it() {
    const ASK: &str = "cdp-request@lists.example.org";
    let club = club();
    let say = async |who: &str, words: &str| {
        assert_eq!(club.world.write_to(who, ASK, words, "").await, 250);
        last_to(&club.world, who)
    };
    has(&say(ZOE, "clore").await, "aucun de vos sondages n'est ouvert");
    club.open("Quand se voir?", WHEN).await;
    club.open("Où se voir?", "- chez Ann\n- chez Bob\n- chez Ann").await;
    assert_eq!(
        club.asked("bob").text.matches("chez Ann").count(),
        1,
        "pasted twice, it is one choice"
    );
    has(&say(&address("ann"), "clore").await, "aucun de vos sondages n'est ouvert");
    let which = say(ZOE, "clore").await;
    has(&which, "(« Quand se voir? » et « Où se voir? »)");
    has(&say(ZOE, "close the poll quand").await, "the poll “Quand se voir?” is closed");
    club.step().await;
    assert_eq!(club.poll().phase, Phase::Closed);
    has(&say(ZOE, "Clore le sondage svp").await, "le sondage « Où se voir? » est clos");
    club.step().await;
    assert_eq!(club.results().len(), 2, "nobody answered: only Zoé is told");
}

#[tokio::test]
async fn a_survey_of_needs_is_ready_made_and_answered_line_by_line() {
    let club = club();
    assert_eq!(club.world.write_to(ZOE, POLL, "Besoins", "").await, 250);
    let draft = last_to(&club.world, ZOE);
    has(&draft, "6. Qu'est-ce qui vous ferait partir?");
    // One question less, in the middle of a quotation.
    let edited: String = draft
        .text
        .lines()
        .filter(|l| !l.trim().starts_with("6."))
        .map(|l| format!("> {l}\n"))
        .collect();
    assert_eq!(club.world.reply_to(&draft, ZOE, &edited).await, 250);
    let draft = last_to(&club.world, ZOE);
    assert!(!draft.text.contains("vous ferait partir"), "{}", draft.text);
    assert_eq!(club.world.reply_to(&draft, ZOE, "Oui, merci").await, 250);
    club.step().await;
    let receipt = club.votes("ann", "1: a, c\n2: jardins\n3: b\n4: a\n5: une salle").await;
    has(&receipt, "1. apprendre; rencontrer des gens");
    has(&receipt, "5. « une salle »");
    has(&receipt, "renvoyez toutes vos réponses");
}

#[tokio::test]
async fn a_digest_shows_a_poll_to_who_has_not_answered_it() {
    let club = club();
    crate::digests::weekly(&club.world, club.cdp, "lea@example.org");
    crate::digests::weekly(&club.world, club.cdp, "luc@example.org");
    club.open("Quand se voir?", WHEN).await;
    club.votes("luc", "1").await;
    assert_eq!(club.world.write_to(&address("ann"), CDP, "Semis", "Qui sème?").await, 250);
    club.world.site.clock.set(crate::digests::at("2019-06-03T11:30:00Z"));
    crate::digests::run(&club.world).await;
    let digest = |name: &str| {
        let all = own(&club.world).into_iter();
        all.filter(|l| l.to == address(name)).rfind(|l| l.text.contains("Semaine du")).unwrap()
    };
    let lea = digest("lea");
    has(&lea, "SONDAGES OUVERTS");
    has(
        &lea,
        "A. Quand se voir?\n    Jusqu'au 6 juin 2019, 17 h · 1 réponse pour 8 personnes\n    1. mardi",
    );
    let ballot_box = club.asked("lea").back.unwrap();
    has(&lea, &ballot_box);
    assert!(!digest("luc").text.contains("SONDAGES"));
}
