//! Votes as twelve programs send them: their own way of quoting the form below (or above), their MIME, and
//! signatures with digits in them. To the ballot box or, by « Répondre à tous », to the list: each is one
//! vote, and none is a post.

use data_encoding::BASE64_MIME;
use palabre::list::member::Delivery;
use palabre::store::polls;

use crate::harness::letters::{Letter, last_to};
use crate::polls::{CDP, Club, address, club, has};

const WHEN: &str = "- mardi midi\n- jeudi soir\n- samedi\n\nFin : 6 juin 17 h";
const LIST: &str = "Cercle <cdp-owner@lists.example.org>";

/// One program: its name, and the fields and body of a reply that says these words.
pub type Program = (&'static str, fn(&str, &Letter) -> String);

pub const PROGRAMS: [Program; 12] = [
    ("gmail", gmail),
    ("gmail-app", gmail_app),
    ("iphone", iphone),
    ("outlook", outlook),
    ("outlook-web", outlook_web),
    ("thunderbird", thunderbird),
    ("yahoo", yahoo),
    ("mutt", mutt),
    ("proton", proton),
    ("k9", k9),
    ("orange", orange),
    ("zimbra", zimbra),
];

fn marked(text: &str) -> String {
    text.lines().map(|l| if l.is_empty() { ">\n".to_owned() } else { format!("> {l}\n") }).collect()
}

fn html(text: &str) -> String {
    let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    safe.lines().map(|l| format!("<div>{l}<br></div>\r\n")).collect()
}

fn plain(text: &str) -> String {
    format!(
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: 8bit\n\n{text}"
    )
}

fn flowed(text: &str) -> String {
    plain(text).replace("charset=\"UTF-8\"", "charset=UTF-8; format=flowed")
}

fn base64(text: &str) -> String {
    format!(
        "Content-Transfer-Encoding: base64\n\n{}",
        BASE64_MIME.encode(text.replace('\n', "\r\n").as_bytes()).replace("\r\n", "\n")
    )
}

/// RFC 2045 §6.7, of Latin-1.
fn latin(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        for piece in line.chars().collect::<Vec<_>>().chunks(20) {
            for c in piece {
                match u32::from(*c) {
                    n @ (0..32 | 61 | 127..=255) => out += &format!("={n:02X}"),
                    0..=255 => out.push(*c),
                    _ => out.push('?'),
                }
            }
            out += "=\n";
        }
        out += "\n";
    }
    out
}

fn both(text: &str, html: &str) -> String {
    format!(
        "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"0000a1\"\n\n\
         --0000a1\nContent-Type: text/plain; charset=\"UTF-8\"\n{}\n\
         --0000a1\nContent-Type: text/html; charset=\"UTF-8\"\n{}\n--0000a1--\n",
        base64(text),
        base64(html)
    )
}

fn gmail(words: &str, form: &Letter) -> String {
    let by = "Le lun. 27 mai 2019, à 08\u{a0}h\u{a0}00, Cercle <cdp-owner@lists.example.org> a\nécrit\u{a0}:";
    let text = format!("{words}\n\n-- \nZoé Roy, 418 555-0142\n\n\n{by}\n\n{}", marked(&form.text));
    let page = format!(
        "<div dir=\"ltr\">{words}<br clear=\"all\"><div><br></div><span class=\"gmail_signature_prefix\">-- </span><br>\
         <div dir=\"ltr\" class=\"gmail_signature\">Zoé Roy, 418 555-0142</div></div><br>\
         <div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">{}<br></div>\
         <blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\">{}</blockquote></div>",
        html(by),
        html(&form.text)
    );
    both(&text, &page)
}

fn gmail_app(words: &str, form: &Letter) -> String {
    let by = format!("Le lun. 27 mai 2019, 08 h 00, {LIST} a écrit :");
    let text = format!("{words}\n\n{by}\n\n{}", marked(&form.text));
    let page = format!(
        "<div dir=\"auto\">{words}</div><br><div class=\"gmail_quote\"><div dir=\"ltr\">{}</div>\
         <blockquote class=\"gmail_quote\">{}</blockquote></div>",
        html(&by),
        html(&form.text)
    );
    both(&text, &page)
}

