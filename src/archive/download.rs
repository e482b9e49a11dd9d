//! Conversations and months to take away: a conversation's feed, and mbox files for any mail program.
//! Made when they are asked for, or as files of a copy that stands alone. Everybody may have them, so
//! nobody's address is in them (threat 25): not the mail as it was received, but what pages show of it.

use flate2::Compression;
use flate2::write::GzEncoder;

use super::community::Community;
use super::post::{self, Conversation};
use super::{Archive, ArchiveError, body, feed, thread_page};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::locale::{self, Locale};
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::Draft;
use crate::mail::mbox;
use crate::mail::message::Message;
use crate::store::articles::{self, Article};
use crate::store::threads::{self, MonthNo, month_of};
use crate::store::{Read, StoreError};

/// Messages in a conversation's feed.
const IN_FEED: usize = 50;
/// Whose address stands where one must (RFC 2606 §2).
const NOBODY: &str = "masked@masked.invalid";

/// What may be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Download {
    /// A conversation's Atom feed.
    Feed(ThreadNo),
    /// A conversation as a compressed mbox.
    Thread(ThreadNo),
    /// A month as a compressed mbox.
    Month(MonthNo),
}

impl Download {
    /// What a name stands for, as our own links write it: `12.xml`, `12.mbox.gz`.
    pub fn of_thread(name: &str) -> Option<Self> {
        let (no, kind) = name.split_once('.')?;
        let no = ThreadNo(number(no)?);
        match kind {
            "xml" => Some(Self::Feed(no)),
            "mbox.gz" => Some(Self::Thread(no)),
            _ => None,
        }
    }

    /// What a name stands for: `2019-05.mbox.gz`.
    pub fn of_month(name: &str) -> Option<Self> {
        let (year, month) = name.strip_suffix(".mbox.gz")?.split_once('-')?;
        let plain = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let two = month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit());
        let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
        let fits = plain && two && (1..=12).contains(&month);
        fits.then(|| Self::Month(year * 12 + month - 1))
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Feed(_) => "application/atom+xml; charset=utf-8",
            Self::Thread(_) | Self::Month(_) => "application/gzip",
        }
    }

    /// Makes it; `None`: there is no such conversation or month.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn make(
        self,
        archive: &Archive,
        from: &impl Read,
        (list, settings): (ListId, &Settings),
    ) -> Result<Option<Vec<u8>>, ArchiveError> {
        self.of_community(archive, from, &Community::new(list, settings, archive))
    }

    /// The same of a community that is known already.
    pub(super) fn of_community(
        self,
        archive: &Archive,
        from: &impl Read,
        community: &Community,
    ) -> Result<Option<Vec<u8>>, ArchiveError> {
        let list = community.id;
        match self {
            Self::Feed(no) => {
                let Some(talk) = Conversation::read(from, list, no)? else { return Ok(None) };
                thread_feed(archive, from, community, &talk).map(|xml| Some(xml.into_bytes()))
            }
            Self::Thread(no) => {
                let Some(talk) = Conversation::read(from, list, no)? else { return Ok(None) };
                let mut file = file();
                for index in 0..talk.posts.len() {
                    add(&mut file, archive, from, community, (&talk, index))?;
                }
                Ok(packed(file))
            }
            Self::Month(no) => month(archive, from, community, no),
        }
    }
}

/// A number as our own links write it: no sign, no leading zero.
fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

fn file() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), Compression::new(6))
}

/// Writing to memory does not fail.
fn packed(file: GzEncoder<Vec<u8>>) -> Option<Vec<u8>> {
    file.finish().ok()
}

/// A conversation's feed, in the community's own language.
fn thread_feed(
    archive: &Archive,
    from: &impl Read,
    community: &Community,
    talk: &Conversation,
) -> Result<String, ArchiveError> {
    let (t, no) = (locale::get(&community.lang), talk.thread.no);
    let of = feed::Subject {
        title: thread_page::title(t, community, talk),
        this: archive.urls.thread_file(&community.slug, no, "xml"),
        page: archive.urls.thread(t.code(), &community.slug, no, 1),
    };
    let mut posts = Vec::new();
    for article in talk.posts.iter().rev().take(IN_FEED) {
        posts.push((article, post::alone(from, community, &archive.shelf, article)?));
    }
    feed::render(archive, t, community, &of, posts.iter().map(|(article, post)| (*article, post)))
}

