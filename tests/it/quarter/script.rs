//! The script read and lived: who writes what to whom, when. What comes of it is the daemon's.

use std::collections::HashMap;

use palabre::clock::Timestamp;
use palabre::list::ArticleNo;

use super::cast::{self, CDP, Lists};
use super::stage::{Mail, Stage};

const STORY: &str = include_str!("../../quarter/story.txt");
const HISTORY: &str = include_str!("../../quarter/history.txt");

/// A post of the story.
pub struct Post {
    /// Its identifier.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// In the first community, or the other.
    pub list: palabre::list::ListId,
    /// Its number there.
    pub no: ArticleNo,
}

/// One entry.
struct Turn {
    at: Timestamp,
    who: &'static str,
    head: HashMap<&'static str, &'static str>,
    words: &'static str,
}

/// The years before, as the community brings them along from elsewhere: an mbox.
pub fn history() -> String {
    let mut out = String::new();
    for (n, turn) in read(HISTORY).into_iter().enumerate() {
        let (name, address) = (name_of(turn.who), cast::address(turn.who));
        let date = turn.at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let subject = turn.head.get("subject").copied().unwrap_or_default();
        out += &format!(
            "From {address} {}\nFrom: {name} <{address}>\nTo: {CDP}\nSubject: {subject}\n\
             Message-ID: <history.{n}@example.org>\nDate: {date}\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n\n",
            turn.at.strftime("%a %b %e %H:%M:%S %Y"),
            turn.words
        );
    }
    out
}

/// Lives the whole story; the posts that came of it.
pub async fn live(stage: &mut Stage, lists: Lists) -> Vec<Post> {
    let mut labels: HashMap<&str, (String, String)> = HashMap::new();
    for (n, turn) in read(STORY).into_iter().enumerate() {
        stage.until(turn.at).await;
        let id = format!("<story.{n}@example.org>");
        let (to, subject, parent, quoted) = match turn.head.get("reply") {
            Some(words) => answer(stage, turn.who, words),
            None => addressed(&turn, &labels),
        };
        if let Some(label) = turn.head.get("as") {
            labels.insert(label, (id.clone(), subject.trim_start_matches("Re: ").to_owned()));
        }
        let date = turn.at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let parent = parent.map_or_else(String::new, |p| format!("In-Reply-To: {p}\n"));
        let (name, address) = (name_of(turn.who), cast::address(turn.who));
        let raw = format!(
            "From: {name} <{address}>\nTo: {to}\nSubject: {subject}\nMessage-ID: {id}\n\
             Date: {date}\n{parent}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: 8bit\n\n{}\n{quoted}",
            turn.words
        );
        stage.send(address.as_str(), &to, &raw.replace('\n', "\r\n")).await;
    }
    let mut posts = Vec::new();
    for list in [lists.cdp, lists.seeds] {
        let lived = stage.world.posts(list).into_iter().filter(|article| !article.imported);
        posts.extend(lived.map(|article| Post {
            id: article.message_id.bracketed(),
            author: article.from.address.key(),
            at: article.received,
            list,
            no: article.no,
        }));
    }
    posts
}

/// Where a mail of its own, or one that answers a named post, goes.
fn addressed(
    turn: &Turn,
    labels: &HashMap<&str, (String, String)>,
) -> (String, String, Option<String>, String) {
    let to = turn.head.get("to").map_or(CDP.to_owned(), |to| format!("{to}@lists.example.org"));
    let subject = turn.head.get("subject").copied().unwrap_or_default().to_owned();
    match turn.head.get("answers").map(|label| &labels[label]) {
        Some((id, subject)) => (to, format!("Re: {subject}"), Some(id.clone()), String::new()),
        None => (to, subject, None, String::new()),
    }
}

/// A reply to the last mail that came to somebody, quoted below as programs do.
fn answer(stage: &Stage, who: &str, words: &str) -> (String, String, Option<String>, String) {
    let own = cast::address(who);
    let theirs = |m: &&Mail| m.to == own.as_str() && m.subject.contains(words);
    let mail = stage.mails.iter().rev().find(theirs);
    let mail = mail.unwrap_or_else(|| panic!("nothing like « {words} » came to {who}"));
    let to = mail.back.as_ref().unwrap_or(&mail.from.address).to_string();
    let quoted: String = mail.text.lines().map(|line| format!("> {line}\n")).collect();
    let (day, from) = (mail.at.strftime("%F"), mail.from.display());
    let quoted = format!("\nLe {day}, {from} a écrit :\n{quoted}");
    let subject = format!("Re: {}", mail.subject.trim_start_matches("Re: "));
    (to, subject, Some(mail.id.clone()), quoted)
}

fn name_of(nick: &str) -> &str {
    let all = cast::KINDS.iter().chain(cast::NEWCOMERS).chain(cast::TEAM);
    all.filter(|kind| kind.nick == nick).map(|kind| kind.name).next().unwrap_or(nick)
}

fn read(script: &'static str) -> Vec<Turn> {
    script.split("\n@ ").skip(1).map(turn).collect()
}

fn turn(text: &'static str) -> Turn {
    let (first, rest) = text.split_once('\n').unwrap();
    let words: Vec<&str> = first.split(' ').collect();
    let [day, hour, who] = words[..] else { panic!("« @ day hour who », not « {first} »") };
    let (head, body) = rest.split_once("\n\n").unwrap();
    // What is said between two turns is the reader's.
    let body = body.split("\n# ").next().unwrap_or_default().trim();
    let field = |line: &'static str| line.split_once(':').map(|(key, value)| (key, value.trim()));
    let head = head.lines().filter_map(field).collect();
    Turn { at: cast::moment(&format!("{day}T{hour}")), who, head, words: body }
}
