//! Where clock, store and network meet: what comes in, what goes out, and the loops between. The
//! rules themselves stand in `list`, `digest` and `archive`; nothing here knows the command line.

pub mod answers;
pub mod archiver;
pub mod aside;
pub mod bounces;
pub mod briefs;
pub mod calls;
pub mod away;
pub mod control;
pub mod digests;
pub mod deliver;
pub mod export;
pub mod fanout;
pub mod first_posts;
pub mod held;
pub mod import;
pub mod indexer;
pub mod intake;
pub mod keys;
pub mod join;
pub mod leave;
pub mod members;
pub mod maildir;
pub mod mentions;
pub mod metrics;
pub mod one_click;
pub mod moderation;
pub mod newcomers;
pub mod notes;
pub mod owners;
pub mod polls;
pub mod post;
pub mod pulse;
pub mod quiet;
mod setup;
pub mod way_out;
pub mod window;
pub mod receipts;
pub mod report;
pub mod relay;
pub mod reshape;
pub mod reword;
pub mod requests;
pub mod robot;
pub mod returned;
pub mod ripe;
pub mod router;
pub mod scheduled;
pub mod sent;
pub mod serve;
pub mod settle;
pub mod sign_in;
pub mod tally;
pub mod threaded;
pub mod tongues;
pub mod weeks;
pub mod withdraw;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use crate::auth::Verifier;
use crate::clock::{Clock, TimeZone};
use crate::digest::facts::Host;
use crate::list::ListId;
use crate::list::address::Secret;
use crate::list::settings::Language;
use crate::list::urls::Urls;
use crate::mail::address::Address;
use crate::search::Library;
use crate::store::{Store, StoreError, lists};

pub use setup::SetupError;

/// What every loop of the daemon shares. Values, not configuration: `cli` makes it once.
#[derive(Debug)]
pub struct Site {
    /// The data folder.
    pub data: PathBuf,
    /// Our name: EHLO, Message-IDs.
    pub hostname: String,
    /// Where pages are.
    pub urls: Urls,
    /// Language of our words when nothing better is known.
    pub language: Language,
    /// Zone of dates and hours when nobody chose one.
    pub timezone: TimeZone,
    /// Key of all tokens.
    pub secret: Secret,
    /// The one store.
    pub store: Store,
    /// The only clock.
    pub clock: Clock,
    /// What mail is signed with.
    pub keys: keys::Keys,
    /// Who verifies the authors of mail.
    pub verifier: Verifier,
    /// Who keeps the host; `None`: the owners of its lists.
    pub postmaster: Option<Address>,
    /// Who stewards all communities; `None`: nobody.
    pub steward: Option<Address>,
    /// Who answers for the mail, as its foot says.
    pub host: Host,
    /// What was done since the start.
    pub tally: tally::Tally,
    /// The search index.
    pub search: Arc<Library>,
    /// Root of public pages.
    pub public: PathBuf,
    /// Root of private pages; never under `public`.
    pub private: PathBuf,
}

impl Site {
    /// The day it is now where a list is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn today(&self, list: ListId) -> Result<jiff::civil::Date, StoreError> {
        Ok(self.clock.now().to_zoned(self.zone_of(list)?).date())
    }

    /// A list's time zone, or the site's when it chose none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn zone_of(&self, list: ListId) -> Result<TimeZone, StoreError> {
        let settings = lists::get(&self.store, list)?;
        let chosen = settings.and_then(|s| TimeZone::get(&s.timezone).ok());
        Ok(chosen.unwrap_or_else(|| self.timezone.clone()))
    }
}

/// A site that loops hold.
pub type SharedSite = Arc<Site>;

/// Tells the loops to end. Clone one for each.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A stop and the hand that pulls it.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (hand, ear) = watch::channel(false);
        (hand, Self(ear))
    }

    /// Returns once a stop was asked for (or the hand is gone).
    pub async fn requested(&mut self) {
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// The same stop, for those who know only the channel.
    pub fn watched(&self) -> watch::Receiver<bool> {
        self.0.clone()
    }

    /// Whether a stop was asked for.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }
}
