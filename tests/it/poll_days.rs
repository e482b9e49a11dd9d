//! Polls about days: read as people write them, chosen, and sent as a file for calendars.

use palabre::mail::message::Message;
use palabre::store::polls::Phase;

use crate::harness::letters::{Letter, last_to, own};
use crate::polls::{Club, DAY, POLL, ZOE, address, club, has};

const DAYS: &str = "- mardi 11 juin 14 h à 16 h, chez Ann\n- Wed June 12, noon\n- 2019-06-15\n\
                    Choix : dates\nFin : 6 juin 17 h";

/// The files that came with a mail: name, type and text.
fn files(letter: &Letter) -> Vec<(String, String, String)> {
    let message = Message::parse(letter.raw.as_bytes());
    let of = |file: palabre::mail::message::Attachment| {
        let bytes = message.attachment_bytes(file.part).unwrap().to_vec();
        (file.name, file.media_type, String::from_utf8(bytes).unwrap())
    };
    message.attachments().into_iter().map(of).collect()
}

/// The one file of a kind.
#[track_caller]
fn file(letter: &Letter, name: &str) -> String {
    let found = files(letter).into_iter().find(|(n, ..)| n == name);
    found.unwrap_or_else(|| panic!("no {name}: {:?}\n{}", files(letter), letter.raw)).2
}

fn result_to(club: &Club, who: &str) -> Letter {
    club.results().into_iter().rfind(|l| l.to == who).unwrap()
}

#[tokio::test]
async fn the_echo_says_how_each_day_was_read_and_the_result_brings_a_calendar_file() {
    let club = club();
    assert_eq!(club.world.write_to(ZOE, POLL, "On se voit?", DAYS).await, 250);
    let draft = last_to(&club.world, ZOE);
    has(&draft, "    1. mardi 11 juin 2019, 14 h à 16 h – chez Ann");
    has(&draft, "    2. mercredi 12 juin 2019, 12 h");
    has(&draft, "    3. samedi 15 juin 2019\n");
    has(&draft, "à l'heure de Toronto");
    assert_eq!(club.world.reply_to(&draft, ZOE, "oui").await, 250);
    club.step().await;
    for (name, said) in [("ann", "1, 2"), ("bob", "mercredi"), ("eve", "2"), ("max", "2 et 3")] {
        let receipt = club.votes(name, said).await;
        has(&receipt, "2 – mercredi 12 juin 2019, 12 h");
    }
    club.votes("nil", "1").await;
    club.later(11 * DAY).await;
    club.step().await;
    let result = result_to(&club, &address("ann"));
    has(&result, "Le jour retenu :\n  mercredi 12 juin 2019, 12 h");
    has(&result, "rencontre.ics");
    let ics = file(&result, "rencontre.ics");
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.ends_with("END:VCALENDAR\r\n"), "{ics}");
    let whole = ics.replace("\r\n ", "");
    for want in [
        "METHOD:PUBLISH\r\n",
        "DTSTART:20190612T160000Z\r\n",
        "SUMMARY:Cercle – On se voit?\r\n",
        "STATUS:CONFIRMED\r\n",
    ] {
        assert!(whole.contains(want), "{want}\n{whole}");
    }
    assert_eq!(whole.matches("BEGIN:VEVENT").count(), 1);
    let kind = result.raw.lines().find(|l| l.contains("text/calendar")).unwrap();
    assert!(result.raw.contains("method=\"PUBLISH\""), "{kind}");
    assert!(files(&result).iter().all(|(name, ..)| name != "resultat.csv"));
    // Who asked gets the same, and a sheet.
    let author = result_to(&club, ZOE);
    assert!(file(&author, "rencontre.ics").contains("20190612T160000Z"));
    let sheet = file(&author, "resultat.csv");
    assert!(
        sheet.contains("option,\"mercredi 12\u{a0}juin 2019, 12\u{a0}h\",4,5,,\r\n"),
        "{sheet}"
    );
    assert!(!sheet.contains("example.org"), "{sheet}");
}

#[tokio::test]
async fn days_that_come_out_even_wait_for_the_word_of_who_asks() {
    let club = club();
    club.open("On se voit?", DAYS).await;
    for (name, said) in [("ann", "1"), ("bob", "3"), ("eve", "1, 3"), ("max", "2")] {
        club.votes(name, said).await;
    }
    club.later(11 * DAY).await;
    club.step().await;
    assert_eq!(club.poll().phase, Phase::Choosing);
    assert!(club.results().is_empty());
    let question = last_to(&club.world, ZOE);
    has(&question, "  1. mardi 11 juin 2019, 14 h à 16 h – chez Ann\n  3. samedi 15 juin 2019");
    assert_eq!(club.world.reply_to(&question, ZOE, "Je ne sais pas").await, 250);
    has(&last_to(&club.world, ZOE), "personne n'a encore reçu le résultat");
    assert_eq!(club.world.reply_to(&question, ZOE, "Le 3, merci").await, 250);
    club.step().await;
    let result = result_to(&club, &address("bob"));
    has(&result, "la personne qui pose la question a retenu :\n  samedi 15 juin 2019");
    // Four answers: the day is told, who is how many is not.
    assert!(!result.text.contains('#'), "{}", result.text);
    let ics = file(&result, "rencontre.ics");
    assert!(ics.contains("DTSTART;VALUE=DATE:20190615\r\nDTEND;VALUE=DATE:20190616\r\n"), "{ics}");
    let sheet = file(&result_to(&club, ZOE), "resultat.csv");
    assert_eq!(sheet.lines().count(), 2, "{sheet}");
}

#[tokio::test]
async fn days_that_stay_even_are_told_as_possible_ones() {
    let club = club();
    club.open("On se voit?", DAYS).await;
    club.votes("ann", "1").await;
    club.votes("bob", "3").await;
    club.later(11 * DAY).await;
    assert!(club.results().is_empty());
    club.later(3 * DAY).await;
    club.step().await;
    let result = result_to(&club, &address("ann"));
    has(
        &result,
        "rien n'est encore décidé :\n  mardi 11 juin 2019, 14 h à 16 h – chez Ann\n  samedi",
    );
    let ics = file(&result, "rencontre.ics");
    assert_eq!(ics.matches("STATUS:TENTATIVE").count(), 2, "{ics}");
}

#[tokio::test]
async fn a_day_that_cannot_be_read_is_named() {
    let club = club();
    for (body, want) in [
        (
            "- mardi 11 juin\n- 3/6\nChoix : dates",
            "Je ne peux pas lire ce jour avec certitude, ou il est passé : « 3/6 »",
        ),
        ("- lundi 11 juin\n- 12 juin\nChoix : dates", "Cette date tombe le mardi 11 juin 2019"),
        ("- 11 juin\n- 12 juin\nChoix : dates\nFin : 11 juin", "se terminerait après un des jours"),
    ] {
        assert_eq!(club.world.write_to(ZOE, POLL, "On se voit?", body).await, 250);
        has(&last_to(&club.world, ZOE), want);
    }
    assert!(own(&club.world).iter().all(|l| l.to == ZOE));
}
