//! What is hard to set well, in a community of its own: for browsers and eyes (`tests/real/pages.sh`). No test
//! asserts on its words.

use palabre::animation::note::{Form, Licence, Sight};
use palabre::clock::Timestamp;
use palabre::list::settings::{Language, Settings, Switch, Visibility};
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::store::notes::{self, Author, Note, Shown, Version};
use palabre::store::{StoreError, Tx};

use super::Pages;

/// Fills a community « essais », one with one post, and the notebooks of the first.
pub fn fill(pages: &Pages) {
    let list =
        community(pages, "essais", "Essais de mise en page avec un nom plutôt long", Switch::On);
    for (n, (from, subject, text)) in HARD.iter().enumerate() {
        pages.post(list, &letter(n, from, subject, ("text/plain", text)));
    }
    let long = "Une phrase d'objet qui n'en finit plus, ".repeat(6);
    let long: String = long.chars().take(200).collect();
    pages
        .post(list, &letter(50, "Nadia <nadia@example.org>", &long, ("text/plain", "Long objet.")));
    pages.post(
        list,
        &letter(51, "Lou <lou@example.org>", "Un courriel en HTML", ("text/html", PAGE)),
    );
    marathon(pages, list);
    pages.ripen(list, 60);
    shelf(pages, list);
    let one = community(pages, "seul", "Premier message", Switch::Off);
    pages.post(
        one,
        &letter(900, "Zoé <zoe@example.org>", "Bonjour", ("text/plain", "Y a-t-il quelqu'un?")),
    );
}

fn community(pages: &Pages, slug: &str, name: &str, indexing: Switch) -> ListId {
    let address = Address::parse(&format!("{slug}@listes.example.org")).unwrap();
    pages.put_list(&Settings {
        name: name.to_owned(),
        visibility: Visibility::Public,
        language: Language::new("fr"),
        indexing,
        numbers: indexing,
        ..Settings::new(address)
    })
}

const HARD: [(&str, &str, &str); 9] = [
    (
        "ليلى الحسن <layla@example.org>",
        "سؤال عن البستان المشترك",
        "مرحبا بالجميع،\n\nمتى نبدأ الزراعة هذا العام؟ لدينا 12 صندوقًا (انظر https://example.org/boxes?a=1).\n\nشكرًا،\nليلى",
    ),
    (
        "יעל כהן <yael@example.org>",
        "Re: שאלה — question ouverte",
        "שלום לכולם,\n\nאפשר לענות בצרפתית או באנגלית. Merci, thank you!",
    ),
    (
        "🌻 Marie-Ève 🐝👩‍👩‍👧 <me@example.org>",
        "🌱 Semis 🍅 de la semaine",
        "J'ai semé 🍅🍅🍅 hier.\n\n- basilic 🌿\n- persil\n- ciboulette",
    ),
    (
        "José <jose@example.org>",
        "Du code",
        "Voici ce que j'utilise :\n\n    for file in *.mbox; do\n        palabre import mbox jardins@listes.example.org \"$file\" --json | jq .mended\n    done\n\nÇa va?",
    ),
    (
        "Nadia <nadia@example.org>",
        "Tableau en texte",
        "Les chiffres :\n\n    | Mois      | Messages | Personnes | Questions | Réponses | Délai médian | Remarques                 |\n    |-----------|----------|-----------|-----------|----------|--------------|---------------------------|\n    | mai 2019  |       60 |        14 |         9 |        8 |          7 h | la semaine du grand gel   |\n\nEt voilà.",
    ),
    (
        "Lou <lou@example.org>",
        "Un mot sans fin",
        "Anticonstitutionnellement et Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.\n\nhttps://example.org/un/chemin/qui/n-en-finit-plus/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?avec=des&parametres=sans&fin=0123456789012345678901234567890123456789",
    ),
    (
        "Peter <peter@example.org>",
        "Anticonstitutionnellementanticonstitutionnellementanticonstitutionnellement",
        "Un objet d'un seul mot.",
    ),
    (
        "\"Un nom tout à fait interminable de quelqu'un qui signe avec ses trois prénoms, ses deux noms et sa fonction entière\" <long@example.org>",
        "Qui signe long",
        "Court.",
    ),
    (
        "Zoé <zoe@example.org>",
        "Re: Qui signe long",
        "Oui.\n\n> Court.\n\nNon.\n\n> Court.\n> > Plus profond\n> > encore, sur plusieurs lignes qui se suivent et qui font bien plus de cent soixante signes, pour que le pli se ferme et montre son début seulement, comme il se doit ici.\n\n-- \nZoé\n514 555-0199",
    ),
];

