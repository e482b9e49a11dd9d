//! The brief of those who animate: what it asks and when, what a reply does, once for all, and who takes
//! over. Replies come as phones write them, with the brief quoted below.

use palabre::clock::Timestamp;
use palabre::daemon::{briefs, first_posts, import, newcomers, window};
use palabre::list::ListId;
use palabre::list::member::Role;
use palabre::list::settings::Language;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::{articles, held, people, sayings};

use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
pub const KARINE: &str = "karine@example.org";
const MAX: &str = "max@example.org";
const ZOE: &str = "Zoé Roy <zoe@example.org>";
const HOUR: i64 = 3_600;

/// What was said before the list came here.
const HISTORY: &[(&str, &str, &str)] = &[
    ("louis", "Vermicompostage", "Le vermicompostage demande de l'humidité: arrosez le carton."),
    ("anouk", "Suite", "Chez moi, vermicompostage et humidité vont ensemble, avec un couvercle."),
    ("eva", "Encore", "Humidité et vermicompostage: un linge mouillé suffit."),
    ("marie", "Outils", "Voici la liste des outils du cabanon."),
    ("louis", "Bacs", "Les bacs sont arrivés. Qui passe samedi?"),
];

pub struct Garden {
    pub world: World,
    pub list: ListId,
}

/// It is 8 on a Monday morning; Karine animates, and the list has a past.
async fn garden() -> Garden {
    let garden = assemble(World::new());
    garden.begin().await;
    garden
}

/// The same, before anything begins.
pub fn assemble(world: World) -> Garden {
    let list = world.list_with(CDP, |s| {
        s.name = "Jardins".to_owned();
        s.timezone = "America/Toronto".to_owned();
    });
    let garden = Garden { world, list };
    garden.join(KARINE, "Karine Pelletier", Role::Owner);
    for (nick, name) in [
        ("louis", "Louis Tremblay"),
        ("anouk", "Anouk Roy"),
        ("eva", "Eva Gil"),
        ("marie", "Marie Côté"),
    ] {
        garden.join(&format!("{nick}@example.org"), name, Role::Member);
    }
    garden.join("zoe@example.org", "Zoé Roy", Role::Member);
    let mut mbox = String::new();
    for (n, (nick, subject, text)) in HISTORY.iter().enumerate() {
        mbox += &format!(
            "From {nick}@example.org Mon Mar 4 12:00:00 2019\nFrom: {nick}@example.org\nTo: {CDP}\n\
             Subject: {subject}\nMessage-ID: <past.{n}@example.org>\n\
             Date: Mon, 4 Mar 2019 12:0{n}:00 -0500\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
        );
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), mbox).unwrap();
    let done = std::thread::scope(|s| {
        let import =
            || import::mbox(&garden.world.site, list, file.path(), &mut |_, _| {}).unwrap();
        s.spawn(import).join().unwrap()
    });
    assert!(done.rejected.is_empty());
    garden
}

impl Garden {
    fn join(&self, address: &str, name: &str, role: Role) {
        self.world.named_member(self.list, (address, name), role);
    }

