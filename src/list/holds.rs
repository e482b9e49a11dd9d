//! Why a member's post waits although members may write: what their list has set. Facts in, a reason
//! out; who may write at all is [`super::admit`]'s question.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::admit::HoldReason;
use super::settings::Settings;
use crate::locale;
use crate::mail::message::Message;
use crate::mail::recognise::{self, Expression, words};
use crate::mail::text::trim_message;

/// Words up to which a message may be a command that went astray.
const SHORT: usize = 12;

/// What a message looks like, for the list's settings.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Octets.
    pub size: usize,
    /// Mailboxes in To and Cc.
    pub recipients: usize,
    /// What the names of its files end in, lower case.
    pub endings: Vec<String>,
    /// Its author's own words, when they are few.
    pub few_words: Option<String>,
    /// How many of the author's posts are in the list already.
    pub posted: u32,
}

impl Look {
    /// Of a message, by somebody with so many posts.
    pub fn of(message: &Message<'_>, posted: u32) -> Self {
        let ending = |name: &str| name.rsplit_once('.').map(|(_, e)| e.trim().to_lowercase());
        let files = message.attachments();
        // Nearly every message ends here: nothing is taken apart for it.
        let text = &message.text().text;
        let own = (may_be_suspect(text) && is_suspect(text)).then(|| trim_message(message, &[]));
        let few = own.filter(|own| own.words() <= SHORT).map(|own| own.reply());
        Self {
            size: message.raw().len(),
            recipients: message.recipients().len(),
            endings: files.iter().filter_map(|f| ending(&f.name)).collect(),
            few_words: few,
            posted,
        }
    }
}

/// Why it waits, if it does.
pub fn reason(settings: &Settings, look: &Look) -> Option<HoldReason> {
    let over = |limit: u32, n: usize| limit > 0 && u32::try_from(n).is_ok_and(|n| n > limit);
    let held = |e: &String| settings.hold_files.iter().any(|h| h == e);
    if look.posted < settings.first_posts {
        return Some(HoldReason::FirstPosts);
    }
    if over(settings.max_size, look.size) {
        return Some(HoldReason::Size);
    }
    if look.endings.iter().any(held) {
        return Some(HoldReason::Files);
    }
    if over(settings.max_recipients, look.recipients) {
        return Some(HoldReason::Recipients);
    }
    look.few_words.as_deref().is_some_and(is_suspect).then_some(HoldReason::Command)
}

/// Whether a few words ask the list's machine for something: « pouvez-vous me désabonner de la liste ».
fn is_suspect(own: &str) -> bool {
    recognise::holds(&words(own), suspects())
}

/// Whether the longest word of some such expression stands in a text: cheap, and nearly always not.
fn may_be_suspect(text: &str) -> bool {
    static LONGEST: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let longest = LONGEST.get_or_init(|| {
        let of = |e: &'static Expression| e.iter().max_by_key(|w| w.len()).map(String::as_str);
        suspects().iter().filter_map(of).collect()
    });
    let mut found = false;
    recognise::each_word(text, |word| found |= longest.contains(word));
    found
}

fn suspects() -> &'static [Expression] {
    static WORDS: OnceLock<Vec<Expression>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let texts = locale::all().iter().map(|l| l.s("suspect-words")).collect::<Vec<_>>();
        let all = texts.iter().flat_map(|t| t.split('|')).map(words);
        all.filter(|w: &Expression| !w.is_empty()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::address::Address;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Settings, &mut Look), want: Option<HoldReason>) {
        let mut settings = Settings::new(Address::parse("cdp@lists.example.org").unwrap());
        let mut look = Look { size: 5000, recipients: 1, posted: 2, ..Look::default() };
        change(&mut settings, &mut look);
        assert_eq!(reason(&settings, &look), want);
    }

    #[test]
    fn what_waits() {
        check(|_, _| (), None);
        check(|s, _| s.first_posts = 2, None);
        check(|s, _| s.first_posts = 3, Some(HoldReason::FirstPosts));
        check(|s, _| s.max_size = 5000, None);
        check(|s, _| s.max_size = 4999, Some(HoldReason::Size));
        check(|_, l| l.endings = vec!["exe".into()], None);
        let exe = |s: &mut Settings, l: &mut Look| {
            s.hold_files = vec!["exe".into()];
            l.endings = vec!["pdf".into(), "exe".into()];
        };
        check(exe, Some(HoldReason::Files));
        check(|_, l| l.recipients = 20, None);
        check(|_, l| l.recipients = 21, Some(HoldReason::Recipients));
        check(|s, l| (s.max_recipients, l.recipients) = (0, 900), None);
    }

    #[test]
    fn commands_that_went_astray() {
        for own in [
            "Pouvez-vous me désabonner de cette liste svp?",
            "Please unsubscribe me from this list",
            "désinscrivez moi s'il vous plait",
            "take me off this list",
            "Je veux me désinscrire",
        ] {
            check(|_, l| l.few_words = Some(own.into()), Some(HoldReason::Command));
        }
        for own in
            ["Merci!", "On quitte à 19 h?", "Je retire ma question.", "Je vous laisse la liste"]
        {
            check(|_, l| l.few_words = Some(own.into()), None);
        }
    }
}
