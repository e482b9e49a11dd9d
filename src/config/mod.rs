//! Configuration: a TOML file becomes values that are checked before anything starts. Nothing below
//! `daemon` receives a [`Config`], only the values it needs; nothing here opens a socket.

mod reader;
mod secret;
pub mod values;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use reader::{ConfigError, nearest};
pub use secret::secret;

use crate::clock::TimeZone;
use crate::list::settings::{Language, choice};
use crate::mail::address::Address;
use crate::smtp::limits::Limits;
use crate::smtp::server::Endpoint;
use reader::{Document, Section};

/// Where the configuration is looked for when nobody says.
pub const DEFAULT_FILE: &str = "config/palabre.toml";
/// Where the data is when nobody says.
pub const DEFAULT_DATA: &str = "data";

choice!(
    /// How copies leave.
    Route {
        /// Into files: the demo's and the tests' way.
        Maildir = "maildir",
        /// Through one smarthost.
        Relay = "relay",
        /// To each recipient's own server.
        Direct = "direct",
    }
);
choice!(
    /// How much TLS is asked of the servers we deliver to.
    Tls {
        /// Used when offered, unverified (RFC 7435).
        Opportunistic = "opportunistic",
        /// Verified, or not delivered.
        Required = "required",
        /// Never.
        Off = "off",
    }
);

choice!(
    /// Whether the authors of mail are verified (SPF, DKIM, DMARC).
    Verify {
        /// All but what this machine writes itself, while `dns.resolver` names no server.
        Auto = "auto",
        /// All.
        On = "on",
        /// None.
        Off = "off",
    }
);

/// A time zone and the name it goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// IANA name.
    pub name: String,
    /// The zone.
    pub zone: TimeZone,
}

/// How a smarthost is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayTls {
    /// `smtp://`: STARTTLS when it is offered; required when there is a password to protect.
    WhenOffered,
    /// `smtps://`: TLS before the first word (RFC 8314 §3.3).
    FromTheStart,
}

/// A smarthost.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    /// How it is spoken to.
    pub tls: RelayTls,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who we are to it.
    pub user: Option<String>,
    /// Our password there.
    pub password: Option<String>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Relay({:?} {}:{} {:?})", self.tls, self.host, self.port, self.user)
    }
}

/// `[site]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Our name in EHLO, Message-IDs and reverse-paths.
    pub hostname: String,
    /// Language of our words when nothing better is known.
    pub language: Language,
    /// Zone of dates and hours when nobody chose one.
    pub timezone: Zone,
    /// Who keeps the host; `None`: the owners of its lists.
    pub postmaster: Option<Address>,
    /// Who stewards all its communities, and gets the monthly table of them; `None`: nobody.
    pub steward: Option<Address>,
}

/// A certificate and its key, PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain, leaf first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// `[smtp]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Smtp {
    /// Where posts come in.
    pub listen: Vec<SocketAddr>,
    /// Offers STARTTLS when there.
    pub tls: Option<TlsFiles>,
    /// How much of everything; LMTP too.
    pub limits: Limits,
}

/// `[delivery]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// How copies leave.
    pub route: Route,
    /// The smarthost of `relay`.
    pub relay: Relay,
    /// The folder of `maildir`.
    pub maildir: PathBuf,
    /// Connections at once in all.
    pub concurrency: usize,
    /// Connections at once to one destination.
    pub per_destination: usize,
    /// TLS asked for; `smtps://` has it in any case.
    pub tls: Tls,
}

/// `[auth]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// Whether authors are verified.
    pub verify: Verify,
    /// Mail servers in front of us whose Received field is believed.
    pub trusted: Vec<IpAddr>,
}

/// The whole configuration, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Who we are.
    pub site: Site,
    /// Mail in, by SMTP.
    pub smtp: Smtp,
    /// Mail in, by LMTP.
    pub lmtp: Vec<Endpoint>,
    /// Where pages are served.
    pub http: Vec<Endpoint>,
    /// Where numbers are served, for who watches.
    pub metrics: Vec<SocketAddr>,
    /// What links to pages start with.
    pub base_url: String,
    /// Mail out.
    pub delivery: Delivery,
    /// Name servers; empty: the system's.
    pub resolver: Vec<SocketAddr>,
    /// Who wrote what comes in.
    pub auth: Auth,
    /// Root of public pages.
    pub public: PathBuf,
    /// Who answers for the mail in the law's eyes.
    pub sender: Sender,
}

/// `[sender]`; empty: not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// Legal name.
    pub name: String,
    /// Postal address, on one line.
    pub postal_address: String,
    /// Mail address or page where people reach them.
    pub contact: String,
    /// Mail address or page of the person in charge of personal information.
    pub privacy: String,
}

