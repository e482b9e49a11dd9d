//! Mail that asks for something: to the command addresses, to a thread's addresses for following it,
//! and lone commands among posts. Which mail goes where; what is asked is read by `daemon::requests`.

use super::{Arrived, Intake, Plan, Target, nature, refusal};
use crate::auth::{Identity, Seen};
use crate::daemon::{Site, join, notes, owners, requests};
use crate::list::address::Route;
use crate::list::admit::{Nature, Proof, Refusal};
use crate::list::settings::{Language, Settings, Unproven};
use crate::list::{ListId, ThreadNo};
use crate::mail::address::Mailbox;
use crate::mail::automatic::{Arrival, automatic};
use crate::request::Verb;
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, lists};

impl Intake {
    /// A command mail; what somebody we do not know writes besides goes to the humans.
    pub(super) fn plan_request(
        &self,
        arrived: &Arrived<'_>,
        (list, settings): (ListId, &Settings),
        author: &Mailbox,
    ) -> Result<Plan, StoreError> {
        if let Some(tongue) = requests::asks_to_join(arrived.message) {
            return Ok(wish_to_join(arrived, (list, settings), author, tongue));
        }
        // « note Guides » with a text below it: a note.
        if let Some(said) = requests::note_in(arrived.message) {
            let of = (list, settings);
            let came = notes::plan(&self.site, of, (arrived.message, Some(said)), author)?;
            return Ok(came.map_or_else(Plan::Say, |drafted| Plan::Note(Box::new(drafted))));
        }
        let came = requests::Came {
            list,
            settings,
            everywhere: false,
            message: arrived.message,
            author,
            thread: None,
            hinted: is_hinted(arrived),
            proved: is_proved(arrived, settings),
            vouched: arrived.proof() == Proof::Proved,
        };
        if let Some(asked) = requests::plan(&self.site, &came)? {
            return Ok(Plan::Request(Box::new(asked)));
        }
        let to_team = || owners::Forward::new(list, &settings.address, arrived.message.raw());
        // Only who is proved is answered: a forged author would get our mail (threat 4).
        let proved = arrived.identity().filter(|found| found.aligned);
        let stranger = proved.and_then(|_| requests::stranger::read(&came));
        Ok(stranger.map_or_else(|| Plan::Owners(to_team()), |s| Plan::Stranger(Box::new(s))))
    }

    /// A lone command that a member sent to everybody, or in reply to a mail of ours.
    pub(super) fn plan_guarded(
        &self,
        arrived: &Arrived<'_>,
        target: &Target,
        author: &Mailbox,
    ) -> Result<Option<requests::Asked>, StoreError> {
        let anyone = matches!(target.route, Route::Post | Route::Thread(_) | Route::Router(_));
        if !anyone && !matches!(target.route, Route::Ballot(..)) {
            return Ok(None);
        }
        let came = requests::Came {
            list: target.list,
            settings: &target.settings,
            everywhere: false,
            message: arrived.message,
            author,
            thread: match target.route {
                Route::Thread(thread) => Some(thread),
                _ => None,
            },
            hinted: is_hinted(arrived),
            proved: is_proved(arrived, &target.settings),
            vouched: arrived.proof() == Proof::Proved,
        };
        match target.route {
            Route::Router(_) => requests::in_reply_to_digest(&self.site, &came),
            Route::Ballot(..) => requests::alone(&self.site, &came),
            _ => requests::guard(&self.site, &came),
        }
    }

    /// Mail to a thread's own address for hearing of it always, or no more.
    pub(super) fn plan_wish(
        &self,
        arrived: &Arrived<'_>,
        target: &Target,
        wish: (Verb, ThreadNo),
    ) -> Result<Plan, StoreError> {
        let Ok(author) = arrived.message.from() else {
            return Ok(Plan::Say(refusal(Refusal::Author)));
        };
        let came = requests::Came {
            list: target.list,
            settings: &target.settings,
            everywhere: false,
            message: arrived.message,
            author: &author,
            thread: None,
            hinted: is_hinted(arrived),
            proved: is_proved(arrived, &target.settings),
            vouched: arrived.proof() == Proof::Proved,
        };
        let asked = requests::wish(&self.site, &came, wish)?;
        // Who is no member learns nothing (threat 25).
        let noted = || Plan::Say(Verdict::accepted("Noted"));
        Ok(asked.map_or_else(noted, |asked| Plan::Request(Box::new(asked))))
    }

