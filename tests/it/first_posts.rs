//! A first post that nobody answers: who is told when, what ends it, what a reply to each mail does, and
//! that a daemon that stops in between repeats nothing.

use palabre::clock::{Clock, Timestamp};
use palabre::config::Config;
use palabre::daemon::{Site, first_posts, import};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Pause, Role};
use palabre::mail::message::Message;
use palabre::store::{articles, people};

use crate::harness::letters::{Letter, own, written};
use crate::harness::world::{World, copy_all};

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "Zoé Roy <zoe@example.org>";
const NOE: &str = "Noé Côté <noe@example.org>";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A list with somebody who animates, and members; it is 8 on a Monday morning there.
fn gardens() -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| {
        s.name = "Jardins".to_owned();
        s.timezone = "America/Toronto".to_owned();
    });
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    for member in ["zoe@example.org", "noe@example.org", "leo@example.org"] {
        world.member(list, member, Delivery::Each);
    }
    (world, list)
}

async fn step(world: &World) {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || first_posts::step(&site).unwrap()).await.unwrap();
}

/// Lets hours pass, one after the other; what was written to somebody meanwhile.
async fn hours(world: &World, hours: i64, who: &str) -> Vec<Letter> {
    let theirs = |world: &World| own(world).into_iter().filter(|m| m.to == who).collect::<Vec<_>>();
    let before = theirs(world).len();
    for _ in 0..hours {
        world.pass(HOUR);
        step(world).await;
    }
    theirs(world).split_off(before)
}

/// `who` answers a mail as programs do: under its subject, naming it, and quoting it below.
async fn answer(world: &World, letter: &Letter, who: &str, words: &str) -> u16 {
    let quoted: String = letter.text.lines().map(|l| format!("> {l}\n")).collect();
    let said = format!("{words}\n\nLe 28 mai 2019, Jardins a écrit :\n{quoted}");
    let id = Message::parse(letter.raw.as_bytes()).message_id().unwrap().bracketed();
    let back = letter.back.clone().unwrap();
    let raw = written(who, &back, &format!("Re: {}", letter.subject), &said);
    let raw = raw.replacen("MIME-Version", &format!("In-Reply-To: {id}\nMIME-Version"), 1);
    let address = who.split(['<', '>']).nth(1).unwrap_or(who).to_owned();
    world.mail(&address, &back, &raw).await.code.number()
}

fn now(world: &World) -> Timestamp {
    world.site.clock.now()
}

fn text_of(world: &World, list: ListId, n: usize) -> (String, String) {
    let post = &world.posts(list)[n];
    let raw = articles::raw(&world.site.store, list, post.no).unwrap().unwrap();
    let text = Message::parse(&raw).text().text.trim().to_owned();
    (post.subject.clone(), text)
}

#[tokio::test]
async fn after_a_day_those_who_animate_are_told_once_and_their_reply_is_posted() {
    let (world, list) = gardens();
    world.write_to(ZOE, CDP, "Les vers", "Bonjour,\n\nMes vers s'enfuient. Est-ce normal?").await;
    assert!(hours(&world, 23, ANN).await.is_empty());
    let told = hours(&world, 4, ANN).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Zoé Roy écrit ici pour la première fois : un mot de bienvenue?");
    let text = &told[0].text;
    assert!(text.contains("Les vers") && text.contains("« Mes vers s'enfuient. Est-ce normal? »"));
    assert!(text.contains("« stop rappels »"), "{text}");
    assert!(told[0].back.as_deref().unwrap().starts_with("cdp+f"));
    let ann = "Ann Lee <ann@example.org>";
    assert_eq!(answer(&world, &told[0], ann, "Oui, il fait trop chaud.").await, 250);
    assert_eq!(world.threads(list).len(), 1);
    let reply = text_of(&world, list, 1);
    assert_eq!(reply, ("Re: Les vers".to_owned(), "Oui, il fait trop chaud.".to_owned()));
    let later = hours(&world, 24 * 8, "zoe@example.org").await;
    assert!(later.is_empty(), "answered");
}

