//! Makes digests, as large as no mail program clips. Most readers of a run are told the same: what they
//! share is made, laid out and encoded once; what is a reader's own is put around it. Not what they are
//! told.

use std::sync::Arc;

use jiff::civil::Date;

use super::facts::{Community, Facts, FreshNote, Newcomer, Reader};
use super::layout::{self, Both, Made, Named};
use super::schedule::Cadence;
use super::select::{self, Limits};
use super::view::{self, Bodies, View};
use crate::clock::{TimeZone, Timestamp};
use crate::list::member::Order;
use crate::list::{ListId, ThreadNo};

/// Sheets kept, the latest used: several hundred KB each.
const KEPT: usize = 24;

/// Octets of the parts, as they travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// HTML part after transfer encoding. Gmail clips at about 102 KB.
    pub html: usize,
    /// Text part after transfer encoding.
    pub text: usize,
}

impl Budget {
    /// product.md §4.3.
    pub const MAIL: Self = Self { html: 60 * 1024, text: 40 * 1024 };
}

/// What digests of one run share. Whoever collects the facts says what is the same for several readers
/// ([`Community::common`]).
#[derive(Default)]
pub struct Press {
    /// The one used last is the last.
    sheets: Vec<(Key, Arc<Sheet>)>,
    /// What is said of a thread, whatever else stands in the same mail.
    bodies: Bodies,
}

/// Makes the digest of these facts alone, as large as the budget allows.
///
/// # Errors
/// When a template fails, which no value can make it do.
pub fn make(facts: &Facts, budget: Budget) -> Result<Made, askama::Error> {
    Press::default().make(facts, budget)
}

impl Press {
    /// Makes the digest of these facts, as large as the budget allows.
    ///
    /// # Errors
    /// When a template fails, which no value can make it do.
    pub fn make(&mut self, facts: &Facts, budget: Budget) -> Result<Made, askama::Error> {
        let mut limits = match facts.cadence {
            Cadence::Return => Limits::RETURN,
            _ => Limits::FULL,
        };
        loop {
            let made = self.sheet(facts, limits)?.of(facts)?;
            let html = made.html.as_ref().map_or(0, crate::mail::part::Part::size);
            let fits = html <= budget.html && made.text.size() <= budget.text;
            match limits.lower().filter(|_| !fits) {
                Some(lower) => limits = lower,
                None => return Ok(made),
            }
        }
    }

    fn sheet(&mut self, facts: &Facts, limits: Limits) -> Result<Arc<Sheet>, askama::Error> {
        let Some(key) = Key::of(facts, limits) else {
            return Sheet::new(facts, limits, &mut self.bodies).map(Arc::new);
        };
        if let Some(at) = self.sheets.iter().position(|(known, _)| *known == key) {
            let known = self.sheets.remove(at);
            let sheet = known.1.clone();
            self.sheets.push(known);
            return Ok(sheet);
        }
        let sheet = Arc::new(Sheet::new(facts, limits, &mut self.bodies)?);
        if self.sheets.len() >= KEPT {
            self.sheets.remove(0);
        }
        self.sheets.push((key, sheet.clone()));
        Ok(sheet)
    }
}

/// Everything that a sheet is made from. Each field of the facts is named here or passed over by name, so
/// that a new one cannot be forgotten.
#[derive(PartialEq)]
struct Key {
    limits: Limits,
    locale: &'static str,
    zone: TimeZone,
    order: Order,
    cadence: Cadence,
    days: (Date, Date),
    now: Timestamp,
    communities: Vec<Ground>,
}

/// The same for one community: what its [`Community::common`] stands for is not looked at again.
#[derive(PartialEq)]
struct Ground {
    list: ListId,
    common: u32,
    page: Option<String>,
    word: Option<String>,
    birthday: Option<(i16, Date)>,
    notes: Vec<FreshNote>,
    newcomers: Vec<Newcomer>,
    /// Whether a poll waits for the reader: then the community is shown.
    asked: bool,
}

impl Key {
    /// `None`: something in these facts is this reader's alone.
    fn of(facts: &Facts, limits: Limits) -> Option<Self> {
        let Facts { reader, cadence, days, now, rereading, communities, .. } = facts;
        let Facts { issue: _, tips: _, host: _, .. } = facts;
        let Reader { locale, zone, order, address: _, name: _, hour: _ } = reader;
        if *rereading {
            return None;
        }
        Some(Self {
            limits,
            locale: locale.tag(),
            zone: zone.clone(),
            order: *order,
            cadence: *cadence,
            days: *days,
            now: *now,
            communities: communities.iter().map(Ground::of).collect::<Option<_>>()?,
        })
    }
}

impl Ground {
    fn of(community: &Community) -> Option<Self> {
        let Community { list, common, page, word, birthday, notes, newcomers, .. } = community;
        let Community {
            name: _, slug: _, language: _, leave: _, threads: _, milestones: _, ..
        } = community;
        let Community { polls, .. } = community;
        Some(Self {
            list: *list,
            common: (*common)?,
            page: page.clone(),
            word: word.clone(),
            birthday: *birthday,
            notes: notes.clone(),
            newcomers: newcomers.clone(),
            asked: !polls.is_empty(),
        })
    }
}

/// A digest without what is a reader's own.
struct Sheet {
    limits: Limits,
    /// The communities that it shows, by their place among the facts.
    shown: Vec<usize>,
    /// What stands around its sections; these are laid out already.
    frame: View,
    above: Vec<Both>,
    below: Vec<Both>,
    items: Vec<Named>,
    counted: Vec<(ListId, ThreadNo)>,
    besides: String,
}

impl Sheet {
    fn new(facts: &Facts, limits: Limits, bodies: &mut Bodies) -> Result<Self, askama::Error> {
        let plan = select::plan(facts, limits);
        let mut view = view::view(facts, &plan, bodies);
        let sections = || view.above.iter().chain(&view.below);
        let (items, besides) = (layout::named(sections())?, layout::besides(sections()));
        let above = Both::sections(&view, &view.above)?;
        let below = Both::sections(&view, &view.below)?;
        (view.above, view.below) = (Vec::new(), Vec::new());
        Ok(Self {
            limits,
            shown: plan.communities(facts),
            frame: view,
            above,
            below,
            items,
            counted: layout::counted(facts, &plan),
            besides: besides.join("\n"),
        })
    }

    /// The digest of one reader.
    fn of(&self, facts: &Facts) -> Result<Made, askama::Error> {
        let view = View { own: view::own(facts, &self.shown, self.limits), ..self.frame.clone() };
        let mut all = vec![Both::head(&view)?];
        all.extend_from_slice(&self.above);
        if let Some(polls) = &view.own.polls {
            all.extend(Both::sections(&view, std::slice::from_ref(polls))?);
        }
        all.extend_from_slice(&self.below);
        all.push(Both::foot(&view)?);
        let (text, html) = Both::parts(all);
        let mut rest = layout::around(&view);
        rest.push(self.besides.clone());
        Ok(Made {
            subject: view.subject,
            text,
            html: Some(html),
            messages: Vec::new(),
            lists: view.lists,
            items: self.items.clone(),
            polls: view.own.lettered,
            counted: self.counted.clone(),
            rest: rest.join("\n"),
        })
    }
}
