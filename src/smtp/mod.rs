//! The wire: SMTP and LMTP as RFC 5321 and RFC 2033 speak them. Knows nothing of lists: who is
//! accepted and what becomes of a message is asked of a [`handler::Handler`].
//!
//! A connection's way through the files: `listener` accepts it, `limits` gives it a seat, `wire` makes
//! lines of its bytes, `command` reads a line, `session` decides what it leads to, `data` receives a
//! message, `trace` puts our Received field above it, `conversation` carries it all out.

pub mod client;
pub mod command;
mod conversation;
pub mod data;
pub mod handler;
pub mod limits;
pub mod listener;
pub mod reply;
pub mod server;
pub mod session;
pub mod tls;
pub mod trace;
mod wire;
