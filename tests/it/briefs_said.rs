//! What the answer to a reply says in its subject: done, in part, or nothing changed. Not what each act does.

use crate::briefs::{KARINE, a_full_week, has};

/// The subject of the answer says what happened; an example is of a day to come.
#[tokio::test]
async fn the_subject_of_the_answer_says_what_happened() {
    let garden = a_full_week().await;
    let brief = garden.briefs_of(KARINE).pop().unwrap();
    has(&brief, &["« absence jusqu'au 24 juin »"]);
    for (words, subject) in [
        ("Bonjour, je commence. Par quoi est-ce que je commence au juste?", "rien n'a changé"),
        ("absence jusqu'à la saint-glinglin", "rien n'a changé"),
        ("4 accueillir\n5 publier hier", "c'est noté, en partie"),
        ("4 accueillir", "rien n'a changé"),
        ("2 envoyer", "c'est noté"),
    ] {
        let back = garden.answers(&brief, KARINE, words).await;
        let want = format!("Pense-bête Jardins : {subject}");
        assert_eq!(back.subject, want, "{words}\n{}", back.text);
    }
}
