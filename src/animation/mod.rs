//! What helps a community along: polls, notes and notebooks. Pure: facts in, values and words out; no
//! store, no clock, no mail is sent here.

pub mod note;
pub mod poll;
