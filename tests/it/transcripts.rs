//! Conversations with the command address, as a member has them: `tests/transcripts/<language>/*.txt`.
//! `C:` is what somebody writes, `S:` the mail that is sent; of posts, only to whom. `# pass 3d` moves
//! the clock. Above the words: `@from`, `@to`, `@subject`, `@answers ID`; `@reply` to the last mail of
//! all, `@back` to the last one to this author.
//!
//! `PALABRE_GOLDEN=write` writes the answers anew, to be read before they are kept.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use palabre::daemon::{digests, fanout, indexer};
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Language;
use palabre::list::{ArticleNo, ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::outbox::Load;
use palabre::store::{articles, people};

use crate::harness::letters::masked;
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";

/// One transcript being lived.
struct Stage {
    world: World,
    cdp: ListId,
    heard: usize,
    copied: u64,
    sent: u32,
    /// The identifier and Reply-To of the last mail to each address, and of all under none.
    last: HashMap<String, (String, String)>,
}

impl Stage {
    async fn new(language: &str) -> Self {
        let world = World::new();
        let cdp = world.list_with(CDP, |s| {
            s.language = Language::new(language);
            s.name = if language == "fr" { "Jardins" } else { "Gardens" }.to_owned();
        });
        world.member_as(cdp, "zoe@example.org", Delivery::Each, Role::Member);
        world.member_as(cdp, "ann@example.org", Delivery::Each, Role::Owner);
        world.member_as(cdp, "noe@example.org", Delivery::Weekly, Role::Member);
        for (address, name) in [
            ("zoe@example.org", "Zoé Roy"),
            ("ann@example.org", "Ann Lee"),
            ("noe@example.org", "Noé"),
        ] {
            let address = Address::parse(address).unwrap();
            let (zone, now) = (world.site.timezone.clone(), world.site.clock.now());
            world.write(|tx| {
                let mut person = people::find(tx, &address)?.unwrap();
                person.name = Some(name.to_owned());
                person.receipts = None;
                people::put(tx, &person);
                palabre::store::digests::settle(tx, person.id, &zone, now)
            });
        }
        Self { world, cdp, heard: 0, copied: 0, sent: 0, last: HashMap::new() }
    }

    /// Says what the lines after `C:` say; returns the verdict when it is not 250.
    async fn say(&mut self, lines: &[String]) -> Option<String> {
        let (mut from, mut to) = ("Zoé Roy <zoe@example.org>".to_owned(), "cdp-request".to_owned());
        let (mut subject, mut body, mut extra) = (String::new(), Vec::new(), String::new());
        let mut answered = None;
        for line in lines {
            match line.split_once(' ').unwrap_or((line, "")) {
                ("@from", who) => from = who.to_owned(),
                ("@to", address) => to = address.to_owned(),
                ("@subject", text) => subject = text.to_owned(),
                ("@reply", _) => answered = Some(String::new()),
                ("@back", _) => answered = Some(address_of(&from).to_owned()),
                ("@answers", id) => extra = format!("In-Reply-To: <{id}@example.org>\n"),
                _ => body.push(line.clone()),
            }
        }
        if let Some((id, back)) = answered.map(|who| &self.last[&who]) {
            to.clone_from(back);
            extra = format!("In-Reply-To: {id}\n");
        }
        if !to.contains('@') {
            to.push_str("@lists.example.org");
        }
        self.sent += 1;
        let now = self.world.site.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        let address = address_of(&from).to_owned();
        let raw = format!(
            "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <mail.{}@example.org>\nDate: {now}\n{extra}\
             MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n",
            self.sent,
            body.join("\n")
        );
        let verdict = self.world.mail(&address, &to, &raw).await;
        (!verdict.is_accepted()).then(|| {
            format!("S: {} {} {}\n", verdict.code.number(), verdict.enhanced, verdict.text)
        })
    }

    /// What was sent since the last time, as `S:` lines.
    fn hear(&mut self) -> String {
        let mail = self.world.own_mail();
        let new = mail.get(self.heard..).unwrap_or_default();
        let mut out = String::new();
        for (to, raw) in new {
            let message = Message::parse(raw.as_bytes());
            let reply_to = message.reply_to().first().map(|m| m.address.to_string());
            let id = message.message_id().unwrap().bracketed();
            let last = (id, reply_to.clone().unwrap_or_default());
            self.last.insert(String::new(), last.clone());
            self.last.insert(to.clone(), last);
            writeln!(out, "S: To: {to}").unwrap();
            writeln!(out, "S: Reply-To: {}", masked(&reply_to.unwrap_or_default())).unwrap();
            writeln!(out, "S: Subject: {}", message.subject()).unwrap();
            writeln!(out, "S:").unwrap();
            for line in message.text().text.trim_end().lines() {
                writeln!(out, "{}", masked(format!("S: {line}").trim_end())).unwrap();
            }
        }
        self.heard = mail.len();
        out.push_str(&self.copies());
        if out.is_empty() { "S: (nothing)\n".to_owned() } else { out }
    }

    /// To whom posts went since the last time.
    fn copies(&mut self) -> String {
        let store = &self.world.site.store;
        let mut went: BTreeMap<ArticleNo, Vec<PersonId>> = BTreeMap::new();
        let rows = self.world.rows();
        for row in rows.iter().filter(|r| r.id > self.copied) {
            if let Load::Copies { article, people, .. } = &row.load {
                went.entry(*article).or_default().extend(people);
            }
        }
        self.copied = rows.iter().map(|r| r.id).max().unwrap_or(0);
        let mut out = String::new();
        for (article, people) in went {
            let address =
                |id: &PersonId| people::get(store, *id).unwrap().unwrap().address.to_string();
            let mut to: Vec<String> = people.iter().map(address).collect();
            to.sort();
            let post = articles::get(store, self.cdp, article).unwrap().unwrap();
            writeln!(out, "S: (« {} » : {})", post.subject, to.join(", ")).unwrap();
        }
        out
    }

    async fn pass(&mut self, how: &str) {
        let (n, unit) = how.split_at(how.len() - 1);
        let seconds = match unit {
            "m" => 60,
            "h" => 3_600,
            _ => 86_400,
        };
        self.world.pass(n.parse::<i64>().unwrap() * seconds);
        self.work().await;
    }

    /// Copies and digests that are due, and the search index.
    async fn work(&mut self) {
        let site = self.world.site.clone();
        let work = move || {
            fanout::step(&site).unwrap();
            indexer::catch_up(&site, &mut |_, _| {}).unwrap();
        };
        tokio::task::spawn_blocking(work).await.unwrap();
        let now = self.world.site.clock.now();
        digests::run_due(&self.world.site, now).await.unwrap();
    }
}

/// What stands in angle brackets, or all of it.
fn address_of(from: &str) -> &str {
    from.split(['<', '>']).nth(1).unwrap_or(from)
}

async fn live(path: &Path, language: &str) {
    let wanted = fs::read_to_string(path).unwrap();
    let mut stage = Stage::new(language).await;
    let mut got = String::new();
    let mut said: Vec<String> = Vec::new();
    let mut lines = wanted.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("S:") {
            continue;
        }
        got.push_str(line);
        got.push('\n');
        if let Some(how) = line.strip_prefix("# pass ") {
            stage.pass(how.trim()).await;
            if lines.peek().is_some_and(|l| l.starts_with("S:")) {
                got.push_str(&stage.hear());
            }
        }
        if let Some(text) = line.strip_prefix("C:") {
            said.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
            if !lines.peek().is_some_and(|l| l.starts_with("C:")) {
                let refused = stage.say(&said).await;
                stage.work().await;
                said.clear();
                match refused {
                    Some(line) => got.push_str(&line),
                    None => got.push_str(&stage.hear()),
                }
            }
        }
    }
    if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
        fs::write(path, got).unwrap();
    } else {
        assert_eq!(got, wanted, "{}", path.display());
    }
    let _ = stage.cdp;
}

fn transcripts(language: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(language);
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

#[tokio::test]
async fn in_french() {
    for path in transcripts("fr") {
        live(&path, "fr").await;
    }
}

#[tokio::test]
async fn in_english() {
    for path in transcripts("en") {
        live(&path, "en").await;
    }
}
