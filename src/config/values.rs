//! How one configured value is read: each function takes a TOML value and answers what it means or a
//! sentence saying what to write. Not a file reader.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::de::DeValue;

use super::{Relay, RelayTls, Zone};
use crate::clock::TimeZone;
use crate::list::settings::Language;
use crate::locale;
use crate::mail::address::Address;
use crate::smtp::server::Endpoint;

/// What every reader answers.
pub type Value<T> = Result<T, String>;

/// A text in quotes.
///
/// # Errors
/// A sentence when it is something else.
pub fn text<'v>(value: &'v DeValue<'_>) -> Value<&'v str> {
    value.as_str().ok_or_else(|| format!("expects a text in quotes, not {}", value.type_str()))
}

/// A whole number within bounds.
///
/// # Errors
/// A sentence that says the bounds.
pub fn number(value: &DeValue<'_>, bounds: RangeInclusive<u64>) -> Value<u64> {
    let wrong = || format!("expects a whole number from {} to {}", bounds.start(), bounds.end());
    let digits = value.as_integer().filter(|n| n.radix() == 10).ok_or_else(wrong)?;
    let n: u64 = digits.as_str().replace('_', "").parse().map_err(|_| wrong())?;
    if bounds.contains(&n) { Ok(n) } else { Err(wrong()) }
}

/// A host name: letters, digits, hyphens and dots.
///
/// # Errors
/// A sentence with an example.
pub fn hostname(value: &DeValue<'_>) -> Value<String> {
    let name = text(value)?.trim().to_lowercase();
    // RFC 1123 §2.1: what EHLO and Message-IDs may hold.
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if name.len() <= 253 && name.split('.').all(label) {
        Ok(name)
    } else {
        Err(format!("“{name}” is not a host name such as \"lists.example.org\""))
    }
}

/// A mail address; an empty text is none.
///
/// # Errors
/// What is wrong with the address.
pub fn optional_address(value: &DeValue<'_>) -> Value<Option<Address>> {
    let text = text(value)?;
    if text.is_empty() {
        return Ok(None);
    }
    Address::parse(text).map(Some).map_err(|e| format!("“{text}” is not a mail address: {e}"))
}

/// A text of one line; an empty one says nothing.
///
/// # Errors
/// A sentence when it is longer, or something else.
pub fn line(value: &DeValue<'_>) -> Value<String> {
    let text = text(value)?.trim();
    if text.chars().any(char::is_control) || text.chars().count() > 200 {
        return Err("expects one line of 200 characters at most".to_owned());
    }
    Ok(text.to_owned())
}

/// A mail address or the address of a page; an empty text is none.
///
/// # Errors
/// A sentence with examples.
pub fn contact(value: &DeValue<'_>) -> Value<String> {
    let said = line(value)?;
    let page = ["https://", "http://"].iter().any(|scheme| said.starts_with(scheme));
    if said.is_empty() || (page && !said.contains(' ')) || Address::parse(&said).is_ok() {
        return Ok(said);
    }
    Err(format!("“{said}” is neither \"help@example.org\" nor \"https://example.org/help\""))
}

/// A language that has a folder of words.
///
/// # Errors
/// A sentence that names those there are.
pub fn language(value: &DeValue<'_>) -> Value<Language> {
    known_language(text(value)?)
}

/// As [`language`], from a text: the command line asks too.
///
/// # Errors
/// A sentence that names the languages there are.
pub fn known_language(tag: &str) -> Value<Language> {
    if locale::knows(tag) {
        return Ok(Language::new(tag));
    }
    let there: Vec<_> = locale::all().iter().map(|l| l.code()).collect();
    Err(format!("there are no words in “{tag}” yet; there are: {}", there.join(", ")))
}

/// An IANA time zone.
///
/// # Errors
/// A sentence with an example.
pub fn zone(value: &DeValue<'_>) -> Value<Zone> {
    known_zone(text(value)?)
}

