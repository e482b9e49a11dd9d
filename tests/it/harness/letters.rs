//! Letters between people and a world without network: what somebody writes, and what we wrote to whom.
//! Decides nothing about what should come.

use palabre::mail::message::Message;

use super::world::World;

/// One mail of ours, with plain blanks.
pub struct Letter {
    pub to: String,
    pub subject: String,
    /// Where a reply goes; `None`: to the humans.
    pub back: Option<String>,
    pub text: String,
    pub raw: String,
}

/// All that we wrote, oldest first.
pub fn own(world: &World) -> Vec<Letter> {
    let read = |(to, raw): (String, String)| {
        let message = Message::parse(raw.as_bytes());
        let clear = |text: String| text.replace('\u{a0}', " ");
        Letter {
            to,
            subject: clear(message.subject()),
            back: message.reply_to().first().map(|m| m.address.to_string()),
            text: clear(message.text().text.clone()),
            raw: raw.clone(),
        }
    };
    world.own_mail().into_iter().map(read).collect()
}

/// The last that we wrote to somebody.
#[track_caller]
pub fn last_to(world: &World, who: &str) -> Letter {
    let found = own(world).into_iter().rev().find(|m| m.to == who);
    found.unwrap_or_else(|| panic!("nothing was written to {who}"))
}

/// What somebody writes; the same words make the same mail.
pub fn written(from: &str, to: &str, subject: &str, text: &str) -> String {
    let id = palabre::mail::message_id::hash_text(&[from, to, subject, text].map(str::as_bytes));
    let id: String = id.iter().map(|b| format!("{b:02x}")).collect();
    format!(
        "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
}

/// A line without its tokens, which are keyed anew in each test.
pub fn masked(line: &str) -> String {
    let mut out = String::new();
    for word in line.split_inclusive([' ', '<', '>', ':']) {
        match word.split_once('@') {
            Some((local, rest)) if local.contains('+') => {
                let (list, token) = local.split_once('+').unwrap();
                let kind = token.chars().next().unwrap_or('?');
                let wish = token.split_once('-').map_or("", |(_, wish)| wish);
                let dash = if wish.is_empty() { "" } else { "-" };
                out.push_str(&format!("{list}+{kind}…{dash}{wish}@{rest}"));
            }
            _ => out.push_str(word),
        }
    }
    out
}

impl World {
    /// `who` writes to an address; the reply's code.
    pub async fn write_to(&self, who: &str, to: &str, subject: &str, text: &str) -> u16 {
        let address = who.split(['<', '>']).nth(1).unwrap_or(who).to_owned();
        let raw = written(who, to, subject, text);
        self.mail(&address, to, &raw).await.code.number()
    }

    /// `who` answers a letter of ours; the reply's code.
    pub async fn reply_to(&self, letter: &Letter, who: &str, text: &str) -> u16 {
        let back = letter.back.clone().expect("a letter that takes an answer");
        self.write_to(who, &back, &format!("Re: {}", letter.subject), text).await
    }
}