    async fn begin(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || briefs::begin(&site).unwrap()).await.unwrap();
    }

    async fn step(&self) {
        let site = self.world.site.clone();
        let work = move || {
            window::step(&site).unwrap();
            first_posts::step(&site).unwrap();
            briefs::step(&site).unwrap();
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    }

    /// Lets time pass until a moment in Toronto, an hour at a time.
    async fn until(&self, moment: &str) {
        let civil: jiff::civil::DateTime = moment.parse().unwrap();
        let end: Timestamp = civil.in_tz("America/Toronto").unwrap().timestamp();
        while self.now() < end {
            let left = end.as_second() - self.now().as_second();
            self.world.pass(left.min(HOUR));
            self.step().await;
        }
    }

    fn now(&self) -> Timestamp {
        self.world.site.clock.now()
    }

    pub fn briefs_of(&self, who: &str) -> Vec<Letter> {
        let is = |l: &Letter| {
            l.to == who
                && (l.subject.starts_with("Pense-bête") || l.subject.starts_with("Semaine"))
                && !l.subject.contains("c'est noté")
                && !l.subject.contains("rien n'a changé")
        };
        own(&self.world).into_iter().filter(is).collect()
    }

    /// Answers a letter from a phone; what came back.
    pub async fn answers(&self, letter: &Letter, who: &str, words: &str) -> Letter {
        let code = self.sends(letter, who, words, letter.back.as_deref().unwrap()).await;
        assert_eq!(code, 250);
        last_to(&self.world, who)
    }

    async fn sends(&self, letter: &Letter, who: &str, words: &str, to: &str) -> u16 {
        let quoted: String = letter.text.lines().map(|l| format!("> {l}\n")).collect();
        let said = format!(
            "{words}\n\nEnvoyé de mon iPhone\n\nLe 10 juin 2019 à 07:15, Jardins <cdp-owner@lists.example.org> a écrit :\n\n{quoted}"
        );
        let id = Message::parse(letter.raw.as_bytes()).message_id().unwrap().bracketed();
        let raw = written(who, to, &format!("Re: {}", letter.subject), &said);
        let raw = raw.replacen("MIME-Version", &format!("In-Reply-To: {id}\nMIME-Version"), 1);
        self.world.mail(who, to, &raw).await.code.number()
    }

    fn text_of(&self, n: usize) -> (String, String, String) {
        let post = &self.world.posts(self.list)[n];
        let raw = articles::raw(&self.world.site.store, self.list, post.no).unwrap().unwrap();
        let text = Message::parse(&raw).text().text.trim().to_owned();
        (post.from.address.to_string(), post.subject.clone(), text)
    }

    fn posts(&self) -> usize {
        self.world.posts(self.list).len()
    }
}

#[track_caller]
pub fn has(letter: &Letter, words: &[&str]) {
    for words in words {
        assert!(letter.text.contains(words), "{words}\n---\n{}\n{}", letter.subject, letter.text);
    }
}

/// A fortnight later each of the five things waits: a brief on the morning of 10 June.
pub async fn a_full_week() -> Garden {
    let garden = garden().await;
    let ask = "Mon vermicompostage sèche, comment garder l'humidité?";
    garden.world.write_to("Marie Côté <marie@example.org>", CDP, "Trop sec", ask).await;
    garden.until("2019-06-08T09:00").await;
    let raw = written(ZOE, CDP, "Re: Bacs", "Peut-on venir avec un enfant?");
    let raw = raw.replacen("MIME-Version", "In-Reply-To: <past.4@example.org>\nMIME-Version", 1);
    assert!(garden.world.mail("zoe@example.org", CDP, &raw).await.is_accepted());
    garden.join("oscar@example.org", "Oscar Nguyen", Role::Member);
    let oscar = Address::parse("oscar@example.org").unwrap();
    let (list, now) = (garden.list, garden.now());
    garden.world.write(|tx| {
        let person = people::find(tx, &oscar)?.unwrap();
        newcomers::begin(tx, list, person.id, now)
    });
    let stranger = "Yvan Roux <yvan@example.net>";
    garden
        .world
        .write_to(stranger, CDP, "Outils à prêter", "J'ai une brouette. Qui la veut?")
        .await;
    garden.until("2019-06-10T07:15").await;
    garden
}

#[tokio::test]
async fn five_actions_on_monday_morning_each_with_why_and_minutes() {
    let garden = a_full_week().await;
    let all = garden.briefs_of(KARINE);
    assert_eq!(all.len(), 2, "3 and 10 June");
    let brief = &all[1];
    assert_eq!(brief.subject, "Pense-bête Jardins : 5 gestes, 18 minutes");
    has(
        brief,
        &[
            "1. Décider du message de Yvan Roux (2 min)",
            "« Outils à prêter »",
            "Pourquoi : cette personne n'est pas membre",
            "« 1 oui » le publie",
            "2. Répondre à Zoé Roy, qui écrit pour la première fois (10 min)",
            "Prêt : Bonjour Zoé, et bienvenue!",
            "3. Trouver une réponse pour Marie Côté (2 min)",
            "sans réponse depuis 13 jours",
            "en mars 2019 : « humidité » et « vermicompostage »",
            "« 3 relancer » écrit en privé à",
            "4. Accueillir Oscar Nguyen (2 min)",
            "5. Relancer la conversation (2 min)",
            "« 5 publier lundi 9 h »",
            "Mot prêt pour le haut des prochains résumés : Bienvenue à la personne qui vient d'arriver! Une question attend",
            "messages 1 (0)",
            "« pense-bête non » l'arrête",
        ],
    );
    assert!(brief.text.lines().count() <= 60, "one screen:\n{}", brief.text);
    for blame in ["vous n'avez", "n'avez pas", "oubli", "retard"] {
        assert!(!brief.text.contains(blame), "{blame}");
    }
    garden.until("2019-06-11T07:15").await;
    assert_eq!(garden.briefs_of(KARINE).len(), 2, "once a week");
}