#[tokio::test]
async fn only_by_daylight_and_one_mail_a_day_about_all() {
    let (world, list) = gardens();
    // 21:00 in Toronto.
    world.pass(13 * HOUR);
    world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
    world.pass(2 * HOUR);
    world.write_to(NOE, CDP, "Les semis", "Quand semer?").await;
    world.pass(10 * HOUR);
    // 9:00 the next day.
    world.write_to("Léo <leo@example.org>", CDP, "Le puits", "Qui a la clé?").await;
    assert!(hours(&world, 21, ANN).await.is_empty());
    let told = hours(&world, 1, ANN).await;
    assert_eq!(now(&world), "2019-05-29T07:00:00-04:00".parse().unwrap());
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "2 premiers messages attendent un mot de bienvenue");
    assert!(told[0].text.contains("[1] Les vers") && told[0].text.contains("[2] Les semis"));
    assert!(told[0].back.as_deref().unwrap().starts_with("cdp+r"));
    // By number; several at once.
    assert_eq!(answer(&world, &told[0], ANN, "2 En mai.\n\n1 Oui.").await, 250);
    let posted = [text_of(&world, list, 3), text_of(&world, list, 4)];
    assert!(posted.contains(&("Re: Les semis".to_owned(), "En mai.".to_owned())), "{posted:?}");
    assert!(posted.contains(&("Re: Les vers".to_owned(), "Oui.".to_owned())), "{posted:?}");
    // The third, due two hours later, waits for the next day.
    let next = hours(&world, 30, ANN).await;
    assert_eq!(next.len(), 1);
    assert!(next[0].subject.contains("Léo"));
    let day = |text: &str| text.split("Date: ").nth(1).unwrap()[..11].to_owned();
    assert_ne!(day(&told[0].raw), day(&next[0].raw));
}

#[tokio::test]
async fn after_a_week_the_author_is_told_and_may_ask_anew() {
    let (world, list) = gardens();
    world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
    assert!(hours(&world, 24 * 7 - 1, "zoe@example.org").await.is_empty());
    let told = hours(&world, 24 * 30, "zoe@example.org").await;
    assert_eq!(told.len(), 1);
    let text = &told[0].text;
    assert!(
        text.contains("reposer la question autrement") && text.contains("3 personnes"),
        "{text}"
    );
    assert!(!text.contains("vous n'avez") && !text.contains("n'avez pas"), "{text}");
    assert!(text.contains("Ce que j'ai déjà essayé : …"));
    let said = "Ce que je cherche à faire : garder mes vers\n\
                Ce que j'ai déjà essayé : de l'ombre\n\
                Ce qui m'aiderait : un exemple\n\nZoé";
    assert_eq!(answer(&world, &told[0], ZOE, said).await, 250);
    let (subject, text) = text_of(&world, list, 1);
    assert_eq!((subject.as_str(), world.threads(list).len()), ("Re: Les vers", 1));
    for words in ["à faire : garder mes vers", "essayé : de l'ombre", "aiderait : un exemple"] {
        assert!(text.contains(words), "{text}");
    }
    assert!(!text.contains("une semaine"), "{text}");
}

#[tokio::test]
async fn after_two_days_those_who_wrote_of_the_same_are_asked_and_told_why() {
    let (world, list) = gardens();
    let humid = "Le vermicompostage demande de l'humidité: arrosez le carton.";
    world.write_to(NOE, CDP, "Vermicompostage", humid).await;
    world.write_to("Léo <leo@example.org>", CDP, "Clôture", "La clôture est réparée.").await;
    for who in ["eva@example.org", "max@example.org", "ida@example.org"] {
        world.member(list, who, Delivery::Weekly);
        let text = format!("Chez {who}, vermicompostage et humidité vont ensemble.");
        world.write_to(who, CDP, &format!("Suite {who}"), &text).await;
    }
    world.write_to(ANN, CDP, "Suite", humid).await;
    hours(&world, 24 * 20, ANN).await;
    let before = own(&world).len();
    let ask = "Mon vermicompostage sèche, comment garder l'humidité? Merci de vos idées!";
    world.write_to(ZOE, CDP, "Des vers", ask).await;
    assert_eq!(hours(&world, 47, ANN).await.len(), 1);
    hours(&world, 4, ANN).await;
    let asked = own(&world).split_off(before + 1);
    let to: Vec<&str> = asked.iter().map(|m| m.to.as_str()).collect();
    assert_eq!(to.len(), 2, "two at most, nobody who animates: {to:?}");
    assert!(
        !to.contains(&ANN) && !to.contains(&"leo@example.org") && !to.contains(&"zoe@example.org")
    );
    let text = &asked[0].text;
    assert!(
        text.contains("« humidité » et « vermicompostage »") && text.contains("mai 2019"),
        "{text}"
    );
    assert!(text.contains("« stop rappels »"));
    assert_eq!(answer(&world, &asked[0], to[0], "Un couvercle suffit.").await, 250);
    let last = world.posts(list).len() - 1;
    let reply = text_of(&world, list, last);
    assert_eq!(reply, ("Re: Des vers".to_owned(), "Un couvercle suffit.".to_owned()));
    // The next newcomer's question goes to others, and then to nobody for a while.
    let new = "Sam <sam@example.org>";
    world.member(list, "sam@example.org", Delivery::Each);
    let before = own(&world).len();
    world.write_to(new, CDP, "Un bac", "Quelle humidité pour mon vermicompostage?").await;
    hours(&world, 60, ANN).await;
    let later = own(&world).split_off(before);
    let others: Vec<&str> = later.iter().map(|m| m.to.as_str()).filter(|m| *m != ANN).collect();
    assert!(!others.is_empty() && others.iter().all(|who| !to.contains(who)), "{others:?}");
}

