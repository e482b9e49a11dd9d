//! What tests stand on. Each test takes what it needs; nothing here asserts anything about Palabre.

#![allow(dead_code)]

pub mod browser;
pub mod dns;
pub mod letters;
pub mod outward;
pub mod reception;
pub mod sink;
pub mod smtp;
pub mod world;
pub mod tls;

use std::future::Future;
use std::time::Duration;

/// How long anything may take before a test gives up: generous, machines are shared.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Waits for `future`, or fails the test naming `what`.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(value) => value,
        Err(_) => panic!("waited {DEADLINE:?} for {what}"),
    }
}
