//! What helps a community along: polls, the monthly report. Pure: facts in, values and words out; no
//! store, no clock, no mail is sent here.

pub mod poll;
pub mod report;
