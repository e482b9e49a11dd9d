//! What digests hold beyond threads: the hosts' word, what was received already, what waits for the
//! reader, milestones, a thread to read again after a quiet month; and digests of whole messages.

use palabre::daemon::post::{NewPost, Source, accept};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Form, Role};
use palabre::mail::message::Message;
use palabre::store::people;

use crate::digests::{ANN, CDP, ZOE, at, heads_of, post, run, settle, weekly};
use crate::harness::world::World;

const ASK: &str = "cdp-request@lists.example.org";
const LUC: &str = "luc@example.org";

fn community() -> (World, ListId) {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.name = "Jardins".into());
    world.member_as(cdp, ANN, Delivery::Each, Role::Animator);
    weekly(&world, cdp, ZOE);
    (world, cdp)
}

/// A command, and the whole of what was answered, on one line.
async fn ask(world: &World, from: &str, command: &str) -> String {
    write(world, from, ASK, command, "").await;
    last_words(world, from)
}

fn last_words(world: &World, whom: &str) -> String {
    let mail = world.own_mail();
    let own = mail.iter().rfind(|(to, _)| to == whom).map(|(_, raw)| raw.clone());
    own.map_or_else(String::new, |raw| flat(&Message::parse(raw.as_bytes()).text().text))
}

fn flat(text: &str) -> String {
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn write(world: &World, from: &str, to: &str, body: &str, fields: &str) {
    world.pass(60);
    let now = world.site.clock.now().as_second();
    let raw = format!(
        "From: {from}\nTo: {to}\nSubject: Re:\nMessage-ID: <w.{now}@example.org>\n{fields}\
         Content-Type: text/plain; charset=utf-8\n\n{body}\n"
    );
    assert!(world.mail(from, to, &raw).await.is_accepted(), "{body}");
}

/// Texts of somebody's digests, oldest first: no answers to commands.
fn told(world: &World, whom: &str) -> Vec<String> {
    let mail = heads_of(world, whom);
    let digests = mail.iter().filter(|raw| raw.contains("Auto-Submitted: auto-generated"));
    digests.map(|raw| Message::parse(raw.as_bytes()).text().text.clone()).collect()
}

/// Where a reply to a digest goes.
fn router_of(raw: &str) -> String {
    let to = Message::parse(raw.as_bytes()).header("Reply-To")[0].clone();
    to.split(['<', '>']).find(|p| p.contains('@')).unwrap().to_owned()
}

async fn fan_out(world: &World) {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || palabre::daemon::fanout::step(&site).unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_hosts_word_stands_once_on_top_of_each_readers_next_digest() {
    let (world, cdp) = community();
    weekly(&world, cdp, LUC);
    let said = ask(&world, ANN, "mot : Rencontre mardi, à midi!\nAmenez vos semis.").await;
    assert!(said.contains("de chaque personne qui en reçoit (2 en ce moment)"), "{said}");
    assert!(said.contains("« Rencontre mardi, à midi! Amenez vos semis. »"), "{said}");
    assert!(said.contains("annuler"), "{said}");
    let refused = ask(&world, ZOE, "mot : À moi!").await;
    assert!(refused.contains("seule l'équipe d'animation"), "{refused}");
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 2, "a word is news");
    for reader in [ZOE, LUC] {
        let text = flat(&told(&world, reader)[0]);
        assert!(text.contains("ANIMATION Rencontre mardi, à midi! Amenez vos semis."), "{text}");
    }
    post(&world, CDP, ANN, "Semis", "Bon.").await;
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 2);
    assert!(!told(&world, ZOE)[1].contains("Rencontre mardi"), "once");
    let long = ask(&world, ANN, &format!("word: {}", "é".repeat(601))).await;
    assert!(long.contains("601 characters"), "{long}");
}

