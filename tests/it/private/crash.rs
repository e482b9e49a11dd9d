//! Threat 24 where nothing ended well: the real binary killed while it makes pages, and while it makes the
//! index. What it left where a public web server looks, under whatever name, holds nothing private; nor does
//! any mail to somebody who is not a member.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use palabre::daemon::{digests, fanout};
use palabre::list::member::Delivery;
use palabre::store::people;

use super::plant::{ANN, BOB, Garden, MAX, VOTERS, canaries_in};
use crate::archive::files;
use crate::harness::letters::own;
use crate::harness::world::copy_all;

/// Files below a folder, those that are hidden and unfinished too.
fn all(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| entry.ok().map(|e| e.path()));
    paths.flat_map(|p| if p.is_dir() { all(&p) } else { vec![p] }).collect()
}

/// Runs a verb on a data folder and kills it as soon as so many files are there; whether it was killed.
fn killed(data: &Path, verb: &[&str], (watched, count): (&Path, usize)) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_palabre"))
        .arg("--data")
        .arg(data)
        .args(verb)
        .env("TMPDIR", data.join("temp"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while all(watched).len() < count && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    // SIGKILL: nothing of it runs any more.
    let _ = child.kill();
    !child.wait().unwrap().success()
}

/// Nothing of what is private is where the public looks, by its octets or its names.
fn clean(data: &Path, when: &str) {
    for place in ["www", "search/public", "temp"] {
        for path in all(&data.join(place)) {
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(canaries_in(&bytes), [0; 0], "{when}: {}", path.display());
            let name = path.strip_prefix(data).unwrap().to_string_lossy().into_owned();
            assert!(canaries_in(name.as_bytes()).is_empty(), "{when}: {name}");
            assert!(!name.contains("prive"), "{when}: {name}");
        }
    }
}

#[tokio::test]
async fn what_a_crash_leaves_behind_is_no_leak() {
    let garden = Garden::grown().await;
    let copy = tempfile::tempdir().unwrap();
    let data = copy.path();
    copy_all(&garden.world.site.data, data);
    std::fs::create_dir_all(data.join("temp")).unwrap();
    let mut kills = 0;
    for count in [1, 8, 40] {
        for folder in ["www", "private", "search"] {
            let _ = std::fs::remove_dir_all(data.join(folder));
        }
        kills += usize::from(killed(data, &["archive", "build"], (&data.join("private"), count)));
        clean(data, &format!("killed at private file {count}"));
        kills += usize::from(killed(data, &["archive", "build"], (&data.join("www"), count)));
        clean(data, &format!("killed at public file {count}"));
        kills += usize::from(killed(data, &["search", "build"], (&data.join("search"), count)));
        clean(data, &format!("killed at index file {count}"));
    }
    assert!(kills > 3, "{kills} were killed before they ended");
    // What is left over goes on to be whole, and there is something to find.
    assert!(!killed(data, &["archive", "build"], (data, usize::MAX)));
    clean(data, "at last");
    let private = files(&data.join("private"));
    assert!(private.iter().any(|(_, bytes)| !canaries_in(bytes).is_empty()));
}

#[tokio::test]
async fn no_digest_and_no_other_mail_tells_outsiders() {
    let garden = Garden::grown().await;
    let world = &garden.world;
    let zone = world.site.timezone.clone();
    for (who, list) in [(BOB, garden.public), (ANN, garden.list)] {
        let person = people::find(&world.site.store, &who.parse().unwrap()).unwrap().unwrap();
        let now = world.site.clock.now();
        world.write(|tx| {
            let mut member = people::membership(tx, list, person.id)?.unwrap();
            member.delivery = Delivery::Weekly;
            people::put_membership(tx, &member);
            palabre::store::digests::settle(tx, person.id, &zone, now)
        });
    }
    for (to, words) in [("prive", "Qui vient à la fête qzcanari02kx?"), ("cdp", "Qui sème?")] {
        let to = format!("{to}@lists.example.org");
        world.write_to("zoe@example.org", &to, "Nouvelles", words).await;
    }
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&site).unwrap()).await.unwrap();
    world.pass(9 * 86_400);
    digests::run_due(&world.site, world.site.clock.now()).await.unwrap();
    let mails = own(world);
    let digest = |who: &str| mails.iter().rfind(|m| m.to == who).map(|m| m.raw.clone());
    assert!(digest(ANN).is_some_and(|raw| !canaries_in(raw.as_bytes()).is_empty()));
    assert!(digest(BOB).is_some_and(|raw| raw.contains("Qui s")));
    for mail in mails.iter().filter(|m| m.to != "zoe@example.org" && !VOTERS.contains(&&*m.to)) {
        assert_eq!(canaries_in(mail.raw.as_bytes()), [0; 0], "{}: {}", mail.to, mail.raw);
        assert!(!mail.raw.contains("prive@"), "{}: {}", mail.to, mail.raw);
    }
    assert!(mails.iter().any(|m| m.to == BOB) && MAX != BOB);
}
