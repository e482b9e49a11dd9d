//! Who wrote a message of an archive. Old archives are more lenient than the wire, and so is this: an
//! author is looked for in every place that names one, and a message without any is kept.

use super::account::Mend;
use crate::mail::address::{Address, Mailbox};
use crate::mail::mbox::Postmark;
use crate::mail::message::Message;
use crate::mail::message_id::hash_text;

/// Where no mail goes (RFC 2606 §2): the domain of authors whose address is lost.
const LOST: &str = "unknown.invalid";

/// What envelopes of machines hold.
const MACHINES: [&str; 9] = [
    "mailer-daemon",
    "bounce",
    "owner-",
    "-owner",
    "-admin",
    "-request",
    "-errors",
    "noreply",
    "nobody",
];

/// The author, and how they were found when it is not simply From. `unknown` is what somebody without a
/// name is called.
pub(super) fn of(
    message: &Message<'_>,
    postmark: &Postmark,
    unknown: &str,
) -> (Mailbox, Option<Mend>) {
    let from = message.from().ok();
    if let Some(found) = from.as_ref().and_then(|from| behind_a_list(message, from)) {
        return (found, Some(Mend::AuthorElsewhere));
    }
    if let Some(from) = from {
        return (from, None);
    }
    let fields = message.header("from");
    let field = fields.first().cloned().unwrap_or_default();
    // Of several fields, a parser knows the last.
    let parsed = if fields.len() == 1 { message.authors() } else { Vec::new() };
    if let Some(found) = parsed.into_iter().find_map(|(name, at)| read(&name, &at, &field)) {
        return (found, Some(Mend::AuthorForm));
    }
    let name = name_of(message, &field);
    if let Some(address) = address(&field) {
        return (Mailbox::new(name.as_deref(), address), Some(Mend::AuthorForm));
    }
    if let Some(address) = elsewhere(message, postmark) {
        return (Mailbox::new(name.as_deref(), address), Some(Mend::AuthorElsewhere));
    }
    let mend = if name.is_some() { Mend::AuthorNameOnly } else { Mend::AuthorUnknown };
    (lost(name.as_deref().unwrap_or(unknown), &field), Some(mend))
}

/// Lists that write in their own name (“Ann via cdp”, against DMARC) say elsewhere who wrote.
fn behind_a_list(message: &Message<'_>, from: &Mailbox) -> Option<Mailbox> {
    let shown = from.name.as_deref()?;
    let at = [" via ", " par "].iter().find_map(|word| shown.find(word))?;
    let name = shown.get(..at)?.trim_matches(['\'', '"', ' ']);
    let fields = ["x-original-from", "x-original-sender"].iter().flat_map(|f| message.header(f));
    let named = fields.filter_map(|f| address(&f));
    let answered = message.reply_to().into_iter().map(|m| m.address);
    let other = |a: &Address| !a.same_mailbox(&from.address) && a.local() != from.address.local();
    let found = named.chain(answered).find(other)?;
    Some(Mailbox::new(Some(name), found))
}

fn read(name: &str, at: &str, field: &str) -> Option<Mailbox> {
    let shown = if name.is_empty() || is_name(name) { name } else { called(field) };
    Some(Mailbox::new(Some(shown), address(at)?))
}

/// What a text calls somebody: its comment, where no parser made it out, or what stands before an address.
fn called(text: &str) -> &str {
    let comment = text.split_once(" (").map(|(_, c)| c.trim_end_matches([')', ' ']));
    comment.or_else(|| text.split('<').next()).unwrap_or_default()
}

/// The first address of a field: `ann@example.org`, `Ann <ann@example.org>`, Pipermail's
/// `ann at example.org (Ann)`, and `ann(at)example(dot)org`.
fn address(field: &str) -> Option<Address> {
    let inner = field.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(at, _)| at);
    let text = inner.unwrap_or(field);
    let text =
        [" at ", "(at)", "[at]", " AT "].iter().fold(text.to_owned(), |t, w| t.replacen(w, "@", 1));
    let text = ["(dot)", "[dot]"].iter().fold(text, |t, w| t.replace(w, "."));
    let text = text.split([',', '(', ';']).next()?.trim();
    text.split_whitespace().find_map(|word| Address::parse(word.trim_matches(['<', '>', '"'])).ok())
}

/// What a From field calls somebody, whatever stands there for an address.
fn name_of(message: &Message<'_>, field: &str) -> Option<String> {
    let named = message.authors().into_iter().map(|(name, _)| name).find(|n| is_name(n));
    let comment = || field.split_once(" (").map(|(_, c)| c.trim_end_matches(')').to_owned());
    let words = || field.split(['<', '@', ',']).next().map(str::to_owned);
    let found = named.or_else(|| x400(field)).or_else(comment).or_else(words)?;
    // No parser saw it, and so nobody decoded it.
    let found = match found.contains("=?") {
        true => Message::parse(format!("Subject: {found}\r\n\r\n").as_bytes()).subject(),
        false => found,
    };
    // A path of hosts (`host!ann`) ends with the person.
    let last = found.rsplit('!').next().unwrap_or_default();
    let found = last.trim_matches(['"', '\'', ' ', '.', ')', '(']);
    found.contains(char::is_alphanumeric).then(|| found.to_owned())
}

