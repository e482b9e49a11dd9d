//! Notes and notebooks: drafted by mail, shown first, published at a word; changed, restored and taken
//! back; asked of those they quote; on pages only where they may be read.

mod consent;
mod pages;

use palabre::daemon::digests::{self, Whom};
use palabre::daemon::notes as work;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Visibility;
use palabre::list::{ListId, NoteNo};
use palabre::store::notes::{self, Note};

use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const NOTE: &str = "cdp-note@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ZOE: &str = "Zoé Tremblay <zoe@example.org>";
const ANN: &str = "Ann Lee <ann@example.org>";
const DAY: i64 = 86_400;

struct Club {
    world: World,
    cdp: ListId,
}

/// Zoé animates; Ann, Bob, Eve are members.
fn club(visibility: Visibility) -> Club {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.name = "Cercle".to_owned();
        s.visibility = visibility;
    });
    world.member_as(cdp, "zoe@example.org", Delivery::Weekly, Role::Animator);
    for name in ["ann", "bob", "eve"] {
        world.member(cdp, &format!("{name}@example.org"), Delivery::Weekly);
    }
    Club { world, cdp }
}

fn address(who: &str) -> &str {
    who.split(['<', '>']).nth(1).unwrap_or(who)
}

impl Club {
    async fn step(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || work::step(&site).unwrap()).await.unwrap();
    }

    async fn later(&self, seconds: i64) {
        self.world.pass(seconds);
        self.step().await;
    }

    async fn writes(&self, who: &str, to: &str, subject: &str, text: &str) -> Letter {
        assert_eq!(self.world.write_to(who, to, subject, text).await, 250, "{subject}");
        self.step().await;
        self.last(who)
    }

    /// Writes a command, when an hour has room for one.
    async fn asks(&self, who: &str, command: &str) -> Letter {
        self.world.pass(3600);
        self.writes(who, REQUEST, command, "").await
    }

    async fn answers(&self, letter: &Letter, who: &str, text: &str) -> Letter {
        assert_eq!(self.world.reply_to(letter, who, text).await, 250, "{text}");
        self.step().await;
        self.last(who)
    }

    /// Drafts and publishes.
    async fn publishes(&self, who: &str, subject: &str, text: &str) -> Letter {
        let draft = self.writes(who, NOTE, subject, text).await;
        has(&draft, "À confirmer");
        self.answers(&draft, who, "oui").await
    }

    async fn posts(&self, who: &str, subject: &str, text: &str) {
        assert_eq!(self.world.write_to(who, CDP, subject, text).await, 250);
    }

    fn last(&self, who: &str) -> Letter {
        last_to(&self.world, address(who))
    }

    fn note(&self, no: u32) -> Note {
        notes::get(&self.world.site.store, self.cdp, NoteNo(no)).unwrap().unwrap()
    }

    fn body(&self, no: u32) -> String {
        let shown = self.note(no).shown.unwrap();
        let version = notes::version(&self.world.site.store, self.cdp, NoteNo(no), shown.version);
        version.unwrap().unwrap().form.body
    }
}

#[track_caller]
fn has(letter: &Letter, words: &str) {
    let all = format!("{}\n{}", letter.subject, letter.text);
    assert!(all.contains(words), "{words}\n{all}");
}

#[track_caller]
fn lacks(letter: &Letter, words: &str) {
    let all = format!("{}\n{}", letter.subject, letter.text);
    assert!(!all.contains(words), "{words}\n{all}");
}

/// A letter quoted by a program that answers below it.
fn quoted(letter: &Letter) -> String {
    let lines: String = letter.text.lines().map(|l| format!("> {l}\n")).collect();
    format!("Le lundi 27 mai 2019 à 8 h, Cercle a écrit :\n{lines}")
}

const GUIDE: &str = "Carnet : Guides\nCatégories : accueil, besoins\n\nCommencer par les besoins.\n\nPuis en parler.";

