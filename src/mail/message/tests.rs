//! Messages as they come: well made, badly made, made to deceive.

use super::*;

fn text(raw: &str) -> String {
    Message::parse(raw.as_bytes()).text().text.clone()
}

#[test]
fn a_plain_message() {
    let raw = b"From: =?utf-8?q?Zo=C3=A9?= <zoe@example.org>\r\nTo: cdp@example.org\r\n\
        Subject: =?utf-8?q?R=C3=A9union?=\r\nMessage-ID: <a@x>\r\nReferences: <b@x>\r\n <c@x>\r\n\
        Date: Mon, 20 May 2019 20:51:00 -0400\r\n\r\nBonjour\r\n";
    let message = Message::parse(raw);
    assert_eq!(message.from().unwrap().name.as_deref(), Some("Zoé"));
    assert_eq!(message.subject(), "Réunion");
    assert_eq!(message.references().len(), 2);
    assert_eq!(message.date().unwrap().to_string(), "2019-05-21T00:51:00Z");
    assert_eq!(message.text().text, "Bonjour\n");
    assert_eq!(message.header("to"), ["cdp@example.org"]);
}

#[track_caller]
fn author(from: &str, want: Result<&str, FromProblem>) {
    let raw = format!("{from}\r\nSubject: x\r\n\r\n");
    let found = Message::parse(raw.as_bytes()).from().map(|m| m.address.to_string());
    assert_eq!(found, want.map(str::to_owned), "{from}");
}

// T-from: what is shown is what is authenticated, or the message is refused.
#[test]
fn one_author_or_none() {
    let (missing, several) = (Err(FromProblem::Missing), Err(FromProblem::Several));
    author("From: a@example.org", Ok("a@example.org"));
    author("From: a@example.org (Ann)", Ok("a@example.org"));
    author("From: \"b@example.com\" <a@example.org>", Ok("a@example.org"));
    author("From: a@example.org, b@example.org", several);
    author("From: a@example.org, <bad address>", several);
    author("From: a@example.org\r\nFrom: b@example.org", several);
    author("From: Groupe: a@example.org;", several);
    author("From: undisclosed-recipients:;", several);
    author("X: y", missing);
    author("From: Ann", missing);
    author("From: <=?utf-8?q?a?=@example.org>", missing);
    author("From: =?utf-8?q?a=40example.org?=@example.com", missing);
    author("From: Ann <a\0@example.org>", missing);
    author("From: <@relay.example,@b.example:a@example.org>", missing);
}

#[test]
fn headers_in_no_known_charset() {
    let raw = b"From: Zo\xe9 <zoe@example.org>\r\nSubject: R\xe9union d'\xe9t\xe9\r\n\r\nx";
    let message = Message::parse(raw);
    assert_eq!(message.subject(), "Réunion d'été");
    assert_eq!(message.from().unwrap().name.as_deref(), Some("Zoé"));
}

#[test]
fn deceptive_characters_are_not_shown() {
    let raw = "From: Ann \u{202e}eel <a@example.org>\r\nSubject: gros\u{200b}sier\u{2066}\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\
        Content-Type: application/pdf\r\n\
        Content-Disposition: attachment; filename=\"../../facture\u{202e}fdp.exe\"\r\n\r\nx\r\n--b\r\n\
        Content-Disposition: attachment; filename=\"C:\\\\Bureau\\\\note.txt\"\r\n\r\nx\r\n--b--\r\n";
    let message = Message::parse(raw.as_bytes());
    assert_eq!(message.subject(), "grossier");
    assert_eq!(message.from().unwrap().name.as_deref(), Some("Ann eel"));
    let names: Vec<String> = message.attachments().into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["facturefdp.exe", "note.txt"]);
}

/// T-bidi: each character that is not seen, in a name, a subject and a file's name; and names as they are
/// meant, which stay.
#[test]
fn what_is_not_seen_is_not_there() {
    let ranges = [
        0xAD..=0xAD,
        0x34F..=0x34F,
        0x61C..=0x61C,
        0x115F..=0x1160,
        0x17B4..=0x17B5,
        0x180E..=0x180E,
        0x200B..=0x200B,
        0x200E..=0x200F,
        0x2028..=0x202E,
        0x2060..=0x206F,
        0x2800..=0x2800,
        0x3164..=0x3164,
        0xFEFF..=0xFEFF,
        0xFFA0..=0xFFA0,
        0xFFF9..=0xFFFB,
        0x1D173..=0x1D17A,
        0xE0020..=0xE0030,
    ];
    let hidden: Vec<char> = ranges.into_iter().flatten().filter_map(char::from_u32).collect();
    assert!(hidden.len() >= 60, "{}", hidden.len());
    let shown = |name: &str| -> [String; 3] {
        let raw = format!(
            "From: \"{name}\" <a@example.org>\r\nSubject: {name}\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\nx\r\n--b--\r\n"
        );
        let message = Message::parse(raw.as_bytes());
        let file = message.attachments().remove(0).name;
        [message.from().unwrap().display().to_owned(), message.subject(), file]
    };
    for c in hidden {
        for said in shown(&format!("facture{c}fdp.exe")) {
            // Line separators end lines, and lines are blanks here.
            assert_eq!(said.replace(' ', ""), "facturefdp.exe", "U+{:04X}", u32::from(c));
        }
    }
    for kept in [
        "ليلى الحسن",
        "יעל כהן",
        "🌻 Marie-Ève",
        "👩\u{200D}👩\u{200D}👧",
        "می\u{200C}خواهم",
        "❤\u{FE0F}",
    ] {
        assert_eq!(shown(kept), [kept; 3]);
    }
}

