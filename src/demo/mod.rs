//! A living sample community on loopback: invented people, real mail. Not a test double: everything
//! goes through the doors that real mail uses.
//!
//! `story` is what is told, `letter` how each person's mail program writes it, `seed` brings it in;
//! `rooms` are the web addresses, `pages` and `view` what they show, `post` how a visitor's answer
//! goes through the SMTP port.

mod compose;
mod letter;
mod mailbox;
mod pages;
mod post;
mod rooms;
mod seed;
mod story;
mod view;

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;

use crate::config::{Config, ConfigError};
use crate::daemon::digests::{self, Whom};
use crate::daemon::{SetupError, SharedSite, Site};
use crate::mail::address::Address;
use crate::smtp::server::Endpoint;
use crate::store::{StoreError, lists};

/// Why the demo cannot run, or a room of it cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The story itself is wrong: a mistake of ours.
    #[error("the demo's story: {0}")]
    Story(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A page cannot be made.
    #[error("making a page: {0}")]
    Page(#[from] askama::Error),
    /// The SMTP port cannot be spoken to.
    #[error("speaking to the SMTP port: {0}")]
    Port(String),
    /// There is no such room.
    #[error("there is nothing at this address")]
    NoRoom,
    /// A form holds what cannot be.
    #[error("{0}")]
    Form(String),
}

/// Makes a configuration the demo's: its name, files instead of the network, nothing but loopback.
pub fn arrange(config: &mut Config, smtp: SocketAddr, http: SocketAddr) {
    config.site.hostname = seed::HOST.to_owned();
    config.smtp.listen = vec![smtp];
    config.lmtp = Vec::new();
    config.http = vec![Endpoint::Tcp(http)];
    config.base_url = format!("http://{http}");
}

/// What was brought into a fresh data folder.
#[derive(Debug)]
pub struct Told {
    /// Lists.
    pub communities: usize,
    /// Members.
    pub people: usize,
    /// Messages.
    pub posts: usize,
    parcels: Vec<seed::Parcel>,
}

/// Brings the story in; `None` when there are lists already. Blocks.
///
/// # Errors
/// When the store fails.
pub fn tell(site: &Site) -> Result<Option<Told>, DemoError> {
    if !lists::all(&site.store)?.is_empty() {
        return Ok(None);
    }
    let seed::Seeded { communities, people, posts, parcels } = seed::seed(site)?;
    Ok(Some(Told { communities, people, posts, parcels }))
}

/// The rooms of the demo, to be merged with the public pages.
///
/// # Errors
/// When TLS cannot be set up; the demo uses none, but its client is the real one.
pub fn rooms(site: &SharedSite, maildir: PathBuf, smtp: SocketAddr) -> Result<Router, DemoError> {
    let port = post::Port::new(smtp)?;
    let house = rooms::House { site: site.clone(), maildir, port, smtp: smtp.to_string() };
    Ok(rooms::router(house))
}

/// Sends the story's last messages through the port, then every digest that is owed.
///
/// # Errors
/// When the port cannot be spoken to, or the store fails.
pub async fn go_on(site: &SharedSite, told: &Told, smtp: SocketAddr) -> Result<(), DemoError> {
    let refusals = post::Port::new(smtp)?.send(&told.parcels).await?;
    if let Some(words) = refusals.into_iter().flatten().next() {
        return Err(DemoError::Port(words));
    }
    let site = site.clone();
    let sent = tokio::task::spawn_blocking(move || -> Result<(), DemoError> {
        for (list, _) in lists::all(&site.store)? {
            digests::send_now(&site, Whom::List(list), site.clock.now())?;
        }
        Ok(())
    });
    sent.await.unwrap_or(Err(StoreError::Stopped.into()))
}

/// Somebody to write as, and a list to write to: for a line to paste in a terminal.
///
/// # Errors
/// When the store cannot be read.
pub fn example(site: &Site) -> Result<Option<(Address, Address)>, DemoError> {
    let list = lists::all(&site.store)?.into_iter().next();
    let Some((list, settings)) = list else { return Ok(None) };
    let first = crate::store::people::memberships(&site.store, list, None, 1)?;
    let person = match first.first() {
        Some(membership) => crate::store::people::get(&site.store, membership.person)?,
        None => None,
    };
    Ok(person.map(|person| (person.address, settings.address)))
}