#[tokio::test]
async fn from_the_draft_to_the_page_of_a_member() {
    let club = club(Visibility::Public);
    let draft = club.writes(ANN, NOTE, "Un guide", GUIDE).await;
    has(&draft, "À confirmer : la note « Un guide »");
    has(&draft, "De Ann Lee");
    has(&draft, "Carnets : Guides (1 note)");
    has(&draft, "Licence : CC BY-SA 4.0");
    has(&draft, "Tout le monde peut la lire : http://lists.example.org/fr/c/cdp/n/1/");
    has(&draft, "Commencer par les besoins.\n\nPuis en parler.");
    assert!(club.note(1).shown.is_none(), "private until then");
    let told = club.answers(&draft, ANN, &format!("Oui\n\n{}", quoted(&draft))).await;
    has(&told, "Publiée : la note « Un guide »");
    has(&told, "« modifier 1 »");
    let note = club.note(1);
    assert_eq!(note.by_name, "Ann Lee");
    assert_eq!(note.published, Some(club.world.site.clock.now()));
    assert_eq!(own(&club.world).len(), 2, "nobody else was written to");
    assert!(club.world.posts(club.cdp).is_empty(), "a note is no post");
    // The same yes again publishes nothing more.
    club.world.reply_to(&draft, ANN, "oui, encore").await;
    club.step().await;
    assert_eq!(club.note(1).shown.unwrap().version, 1);
}

#[tokio::test]
async fn a_no_leaves_nothing_and_only_members_write() {
    let club = club(Visibility::Private);
    let draft = club.writes(ANN, NOTE, "Un guide", GUIDE).await;
    has(&draft, "Les membres de « Cercle » peuvent la lire.");
    has(&club.answers(&draft, ANN, "non merci").await, "rien n'en reste");
    assert!(notes::of_list(&club.world.site.store, club.cdp).unwrap().is_empty());
    let stranger = club.world.write_to("max@example.net", NOTE, "Un guide", GUIDE).await;
    assert_eq!(stranger, 550);
    let draft = club.writes(ANN, NOTE, "Un guide", GUIDE).await;
    assert_eq!(club.world.reply_to(&draft, "bob@example.org", "oui").await, 550);
    club.later(15 * DAY).await;
    assert!(notes::of_list(&club.world.site.store, club.cdp).unwrap().is_empty(), "forgotten");
}

#[tokio::test]
async fn a_draft_corrected_and_one_in_trouble() {
    let club = club(Visibility::Public);
    let draft = club.writes(ANN, NOTE, "Un guide", GUIDE).await;
    let corrected = quoted(&draft).replace("Puis en parler.", "Puis en parler ensemble.");
    let corrected = corrected.replace("CC BY-SA 4.0", "CC0");
    let again = club.answers(&draft, ANN, &format!("Voilà\n\n{corrected}")).await;
    has(&again, "Puis en parler ensemble.");
    has(&again, "Licence : CC0 1.0");
    club.answers(&again, ANN, "oui").await;
    assert_eq!(club.body(1), "Commencer par les besoins.\n\nPuis en parler ensemble.");
    let trouble = club.writes(ANN, NOTE, "Deux", "Licence : WTFPL\n\nTexte").await;
    has(&trouble, "Je ne connais pas cette licence : « WTFPL »");
    has(&trouble, "Contenu de tiers");
    has(&club.writes(ANN, NOTE, "Deux", "").await, "Il manque le texte");
    let third = club.writes(ANN, NOTE, "Deux", "Licence : contenu de tiers\n\nTexte").await;
    has(&third, "Une partie de cette note appartient à d'autres");
    let unclear = club.answers(&third, ANN, "peut-être demain").await;
    has(&unclear, "Je n'ai pas compris");
}

