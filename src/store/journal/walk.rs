//! Going through the whole journal in order: every sound record, and every fault with its meaning.
//! It changes nothing; recovery, check and repair each decide what follows from a fault.
//!
//! A torn tail is what a power cut may leave: octets after the last sync, which nobody was told are
//! safe. Everything else that is not as it was written is damage. Three things tell them apart: a
//! later record that says the place was durable, a later segment (a segment is synced before the next
//! is begun), and the floor, a point the data folder knows to have been durable.

use std::path::PathBuf;

use super::layout::{Head, Op};
use super::scan::{Opened, Record, Scanner, Step};
use super::{Journal, Position, StoreError};

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Octets are not those that were written.
    Damaged,
    /// The head is no segment's head.
    Headless,
    /// One copy of the head is damaged, the other serves: nothing is lost.
    WornHead,
    /// The file is another segment, by its own word.
    Misplaced(u32),
    /// The file is not there.
    Missing,
    /// Commits are not there, though nothing is damaged.
    Gap,
    /// The unsynced end of the last segment, cut by a stop in the middle of a write: no loss.
    Torn,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub wrong: Wrong,
    /// The segment.
    pub segment: u32,
    /// Its file.
    pub file: PathBuf,
    /// Where in it.
    pub offset: u64,
    /// The commit that should stand there.
    pub expected: u64,
    /// The next commit that is there; `None` when nothing follows.
    pub found: Option<u64>,
    /// Keys that can still be read in what is damaged.
    pub keys: Vec<Vec<u8>>,
}

impl Fault {
    /// Whether acknowledged commits are affected.
    pub fn is_loss(&self) -> bool {
        !matches!(self.wrong, Wrong::Torn | Wrong::WornHead)
    }

    /// Why the store does not open over it; `None` when it does.
    pub fn refusal(&self) -> Option<StoreError> {
        let (file, offset) = (self.file.clone(), self.offset);
        match self.wrong {
            Wrong::Torn | Wrong::WornHead => None,
            Wrong::Damaged => Some(StoreError::Damaged { file, offset }),
            Wrong::Headless | Wrong::Misplaced(_) => Some(StoreError::NotAJournal(file)),
            Wrong::Missing => Some(StoreError::Missing(file)),
            Wrong::Gap => {
                let expected = self.expected;
                Some(StoreError::Gap { file, offset, expected })
            }
        }
    }
}