#[tokio::test]
async fn a_word_is_taken_back_by_one_and_replaced_by_the_next() {
    let (world, _) = community();
    ask(&world, ANN, "mot : Premier.").await;
    ask(&world, ANN, "mot : Deuxième.").await;
    let said = ask(&world, ANN, "annuler").await;
    assert!(said.contains("défait"), "{said}");
    assert!(ask(&world, ANN, "mot").await.contains("« Premier. »"));
    ask(&world, ANN, "mot : aucun").await;
    post(&world, CDP, ANN, "Semis", "Bon.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    assert!(!told(&world, ZOE)[0].contains("Premier"));
}

#[tokio::test]
async fn a_word_said_in_the_subject_and_below_is_said_once() {
    let (world, _) = community();
    let raw = format!(
        "From: {ANN}\nTo: {ASK}\nSubject: Mot\nMessage-ID: <m@example.org>\n\nmot : Bonjour.\n"
    );
    assert!(world.mail(ANN, ASK, &raw).await.is_accepted());
    let said = palabre::store::sayings::get(&world.site.store, ListId(1)).unwrap().unwrap();
    assert_eq!(said.text, "Bonjour.");
}

#[tokio::test]
async fn a_password_is_no_word() {
    let (world, _) = community();
    let said = ask(&world, ANN, "mot de passe oublié").await;
    assert!(!said.contains("C'est noté"), "{said}");
    assert!(palabre::store::sayings::get(&world.site.store, ListId(1)).unwrap().is_none());
}

#[tokio::test]
async fn a_mention_that_came_already_waits_for_its_answer() {
    let (world, _) = community();
    post(&world, CDP, ANN, "Corvée", "Le volet est pour @zoe.").await;
    post(&world, CDP, ANN, "Semis", "Les semis sont prêts.").await;
    fan_out(&world).await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("POUR VOUS [1] Corvée"), "{text}");
    assert!(text.contains("vous mentionne"), "{text}");
    assert!(text.contains("« Le volet est pour @zoe. »"), "what waits for an answer: {text}");
    assert!(!text.contains("Déjà reçu"), "it stands above: {text}");
    assert!(text.contains("1 message d'une personne dans 1 fil"), "{text}");
}

#[tokio::test]
async fn what_a_suspended_member_was_not_sent_is_told_in_full() {
    let (world, cdp) = community();
    let zoe = settle(&world, ZOE).id;
    let suspend = |why: Option<&str>| {
        let mut member = people::membership(&world.site.store, cdp, zoe).unwrap().unwrap();
        member.suspended = why.map(str::to_owned);
        world.write(|tx| {
            people::put_membership(tx, &member);
            Ok(())
        });
    };
    suspend(Some("bounces"));
    post(&world, CDP, ANN, "Corvée", "Le volet est pour @zoe.").await;
    fan_out(&world).await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.skipped, 1);
    suspend(None);
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("Le volet est pour @zoe") && !text.contains("Déjà reçu"), "{text}");
}

#[tokio::test]
async fn ones_own_post_and_an_answer_received_at_once_make_no_digest_twice() {
    let (world, _) = community();
    post(&world, CDP, ZOE, "Compost", "Voici mon compost.").await;
    let first = world.posts(ListId(1))[0].message_id.bracketed();
    write(&world, ANN, CDP, "Et les coquilles?", &format!("In-Reply-To: {first}\n")).await;
    for day in ["2019-06-03", "2019-06-10", "2019-06-17"] {
        world.site.clock.set(at(&format!("{day}T11:30:00Z")));
        assert_eq!(run(&world).await.sent, 0, "{day}");
    }
}

#[tokio::test]
async fn an_answer_to_ones_message_waits_until_one_answers() {
    let (world, _) = community();
    post(&world, CDP, ZOE, "Compost", "Voici mon compost.").await;
    let first = world.posts(ListId(1))[0].message_id.bracketed();
    write(&world, ANN, CDP, "Et les coquilles?", &format!("In-Reply-To: {first}\n")).await;
    // Threads one wrote in come at once: the digest has something else to tell, too.
    post(&world, CDP, ANN, "Semis", "Bon.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("POUR VOUS [1] Compost"), "{text}");
    assert!(text.contains("2 messages · 2 personnes"), "{text}");
    assert!(text.contains("ann vous répond, le 27 mai ann : « Et les coquilles? »"), "{text}");
    assert!(!text.contains("Déjà reçu") && !text.contains("De vous"), "it stands above: {text}");
    let first = world.posts(ListId(1))[1].message_id.bracketed();
    let fields = format!("In-Reply-To: {first}\n");
    write(&world, ANN, CDP, "J'ajoute : broyées.", &fields).await;
    write(&world, ZOE, CDP, "Merci, je les broie.", &fields).await;
    post(&world, CDP, ANN, "Encore", "Bon.").await;
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    run(&world).await;
    let text = flat(&told(&world, ZOE)[1]);
    assert!(!text.contains("POUR VOUS") && text.contains("Déjà reçu : Compost"), "{text}");
}

#[tokio::test]
async fn who_wrote_of_it_is_told_so() {
    let (world, _) = community();
    post(&world, CDP, ZOE, "Compost", "Le compostage des coquilles marche.").await;
    post(&world, CDP, ZOE, "Bac", "Mon compostage de coquilles, encore.").await;
    post(&world, CDP, ANN, "Huîtres", "Comment faire le compostage de coquilles?").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("Vous avez écrit sur ce sujet en mai."), "{text}");
}

