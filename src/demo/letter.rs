//! A message of the story as its author's mail program would write it, quotation and all. Not mail of
//! Palabre's own.

use askama::Template;

use super::story::{Client, Form};
use crate::clock::{TimeZone, Timestamp};
use crate::locale::{Locale, Value};
use crate::mail::address::Mailbox;
use crate::mail::compose::Draft;
use crate::mail::message_id::MessageId;

/// Lines of the parent that are quoted.
const QUOTED: usize = 12;

/// What is being answered.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub from: Mailbox,
    pub date: Timestamp,
    pub subject: String,
    pub message_id: MessageId,
    /// Everything before it, oldest first.
    pub references: Vec<MessageId>,
    /// Its author's words.
    pub text: String,
}

/// A letter to be.
#[derive(Debug)]
pub(super) struct Letter<'a> {
    pub from: Mailbox,
    pub to: Mailbox,
    pub subject: String,
    pub date: Timestamp,
    pub message_id: MessageId,
    pub answers: Option<&'a Answered>,
    pub client: Client,
    pub form: Form,
    pub text: String,
    pub attachment: Option<&'a (String, String)>,
    /// The author's words for what mail programs write themselves.
    pub words: &'static Locale,
    pub zone: &'a TimeZone,
}

#[derive(Template)]
#[template(path = "demo/letter.html")]
struct Html<'a> {
    paragraphs: Vec<Vec<&'a str>>,
    attribution: &'a str,
    quoted: Vec<Vec<&'a str>>,
}

impl Letter<'_> {
    /// The raw message.
    pub fn to_bytes(&self) -> Result<Vec<u8>, askama::Error> {
        let subject = match self.answers {
            Some(_) if self.client == Client::Outlook => format!("RE: {}", self.subject),
            Some(_) => format!("Re: {}", self.subject),
            None => self.subject.clone(),
        };
        let references = self.answers.map(|a| {
            let mut all = a.references.clone();
            all.push(a.message_id.clone());
            all
        });
        let draft = Draft {
            from: self.from.clone(),
            to: vec![self.to.clone()],
            reply_to: None,
            subject,
            date: self.date,
            message_id: self.message_id.clone(),
            in_reply_to: self.answers.map(|a| a.message_id.clone()),
            references: references.unwrap_or_default(),
            headers: Vec::new(),
            text: self.plain(),
            html: self.html()?,
        };
        let bytes = draft.to_bytes();
        Ok(match self.attachment {
            Some((name, file)) => with_attachment(&bytes, &self.message_id, (name, file)),
            None => bytes,
        })
    }

    fn plain(&self) -> String {
        let text = self.text.trim_end();
        let Some(answered) = self.answers else { return self.signed(text) };
        if self.form == Form::Inline {
            return format!("{}\n\n{text}\n", self.attribution(answered));
        }
        let quoted = marked(answered);
        match self.client {
            Client::Gmail => format!("{text}\n\n{}\n\n{quoted}", self.attribution(answered)),
            Client::Thunderbird => format!("{}\n{quoted}\n{text}\n", self.attribution(answered)),
            Client::Apple => {
                format!("{text}\n\n> {}\n> \n{quoted}", self.attribution(answered))
            }
            Client::Outlook => format!("{text}\n\n{}\n\n{}", self.block(answered), answered.text),
            Client::Phone => self.signed(text),
        }
    }

    fn signed(&self, text: &str) -> String {
        match self.client {
            Client::Phone => format!("{text}\n\n{}\n", self.words.s("demo-phone-signature")),
            _ => format!("{text}\n"),
        }
    }

    fn attribution(&self, answered: &Answered) -> String {
        let key = match self.client {
            Client::Thunderbird => "demo-attribution-short",
            _ => "demo-attribution",
        };
        self.fill(key, answered)
    }

    fn block(&self, answered: &Answered) -> String {
        self.fill("demo-quoted-fields", answered)
    }

    fn fill(&self, key: &str, answered: &Answered) -> String {
        let date = self.words.date(answered.date, self.zone);
        let time = self.words.time(answered.date, self.zone);
        self.words.text(
            key,
            &[
                ("name", answered.from.display().into()),
                ("address", answered.from.address.as_str().into()),
                ("list", self.to.address.as_str().into()),
                ("subject", answered.subject.as_str().into()),
                ("date", Value::from(date)),
                ("time", time.into()),
            ],
        )
    }

    /// Web mail answers in HTML too; the others when the story says so.
    fn html(&self) -> Result<Option<String>, askama::Error> {
        let answers_on_the_web = self.client == Client::Gmail && self.form == Form::Usual;
        let wanted = self.form == Form::Html || (answers_on_the_web && self.answers.is_some());
        if !wanted {
            return Ok(None);
        }
        let attribution = self.answers.map(|a| self.attribution(a)).unwrap_or_default();
        let quoted = self.answers.map(|a| a.text.as_str()).unwrap_or_default();
        let page = Html {
            paragraphs: paragraphs(&self.text),
            attribution: &attribution,
            quoted: paragraphs(quoted),
        };
        page.render().map(Some)
    }
}

fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let blocks = text.trim().split("\n\n").filter(|b| !b.trim().is_empty());
    blocks.map(|block| block.lines().collect()).collect()
}

/// The parent's words behind `> `.
fn marked(answered: &Answered) -> String {
    let lines = answered.text.trim().lines().take(QUOTED);
    lines.map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect()
}

/// Puts a message's body and a text file side by side (RFC 2046 §5.1.3). `Draft` writes what
/// Palabre sends, and Palabre attaches nothing.
fn with_attachment(bytes: &[u8], id: &MessageId, (name, file): (&str, &str)) -> Vec<u8> {
    let whole = String::from_utf8_lossy(bytes);
    let (head, body) = whole.split_once("MIME-Version: 1.0\r\n").unwrap_or((&whole, ""));
    let boundary = format!("=_{}", data_encoding::HEXLOWER.encode(&id.hash()));
    let encoded = data_encoding::BASE64_MIME.encode(file.as_bytes());
    let out = format!(
        "{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\n{body}\r\n--{boundary}\r\nContent-Type: text/csv; charset=utf-8; \
         name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{encoded}--{boundary}--\r\n"
    );
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;
    use crate::mail::address::Address;
    use crate::mail::message::Message;
    use crate::mail::text::trim;

    fn mailbox(text: &str) -> Mailbox {
        Mailbox::new(Some("Zoé Roy"), Address::parse(text).unwrap())
    }

    fn answered() -> Answered {
        Answered {
            from: mailbox("zoe@example.org"),
            date: "2019-05-21T18:21:00Z".parse().unwrap(),
            subject: "Des fourmis".to_owned(),
            message_id: MessageId::parse("a@example.org").unwrap(),
            references: Vec::new(),
            text: "Bonjour,\n\nQuelqu'un a une idée contre les fourmis dans les bacs?\n".to_owned(),
        }
    }

    #[test]
    fn every_client_s_reply_is_trimmed_to_its_words() {
        let (answered, zone) = (answered(), TimeZone::get("America/Toronto").unwrap());
        for client in
            [Client::Gmail, Client::Outlook, Client::Apple, Client::Thunderbird, Client::Phone]
        {
            for tag in ["fr", "en"] {
                let letter = Letter {
                    from: mailbox("luc@example.org"),
                    to: mailbox("jardins@example.org"),
                    subject: "Des fourmis".to_owned(),
                    date: "2019-05-22T18:21:00Z".parse().unwrap(),
                    message_id: MessageId::parse("b@example.org").unwrap(),
                    answers: Some(&answered),
                    client,
                    form: Form::Usual,
                    text: "Du marc de café.\nÇa marche chez nous.\n".to_owned(),
                    attachment: None,
                    words: locale::get(tag),
                    zone: &zone,
                };
                let raw = letter.to_bytes().unwrap();
                let message = Message::parse(&raw);
                let text = &message.text().text;
                let words = trim(text, &[&answered.text]).reply();
                assert_eq!(words, "Du marc de café.\nÇa marche chez nous.", "{client:?} {text}");
                assert_eq!(message.in_reply_to().len(), 1);
            }
        }
    }

    #[test]
    fn a_file_is_attached_beside_the_text() {
        let zone = TimeZone::UTC;
        let file = ("eau.csv".to_owned(), "toit;cuve\n60;1000\n".to_owned());
        let letter = Letter {
            from: mailbox("luc@example.org"),
            to: mailbox("jardins@example.org"),
            subject: "L'eau".to_owned(),
            date: "2019-05-22T18:21:00Z".parse().unwrap(),
            message_id: MessageId::parse("b@example.org").unwrap(),
            answers: None,
            client: Client::Outlook,
            form: Form::Usual,
            text: "Voilà le tableau.\n".to_owned(),
            attachment: Some(&file),
            words: locale::get("fr"),
            zone: &zone,
        };
        let raw = letter.to_bytes().unwrap();
        let message = Message::parse(&raw);
        assert_eq!(message.text().text.trim(), "Voilà le tableau.");
        let attached = message.attachments();
        assert_eq!(attached.len(), 1);
        assert_eq!((attached[0].name.as_str(), attached[0].size), ("eau.csv", file.1.len()));
    }
}
