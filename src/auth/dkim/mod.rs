//! Signatures of ours, and what became of an author's (RFC 6376): keys, canonical forms, signing, and
//! whether edits left a signature's object alone. Asks no name server.

mod canon;
mod der;
mod key;
mod rsa;
mod sign;
mod seals;

pub use canon::{BodyHash, Form};
pub use key::{Algorithm, BadKey, Key, generate};
pub use seals::{Halves, Seals, mark};
pub use sign::{Prepared, Signer};
