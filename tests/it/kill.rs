//! The real binary, killed under load at points nobody chose, and started again: what was answered 250
//! is there, once. `tests/real/kill.sh` does the same with copies on their way, `powercut.sh` with power.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use super::harness::DEADLINE;

const ROUNDS: usize = 5;
const SESSIONS: usize = 4;

fn palabre(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_palabre"));
    command.arg("--config").arg(folder.join("palabre.toml"));
    command.arg("--data").arg(folder.join("data")).env("RUST_LOG", "info");
    command
}

/// Starts the daemon; returns it with the address it takes mail at.
fn serve(folder: &Path) -> (Child, String) {
    let mut child = palabre(folder).arg("serve").stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let ready = log.by_ref().map(|line| line.unwrap()).find(|line| line.contains("ready smtp="));
    // Read on, or it would block once the pipe is full.
    std::thread::spawn(move || log.for_each(drop));
    let ready = ready.expect("the daemon ended before it was ready");
    let smtp = ready.split("smtp=").nth(1).unwrap().split_whitespace().next().unwrap();
    (child, smtp.to_owned())
}

/// Sends posts until the daemon is gone; tells of each that was answered 250.
fn session(address: &str, name: &str, acked: &Sender<String>) -> std::io::Result<()> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    let mut replies = BufReader::new(stream.try_clone()?);
    let mut say = |line: &str| -> std::io::Result<String> {
        (&stream).write_all(line.as_bytes())?;
        loop {
            let mut reply = String::new();
            if replies.read_line(&mut reply)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if reply.as_bytes().get(3) != Some(&b'-') {
                return Ok(reply);
            }
        }
    };
    say("")?;
    say("EHLO mail.example.org\r\n")?;
    for n in 0.. {
        let id = format!("{name}-{n}@example.org");
        say("MAIL FROM:<rosalie@example.org>\r\n")?;
        say("RCPT TO:<cdp@lists.example.org>\r\n")?;
        say("DATA\r\n")?;
        let body = "Une ligne de la charge.\r\n".repeat(80);
        let reply = say(&format!(
            "From: Rosalie <rosalie@example.org>\r\nTo: cdp@lists.example.org\r\n\
             Subject: Charge {name}\r\nMessage-ID: <{id}>\r\n\r\n{body}.\r\n"
        ))?;
        assert!(reply.starts_with("250"), "{reply}");
        acked.send(id).unwrap();
    }
    Ok(())
}

/// Message-IDs in the archive, and how often each is there.
fn archived(folder: &Path) -> BTreeMap<String, usize> {
    let mut command = palabre(folder);
    let out = command.args(["thread", "ls", "cdp@lists.example.org", "--json"]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let threads: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let mut found = BTreeMap::new();
    for thread in threads.as_array().unwrap() {
        for message in thread["messages"].as_array().unwrap() {
            let id = message["message_id"].as_str().unwrap().trim_matches(['<', '>']);
            *found.entry(id.to_owned()).or_insert(0) += 1;
        }
    }
    found
}

#[test]
fn killed_at_any_point_the_daemon_keeps_what_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(
        folder.join("palabre.toml"),
        "[site]\nhostname = \"lists.example.org\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\n\
         [http]\nlisten = []\n",
    )
    .unwrap();
    for args in [
        &["list", "create", "cdp@lists.example.org"][..],
        &["member", "add", "cdp@lists.example.org", "rosalie@example.org", "--delivery", "each"],
    ] {
        assert!(palabre(folder).args(args).output().unwrap().status.success());
    }
    let mut acked = Vec::new();
    for round in 0..ROUNDS {
        let (mut daemon, address) = serve(folder);
        let (tell, told) = channel();
        let sessions: Vec<_> = (0..SESSIONS)
            .map(|s| {
                let (address, tell) = (address.clone(), tell.clone());
                std::thread::spawn(move || session(&address, &format!("{round}-{s}"), &tell))
            })
            .collect();
        drop(tell);
        // Not at the same depth each time, and never before something was acknowledged.
        let least = 1 + round * round * 3;
        let mut own = Vec::new();
        while own.len() < least {
            own.push(told.recv_timeout(DEADLINE).expect("mail is no longer taken"));
        }
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        for session in sessions {
            assert!(session.join().unwrap().is_err(), "a session outlived the daemon");
        }
        own.extend(told.try_iter());
        acked.extend(own);
    }
    let there = archived(folder);

    let lost: Vec<_> = acked.iter().filter(|id| !there.contains_key(*id)).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acked.len());
    let twice: Vec<_> = there.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
