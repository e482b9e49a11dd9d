//! The page behind the address that a copy offers to leave by (RFC 8058): it asks, and says what a
//! click did. Made when it is asked for, never written as a file; it shows nothing of the archive.

use askama::Template;

use super::ArchiveError;
use super::page::{form_hash, form_style};
use crate::locale::Locale;

/// Where its reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A member, who may want to leave.
    Ask,
    /// They left, and may take it back.
    Left,
    /// They took it back.
    Back,
    /// They are no member.
    Outside,
}

/// What a button says to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// Leaving; the value is RFC 8058's (§3.2).
    Leave,
    /// Taking it back.
    Undo,
}

impl Click {
    /// The value of `List-Unsubscribe` in the form.
    pub fn value(self) -> &'static str {
        match self {
            Self::Leave => "One-Click",
            Self::Undo => "Undo",
        }
    }
}

#[derive(Template)]
#[template(path = "archive/one_click.html", whitespace = "minimize")]
struct Page<'a> {
    t: &'a Locale,
    title: String,
    lines: Vec<String>,
    button: Option<(&'static str, String)>,
    style: &'static str,
    hash: &'static str,
}

/// The page for the list of this name.
///
/// # Errors
/// When the template fails.
pub fn one_click(t: &Locale, list: &str, moment: Moment) -> Result<String, ArchiveError> {
    let (title, what, button) = match moment {
        Moment::Ask => {
            ("one-click-title", "one-click-ask", Some((Click::Leave, "one-click-leave")))
        }
        Moment::Left => {
            ("one-click-left", "one-click-left-what", Some((Click::Undo, "one-click-undo")))
        }
        Moment::Back => ("one-click-back", "one-click-back-what", None),
        Moment::Outside => ("one-click-outside", "one-click-outside-what", None),
    };
    let button = button.map(|(click, label)| (click.value(), t.s(label)));
    let (title, lines) = (t.a(title, "list", list), vec![t.s(what)]);
    Ok(Page { t, title, lines, button, style: form_style(), hash: form_hash() }.render()?)
}
