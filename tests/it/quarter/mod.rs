//! A quarter in the life of a community of 84, at the pace of small communities: a post every other day
//! at most, half the weeks empty. The whole daemon lives it under a moved clock; what each kind of
//! member received stands in `tests/golden/quarter/`, to be read in order, as that person.
//!
//! A change of wording shows there: `PALABRE_GOLDEN=write cargo test --test it quarter::` writes the
//! files anew; read what changed before you keep it. The script is `tests/quarter/story.txt`,
//! and what was before `history.txt`.

pub mod cast;
mod checks;
mod script;
pub mod stage;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use palabre::clock::TimeZone;

use self::cast::{KINDS, Kind, NEWCOMERS, TEAM};
use self::stage::{Mail, Stage, configure};
use crate::harness::letters::masked;
use crate::harness::world::World;

/// The first moment after the quarter's last digests.
const END: &str = "2019-12-02T14:00";

#[tokio::test]
async fn a_quarter_as_each_kind_of_member_receives_it() {
    let world = World::with(configure);
    let lists = cast::assemble(&world);
    cast::remember(&world, lists, &script::history());
    let mut stage = Stage::start(world).await;
    // Members since May; the summer brings nothing, and nobody waits for a digest yet.
    stage.until(cast::moment("2019-09-01T12:00")).await;
    cast::choose(&stage.world, lists);
    let posts = script::live(&mut stage, lists).await;
    stage.until(cast::moment(END)).await;
    let end = stage.mails.len();
    // The third report comes the morning after.
    stage.until(cast::moment("2019-12-03T07:30")).await;
    let (world, all, wrote) = stage.stop().await;
    let mails = &all[..end];
    let mut wrong = Vec::new();
    for kind in KINDS.iter().chain(NEWCOMERS).chain(TEAM) {
        let got = shelf(kind, mails.iter().filter(|mail| !is_report(mail)));
        wrong.extend(golden(kind.file, &got));
    }
    // Those of the quarter, not of the summer before it.
    let began = cast::moment("2019-09-01T12:00");
    let reports = all.iter().filter(|mail| is_report(mail) && mail.at > began);
    wrong.extend(golden("reports", &shelf(&KINDS[0], reports)));
    checks::all(&world, lists, mails, &posts);
    checks::all_says_how_it_ends(&all, &wrote);
    assert!(wrong.is_empty(), "not as kept, see the top of quarter/mod.rs: {}", wrong.join("\n"));
}

/// The monthly reports are read beside the rest.
fn is_report(mail: &Mail) -> bool {
    ["Bilan de ", "Report on "].iter().any(|kind| mail.subject.starts_with(kind))
}

/// All that somebody received of these, one after the other.
fn shelf<'a>(kind: &Kind, mails: impl Iterator<Item = &'a Mail>) -> String {
    let zone = TimeZone::get(kind.zone).unwrap();
    let to = cast::address(kind.nick);
    let mut out = format!("{}, {} ({})\n", kind.name, kind.delivery.word(), kind.zone);
    for mail in mails.filter(|m| m.to == to.as_str()) {
        let Mail { from, back, .. } = mail;
        let at = mail.at.to_zoned(zone.clone()).strftime("%A %-d %B %Y, %H:%M");
        writeln!(out, "\n{}\n{at}", "=".repeat(78)).unwrap();
        writeln!(out, "From: {} <{}>", from.display(), masked(from.address.as_str())).unwrap();
        if let Some(back) = back {
            writeln!(out, "Reply-To: {}", masked(back.as_str())).unwrap();
        }
        writeln!(out, "Subject: {}\n", mail.subject).unwrap();
        // How much mail there was is not the reports' story: any other mail would change it.
        for line in mail.text.lines().filter(|line| !line.contains("Courriels remis")) {
            writeln!(out, "{}", masked(line).trim_end()).unwrap();
        }
    }
    out
}

/// Compares with what is kept, or keeps it.
fn golden(name: &str, got: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/quarter");
    let path = folder.join(format!("{name}.txt"));
    if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
        fs::create_dir_all(&folder).unwrap();
        fs::write(path, got).unwrap();
        return None;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(got.lines()).find(|(a, b)| a != b);
    (kept != got).then(|| format!("{name}: {differs:?}"))
}
