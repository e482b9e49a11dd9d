//! Who a copy says it is from: the author, unless the author's domain would have it refused; then the
//! list, with the author's name and a way to reach them (RFC 9989 §7.4, wire.md "DMARC order of
//! work"). Whether it must be so is decided where signatures are known.

use super::headers::Facts;
use crate::mail::address::Mailbox;
use crate::mail::edit;
use crate::mail::message::Message;

/// The From of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author<'a> {
    /// As the author wrote it.
    AsWritten,
    /// The list's, in this author's name.
    Via(&'a Mailbox),
}

impl Facts<'_> {
    /// The list's From in an author's name. One phrase, for comments get hidden; no address in it, for
    /// that looks like a forgery and is treated as one.
    pub(super) fn in_name_of(&self, author: &Mailbox) -> String {
        let (author, list) = (author.display(), self.list_mailbox());
        let phrase = edit::quoted(&format!("{author} via {}", list.display()));
        format!("{phrase} <{}>", list.address)
    }

    /// Where answers go: the list and whoever the author asked to be answered, in one field, nobody
    /// lost (threat 28); a rewritten author too, whom From no longer names.
    pub(super) fn reply_to(&self, raw_head: &[u8], author: Author<'_>) -> String {
        let mut all = vec![self.list_mailbox()];
        all.extend(self.reachable(raw_head, author));
        all.iter().map(edit::mailbox).collect::<Vec<_>>().join(", ")
    }

    /// Reply-To where answers do not go to the list: the author's own, which stays as it is (`None`),
    /// or the author, whom From no longer names.
    pub(super) fn reply_to_author(&self, raw_head: &[u8], author: Author<'_>) -> Option<String> {
        let Author::Via(mailbox) = author else { return None };
        let own = Message::parse(raw_head).reply_to();
        let reaches = own.iter().any(|m| !m.address.same_mailbox(&self.settings.address));
        let all: Vec<_> = own.iter().chain([mailbox]).map(edit::mailbox).collect();
        (!reaches).then(|| all.join(", "))
    }

    /// Who is answered beside the list.
    fn reachable(&self, raw_head: &[u8], author: Author<'_>) -> Vec<Mailbox> {
        let mut own = Message::parse(raw_head).reply_to();
        own.retain(|m| !m.address.same_mailbox(&self.settings.address));
        match author {
            Author::Via(mailbox) if own.is_empty() => vec![mailbox.clone()],
            _ => own,
        }
    }

    pub(super) fn list_mailbox(&self) -> Mailbox {
        Mailbox::new(Some(&self.settings.name), self.settings.address.clone())
    }
}
