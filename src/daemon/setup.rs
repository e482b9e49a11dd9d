//! Makes a [`Site`] of a configuration and a data folder. Starts nothing.

use std::path::Path;
use std::sync::Arc;

use super::keys::{KeyError, Keys};
use super::tally::Tally;
use super::{SharedSite, Site};
use crate::auth::{Mode, Terms, Verifier};
use crate::clock::Clock;
use crate::config::{self, Config, ConfigError, Verify};
use crate::digest::facts::Host;
use crate::list::urls::Urls;
use crate::search::Library;
use crate::store::{Progress, Store, StoreError};

/// Why a data folder cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The secret, or another file beside the store.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The keys that mail is signed with.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

impl Site {
    /// Opens the store of `data` and gathers what the loops share.
    ///
    /// # Errors
    /// When the folder is in use, damaged or newer, or the secret cannot be read.
    pub fn open(
        config: &Config,
        data: &Path,
        clock: Clock,
        progress: Progress<'_>,
    ) -> Result<SharedSite, SetupError> {
        let store = Store::open_with(data, progress)?;
        Ok(Arc::new(Self {
            data: data.to_owned(),
            hostname: config.site.hostname.clone(),
            urls: Urls::new(&config.base_url),
            language: config.site.language.clone(),
            timezone: config.site.timezone.zone.clone(),
            secret: config::secret(data)?,
            store,
            clock,
            keys: Keys::open(data)?,
            verifier: verifier(config),
            postmaster: config.site.postmaster.clone(),
            steward: config.site.steward.clone(),
            host: Host {
                name: config.sender.name.clone(),
                postal: config.sender.postal_address.clone(),
                contact: config.sender.contact.clone(),
                privacy: config.sender.privacy.clone(),
            },
            tally: Tally::default(),
            search: Arc::new(Library::new(data.join("search"))),
            public: config.public.clone(),
            private: data.join("private"),
        }))
    }
}

fn verifier(config: &Config) -> Verifier {
    Verifier::new(Terms {
        mode: match config.auth.verify {
            Verify::Auto => Mode::Auto,
            Verify::On => Mode::On,
            Verify::Off => Mode::Off,
        },
        servers: config.resolver.clone(),
        trusted: config.auth.trusted.clone(),
        host: config.site.hostname.clone(),
    })
}