#[tokio::test]
async fn all_five_are_done_by_one_reply_from_a_phone() {
    let garden = a_full_week().await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    let before = own(&garden.world).len();
    let posts = garden.posts();
    let words = "1 oui\n2 envoyer\n3 relencer\n4 acceuillir\n5 publier lundi 9 h\n\nMerci!\nKarine";
    let back = garden.answers(&brief, KARINE, words).await;
    has(
        &back,
        &[
            "1. C'est publié : le message « Outils à prêter »",
            "2. C'est publié : votre réponse dans « Bacs »",
            "3. C'est fait :",
            "reçoit un mot privé au sujet de « Trop sec »",
            "4. C'est envoyé en privé à Oscar Nguyen.",
            "paraîtra lundi 10 juin 2019 à 9 h (heure de Toronto)",
            "répondez « annuler »",
        ],
    );
    let to_karine = own(&garden.world).split_off(before);
    assert_eq!(to_karine.iter().filter(|l| l.to == KARINE).count(), 1, "one answer");
    assert_eq!(garden.posts(), posts + 2);
    let (from, subject, text) = garden.text_of(posts + 1);
    assert_eq!((from.as_str(), subject.as_str()), (KARINE, "Re: Bacs"));
    assert!(text.starts_with("Bonjour Zoé, et bienvenue!"), "{text}");
    let nudged: Vec<Letter> =
        to_karine.into_iter().filter(|l| l.subject.starts_with("On a pensé à vous")).collect();
    assert_eq!(nudged.len(), 1, "the first only");
    has(
        &nudged[0],
        &["parce qu'en mars 2019", "« humidité » et « vermicompostage »", "stop rappels"],
    );
    let oscar = last_to(&garden.world, "oscar@example.org");
    has(&oscar, &["Bienvenue dans « Jardins »!", "Karine Pelletier"]);
    garden.until("2019-06-10T09:00").await;
    assert_eq!(garden.posts(), posts + 3);
    let (from, subject, text) = garden.text_of(posts + 2);
    assert_eq!(from, KARINE);
    assert!(text.contains(&subject) && text.contains("Une ligne suffit"), "{subject}\n{text}");
    assert!(!text.contains("Publier"), "{text}");
    // The same reply again, and in other words.
    let again = garden.answers(&brief, KARINE, "2 envoyer\n1 oui\n4 accueillir\n5 publier").await;
    has(&again, &["vous l'aviez déjà fait", "C'était déjà fait"]);
    assert_eq!(garden.posts(), posts + 3);
}

#[tokio::test]
async fn own_words_reasons_and_what_is_left_aside() {
    let garden = a_full_week().await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    let posts = garden.posts();
    let words = "Bonjour,\n\n1 non, c'est une annonce\n\n2 Bonjour Zoé!\n\nLes enfants sont bienvenus :\n1. avec un chapeau\n2. et des bottes\n\nKarine\n\n3 plus tard\n5 Qui a des plants de tomates à donner?";
    let back = garden.answers(&brief, KARINE, words).await;
    has(
        &back,
        &[
            "1. C'est refusé",
            "2. C'est publié",
            "3. « Trop sec » : laissé de côté",
            "5. C'est publié",
        ],
    );
    assert_eq!(garden.posts(), posts + 2);
    let (.., text) = garden.text_of(posts);
    assert_eq!(
        text,
        "Bonjour Zoé!\n\nLes enfants sont bienvenus :\n1. avec un chapeau\n2. et des bottes\n\nKarine"
    );
    let (_, subject, _) = garden.text_of(posts + 1);
    assert_eq!(subject, "Qui a des plants de tomates à donner?");
    // What nobody can tell changes nothing.
    let back = garden.answers(&brief, KARINE, "3 hein").await;
    has(&back, &["Personne n'est relancé"]);
    let back =
        garden.answers(&brief, KARINE, "Qu'est-ce que je dois faire avec tout cela au juste").await;
    has(&back, &["Je n'ai pas compris", "rien n'a changé"]);
    assert_eq!(garden.posts(), posts + 2);
}

