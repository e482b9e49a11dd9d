//! The rules of the house that a compiler does not know: who may use whom, how long a file may be,
//! what no file may hold. Not style: that is rustfmt's and clippy's.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines a file may have. Four hundred is the moment to think, six hundred to split.
const LINES: usize = 600;

/// Edges that the order allows and the design does not: the wire and the rules are strangers.
const STRANGERS: &[(&str, &str)] =
    &[("list", "smtp"), ("list", "dns"), ("list", "auth"), ("auth", "smtp"), ("digest", "smtp")];

/// Words of work left undone, spelled so that this file does not hold them.
const UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("db", "g!(")];

/// Names under which things without a place gather.
const PLACELESS: &[&str] = &["utils", "util", "helpers", "common", "types", "manager", "misc"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Every file with one of the endings in the folders, as paths from the root.
fn files(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    let mut waiting: Vec<PathBuf> = folders.iter().map(|f| root().join(f)).collect();
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| endings.iter().any(|w| e == *w)) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn rust() -> Vec<PathBuf> {
    files(&["src", "tests", "benches"], &["rs"])
}

/// The modules in the order of `src/lib.rs`.
fn order() -> Vec<String> {
    let modules: Vec<String> = read(&root().join("src/lib.rs"))
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    assert!(modules.len() > 4, "lib.rs no longer lists its modules: {modules:?}");
    modules
}

/// The module that a file of `src` belongs to; `None` for `lib.rs` and `main.rs`, which see all.
fn module(file: &Path) -> Option<String> {
    let inside = file.strip_prefix("src").ok()?;
    let name = Path::new(inside.iter().next()?).file_stem()?.to_str()?.to_owned();
    (!["lib", "main"].contains(&name.as_str())).then_some(name)
}

/// The modules named after `crate::` in a file, with the lines' numbers. Remarks may name any.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let name = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '{';
            found.push((number + 1, code[at + 7..].chars().take_while(name).collect()));
        }
    }
    found
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn modules_use_only_those_above_them() {
    let order = order();
    let place = |name: &str| order.iter().position(|m| m == name);
    let mut wrong = Vec::new();
    for file in files(&["src"], &["rs"]) {
        let Some(from) = module(&file) else { continue };
        let Some(own) = place(&from) else {
            wrong.push(format!("{}: {from} is not listed in lib.rs", file.display()));
            continue;
        };
        for (line, to) in uses(&read(&root().join(&file))) {
            let strangers = STRANGERS.contains(&(from.as_str(), to.as_str()));
            if strangers || place(&to).is_none_or(|other| other > own) {
                wrong.push(format!("{}:{line}: {from} must not use {to}", file.display()));
            }
        }
    }
    none(wrong);
}

#[test]
fn the_reader_of_uses_sees_what_it_should() {
    let found =
        uses("use crate::mail::a;\n/// [`crate::web`]\nlet x = crate::list::f(); $crate::y;\n");
    assert_eq!(found, [(1, "mail".to_owned()), (3, "list".to_owned())]);
    // One import over several modules hides which: it is refused as an unknown module.
    assert_eq!(uses("use crate::{a, b};"), [(1, "{a".to_owned())]);
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for file in rust() {
        let text = read(&root().join(&file));
        let lines = text.lines().count();
        if lines > LINES {
            wrong.push(format!("{}: {lines} lines", file.display()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{}: does not begin with //!", file.display()));
        }
        let name = file.file_stem().unwrap().to_str().unwrap();
        let folder = file.parent().and_then(|p| p.file_name()).and_then(|n| n.to_str());
        if PLACELESS.contains(&name) || folder.is_some_and(|f| PLACELESS.contains(&f)) {
            wrong.push(format!("{}: a name for things without a place", file.display()));
        }
    }
    none(wrong);
}

#[test]
fn nothing_is_left_undone() {
    let mut wrong = Vec::new();
    let texts =
        files(&["config", "templates", ".ci"], &["toml", "html", "txt", "ftl", "sh", "service"]);
    for file in rust().into_iter().chain(texts) {
        for (number, line) in read(&root().join(&file)).lines().enumerate() {
            if UNDONE.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    none(wrong);
}

/// Only `clock` asks what time it is; monotonic instants for timeouts are free.
#[test]
fn only_the_clock_tells_the_time() {
    let asks = ["Timestamp::now(", "SystemTime::now(", "Zoned::now("];
    let mut wrong = Vec::new();
    for file in files(&["src"], &["rs"]) {
        if file == Path::new("src/clock.rs") {
            continue;
        }
        for (number, line) in read(&root().join(&file)).lines().enumerate() {
            if asks.iter().any(|ask| line.contains(ask)) {
                wrong.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    none(wrong);
}

/// Only the map names the engine below it, so that another can take its place.
#[test]
fn only_the_store_names_its_engine() {
    let outside = |file: &PathBuf| !file.starts_with("src/store");
    let wrong = files(&["src"], &["rs"])
        .into_iter()
        .filter(outside)
        .filter(|file| read(&root().join(file)).contains("sled::"))
        .map(|file| format!("{}: names the engine", file.display()))
        .collect();
    none(wrong);
}

/// ring is the one provider: a second makes rustls panic for lack of a default, and aws-lc-sys takes
/// a minute of C.
#[test]
fn one_provider_of_cryptography() {
    let lock = read(&root().join("Cargo.lock"));
    let names: BTreeSet<&str> = lock.lines().filter_map(|l| l.strip_prefix("name = ")).collect();
    let unwanted: Vec<_> = ["\"aws-lc-sys\"", "\"aws-lc-rs\"", "\"openssl-sys\"", "\"native-tls\""]
        .into_iter()
        .filter(|name| names.contains(name))
        .collect();
    assert!(names.contains("\"ring\"") && unwanted.is_empty(), "{unwanted:?}");
}