const PAGE: &str = "<html><head><style>p{color:red}</style></head><body bgcolor=black><table border=1 width=2000>\
    <tr><td><b>Mois</b><td>Messages<td>Personnes<td>Questions<td>Réponses<td>Délai<tr><td>mai<td>60<td>14<td>9<td>8\
    <td>7 h</table><p><font size=7 color=red>Attention</font> : <a href='https://example.org/'>lire ici</a><img \
    src='https://example.org/p.gif'><div><div><blockquote>Une citation<br>sur deux lignes</blockquote><ul><li>un\
    <li>deux</ul><script>alert(1)</script>";

fn letter(n: usize, from: &str, subject: &str, (kind, text): (&str, &str)) -> Vec<u8> {
    format!(
        "From: {from}\r\nSubject: {subject}\r\nMessage-ID: <hard.{n}@example.org>\r\n\
         Date: {:02} Aug 2019 {:02}:{:02}:00 -0400\r\nMIME-Version: 1.0\r\n\
         Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        1 + n / 60 % 28,
        n / 60 % 24,
        n % 60,
        text.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// Four hundred messages, each answering the one before or the first.
fn marathon(pages: &Pages, list: ListId) {
    for n in 100..500usize {
        let (re, parent) = match n {
            100 => ("", String::new()),
            n if n.is_multiple_of(7) => ("Re: ", "hard.100@example.org".to_owned()),
            n => ("Re: ", format!("hard.{}@example.org", n - 1)),
        };
        let subject = format!("{re}La plus longue conversation");
        let from = format!("Personne {} <p{}@example.org>", n % 9, n % 9);
        let subject = match parent.as_str() {
            "" => subject,
            id => format!("{subject}\r\nIn-Reply-To: <{id}>"),
        };
        let text =
            format!("Message {n}. On continue, un pas après l'autre, jusqu'au bout du chemin.");
        pages.post(list, &letter(n, &from, &subject, ("text/plain", &text)));
    }
}

/// Two notebooks: one with nineteen notes, the first of which has ten versions.
fn shelf(pages: &Pages, list: ListId) {
    let kept = pages.store.write::<_, StoreError>(|tx| {
        for n in 1..=19 {
            note(tx, list, n)?;
        }
        Ok(())
    });
    kept.unwrap();
    pages.follow();
}

fn note(tx: &mut Tx<'_>, list: ListId, n: u32) -> Result<(), StoreError> {
    let at = |day: u32| -> Timestamp { format!("2019-08-{day:02}T15:00:00Z").parse().unwrap() };
    let mut books = vec![notes::find_notebook(tx, list, "Guides pratiques")?];
    if n.is_multiple_of(3) {
        books.push(notes::find_notebook(tx, list, "Récits")?);
    }
    let title = format!("Note {n} : comment animer sans y passer ses soirées");
    let no = notes::next_no(tx, list)?;
    let versions = if n == 1 { 10 } else { 1 };
    let form = |version: u32| Form {
        title: title.clone(),
        body: format!(
            "## D'abord\n\nLe mardi midi convient à {} personnes sur dix, dit-on.\n\n> Une citation\n> de deux lignes\n\n\
             ## Ensuite\n\n1. écouter;\n2. noter;\n3. relancer, à la version {version}.\n\n    un exemple\n\nEt c'est tout.",
            version + 2
        ),
        authors: vec!["Zoé Lévesque".into(), "ليلى الحسن".into()],
        categories: vec!["animation".into(), "débuts".into()],
        licence: if n == 2 { Licence::ThirdParty } else { Licence::BySa },
        ..Form::empty(Sight::Public)
    };
    for version in 1..=versions {
        let form = form(version);
        let (by, by_name) = (PersonId(1), "Nadia Tremblay".to_owned());
        notes::put_version(
            tx,
            list,
            no,
            &Version { no: version, by, by_name, at: at(version), form },
        );
    }
    let note = Note {
        list,
        no,
        by: PersonId(1),
        by_name: "Nadia Tremblay".into(),
        added: at(1),
        published: Some(at(2)),
        modified: (versions > 1).then(|| at(versions)),
        shown: Some(Shown {
            version: versions,
            by: PersonId(1),
            title: title.clone(),
            opening: "Le mardi midi convient à bien des gens, dit-on.".into(),
            authors: vec![
                Author { name: "Zoé Lévesque".into(), person: Some(PersonId(2)) },
                Author { name: "ليلى الحسن".into(), person: None },
            ],
            notebooks: books,
            categories: vec!["animation".into(), "débuts".into()],
            licence: form(1).licence,
            sight: Sight::Public,
            rank: None,
            twin: None,
        }),
        thread: None,
        article: None,
        agreed: true,
        quotes: Vec::new(),
        event: 0,
    };
    notes::publish(tx, &note, None)
}