#[tokio::test]
async fn a_reply_is_never_a_post_and_only_the_one_asked_may_answer() {
    let garden = a_full_week().await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    let posts = garden.posts();
    for (to, words) in [(CDP, "3 plus tard"), ("cdp-owner@lists.example.org", "3 pas maintenant")] {
        let before = own(&garden.world).len();
        assert_eq!(garden.sends(&brief, KARINE, words, to).await, 250);
        let new = own(&garden.world).split_off(before);
        assert_eq!(new.len(), 1, "{to}");
        has(&new[0], &["laissé de côté"]);
    }
    assert_eq!(garden.posts(), posts);
    let back = brief.back.clone().unwrap();
    for other in ["marie@example.org", "eve@example.net"] {
        assert_eq!(garden.sends(&brief, other, "1 oui", &back).await, 550, "{other}");
        assert_eq!(garden.sends(&brief, other, "1 oui", CDP).await, 550, "{other}");
    }
    garden.join(MAX, "Max Roy", Role::Owner);
    let karine = Address::parse(KARINE).unwrap();
    let list = garden.list;
    garden.world.write(|tx| {
        let person = people::find(tx, &karine)?.unwrap();
        let mut member = people::membership(tx, list, person.id)?.unwrap();
        member.role = Role::Member;
        people::put_membership(tx, &member);
        Ok(())
    });
    assert_eq!(garden.sends(&brief, KARINE, "1 oui", &back).await, 550, "no longer hers");
    assert_eq!(garden.posts(), posts);
    assert_eq!(held::of_list(&garden.world.site.store, list).unwrap().len(), 1);
}

#[tokio::test]
async fn the_second_of_two_is_told_that_it_is_done() {
    let garden = garden().await;
    garden.join(MAX, "Max Roy", Role::Animator);
    garden.begin().await;
    let ask = "Mon vermicompostage sèche, comment garder l'humidité?";
    garden.world.write_to("Marie Côté <marie@example.org>", CDP, "Trop sec", ask).await;
    garden.until("2019-06-10T07:15").await;
    let (hers, his) =
        (garden.briefs_of(KARINE).pop().unwrap(), garden.briefs_of(MAX).pop().unwrap());
    has(&his, &["1. Trouver une réponse pour Marie Côté"]);
    garden.answers(&hers, KARINE, "1 relancer").await;
    let back = garden.answers(&his, MAX, "1 relancer").await;
    has(&back, &["Karine Pelletier l'a déjà fait"]);
    let back = garden.answers(&his, MAX, "1 Un couvercle suffit, Marie.").await;
    has(&back, &["l'a déjà fait", "Vos mots ne sont pas publiés", "cdp+f"]);
    let nudges = own(&garden.world).iter().filter(|l| l.subject.starts_with("On a pensé")).count();
    assert_eq!(nudges, 1);
}

#[tokio::test]
async fn those_who_may_know_are_asked_one_after_the_other_until_somebody_answers() {
    let garden = garden().await;
    let ask = "Mon vermicompostage sèche, comment garder l'humidité?";
    garden.world.write_to("Marie Côté <marie@example.org>", CDP, "Trop sec", ask).await;
    garden.until("2019-06-10T07:15").await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    let asked = |garden: &Garden| -> Vec<String> {
        let all = own(&garden.world).into_iter();
        all.filter(|l| l.subject.starts_with("On a pensé")).map(|l| l.to).collect()
    };
    garden.answers(&brief, KARINE, "1 relancer à Anouk").await;
    assert_eq!(asked(&garden), ["anouk@example.org"], "who was named");
    garden.until("2019-06-13T06:00").await;
    assert_eq!(asked(&garden).len(), 1);
    garden.until("2019-06-13T09:00").await;
    assert_eq!(asked(&garden).len(), 2, "after 72 hours");
    // Her reply goes to the thread, and it is over.
    let letter = own(&garden.world).into_iter().rfind(|l| l.subject.starts_with("On a")).unwrap();
    let who = letter.to.clone();
    let back = letter.back.clone().unwrap();
    assert_eq!(garden.sends(&letter, &who, "Un couvercle suffit.", &back).await, 250);
    let last = garden.posts() - 1;
    let (_, subject, text) = garden.text_of(last);
    assert_eq!((subject.as_str(), text.as_str()), ("Re: Trop sec", "Un couvercle suffit."));
    garden.until("2019-06-30T09:00").await;
    assert_eq!(asked(&garden).len(), 2);
}

