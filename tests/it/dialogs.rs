//! Plays the transcripts in `tests/dialogs/`. They are the specification of the wire for whoever runs
//! a mail server; this file only reads them out.
//!
//! | line | means |
//! |---|---|
//! | `# …` | a remark |
//! | `@ lmtp`, `@ socket` | speak LMTP over TCP, or over a Unix socket; else SMTP |
//! | `@ certificate` | STARTTLS is offered |
//! | `@ limit NAME NUMBER` | a limit other than the default |
//! | `@ whole` | the writes' borders matter: the second playing, byte by byte, is left out |
//! | `@ connect` | hang up, and connect anew |
//! | `C: …` | the client says this line; consecutive ones go out in one write |
//! | `C= …` | the client sends this and no CR LF; `\r`, `\n`, `\0`, `\\` are escapes |
//! | `S: …` | the server says this line; `*` stands for anything |
//! | `S. hangs up` | the connection ends |
//! | `TLS` | both shake hands |
//! | `M: <from> -> to, to` | the house has taken this message… |
//! | `M\| …` | …of which this is the next line, as received |
//!
//! At the end of a transcript every message taken has been named.

use std::path::{Path, PathBuf};

use palabre::mail::message_id::ReversePath;
use palabre::smtp::server::{Envelope, Limits};

use crate::harness::reception::{Desk, Reception};
use crate::harness::smtp::Client;
use crate::harness::tls::Pair;

#[tokio::test]
async fn transcripts_as_they_stand() {
    play_all(Writes::Whole).await;
}

#[tokio::test]
async fn transcripts_byte_by_byte() {
    play_all(Writes::Bytes).await;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    Whole,
    Bytes,
}