#[tokio::test]
async fn changed_restored_and_taken_back() {
    let club = club(Visibility::Public);
    let told = club.publishes(ANN, "Un guide", GUIDE).await;
    // Whoever it is not gets it not.
    let other = club.asks("bob@example.org", "modifier 1").await;
    has(&other, "se change par qui l'a écrite");
    let text = club.asks(ANN, "modifier 1").await;
    has(&text, "Voici la note 1");
    // Wrapped anew by a program, and nothing changed.
    let same = quoted(&text).replace("par les besoins", "par\n> les besoins");
    let same = club.answers(&text, ANN, &format!("oui\n\n{same}")).await;
    has(&same, "dit la même chose");
    let text = club.asks(ANN, "Modifier la note 1").await;
    let changed = quoted(&text).replace("les besoins", "les rêves").replace("accueil, ", "");
    let echo = club.answers(&text, ANN, &changed).await;
    has(&echo, "  – Commencer par les besoins.\n  + Commencer par les rêves.");
    has(&echo, "  – Catégories : accueil, besoins\n  + Catégories : besoins");
    assert_eq!(club.body(1), "Commencer par les besoins.\n\nPuis en parler.");
    club.world.pass(60);
    let again = club.answers(&echo, ANN, "oui").await;
    has(&again, "c'est sa version 2");
    assert_eq!(club.body(1), "Commencer par les rêves.\n\nPuis en parler.");
    assert_eq!(club.note(1).modified, Some(club.world.site.clock.now()));
    has(&club.asks(ZOE, "modifier 1").await, "Voici la note 1");
    let back = club.asks(ANN, "restaurer 1 1").await;
    has(&back, "redevient sa version 1");
    club.answers(&back, ANN, "oui").await;
    assert_eq!(club.body(1), "Commencer par les besoins.\n\nPuis en parler.");
    assert_eq!(club.note(1).shown.unwrap().version, 3);
    // A word takes the last one back, by the receipt or by command.
    club.asks(ANN, "annuler").await;
    assert_eq!(club.body(1), "Commencer par les rêves.\n\nPuis en parler.");
    club.asks(ANN, "annuler svp").await;
    assert_eq!(club.note(1).shown.unwrap().version, 1);
    has(&club.answers(&told, ANN, "annuler").await, "C'est défait");
    assert!(club.note(1).shown.is_none(), "read by nobody any more");
    has(&club.asks(ANN, "restaurer 1 7").await, "n'a pas de version 7");
    // It is its author's alone now, who publishes it again.
    has(&club.asks(ZOE, "Modifiez 1").await, "Il n'y a pas de note 1");
    let text = club.asks(ANN, "Modifiez 1").await;
    club.answers(&text, ANN, "oui").await;
    assert_eq!(club.body(1), "Commencer par les besoins.\n\nPuis en parler.");
}

#[tokio::test]
async fn read_by_mail_in_both_languages() {
    let club = club(Visibility::Private);
    club.publishes(ANN, "Un guide", GUIDE).await;
    club.publishes(ANN, "À moi", "Visibilité : privée\nCarnet : Brouillons\n\nRien que pour moi.")
        .await;
    let list = club.asks("bob@example.org", "carnets").await;
    has(&list, "- Guides (1 note)");
    lacks(&list, "Brouillons");
    has(&club.asks("bob@example.org", "notes").await, "1. Un guide – Ann Lee, 27 mai 2019");
    has(&club.asks("bob@example.org", "note guides").await, "Le carnet « Guides »");
    let whole = club.asks("bob@example.org", "note 1").await;
    has(&whole, "Note 1 : Un guide");
    has(&whole, "Puis en parler.");
    has(&club.asks("bob@example.org", "note 2").await, "Il n'y a pas de note 2");
    has(&club.asks(ANN, "note 2").await, "Personne d'autre que vous");
    let before = own(&club.world).len();
    club.asks("bob@example.org", "Bien noté, merci!").await;
    assert_eq!(own(&club.world).len(), before, "who says thanks is sent nothing");
    let english = club.asks("bob@example.org", "read note 1").await;
    has(&english, "By Ann Lee");
    has(&club.asks("bob@example.org", "notebooks").await, "The notebooks of Cercle");
    let edit = club.asks(ANN, "edit note 1").await;
    has(&edit, "=== La note ===");
}

#[tokio::test]
async fn written_by_command() {
    let club = club(Visibility::Public);
    let text = "Trois questions\nCatégories : accueil\n\nQui? Quoi? Quand?";
    let draft = club.writes(ANN, REQUEST, "note Guides", text).await;
    has(&draft, "la note « Trois questions »");
    has(&draft, "Carnets : Guides (1 note)");
    has(&draft, "Catégories : accueil");
}