/// What a walk meets.
pub enum Event<'a> {
    /// A segment begins.
    Segment(&'a Head),
    /// A sound record.
    Record(&'a Record<'a>),
    /// A fault.
    Fault(&'a Fault),
}

/// Where to walk.
#[derive(Clone, Copy, Default)]
pub struct Plan {
    /// The first segment to look at; 0 for all, from the first commit on.
    pub from: u32,
    /// A point known to have been durable.
    pub floor: Position,
    /// A point to stop at; the journal's end when `None`.
    pub until: Option<Position>,
}

/// What a visitor answers; its error ends the walk.
pub type Visit<'a> = &'a mut dyn FnMut(Event<'_>) -> Result<(), StoreError>;

/// Walks the journal; returns the point where the next record belongs.
///
/// # Errors
/// When a file cannot be read, or the visitor's.
pub fn walk(journal: &Journal, plan: Plan, visit: Visit<'_>) -> Result<Position, StoreError> {
    let segments: Vec<u32> = journal.segments()?;
    let last = segments.last().copied().unwrap_or(0).max(plan.floor.segment);
    let last = plan.until.map_or(last, |u| u.segment);
    let start = plan.from.max(1);
    let mut walk = Walk {
        journal,
        plan,
        visit,
        expected: (plan.from == 0).then_some(1),
        open: None,
        end: Position { segment: start, offset: 0, seq: 0 },
    };
    for segment in 1..=last {
        if segments.binary_search(&segment).is_err() {
            walk.fault(Wrong::Missing, segment, 0)?;
        } else if segment >= start {
            walk.segment(segment, segment == last)?;
        }
    }
    walk.finish()
}

struct Walk<'a> {
    journal: &'a Journal,
    plan: Plan,
    visit: Visit<'a>,
    /// The next commit; `None` before the first segment's head told.
    expected: Option<u64>,
    /// A fault whose end is not yet known.
    open: Option<Fault>,
    end: Position,
}

impl Walk<'_> {
    fn segment(&mut self, segment: u32, is_last: bool) -> Result<(), StoreError> {
        let until = self.plan.until.filter(|u| u.segment == segment).map(|u| u.offset);
        let mut scanner = match Scanner::open(self.journal, segment, until)? {
            Opened::Sound(scanner) => scanner,
            // A head that was being written when power went: nothing was ever put after it.
            Opened::Headless(length) if is_last && self.never_used(segment, length) => {
                self.fault(Wrong::Torn, segment, 0)?;
                return Ok(());
            }
            Opened::Headless(_) => return self.fault(Wrong::Headless, segment, 0),
            Opened::Misplaced(other) => return self.fault(Wrong::Misplaced(other), segment, 0),
        };
        self.meet(segment, 0, scanner.head.first)?;
        if !scanner.head_whole {
            let seq = scanner.head.first;
            let worn = self.new_fault(Wrong::WornHead, segment, 0);
            (self.visit)(Event::Fault(&Fault { found: Some(seq), ..worn }))?;
        }
        (self.visit)(Event::Segment(&scanner.head))?;
        self.end = Position { segment, offset: scanner.at(), seq: scanner.head.first - 1 };
        self.records(&mut scanner, segment, is_last)
    }

    fn records(
        &mut self,
        scanner: &mut Scanner,
        segment: u32,
        is_last: bool,
    ) -> Result<(), StoreError> {
        loop {
            let at = scanner.at();
            let keys = match scanner.step()? {
                Step::Record(record) => {
                    self.meet(segment, record.start, record.seq)?;
                    self.expected = Some(record.seq + 1);
                    self.end = Position { segment, offset: record.end, seq: record.seq };
                    (self.visit)(Event::Record(&record))?;
                    continue;
                }
                Step::End => return Ok(()),
                Step::Unsound(record) => record.map(|r| keys(&r)).unwrap_or_default(),
            };
            if is_last && self.is_torn(scanner, segment)? {
                return self.fault(Wrong::Torn, segment, at);
            }
            let fault = Fault { keys, ..self.new_fault(Wrong::Damaged, segment, at) };
            self.open_fault(fault)?;
            // `is_torn` moved the scanner; the search starts again after the fault.
            scanner.go_to(at)?;
            if !scanner.resync()? {
                return Ok(());
            }
        }
    }

    /// Whether the unsound octets that the scanner stands at were never synced.
    fn is_torn(&self, scanner: &mut Scanner, segment: u32) -> Result<bool, StoreError> {
        let floor = self.plan.floor;
        if floor.covers(segment, scanner.at()) || self.plan.until.is_some() {
            return Ok(false);
        }
        let expected = self.expected.unwrap_or(1);
        while scanner.resync()? {
            while let Step::Record(record) = scanner.step()? {
                if record.synced >= expected {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn never_used(&self, segment: u32, length: u64) -> bool {
        let floor = self.plan.floor;
        length <= super::layout::SEGMENT_HEAD && !floor.covers(segment, 0) && self.open.is_none()
    }

    fn new_fault(&self, wrong: Wrong, segment: u32, offset: u64) -> Fault {
        Fault {
            wrong,
            segment,
            file: self.journal.path(segment),
            offset,
            expected: self.expected.unwrap_or(1),
            found: None,
            keys: Vec::new(),
        }
    }

    fn fault(&mut self, wrong: Wrong, segment: u32, offset: u64) -> Result<(), StoreError> {
        let fault = self.new_fault(wrong, segment, offset);
        if fault.is_loss() { self.open_fault(fault) } else { (self.visit)(Event::Fault(&fault)) }
    }

    /// Notes a fault; it is told when the next sound commit shows how far it reaches.
    fn open_fault(&mut self, fault: Fault) -> Result<(), StoreError> {
        match self.open.replace(fault) {
            Some(before) => (self.visit)(Event::Fault(&before)),
            None => Ok(()),
        }
    }

    /// The commit `found` stands (or begins a segment) at a place.
    fn meet(&mut self, segment: u32, offset: u64, found: u64) -> Result<(), StoreError> {
        let expected = self.expected.unwrap_or(found);
        self.expected = Some(found);
        if let Some(fault) = self.open.take() {
            return (self.visit)(Event::Fault(&Fault { found: Some(found), ..fault }));
        }
        if found == expected {
            return Ok(());
        }
        let gap = Fault { expected, ..self.new_fault(Wrong::Gap, segment, offset) };
        (self.visit)(Event::Fault(&Fault { found: Some(found), ..gap }))
    }

    fn finish(mut self) -> Result<Position, StoreError> {
        let floor = self.plan.floor;
        let next = (floor.seq > self.end.seq).then_some(floor.seq + 1);
        if let Some(fault) = self.open.take() {
            (self.visit)(Event::Fault(&Fault { found: next, ..fault }))?;
        } else if next.is_some() {
            let Position { segment, offset, seq } = self.end;
            let gap = self.new_fault(Wrong::Gap, segment, offset);
            (self.visit)(Event::Fault(&Fault { expected: seq + 1, found: next, ..gap }))?;
        }
        Ok(self.end)
    }
}

/// What keys a damaged payload still shows; reading stops at what makes no sense.
fn keys(record: &Record<'_>) -> Vec<Vec<u8>> {
    let key = |op| match op {
        Op::Put { key, .. } | Op::Delete { key } => Some(key.to_vec()),
        Op::Lost => None,
    };
    record.ops().filter_map(key).collect()
}