impl Config {
    /// What holds when the file says nothing; relative folders stand under `data`.
    pub fn defaults(data: &Path) -> Self {
        let port = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Self {
            site: Site {
                hostname: "localhost".to_owned(),
                language: Language::new("fr"),
                timezone: default_zone(),
                postmaster: None,
                steward: None,
            },
            smtp: Smtp { listen: vec![port(2525)], tls: None, limits: Limits::default() },
            lmtp: Vec::new(),
            http: vec![Endpoint::Tcp(port(8080))],
            metrics: Vec::new(),
            base_url: "http://127.0.0.1:8080".to_owned(),
            delivery: Delivery {
                route: Route::Maildir,
                relay: Relay {
                    tls: RelayTls::WhenOffered,
                    host: "127.0.0.1".to_owned(),
                    port: 25,
                    user: None,
                    password: None,
                },
                maildir: data.join("outbox"),
                concurrency: 20,
                per_destination: 5,
                tls: Tls::Opportunistic,
            },
            resolver: Vec::new(),
            auth: Auth {
                verify: Verify::Auto,
                trusted: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            },
            public: data.join("www"),
            sender: Sender::default(),
        }
    }

    /// Reads `file`, or [`DEFAULT_FILE`] when it is there, else the defaults.
    ///
    /// # Errors
    /// A sentence naming file, line and key.
    pub fn load(file: Option<&Path>, data: &Path) -> Result<Self, ConfigError> {
        let default = Path::new(DEFAULT_FILE);
        let file = match file {
            Some(file) => file,
            None if default.exists() => default,
            None => return Ok(Self::defaults(data)),
        };
        let text = std::fs::read_to_string(file)
            .map_err(|source| ConfigError::Unreadable { file: file.to_owned(), source })?;
        Self::parse(file, &text, data)
    }

    /// Reads the text of `file`.
    ///
    /// # Errors
    /// A sentence naming file, line and key.
    pub fn parse(file: &Path, text: &str, data: &Path) -> Result<Self, ConfigError> {
        Self::read(file, text, data).map(|(config, _)| config)
    }

    /// Every key there is, as `section.key`: what the commented example must show.
    ///
    /// # Errors
    /// None in practice: an empty file is a good one.
    pub fn keys() -> Result<Vec<String>, ConfigError> {
        Self::read(Path::new(DEFAULT_FILE), "", Path::new("")).map(|(_, keys)| keys)
    }

    fn read(file: &Path, text: &str, data: &Path) -> Result<(Self, Vec<String>), ConfigError> {
        let mut document = Document::parse(file, text)?;
        let mut config = Self::defaults(data);
        let mut keys = read_site(&mut document, &mut config.site)?;
        keys.extend(read_smtp(&mut document, &mut config.smtp, data)?);
        let mut lmtp = document.section("lmtp")?;
        lmtp.set("listen", &mut config.lmtp, values::endpoints)?;
        keys.extend(lmtp.finish()?);
        let mut http = document.section("http")?;
        http.set("listen", &mut config.http, values::endpoints)?;
        let tcp = config.http.iter().find(|e| matches!(e, Endpoint::Tcp(_)));
        if let Some(first) = tcp {
            config.base_url = format!("http://{first}");
        }
        http.set("metrics", &mut config.metrics, values::sockets)?;
        http.set("base_url", &mut config.base_url, values::base_url)?;
        keys.extend(http.finish()?);
        keys.extend(read_delivery(&mut document, &mut config.delivery, data)?);
        let mut dns = document.section("dns")?;
        dns.set("resolver", &mut config.resolver, values::resolvers)?;
        keys.extend(dns.finish()?);
        let mut auth = document.section("auth")?;
        auth.set("verify", &mut config.auth.verify, values::word)?;
        auth.set("trusted", &mut config.auth.trusted, values::machines)?;
        keys.extend(auth.finish()?);
        let mut archive = document.section("archive")?;
        archive.set("public", &mut config.public, |v| values::path(v, data))?;
        keys.extend(archive.finish()?);
        let mut sender = document.section("sender")?;
        sender.set("name", &mut config.sender.name, values::line)?;
        sender.set("postal_address", &mut config.sender.postal_address, values::line)?;
        sender.set("contact", &mut config.sender.contact, values::contact)?;
        sender.set("privacy", &mut config.sender.privacy, values::contact)?;
        keys.extend(sender.finish()?);
        document.finish()?;
        Ok((config, keys))
    }
}

