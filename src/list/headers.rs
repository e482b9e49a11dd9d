//! The header fields of what a list sends: which of the author's leave, which of ours come (RFC 2369,
//! RFC 2919, RFC 5064; wire.md, "Distribution: headers"). What From says is [`super::author`]'s, the
//! body [`super::footer`]'s and [`crate::mail::footing`]'s business.

use super::address::{Addresses, Route};
use super::author::Author;
use super::settings::{Copies, Posting, Preset, Settings, Visibility};
use super::urls::Urls;
use super::{ArticleNo, PersonId};
use crate::clock::{TimeZone, Timestamp};
use crate::locale::Locale;
use crate::mail::address::Mailbox;
use crate::mail::edit::{self, Field};
use crate::mail::footing::Cut;
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::mail::subject::with_tag;

/// RFC 8601 §2.
const RESULTS: &str = "Authentication-Results";

/// A list, as its fields see it.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// What it has chosen.
    pub settings: &'a Settings,
    /// Its addresses.
    pub addresses: &'a Addresses<'a>,
    /// Where its pages are.
    pub urls: &'a Urls,
    /// Its language.
    pub locale: &'a Locale,
}

/// What our own record of a post adds to its raw form.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// Its number.
    pub article: ArticleNo,
    /// Its identifier, minted when it came without.
    pub message_id: &'a MessageId,
    /// Its date, that of its coming when it had none.
    pub date: Timestamp,
    /// Our name: what others wrote of a message's origin under it goes (RFC 8601 §5).
    pub host: &'a str,
    /// What we found of its origin, as the value of Authentication-Results.
    pub results: Option<&'a str>,
    /// Where answers go.
    pub answers: Answers,
    /// What From says.
    pub author: Author<'a>,
}

/// Where answers to a post go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Where the list's settings say.
    AsEver,
    /// To those who animate: it is a call to all.
    ToTeam,
}