fn month(
    archive: &Archive,
    from: &impl Read,
    community: &Community,
    no: MonthNo,
) -> Result<Option<Vec<u8>>, ArchiveError> {
    let mut talks = Vec::new();
    for (thread, _) in threads::month(from, community.id, no)? {
        talks.extend(Conversation::read(from, community.id, thread)?);
    }
    let mut found: Vec<(&Conversation, usize, &Article)> = Vec::new();
    for talk in &talks {
        let posts = talk.posts.iter().enumerate().map(|(index, a)| (talk, index, a));
        found.extend(posts.filter(|(_, _, a)| month_of(a.date, &community.zone) == no));
    }
    if found.is_empty() {
        return Ok(None);
    }
    found.sort_by_key(|(_, _, a)| (a.date, a.no));
    let mut file = file();
    for (talk, index, _) in found {
        add(&mut file, archive, from, community, (talk, index))?;
    }
    Ok(packed(file))
}

/// Adds a post to an mbox.
fn add(
    file: &mut GzEncoder<Vec<u8>>,
    archive: &Archive,
    from: &impl Read,
    community: &Community,
    (talk, index): (&Conversation, usize),
) -> Result<(), ArchiveError> {
    let Some(article) = talk.posts.get(index) else { return Ok(()) };
    let parent = talk.parents.get(index).copied().flatten().and_then(|p| talk.posts.get(p));
    let Ok(nobody) = Address::parse(NOBODY) else { return Ok(()) };
    let draft = Draft {
        from: Mailbox::new(Some(&community.line(article.from.display())), nobody.clone()),
        to: vec![Mailbox::new(Some(&community.name), community.address.clone())],
        reply_to: None,
        subject: community.line(&article.subject),
        date: article.date,
        message_id: article.message_id.clone(),
        in_reply_to: parent.map(|p| p.message_id.clone()),
        references: parent.map(|p| p.message_id.clone()).into_iter().collect(),
        headers: vec![(
            "Archived-At".to_owned(),
            format!("<{}>", archive.urls.message(&community.slug, article.no)),
        )],
        text: text(from, community, article)?,
        html: None,
    };
    // Writing to memory does not fail.
    let _ = mbox::write_entry(file, (&nobody, article.received), &draft.to_bytes());
    Ok(())
}

/// What a post says, and what is attached to it by name.
fn text(from: &impl Read, community: &Community, article: &Article) -> Result<String, StoreError> {
    let raw = articles::raw(from, community.id, article.no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let mut text = body::plain(&message.text().text, community.own());
    let t: &Locale = locale::get(&community.lang);
    for file in message.attachments() {
        let name = community.line(&file.name);
        let name = if name.is_empty() { t.s("archive-file-unnamed") } else { name };
        let size = thread_page::size(t, file.size);
        text.push_str(&format!("\n[{name}, {}, {size}]\n", community.line(&file.media_type)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_our_own_only() {
        let thread = Download::of_thread;
        assert_eq!(thread("12.xml"), Some(Download::Feed(ThreadNo(12))));
        assert_eq!(thread("12.mbox.gz"), Some(Download::Thread(ThreadNo(12))));
        for bad in
            ["", "12", "012.xml", "-1.xml", "+1.xml", "1.mbox", "a.xml", "../1.xml", "1.xml/"]
        {
            assert_eq!(thread(bad), None, "{bad}");
        }
        let month = Download::of_month;
        assert_eq!(month("2019-05.mbox.gz"), Some(Download::Month(2019 * 12 + 4)));
        for bad in ["2019-5.mbox.gz", "2019-13.mbox.gz", "2019-00.mbox.gz", "+019-05.mbox.gz", "x"]
        {
            assert_eq!(month(bad), None, "{bad}");
        }
    }
}