fn iphone(words: &str, form: &Letter) -> String {
    let by = format!("Le 27 mai 2019 à 08:00, {LIST} a écrit\u{a0}:");
    let text = format!(
        "{words}\n\nEnvoyé de mon iPhone 7\n\n> {by}\n> \n> \u{feff}{}",
        marked(&form.text).trim_start_matches("> ")
    );
    let page = format!(
        "<html><body dir=\"auto\">{words}<br><br><div dir=\"ltr\">Envoyé de mon iPhone 7</div>\
         <div dir=\"ltr\"><br><blockquote type=\"cite\">{}<br></blockquote></div>\
         <blockquote type=\"cite\"><div dir=\"ltr\">\u{feff}{}</div></blockquote></body></html>",
        html(&by),
        html(&form.text)
    );
    both(&text, &page)
}

fn outlook(words: &str, form: &Letter) -> String {
    let head = format!(
        "De\u{a0}: {LIST} \nEnvoyé\u{a0}: 27 mai 2019 08:00\nÀ\u{a0}: Zoé Roy\nObjet\u{a0}: {}",
        form.subject
    );
    let signature = "Zoé Roy\nConseillère, poste 4127\n2e étage";
    let text = format!("{words}\n\n{signature}\n\n{head}\n\n{}", form.text);
    let page = format!(
        "<html><body lang=FR-CA><div class=WordSection1><p class=MsoNormal>{words}<o:p></o:p></p>\
         <p class=MsoNormal><o:p>&nbsp;</o:p></p>{}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>\
         {}</div></div>{}</div></body></html>",
        html(signature),
        html(&head),
        html(&form.text)
    );
    both(&text, &page)
}

fn outlook_web(words: &str, form: &Letter) -> String {
    let head = format!(
        "De : {LIST}\nEnvoyé : 27 mai 2019 08:00\nÀ : Zoé <zoe@example.org>\nObjet : {}",
        form.subject
    );
    let page = format!(
        "<html><body dir=\"ltr\"><div style=\"font-size:12pt\">{words}</div>\
         <div id=\"Signature\"><div>Télécharger Outlook 365</div></div><div id=\"appendonsend\"></div>\
         <hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\">{}</div>\
         <div>{}</div></body></html>",
        html(&head),
        html(&form.text)
    );
    format!("MIME-Version: 1.0\nContent-Type: text/html; charset=\"utf-8\"\n{}", base64(&page))
}

fn thunderbird(words: &str, form: &Letter) -> String {
    flowed(&format!(
        "Le 27/05/2019 à 08:00, Cercle a écrit\u{a0}:\n{}\n{words}\n\n-- \nZoé\nTél. 418 555-0142 p. 3\n",
        marked(&form.text)
    ))
}

fn yahoo(words: &str, form: &Letter) -> String {
    let by = format!("Le lundi 27 mai 2019 à 08 h 00 min 00 s UTC−4, {LIST} a écrit :");
    let text = format!(
        "{words}\n\n    {by}  \n \n {}\n",
        form.text.lines().collect::<Vec<_>>().join("\n ")
    );
    let page = format!(
        "<div class=\"ydp1\"><div dir=\"ltr\">{words}</div></div><div id=\"yahoo_quoted_42\" class=\"yahoo_quoted\">\
         <div>{}</div><div>{}</div></div>",
        html(&by),
        html(&form.text)
    );
    both(&text, &page)
}

fn mutt(words: &str, form: &Letter) -> String {
    plain(&format!(
        "On Mon, May 27, 2019 at 08:00:00AM -0400, Cercle wrote:\n{}\n{words}\n\n-- \nzoe 7F3A 1234 5678\n",
        marked(&form.text)
    ))
}

fn proton(words: &str, form: &Letter) -> String {
    plain(&format!(
        "{words}\n\nEnvoyé avec la messagerie sécurisée [Proton Mail](https://proton.me/).\n\n\
         Le lundi 27 mai 2019 à 8:00 AM, {LIST} a écrit :\n\n{}",
        marked(&form.text)
    ))
}

fn k9(words: &str, form: &Letter) -> String {
    plain(&format!(
        "{words}\n-- \nEnvoyé de mon appareil Android 9 avec Courriel K-9 Mail. Veuillez excuser ma brièveté.\n\n\
         Le 27 mai 2019 08:00:00 GMT-04:00, {LIST} a écrit :\n{}",
        marked(&form.text)
    ))
}

