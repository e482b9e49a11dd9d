//! What helps a community along: briefs, polls, the monthly report, notes and notebooks. Pure: facts in,
//! values and words out; no store, no clock, no mail is sent here.

pub mod brief;
pub mod note;
pub mod poll;
pub mod report;
