//! The monthly report: its figures against a community computed by hand, its mail, its clock, its
//! commands, and the table of whoever stewards many communities.

mod figures;
mod mail;
mod table;
