//! The copies of one article: what is the same for all is made once, each member's own is added while
//! it is written. The rules are `list::headers`' and `list::footer`'s.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::auth::Identity;
use crate::daemon::Site;
use crate::list::address::{Addresses, Route};
use crate::list::footer::{Model, Replies};
use crate::list::headers::{Answers, Facts, Post};
use crate::list::settings::{Preset, Settings};
use crate::list::{ArticleNo, ListId, PersonId};
use crate::locale::{self, Locale};
use crate::mail::address::Address;
use crate::mail::edit;
use crate::mail::footing::{Cut, Footer};
use crate::mail::linked;
use crate::mail::message_id::ReversePath;
use crate::store::articles::{self, Article};
use crate::store::{StoreError, calls, lists};

/// An article in one language, ready to be copied.
pub(super) struct Form {
    settings: Settings,
    head: Vec<u8>,
    cut: Cut,
    footer: Option<Model>,
    weight: Weight,
}

/// Octets that forms hold in memory, counted while they live.
struct Weight {
    total: Arc<AtomicUsize>,
    own: usize,
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.total.fetch_sub(self.own, Ordering::Relaxed);
    }
}

impl Form {
    /// The reverse-path of a member's copy, or of a grouped one.
    pub(super) fn reverse_path(&self, site: &Site, person: Option<PersonId>) -> ReversePath {
        let addresses = self.addresses(site);
        ReversePath::Address(match person {
            Some(person) => addresses.bounce(person),
            None => addresses.fixed(Route::Bounce(None)),
        })
    }

    fn addresses<'a>(&'a self, site: &'a Site) -> Addresses<'a> {
        Addresses { list: &self.settings.address, secret: &site.secret }
    }

    /// Writes the copy of a member, or the grouped one, over what `out` holds.
    pub(super) fn write(&self, site: &Site, person: Option<PersonId>, out: &mut Vec<u8>) {
        out.clear();
        out.reserve(self.weight.own + 512);
        let leave = way_out(&self.addresses(site), person);
        edit::write_field(out, "List-Unsubscribe", &format!("<mailto:{leave}>"));
        out.extend_from_slice(&self.head);
        out.extend_from_slice(b"\r\n");
        let footer = self.footer.as_ref().map(|model| model.for_leaving(&leave));
        let none = Footer { text: String::new(), html: String::new() };
        self.cut.write(out, footer.as_ref().unwrap_or(&none));
    }

    fn new(site: &Site, source: Source<'_>, reader: &Locale, total: &Arc<AtomicUsize>) -> Self {
        let Source { settings, article, identity, raw, answers } = source;
        let raw = edit::canonical(raw);
        let raw = lighter(site, (&settings, article), &raw, reader).map_or(raw, Cow::Owned);
        let addresses = Addresses { list: &settings.address, secret: &site.secret };
        let locale = locale::get(&settings.language.0);
        let facts = Facts { settings: &settings, addresses: &addresses, urls: &site.urls, locale };
        let (raw_head, body) = edit::split(&raw);
        let footer = (settings.preset == Preset::Community).then(|| {
            let page = facts
                .has_pages()
                .then(|| site.urls.thread(reader.code(), &settings.slug(), article.thread, 1));
            let replies = match answers {
                Answers::ToTeam => Replies::ToTeam,
                Answers::AsEver if facts.announces() => Replies::ToAuthor,
                Answers::AsEver => Replies::ToList,
            };
            Model::new(reader, &settings.name, page.as_deref(), replies)
        });
        let cut = match &footer {
            Some(model) => Cut::new(&raw, &model.for_leaving(&addresses.fixed(Route::Leave))),
            None => Cut::none(body),
        };
        let results = identity.map(|i| i.results(&site.hostname, article.from.address.domain()));
        let post = Post {
            article: article.no,
            message_id: &article.message_id,
            date: article.date,
            host: &site.hostname,
            results: results.as_deref(),
            answers,
        };
        let head = facts.head(raw_head, &post, &cut);
        let own = head.len() + body.len();
        total.fetch_add(own, Ordering::Relaxed);
        Self { head, cut, footer, weight: Weight { total: total.clone(), own }, settings }
    }
}

/// The message with links in place of large files, where the list wants that and members can open
/// them. A transparent list changes no body.
fn lighter(
    site: &Site,
    (settings, article): (&Settings, &Article),
    raw: &[u8],
    reader: &Locale,
) -> Option<Vec<u8>> {
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

/// What a form is made from.
struct Source<'a> {
    settings: Settings,
    article: &'a Article,
    identity: Option<Identity>,
    raw: &'a [u8],
    answers: Answers,
}

fn way_out(addresses: &Addresses<'_>, person: Option<PersonId>) -> Address {
    match person {
        Some(person) => addresses.leave(person),
        None => addresses.fixed(Route::Leave),
    }
}

type FormKey = (ListId, ArticleNo, &'static str);

/// Forms in use: chunks of one article share them.
#[derive(Default)]
pub(super) struct Forms {
    known: Mutex<HashMap<FormKey, Weak<Form>>>,
    held: Arc<AtomicUsize>,
}

impl Forms {
    /// Octets held.
    pub(super) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// The form for readers of one language; `None` when list or article is gone.
    pub(super) fn get(
        &self,
        site: &Site,
        list: ListId,
        article: ArticleNo,
        reader: &'static Locale,
    ) -> Result<Option<Arc<Form>>, StoreError> {
        let Some(settings) = lists::get(&site.store, list)? else { return Ok(None) };
        // Copies without a footer are the same in every language.
        let tag = if settings.preset == Preset::Community { reader.tag() } else { "" };
        let key = (list, article, tag);
        let known = |forms: &HashMap<FormKey, Weak<Form>>| {
            forms.get(&key).and_then(Weak::upgrade).filter(|form| form.settings == settings)
        };
        if let Some(form) = known(&self.lock()) {
            return Ok(Some(form));
        }
        let (Some(post), Some(raw)) = (
            articles::get(&site.store, list, article)?,
            articles::raw(&site.store, list, article)?,
        ) else {
            return Ok(None);
        };
        let identity = articles::identity(&site.store, list, article)?;
        let call = calls::get(&site.store, list, article)?;
        let answers = match call.map(|c| c.replies) {
            Some(calls::Replies::Team) => Answers::ToTeam,
            Some(calls::Replies::List) | None => Answers::AsEver,
        };
        let source = Source { settings, article: &post, identity, raw: &raw, answers };
        let form = Arc::new(Form::new(site, source, reader, &self.held));
        let mut forms = self.lock();
        forms.retain(|_, form| form.strong_count() > 0);
        forms.insert(key, Arc::downgrade(&form));
        Ok(Some(form))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<FormKey, Weak<Form>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
