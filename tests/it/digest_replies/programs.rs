//! Eight mail programs: what each makes of somebody's words and of the digest it quotes. No judgement of it.

use crate::router::Digest;

const CDP: &str = "cdp@lists.example.org";
const ZOE: &str = "zoe@example.org";

/// What of the digest a reply leaves below (or above) its words.
pub struct Left {
    /// Our text part.
    pub text: String,
    /// Our HTML part, without its head.
    pub html: String,
    /// What programs make of that for their own text part.
    pub read: String,
}

impl Left {
    pub fn whole(digest: &Digest) -> Self {
        let body = digest.html.split("<body").nth(1).unwrap().split_once('>').unwrap().1;
        let html = body.split("</body>").next().unwrap().replace('\r', "");
        Self { text: digest.text.clone(), read: read(&html), html }
    }

    /// One item alone.
    pub fn item(digest: &Digest, n: usize) -> Self {
        let whole = Self::whole(digest);
        let from = whole.html.find(&format!("[{n}] ")).unwrap();
        let (before, after) = whole.html.split_at(from);
        let begins = before.rfind("<h3").unwrap();
        let ends = ["<h3", "<h2", "<hr"].iter().filter_map(|tag| after.find(tag)).min().unwrap();
        let html = whole.html[begins..from + ends].to_owned();
        Self { text: digest.item(n), read: read(&html), html }
    }
}

/// HTML as mail programs write it into their text part: links behind their words, points before items.
fn read(html: &str) -> String {
    let mut out = String::new();
    let mut link = String::new();
    for piece in html.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name {
            "a" => {
                link = tag.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
            }
            "/a" => out += &format!(" <{}>", link.replace("&#38;", "&")),
            "li" => out += "\n   - ",
            "br" => out += "\n",
            "/p" | "/h1" | "/h2" | "/h3" | "/div" | "/ul" | "hr" => out += "\n\n",
            _ => {}
        }
        out += words.replace('\n', " ").trim_start_matches(' ');
    }
    [("&#39;", "'"), ("&#34;", "\""), ("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">")]
        .iter()
        .fold(out, |text, (from, to)| text.replace(from, to))
}

pub fn wrapped(text: &str, mark: &str) -> String {
    let mut out = String::new();
    for line in text.trim().lines() {
        let mut column = mark.chars().count();
        out += mark;
        for word in line.split(' ') {
            if column > 0 && column + word.chars().count() > 74 {
                out += &format!("\n{mark}");
                column = mark.chars().count();
            }
            out += &format!("{word} ");
            column += word.chars().count() + 1;
        }
        out = format!("{}\n", out.trim_end());
    }
    out
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Words as editors put them in HTML: a block a line, an empty one with a break.
fn blocks(words: &str, open: &str, close: &str) -> String {
    let line = |l: &str| match l.trim() {
        "" => format!("{open}<br>{close}\r\n"),
        l => format!("{open}{}{close}\r\n", escaped(l)),
    };
    words.lines().map(line).collect()
}

pub fn base64(text: &str) -> String {
    let lines = data_encoding::BASE64_MIME.encode(text.replace('\n', "\r\n").as_bytes());
    format!("Content-Transfer-Encoding: base64\n\n{}", lines.replace("\r\n", "\n"))
}

pub fn both(text: &str, html: &str) -> String {
    format!(
        "Content-Type: multipart/alternative; boundary=\"000_b\"\n\n--000_b\nContent-Type: text/plain; charset=\"UTF-8\"\n{}\n\
         --000_b\nContent-Type: text/html; charset=\"UTF-8\"\n{}\n--000_b--\n",
        base64(text),
        base64(html)
    )
}

/// One reply to be laid out.
pub struct Draft<'a> {
    pub words: &'a str,
    pub left: &'a Left,
    pub subject: &'a str,
    pub english: bool,
}

impl Draft<'_> {
    fn says(&self, french: &str, english: &str) -> String {
        if self.english { english } else { french }.to_owned()
    }

    /// The four lines that stand over a quotation in Outlook.
    fn head(&self) -> String {
        let subject = self.subject;
        match self.english {
            true => format!(
                "From: Circle <{CDP}>\nSent: Monday, June 3, 2019 7:30 AM\nTo: Zoé <{ZOE}>\nSubject: {subject}"
            ),
            false => format!(
                "De\u{a0}: Cercle <{CDP}>\nEnvoyé\u{a0}: 3 juin 2019 07:30\nÀ\u{a0}: Zoé <{ZOE}>\nObjet\u{a0}: {subject}"
            ),
        }
    }
}

pub type Program = (&'static str, fn(&Draft<'_>) -> String);

pub const PROGRAMS: [Program; 8] = [
    ("gmail", gmail),
    ("outlook", outlook),
    ("outlook-web", outlook_web),
    ("outlook-mobile", outlook_mobile),
    ("apple", apple),
    ("iphone", iphone),
    ("thunderbird", thunderbird),
    ("yahoo", yahoo),
];

fn gmail(d: &Draft<'_>) -> String {
    let by = d.says(
        &format!("Le lun. 3 juin 2019, à 07\u{a0}h\u{a0}30, Cercle <{CDP}> a\nécrit\u{a0}:"),
        &format!("On Mon, Jun 3, 2019 at 7:30\u{202f}AM Circle <{CDP}> wrote:"),
    );
    let text = format!("{}\n\n{by}\n\n{}", d.words, wrapped(&d.left.read, "> "));
    let html = format!(
        "<div dir=\"ltr\">{}</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">{}<br></div>\
         <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex\">{}</blockquote></div>",
        blocks(d.words, "<div>", "</div>"),
        escaped(&by),
        d.left.html
    );
    both(&text, &html)
}

