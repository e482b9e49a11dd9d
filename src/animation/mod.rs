//! What helps a community along: briefs, polls. Pure: facts in, values and words out; no store, no clock, no
//! mail is sent here.

pub mod brief;
pub mod poll;
