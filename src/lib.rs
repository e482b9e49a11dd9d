//! Palabre, an email-first discussion list server: mail in, threads, copies out, digests one can
//! answer, static archive pages, replies back in.
//!
//! # The house
//! Modules stand here in order of dependency: each may use those above it and none below. A test
//! (`tests/it/house.rs`) reads every `use crate::` line and fails on a wrong edge.

pub mod clock;
pub mod locale;
pub mod mail;
pub mod smtp;
pub mod dns;
pub mod auth;
pub mod list;
pub mod request;
pub mod animation;
pub mod digest;
pub mod store;
pub mod search;
pub mod archive;
pub mod web;
pub mod config;
pub mod daemon;
pub mod demo;
pub mod cli;
