//! What all copies of an article share, made in the order that DMARC asks for (RFC 9989 §7.4): the
//! copy is built, the author's signature is looked for on it, and only where none is left and the
//! author's domain would have it refused is From rewritten. Decided once for an article in one
//! language, without a name server: what held when the article came is stored with it. Signing comes
//! last, elsewhere.

use std::borrow::Cow;

use super::copies::leave;
use super::seal::{sturdy, with_way_out};
use crate::auth::dkim::{Halves, Seals, Signer};
use crate::auth::{Identity, Policy};
use crate::daemon::Site;
use crate::list::address::Addresses;
use crate::list::author::Author;
use crate::list::footer::{Model, Replies, Wishes};
use crate::list::headers::{Answers, Facts, Post};
use crate::list::settings::{Preset, Settings};
use crate::locale::{self, Locale};
use crate::mail::address::Address;
use crate::mail::edit;
use crate::mail::footing::{Cut, Footer};
use crate::mail::linked;
use crate::mail::transport::{self, Path};
use crate::store::articles::Article;

/// What copies are made from.
pub(super) struct Source<'a> {
    pub(super) settings: Settings,
    pub(super) article: &'a Article,
    /// What held when it came; `None`: nobody looked.
    pub(super) identity: Option<Identity>,
    pub(super) raw: &'a [u8],
    pub(super) answers: Answers,
    pub(super) reader: &'static Locale,
    /// Who signs for the list.
    pub(super) signer: Option<Signer>,
}

/// Whether a header goes out in ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Plainness {
    /// Not for our sake.
    AsWritten,
    /// Where it loses no address: far sides that do not say SMTPUTF8, or whose next hop does not, take
    /// it all the same.
    IfWhole,
    /// In any case.
    Must,
}

/// Header section, body and footer of the copies in one language.
pub(super) struct Made {
    pub(super) head: Vec<u8>,
    pub(super) cut: Cut,
    footer: Option<Model>,
}

impl Made {
    /// The copies of an article as this path takes them, with the From that they can stand by.
    pub(super) fn new(site: &Site, source: &Source<'_>, path: Path) -> Self {
        let raw = edit::canonical(source.raw);
        let light = lighter(site, source, &raw).map_or(Cow::Borrowed(&*raw), Cow::Owned);
        let fitted = transport::fit_body(&light, path).map_or(light, Cow::Owned);
        let must = if path < Path::Utf8 { Plainness::Must } else { Plainness::AsWritten };
        let made = Self::build(site, source, &fitted, Author::AsWritten).plain(must);
        let seals = made.seals(site, source, &raw);
        // RFC 6531 §3.2: an address that this path cannot name cannot be in From.
        let unnameable = path < Path::Utf8 && !source.article.from.address.is_ascii();
        let is_rewritten = unnameable || (source.asks() && !source.vouched(&seals));
        let author =
            if is_rewritten { Author::Via(&source.article.from) } else { Author::AsWritten };
        // What we sign shall survive every hop, but not at the price of an author's own signature that
        // still stands.
        if !is_rewritten && seals.any() {
            return made.without_broken(&seals);
        }
        let sturdy = source.signer.as_ref().and_then(|_| sturdy(&fitted));
        let made = Self::build(site, source, sturdy.as_deref().unwrap_or(&fitted), author);
        let made = made.plain(must.max(Plainness::IfWhole));
        let seals = made.seals(site, source, &raw);
        made.without_broken(&seals)
    }

    /// The same with a header in ASCII, so far as that is wanted.
    fn plain(mut self, wanted: Plainness) -> Self {
        let plain = transport::plain(&self.head).filter(|plain| match wanted {
            Plainness::AsWritten => false,
            Plainness::IfWhole => plain.is_whole,
            Plainness::Must => true,
        });
        self.head = plain.map_or(self.head, |plain| plain.head);
        self
    }

    fn build(site: &Site, source: &Source<'_>, raw: &[u8], author: Author<'_>) -> Self {
        let Source { settings, article, .. } = source;
        let addresses = Addresses { list: &settings.address, secret: &site.secret };
        let locale = locale::get(&settings.language.0);
        let facts = Facts { settings, addresses: &addresses, urls: &site.urls, locale };
        let (raw_head, body) = edit::split(raw);
        let footer = source.footer(site, &facts);
        let cut = match &footer {
            Some(model) => Cut::new(raw, &model.for_leaving(&leave(&addresses, None))),
            None => Cut::none(body),
        };
        let domain = article.from.address.domain();
        let results = source.identity.as_ref().map(|i| i.results(&site.hostname, domain));
        let post = Post {
            article: article.no,
            message_id: &article.message_id,
            date: article.date,
            host: &site.hostname,
            results: results.as_deref(),
            answers: source.answers,
            author,
        };
        Self { head: facts.head(raw_head, &post, &cut), cut, footer }
    }

