//! The copies of one article: what is the same for all is made once, each member's own is added while
//! it is written. The rules are `list::headers`' and `list::footer`'s.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::made::{Made, Source};
use super::seal::{Seal, WAY_OUT};
use crate::daemon::Site;
use crate::list::address::{Addresses, Route};
use crate::list::headers::{Answers, way_out};
use crate::list::settings::{Copies, Preset, Settings};
use crate::list::{ArticleNo, ListId, PersonId};
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::mail::edit;
use crate::mail::message_id::ReversePath;
use crate::mail::transport::Path;
use crate::store::{StoreError, articles, calls, lists};

/// An article in one language, ready to be copied.
pub(super) struct Form {
    key: FormKey,
    reader: &'static Locale,
    /// What its copies need of the far side.
    needs: Path,
    settings: Settings,
    made: Made,
    seal: Option<Seal>,
    footers: Footers,
    weight: Weight,
}

/// Octets behind a member's own footer, over which it becomes everybody's: each copy would have to
/// hash them anew. Their own way out still stands in the header.
const HASHED_AGAIN: usize = 64 * 1024;

/// Whose way out the footer names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Footers {
    /// The member's.
    Own,
    /// The common one: all bodies are the same, and hashed once.
    Shared,
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
        out.reserve(self.weight.own + 2048);
        let addresses = self.addresses(site);
        edit::write_field(out, WAY_OUT, &way_out(&addresses, &site.urls, person));
        let own = out.len();
        out.extend_from_slice(&self.made.head);
        out.extend_from_slice(b"\r\n");
        let body = out.len();
        let named = person.filter(|_| self.footers == Footers::Own);
        self.made.write_body(out, &leave(&addresses, named));
        if let Some(seal) = &self.seal {
            seal.sign(out, own, body, site.clock.now().as_second());
        }
    }

    /// Whether a far side that takes so much can be given its copies.
    pub(super) fn suits(&self, path: Path) -> bool {
        // Made for this path, it is as plain as it can be.
        self.needs <= path || self.key.3 <= path
    }

    fn new(site: &Site, source: Source<'_>, key: FormKey, total: &Arc<AtomicUsize>) -> Self {
        let made = Made::new(site, &source, key.3);
        let settings = &source.settings;
        let addresses = Addresses { list: &settings.address, secret: &site.secret };
        let mut any = Vec::new();
        made.write_body(&mut any, &leave(&addresses, None));
        let needs = Path::of(&made.head, &any);
        let shares = settings.copies == Copies::Grouped || made.behind_footer() > HASHED_AGAIN;
        let footers =
            if shares && source.signer.is_some() { Footers::Shared } else { Footers::Own };
        let seal = source.signer.as_ref().map(|signer| {
            let begun = if footers == Footers::Shared { &any } else { made.cut.fixed() };
            Seal::new(signer, &made.head, begun)
        });
        let own = made.weight();
        total.fetch_add(own, Ordering::Relaxed);
        let weight = Weight { total: total.clone(), own };
        let Source { settings, reader, .. } = source;
        Self { key, reader, needs, settings, made, seal, footers, weight }
    }
}

/// The way out of a member, or the common one.
pub(super) fn leave(addresses: &Addresses<'_>, person: Option<PersonId>) -> Address {
    match person {
        Some(person) => addresses.leave(person),
        None => addresses.fixed(Route::Leave),
    }
}

/// List, article, language, and the path it is made for.
type FormKey = (ListId, ArticleNo, &'static str, Path);

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

    /// The same form for a path that takes less; `None` when list or article is gone.
    pub(super) fn plainer(
        &self,
        site: &Site,
        form: &Form,
        path: Path,
    ) -> Result<Option<Arc<Form>>, StoreError> {
        let (list, article, ..) = form.key;
        self.get(site, (list, article), form.reader, path)
    }

    /// The form for readers of one language; `None` when list or article is gone.
    pub(super) fn get(
        &self,
        site: &Site,
        (list, article): (ListId, ArticleNo),
        reader: &'static Locale,
        path: Path,
    ) -> Result<Option<Arc<Form>>, StoreError> {
        let Some(settings) = lists::get(&site.store, list)? else { return Ok(None) };
        // Copies without a footer are the same in every language.
        let tag = if settings.preset == Preset::Community { reader.tag() } else { "" };
        let key = (list, article, tag, path);
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
        let signer = site.keys.signer(settings.dkim, settings.address.domain());
        let source =
            Source { settings, article: &post, identity, raw: &raw, answers, reader, signer };
        let form = Arc::new(Form::new(site, source, key, &self.held));
        let mut forms = self.lock();
        forms.retain(|_, form| form.strong_count() > 0);
        forms.insert(key, Arc::downgrade(&form));
        Ok(Some(form))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<FormKey, Weak<Form>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
