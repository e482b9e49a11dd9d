//! Tests of the footer's ways into a message. Not of what it says: that is the catalogue's.

use super::*;
use crate::mail::codec;
use proptest::prelude::*;

fn footer() -> Footer {
    Footer {
        text: "\r\n-- \r\nRépondre : répondez\r\nQuitter : u1@example.org\r\n".to_owned(),
        html: "<div>R&#233;pondre, u1@example.org</div>\r\n".to_owned(),
    }
}

fn ascii() -> Footer {
    Footer { text: "\r\n-- \r\nLeave: u1@example.org\r\n".to_owned(), ..footer() }
}

fn crlf(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

/// The message with the footer in place, as it would leave.
fn with(raw: &[u8], footer: &Footer) -> Option<Vec<u8>> {
    let cut = Cut::new(raw, footer);
    let (head, body) = edit::split(raw);
    if !cut.has_slot() {
        let mut out = Vec::new();
        cut.write(&mut out, footer);
        assert_eq!(out, body, "a message without a footer keeps its body to the octet");
        return None;
    }
    let mut out = cut.fields.clone();
    for field in edit::fields(head).filter(|f| !cut.dropped.contains(&f.name.to_lowercase())) {
        out.extend_from_slice(field.bytes);
    }
    out.extend_from_slice(b"\r\n");
    cut.write(&mut out, footer);
    Some(out)
}

/// The footer does not go there, whatever its words.
#[track_caller]
fn none(raw: &str) {
    assert_eq!(with(&crlf(raw), &footer()), None, "{raw}");
    assert_eq!(with(&crlf(raw), &ascii()), None, "{raw}");
}

/// What leaves, to the octet.
#[track_caller]
fn exact(raw: &str, footer: &Footer, want: &str) {
    let out = with(&crlf(raw), footer).expect("a footer");
    assert_eq!(String::from_utf8_lossy(&out).replace("\r\n", "\n"), want, "{raw}");
}

/// The text that a reader sees, and the message's other octets.
#[track_caller]
fn reads(raw: &[u8], want: &str) -> Vec<u8> {
    let out = with(raw, &footer()).expect("a footer");
    let text = Message::parse(&out).text().text.clone();
    assert_eq!(text.trim_end(), want.trim_end(), "{}", String::from_utf8_lossy(&out));
    out
}

const FR: &str = "\n-- \nRépondre : répondez\nQuitter : u1@example.org\n";

#[test]
fn plain_text() {
    exact("Subject: a\n\nHello\n", &ascii(), "Subject: a\n\nHello\n\n-- \nLeave: u1@example.org\n");
    // No line end at the end of the body.
    exact("A: b\n\nHello", &ascii(), "A: b\n\nHello\n\n-- \nLeave: u1@example.org\n");
    exact("A: b\n\n", &ascii(), "A: b\n\n\n-- \nLeave: u1@example.org\n");
    // Words beyond ASCII in a part that says nothing: it becomes UTF-8, quoted.
    exact(
        "Subject: a\n\n1 = 1 \nHello\n",
        &footer(),
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\
         MIME-Version: 1.0\nSubject: a\n\n1 =3D 1=20\nHello\n\n--=20\nR=C3=A9pondre : \
         r=C3=A9pondez\nQuitter : u1@example.org\n",
    );
}

#[test]
fn parameters_stay() {
    let raw = "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"us-ascii\";\n \
               format=flowed; x=\"a;b\"; delsp=yes\n\nHello \nworld\n";
    let out = String::from_utf8(with(&crlf(raw), &footer()).unwrap()).unwrap();
    let kept = "Content-Type: text/plain; format=flowed; x=\"a;b\"; delsp=yes; charset=utf-8\r\n";
    assert!(out.starts_with(kept), "{out}");
    assert!(out.contains("\r\nHello=20\r\nworld\r\n"), "{out}");
    assert_eq!(out.matches("MIME-Version").count(), 1);
}

#[test]
fn charsets_and_encodings() {
    let head = |charset: &str, encoding: &str| {
        let text = format!(
            "Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
        );
        crlf(&text)
    };
    let message = |charset, encoding, body: &[u8]| [&head(charset, encoding), body].concat();
    let seen = format!("été\n{FR}");
    // 8-bit UTF-8 and Latin-1 stay what they are, and so does what stands before.
    let utf8 = message("utf-8", "8bit", "été\r\n".as_bytes());
    assert!(reads(&utf8, &seen).starts_with(&utf8));
    let latin = message("iso-8859-1", "8bit", b"\xE9t\xE9\r\n");
    let out = reads(&latin, &seen);
    assert!(out.starts_with(&latin) && out.windows(3).any(|w| w == b"R\xE9p"));
    reads(&message("ISO-8859-15", "quoted-printable", b"=E9t=E9\r\n"), &seen);
    reads(&message("utf-8", "quoted-printable", b"=C3=A9t=\r\n=C3=A9"), &seen);
    reads(&message("utf-8", "7bit", b"hello\r\n"), &format!("hello\n{FR}"));
    // A charset without é gives way to UTF-8.
    reads(&message("koi8-r", "8bit", b"\xC4\xC1\r\n"), &format!("да\n{FR}"));
    reads(&message("koi8-r", "base64", b"xME=\r\n"), &format!("да\n{FR}"));
    for length in [0, 1, 56, 57, 58, 114, 500] {
        let text = "x".repeat(length);
        let mut body = Vec::new();
        codec::write_base64(&mut body, text.as_bytes());
        let lead = if length == 0 { "" } else { "\n" };
        let out = reads(&message("utf-8", "base64", &body), &format!("{text}{lead}{FR}"));
        let longest = out.split(|b| *b == b'\n').map(<[u8]>::len).max();
        assert!(longest <= Some(77));
    }
    for (charset, encoding) in
        [("utf-8", "x-uuencode"), ("utf-16", "base64"), ("x-unknown", "8bit"), ("utf-7", "7bit")]
    {
        let text = String::from_utf8(message(charset, encoding, b"aGVsbG8=\n")).unwrap();
        none(&text.replace("\r\n", "\n"));
    }
    // Octets that are not what the label says are left alone.
    assert_eq!(with(&message("koi8-r", "base64", b"x*E="), &footer()), None);
    assert_eq!(with(&message("us-ascii", "7bit", b"\xE9t\xE9\r\n"), &footer()), None);
    assert_eq!(with(&message("utf-8", "quoted-printable", b"a=zz\r\n"), &footer()), None);
}

#[test]
fn long_lines_and_stray_octets() {
    let long = "mot ".repeat(400);
    let raw = format!("Content-Type: text/plain; charset=utf-8\n\n{long}\n");
    let out = reads(&crlf(&raw), &format!("{}\n{FR}", long));
    assert!(out.split(|b| *b == b'\n').all(|l| l.len() < 999));
}

#[test]
fn html() {
    let raw = "Content-Type: text/html; charset=utf-8\n\n<html><body><p>été</p></BODY></html>\n";
    let out = String::from_utf8(with(&crlf(raw), &footer()).unwrap()).unwrap();
    assert!(
        out.ends_with(
            "<p>été</p>\r\n<div>R&#233;pondre, u1@example.org</div>\r\n</BODY></html>\r\n"
        ),
        "{out}"
    );
    let quoted = "Content-Type: text/html; charset=iso-8859-1\n\
                  Content-Transfer-Encoding: quoted-printable\n\n<p>=E9t=E9</p></bo=\ndy></html>\n";
    let out = with(&crlf(quoted), &footer()).unwrap();
    let html = Message::parse(&out).html().unwrap();
    assert!(html.contains("<p>été</p>\r\n<div>R&#233;pondre"), "{html}");
    assert!(html.ends_with("</div>\r\n</body></html>\r\n"), "{html}");
    let bare = "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+YQ==\n";
    let out = with(&crlf(bare), &footer()).unwrap();
    assert_eq!(
        Message::parse(&out).html().unwrap(),
        "<p>a\r\n<div>R&#233;pondre, u1@example.org</div>\r\n"
    );
}

const ALTERNATIVE: &str = "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\n\
    Content-Type: text/plain; charset=utf-8\n\nHello\n--b\nContent-Type: text/html\n\n\
    <body>Hello</body>\n--b--\nepilogue\n";

#[test]
fn alternative_takes_it_in_each_branch() {
    exact(
        ALTERNATIVE,
        &ascii(),
        "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\n\
         Content-Type: text/plain; charset=utf-8\n\nHello\n\n-- \nLeave: u1@example.org\n--b\n\
         Content-Type: text/html\n\n<body>Hello\n<div>R&#233;pondre, u1@example.org</div>\n</body>\n\
         --b--\nepilogue\n",
    );
    let related = ALTERNATIVE.replace(
        "Content-Type: text/html\n\n<body>Hello</body>\n",
        "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n\
         <body>Hello</body>\n--r\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n\
         AAAA\n--r--\n",
    );
    let out = reads(&crlf(&related), &format!("Hello\n{FR}"));
    let html = Message::parse(&out).html().unwrap();
    assert!(html.contains("R&#233;pondre"), "{html}");
}

#[test]
fn mixed_takes_it_in_its_first_text() {
    let mixed = |first: &str| {
        format!(
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"m m\"\n\n--m m\n{first}\n\
             --m m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n\
             notes\n--m m--\n"
        )
    };
    let out = reads(&crlf(&mixed("\nHello")), &format!("Hello\n{FR}"));
    let tail = crlf(
        "\n--m m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nnotes\n--m m--\n",
    );
    assert!(out.ends_with(&tail));
    let nested = ALTERNATIVE.trim_end().to_owned();
    let out = with(&crlf(&mixed(&nested)), &footer()).unwrap();
    assert_eq!(String::from_utf8_lossy(&out).matches("u1@example.org").count(), 2);
    // No text at all: a last part of its own.
    let picture = mixed("Content-Type: image/png\n\nx");
    let out = with(&crlf(&picture), &footer()).unwrap();
    let out = String::from_utf8(out).unwrap().replace("\r\n", "\n");
    assert!(
        out.contains(
            "\nnotes\n--m m\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: quoted-printable\nContent-Disposition: inline\n\n\n--=20\n"
        ),
        "{out}"
    );
    assert!(out.ends_with("Quitter : u1@example.org\n--m m--\n"), "{out}");
}

#[test]
fn a_picture_gets_a_part_beside_it() {
    let raw = "Subject: photo\nContent-Type: image/png;\n name=a.png\n\
               Content-Transfer-Encoding: base64\n\nAAAA\n";
    let out = with(&crlf(raw), &ascii()).unwrap();
    let message = Message::parse(&out);
    assert_eq!(message.media_type(), "multipart/mixed");
    assert_eq!(message.attachments()[0].name, "a.png");
    let kept = b"Content-Type: image/png;\r\n name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n";
    assert!(out.windows(kept.len()).any(|w| w == kept));
    assert!(message.text().text.contains("Leave: u1@example.org"));
    assert!(message.has_header("mime-version"));
}

#[test]
fn sealed_messages_stay_whole() {
    let body = "\n\n--b\n\nHello\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n";
    none(&format!("Content-Type: multipart/signed; boundary=b{body}"));
    none(&format!("Content-Type: multipart/encrypted; boundary=b{body}"));
    none(&format!("Content-Type: multipart/report; boundary=b{body}"));
    none(&format!("Content-Type: multipart/x-new; boundary=b{body}"));
    none("Content-Type: application/pkcs7-mime\n\nAAAA\n");
    none("Content-Type: application/x-pkcs7-mime; smime-type=signed-data\n\nAAAA\n");
    let armour = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHello\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n";
    none(&format!("Content-Type: text/plain; charset=iso-8859-1\n\n{armour}"));
    none(&format!("Subject: a\n\nHello\n\n{}", armour.replace("SIGNED ", "")));
    none(&ALTERNATIVE.replace("\nHello\n--b", "\n-----BEGIN PGP MESSAGE-----\n\nx\n--b"));
    none("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n");
    none("Content-Type: text/csv\n\na,b\n");
    none("Content-Type: message/rfc822\n\nSubject: x\n\nx\n");
    none(&ALTERNATIVE.replace("text/html", "text/calendar"));
    let wrapped = format!(
        "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/signed; \
         boundary=b{body}--o\n\nlist words\n--o--\n"
    );
    none(&wrapped);
    // One branch that cannot take it spares the other.
    none(
        &ALTERNATIVE.replace("Content-Type: text/html", "Content-Type: text/html; charset=utf-16"),
    );
}

#[test]
fn broken_structure_is_left_alone_or_survives() {
    none("Content-Type: multipart/mixed; boundary=b\n\nno part at all\n");
    none("Content-Type: multipart/alternative\n\n--b\n\nx\n--b--\n");
    // A close delimiter that never comes.
    let open = ALTERNATIVE.replace("--b--\nepilogue\n", "");
    let out = reads(&crlf(&open), &format!("Hello\n{FR}"));
    assert_eq!(String::from_utf8_lossy(&out).matches("u1@example.org").count(), 2);
}

#[test]
fn a_long_name_fits_the_same_slots() {
    let cut = Cut::new(&crlf(ALTERNATIVE), &footer());
    let mut out = Vec::new();
    let longer = |text: String| text.replace("u1@", "u1234567@");
    let other = Footer { text: longer(footer().text), html: longer(footer().html) };
    cut.write(&mut out, &other);
    assert_eq!(String::from_utf8_lossy(&out).matches("u1234567@example.org").count(), 2);
}

proptest! {
    /// Whatever comes, nothing panics, and cutting out the footer gives the body back.
    #[test]
    fn any_octets(
        kind in prop::sample::select(vec![
            "text/plain", "text/html; charset=utf-8", "multipart/mixed; boundary=b",
            "multipart/alternative; boundary=b", "image/png", "text/plain; charset=iso-8859-1",
        ]),
        encoding in prop::sample::select(vec!["7bit", "8bit", "base64", "quoted-printable", "?"]),
        body in "(\r\n|--b|--b--|--b\r\nContent-Type: text/plain\r\n\r\n|[ -~é=.]|</body>){0,40}",
    ) {
        let raw = format!(
            "Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"
        );
        if let Some(out) = with(raw.as_bytes(), &ascii()) {
            let at_least = body.len();
            prop_assert!(out.len() > at_least / 2);
            prop_assert!(edit::canonical(&out) == out);
        }
    }
}
