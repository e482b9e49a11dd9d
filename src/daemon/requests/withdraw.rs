//! « Retirer », after a post went out: its author, or who animates, takes it out of the archive. By reply to
//! the post, or by its number. Which post is meant is settled before the transaction, so that whoever is
//! asked whether they wrote this is asked about that very post.

use super::Asked;
use super::animate::{Named, numbers};
use super::answer::Said;
use super::desk::{Desk, Place};
use crate::daemon::withdraw::{self, Title};
use crate::daemon::{report, window};
use crate::list::member::{Person, Role};
use crate::list::{ArticleNo, ListId};
use crate::locale;
use crate::mail::message::Message;
use crate::mail::recognise;
use crate::request::{Command, Verb};
use crate::store::articles::{self, Article};
use crate::store::changes::{self, Before};
use crate::store::withdrawn::{self, Hand};
use crate::store::{Read, StoreError, Tx, people, threads};

/// Identifiers of a mail that are looked up.
const LINKS: usize = 20;
/// Posts of a list looked through for somebody's own.
const LOOKED_AT: u32 = 2_000;
/// Posts offered to who named none.
const OFFERED: usize = 5;

/// What a word that may ask for this asks for: some of these words, alone, also say that one leaves.
pub(super) fn is_bare(command: &Command) -> bool {
    let said = recognise::words(&command.line);
    let bare = |l: &'static locale::Locale| {
        l.s("withdraw-bare-words").split('|').any(|w| recognise::words(w) == said)
    };
    matches!(command.verb, Verb::Leave | Verb::Remove) && locale::all().iter().any(bare)
}

/// Finds the post that is meant by what the mail answers. A lone « retirer » is this command when it answers
/// a post of its author's, or comes from who animates; in a thread where they wrote, they are asked which.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn settle(
    from: &impl Read,
    asked: &mut Asked,
    message: &Message<'_>,
) -> Result<(), StoreError> {
    let unnamed = |c: &Command| c.verb == Verb::Withdraw && number(&c.tail).is_none();
    let meant = |c: &&Command| is_bare(c) || unnamed(c);
    if !asked.reading.commands.iter().any(|c| meant(&c)) {
        return Ok(());
    }
    let (list, person) = (asked.list, &asked.person);
    let role = people::membership(from, list, person.id)?.map(|m| m.role);
    let Some(role) = role else { return Ok(()) };
    let own = |a: &Article| a.from.address.same_mailbox(&person.address);
    let answered = answered(from, list, message)?;
    let target = answered.filter(|a| own(a) || role != Role::Member).map(|a| a.no);
    let wrote = match (asked.thread, target) {
        (Some(thread), None) => wrote_in(from, (list, person), thread)?,
        _ => Vec::new(),
    };
    for command in asked.reading.commands.iter_mut().filter(|c| meant(&&**c)) {
        let target = match wrote.as_slice() {
            [one] if command.verb == Verb::Withdraw => Some(*one),
            _ => target,
        };
        if target.is_some() || !wrote.is_empty() {
            command.verb = Verb::Withdraw;
        }
        command.tail = target.map(|no| no.to_string()).unwrap_or_default();
    }
    // A mail that names its post went where it was meant to go.
    let named = |c: &Command| c.verb == Verb::Withdraw && !c.tail.is_empty();
    asked.guarded &= !asked.reading.commands.iter().any(named);
    Ok(())
}

/// The post that a mail answers; of an answer to a mail of ours about one, that one.
fn answered(
    from: &impl Read,
    list: ListId,
    message: &Message<'_>,
) -> Result<Option<Article>, StoreError> {
    let references = message.references();
    let ids = message.in_reply_to().into_iter().chain(references.into_iter().rev());
    for id in ids.take(LINKS) {
        let node = threads::node(from, list, &id.hash())?;
        if let Some((no, _)) = node.and_then(|n| n.articles.first().copied()) {
            return articles::get(from, list, no);
        }
    }
    Ok(None)
}

/// The posts of somebody in a thread that can be taken out.
fn wrote_in(
    from: &impl Read,
    (list, person): (ListId, &Person),
    thread: crate::list::ThreadNo,
) -> Result<Vec<ArticleNo>, StoreError> {
    let Some(thread) = threads::resolve(from, list, thread)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for no in threads::articles(from, list, thread.no)? {
        let post = articles::get(from, list, no)?;
        let own = post.is_some_and(|a| a.from.address.same_mailbox(&person.address));
        if own && !withdrawn::is(from, list, no)? {
            found.push(no);
        }
    }
    Ok(found)
}

