//! Lines and mails as people write them, and what they ask.

use super::*;

fn own() -> Vec<String> {
    ["zoe", "roy", "cdp", "jardins"].map(str::to_owned).to_vec()
}

#[track_caller]
fn line(text: &str, want: Option<(Verb, &str)>) {
    let read = read_line(text, &own());
    let got = read.as_ref().map(|c| (c.verb, c.tail.as_str()));
    assert_eq!(got, want, "{text}");
}

#[test]
fn politeness_accents_and_typos() {
    line("désabonner", Some((Verb::Leave, "")));
    line("DESABONNER", Some((Verb::Leave, "")));
    line("« Désabonner »!", Some((Verb::Leave, "")));
    line("Bonjour, je voudrais me désabonner s'il vous plaît. Merci, Zoé", Some((Verb::Leave, "")));
    line("desaboner svp", Some((Verb::Leave, "")));
    line("Désabonnez-moi de la liste jardins", Some((Verb::Leave, "")));
    line("des abonner", Some((Verb::Leave, "")));
    line("Hi, I'd like to unsuscribe please", Some((Verb::Leave, "")));
    line("Please take me off this mailing list", Some((Verb::Leave, "")));
    line("résumé", Some((Verb::Weekly, "")));
    line("Résume", Some((Verb::Resume, "")));
    line("resume mardi", Some((Verb::Weekly, "mardi")));
    line("weekyl", Some((Verb::Weekly, "")));
    line("resume hebdomadair", Some((Verb::Weekly, "")));
    line("Je voudrais recevoir un résumé chaque semaine", Some((Verb::Weekly, "")));
    line("Résumé : mardi 18 h", Some((Verb::Weekly, "mardi 18 h")));
    line("chaque vendredi", Some((Verb::Weekly, "vendredi")));
    line("digest Monday 7:30", Some((Verb::Weekly, "Monday 7:30")));
    line("réglage", Some((Verb::Settings, "")));
    line("setings", Some((Verb::Settings, "")));
    line("?", Some((Verb::Help, "")));
    line("aide pause", Some((Verb::Help, "pause")));
    line("archives", Some((Verb::Archives, "")));
    line("Les archive svp", Some((Verb::Archives, "")));
    line("archvies", Some((Verb::Archives, "")));
    line("Please log me in", Some((Verb::Archives, "")));
    line("conexion", Some((Verb::Archives, "")));
}

#[test]
fn what_follows_is_kept_as_written() {
    line("pause jusqu'au 3 juin svp", Some((Verb::Pause, "jusqu'au 3 juin")));
    line("Vacances : du 1er au 15 juillet, merci!", Some((Verb::Pause, "du 1er au 15 juillet")));
    line("chercher Été semis", Some((Verb::Search, "Été semis")));
    line("nom Zoé Roy-Côté", Some((Verb::Name, "Zoé Roy-Côté")));
    line("adresse zoe.roy@example.com", Some((Verb::Address, "zoe.roy@example.com")));
    line("ma nouvelle adresse est zoe@example.com", Some((Verb::Address, "zoe@example.com")));
    line("retirer bob@example.org", Some((Verb::Remove, "bob@example.org")));
    line("retirer", Some((Verb::Leave, "")));
    line("désabonner bob@example.org", Some((Verb::Remove, "bob@example.org")));
    line("suivre #12", Some((Verb::Follow, "#12")));
    line("sourdine", Some((Verb::Mute, "")));
    line("en anglais svp", Some((Verb::Language, "en")));
    line("langue en", Some((Verb::Language, "en")));
    line("mentions non", Some((Verb::Mentions, "non")));
    line("sans mentions", Some((Verb::Mentions, "non")));
    line("stop rappels", Some((Verb::Reminders, "non")));
    line("Stop reminders please", Some((Verb::Reminders, "no")));
    line("rappels oui", Some((Verb::Reminders, "oui")));
    line("ordre : publications", Some((Verb::Order, "publications")));
    line("fusionner 12 avec 9", Some((Verb::Merge, "12 avec 9")));
}

#[test]
fn talk_is_no_command() {
    for text in [
        "Bonjour à tous",
        "Hi all,",
        "Tout va bien ici",
        "All is well",
        "Merci beaucoup Zoé",
        "Résumé de la rencontre de mardi en pièce jointe",
        "Quitter son emploi, est-ce une bonne idée?",
        "L'ordre du jour de la réunion",
        "Stop using the old form",
        "effacer mes donnees perso svp et le reste",
        "efacer mes donnees",
        "Can you get back to me",
        "Le texte est prêt",
    ] {
        line(text, None);
    }
}

