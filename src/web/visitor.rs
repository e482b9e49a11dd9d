//! Who asks, and what they may read: the one place that decides it, for page, source, file, feed, download,
//! search, redirect and error alike (threat 24). A cookie that is expired, forged, or bound to an address
//! that is no longer the person's is as none.

use axum::http::{HeaderMap, HeaderValue, header};

use super::pass::{Pass, same};
use crate::clock::Timestamp;
use crate::list::ListId;
use crate::list::address::Secret;
use crate::list::member::{Person, Role};
use crate::list::settings::{Settings, Visibility};
use crate::list::urls::Urls;
use crate::store::sessions::{self, Kind};
use crate::store::{Read, Store, StoreError, feed_keys, lists, people};

/// Days that a session lasts.
pub const SESSION_DAYS: i64 = 30;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Visitor(Option<(Person, Pass)>);

/// As what somebody reads a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// As anyone: it is public.
    Anyone,
    /// As a member, who may this.
    Member(Role),
}

impl Visitor {
    /// Who bears these headers' cookie.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(
        store: &Store,
        (secret, urls): (&Secret, &Urls),
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        for text in cookies(headers, cookie_name(urls)) {
            if let Some(pass) = Pass::read(secret, Kind::Session, text)
                && let Some(person) = counts(store, &pass, Kind::Session, now)?
            {
                return Ok(Self(Some((person, pass))));
            }
        }
        Ok(Self(None))
    }

    /// Who holds the key of this list's feed: not signed in, they read that feed and nothing else.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn by_feed_key(
        from: &impl Read,
        secret: &Secret,
        (key, list): (&str, ListId),
    ) -> Result<Self, StoreError> {
        let Some(pass) = Pass::read(secret, Kind::Feed, key) else { return Ok(Self(None)) };
        let known = feed_keys::get(from, pass.person(), list)?;
        let Some(known) = known.filter(|known| same(&known.random, &pass.random())) else {
            return Ok(Self(None));
        };
        let person = people::get(from, pass.person())?;
        let person = person.filter(|p| p.address.key() == known.address);
        Ok(Self(person.map(|person| (person, pass))))
    }

    /// Somebody signed in.
    pub fn person(&self) -> Option<&Person> {
        self.0.as_ref().map(|(person, _)| person)
    }

    /// What their cookie bears.
    pub fn pass(&self) -> Option<&Pass> {
        self.0.as_ref().map(|(_, pass)| pass)
    }
}

/// The person that a link or a session lets in now: it is there, has not expired, their address is still
/// the one it was mailed to, and they are a member of something.
///
/// # Errors
/// When the store cannot be read.
pub fn counts(
    from: &impl Read,
    pass: &Pass,
    kind: Kind,
    now: Timestamp,
) -> Result<Option<Person>, StoreError> {
    let entry = sessions::get(from, kind, (pass.person(), &pass.hash()))?;
    let Some(entry) = entry.filter(|e| e.expires > now) else { return Ok(None) };
    let person = people::get(from, pass.person())?;
    let Some(person) = person.filter(|p| p.address.key() == entry.address) else {
        return Ok(None);
    };
    let belongs = !people::lists_of(from, person.id)?.is_empty();
    Ok(Some(person).filter(|_| belongs))
}

/// As what a visitor may read a list; `None`: not at all, and it is then as if there were no such list.
///
/// # Errors
/// When the store cannot be read.
pub fn may_read(
    from: &impl Read,
    visitor: &Visitor,
    (list, settings): (ListId, &Settings),
) -> Result<Option<Reader>, StoreError> {
    let membership = match visitor.person() {
        Some(person) => people::membership(from, list, person.id)?,
        None => None,
    };
    Ok(match (membership, settings.visibility) {
        (Some(membership), _) => Some(Reader::Member(membership.role)),
        (None, Visibility::Public) => Some(Reader::Anyone),
        (None, Visibility::Private) => None,
    })
}

/// Every list that a visitor may read, in order of creation.
///
/// # Errors
/// When the store cannot be read.
pub fn readable(
    from: &impl Read,
    visitor: &Visitor,
) -> Result<Vec<(ListId, Settings, Reader)>, StoreError> {
    let mut open = Vec::new();
    for (list, settings) in lists::all(from)? {
        if let Some(reader) = may_read(from, visitor, (list, &settings))? {
            open.push((list, settings, reader));
        }
    }
    Ok(open)
}

/// RFC 6265 and its draft successor (6265bis §4.1.3.2): the prefix binds it to our host and to HTTPS, where there is HTTPS.
fn cookie_name(urls: &Urls) -> &'static str {
    if urls.is_https() { "__Host-palabre" } else { "palabre" }
}

/// The values of every cookie of this name: what another site put in our way hides none of ours.
fn cookies<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let fields = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let pairs = fields.flat_map(|f| f.split(';')).take(100);
    pairs.filter_map(move |pair| {
        pair.trim().split_once('=').filter(|(n, _)| *n == name).map(|(_, value)| value)
    })
}

/// The cookie that begins a session, or ends it when there is none to bear.
pub fn set_cookie(urls: &Urls, secret: &Secret, pass: Option<&Pass>) -> Option<HeaderValue> {
    let (value, age) = match pass {
        Some(pass) => (pass.text(secret), SESSION_DAYS * 24 * 60 * 60),
        None => (String::new(), 0),
    };
    let name = cookie_name(urls);
    let secure = if urls.is_https() { "; Secure" } else { "" };
    let field = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&field).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_of_one_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; palabre=x; xpalabre=y"));
        headers.append(header::COOKIE, HeaderValue::from_static("palabre=z;palabre"));
        assert_eq!(cookies(&headers, "palabre").collect::<Vec<_>>(), ["x", "z"]);
        assert_eq!(cookies(&headers, "__Host-palabre").count(), 0);
    }

    #[test]
    fn the_cookie_is_bound_to_https_where_there_is_https() {
        let secret = Secret::new(&[7; 32]);
        let pass = Pass::mint(Kind::Session, crate::list::PersonId(3)).unwrap();
        let said = |base: &str, pass| {
            let field = set_cookie(&Urls::new(base), &secret, pass).unwrap();
            field.to_str().unwrap().to_owned()
        };
        let text = pass.text(&secret);
        assert_eq!(
            said("https://listes.example.org", Some(&pass)),
            format!(
                "__Host-palabre={text}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"
            )
        );
        assert_eq!(
            said("http://127.0.0.1:8080", None),
            "palabre=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }
}