impl Facts<'_> {
    /// Whether pages exist that a reader of a copy can open.
    pub fn has_pages(&self) -> bool {
        self.settings.visibility == Visibility::Public && !self.urls.base().is_empty()
    }

    /// An announcement list: replies go to the author.
    pub fn announces(&self) -> bool {
        self.settings.posting == Posting::Animators
    }

    /// The fields that say which list this is and what one can do (RFC 2369 §3, RFC 2919 §3): on
    /// posts and on the robot's answers. One of each; `List-Unsubscribe` is [`Facts::way_out`].
    pub fn identity(&self) -> Vec<(&'static str, String)> {
        let mailto = |route| format!("<mailto:{}>", self.addresses.fixed(route));
        let help = self.addresses.fixed(Route::Request);
        let subject = self.locale.s("list-help-subject");
        let mut fields = vec![
            ("List-Id", self.list_id()),
            ("List-Help", format!("<mailto:{help}?subject={subject}>")),
            ("List-Subscribe", mailto(Route::Join)),
            ("List-Owner", mailto(Route::Owner)),
        ];
        // RFC 2369 §3.4: NO tells that posts are not taken.
        let post = if self.announces() { "NO".to_owned() } else { mailto(Route::Post) };
        fields.push(("List-Post", post));
        if self.has_pages() {
            let page = self.urls.list(self.locale.code(), &self.settings.slug());
            fields.push(("List-Archive", format!("<{page}>")));
        }
        fields
    }

    /// A member's own way out, or in grouped copies the common one, as fields: `List-Unsubscribe`, and
    /// where one click does it, the field that says so (RFC 8058 §3.1).
    pub fn way_out(&self, person: Option<PersonId>) -> Vec<(&'static str, String)> {
        let mut fields = vec![("List-Unsubscribe", way_out(self.addresses, self.urls, person))];
        if person.is_some() {
            fields.extend(self.one_click());
        }
        fields
    }

    /// RFC 8058 §3.1 wants HTTPS.
    fn one_click(&self) -> Option<(&'static str, String)> {
        let value = "List-Unsubscribe=One-Click".to_owned();
        self.urls.is_https().then_some(("List-Unsubscribe-Post", value))
    }

    /// RFC 2919 §2: a phrase and the identifier, which never changes with the host.
    fn list_id(&self) -> String {
        let id = self.settings.list_id();
        let name = self.settings.name.trim();
        if name.is_empty() { format!("<{id}>") } else { format!("{} <{id}>", edit::phrase(name)) }
    }

    /// The header section that all copies of a post share: our fields on top, then the author's,
    /// each to the octet. `List-Unsubscribe`, and the empty line, are the caller's to add.
    pub fn head(&self, raw_head: &[u8], post: &Post<'_>, cut: &Cut) -> Vec<u8> {
        let mut out = Vec::with_capacity(raw_head.len() + 1024);
        let personal = self.settings.copies == Copies::Personal;
        let one_click = self.one_click().filter(|_| personal);
        for (name, value) in self.identity().into_iter().chain(one_click) {
            edit::write_field(&mut out, name, &value);
        }
        if self.has_pages() {
            let page = self.urls.message(&self.settings.slug(), post.article);
            edit::write_field(&mut out, "Archived-At", &format!("<{page}>"));
        }
        // RFC 3834 §2 calls it non-standard; vacation programs heed it all the same.
        edit::write_field(&mut out, "Precedence", "list");
        if let Some(results) = post.results {
            edit::write_field(&mut out, RESULTS, results);
        }
        let mut dropped: Vec<&str> = cut.dropped.iter().map(String::as_str).collect();
        for (name, value) in self.changed(raw_head, post) {
            dropped.push(name);
            if let Some(value) = value {
                edit::write_field(&mut out, name, &value);
            }
        }
        out.extend_from_slice(&cut.fields);
        let missing = |name: &str| !edit::fields(raw_head).any(|f| f.is(name));
        if missing("Message-ID") {
            edit::write_field(&mut out, "Message-ID", &post.message_id.bracketed());
        }
        if missing("Date") {
            edit::write_field(&mut out, "Date", &rfc5322_date(post.date));
        }
        let kept = |f: &Field<'_>| {
            let in_our_name = || f.is(RESULTS) && is_by(&f.value(), post.host);
            let ours = || dropped.iter().any(|name| f.is(name));
            !is_dropped(&f.name.to_ascii_lowercase()) && !ours() && !in_our_name()
        };
        for field in edit::fields(raw_head).filter(kept) {
            out.extend_from_slice(field.bytes);
        }
        if !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        out
    }

    /// The subject with the list's tag, where the list asked for one. One that cannot be read is left
    /// alone.
    fn subject(&self, raw_head: &[u8]) -> Option<String> {
        let tag = self.settings.subject_prefix.as_str();
        let message = Message::parse(raw_head);
        let subject = message.subject();
        if tag.is_empty() || !message.has_header("Subject") || subject.contains('\u{FFFD}') {
            return None;
        }
        with_tag(&subject, tag).map(|text| edit::unstructured(&text))
    }

    /// The author's fields that are other ones on this copy; without a value, there is none.
    fn changed(&self, raw_head: &[u8], post: &Post<'_>) -> Vec<(&'static str, Option<String>)> {
        let mut fields = Vec::new();
        let community = self.settings.preset == Preset::Community;
        if let Author::Via(author) = post.author {
            fields.push(("From", Some(self.in_name_of(author))));
            fields.push(("X-Original-From", Some(edit::mailbox(author))));
            // RFC 5322 §3.6.2: no Sender who is the author.
            fields.push(("Sender", None));
        } else if community {
            fields.push(("Sender", Some(edit::mailbox(&self.list_mailbox()))));
        }
        if let Some(subject) = self.subject(raw_head).filter(|_| community) {
            fields.push(("Subject", Some(subject)));
        }
        let answered = match post.answers {
            Answers::ToTeam => {
                let team = self.addresses.fixed(Route::Owner);
                Some(edit::mailbox(&Mailbox::new(Some(&self.settings.name), team)))
            }
            Answers::AsEver if community && !self.announces() => {
                Some(self.reply_to(raw_head, post.author))
            }
            Answers::AsEver => self.reply_to_author(raw_head, post.author),
        };
        fields.extend(answered.map(|value| ("Reply-To", Some(value))));
        fields
    }
}

/// The value of `List-Unsubscribe`: exactly one HTTPS address with the member's own token (RFC 8058
/// §3.1), where there are such, and by mail for every program there is (RFC 2369 §3.2).
pub fn way_out(addresses: &Addresses<'_>, urls: &Urls, person: Option<PersonId>) -> String {
    let Some(person) = person else {
        return format!("<mailto:{}>", addresses.fixed(Route::Leave));
    };
    let by_mail = format!("<mailto:{}>", addresses.leave(person));
    if !urls.is_https() {
        return by_mail;
    }
    let slug = addresses.list.local().to_lowercase();
    format!("<{}>, {by_mail}", urls.leave(&slug, &addresses.leave_token(person)))
}

