//! DNS as delivery needs it: which hosts take a domain's mail, and whether an answer means never or
//! not now. A resolver is a value behind [`Lookup`], so that tests bring their own zones.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

/// Hosts beyond this many are not tried (threat 34).
pub const MX_LIMIT: usize = 20;
/// Addresses of one host beyond this many are not tried.
const ADDRESS_LIMIT: usize = 8;
/// How long one question may take, all tries included.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a server may take to show that it is there.
const ALIVE: Duration = Duration::from_secs(3);

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// The name exists, the record does not; or it is not a name at all.
    #[error("no such record")]
    NoRecord,
    /// NXDOMAIN: the name does not exist.
    #[error("no such domain")]
    NoDomain,
    /// SERVFAIL, timeout, no resolver: nobody knows now.
    #[error("the resolver failed: {0}")]
    Failed(String),
}

/// A question under way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DnsError>> + Send + 'a>>;

/// One MX record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mx {
    /// Lower is tried first.
    pub preference: u16,
    /// The host, lower case, without the final dot; empty for the null MX (RFC 7505 §3).
    pub host: String,
}

/// Somebody who can be asked.
pub trait Lookup: Send + Sync {
    /// A domain's MX records, in no order.
    fn mx<'a>(&'a self, domain: &'a str) -> Answer<'a, Vec<Mx>>;
    /// A host's addresses, IPv6 and IPv4.
    fn addresses<'a>(&'a self, host: &'a str) -> Answer<'a, Vec<IpAddr>>;
}

/// The real DNS.
pub struct Resolver(TokioResolver);

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

impl Resolver {
    /// Asks these servers; the system's when there are none.
    ///
    /// # Errors
    /// When the system's configuration cannot be read.
    pub fn new(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        let failed = |e: NetError| DnsError::Failed(e.to_string());
        let mut builder = if servers.is_empty() {
            TokioResolver::builder_tokio().map_err(failed)?
        } else {
            let config = ResolverConfig::from_name_servers(servers.iter().map(server).collect());
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        patience(builder.options_mut());
        Ok(Self(builder.build().map_err(failed)?))
    }
}

/// What a host asks about itself; delivery does not.
impl Resolver {
    /// A name's texts, each whole (RFC 7208 §3.3 joins the pieces).
    ///
    /// # Errors
    /// [`DnsError`].
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, DnsError> {
        let found = within(self.0.txt_lookup(whole(name)?)).await?;
        let text = |data: &RData| match data {
            RData::TXT(txt) => {
                let octets: Vec<u8> = txt.txt_data.iter().flat_map(|p| p.iter().copied()).collect();
                Some(String::from_utf8_lossy(&octets).into_owned())
            }
            _ => None,
        };
        Ok(found.answers().iter().filter_map(|r| text(&r.data)).collect())
    }

    /// The names that an address points back to, lower case, without the final dot.
    ///
    /// # Errors
    /// [`DnsError`].
    pub async fn names(&self, address: IpAddr) -> Result<Vec<String>, DnsError> {
        let found = within(self.0.reverse_lookup(address)).await?;
        let name = |data: &RData| match data {
            RData::PTR(name) => Some(name.0.to_ascii().trim_end_matches('.').to_lowercase()),
            _ => None,
        };
        Ok(found.answers().iter().filter_map(|r| name(&r.data)).collect())
    }
}

/// What verification needs.
impl Resolver {
    /// The resolver itself, with its cache, for a library that asks on its own.
    pub fn inner(&self) -> &TokioResolver {
        &self.0
    }