/// As [`zone`], from a text.
///
/// # Errors
/// A sentence with an example.
pub fn known_zone(name: &str) -> Value<Zone> {
    let zone = TimeZone::get(name).map_err(|_| {
        format!("“{name}” is not a time zone such as \"America/Toronto\" or \"Europe/Paris\"")
    })?;
    Ok(Zone { name: zone.iana_name().unwrap_or(name).to_owned(), zone })
}

/// One socket address, or a list of them; an empty text or list means none.
///
/// # Errors
/// A sentence with an example.
pub fn sockets(value: &DeValue<'_>) -> Value<Vec<SocketAddr>> {
    one_or_several(value, socket)
}

/// One place to listen, or a list of them: `127.0.0.1:2424` or `unix:/path`.
///
/// # Errors
/// A sentence with an example.
pub fn endpoints(value: &DeValue<'_>) -> Value<Vec<Endpoint>> {
    one_or_several(value, |text| match text.strip_prefix("unix:") {
        Some(path) if path.starts_with('/') => Ok(Endpoint::Unix(PathBuf::from(path))),
        Some(_) => Err(format!("“{text}”: write the whole path, as in \"unix:/run/palabre/lmtp\"")),
        None => socket(text).map(Endpoint::Tcp),
    })
}

fn one_or_several<T>(value: &DeValue<'_>, read: impl Fn(&str) -> Value<T>) -> Value<Vec<T>> {
    match value {
        DeValue::String(one) if one.trim().is_empty() => Ok(Vec::new()),
        DeValue::String(one) => Ok(vec![read(one.trim())?]),
        DeValue::Array(several) => {
            several.iter().map(|v| text(v.get_ref()).and_then(|t| read(t.trim()))).collect()
        }
        other => Err(format!("expects a text in quotes or a list, not {}", other.type_str())),
    }
}

/// `ADDRESS:PORT` with a numeric address.
///
/// # Errors
/// A sentence with an example.
pub fn socket(text: &str) -> Value<SocketAddr> {
    let local = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    local.as_deref().unwrap_or(text).parse().map_err(|_| {
        format!("“{text}” is not an address and a port such as \"127.0.0.1:2525\" or \"[::]:25\"")
    })
}

/// A name server: an address, with a port when it is not 53.
///
/// # Errors
/// A sentence with an example.
pub fn resolvers(value: &DeValue<'_>) -> Value<Vec<SocketAddr>> {
    one_or_several(value, |text| {
        let bare = IpAddr::from_str(text).map(|ip| SocketAddr::new(ip, 53));
        bare.or_else(|_| text.parse()).map_err(|_| {
            format!("“{text}” is not a name server such as \"9.9.9.9\" or \"127.0.0.1:5353\"")
        })
    })
}

/// Addresses of machines, without ports.
///
/// # Errors
/// A sentence with an example.
pub fn machines(value: &DeValue<'_>) -> Value<Vec<IpAddr>> {
    one_or_several(value, |text| {
        let wrong = |_| format!("“{text}” is not an address such as \"192.0.2.1\" or \"::1\"");
        IpAddr::from_str(text).map(|ip| ip.to_canonical()).map_err(wrong)
    })
}

/// A web base such as `https://lists.example.org`.
///
/// # Errors
/// A sentence with an example.
pub fn base_url(value: &DeValue<'_>) -> Value<String> {
    let url = text(value)?.trim().trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|r| r.split('/').next()).unwrap_or_default();
    if host.is_empty() || url.contains(|c: char| c.is_whitespace() || "\"<>?#".contains(c)) {
        return Err(format!("“{url}” is not a base such as \"https://lists.example.org\""));
    }
    Ok(url.to_owned())
}

/// A path; a relative one stands under the data folder.
///
/// # Errors
/// A sentence when it is empty.
pub fn path(value: &DeValue<'_>, data: &Path) -> Value<PathBuf> {
    match text(value)?.trim() {
        "" => Err("expects a path".to_owned()),
        path => Ok(data.join(path)),
    }
}

/// One word of a closed set.
///
/// # Errors
/// The set's own sentence.
pub fn word<T: FromStr<Err = String>>(value: &DeValue<'_>) -> Value<T> {
    text(value)?.parse()
}

