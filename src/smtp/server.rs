//! Listeners and the sessions they bear. Not the dialogue: what is answered to what is decided in
//! `session`.

pub use super::handler::{
    Body, Channel, Code, Envelope, Handler, Peer, Protocol, RcptVerdict, Verdict,
};