    /// Whether the server answers anything at all, asked about the root: "no" is an answer, a refusal
    /// or a failure about the root is not.
    pub async fn answers(&self) -> bool {
        // Never from the cache: what it holds proves nothing about now.
        self.0.clear_lookup_cache(Name::root(), RecordType::NS);
        let asking = self.0.lookup(Name::root(), RecordType::NS);
        match tokio::time::timeout(ALIVE, asking).await {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => !matches!(meaning(&error), DnsError::Failed(_)),
            Err(_) => false,
        }
    }
}

fn server(at: &SocketAddr) -> NameServerConfig {
    let with_port = |mut connection: ConnectionConfig| {
        connection.port = at.port();
        connection
    };
    let ways = vec![with_port(ConnectionConfig::udp()), with_port(ConnectionConfig::tcp())];
    NameServerConfig::new(at.ip(), true, ways)
}

fn patience(options: &mut ResolverOpts) {
    options.timeout = Duration::from_secs(3);
    options.attempts = 2;
    // Names of mail are whole names: a search list would send mail to strangers.
    options.ndots = 0;
    // Some resolvers leave out the SOA that says how long "there is none" holds (RFC 2308 §5): remember
    // it for a minute, or every mail of an unknown domain asks again.
    options.negative_min_ttl = Some(Duration::from_secs(60));
}

/// A whole name for the resolver, so that no search list applies; RFC 5891 for letters beyond ASCII.
fn whole(name: &str) -> Result<Name, DnsError> {
    let mut name = Name::from_utf8(name).map_err(|_| DnsError::NoDomain)?;
    name.set_fqdn(true);
    Ok(name)
}

fn meaning(error: &NetError) -> DnsError {
    match error {
        NetError::Dns(hickory_resolver::net::DnsError::NoRecordsFound(none)) => {
            match none.response_code {
                ResponseCode::NXDomain => DnsError::NoDomain,
                ResponseCode::NoError => DnsError::NoRecord,
                other => DnsError::Failed(other.to_string()),
            }
        }
        other => DnsError::Failed(other.to_string()),
    }
}

async fn within<T>(asking: impl Future<Output = Result<T, NetError>>) -> Result<T, DnsError> {
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(answer) => answer.map_err(|e| meaning(&e)),
        Err(_) => Err(DnsError::Failed("no answer in time".to_owned())),
    }
}

impl Lookup for Resolver {
    fn mx<'a>(&'a self, domain: &'a str) -> Answer<'a, Vec<Mx>> {
        Box::pin(async move {
            let found = within(self.0.mx_lookup(whole(domain)?)).await?;
            let record = |data: &RData| match data {
                RData::MX(mx) => Some(Mx {
                    preference: mx.preference,
                    host: mx.exchange.to_ascii().trim_end_matches('.').to_lowercase(),
                }),
                _ => None,
            };
            Ok(found.answers().iter().filter_map(|r| record(&r.data)).collect())
        })
    }

    fn addresses<'a>(&'a self, host: &'a str) -> Answer<'a, Vec<IpAddr>> {
        Box::pin(async move {
            let found = within(self.0.lookup_ip(whole(host)?)).await?;
            Ok(found.iter().take(ADDRESS_LIMIT).collect())
        })
    }
}

