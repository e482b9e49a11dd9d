//! The command language: what somebody asks for in a mail, in any language we have, with typos and
//! politeness. It reads; what a command does, and what is answered, is the daemon's.
//!
//! A new command is a line in [`verb`] and its words in each `templates/locale/<tag>/commands.ftl`; the
//! parser does not change for it.

mod catalogue;
mod choice;
pub mod month;
mod near;
pub mod parse;
pub mod verb;
pub mod when;
mod words;
mod zone;

pub use choice::choice;
pub use near::is_near;
pub use parse::{Command, Reading, answer_word, guarded, read, read_line};
pub use verb::Verb;