/// Where the product was asked for; a build without time zones would be UTC.
fn default_zone() -> Zone {
    values::known_zone("America/Toronto")
        .unwrap_or(Zone { name: "UTC".to_owned(), zone: TimeZone::UTC })
}

fn read_site(document: &mut Document<'_>, site: &mut Site) -> Result<Vec<String>, ConfigError> {
    let mut section = document.section("site")?;
    section.set("hostname", &mut site.hostname, values::hostname)?;
    section.set("language", &mut site.language, values::language)?;
    section.set("timezone", &mut site.timezone, values::zone)?;
    section.set("postmaster", &mut site.postmaster, values::optional_address)?;
    section.set("steward", &mut site.steward, values::optional_address)?;
    section.finish()
}

fn read_smtp(
    document: &mut Document<'_>,
    smtp: &mut Smtp,
    data: &Path,
) -> Result<Vec<String>, ConfigError> {
    let mut section = document.section("smtp")?;
    section.set("listen", &mut smtp.listen, values::sockets)?;
    let certificate = section.take("tls_certificate", |v| optional_path(v, data))?.flatten();
    let key = section.take("tls_key", |v| optional_path(v, data))?.flatten();
    smtp.tls = match (certificate, key) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        _ => return Err(section.refuse("tls_certificate and tls_key go together: give both")),
    };
    read_limits(&mut section, &mut smtp.limits)?;
    section.finish()
}

fn read_limits(section: &mut Section<'_>, limits: &mut Limits) -> Result<(), ConfigError> {
    const MB: u64 = 1024 * 1024;
    section.set("connections", &mut limits.connections, |v| count(v, 1..=100_000))?;
    section.set("per_network", &mut limits.per_network, |v| count(v, 1..=100_000))?;
    section.set("per_local", &mut limits.per_local, |v| count(v, 1..=100_000))?;
    // Under 64 KB hardly a message with a signature passes; over 50 MB imports refuse it too.
    section.set("message_bytes", &mut limits.message_bytes, |v| count(v, 65_536..=50 * MB))?;
    section.set("memory_bytes", &mut limits.memory_bytes, |v| count(v, MB..=65_536 * MB))?;
    // RFC 5321 §4.5.3.1.8: at least 100.
    section.set("recipients", &mut limits.recipients, |v| count(v, 100..=10_000))?;
    section.set("command_seconds", &mut limits.command_time, |v| seconds(v, 10..=3600))?;
    section.set("data_seconds", &mut limits.data_time, |v| seconds(v, 10..=3600))?;
    section.set("session_seconds", &mut limits.session_time, |v| seconds(v, 60..=86_400))
}

fn optional_path(value: &toml::de::DeValue<'_>, data: &Path) -> Result<Option<PathBuf>, String> {
    if values::text(value)?.trim().is_empty() {
        return Ok(None);
    }
    values::path(value, data).map(Some)
}

fn read_delivery(
    document: &mut Document<'_>,
    delivery: &mut Delivery,
    data: &Path,
) -> Result<Vec<String>, ConfigError> {
    let mut section = document.section("delivery")?;
    section.set("route", &mut delivery.route, values::word)?;
    section.set("relay", &mut delivery.relay, values::relay)?;
    if let Some(password) = section.take("password_file", |v| password(v, data))?.flatten() {
        if delivery.relay.user.is_none() {
            return Err(section.refuse("password_file needs a user: relay = \"smtp://user@host\""));
        }
        delivery.relay.password = Some(password);
    }
    section.set("maildir", &mut delivery.maildir, |v| values::path(v, data))?;
    section.set("concurrency", &mut delivery.concurrency, |v| count(v, 1..=1000))?;
    section.set("per_destination", &mut delivery.per_destination, |v| count(v, 1..=100))?;
    section.set("tls", &mut delivery.tls, values::word)?;
    section.finish()
}

fn count(value: &toml::de::DeValue<'_>, bounds: RangeInclusive<u64>) -> Result<usize, String> {
    values::number(value, bounds).map(|n| usize::try_from(n).unwrap_or(usize::MAX))
}

fn seconds(value: &toml::de::DeValue<'_>, bounds: RangeInclusive<u64>) -> Result<Duration, String> {
    values::number(value, bounds).map(Duration::from_secs)
}

/// The first line of the file that holds the relay's password.
fn password(value: &toml::de::DeValue<'_>, data: &Path) -> Result<Option<String>, String> {
    let Some(path) = optional_path(value, data)? else { return Ok(None) };
    let text = std::fs::read_to_string(&path)
        .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    match text.lines().next().map(str::trim_end) {
        Some(password) if !password.is_empty() => Ok(Some(password.to_owned())),
        _ => Err(format!("{} is empty; its first line must be the password", path.display())),
    }
}
