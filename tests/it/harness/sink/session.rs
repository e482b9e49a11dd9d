//! What the sink says and does on one connection. Which fault it has is its owner's choice.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{Behaviour, Fault, Inner, Mail, Offers};
use crate::harness::smtp::Stream;

#[derive(Default)]
struct Transaction {
    from: String,
    parameters: String,
    to: Vec<(String, Behaviour)>,
}

/// One session as far as STARTTLS, and again after it.
pub(super) async fn connection(inner: &Inner, stream: TcpStream, number: usize) {
    let _ = stream.set_nodelay(true);
    let mut stream: Box<dyn Stream> = Box::new(stream);
    let banner = match inner.fault() {
        Fault::AtBanner(instead) => instead,
        _ => inner.offers.banner.clone(),
    };
    let banner = format!("{banner}\r\n");
    if stream.write_all(banner.as_bytes()).await.is_err() || banner.starts_with(['4', '5']) {
        return;
    }
    let (stream, upgrade) = session(inner, stream, number, false).await;
    if let (true, Some(tls)) = (upgrade, &inner.offers.tls)
        && let Ok(stream) = tls.accept(stream).await
    {
        session(inner, Box::new(stream), number, true).await;
    }
}

/// Speaks until the end; `true` when STARTTLS was agreed to.
async fn session(
    inner: &Inner,
    stream: Box<dyn Stream>,
    number: usize,
    encrypted: bool,
) -> (Box<dyn Stream>, bool) {
    let mut stream = BufReader::new(stream);
    let mut mail = Transaction::default();
    while let Some(line) = read_line(&mut stream).await {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        inner.lines.lock().unwrap().push((number, line.clone()));
        tokio::time::sleep(inner.offers.delay).await;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" => ehlo(inner, encrypted),
            "HELO" => "250 sink.example.net".to_owned(),
            "MAIL" => {
                let (from, parameters) = path(&line);
                mail = Transaction { from, parameters, to: Vec::new() };
                match inner.fault() {
                    Fault::AtMail(instead) => instead,
                    Fault::Silent => std::future::pending().await,
                    _ => "250 2.1.0 Sender ok".to_owned(),
                }
            }
            "RCPT" => match rcpt(inner, &mut mail, &line) {
                Ok(reply) => reply,
                Err(None) => break,
                Err(Some(farewell)) => {
                    let _ = say(&mut stream, &farewell).await;
                    break;
                }
            },
            "DATA" if mail.to.is_empty() => "554 5.5.1 No valid recipients".to_owned(),
            "DATA" => {
                let taken = std::mem::take(&mut mail);
                match data(inner, &mut stream, taken, (number, encrypted)).await {
                    Some(reply) => reply,
                    None => break,
                }
            }
            "STARTTLS" if inner.fault() == Fault::NoTls => {
                say(&mut stream, "220 2.0.0 Go ahead").await;
                break;
            }
            "STARTTLS" if inner.offers.tls.is_some() && !encrypted => {
                let agreed = say(&mut stream, "220 2.0.0 Go ahead").await;
                return (stream.into_inner(), agreed);
            }
            "RSET" | "NOOP" => {
                mail = Transaction::default();
                "250 2.0.0 Ok".to_owned()
            }
            "QUIT" => {
                say(&mut stream, "221 2.0.0 Bye").await;
                break;
            }
            _ => "500 5.5.1 What?".to_owned(),
        };
        if !say(&mut stream, &reply).await || reply.starts_with("421") {
            break;
        }
    }
    (stream.into_inner(), false)
}

fn ehlo(inner: &Inner, encrypted: bool) -> String {
    let offers: &Offers = &inner.offers;
    let mut lines = vec!["sink.example.net".to_owned()];
    lines.extend(offers.extensions.iter().cloned());
    if (offers.tls.is_some() || inner.fault() == Fault::NoTls) && !encrypted {
        lines.push("STARTTLS".to_owned());
    }
    let last = lines.len() - 1;
    let line =
        |(n, text): (usize, &String)| format!("250{}{text}", if n == last { ' ' } else { '-' });
    lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
}

/// The reply, or the last words before the connection ends.
fn rcpt(inner: &Inner, mail: &mut Transaction, line: &str) -> Result<String, Option<String>> {
    let (to, _) = path(line);
    if matches!(inner.fault(), Fault::AtMail(_)) {
        return Ok("503 5.5.1 No MAIL".to_owned());
    }
    if matches!(inner.fault(), Fault::Most(most) if mail.to.len() >= most) {
        return Ok("452 4.5.3 Too many recipients".to_owned());
    }
    match (inner.script.lock().unwrap())(&to) {
        Behaviour::AtRcpt(reply) => Ok(reply),
        Behaviour::HangUp => Err(Some("421 4.3.2 Going away, as asked".to_owned())),
        Behaviour::Vanish => Err(None),
        behaviour => {
            mail.to.push((to, behaviour));
            Ok("250 2.1.5 Recipient ok".to_owned())
        }
    }
}

/// Takes a message. The reply, or `None` when the connection is to end.
async fn data(
    inner: &Inner,
    stream: &mut BufReader<Box<dyn Stream>>,
    mail: Transaction,
    (connection, encrypted): (usize, bool),
) -> Option<String> {
    say(stream, "354 Go ahead").await.then_some(())?;
    let has = |wanted: &Behaviour| mail.to.iter().any(|(_, b)| b == wanted);
    let (mut body, mut lines) = (Vec::new(), 0);
    while has(&Behaviour::Crawl) {
        stream.read_u8().await.ok()?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    loop {
        let line = read_line(stream).await?;
        if line == b".\r\n" {
            break;
        }
        body.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        lines += 1;
        if lines == 3 && has(&Behaviour::Drop) {
            return None;
        }
    }
    tokio::time::sleep(inner.offers.delay).await;
    if let Some(Behaviour::AtEnd(reply)) =
        mail.to.iter().map(|(_, b)| b).find(|b| matches!(b, Behaviour::AtEnd(_)))
    {
        return Some(reply.clone());
    }
    let to = mail.to.iter().map(|(to, _)| to.clone()).collect();
    let (from, parameters) = (mail.from.clone(), mail.parameters.clone());
    let kept = Mail { from, parameters, to, data: body, connection, encrypted };
    inner.mails.send_modify(|mails| mails.push(kept));
    if has(&Behaviour::Lost) || has(&Behaviour::Drop) {
        return None;
    }
    if has(&Behaviour::Slow) {
        std::future::pending::<()>().await;
    }
    Some("250 2.0.0 Kept".to_owned())
}

/// What stands in `<…>`, and what follows it.
fn path(line: &str) -> (String, String) {
    let after = line.split_once('<').map_or("", |(_, rest)| rest);
    let (path, rest) = after.split_once('>').unwrap_or((after, ""));
    (path.to_owned(), rest.trim().to_owned())
}

/// A line with its CRLF: only CRLF ends one, as RFC 5321 §2.3.8 has it.
async fn read_line(stream: &mut BufReader<Box<dyn Stream>>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let read = stream.read_until(b'\n', &mut line).await.ok()?;
        if read == 0 {
            return None;
        }
        if line.ends_with(b"\r\n") {
            return Some(line);
        }
    }
}

/// Says a line; what is not ASCII in it goes out in Latin-1, as no server may.
async fn say(stream: &mut BufReader<Box<dyn Stream>>, reply: &str) -> bool {
    let octets: Vec<u8> = format!("{reply}\r\n").chars().map(|c| c as u8).collect();
    stream.write_all(&octets).await.is_ok() && stream.flush().await.is_ok()
}
