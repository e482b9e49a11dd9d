//! What goes into whose digest, how it looks, when it is due, and where a reply to it belongs. Pure:
//! facts in, mail and decisions out; it reads no store and knows no clock.
//!
//! `daemon::digests` collects [`facts`]; [`select`] chooses and orders; [`layout`] makes the two
//! parts of the mail, and [`press`] shares what many of them have in common; [`schedule`] says when the next one is due; [`router`] reads the replies,
//! [`letters`] the votes in them.

pub mod cues;
pub mod excerpt;
pub mod facts;
pub mod kinship;
pub mod layout;
pub mod letters;
pub mod press;
pub mod router;
pub mod schedule;
pub mod select;
pub mod subject;
pub mod traditional;
mod view;

pub use layout::{Lettered, Made, Named};
pub use press::{Budget, Press, make};
pub use view::{mailto, tips};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_parts;
#[cfg(test)]
mod tests_of_size;