#[test]
fn the_language_of_a_word() {
    let tongue = |text: &str| read_line(text, &[]).and_then(|c| c.tongue);
    assert_eq!(tongue("désabonner"), Some("fr"));
    assert_eq!(tongue("unsubscribe"), Some("en"));
    assert_eq!(tongue("pause"), None);
}

#[track_caller]
fn mail(subject: &str, body: &str, want: &[(Verb, &str)]) -> Reading {
    let reading = read(subject, body, &own());
    let got: Vec<_> = reading.commands.iter().map(|c| (c.verb, c.tail.as_str())).collect();
    assert_eq!(got, want, "{subject:?} {body:?}");
    reading
}

#[test]
fn subject_first_then_lines_up_to_a_blank_one() {
    mail("Re: [CdP] désabonner", "Bonjour\n", &[(Verb::Leave, "")]);
    mail("RE : pause", "jusqu'au 3 juin\nMerci\nZoé", &[(Verb::Pause, "jusqu'au 3 juin")]);
    mail(
        "",
        "Bonjour,\n\nrésumé\nlangue en\n\nsettings\n",
        &[(Verb::Weekly, ""), (Verb::Language, "en")],
    );
    mail("aide", "pause 2 semaines", &[(Verb::Pause, "2 semaines")]);
    mail("", "each\nfin\nweekly", &[(Verb::Each, "")]);
    mail(
        "",
        "inviter\nMax Roy <max@example.org>\nana@example.org\n\nbob@example.org",
        &[(Verb::Invite, "Max Roy <max@example.org>, ana@example.org")],
    );
    mail(
        "inviter",
        "max@example.org\nana@example.org",
        &[(Verb::Invite, "max@example.org, ana@example.org")],
    );
    mail("chercher", "semis tomates", &[(Verb::Search, "semis tomates")]);
    mail(
        "",
        "Bonjour. Je pars demain, pause jusqu'au 3 juin svp.",
        &[(Verb::Pause, "jusqu'au 3 juin")],
    );
    let silent = mail("", "Merci beaucoup!\n\nZoé Roy", &[]);
    assert_eq!(silent, Reading::default());
    let lost = mail("Problème", "Je n'arrive plus à lire les messages sur mon téléphone.", &[]);
    assert_eq!(lost.unknown.as_deref(), Some("Problème"));
    assert_eq!(lost.words, 12);
}

#[test]
fn a_lone_command_sent_to_everybody() {
    let check = |body: &str, want: Option<Verb>| {
        assert_eq!(guarded(body, &own()).map(|c| c.verb), want, "{body}");
    };
    check("[2] désabonner", None);
    check("2 désabonner", None);
    check("désabonner", Some(Verb::Leave));
    check("Désabonnez-moi s'il vous plaît.\n\nZoé Roy", Some(Verb::Leave));
    check("Please unsubscribe me", Some(Verb::Leave));
    check("desaboner", Some(Verb::Leave));
    check("sourdine", Some(Verb::Mute));
    check("pause jusqu'au 3 juin", Some(Verb::Pause));
    check("Stop", None);
    check("Tout", None);
    check("Oui", None);
    check("Une pause demain à 10 h pour tout le monde?", None);
    check("Merci, Zoé", None);
    check("chercher un local", None);
    check("Comment peut-on se désabonner de l'infolettre?", None);
}

#[test]
fn answers_to_our_questions() {
    let check = |text: &str, want: Option<(Verb, &str)>| {
        let got = answer_word(text);
        assert_eq!(got.as_ref().map(|(v, r)| (*v, r.as_str())), want, "{text}");
    };
    check("oui", Some((Verb::Yes, "")));
    check("Oui, merci!", Some((Verb::Yes, "")));
    check("Bonjour, ok", Some((Verb::Yes, "")));
    check("non : hors sujet", Some((Verb::No, "hors sujet")));
    check(
        "No, off topic.\nPlease ask elsewhere.",
        Some((Verb::No, "off topic. Please ask elsewhere.")),
    );
    check("pourriel", Some((Verb::Spam, "")));
    check("Peut-être", None);
    check("", None);
}

#[test]
fn suggestions() {
    assert_eq!(nearest("paramettre", "fr").first(), Some(&"paramètres"));
    assert!(nearest("unsubscrib now", "en").contains(&"unsubscribe"));
    assert!(nearest("xyz", "fr").is_empty());
}

proptest::proptest! {
    #[test]
    fn nothing_panics(subject in ".{0,60}", body in "(.|\n){0,300}") {
        let _ = read(&subject, &body, &[]);
        let _ = guarded(&body, &[]);
        let _ = answer_word(&body);
    }
}