/// A smarthost: `smtp://host:port` or `smtps://user:password@host`.
///
/// # Errors
/// A sentence with an example.
pub fn relay(value: &DeValue<'_>) -> Value<Relay> {
    let text = text(value)?.trim();
    let wrong = || {
        "expects a smarthost such as \"smtp://127.0.0.1:25\" or \"smtps://user@mail.example.org\""
            .to_owned()
    };
    let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
    let (tls, default_port) = match scheme {
        "smtp" => (RelayTls::WhenOffered, 25),
        "smtps" => (RelayTls::FromTheStart, 465),
        _ => return Err(wrong()),
    };
    let (user, place) = match rest.trim_end_matches('/').rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, rest.trim_end_matches('/')),
    };
    let (user, password) = match user.map(|u| u.split_once(':').unwrap_or((u, ""))) {
        None => (None, None),
        Some((user, password)) => {
            (Some(decode(user)?), (!password.is_empty()).then(|| decode(password)).transpose()?)
        }
    };
    let (host, port) = host_and_port(place, default_port).ok_or_else(wrong)?;
    Ok(Relay { tls, host, port, user, password })
}

fn host_and_port(place: &str, default: u16) -> Option<(String, u16)> {
    if let Ok(socket) = place.parse::<SocketAddr>() {
        return Some((socket.ip().to_string(), socket.port()));
    }
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (place, default),
    };
    let usable = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    (usable && port > 0).then(|| (host.to_lowercase(), port))
}

/// Percent-decoding (RFC 3986 §2.1) of a user or password that holds `@`, `:` or `/`.
fn decode(text: &str) -> Value<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let hex = [bytes.next().unwrap_or(b' '), bytes.next().unwrap_or(b' ')];
        let octet = std::str::from_utf8(&hex).ok().and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(octet.ok_or("a “%” in user or password must be written %25")?);
    }
    String::from_utf8(out).map_err(|_| "user and password must be UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn string(text: &str) -> DeValue<'_> {
        DeValue::String(Cow::Borrowed(text))
    }

    /// TLS, host, port, user, password.
    type Parts<'a> = (RelayTls, &'a str, u16, Option<&'a str>, Option<&'a str>);

    #[track_caller]
    fn check(input: &str, want: Option<Parts<'_>>) {
        let found = relay(&string(input)).ok();
        let found = found
            .as_ref()
            .map(|r| (r.tls, r.host.as_str(), r.port, r.user.as_deref(), r.password.as_deref()));
        assert_eq!(found, want, "{input}");
    }

    #[test]
    fn relays() {
        use RelayTls::{FromTheStart, WhenOffered};
        check("smtp://127.0.0.1:2500", Some((WhenOffered, "127.0.0.1", 2500, None, None)));
        check("smtp://[::1]:2500", Some((WhenOffered, "::1", 2500, None, None)));
        check(
            "smtps://Mail.example.org",
            Some((FromTheStart, "mail.example.org", 465, None, None)),
        );
        check(
            "smtps://ann%40example.org:p%3Aw@mail.example.org:4650/",
            Some((FromTheStart, "mail.example.org", 4650, Some("ann@example.org"), Some("p:w"))),
        );
        check(
            "smtp://ann@mail.example.org",
            Some((WhenOffered, "mail.example.org", 25, Some("ann"), None)),
        );
        for bad in
            ["mail.example.org", "http://x", "smtp://", "smtp://a b", "smtp://x:0", "smtp://a:%@x"]
        {
            check(bad, None);
        }
    }

    #[test]
    fn places() {
        assert!(socket("localhost:25").is_ok());
        assert!(socket("mail.example.org:25").is_err());
        assert_eq!(sockets(&string("")).unwrap(), []);
        assert_eq!(resolvers(&string("9.9.9.9")).unwrap(), ["9.9.9.9:53".parse().unwrap()]);
        assert!(endpoints(&string("unix:relative")).is_err());
        assert!(base_url(&string("https://lists.example.org/")).is_ok());
        assert!(base_url(&string("lists.example.org")).is_err());
        assert!(hostname(&string("lists.example.org")).is_ok());
        assert!(hostname(&string("lists example")).is_err());
    }
}
