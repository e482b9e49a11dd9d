//! A sample site whose pages hold one of everything: what tests assert on, and what a browser is
//! shown (`tests/real/pages.sh`). Its hand-written messages stand in `tests/mail/archive.mbox`.

use palabre::animation::poll::{Comments, Form, Kind, Results, Secrecy};
use palabre::list::ListId;
use palabre::list::settings::{Language, Settings, Switch, Visibility};
use palabre::mail::address::Address;
use palabre::mail::mbox::Mbox;
use palabre::store::polls::Phase;

use super::Pages;

/// Stands in every message of the private community, and must stand on no public page.
pub const CANARY: &str = "canari-7f3a";

const PEOPLE: [&str; 4] = [
    "Nadia Tremblay <nadia@example.org>",
    "Lou Bergeron <lou@example.org>",
    "Peter Okafor <peter@example.org>",
    "Marie-Soleil Roy-Desjardins <ms@example.org>",
];

/// Fills a site: a French community, an English one, an empty one, a private one. Returns the first.
pub fn fill(pages: &Pages) -> ListId {
    let about = "Un lieu d'entraide pour les personnes qui animent des communautés.\n\
                 On y partage des outils, des questions et des essais ratés.";
    let cdp = community(pages, "cdp", "Communauté de pratique", about, "fr");
    for raw in messages() {
        pages.post(cdp, &raw);
    }
    pages.end_week(cdp, 201_921);
    lively(pages, cdp);
    pages.end_week(cdp, 201_923);
    polls(pages, cdp);
    pages.ripen(cdp, 8);
    quiet_years(pages, cdp);
    let tools = community(pages, "tools", "Tools & Practice", "What we use, and why.", "en");
    let ask = "Ours is a shared file that nobody opens. What do you use?";
    pages.post(tools, &mail(1, "03 Jun 2019 15:00:00 -0400", "Which calendar?", ask));
    community(pages, "jardins", "Jardins collectifs", "", "fr");
    private(pages);
    cdp
}

/// The messages of `tests/mail/archive.mbox`.
pub fn messages() -> Vec<Vec<u8>> {
    let file = std::fs::File::open("tests/mail/archive.mbox").unwrap();
    Mbox::new(std::io::BufReader::new(file), 0).map(|entry| entry.unwrap().raw).collect()
}

fn community(pages: &Pages, slug: &str, name: &str, description: &str, language: &str) -> ListId {
    let address = Address::parse(&format!("{slug}@listes.example.org")).unwrap();
    pages.put_list(&Settings {
        name: name.to_owned(),
        description: description.to_owned(),
        visibility: Visibility::Public,
        language: Language::new(language),
        // One wants to be found, and tells its numbers.
        indexing: if slug == "cdp" { Switch::On } else { Switch::Off },
        numbers: if slug == "cdp" { Switch::On } else { Switch::Off },
        ..Settings::new(address)
    })
}

/// Two polls that are closed, one of which few answered, and one that is open.
fn polls(pages: &Pages, list: ListId) {
    let asked = |title: &str, options: &[&str]| -> Form {
        let question = serde_json::json!({ "text": title, "kind": Kind::One, "options": options });
        let form = serde_json::json!({
            "title": title,
            "introduction": "Pour nos rencontres de l'automne.",
            "questions": [question],
            "closes": "2019-06-10T21:00:00Z",
            "secrecy": Secrecy::Secret,
            "comments": Comments::Kept,
            "results": Results::AtEnd,
        });
        serde_json::from_value(form).unwrap()
    };
    let days = ["Mardi midi", "Jeudi soir", "Samedi matin, une fois sur deux"];
    pages.poll(
        list,
        asked("Quel moment vous convient?", &days),
        &[1, 1, 2, 1, 3, 1, 2],
        Phase::Closed,
    );
    pages.poll(list, asked("On garde le petit local?", &["Oui", "Non"]), &[1, 2], Phase::Closed);
    pages.poll(list, asked("Un secret encore?", &["Oui", "Non"]), &[1], Phase::Open);
}

/// A plain message by the n-th person, known by its number and date.
pub fn mail(n: usize, date: &str, subject: &str, body: &str) -> Vec<u8> {
    let id = format!("{n}.{}", date.replace([' ', ':', '+'], ""));
    format!(
        "From: {}\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.org>\r\nDate: {date}\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n",
        PEOPLE[n % PEOPLE.len()]
    )
    .into_bytes()
}

/// A thread of sixty messages. Its replies carry no references: the subject leads them.
fn lively(pages: &Pages, list: ListId) {
    let said = [
        "Je propose que nous nous retrouvions le premier mardi du mois, à midi.",
        "Bonne idée. Le mardi me va, mais pas avant 12 h 15: je sors d'une réunion.",
        "J'ai réservé la salle jusqu'à 14 h. Elle a une rampe et une boucle auditive.",
        "Est-ce qu'on pourrait aussi se joindre par téléphone? Je suis à Rimouski.",
        "Oui. Je m'occupe de la ligne, et j'enverrai le numéro la veille, ici même.",
        "Petit rappel: on garde un compte rendu d'une page, pas plus. Qui le fait?",
        "Moi, si quelqu'un relit. La dernière fois j'avais oublié la moitié des décisions!",
    ];
    for n in 1..=60usize {
        let subject =
            format!("{}=?utf-8?q?D=C3=AEners_du_mardi?=", if n == 1 { "" } else { "Re: " });
        let date = format!("{:02} Jun 2019 {:02}:{:02}:00 -0400", 1 + n / 8, 8 + n % 8, n % 60);
        let body = format!("{}\r\n\r\n{}", said[n % said.len()], said[(n * 3 + 1) % said.len()]);
        pages.post(list, &mail(n, &date, &subject, &body));
    }
}

/// More threads than the latest pages show, over years.
fn quiet_years(pages: &Pages, list: ListId) {
    for n in 0..105usize {
        let date = format!("{:02} {} {} 12:00:00 -0500", 1 + n % 27, MONTHS[n % 12], 2011 + n / 15);
        pages.post(list, &mail(n, &date, &format!("Nouvelles no {n}"), "Quelques nouvelles."));
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn private(pages: &Pages) {
    let list = pages.list("prive", &format!("Cercle {CANARY}"), Visibility::Private);
    let raw = format!(
        "From: {CANARY} <{CANARY}@example.org>\r\nSubject: Secret {CANARY}\r\n\
         Message-ID: <{CANARY}@example.org>\r\n\r\n{CANARY}\r\n"
    );
    pages.post(list, raw.as_bytes());
}
