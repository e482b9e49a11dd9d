//! Looking for what is wrong: the journal read end to end, the map held against it key by key, the
//! tables held against each other. It mends nothing; [`super::repair`] does.

mod tables;

use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::engine::{Durability, Progress, Store};
use super::error::StoreError;
use super::folder::{self, State};
use super::journal::walk::{Event, Fault, Plan, Wrong, walk};
use super::journal::{Journal, Position};
use super::recovery::changes_of;
use crate::list::{ListId, ThreadNo};

/// Findings told one by one; further ones of the kind are counted.
const TOLD: usize = 100;
/// Keys held in memory at a time.
const KEYS_AT_ONCE: usize = 2_000_000;
/// Entries of the map looked at under one lock.
const PAGE: usize = 2000;

/// Something worth saying of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A fault of the journal.
    Journal(Fault),
    /// A key that the map lacks.
    Lacks(Vec<u8>),
    /// A key whose value the map holds otherwise than the journal, or should not hold.
    Differs(Vec<u8>),
    /// A record that cannot be read.
    Unreadable(Vec<u8>),
    /// A row that leads nowhere, or is missing: what should be there.
    Index(Vec<u8>, &'static str),
    /// A thread that counts its posts wrongly.
    Count {
        /// Its list.
        list: ListId,
        /// The thread.
        thread: ThreadNo,
        /// Posts it says it has.
        says: u32,
        /// Posts it has.
        has: u32,
    },
    /// So many more of the same.
    More(usize),
    /// A fault of the journal that a repair dealt with.
    Mended(Fault),
    /// A repair put a damaged file aside.
    Aside(PathBuf),
    /// A repair made the map anew.
    Rebuilt,
    /// A repair went on without these commits.
    GaveUp(u64, u64),
}

impl Finding {
    /// Whether something is wrong, as opposed to merely said.
    pub fn is_problem(&self) -> bool {
        match self {
            Self::Journal(fault) => fault.is_loss(),
            Self::Mended(_) | Self::Aside(_) | Self::Rebuilt | Self::GaveUp(..) => false,
            _ => true,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal(fault) => tell_fault(fault, f),
            Self::Mended(fault) => {
                f.write_str("repaired: ")?;
                tell_fault(fault, f)
            }
            Self::Lacks(key) => write!(f, "the map lacks key {}", Shown(key)),
            Self::Differs(key) => write!(f, "the map and the journal differ on key {}", Shown(key)),
            Self::Unreadable(key) => write!(f, "the record at {} cannot be read", Shown(key)),
            Self::Index(key, wants) => write!(f, "{}: {wants}", Shown(key)),
            Self::Count { list, thread, says, has } => {
                write!(
                    f,
                    "thread {} of list {} counts {says} posts and has {has}",
                    thread.0, list.0
                )
            }
            Self::More(count) => write!(f, "and {count} more"),
            Self::Aside(path) => write!(f, "what was damaged is kept in {}", path.display()),
            Self::Rebuilt => f.write_str("the map was made anew from the journal"),
            Self::GaveUp(first, last) => {
                write!(f, "went on without commits {first} to {last}, which could not be saved")
            }
        }
    }
}

fn tell_fault(fault: &Fault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let file = fault.file.display();
    match &fault.wrong {
        Wrong::Damaged => write!(f, "{file} is damaged at octet {}", fault.offset)?,
        Wrong::Headless => write!(f, "{file} does not begin as a segment does")?,
        Wrong::Misplaced(number) => write!(f, "{file} is segment {number} under a wrong name")?,
        Wrong::Missing => write!(f, "{file} is missing")?,
        Wrong::Gap => write!(f, "{file} lacks commits at octet {}", fault.offset)?,
        Wrong::WornHead => return write!(f, "{file}: one copy of its head is damaged, no loss"),
        Wrong::Torn => {
            let at = fault.offset;
            return write!(f, "{file}: a write was cut short at octet {at} by a stop, no loss");
        }
    }
    match fault.found {
        Some(found) if found > fault.expected.saturating_add(1) => {
            write!(f, ": commits {} to {} are affected", fault.expected, found - 1)?;
        }
        Some(_) => write!(f, ": commit {} is affected", fault.expected)?,
        None => write!(f, ": commit {} and what follows is affected", fault.expected)?,
    }
    for key in fault.keys.iter().take(20) {
        write!(f, ", key {}", Shown(key))?;
    }
    Ok(())
}

/// A key as a host can read it: its table's letter, then its parts.
struct Shown<'a>(&'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// Checks a data folder that no process serves. If its journal is whole the store is then opened, as
/// a start would open it, and looked at from inside.
///
/// # Errors
/// When it is in use or cannot be read; damage is a finding.
pub fn check(data: &Path, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let faults = {
        let _lock = folder::lock(data)?;
        folder::check_format(data)?;
        faults(data, progress)?
    };
    let whole = !faults.iter().any(Fault::is_loss);
    let mut findings: Vec<Finding> = faults.into_iter().map(Finding::Journal).collect();
    if whole {
        let store = Store::open_with(data, progress)?;
        findings.extend(inside(&store, progress)?);
    }
    Ok(findings)
}