#[tokio::test]
async fn what_was_done_is_taken_back_while_it_can_be() {
    let garden = a_full_week().await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    let posts = garden.posts();
    garden.answers(&brief, KARINE, "3 relancer\n5 publier mardi 9 h\nmot : Belle semaine!").await;
    assert_eq!(held::of_list(&garden.world.site.store, garden.list).unwrap().len(), 2);
    let said = sayings::get(&garden.world.site.store, garden.list).unwrap().unwrap();
    assert_eq!(said.text, "Belle semaine!");
    let back = garden.answers(&brief, KARINE, "annuler 5").await;
    has(&back, &["C'est défait"]);
    assert_eq!(held::of_list(&garden.world.site.store, garden.list).unwrap().len(), 1);
    garden.answers(&brief, KARINE, "Annuler svp").await;
    garden.until("2019-06-20T09:00").await;
    let nudges = own(&garden.world).iter().filter(|l| l.subject.starts_with("On a pensé")).count();
    assert_eq!((garden.posts(), nudges), (posts, 1), "nobody else is asked, nothing is posted");
    // The command takes the word back too.
    garden.answers(&brief, KARINE, "annuler").await;
    assert_eq!(sayings::get(&garden.world.site.store, garden.list).unwrap(), None);
    let back = garden.answers(&brief, KARINE, "mot").await;
    has(&back, &["Bienvenue à la personne"]);
}

#[tokio::test]
async fn in_english_too() {
    let garden = a_full_week().await;
    garden.world.write(|tx| {
        let mut person = people::find(tx, &Address::parse(KARINE).unwrap())?.unwrap();
        person.language = Some(Language::new("en"));
        people::put(tx, &person);
        Ok(())
    });
    // Any reply counts: the next one is whole.
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    garden.answers(&brief, KARINE, "thanks!").await;
    garden.until("2019-06-17T07:15").await;
    let is = |l: &Letter| {
        let brief = l.subject.starts_with("Jardins brief:") || l.subject.starts_with("A silent");
        l.to == KARINE && brief && !l.subject.ends_with("noted") && !l.subject.ends_with("changed")
    };
    let brief = own(&garden.world).into_iter().rfind(is).unwrap();
    has(&brief, &["1. Decide about Yvan Roux's message (2 min)", "“1 yes” posts it"]);
    let n = brief
        .text
        .lines()
        .find_map(|l| l.strip_suffix("(2 min)").filter(|l| l.contains("Restart the")));
    let n = n.unwrap().split('.').next().unwrap().to_owned();
    let posts = garden.posts();
    let words = format!("1 no, off topic\n{n} publish Tuesday 9 am\naway until July 3");
    let back = garden.answers(&brief, KARINE, &words).await;
    has(&back, &["Refused:", "Tuesday, June 18, 2019 at 9:00 a.m.", "stops until July 3, 2019"]);
    garden.until("2019-07-02T09:00").await;
    assert_eq!(garden.posts(), posts + 1);
    let more = own(&garden.world).into_iter().filter(is).count();
    assert_eq!(more, 1, "away");
    garden.until("2019-07-08T07:15").await;
    assert_eq!(own(&garden.world).into_iter().filter(is).count(), 2, "back");
}