#[tokio::test]
async fn a_forwarded_message_is_known_by_its_words() {
    let club = club(Visibility::Private);
    let words =
        "Pour accueillir, nous envoyons d'abord un courriel court, puis un appel le lendemain.";
    club.posts(ANN, "Accueil", words).await;
    let forward = format!(
        "Carnet : Accueil\n\n---------- Forwarded message ---------\nDe : Ann Lee <ann@example.org>\n\
         Date: lun. 27 mai 2019 à 07:00\nSubject: Accueil\nTo: <cdp@lists.example.org>\n\n{words}\n"
    );
    let draft = club.writes("bob@example.org", NOTE, "TR: Accueil", &forward).await;
    has(&draft, "De Ann Lee");
    lacks(&draft, "Forwarded");
    club.answers(&draft, "bob@example.org", "oui").await;
    let note = club.note(1);
    assert_eq!(note.thread, Some(club.world.threads(club.cdp)[0].no));
    assert_eq!(club.body(1), words);
    let author = &note.shown.unwrap().authors[0];
    assert_eq!(author.name, "Ann Lee");
    let of = notes::of_thread(&club.world.site.store, club.cdp, note.thread.unwrap()).unwrap();
    assert_eq!(of.notes, [NoteNo(1)]);
    // With words of one's own, what is passed on is a quotation.
    let own = format!("Je garde ceci :\n\n{}", forward.split_once("\n\n").unwrap().1);
    let draft = club.writes("bob@example.org", NOTE, "Fwd: Accueil", &own).await;
    has(&draft, &format!("Ann Lee a écrit :\n\n> {words}"));
}

#[tokio::test]
async fn a_message_attached_whole_is_known_by_its_identifier() {
    let club = club(Visibility::Private);
    club.posts(ANN, "Accueil", "Un mot, puis un appel.").await;
    let id = club.world.posts(club.cdp)[0].message_id.bracketed();
    let raw = format!(
        "From: bob@example.org\nTo: {NOTE}\nSubject: Fwd: Accueil\nMessage-ID: <w@example.org>\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: text/plain; charset=utf-8\n\nCarnet : Accueil\n\n--b\n\
         Content-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: {ANN}\n\
         Subject: Accueil\nMessage-ID: {id}\nContent-Type: text/plain; charset=utf-8\n\n\
         Un mot, puis un appel.\n--b--\n"
    );
    assert_eq!(club.world.mail("bob@example.org", NOTE, &raw).await.code.number(), 250);
    let draft = last_to(&club.world, "bob@example.org");
    has(&draft, "De Ann Lee");
    has(&draft, "Carnets : Accueil (1 note)");
    club.answers(&draft, "bob@example.org", "oui").await;
    assert_eq!(club.body(1), "Un mot, puis un appel.");
    assert_eq!(club.note(1).article, Some(club.world.posts(club.cdp)[0].no));
}

#[tokio::test]
async fn a_private_word_to_an_author_hides_both_addresses() {
    let club = club(Visibility::Public);
    club.publishes(ANN, "Un guide", GUIDE).await;
    let to = club.note(1).shown.unwrap().authors[0].person.unwrap();
    let list = palabre::mail::address::Address::parse(CDP).unwrap();
    let addresses =
        palabre::list::address::Addresses { list: &list, secret: &club.world.site.secret };
    let relay = addresses.relay(to).to_string();
    let text = "Bonjour Ann, bravo! Écris-moi : bob@example.org";
    assert_eq!(club.world.write_to("Bob Roy <bob@example.org>", &relay, "Note 1", text).await, 250);
    let word = club.last(ANN);
    has(&word, "bravo!");
    assert!(!word.raw.contains("bob@example.org"), "{}", word.raw);
    has(&word, "Bob Roy vous écrit par « Cercle »");
    let back = word.raw.lines().find(|l| l.starts_with("From:")).unwrap();
    let back = back.split(['<', '>']).nth(1).unwrap().to_owned();
    assert_eq!(club.world.write_to(ANN, &back, "Re: Note 1", "Merci!").await, 250);
    let answer = last_to(&club.world, "bob@example.org");
    has(&answer, "Merci!");
    assert!(!answer.raw.contains("ann@example.org"), "{}", answer.raw);
    assert!(club.world.posts(club.cdp).is_empty());
    // A stranger's word goes to those who animate.
    assert_eq!(club.world.write_to("max@example.net", &relay, "Note 1", "Bonjour").await, 250);
    has(&last_to(&club.world, "zoe@example.org"), "Bonjour");
    let ten = 0..10;
    for n in ten {
        club.world.write_to("bob@example.org", &relay, "Note 1", &format!("{n}")).await;
    }
    assert_eq!(club.world.write_to("bob@example.org", &relay, "Note 1", "onze").await, 450);
}