async fn play_all(writes: Writes) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogs");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "smtp")) {
        let text = std::fs::read_to_string(file).unwrap();
        if writes == Writes::Bytes && text.lines().any(|line| line == "@ whole") {
            continue;
        }
        if let Err(why) = play(&text, writes).await {
            wrong.push(format!("{}:{why}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A transcript under way.
struct Player {
    reception: Reception,
    client: Client,
    pair: Pair,
    transport: Transport,
    writes: Writes,
    to_send: Vec<u8>,
    messages: usize,
    raw: Vec<String>,
}

#[derive(Clone, Copy)]
enum Transport {
    Smtp,
    Lmtp,
    Socket,
}

async fn connect(reception: &Reception, transport: Transport) -> Client {
    match transport {
        Transport::Smtp => Client::tcp(reception.smtp).await,
        Transport::Lmtp => Client::tcp(reception.lmtp).await,
        Transport::Socket => Client::unix(&reception.socket).await,
    }
}

async fn play(text: &str, writes: Writes) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::new("lists.example.org");
    let (mut desk, mut transport) = (Desk::default(), Transport::Smtp);
    for setting in text.lines().filter_map(|line| line.strip_prefix("@ ")) {
        match setting.split(' ').collect::<Vec<_>>()[..] {
            ["lmtp"] => transport = Transport::Lmtp,
            ["socket"] => transport = Transport::Socket,
            ["certificate"] => desk.certificate = Some(pair.write(folder.path())),
            ["limit", name, number] => set(&mut desk.limits, name, number.parse().unwrap()),
            ["whole"] | ["connect"] => {}
            _ => return Err(format!("1: unknown setting {setting}")),
        }
    }
    let reception = Reception::with(folder.path(), desk).await;
    let client = connect(&reception, transport).await;
    let (to_send, raw) = (Vec::new(), Vec::new());
    let mut player =
        Player { reception, client, pair, transport, writes, to_send, messages: 0, raw };
    for (number, line) in text.lines().enumerate() {
        player.line(line).await.map_err(|why| format!("{}: {why}", number + 1))?;
    }
    player.end().await.map_err(|why| format!("end: {why}"))
}

fn set(limits: &mut Limits, name: &str, number: usize) {
    match name {
        "message_bytes" => limits.message_bytes = number,
        "memory_bytes" => limits.memory_bytes = number,
        "recipients" => limits.recipients = number,
        "errors" => limits.errors = number as u32,
        "idle_commands" => limits.idle_commands = number as u32,
        "transactions" => limits.transactions = number as u32,
        _ => panic!("no limit {name}"),
    }
}

impl Player {
    async fn line(&mut self, line: &str) -> Result<(), String> {
        let (mark, said) = line.split_at_checked(2).unwrap_or((line, ""));
        let said = said.strip_prefix(' ').unwrap_or(said);
        if mark != "M|" {
            self.no_more_lines()?;
        }
        match mark {
            "C:" => self.to_send.extend(format!("{said}\r\n").bytes()),
            "C=" => self.to_send.extend(unescape(said)),
            "# " | "#" | "" => {}
            _ => self.flush().await,
        }
        match mark {
            "S:" => {
                let got = self.client.line().await.ok_or(format!("hung up before {said}"))?;
                matches(said, &got).then_some(()).ok_or(format!("want {said}\n    got  {got}"))
            }
            "S." => match self.client.line().await {
                None => Ok(()),
                Some(line) => Err(format!("not hung up; said {line}")),
            },
            "TL" => self.encrypt().await,
            "@ " if line == "@ connect" => {
                self.client = connect(&self.reception, self.transport).await;
                Ok(())
            }
            "M:" => self.message(said).await,
            "M|" => {
                let got = if self.raw.is_empty() { "nothing".into() } else { self.raw.remove(0) };
                matches(said, &got).then_some(()).ok_or(format!("want {said}\n    got  {got}"))
            }
            "C:" | "C=" | "# " | "#" | "@ " | "" => Ok(()),
            _ => Err(format!("cannot read {line}")),
        }
    }

    async fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.to_send);
        match self.writes {
            Writes::Whole => {
                self.client.try_send(&bytes).await;
            }
            Writes::Bytes => {
                for byte in bytes {
                    if !self.client.try_send(&[byte]).await {
                        return;
                    }
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    async fn encrypt(&mut self) -> Result<(), String> {
        let plain = connect(&self.reception, self.transport).await;
        let stream = std::mem::replace(&mut self.client, plain).into_stream();
        let stream = self.pair.connect(stream).await.map_err(|e| e.to_string())?;
        self.client = Client::over(stream);
        Ok(())
    }

    async fn message(&mut self, want: &str) -> Result<(), String> {
        self.messages += 1;
        let (envelope, raw) = self.reception.wait(self.messages).await.remove(self.messages - 1);
        let got = summary(&envelope);
        let raw = String::from_utf8_lossy(&raw).into_owned();
        let raw = raw.strip_suffix("\r\n").unwrap_or(&raw);
        self.raw = raw.split("\r\n").map(str::to_owned).collect();
        (got == want).then_some(()).ok_or(format!("want {want}\n    got  {got}"))
    }

    fn no_more_lines(&mut self) -> Result<(), String> {
        let left = std::mem::take(&mut self.raw);
        left.is_empty().then_some(()).ok_or(format!("lines of the message not named: {left:?}"))
    }

    async fn end(mut self) -> Result<(), String> {
        self.flush().await;
        self.no_more_lines()?;
        drop(self.client);
        let kept = self.reception.kept().len();
        self.reception.close().await;
        (kept == self.messages).then_some(()).ok_or(format!("{kept} messages were taken"))
    }
}

/// `<from> -> to, to`, and what is out of the ordinary.
fn summary(envelope: &Envelope) -> String {
    let from = match &envelope.reverse_path {
        ReversePath::Null => "",
        ReversePath::Address(address) => address.as_str(),
    };
    let utf8 = if envelope.smtputf8 { " SMTPUTF8" } else { "" };
    format!("<{from}> -> {}{utf8}", envelope.recipients.join(", "))
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => out.push(match chars.next() {
                Some('r') => b'\r',
                Some('n') => b'\n',
                Some('0') => 0,
                Some('\\') => b'\\',
                other => panic!("no escape \\{other:?}"),
            }),
            (c, false) => out.extend(c.to_string().bytes()),
        }
    }
    out
}

/// Whether `got` is `want`, in which `*` stands for anything.
fn matches(want: &str, got: &str) -> bool {
    let mut parts = want.split('*');
    let Some(mut rest) = got.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