/// Why a domain's mail cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unroutable {
    /// It takes no mail, or does not exist: not today, not tomorrow.
    #[error("{1}")]
    Permanent(&'static str, String),
    /// Nobody could tell now.
    #[error("{1}")]
    Temporary(&'static str, String),
}

/// The hosts that take a domain's mail, in order of preference (RFC 5321 §5.1). `own` is our name: a
/// domain whose mail would come back to us goes nowhere.
///
/// # Errors
/// [`Unroutable`], with an enhanced status and a sentence.
pub async fn hosts(dns: &dyn Lookup, domain: &str, own: &str) -> Result<Vec<String>, Unroutable> {
    let mut records = match dns.mx(domain).await {
        Ok(records) => records,
        Err(DnsError::NoRecord) => Vec::new(),
        Err(DnsError::NoDomain) => {
            return Err(Unroutable::Permanent("5.1.2", format!("{domain} does not exist")));
        }
        Err(DnsError::Failed(why)) => {
            return Err(Unroutable::Temporary("4.4.3", format!("asking for {domain}: {why}")));
        }
    };
    if records.is_empty() {
        // RFC 5321 §5.1: the domain itself is then its host.
        return Ok(vec![domain.to_owned()]);
    }
    if records.iter().all(|mx| mx.host.is_empty()) {
        // RFC 7505 §3.
        return Err(Unroutable::Permanent("5.1.10", format!("{domain} takes no mail")));
    }
    records.sort();
    let ours = records.iter().find(|mx| mx.host.eq_ignore_ascii_case(own)).map(|mx| mx.preference);
    records.retain(|mx| !mx.host.is_empty() && ours.is_none_or(|p| mx.preference < p));
    records.truncate(MX_LIMIT);
    if records.is_empty() {
        return Err(Unroutable::Permanent("5.4.6", format!("mail for {domain} comes back to us")));
    }
    Ok(records.into_iter().map(|mx| mx.host).collect())
}

/// A host's addresses.
///
/// # Errors
/// Always for now only: an empty or broken answer may be a zone in repair (threat 34).
pub async fn addresses(dns: &dyn Lookup, host: &str) -> Result<Vec<IpAddr>, Unroutable> {
    let why = match dns.addresses(host).await {
        Ok(found) if !found.is_empty() => return Ok(found),
        Ok(_) => DnsError::NoRecord,
        Err(why) => why,
    };
    Err(Unroutable::Temporary("4.4.4", format!("no address for {host}: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zone(Result<Vec<(u16, &'static str)>, DnsError>);

    impl Lookup for Zone {
        fn mx<'a>(&'a self, _: &'a str) -> Answer<'a, Vec<Mx>> {
            let mx = |(preference, host): &(u16, &str)| Mx {
                preference: *preference,
                host: (*host).to_owned(),
            };
            let answer = self.0.clone().map(|all| all.iter().map(mx).collect());
            Box::pin(async { answer })
        }

        fn addresses<'a>(&'a self, _: &'a str) -> Answer<'a, Vec<IpAddr>> {
            Box::pin(async { Err(DnsError::NoRecord) })
        }
    }

    #[track_caller]
    fn check(mx: Result<Vec<(u16, &'static str)>, DnsError>, want: Result<&[&str], &str>) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let zone = Zone(mx);
        let found = runtime.block_on(hosts(&zone, "example.org", "lists.example.org"));
        let status = |e: &Unroutable| match e {
            Unroutable::Permanent(status, _) | Unroutable::Temporary(status, _) => *status,
        };
        let found: Result<Vec<&str>, &str> = match &found {
            Ok(hosts) => Ok(hosts.iter().map(String::as_str).collect()),
            Err(why) => Err(status(why)),
        };
        assert_eq!(found, want.map(<[&str]>::to_vec));
    }

    #[test]
    fn who_takes_the_mail() {
        check(Ok(vec![(20, "b"), (10, "a"), (10, "c")]), Ok(&["a", "c", "b"]));
        check(Ok(vec![]), Ok(&["example.org"]));
        check(Err(DnsError::NoRecord), Ok(&["example.org"]));
        check(Err(DnsError::NoDomain), Err("5.1.2"));
        check(Err(DnsError::Failed("SERVFAIL".to_owned())), Err("4.4.3"));
        check(Ok(vec![(0, "")]), Err("5.1.10"));
        check(Ok(vec![(0, ""), (5, "a")]), Ok(&["a"]));
        // Hosts no better than ourselves would send the mail back (RFC 5321 §5.1).
        check(Ok(vec![(5, "a"), (10, "Lists.example.org"), (10, "b"), (20, "c")]), Ok(&["a"]));
        check(Ok(vec![(10, "lists.example.org"), (20, "c")]), Err("5.4.6"));
        let many: Vec<_> = (0..100).map(|n| (n, "h")).collect();
        check(Ok(many), Ok(&["h"; MX_LIMIT]));
    }
}