#[tokio::test]
async fn a_silent_week_offers_three_ways_and_unanswered_briefs_become_short() {
    let garden = garden().await;
    for (day, ways) in [("2019-06-03", 3), ("2019-06-10", 3), ("2019-06-17", 1), ("2019-06-24", 1)]
    {
        garden.until(&format!("{day}T07:14")).await;
        let before = garden.briefs_of(KARINE).len();
        garden.until(&format!("{day}T07:15")).await;
        let all = garden.briefs_of(KARINE);
        assert_eq!(all.len(), before + 1, "{day}");
        let brief = all.last().unwrap();
        assert!(brief.subject.starts_with("Semaine silencieuse (Jardins)"), "{}", brief.subject);
        assert_eq!(brief.text.matches("Relancer la conversation").count(), ways, "{day}");
    }
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    garden.answers(&brief, KARINE, "Merci!").await;
    garden.until("2019-07-01T07:15").await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    assert_eq!(brief.text.matches("Relancer la conversation").count(), 3, "any reply counts");
    assert!(brief.subject.ends_with("3 façons de repartir"), "{}", brief.subject);
}

#[tokio::test]
async fn after_four_the_others_are_asked_once_who_takes_over() {
    let garden = garden().await;
    garden.join(MAX, "Max Roy", Role::Animator);
    garden.begin().await;
    assert_eq!(garden.world.write_to(MAX, REQUEST, "pense-bête non", "").await, 250);
    has(&last_to(&garden.world, MAX), &["ne vous arrive plus"]);
    garden.until("2019-06-24T08:00").await;
    let asked = |garden: &Garden| -> Vec<Letter> {
        own(&garden.world).into_iter().filter(|l| l.subject.contains("prend la relève")).collect()
    };
    assert!(asked(&garden).is_empty(), "four");
    garden.until("2019-07-01T08:00").await;
    let letters = asked(&garden);
    assert_eq!(letters.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), [MAX]);
    has(&letters[0], &["Karine Pelletier semble avoir beaucoup à faire", "Répondez « oui »"]);
    garden.until("2019-07-22T08:00").await;
    assert_eq!(asked(&garden).len(), 1, "once");
    let hers = garden.briefs_of(KARINE).len();
    assert_eq!(garden.world.reply_to(&letters[0], MAX, "Oui, volontiers").await, 250);
    has(&last_to(&garden.world, MAX), &["Merci!", "jusqu'au"]);
    has(&last_to(&garden.world, KARINE), &["Max Roy reçoit le pense-bête"]);
    garden.until("2019-08-12T08:00").await;
    assert_eq!(garden.briefs_of(KARINE).len(), hers, "hers rests");
    assert_eq!(garden.briefs_of(MAX).len(), 3);
    garden.until("2019-08-26T08:00").await;
    assert_eq!(garden.briefs_of(KARINE).len(), hers + 1, "and begins again");
    assert_eq!(garden.briefs_of(MAX).len(), 4);
}

#[tokio::test]
async fn who_is_away_passes_it_on_until_a_day() {
    let garden = garden().await;
    garden.join(MAX, "Max Roy", Role::Animator);
    garden.begin().await;
    garden.world.write_to(MAX, REQUEST, "pense-bête non", "").await;
    garden.until("2019-06-03T07:15").await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    let back = garden.answers(&brief, KARINE, "absence jusqu'au 18 juin").await;
    has(&back, &["Max Roy reçoit le pense-bête jusqu'au 18 juin 2019"]);
    has(&last_to(&garden.world, MAX), &["Karine Pelletier s'absente jusqu'au 18 juin 2019"]);
    garden.until("2019-06-17T08:00").await;
    assert_eq!((garden.briefs_of(KARINE).len(), garden.briefs_of(MAX).len()), (1, 2));
    garden.until("2019-06-24T08:00").await;
    assert_eq!((garden.briefs_of(KARINE).len(), garden.briefs_of(MAX).len()), (2, 2));
}