#[tokio::test]
async fn milestones_are_told_once() {
    let (world, _) = community();
    for n in 1..=11 {
        post(&world, CDP, ANN, &format!("Fil {n}"), "Bon.").await;
    }
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    let text = flat(&told(&world, ZOE)[0]);
    for said in ["a écrit le premier message de « Jardins »", "a écrit le 10e message"] {
        assert!(text.contains(said), "{text}");
    }
    assert!(!text.contains("11e"));
    // A year later, to the week.
    world.site.clock.set(at("2020-05-25T11:30:00Z"));
    run(&world).await;
    post(&world, CDP, ANN, "Encore", "Bon.").await;
    world.site.clock.set(at("2020-06-01T11:30:00Z"));
    run(&world).await;
    let text = told(&world, ZOE).last().map(|t| flat(t)).unwrap();
    assert!(text.contains("Jardins a un an : son premier message date du 27 mai 2019"), "{text}");
}

fn import(world: &World, list: ListId, (id, from): (&str, &str), subject: &str, fields: &str) {
    let raw = format!(
        "From: {from}\r\nSubject: {subject}\r\nMessage-ID: <{id}@x>\r\n{fields}\
         Date: Mon, 18 Jun 2018 10:00:00 +0000\r\n\r\nNous avons semé en juin.\r\n"
    );
    let message = Message::parse(raw.as_bytes());
    let from = message.from().unwrap();
    let old = NewPost::new(list, &message, from, world.site.clock.now(), "lists.example.org");
    world.write(|tx| accept(tx, old.from_source(Source::Import)));
}

