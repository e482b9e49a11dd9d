//! Facts for tests: one week of made-up communities. Not part of the program.

use std::sync::Arc;

use jiff::ToSpan;

use super::facts::{Community, Conversation, Facts, Host, Post, Reader};
use super::schedule::{self, Cadence, Hour};
use crate::clock::{TimeZone, Timestamp};
use crate::list::address::{Addresses, Secret};
use crate::list::member::Order;
use crate::list::settings::Language;
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo};
use crate::locale;
use crate::mail::address::Address;
use crate::mail::message_id::MessageId;

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Monday 27 May 2019, 7:30 in Toronto.
pub fn now() -> Timestamp {
    "2019-05-27T11:30:00Z".parse().unwrap()
}

pub fn facts(language: &str, communities: Vec<Community>) -> Facts {
    let zone = TimeZone::get("America/Toronto").unwrap();
    Facts {
        reader: Reader {
            address: address("zoe@example.org"),
            name: Some("Zoé Tremblay".to_owned()),
            locale: locale::get(language),
            zone: zone.clone(),
            order: Order::Activity,
            hour: Hour { weekday: 1, minute: 450 },
        },
        cadence: Cadence::Weekly,
        days: schedule::days(now() - 168.hours(), now(), &zone),
        now: now(),
        issue: 12,
        tips: None,
        host: Host::default(),
        rereading: false,
        communities,
    }
}

pub fn community(no: u32, slug: &str, name: &str, threads: Vec<Conversation>) -> Community {
    let list = address(&format!("{slug}@listes.example.org"));
    let secret = Secret::new(&[7; 32]);
    let addresses = Addresses { list: &list, secret: &secret };
    let page = format!("https://listes.example.org/fr/c/{slug}/");
    let mut threads = threads;
    for thread in &mut threads {
        thread.reply_to = Some(addresses.thread(thread.no));
        thread.page = Some(format!("{page}f/{}/", thread.no));
    }
    Community {
        list: ListId(no),
        name: name.to_owned(),
        slug: slug.to_owned(),
        language: Language::new("fr"),
        leave: addresses.leave(PersonId(4)),
        page: Some(page),
        word: None,
        threads: Arc::new(threads),
        common: None,
        milestones: Vec::new(),
        birthday: None,
        polls: Vec::new(),
        notes: Vec::new(),
        newcomers: Vec::new(),
    }
}

/// A post written `hours` before now.
pub fn post(no: u32, name: &str, hours: i64, words: &str) -> Arc<Post> {
    let local: String =
        name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let date = now() - hours.hours();
    Arc::new(Post {
        no: ArticleNo(no),
        author: address(&format!("{local}x@example.org")),
        name: name.to_owned(),
        date,
        received: date,
        words: words.to_owned(),
        answers: 0,
        attachments: Vec::new(),
    })
}

/// A thread whose posts are `old` and then `fresh`; the first of all is the opener.
pub fn thread(no: u32, subject: &str, old: &[Arc<Post>], fresh: &[Arc<Post>]) -> Conversation {
    let all: Vec<Arc<Post>> = old.iter().chain(fresh).cloned().collect();
    let opener = all[0].clone();
    let mut people: Vec<String> = all.iter().map(|p| p.author.key()).collect();
    people.sort();
    people.dedup();
    Conversation {
        no: ThreadNo(no),
        subject: subject.to_owned(),
        reply_to: None,
        page: None,
        last: all.iter().map(|p| p.date).max().unwrap(),
        latest: MessageId::parse(&format!("post{}@example.org", all.last().unwrap().no)).unwrap(),
        total: all.len(),
        people: people.len(),
        answered: people.len() > 1,
        followed: false,
        wrote_of_it: None,
        for_reader: None,
        mentioned: false,
        first_post: false,
        opener,
        fresh: fresh.to_vec(),
        received: 0,
        own: 0,
    }
}

/// A week of one community: a question, a lively thread, a quiet one, an old one answered again.
pub fn week() -> Community {
    let guide = [
        post(2, "Noémie Roy", 300, "Voici la première version du guide. Vos avis?"),
        post(3, "Karim Haddad", 250, "Merci, je la lis cette semaine."),
    ];
    let guide_new = [
        post(
            11,
            "Ann Lee",
            90,
            "L'étape des besoins est possible sans budget, voici comment : nous avons posé trois questions à la fin de chaque rencontre, puis regroupé les réponses sur un mur.",
        ),
        post(
            12,
            "Noémie Roy",
            20,
            "Bonjour,\n\nBonne idée, je l'ajoute au chapitre 2. Je vous renvoie la version de juin par https://example.org/partage?jeton=secret42 dès vendredi.",
        ),
    ];
    let routine = [post(
        9,
        "Camille Gagnon",
        115,
        "Bonjour à toutes et à tous,\n\nJ'anime depuis un mois, avec un autre travail à côté. Est-ce que je dois adopter une routine, par exemple commencer ma journée par la communauté? Merci d'avance de vos trucs.\n\nCamille",
    )];
    let mut file = post(
        10,
        "Karim Haddad",
        100,
        "La grille d'évaluation est prête. On peut me joindre à karim@example.org pour la version modifiable.",
    );
    Arc::make_mut(&mut file).attachments = vec![("grille.pdf".to_owned(), 122_000)];
    let meeting = [
        post(13, "Ann Lee", 70, "La prochaine rencontre est mardi 4 juin à midi."),
        post(14, "Zoé Tremblay", 60, "J'y serai!"),
        post(15, "Karim Haddad", 50, "Moi aussi, et j'apporte la grille."),
        post(16, "Noémie Roy", 49, "Je me joins à vous par téléphone."),
        post(17, "Hélène Simard", 30, "Est-ce qu'on peut inviter quelqu'un de la Ville?"),
    ];
    community(
        1,
        "cdp",
        "CdP",
        vec![
            thread(
                4,
                "[CdP] Guide : développer et animer une communauté virtuelle",
                &guide,
                &guide_new,
            ),
            thread(7, "Une routine pour animer chaque semaine?", &[], &routine),
            thread(8, "Grille d'évaluation", &[], &[file]),
            thread(9, "Rencontre du 4 juin", &[], &meeting),
        ],
    )
}