#[tokio::test]
async fn what_was_said_only_to_join_in_asks_for_no_answer() {
    let (world, list) = gardens();
    world.write_to(ANN, CDP, "Réunion?", "Jeudi à 19 h.").await;
    let id = world.posts(list)[0].message_id.bracketed();
    let reply = |who: &str, text: &str| {
        let raw = written(who, CDP, "Re: Réunion?", text);
        raw.replacen("MIME-Version", &format!("In-Reply-To: {id}\nMIME-Version"), 1)
    };
    assert!(world.mail("zoe@example.org", CDP, &reply(ZOE, "Merci!")).await.is_accepted());
    assert!(hours(&world, 30, ANN).await.is_empty());
    let asks = reply(NOE, "Où est-ce?");
    assert!(world.mail("noe@example.org", CDP, &asks).await.is_accepted());
    assert_eq!(hours(&world, 30, ANN).await.len(), 1);
}

#[tokio::test]
async fn what_ends_it() {
    for how in ["answer", "leave", "close", "mute", "word", "pause"] {
        let (world, list) = gardens();
        world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
        assert_eq!(hours(&world, 30, ANN).await.len(), 1, "{how}");
        let zoe = palabre::mail::address::Address::parse("zoe@example.org").unwrap();
        let id = people::find(&world.site.store, &zoe).unwrap().unwrap().id;
        match how {
            "answer" => {
                world.write_to(NOE, CDP, "Re: Les vers", "Oui.").await;
            }
            "leave" => world.write(|tx| {
                people::remove_membership(tx, list, id);
                Ok(())
            }),
            "close" => {
                world.write_to(ANN, REQUEST, "fermer 1", "").await;
            }
            "mute" => {
                world.write_to(ZOE, REQUEST, "sourdine 1", "").await;
            }
            "word" => {
                world.write_to(ZOE, REQUEST, "", "Stop rappels, svp").await;
            }
            _ => world.write(|tx| {
                let mut member = people::membership(tx, list, id)?.unwrap();
                member.paused = Some(Pause { since: member.joined, until: None });
                people::put_membership(tx, &member);
                Ok(())
            }),
        }
        let answers = own(&world).iter().filter(|m| m.to == "zoe@example.org").count();
        hours(&world, 24 * 9, "zoe@example.org").await;
        let after = own(&world).iter().filter(|m| m.to == "zoe@example.org").count();
        assert_eq!(after, answers, "{how}");
    }
}

#[tokio::test]
async fn one_word_stops_it_in_reply_and_can_be_taken_back() {
    let (world, list) = gardens();
    world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
    let told = hours(&world, 30, ANN).await.remove(0);
    assert_eq!(answer(&world, &told, ANN, "Stop rappels").await, 250);
    assert_eq!(world.posts(list).len(), 1, "a word, not a post");
    let told = own(&world).pop().unwrap();
    assert!(told.subject.contains("rappels") && told.text.contains("annuler"), "{}", told.text);
    assert!(!told.text.contains("à toute la communauté"), "no slip: {}", told.text);
    world.write_to(NOE, CDP, "Les semis", "Quand semer?").await;
    assert!(hours(&world, 30, ANN).await.is_empty());
    world.write_to(ANN, REQUEST, "annuler", "").await;
    world.write_to("Léo <leo@example.org>", CDP, "Le puits", "Qui a la clé?").await;
    assert_eq!(hours(&world, 40, ANN).await.len(), 1);
}

#[tokio::test]
async fn history_counts_as_earlier_posts() {
    let (world, list) = gardens();
    let file = tempfile::NamedTempFile::new().unwrap();
    let old = "From zoe@example.org Mon Mar  4 10:00:00 2019\nFrom: zoe@example.org\n\
               Date: Mon, 4 Mar 2019 10:00:00 -0500\nSubject: Bonjour\nMessage-ID: <old@example.org>\n\n\
               Bonjour.\n\n";
    std::fs::write(file.path(), old).unwrap();
    let site = world.site.clone();
    let path = file.path().to_owned();
    let done = tokio::task::spawn_blocking(move || {
        import::mbox(&site, list, &path, &mut |_, _| {}).unwrap()
    });
    assert_eq!(done.await.unwrap().posts, 1);
    world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
    assert!(hours(&world, 24 * 8, ANN).await.is_empty());
}