    /// Whether reading this mail may take a moment: commands look through the store.
    pub(super) fn is_slow(&self, to: &str) -> bool {
        let request = |t: Target| matches!(t.route, Route::Request | Route::Note);
        self.resolve(to).ok().flatten().map_or_else(|| is_everywhere(&self.site, to), request)
    }

    /// Commands for all of somebody's communities.
    pub(super) fn plan_everywhere(&self, arrived: &Arrived<'_>) -> Result<Plan, StoreError> {
        match nature(&self.site, arrived)? {
            Nature::Loop => return Ok(Plan::Say(refusal(Refusal::Loop))),
            Nature::OtherList => return Ok(Plan::Say(refusal(Refusal::OtherList))),
            Nature::Automatic => {
                tracing::info!(event = "dropped-automatic", id = arrived.envelope.id);
                return Ok(Plan::Say(Verdict::accepted("Automatic mail is not read")));
            }
            Nature::Human => {}
        }
        if *arrived.seen == Seen::Unresolved {
            return Ok(Plan::Say(super::unresolved()));
        }
        let Ok(author) = arrived.message.from() else {
            return Ok(Plan::Say(refusal(Refusal::Author)));
        };
        if arrived.identity().is_some_and(Identity::is_refusable) {
            return Ok(Plan::Say(super::forged(&author.address)));
        }
        let raw = arrived.message.raw();
        let to_host = || Plan::Owners(owners::Forward::to_host(&self.site.hostname, raw));
        let Some((list, settings)) = requests::bearer(&self.site, &author)? else {
            return Ok(to_host());
        };
        let came = requests::Came {
            list,
            settings: &settings,
            everywhere: true,
            message: arrived.message,
            author: &author,
            thread: None,
            hinted: is_hinted(arrived),
            proved: is_proved(arrived, &settings),
            vouched: arrived.proof() == Proof::Proved,
        };
        let asked = requests::plan(&self.site, &came)?;
        Ok(asked.map_or_else(to_host, |asked| Plan::Request(Box::new(asked))))
    }
}

/// Somebody asks to join, in a language when one could tell.
pub(super) fn wish_to_join(
    arrived: &Arrived<'_>,
    (list, settings): (ListId, &Settings),
    author: &Mailbox,
    tongue: Option<&'static str>,
) -> Plan {
    Plan::Join(Box::new(join::Wish {
        list,
        settings: settings.clone(),
        from: author.clone(),
        language: tongue.map(Language::new),
        peer: arrived.envelope.peer.ip.filter(|ip| !ip.is_loopback()),
    }))
}

/// The address for all of one's communities, at our name or at a list's domain.
pub(super) fn is_everywhere(site: &Site, to: &str) -> bool {
    let Some((local, domain)) = to.split_once('@') else { return false };
    let lists = || lists::all(&site.store).unwrap_or_default();
    requests::is_everywhere(local)
        && (domain.eq_ignore_ascii_case(&site.hostname)
            || lists().iter().any(|(_, s)| s.address.domain().eq_ignore_ascii_case(domain)))
}

/// Whether something hints at a machine, though people's mail may have it too: not answered.
pub(super) fn is_hinted(arrived: &Arrived<'_>) -> bool {
    let reverse_path = Some(&arrived.envelope.reverse_path);
    let arrival = Arrival { reverse_path, own_list: &|_| false };
    automatic(arrived.message, &arrival).is_some()
}

/// Whether a command is its author's: their domain vouches for it, or says nothing and the list takes
/// that (product.md §3.2, rule 8).
fn is_proved(arrived: &Arrived<'_>, settings: &Settings) -> bool {
    match arrived.proof() {
        Proof::Proved => true,
        Proof::Unpublished => settings.unproven == Unproven::Accept,
        Proof::Missing => false,
    }
}
