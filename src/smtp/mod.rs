//! The wire: SMTP and LMTP as RFC 5321 and RFC 2033 speak them. Knows nothing of lists: who is
//! accepted and what becomes of a message is asked of a [`handler::Handler`].

pub mod handler;
pub mod server;