#[tokio::test]
async fn a_quiet_month_ends_in_a_thread_to_read_again_if_there_is_one() {
    let (world, cdp) = community();
    import(&world, cdp, ("seul", ANN), "Seul", "");
    import(&world, cdp, ("semis", ANN), "Semis de juin", "");
    let answers = "In-Reply-To: <semis@x>\r\n";
    import(&world, cdp, ("semis2", LUC), "Re: Semis de juin", answers);
    for day in ["2019-06-03", "2019-06-10", "2019-06-17"] {
        world.site.clock.set(at(&format!("{day}T11:30:00Z")));
        assert_eq!(run(&world).await.skipped, 1, "{day}");
    }
    // Four weeks after joining on 27 May.
    world.site.clock.set(at("2019-06-24T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    assert_eq!(run(&world).await.sent, 0, "once");
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("une conversation de juin 2018"), "{text}");
    assert!(text.contains("À RELIRE [1] Semis de juin"), "{text}");
    let subject = Message::parse(heads_of(&world, ZOE)[0].as_bytes()).subject();
    assert_eq!(subject, "[cdp] À relire : Semis de juin");
    // In July nothing of the kind is there: no mail, however long it lasts.
    for day in ["2019-07-01", "2019-07-08", "2019-07-15", "2019-07-22", "2019-07-29"] {
        world.site.clock.set(at(&format!("{day}T11:30:00Z")));
        assert_eq!(run(&world).await.sent, 0, "{day}");
    }
    // A reply to it lands in the thread.
    let sent = heads_of(&world, ZOE).remove(0);
    let id = Message::parse(sent.as_bytes()).message_id().unwrap().bracketed();
    let router = router_of(&sent);
    write(&world, ZOE, &router, "On sème encore en juin.", &format!("In-Reply-To: {id}\n")).await;
    let posts = world.posts(cdp);
    let thread = |subject: &str| posts.iter().find(|p| p.subject == subject).unwrap().thread;
    assert_eq!(posts.last().unwrap().thread, thread("Semis de juin"));
}

#[tokio::test]
async fn a_question_that_waits_comes_before_old_threads() {
    let (world, cdp) = community();
    import(&world, cdp, ("semis", ANN), "Semis de juin", "");
    import(&world, cdp, ("semis2", LUC), "Semis de juin", "In-Reply-To: <semis@x>\r\n");
    post(&world, CDP, ANN, "Limaces", "Comment éloigner les limaces?").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    for (day, sent) in [("2019-06-10", 0), ("2019-06-17", 0), ("2019-06-24", 0), ("2019-07-01", 1)]
    {
        world.site.clock.set(at(&format!("{day}T11:30:00Z")));
        assert_eq!(run(&world).await.sent, sent, "{day}");
    }
    let text = flat(&told(&world, ZOE)[1]);
    assert!(text.contains("À RELIRE [1] Limaces"), "{text}");
    assert!(text.contains("sans réponse depuis"), "{text}");
}

#[tokio::test]
async fn nobody_is_asked_to_write_in_a_closed_thread() {
    let (world, cdp) = community();
    post(&world, CDP, ANN, "Limaces", "Comment éloigner les limaces?").await;
    let no = world.threads(cdp)[0].no;
    let marks =
        palabre::store::marks::Marks { closed: Some(world.site.clock.now()), ..Default::default() };
    world.write(|tx| {
        palabre::store::marks::put(tx, cdp, no, &marks);
        Ok(())
    });
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = flat(&told(&world, ZOE)[0]);
    assert!(!text.contains("ON ATTEND") && text.contains("FILS [1] Limaces"), "{text}");
    for day in ["2019-06-10", "2019-06-17", "2019-06-24", "2019-07-01"] {
        world.site.clock.set(at(&format!("{day}T11:30:00Z")));
        assert_eq!(run(&world).await.sent, 0, "{day}");
    }
}

#[tokio::test]
async fn whole_messages_thread_where_they_belong() {
    let (world, cdp) = community();
    let said = ask(&world, ZOE, "digest mime").await;
    assert!(said.contains("whole messages"), "{said}");
    assert!(ask(&world, ZOE, "réglages").await.contains("messages entiers, à ouvrir un à un"));
    post(&world, CDP, ANN, "Semis", "Les semis sont prêts, avec é.").await;
    post(&world, CDP, ANN, "Limaces", "Rien à dire.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let mail = heads_of(&world, ZOE);
    let raw = mail.iter().rfind(|raw| raw.contains("multipart/digest")).unwrap();
    assert!(raw.contains("Content-Type: message/rfc822"));
    let original = world.posts(cdp)[0].message_id.bracketed();
    let part = raw.split("message/rfc822").nth(1).unwrap();
    assert!(part.contains(&format!("Message-ID: {original}")), "{part}");
    let reply_to = part.lines().find(|l| l.starts_with("Reply-To: ")).unwrap();
    let to = reply_to.split(['<', '>']).nth(1).unwrap().to_owned();
    write(&world, ZOE, &to, "Merci!", &format!("In-Reply-To: {original}\n")).await;
    let posts = world.posts(cdp);
    assert_eq!((posts[2].thread, posts[2].from.address.as_str()), (posts[0].thread, ZOE));
    // By number, too.
    let router = router_of(raw);
    write(&world, ZOE, &router, "1 Un bac à bière.", "").await;
    assert_eq!(world.posts(cdp).len(), 4);
}

#[tokio::test]
async fn a_text_of_whole_messages_is_never_quoted_into_the_list() {
    let (world, cdp) = community();
    ask(&world, ZOE, "résumé texte").await;
    let address = palabre::mail::address::Address::parse(ZOE).unwrap();
    let person = people::find(&world.site.store, &address).unwrap().unwrap();
    assert_eq!(person.form, Form::Plain);
    post(&world, CDP, ANN, "Semis", "Les semis de tomates sont enfin prêts à partir.").await;
    post(&world, CDP, ANN, "Limaces", "Les limaces mangent les semis de laitue la nuit.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    let raw = heads_of(&world, ZOE).into_iter().rfind(|m| m.contains("Precedence: list")).unwrap();
    let message = Message::parse(raw.as_bytes());
    let text = message.text().text.clone();
    assert!(text.contains("Subject: [1] ") && text.contains("End of cdp Digest"), "{text}");
    let quoted: String = text.lines().map(|l| format!("> {l}\n")).collect();
    let router = router_of(&raw);
    let id = message.message_id().unwrap().bracketed();
    let body = format!("2 De la cendre autour.\n\n{quoted}");
    write(&world, ZOE, &router, &body, &format!("In-Reply-To: {id}\n")).await;
    let posts = world.posts(cdp);
    let raw = palabre::store::articles::raw(&world.site.store, cdp, posts[2].no).unwrap().unwrap();
    let words = Message::parse(&raw).text().text.clone();
    assert_eq!(words.trim(), "De la cendre autour.");
}

#[tokio::test]
async fn what_a_digest_only_counts_comes_at_a_word() {
    let (world, _) = community();
    for n in 1..=23 {
        post(&world, CDP, ANN, &format!("Fil numéro {n}"), "Bon.").await;
    }
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("et 3 autres : répondez « lire tout »"), "{text}");
    let raw = heads_of(&world, ZOE).remove(0);
    let router = router_of(&raw);
    write(&world, ZOE, &router, "lire tout", "").await;
    let all = last_words(&world, ZOE);
    assert_eq!(all.matches("Fil numéro").count(), 3, "{all}");
}

#[tokio::test]
async fn a_word_in_reply_to_a_digest_of_several_communities_counts_for_all() {
    let (world, cdp) = community();
    let other = world.list("jardins@lists.example.org");
    world.member(other, ANN, Delivery::Each);
    let zoe = weekly(&world, other, ZOE);
    for to in [CDP, "jardins@lists.example.org"] {
        post(&world, to, ANN, &format!("Semis {to}"), "Bon.").await;
    }
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    let raw = heads_of(&world, ZOE).remove(0);
    let text = flat(&told(&world, ZOE)[0]);
    assert!(text.contains("cela vaut pour toutes vos communautés"), "{text}");
    let router = router_of(&raw);
    write(&world, ZOE, &router, "quotidien", "").await;
    for list in [cdp, other] {
        let member = people::membership(&world.site.store, list, zoe.id).unwrap().unwrap();
        assert_eq!(member.delivery, Delivery::Daily);
    }
}

#[tokio::test]
async fn each_reader_has_their_own_hour_and_zone_through_both_changes_of_clocks() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    let readers = [
        ("paris@example.org", "Europe/Paris", "2019-03-31T05:30:00Z", "2019-10-27T06:30:00Z"),
        ("rimouski@example.org", "America/Toronto", "2019-03-31T11:30:00Z", "2019-10-27T11:30:00Z"),
        ("regina@example.org", "America/Regina", "2019-03-31T13:30:00Z", "2019-10-27T13:30:00Z"),
    ];
    world.site.clock.set(at("2019-03-26T00:00:00Z"));
    for (reader, zone, ..) in readers {
        world.member(cdp, reader, Delivery::Weekly);
        let address = palabre::mail::address::Address::parse(reader).unwrap();
        let mut person = people::find(&world.site.store, &address).unwrap().unwrap();
        person.timezone = Some(zone.to_owned());
        // Sunday, 7:30: the day on which Europe's clocks change.
        person.digest_at = (7, 450);
        world.write(|tx| {
            people::put(tx, &person);
            Ok(())
        });
        settle(&world, reader);
    }
    for (spring, begins) in [(true, "2019-03-26T00:00:00Z"), (false, "2019-10-22T00:00:00Z")] {
        world.site.clock.set(at(begins));
        run(&world).await;
        post(&world, CDP, ANN, begins, "Bon.").await;
        for (reader, _, in_spring, in_autumn) in readers {
            let before = told(&world, reader).len();
            let due = at(if spring { in_spring } else { in_autumn });
            world.site.clock.set(due - jiff::SignedDuration::from_secs(1));
            run(&world).await;
            assert_eq!(told(&world, reader).len(), before, "{reader} too early");
            world.site.clock.set(due);
            run(&world).await;
            assert_eq!(told(&world, reader).len(), before + 1, "{reader} {due}");
        }
    }
}

#[tokio::test]
async fn a_time_zone_told_by_mail_moves_the_hour_of_the_digest() {
    let (world, _) = community();
    let said = ask(&world, ZOE, "Fuseau : Paris svp").await;
    assert!(said.contains("le fuseau « Paris »; il y est"), "{said}");
    post(&world, CDP, ANN, "Semis", "Bon.").await;
    // Half past seven there is half past five in UTC, in summer.
    world.site.clock.set(at("2019-06-03T05:29:59Z"));
    assert_eq!(run(&world).await.sent, 0);
    world.site.clock.set(at("2019-06-03T05:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let said = ask(&world, ZOE, "annuler").await;
    assert!(said.contains("Fuseau horaire : Toronto"), "{said}");
    // The hour of the same day comes once more: there is nothing to say then.
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 0);
    post(&world, CDP, ANN, "Encore", "Bon.").await;
    world.site.clock.set(at("2019-06-10T11:29:59Z"));
    assert_eq!(run(&world).await.sent, 0);
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let said = ask(&world, ZOE, "fuseau Atlantide").await;
    assert!(said.contains("« fuseau Vancouver »"), "{said}");
}

#[tokio::test]
async fn talk_of_time_zones_is_no_command() {
    let (world, cdp) = community();
    post(&world, CDP, ANN, "Rencontre", "Mardi à midi?").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let router = router_of(&heads_of(&world, ZOE)[0]);
    write(&world, ZOE, &router, "Time zone differences make it hard for me.", "").await;
    assert_eq!(world.posts(cdp).len(), 2, "{}", last_words(&world, ZOE));
}
