//! What in a digest is its reader's alone: their name, their polls, the addresses that act for them. All else is
//! shared by many.

use super::{Bodies, Link, Maker, Section, mailto};
use crate::clock::TimeZone;
use crate::digest::facts::{Community, Facts};
use crate::digest::layout::Lettered;
use crate::digest::select::Limits;
use crate::locale::{Locale, Value};
use crate::mail::address::Address;
use crate::mail::name::given;

/// The parts of a digest that name the reader, count theirs, or hold an address that acts for them.
#[derive(Clone, Debug)]
pub(in crate::digest) struct Own {
    pub hello: String,
    /// Three things worth knowing, for somebody new.
    pub tips: Vec<String>,
    /// The polls they have not answered, at their own ballot box.
    pub polls: Option<Section>,
    /// The same, for the replies.
    pub lettered: Vec<Lettered>,
    pub rhythm: String,
    pub leave: Vec<Link>,
}

/// What is a reader's own, of a digest that shows these communities.
pub(in crate::digest) fn own(facts: &Facts, shown: &[usize], limits: Limits) -> Own {
    Maker::new((facts, limits), shown, &mut Bodies::default()).own()
}

/// Three things worth knowing for somebody new to a list.
pub fn tips(t: &Locale, (list, day): (&Address, &str)) -> [String; 3] {
    let keys = ["newcomer-tip-write", "newcomer-tip-mention", "newcomer-tip-pace"];
    let args = [("address", Value::from(list.as_str())), ("day", day.into())];
    keys.map(|key| t.text(key, &args))
}

impl Maker<'_> {
    pub(super) fn own(&self) -> Own {
        let (t, facts) = (self.t, self.facts);
        let ahead = t.day_ahead(facts.now, &facts.reader.zone);
        let name = facts.reader.name.as_deref().map(|n| self.name(given(n)));
        Own {
            hello: match name.filter(|n| !n.is_empty()) {
                Some(name) => t.a("digest-hello", "name", &name),
                None => t.s("digest-hello-nobody"),
            },
            tips: facts.tips.iter().flat_map(|(_, list)| tips(t, (list, &ahead))).collect(),
            lettered: if facts.rereading { Vec::new() } else { self.lettered() },
            polls: self.polls().filter(|_| !facts.rereading),
            rhythm: self.rhythm(),
            leave: self.shown.iter().map(|c| self.leave(c)).collect(),
        }
    }

    fn leave(&self, community: &Community) -> Link {
        let label = self.t.a("digest-leave", "community", &self.name(&community.name));
        let shown = community.leave.to_string();
        Link {
            before: self.t.a("digest-leave-at", "community", &self.name(&community.name)),
            label,
            href: mailto(&shown, &[]),
            shown,
        }
    }

    fn rhythm(&self) -> String {
        let hour = self.facts.reader.hour;
        // Any day will do: only the time of day is said.
        let at = self.facts.days.0.to_datetime(hour.time()).to_zoned(TimeZone::UTC);
        let time =
            at.map_or_else(|_| String::new(), |at| self.time(at.timestamp(), &TimeZone::UTC));
        let args = [
            ("cadence", Value::from(self.facts.cadence.word())),
            ("issue", self.t.number(self.facts.issue as usize).into()),
            ("weekday", self.t.weekday(hour.day().to_monday_one_offset()).into()),
            ("time", time.into()),
        ];
        self.t.text("digest-rhythm", &args)
    }
}
