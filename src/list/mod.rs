//! The rules of a discussion list: facts in, decisions out. Pure: no socket, no store, no clock;
//! it never sees an SMTP code.

pub mod address;
pub mod admit;
pub mod ask;
pub mod author;
pub mod decision;
pub mod footer;
pub mod headers;
pub mod holds;
pub mod ids;
pub mod member;
pub mod mention;
pub mod milestone;
pub mod settings;
pub mod thread;
pub mod urls;

pub use ids::{ArticleNo, AskNo, HeldNo, ListId, NoteNo, NotebookNo, PersonId, PollNo, ThreadNo};