fn outlook(d: &Draft<'_>) -> String {
    let text = format!("{}\n\n{}\n\n{}", d.words, d.head(), d.left.read);
    let html = format!(
        "<html><head><style><!-- p.MsoNormal {{margin:0cm}} --></style></head><body lang=FR-CA link=\"#0563C1\"><div class=WordSection1>{}\
         <p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>\
         <p class=MsoNormal>{}<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>{}</div></body></html>",
        blocks(d.words, "<p class=MsoNormal>", "<o:p></o:p></p>"),
        escaped(&d.head()).replace('\n', "<br>"),
        d.left.html
    );
    both(&text, &html)
}

fn outlook_web(d: &Draft<'_>) -> String {
    let text = format!("{}\n{}\n{}\n\n{}", d.words, "_".repeat(32), d.head(), d.left.read);
    let html = format!(
        "<html><body dir=\"ltr\">{}<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">\
         <div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\">{}</font><div>&nbsp;</div></div><div>{}</div></body></html>",
        blocks(d.words, "<div class=\"elementToProof\">", "</div>"),
        escaped(&d.head()).replace('\n', "<br>"),
        d.left.html
    );
    both(&text, &html)
}

/// HTML alone, with the program's own line.
fn outlook_mobile(d: &Draft<'_>) -> String {
    let get = d.says(
        "Obtenir <a href=\"https://aka.ms/x\">Outlook pour Android</a>",
        "Get <a href=\"https://aka.ms/x\">Outlook for iOS</a>",
    );
    let html = format!(
        "<html><body><div dir=\"auto\">{}</div><div dir=\"auto\"><br></div><div id=\"ms-outlook-mobile-signature\" dir=\"auto\">{get}</div>\
         <hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\">{}</div><div>{}</div></body></html>",
        blocks(d.words, "<div dir=\"auto\">", "</div>"),
        escaped(&d.head()).replace('\n', "<br>"),
        d.left.html
    );
    format!("Content-Type: text/html; charset=\"utf-8\"\n{}", base64(&html))
}

fn apple(d: &Draft<'_>) -> String {
    let by = d.says(
        &format!("Le 3 juin 2019 à 07:30, Cercle <{CDP}> a écrit\u{a0}:"),
        &format!("On Jun 3, 2019, at 7:30\u{202f}AM, Circle <{CDP}> wrote:"),
    );
    let text = format!("{}\n\n> {by}\n> \n{}", d.words, wrapped(&d.left.read, "> "));
    let html = format!(
        "<html><head></head><body style=\"overflow-wrap: break-word;\">{}<br id=\"lineBreakAtBeginningOfMessage\"><div><br>\
         <blockquote type=\"cite\"><div>{}</div><br class=\"Apple-interchange-newline\"><div>{}</div></blockquote></div><br></body></html>",
        blocks(d.words, "<div>", "</div>"),
        escaped(&by),
        d.left.html
    );
    both(&text, &html)
}

fn iphone(d: &Draft<'_>) -> String {
    let sent = d.says("Envoyé de mon iPhone", "Sent from my iPhone");
    let by = d.says(
        &format!("Le 3 juin 2019 à 07:30, Cercle <{CDP}> a écrit\u{a0}:"),
        &format!("On Jun 3, 2019, at 7:30\u{202f}AM, Circle <{CDP}> wrote:"),
    );
    let quoted = wrapped(&d.left.read, "> ");
    let text = format!(
        "{}\n\n{sent}\n\n> {by}\n> \n> \u{feff}{}",
        d.words,
        quoted.trim_start_matches("> ")
    );
    let html = format!(
        "<html><body dir=\"auto\">{}<div dir=\"ltr\"><br><div>{sent}</div></div><div dir=\"ltr\"><br><blockquote type=\"cite\">{}<br><br></blockquote></div>\
         <blockquote type=\"cite\"><div dir=\"ltr\">\u{feff}{}</div></blockquote></body></html>",
        blocks(d.words, "<div dir=\"ltr\">", "</div>"),
        escaped(&by),
        d.left.html
    );
    both(&text, &html)
}

/// Words below, and its reading of our text part.
fn thunderbird(d: &Draft<'_>) -> String {
    let by =
        d.says("Le 03/06/2019 à 07:30, Cercle a écrit\u{a0}:", "On 6/3/19 7:30 AM, Circle wrote:");
    let marked: String = d.left.text.lines().map(|l| format!("> {l}\n")).collect();
    let text = format!("{by}\n{marked}\n{}\n\n-- \nZoé\nTél. 418 555-0142, poste 3\n", d.words);
    format!(
        "Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Language: fr\nContent-Transfer-Encoding: 8bit\n\n{text}"
    )
}

fn yahoo(d: &Draft<'_>) -> String {
    let by = d.says(
        &format!("Le lundi 3 juin 2019 à 07 h 30 min 00 s UTC−4, Cercle <{CDP}> a écrit :"),
        &format!("On Monday, June 3, 2019 at 07:30:00 AM EDT, Circle <{CDP}> wrote:"),
    );
    let text = format!("{}\n\n    {by}  \n \n {}\n", d.words, d.left.read.replace('\n', "\n "));
    let html = format!(
        "<html><body><div class=\"ydp5-yahoo-style-wrap\">{}</div><div><br></div><div id=\"yahoo_quoted_7\" class=\"yahoo_quoted\">\
         <div style=\"font-size:13px\"><div>{}</div><div><br></div><div>{}</div></div></div></body></html>",
        blocks(d.words, "<div dir=\"ltr\">", "</div>"),
        escaped(&by),
        d.left.html
    );
    both(&text, &html)
}