#[tokio::test]
async fn a_daemon_that_was_away_for_a_week_says_one_thing_a_day_and_repeats_none() {
    let (world, _) = gardens();
    world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
    world.pass(10 * DAY);
    step(&world).await;
    let count = |world: &World| own(world).len();
    assert_eq!(count(&world), 1, "those who animate alone");
    // As the disk is if the daemon dies now.
    let copy = tempfile::tempdir().unwrap();
    copy_all(&world.site.data, copy.path());
    let config = Config::defaults(copy.path());
    let clock = Clock::manual(now(&world));
    let site = Site::open(&config, copy.path(), clock, &mut |_, _| {}).unwrap();
    tokio::task::spawn_blocking(move || {
        first_posts::step(&site).unwrap();
        let mut rows = 0;
        palabre::store::outbox::each_row(&site.store, |_| rows += 1).unwrap();
        assert_eq!(rows, 1);
    })
    .await
    .unwrap();
    world.pass(DAY);
    step(&world).await;
    assert_eq!(count(&world), 1, "nobody wrote of the same");
    world.pass(DAY);
    step(&world).await;
    assert_eq!(count(&world), 2, "then the author");
    world.pass(40 * DAY);
    step(&world).await;
    assert_eq!(count(&world), 2);
}

/// A post that waited for the team: the day begins when everybody could read it.
#[tokio::test]
async fn the_clock_of_a_post_that_waited_runs_from_when_it_came_out() {
    let (world, list) = gardens();
    world.write(|tx| {
        let mut settings = palabre::store::lists::get(tx, list)?.unwrap();
        settings.posting = palabre::list::settings::Posting::Held;
        palabre::store::lists::put(tx, list, &settings);
        Ok(())
    });
    world.write_to(ZOE, CDP, "Les vers", "Est-ce normal?").await;
    let ask = own(&world).into_iter().rfind(|m| m.to == ANN).unwrap();
    assert!(hours(&world, 24 * 3, ANN).await.iter().all(|m| !m.subject.contains("première fois")));
    assert_eq!(world.reply_to(&ask, ANN, "oui").await, 250);
    assert_eq!(world.posts(list).len(), 1);
    assert!(hours(&world, 23, ANN).await.iter().all(|m| !m.subject.contains("première fois")));
    let told = hours(&world, 12, ANN).await;
    assert!(told.iter().any(|m| m.subject.contains("première fois")), "a day after");
    let honest = hours(&world, 24 * 6, "zoe@example.org").await;
    assert!(honest.iter().any(|m| m.text.contains("il y a une semaine")), "a week after");
}

/// Whoever is asked reads it in their own language, whatever that of the question.
#[tokio::test]
async fn who_may_know_is_asked_in_their_language() {
    let (world, _) = gardens();
    let humid = "Le vermicompostage demande de l'humidité: arrosez le carton.";
    world.write_to(NOE, CDP, "Vermicompostage", humid).await;
    for other in ["Clôture", "Semis", "Outils"] {
        world.write_to("Léo <leo@example.org>", CDP, other, "C'est réparé.").await;
    }
    world.write_to(NOE, REQUEST, "language en", "").await;
    hours(&world, 24 * 20, ANN).await;
    world
        .write_to(ZOE, CDP, "Des vers", "Mon vermicompostage sèche, comment garder l'humidité?")
        .await;
    let asked = hours(&world, 60, "noe@example.org").await;
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].subject, "Zoé Roy may have a question for you");
    assert!(
        asked[0].text.contains("Why you? In May 2019, you wrote here about"),
        "{}",
        asked[0].text
    );
    assert!(asked[0].text.contains("“stop reminders”"), "{}", asked[0].text);
}

#[tokio::test]
async fn in_english() {
    let (world, _) = gardens();
    for who in [ANN, ZOE] {
        world.write_to(who, REQUEST, "language en", "").await;
    }
    world.write_to(ZOE, CDP, "Hello", "I have just joined from Halifax.").await;
    let told = hours(&world, 30, ANN).await.remove(0);
    assert_eq!(told.subject, "Zoé Roy writes here for the first time: a word of welcome?");
    let honest = hours(&world, 24 * 7, "zoe@example.org").await.remove(0);
    assert!(honest.text.contains("Nobody has followed up on it yet."), "{}", honest.text);
    assert!(!honest.text.contains("What I am trying to do"), "it asked nothing");
}