/// Checks a store in use.
///
/// # Errors
/// When it cannot be read; damage is a finding.
pub fn check_open(store: &Store, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let plan = Plan { until: Some(store.synced()), ..Plan::default() };
    walk(store.journal(), plan, &mut |event| {
        if let Event::Fault(fault) = event {
            findings.push(Finding::Journal(fault.clone()));
        }
        Ok(())
    })?;
    if !findings.iter().any(Finding::is_problem) {
        findings.extend(inside(store, progress)?);
    }
    Ok(findings)
}

/// Every fault of a journal that lies there.
pub(super) fn faults(data: &Path, progress: Progress<'_>) -> Result<Vec<Fault>, StoreError> {
    let journal = Journal::open(&data.join(folder::JOURNAL))?;
    let floor = State::read(data).map(|s| s.floor).unwrap_or_default();
    let segments = journal.segments()?.len() as u64;
    let mut faults = Vec::new();
    walk(&journal, Plan { floor, ..Plan::default() }, &mut |event| {
        match event {
            Event::Fault(fault) => faults.push(fault.clone()),
            Event::Segment(head) => progress(u64::from(head.number).saturating_sub(1), segments),
            Event::Record(_) => {}
        }
        Ok(())
    })?;
    Ok(faults)
}

/// What map and tables of an open store say.
pub(super) fn inside(store: &Store, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let mut findings = told(compare(store, progress)?);
    findings.extend(told(tables::check(store)?));
    Ok(findings)
}

fn told(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() > TOLD {
        let more = findings.len() - TOLD;
        findings.truncate(TOLD);
        findings.push(Finding::More(more));
    }
    findings
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Holds the map against the journal, key by key, in as many passes as memory asks for.
fn compare(store: &Store, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let mut count = 0;
    each_entry(store, &mut |_, _| count += 1)?;
    let passes = (count / KEYS_AT_ONCE + 1) as u64;
    let mut findings = Vec::new();
    for pass in 0..passes {
        progress(pass, passes);
        findings.extend(compare_pass(store, &|key| hash(key) % passes == pass)?);
    }
    Ok(findings)
}

fn compare_pass(store: &Store, mine: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Finding>, StoreError> {
    let upto = store.written();
    // By hash alone: a million messages have nine million keys.
    let mut expected: HashMap<u64, u64> = HashMap::new();
    replay(store, upto, &mut |key, stored, _| {
        if mine(&key) {
            match stored {
                Some(stored) => expected.insert(hash(&key), hash(stored)),
                None => expected.remove(&hash(&key)),
            };
        }
    })?;
    let mut suspects: HashMap<Vec<u8>, Finding> = HashMap::new();
    each_entry(store, &mut |key, stored| {
        if mine(key) && expected.remove(&hash(key)) != Some(hash(stored)) {
            suspects.insert(key.to_vec(), Finding::Differs(key.to_vec()));
        }
    })?;
    if !expected.is_empty() || !suspects.is_empty() {
        name(store, upto, &expected, &mut suspects)?;
    }
    let mut findings: Vec<(Vec<u8>, Finding)> = suspects.into_iter().collect();
    findings.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(findings.into_iter().map(|(_, finding)| finding).collect())
}

/// Names the keys that were not found, and, beside a running daemon, clears those that changed after
/// the journal was read.
fn name(
    store: &Store,
    upto: Position,
    lacking: &HashMap<u64, u64>,
    suspects: &mut HashMap<Vec<u8>, Finding>,
) -> Result<(), StoreError> {
    // What the map shows is in the journal once a commit after it is answered.
    store.transact(Durability::Written, |_| Ok::<_, StoreError>(()))?.1.wait()?;
    replay(store, store.written(), &mut |key, _, seq| {
        if seq > upto.seq {
            suspects.remove(&key);
        } else if lacking.contains_key(&hash(&key)) {
            suspects.insert(key.clone(), Finding::Lacks(key));
        }
    })
}

/// What the journal up to a point says of each key, in order of commits.
fn replay(
    store: &Store,
    upto: Position,
    see: &mut dyn FnMut(Vec<u8>, Option<Vec<u8>>, u64),
) -> Result<(), StoreError> {
    let plan = Plan { until: Some(upto), ..Plan::default() };
    walk(store.journal(), plan, &mut |event| match event {
        Event::Record(record) => {
            changes_of(record).for_each(|(key, stored)| see(key, stored, record.seq));
            Ok(())
        }
        Event::Fault(fault) => fault.refusal().map_or(Ok(()), Err),
        Event::Segment(_) => Ok(()),
    })
    .map(|_| ())
}

/// Shows every entry of the map, a page at a time and outside its lock, so that commits are not held
/// up and `see` may read.
pub(super) fn each_entry(
    store: &Store,
    see: &mut dyn FnMut(&[u8], &[u8]),
) -> Result<(), StoreError> {
    // The marker of what is applied stands before every table and is the map's own.
    let mut from = vec![1];
    loop {
        let page = store.shared().scan(&from, &[u8::MAX; 64], PAGE)?;
        page.iter().for_each(|(key, stored)| see(key, stored));
        let Some((last, _)) = page.last().filter(|_| page.len() == PAGE) else { return Ok(()) };
        from.clone_from(last);
        from.push(0);
    }
}
