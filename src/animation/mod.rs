//! What helps a community along: polls. Pure: facts in, values and words out; no store, no clock, no
//! mail is sent here.

pub mod poll;