#[tokio::test]
async fn its_day_its_hour_and_every_working_day() {
    let garden = garden().await;
    let say = async |words: &str| {
        assert_eq!(garden.world.write_to(KARINE, REQUEST, words, "").await, 250);
        last_to(&garden.world, KARINE)
    };
    has(&say("pense-bête").await, &["chaque lundi à 7 h 15", "lundi 3 juin 2019"]);
    has(&say("pense-bête mardi 8 h 30").await, &["chaque mardi à 8 h 30", "mardi 28 mai 2019"]);
    garden.until("2019-05-28T08:30").await;
    assert_eq!(garden.briefs_of(KARINE).len(), 1);
    has(&say("annuler").await, &["C'est défait"]);
    has(&say("pense-bête").await, &["chaque lundi à 7 h 15"]);
    has(&say("pense-bête quotidien").await, &["les autres jours ouvrables"]);
    // Nothing is due, nothing comes; the weekend rests.
    garden.until("2019-05-31T12:00").await;
    assert_eq!(garden.briefs_of(KARINE).len(), 1);
    garden.world.write_to("Yvan <yvan@example.net>", CDP, "Brouette", "Qui la veut?").await;
    garden.until("2019-06-02T12:00").await;
    assert_eq!(garden.briefs_of(KARINE).len(), 1);
    garden.until("2019-06-04T08:00").await;
    let all = garden.briefs_of(KARINE);
    assert_eq!(all.len(), 3, "Monday, and Tuesday while it waits");
    assert_eq!(all[2].subject, "Pense-bête Jardins : 1 geste, 2 minutes");
    has(&say("pense-bête non").await, &["ne vous arrive plus"]);
    garden.until("2019-06-20T08:00").await;
    assert_eq!(garden.briefs_of(KARINE).len(), 3);
    // Those who do not animate have none.
    garden.world.write_to("marie@example.org", REQUEST, "pense-bête", "").await;
    has(&last_to(&garden.world, "marie@example.org"), &["seule l'équipe d'animation"]);
}

#[tokio::test]
async fn by_command_a_welcome_is_saved_and_sent_and_a_question_put() {
    let garden = garden().await;
    let ask = "Mon vermicompostage sèche, comment garder l'humidité?";
    garden.world.write_to("Marie Côté <marie@example.org>", CDP, "Trop sec", ask).await;
    let say = async |subject: &str, text: &str| {
        assert_eq!(garden.world.write_to(KARINE, REQUEST, subject, text).await, 250);
        last_to(&garden.world, KARINE)
    };
    let text = "accueil : Bienvenue au jardin!\nLa clé est sous le pot.";
    has(&say("", text).await, &["C'est noté", "La clé est sous le pot."]);
    has(&say("accueillir Eva", "").await, &["C'est envoyé en privé à Eva Gil"]);
    has(
        &last_to(&garden.world, "eva@example.org"),
        &["La clé est sous le pot.", "Karine Pelletier"],
    );
    has(&say("accueillir Personne", "").await, &["aucun membre ne s'appelle"]);
    has(&say("accueillir Roy", "").await, &["plusieurs membres"]);
    has(&say("accueil : aucun", "").await, &["mot d'usage"]);
    let thread = garden.world.threads(garden.list).last().unwrap().no;
    has(
        &say(&format!("relancer {thread} à Louis"), "").await,
        &["Louis Tremblay reçoit un mot privé"],
    );
    has(&say(&format!("relancer {thread}"), "").await, &["on a déjà écrit"]);
    let member = "marie@example.org";
    garden.world.write_to(member, REQUEST, "accueillir Eva", "").await;
    has(&last_to(&garden.world, member), &["seule l'équipe d'animation"]);
}

#[tokio::test]
async fn its_hour_is_where_its_reader_is_when_clocks_change_too() {
    let garden = garden().await;
    garden.world.write(|tx| {
        let mut person = people::find(tx, &Address::parse(KARINE).unwrap())?.unwrap();
        person.timezone = Some("America/Vancouver".to_owned());
        people::put(tx, &person);
        Ok(())
    });
    garden.world.write_to(KARINE, REQUEST, "pense-bête lundi 7 h 15", "").await;
    for monday in ["2019-10-28T10:15", "2019-11-04T10:15", "2019-11-11T10:15"] {
        let before: jiff::civil::DateTime = monday.parse().unwrap();
        let before = before.saturating_sub(jiff::Span::new().minutes(1));
        garden.until(&before.to_string()).await;
        let had = garden.briefs_of(KARINE).len();
        garden.until(monday).await;
        assert_eq!(garden.briefs_of(KARINE).len(), had + 1, "{monday}");
    }
}