/// `/G=Ann/S=Lee/O=…/`: given name and surname of X.400.
fn x400(field: &str) -> Option<String> {
    let path = field.trim_start_matches(['"', '<', ' ']).strip_prefix('/')?;
    let named = |p: &str| p.strip_prefix("G=").or(p.strip_prefix("S=")).map(str::to_owned);
    let names: Vec<String> = path.split('/').filter_map(named).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// Whether a parser's name is one, and not a field that it did not make out.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(['(', '<', '@', '='])
}

/// Sender, or the envelope in the postmark, unless it is a machine's.
fn elsewhere(message: &Message<'_>, postmark: &Postmark) -> Option<Address> {
    let sender = message.header("sender").into_iter().filter_map(|f| address(&f));
    let envelope = address(postmark.sender());
    let person = |a: &Address| {
        let local = a.local().to_lowercase();
        !MACHINES.iter().any(|m| local.contains(m)) && a.domain().contains('.')
    };
    sender.chain(envelope).find(person)
}

/// Somebody without an address: the same words in From are the same person.
fn lost(name: &str, field: &str) -> Mailbox {
    let label = data_encoding::BASE32_DNSSEC.encode(&hash_text(&[field.as_bytes()]));
    let address = Address::parse(&format!("{label}@{LOST}"));
    Mailbox::new(Some(name), address.unwrap_or_else(|_| Address::default_for_records()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::mbox::Mbox;

    #[track_caller]
    fn check(head: &str, want: &str, mend: Option<Mend>) {
        let text = format!("From - Mon May 20 20:51:00 2019\n{head}\n\nx\n");
        let text = if head.starts_with("From ") { format!("{head}\n\nx\n") } else { text };
        let entry = Mbox::new(text.as_bytes(), 0).next().unwrap().unwrap();
        let (found, how) = of(&Message::parse(&entry.raw), &entry.postmark, "Personne inconnue");
        let domain = found.address.domain();
        let shown = if domain == LOST { domain } else { found.address.as_str() };
        assert_eq!(
            (format!("{}|{shown}", found.display()), how),
            (want.to_owned(), mend),
            "{head}"
        );
    }

    #[test]
    fn authors_of_old_archives() {
        use Mend::{AuthorElsewhere, AuthorForm, AuthorNameOnly, AuthorUnknown};
        check("From: Ann Lee <ann@example.org>", "Ann Lee|ann@example.org", None);
        check("From: ann at example.org (Ann Lee)", "Ann Lee|ann@example.org", Some(AuthorForm));
        check(
            "From: zoe at example.org (=?iso-8859-1?Q?Zo=E9?=)",
            "Zoé|zoe@example.org",
            Some(AuthorForm),
        );
        check("From: a@example.org, b@example.org", "a|a@example.org", Some(AuthorForm));
        check("From: a@example.org\nFrom: b@example.org", "a|a@example.org", Some(AuthorForm));
        check("From: Ann <ann(at)example(dot)org>", "Ann|ann@example.org", Some(AuthorForm));
        check("From: Ann Lee", "Ann Lee|unknown.invalid", Some(AuthorNameOnly));
        check("From: ann@... (Ann)", "Ann|unknown.invalid", Some(AuthorNameOnly));
        check("From: /G=Ann/S=Lee/O=X/", "Ann Lee|unknown.invalid", Some(AuthorNameOnly));
        check("From: hote!relais!ann", "ann|unknown.invalid", Some(AuthorNameOnly));
        check("Subject: x", "Personne inconnue|unknown.invalid", Some(AuthorUnknown));
        check("From: <>", "Personne inconnue|unknown.invalid", Some(AuthorUnknown));
        check("Sender: ann@example.org", "ann|ann@example.org", Some(AuthorElsewhere));
        let envelope = "From ann@example.org Mon May 20 20:51:00 2019\nSubject: x";
        check(envelope, "ann|ann@example.org", Some(AuthorElsewhere));
        let machine = "From cdp-bounces@example.org Mon May 20 20:51:00 2019\nFrom: Ann Lee";
        check(machine, "Ann Lee|unknown.invalid", Some(AuthorNameOnly));
    }

    #[test]
    fn lists_that_write_in_their_own_name() {
        let found = Some(Mend::AuthorElsewhere);
        let google = "From: \"'Ann Lee' via Jardins\" <jardins@groupes.example>\n\
            X-Original-From: Ann Lee <ann@example.org>";
        check(google, "Ann Lee|ann@example.org", found);
        let mailman = "From: Ann Lee via Jardins <jardins@listes.example>\n\
            Reply-To: Jardins <jardins@listes.example>, Ann Lee <ann@example.org>";
        check(mailman, "Ann Lee|ann@example.org", found);
        let alone = "From: Ann via Jardins <jardins@listes.example>";
        check(alone, "Ann via Jardins|jardins@listes.example", None);
    }
}