    /// What became of the author's signatures on a copy such as anybody gets.
    fn seals(&self, site: &Site, source: &Source<'_>, raw: &[u8]) -> Seals {
        let (head, body) = edit::split(raw);
        if !Seals::are_in(head) {
            return Seals::default();
        }
        let addresses = Addresses { list: &source.settings.address, secret: &site.secret };
        let leave = leave(&addresses, None);
        let own = with_way_out(&format!("<mailto:{leave}>"), &self.head);
        let mut copy = Vec::with_capacity(body.len() + 1024);
        self.write_body(&mut copy, &leave);
        Seals::compare(Halves { head, body }, Halves { head: &own, body: &copy })
    }

    fn without_broken(mut self, seals: &Seals) -> Self {
        self.head = seals.without_broken(self.head);
        self
    }

    /// Appends the body with the footer of whoever leaves so.
    pub(super) fn write_body(&self, out: &mut Vec<u8>, leave: &Address) {
        let footer = self.footer.as_ref().map(|model| model.for_leaving(leave));
        let none = Footer { text: String::new(), html: String::new() };
        self.cut.write(out, footer.as_ref().unwrap_or(&none));
    }

    /// Octets of the body that follow the place of the first footer.
    pub(super) fn behind_footer(&self) -> usize {
        self.cut.octets().saturating_sub(self.cut.fixed().len())
    }

    /// Octets it holds, about.
    pub(super) fn weight(&self) -> usize {
        self.head.len() + self.cut.octets()
    }
}

impl Source<'_> {
    /// Whether the author's domain wants mail refused or doubted that it does not vouch for.
    fn asks(&self) -> bool {
        let policy = self.identity.as_ref().map(|i| i.policy);
        matches!(policy, Some(Policy::Quarantine | Policy::Reject))
    }

    /// Whether a signature that proved the author when the article came still stands. SPF proves
    /// nothing any more: copies have a reverse-path of the list's.
    fn vouched(&self, seals: &Seals) -> bool {
        self.identity.as_ref().is_some_and(|i| seals.keep(&i.proofs))
    }

    fn footer(&self, site: &Site, facts: &Facts<'_>) -> Option<Model> {
        let settings = &self.settings;
        let reader = self.reader;
        (settings.preset == Preset::Community).then(|| {
            let page = facts
                .has_pages()
                .then(|| site.urls.thread(reader.code(), &settings.slug(), self.article.thread, 1));
            let replies = match self.answers {
                Answers::ToTeam => Replies::ToTeam,
                Answers::AsEver if facts.announces() => Replies::ToAuthor,
                Answers::AsEver => Replies::ToList,
            };
            let thread = self.article.thread;
            let wishes = Wishes {
                follow: facts.addresses.follow(thread, reader.code()),
                mute: facts.addresses.mute(thread, reader.code()),
            };
            Model::new(reader, &settings.name, (page.as_deref(), &wishes), replies)
        })
    }
}

/// The message with links in place of large files, where the list wants that and members can open
/// them. A transparent list changes no body.
fn lighter(site: &Site, source: &Source<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    let Source { settings, article, reader, .. } = source;
    let over = usize::try_from(settings.link_over).ok().filter(|over| *over > 0)?;
    if settings.preset != Preset::Community || !site.urls.reach_members() {
        return None;
    }
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    linked::without_large(raw, over, |file| {
        let part = u32::try_from(file.part).unwrap_or(u32::MAX);
        let code = addresses.file_code(article.no, part);
        let url = site.urls.file(&settings.slug(), (article.no, part), &code, &file.name);
        let name = match file.name.as_str() {
            "" => reader.s("file-unnamed"),
            name => name.to_owned(),
        };
        let size = reader.number(file.size.div_ceil(1024));
        let args = [("name", name.into()), ("size", size.into()), ("url", url.into())];
        reader.text("file-linked", &args)
    })
}