#[tokio::test]
async fn a_thread_that_deserves_it_is_suggested_once() {
    let club = club(Visibility::Public);
    let says = "Nous avons essayé cela trois fois, et la troisième fois a été la bonne.";
    for (n, who) in
        [ANN, "bob@example.org", "eve@example.org", ANN, "bob@example.org"].iter().enumerate()
    {
        let subject = if n == 0 { "Essais" } else { "Re: Essais" };
        club.posts(who, subject, &format!("{says} ({n})")).await;
        club.world.pass(60);
    }
    let suggest = || async {
        let site = club.world.site.clone();
        tokio::task::spawn_blocking(move || work::suggest(&site).unwrap()).await.unwrap();
    };
    suggest().await;
    assert!(own(&club.world).iter().all(|l| l.to != "zoe@example.org"), "it is not over yet");
    club.world.pass(2 * DAY + 3600);
    suggest().await;
    let idea = club.last(ZOE);
    has(&idea, "En faire une note? « Essais »");
    has(&idea, "http://lists.example.org/c/cdp/m/1");
    has(&idea, "Une partie de cette note appartient à d'autres");
    club.world.pass(8 * DAY);
    suggest().await;
    let ideas = own(&club.world).into_iter().filter(|l| l.subject.starts_with("En faire"));
    assert_eq!(ideas.count(), 1, "once for a thread");
    has(&club.answers(&idea, ZOE, "stop").await, "ne recevra plus de suggestions");
    assert!(notes::of_list(&club.world.site.store, club.cdp).unwrap().is_empty());
}

#[tokio::test]
async fn digests_tell_each_change_once() {
    let club = club(Visibility::Public);
    let digest = |who: &'static str| {
        let (site, now) = (club.world.site.clone(), club.world.site.clock.now());
        let send = move || {
            let address = palabre::mail::address::Address::parse(who).unwrap();
            let person = palabre::store::people::find(&site.store, &address).unwrap().unwrap();
            digests::send_now(&site, Whom::Person(person.id), now).unwrap().sent
        };
        async { tokio::task::spawn_blocking(send).await.unwrap() }
    };
    for who in ["eve@example.org", "ann@example.org"] {
        digest(who).await;
    }
    club.publishes(ANN, "Un guide", GUIDE).await;
    club.publishes(ZOE, "Entre nous", "Visibilité : communauté\n\nUn mot à garder.").await;
    club.publishes(ZOE, "À moi", "Visibilité : privée\n\nRien que pour moi.").await;
    assert_eq!(digest("eve@example.org").await, 1);
    let told = club.last("eve@example.org");
    has(&told, "2 notes");
    has(&told, "CARNETS");
    has(&told, "nouvelle · Ann Lee · CC BY-SA 4.0");
    has(&told, "http://lists.example.org/fr/c/cdp/n/1/");
    has(&told, "La recevoir (« note 2 ») : cdp-request@lists.example.org");
    lacks(&told, "À moi");
    assert_eq!(digest("eve@example.org").await, 0, "each once");
    assert_eq!(digest("ann@example.org").await, 1);
    lacks(&club.last(ANN), "Un guide");
    let text = club.asks(ANN, "modifier 1").await;
    let echo = club.answers(&text, ANN, &quoted(&text).replace("besoins.", "rêves.")).await;
    club.answers(&echo, ANN, "oui").await;
    assert_eq!(digest("eve@example.org").await, 1);
    let told = club.last("eve@example.org");
    has(&told, "modifiée · Ann Lee");
    lacks(&told, "Entre nous");
}

#[tokio::test]
async fn who_is_erased_is_in_no_note() {
    let club = club(Visibility::Public);
    club.publishes(ANN, "Un guide d'Ann Lee", GUIDE).await;
    club.publishes(ANN, "À moi", "Visibilité : privée\n\nRien que pour moi.").await;
    club.world.write(|tx| {
        let address = palabre::mail::address::Address::parse("ann@example.org").unwrap();
        let mut person = palabre::store::people::find(tx, &address)?.unwrap();
        person.name = Some("Ann Lee".to_owned());
        palabre::store::people::put(tx, &person);
        Ok(())
    });
    let asked = club.asks(ANN, "effacer mes données").await;
    club.answers(&asked, ANN, "oui").await;
    let note = club.note(1);
    let all =
        format!("{note:?} {:?}", notes::versions(&club.world.site.store, club.cdp, NoteNo(1)));
    assert!(!all.contains("Ann"), "{all}");
    assert_eq!(club.body(1), "Commencer par les besoins.\n\nPuis en parler.");
    assert!(notes::get(&club.world.site.store, club.cdp, NoteNo(2)).unwrap().is_none());
}