/// Whether somebody else's post is meant: then it is the team's word, and wants the team's proof.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn of_others(from: &impl Read, asked: &Asked) -> Result<bool, StoreError> {
    let all = asked.reading.commands.iter().filter(|c| c.verb == Verb::Withdraw);
    for no in all.filter_map(|c| number(&c.tail)) {
        let post = articles::get(from, asked.list, no)?;
        if post.is_some_and(|a| !a.from.address.same_mailbox(&asked.person.address)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A message's number and nothing else (« du 12 mai » is none), or its permanent address.
fn number(tail: &str) -> Option<ArticleNo> {
    let said = recognise::words(tail);
    let alone = match said.as_slice() {
        [_] => true,
        [mark, _] => ["n", "no", "nº", "message"].contains(&mark.as_str()),
        _ => false,
    };
    numbers(tail).into_iter().find_map(|named| match named {
        Named::Message(n) => Some(ArticleNo(n)),
        Named::Number(n) if alone => Some(ArticleNo(n)),
        _ => None,
    })
}

/// The command.
pub(super) fn act(desk: &Desk<'_>, tx: &mut Tx<'_>, command: &Command) -> Result<Said, StoreError> {
    let t = desk.t;
    let nothing = |key: &str| Said::told(t.s("animate-nothing-subject"), t.s(key));
    let [place] = desk.places.as_slice() else { return Ok(nothing("which-community")) };
    let Some(no) = number(&command.tail) else {
        if let Some(subject) = window::take_back_last(tx, (place.list, &desk.person), None)? {
            let heading = t.a("taken-back-subject", "subject", &subject);
            return Ok(Said::told(heading, t.a("taken-back", "subject", &subject)));
        }
        return which(desk, tx, place);
    };
    let Some(article) = articles::get(tx, place.list, no)? else {
        return Ok(nothing("withdraw-no-such"));
    };
    let own = article.from.address.same_mailbox(&desk.person.address);
    if !own && (place.membership.role == Role::Member || !desk.vouched) {
        return Ok(nothing("withdraw-not-yours"));
    }
    if withdrawn::is(tx, place.list, no)? {
        return Ok(nothing("animate-already"));
    }
    let hand = if own { Hand::Author } else { Hand::Team };
    let kept = withdraw::withdraw(tx, (&place.settings, &article), hand, desk.now)?;
    if hand == Hand::Team {
        withdraw::tell_author(desk.site, tx, (&place.settings, &article), desk.now)?;
        report::note_action(desk.site, tx, place.list)?;
    }
    let before = Before::Withdrawn { list: place.list, article: no };
    changes::note(tx, desk.person.id, command.verb.word(), vec![before], desk.now)?;
    Ok(done(desk, &article, (hand, kept)))
}

fn done(desk: &Desk<'_>, article: &Article, (hand, kept): (Hand, Title)) -> Said {
    let t = desk.t;
    let mut args = withdraw::about(desk.site, t, &desk.person, article);
    args.push(("name", article.from.display().into()));
    let key = match hand {
        Hand::Author => "withdraw-done",
        Hand::Team => "withdraw-done-team",
    };
    let place = t.a("withdraw-instead", "words", &t.s(hand.key()));
    let mut lines = vec![format!("{} {place}", t.text(key, &args)), t.s("withdraw-stays")];
    if kept == Title::Kept {
        lines.push(t.s("withdraw-title-stays"));
    }
    lines.push(t.s("withdraw-forgotten"));
    Said::done(t.text("withdraw-subject", &args), lines.join("\n\n"))
}

/// Offers somebody's latest posts to who named none.
fn which(desk: &Desk<'_>, tx: &Tx<'_>, place: &Place) -> Result<Said, StoreError> {
    let t = desk.t;
    let subject = t.s("withdraw-which-subject");
    let own = withdraw::latest_of(tx, (place.list, &desk.person), (LOOKED_AT, OFFERED))?;
    if own.is_empty() {
        return Ok(Said::told(subject, t.s("withdraw-none")));
    }
    let line = |article: &Article| {
        let mut args = withdraw::about(desk.site, t, &desk.person, article);
        args.push(("n", article.no.to_string().into()));
        t.text("withdraw-one", &args)
    };
    let lines: Vec<String> = own.iter().map(line).collect();
    Ok(Said::told(subject, format!("{}\n\n{}", t.s("withdraw-which"), lines.join("\n"))))
}

/// Puts a post back that somebody had taken out, if they still may.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn put_back(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (list, no): (ListId, ArticleNo),
) -> Result<(), StoreError> {
    let Some(article) = articles::get(tx, list, no)? else { return Ok(()) };
    let own = article.from.address.same_mailbox(&desk.person.address);
    let role = people::membership(tx, list, desk.person.id)?.map(|m| m.role);
    if own || role.is_some_and(|role| role != Role::Member) {
        withdraw::put_back(tx, list, no)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_alone_names_a_message() {
        let check =
            |tail: &str, want: Option<u32>| assert_eq!(number(tail).map(|n| n.0), want, "{tail}");
        check("57", Some(57));
        check("n° 57", Some(57));
        check("https://x.example/c/cdp/m/57", Some(57));
        for other in ["", "du 12 mai", "12 mai", "https://x.example/fr/c/cdp/f/4/", "le dernier"] {
            check(other, None);
        }
    }
}