fn multipart(kind: &str, parts: &[(&str, &str)]) -> String {
    let mut raw = format!("Content-Type: multipart/{kind}; boundary=b\r\n\r\n");
    for (head, body) in parts {
        raw += &format!("--b\r\n{head}\r\n\r\n{body}\r\n");
    }
    raw + "--b--\r\n"
}

#[test]
fn the_plain_part_or_the_rich_one() {
    let plain = "Content-Type: text/plain; charset=utf-8";
    let html = "Content-Type: text/html; charset=utf-8";
    let both = |p: &str, h: &str| text(&multipart("alternative", &[(plain, p), (html, h)]));
    assert_eq!(both("Oui", "<p>Oui</p>").trim(), "Oui");
    assert_eq!(both(" \r\n", "<p>Oui</p>").trim(), "Oui");
    let stub = "This message needs a program that shows HTML.";
    let long = "Une réponse assez longue pour que personne n'y voie un simple avis du programme, n'est-ce pas?";
    assert_eq!(both(stub, &format!("<p>{long}</p>")).trim(), long);
    assert_eq!(
        both("Je préfère le HTML.", "<p>Je préfère le HTML.</p>").trim(),
        "Je préfère le HTML."
    );
    assert_eq!(text(&multipart("alternative", &[(html, "<p>Oui")])).trim(), "Oui");
    let two =
        multipart("mixed", &[(plain, "un"), ("Content-Type: image/png", "x"), (plain, "deux")]);
    assert_eq!(text(&two), "un\ndeux");
    let forward = multipart(
        "mixed",
        &[(plain, "Voir."), ("Content-Type: message/rfc822", "Subject: Vieux\r\n\r\nautre")],
    );
    let message = Message::parse(forward.as_bytes());
    assert_eq!(message.text().text.trim(), "Voir.");
    assert_eq!(message.attachments()[0].name, "Vieux.eml");
    assert_eq!(message.attachments()[0].media_type, "message/rfc822");
}

#[test]
fn charsets_that_lie() {
    let latin = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nd\xe9j\xe0\r\n";
    assert_eq!(Message::parse(latin).text().text, "déjà\n");
    let none = b"Subject: x\r\n\r\nd\xe9j\xe0\r\n";
    assert_eq!(Message::parse(none).text().text, "déjà\n");
    let quoted = b"Content-Type: text/plain; charset=cp437\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\nd=82j=85\r\n";
    assert_eq!(Message::parse(quoted).text().text, "déjà\n");
    let utf7 = b"Content-Type: text/html; charset=utf-7\r\n\r\n+ADw-script+AD4-x\r\n";
    assert_eq!(Message::parse(utf7).text().text, "+ADw-script+AD4-x\n");
    let flowed = "Content-Type: text/plain; format=flowed\r\n\r\nBonjour à \r\ntoutes.\r\n";
    assert_eq!(text(flowed), "Bonjour à toutes.\n");
}

// T-bombs: each is read in its time, and none takes the process down.
#[test]
fn bombs() {
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let lost: String = (0..2000)
        .map(|i| format!("--A\r\nContent-Type: multipart/mixed; boundary=Z{i}\r\n\r\nx\r\n"))
        .collect();
    let lost = format!("Content-Type: multipart/mixed; boundary=A\r\n\r\n{lost}--A--\r\n");
    let parts = "--b\r\n\r\nx\r\n".repeat(20_000);
    let parts = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}");
    let many: String = (0..20_000).map(|i| format!("a{i}@example.org,\r\n ")).collect();
    let many = format!("To: {many}z@example.org\r\n\r\nx");
    let fields: String = (0..2000).map(|i| format!("X-{i}: y\r\n")).collect();
    let segments: String = (0..5000).map(|i| format!(" filename*{i}=a;\r\n")).collect();
    let segments = format!("Content-Type: application/x;\r\n{segments} x=y\r\n\r\nx");
    for (raw, complex) in [
        (nested, true),
        (lost, true),
        (parts, true),
        (many, true),
        (format!("{fields}\r\nx"), true),
        (segments, false),
        (format!("From: {}a@example.org\r\n\r\nx", "(".repeat(50_000)), false),
        (format!("Subject: {}\r\n\r\nx", "=?utf-8?q?".repeat(5000)), false),
    ] {
        let message = Message::parse(raw.as_bytes());
        let _ = (message.from(), message.subject(), message.text(), message.attachments());
        assert_eq!(message.is_too_complex(), complex, "{}", raw.get(..40).unwrap_or_default());
    }
}
