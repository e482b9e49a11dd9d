//! All tests that need sockets, processes or files: one binary, so that they link once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation
)]

mod from;
mod harness;

mod aside;
mod auth;
mod bounces;
mod briefs;
mod briefs_lived;
mod briefs_said;
mod calls;
mod cli;
mod commands;
mod complaints;
mod config;
mod digest_replies;
mod digests;
mod digests_shared;
mod dkim;
mod downloads;
mod first_posts;
mod house;
mod intake;
mod letters;
mod loops;
mod kill;
mod linked;
mod mentions;
mod metrics;
mod moderation;
mod notes;
mod one_click;
mod newcomers;
mod client;
mod delivery;
mod delivery_faults;
mod delivery_lines;
mod dialogs;
mod headers;
mod introductions;
mod invite;
mod join;
mod animate;
mod archive;
mod archiver;
mod quarter;
mod quiet;
mod scheduled;
mod search;
mod sent;
mod sign_in;
mod sink;
mod smtp;
mod polls;
mod poll_clients;
mod poll_days;
mod poll_outside;
mod readme;
mod receipts;
mod private;
mod report;
mod reshape;
mod requests;
mod rhythms;
mod router;
mod take_away;
mod threading;
mod transcripts;
mod trimming;
mod import;
mod inspect;
mod unasked;
mod visitors;
mod withdraw;
mod web;
mod weekly;
mod weeks;
mod store;
mod store_check;
mod strangers;
mod store_damage;