fn orange(words: &str, form: &Letter) -> String {
    plain(&format!(
        "{words}\n\n \n\n> Message du 27/05/19 08:00\n> De : \"Cercle\" <cdp-owner@lists.example.org>\n> A : zoe@example.org\n\
         > Copie à : \n> Objet : {}\n> \n{}",
        form.subject,
        marked(&form.text)
    ))
}

fn zimbra(words: &str, form: &Letter) -> String {
    let text = format!(
        "{words}\n\n\nDe: \"Cercle\" <cdp-owner@lists.example.org>\nÀ: \"Zoé\" <zoe@example.org>\n\
         Envoyé: Lundi 27 Mai 2019 08:00:00\nObjet: {}\n\n{}\n",
        form.subject, form.text
    );
    format!(
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\n\
         Content-Transfer-Encoding: quoted-printable\n\n{}",
        latin(&text)
    )
}

/// The form went to one member for each program, and to those of the club.
async fn asked() -> Club {
    let club = club();
    for (name, _) in PROGRAMS {
        club.world.member(club.cdp, &address(name), Delivery::Each);
    }
    club.open("Quand se voir?", WHEN).await;
    club
}

/// The whole mail of a program's reply.
pub fn mail((name, n): (&str, usize), to: &str, form: &Letter, body: &str) -> String {
    let id = form.raw.lines().find_map(|l| l.strip_prefix("Message-ID: ")).unwrap();
    format!(
        "From: Zoé Roy <{}>\nTo: {to}\nSubject: Re: {}\nMessage-ID: <{name}.{n}@client.example.org>\n\
         In-Reply-To: {id}\nReferences: {id}\nDate: Mon, 27 May 2019 09:00:00 -0400\n{body}",
        address(name),
        form.subject
    )
}

#[tokio::test]
async fn twelve_programs_vote_by_the_box_and_into_the_thread() {
    let club = asked().await;
    for (name, program) in PROGRAMS {
        let form = club.asked(name);
        let who = address(name);
        let all = [
            ("3", form.back.as_deref().unwrap(), "3 – samedi"),
            ("2", CDP, "2 – jeudi soir"),
            ("mardi midi", form.back.as_deref().unwrap(), "1 – mardi midi"),
            ("Bonjour Karine,\n\n2", CDP, "2 – jeudi soir"),
            // Some know no Reply-To.
            ("3", "cdp-owner@lists.example.org", "3 – samedi"),
        ];
        for (n, (words, to, option)) in all.into_iter().enumerate() {
            let raw = mail((name, n), to, &form, &program(words, &form));
            let verdict = club.world.mail(&who, to, &raw).await;
            assert!(verdict.is_accepted(), "{name}: {verdict:?}");
            let posted = club.world.posts(club.cdp);
            assert!(posted.is_empty(), "{name}: “{words}” to {to} was posted");
            let to_team = last_to(&club.world, "zoe@example.org");
            assert!(
                to_team.subject.starts_with("Sondage"),
                "{name}: the team got {}",
                to_team.subject
            );
            let back = last_to(&club.world, &who);
            assert!(
                back.subject.starts_with("Noté"),
                "{name}: {words}\n{}\n{}",
                back.subject,
                back.text
            );
            has(&back, &format!("Noté : {option}."));
        }
    }
    let ballots = polls::ballots(&club.world.site.store, &club.poll()).unwrap();
    assert_eq!(ballots.len(), PROGRAMS.len());
}

#[tokio::test]
async fn what_somebody_says_to_all_is_a_post_whatever_number_is_in_it() {
    let club = asked().await;
    for (at, (name, program)) in PROGRAMS.into_iter().enumerate() {
        let form = club.asked(name);
        let body = program("Le 2 est pris pour moi, qui peut le 3?", &form);
        let raw = mail((name, 9), CDP, &form, &body);
        assert!(club.world.mail(&address(name), CDP, &raw).await.is_accepted());
        assert_eq!(club.world.posts(club.cdp).len(), at + 1, "{name}");
    }
    assert!(polls::ballots(&club.world.site.store, &club.poll()).unwrap().is_empty());
}
