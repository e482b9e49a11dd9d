//! The vocabulary of RFC 5321 and RFC 5322. Pure: no async, no store, nothing of lists.

pub mod address;
pub mod automatic;
pub mod codec;
pub mod compose;
pub mod date;
pub mod delivery_status;
pub mod edit;
pub mod feedback;
pub mod footing;
pub mod html;
pub mod inspect;
pub mod linked;
pub mod mbox;
pub mod message;
pub mod message_id;
pub mod name;
pub mod opening;
pub mod part;
pub mod recognise;
pub mod stems;
pub mod subject;
pub mod text;
pub mod topic;
pub mod transport;
pub mod uuencode;