/// Whether results claim to be those of a host: the identifier is the first word (RFC 8601 §2.5).
fn is_by(value: &str, host: &str) -> bool {
    let mut rest = value.trim_start();
    // A comment may stand before it (RFC 5322 §3.2.2).
    while let Some((_, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
        rest = after.trim_start();
    }
    let id = rest.split([';', ' ', '\t', '(']).next().unwrap_or_default();
    id.trim_matches(['"', '.']).eq_ignore_ascii_case(host)
}

/// Whether a field of a post, by its name in lower case, is kept from those who read it.
pub fn stays_behind(name: &str) -> bool {
    is_dropped(name)
}

/// Fields that never leave with a copy, in lower case: of another list or hop, requests to be told
/// of reading, and what was hidden (threat 27).
fn is_dropped(name: &str) -> bool {
    const DROPPED: &[&str] = &[
        // RFC 5064 §4: ours or none; wire.md: one Precedence.
        "archived-at",
        "precedence",
        "errors-to",
        "return-path",
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        // RFC 5322 §3.6.3: blind copies stay blind.
        "bcc",
        "resent-bcc",
        "apparently-to",
        // RFC 8098 §2.1 and its ancestors: one mail would ask every member.
        "disposition-notification-to",
        "disposition-notification-options",
        "return-receipt-to",
        "return-receipt-requested",
        "read-receipt-to",
        "generate-delivery-report",
        "x-confirm-reading-to",
        "x-confirm-delivery",
        "x-pmrqc",
        // Passwords of other list managers.
        "approved",
        "approve",
        "x-approved",
        "x-approve",
        "urgent",
        "x-urgent",
        "authorization",
        "proxy-authorization",
    ];
    name.starts_with("list-") || DROPPED.contains(&name)
}

/// RFC 5322 §3.3, in UTC.
fn rfc5322_date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::address::Secret;
    use crate::locale;
    use crate::mail::address::Address;

    fn with<T>(change: impl FnOnce(&mut Settings), test: impl FnOnce(Facts<'_>) -> T) -> T {
        let mut settings = Settings::new(Address::parse("cdp@listes.example.org").unwrap());
        settings.name = "Communauté".to_owned();
        change(&mut settings);
        let secret = Secret::new(&[7; 32]);
        let list = settings.address.clone();
        let addresses = Addresses { list: &list, secret: &secret };
        let urls = Urls::new("https://listes.example.org");
        let locale = locale::get("fr");
        test(Facts { settings: &settings, addresses: &addresses, urls: &urls, locale })
    }

    fn head(raw: &str, facts: Facts<'_>) -> String {
        let id = MessageId::parse("minted@listes.example.org").unwrap();
        let post = Post {
            article: ArticleNo(12),
            message_id: &id,
            date: Timestamp::UNIX_EPOCH,
            host: "listes.example.org",
            results: Some("listes.example.org; dmarc=pass header.from=example.org"),
            answers: Answers::AsEver,
            author: Author::AsWritten,
        };
        let raw = raw.replace('\n', "\r\n");
        let out = String::from_utf8(facts.head(raw.as_bytes(), &post, &Cut::none(b""))).unwrap();
        assert_eq!(out.matches("\r\n").count(), out.matches('\n').count());
        out.replace("\r\n", "\n")
    }

    #[track_caller]
    fn field(head: &str, name: &str, want: Option<&str>) {
        let all: Vec<_> = edit::fields(head.replace('\n', "\r\n").as_bytes())
            .filter(|f| f.is(name))
            .map(|f| f.value())
            .collect();
        assert_eq!(all, want.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{name}\n{head}");
    }

    #[test]
    fn what_was_hidden_stays_hidden() {
        let hidden = [
            "Bcc",
            "Resent-Bcc",
            "Return-Path",
            "Delivered-To",
            "X-Original-To",
            "Envelope-To",
            "Disposition-Notification-To",
            "Return-Receipt-To",
            "X-Confirm-Reading-To",
            "X-PMRQC",
            "Approved",
            "X-Approved",
            "Urgent",
            "Authorization",
            "Errors-To",
            "List-Unsubscribe-Post",
            "LIST-HELP",
            "list-id",
            "Archived-At",
        ];
        let raw: String = hidden.iter().map(|n| format!("{n}: canary,\n more canary\n")).collect();
        for preset in [Preset::Community, Preset::Transparent] {
            with(|s| s.preset = preset, |f| assert!(!head(&raw, f).contains("canary")));
        }
    }

    #[test]
    fn what_is_the_authors_stays_to_the_octet() {
        let kept = "Received: from a\n\tby b\nDKIM-Signature: v=1;  x\nFROM :  Ann  <ann@example.org>\n\
                    Subject: =?utf-8?q?=C3=A9?=\nTo: a@example.org,\n  cdp@listes.example.org\n\
                    Auto-Submitted: no\nAutocrypt: addr=x\nMessage-Id: <a@x>\nDate: bad\n\
                    References: <b@x>\n\t<c@x>\n";
        for preset in [Preset::Community, Preset::Transparent] {
            with(
                |s| s.preset = preset,
                |f| {
                    let out = head(kept, f);
                    assert!(out.ends_with(kept), "{out}");
                },
            );
        }
    }

    #[test]
    fn results_under_our_name_are_ours() {
        let forged = "AUTHENTICATION-RESULTS: Listes.Example.ORG; dmarc=pass (forged)\n\
                      Authentication-Results: (a) (b)\n\t\"listes.example.org.\" 1; spf=pass (forged)\n\
                      Authentication-Results: listes.example.org\n";
        let kept = "Authentication-Results: mx.example.net; dkim=pass\n";
        let out = with(|_| (), |f| head(&format!("{forged}{kept}"), f));
        assert!(!out.contains("forged"), "{out}");
        let of_ours = "listes.example.org; dmarc=pass header.from=example.org";
        let all: Vec<_> = edit::fields(out.replace('\n', "\r\n").as_bytes())
            .filter(|f| f.is(RESULTS))
            .map(|f| f.value())
            .collect();
        assert_eq!(all, [of_ours, "mx.example.net; dkim=pass"]);
    }

    #[test]
    fn missing_identity_is_added() {
        with(
            |_| (),
            |f| {
                let out = head("From: ann@example.org\n", f);
                field(&out, "message-id", Some("<minted@listes.example.org>"));
                field(&out, "date", Some("Thu, 01 Jan 1970 00:00:00 +0000"));
            },
        );
    }

    #[test]
    fn reply_to() {
        let list = "=?utf-8?B?Q29tbXVuYXV0w6k=?= <cdp@listes.example.org>";
        let check = |raw: &str, want: Option<&str>, change: fn(&mut Settings)| {
            with(change, |f| field(&head(raw, f), "reply-to", want));
        };
        let both = format!("{list}, \"Lee, Ann\" <ann@example.org>, b@example.org");
        let own = "Reply-To: \"Lee, Ann\" <ann@example.org>,\n b@example.org\n";
        check("From: ann@example.org\n", Some(list), |_| ());
        check(own, Some(&both), |_| ());
        check("Reply-To: CDP@listes.example.org\n", Some(list), |_| ());
        check("Reply-To: nobody readable\n", Some(list), |_| ());
        let untouched = Some("\"Lee, Ann\" <ann@example.org>, b@example.org");
        check(own, untouched, |s| s.preset = Preset::Transparent);
        check(own, untouched, |s| s.posting = Posting::Animators);
        check("From: a@example.org\n", None, |s| s.preset = Preset::Transparent);
        check("From: a@example.org\n", None, |s| s.posting = Posting::Animators);
    }

    #[test]
    fn sender_by_preset() {
        let raw = "Sender: secretary@example.org\n";
        let list = "=?utf-8?B?Q29tbXVuYXV0w6k=?= <cdp@listes.example.org>";
        with(|_| (), |f| field(&head(raw, f), "sender", Some(list)));
        with(
            |s| s.preset = Preset::Transparent,
            |f| {
                field(&head(raw, f), "sender", Some("secretary@example.org"));
            },
        );
    }

    #[test]
    fn list_fields() {
        with(
            |s| s.visibility = Visibility::Public,
            |f| {
                let out = head("List-Id: other\nPrecedence: bulk\n", f);
                let id = "=?utf-8?B?Q29tbXVuYXV0w6k=?= <cdp.listes.example.org>";
                field(&out, "list-id", Some(id));
                field(&out, "list-post", Some("<mailto:cdp@listes.example.org>"));
                let help = "<mailto:cdp-request@listes.example.org?subject=aide>";
                field(&out, "list-help", Some(help));
                field(&out, "list-archive", Some("<https://listes.example.org/fr/c/cdp/>"));
                field(&out, "archived-at", Some("<https://listes.example.org/c/cdp/m/12>"));
                field(&out, "precedence", Some("list"));
                let none = ("List-Unsubscribe", "<mailto:cdp-leave@listes.example.org>".to_owned());
                assert_eq!(f.way_out(None), [none]);
                let own = f.way_out(Some(PersonId(3)));
                let start = "<https://listes.example.org/l/cdp/u3";
                assert!(own[0].1.starts_with(start), "{own:?}");
                assert!(own[0].1.contains(">, <mailto:cdp-leave+u3"), "{own:?}");
                assert_eq!(own[1].1, "List-Unsubscribe=One-Click");
            },
        );
        with(
            |s| s.posting = Posting::Animators,
            |f| {
                let out = head("", f);
                field(&out, "list-post", Some("NO"));
                field(&out, "list-archive", None);
                field(&out, "archived-at", None);
            },
        );
        with(
            |s| s.name = "a\r\nBcc: x@example.org".to_owned(),
            |f| {
                let out = head("", f);
                field(&out, "bcc", None);
                field(&out, "list-id", Some("\"a Bcc: x@example.org\" <cdp.listes.example.org>"));
            },
        );
    }
}
