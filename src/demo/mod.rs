//! A living sample community on loopback: invented people, real mail. Not a test double: everything
//! goes through the doors that real mail uses.

mod letter;
mod seed;
mod story;

use crate::config::ConfigError;
use crate::daemon::SetupError;
use crate::store::StoreError;

/// Why the demo cannot run.
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
}
