//! DNS as receivers see it: MX, addresses, PTR, SPF, DMARC. Asked only where this server speaks with
//! the world itself; a resolver that fails proves nothing.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::places::is_behind_another;
use super::signing;
use super::{Level, Report};
use crate::cli::output::CliError;
use crate::config::{Config, Route};
use crate::daemon::Site;
use crate::dns::{DnsError, Lookup, Resolver};
use crate::store::lists;

/// Names that no DNS has (RFC 2606, RFC 6761): tests and examples.
const RESERVED: [&str; 5] = ["test", "example", "invalid", "localhost", "local"];

pub(super) fn is_reserved(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let documented = ["example.com", "example.net", "example.org"];
    let under = |d: &&str| name == *d || name.ends_with(&format!(".{d}"));
    !name.contains('.') || RESERVED.contains(&last) || documented.iter().any(under)
}

const STAYS: &str = "not asked: no mail leaves this machine";
const BEHIND: &str = "MX, PTR not asked: another mail server stands between the world and this one";

const SILENT: &str = "the name server does not answer: records could not be looked up";

/// Looks up what mail needs.
pub(super) fn look(config: &Config, site: &Site, report: &mut Report) -> Result<(), CliError> {
    let expected = signing::lists(config, site, report)?;
    let mut domains = BTreeSet::new();
    for (_, settings) in lists::all(&site.store)? {
        domains.insert(settings.address.domain().to_owned());
    }
    domains.retain(|domain| !is_reserved(domain));
    let behind = is_behind_another(config);
    let stays = config.delivery.route == Route::Maildir;
    if behind && (stays || domains.is_empty()) {
        report.add("dns", Level::Fine, if stays { STAYS } else { BEHIND });
        signing::say(&expected, report);
        return Ok(());
    }
    let resolver = match Resolver::new(&config.resolver) {
        Ok(resolver) => resolver,
        Err(error) => {
            report.add("dns", Level::Problem, format!("no resolver: {error}"));
            report.mend("[dns] resolver = [\"9.9.9.9\"], or an /etc/resolv.conf");
            return Ok(());
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| CliError::wrong(format!("starting the resolver: {e}")))?;
    // Asked once: nobody who answers nothing is asked ten things, and waited for each time.
    if !runtime.block_on(resolver.answers()) {
        report.add("dns", Level::Unknown, SILENT);
        report.mend("[dns] resolver = [\"9.9.9.9\"], or mend /etc/resolv.conf");
        signing::say(&expected, report);
        return Ok(());
    }
    let mut asking = Asking { config, resolver: &resolver, report };
    if behind {
        asking.report.add("dns", Level::Fine, BEHIND);
        runtime.block_on(asking.policies(&domains));
    } else {
        runtime.block_on(asking.all(&domains));
    }
    // The records of our signatures count whoever carries the mail.
    runtime.block_on(signing::look(&resolver, &expected, report));
    Ok(())
}

struct Asking<'a> {
    config: &'a Config,
    resolver: &'a Resolver,
    report: &'a mut Report,
}

impl Asking<'_> {
    async fn all(&mut self, domains: &BTreeSet<String>) {
        let host = self.config.site.hostname.clone();
        if is_reserved(&host) {
            let what = format!("not asked: {host} is a name for examples");
            self.report.add("dns", Level::Fine, what);
            return;
        }
        self.host(&host).await;
        for domain in domains {
            self.mx(domain, &host).await;
        }
        self.policies(domains).await;
    }

    /// What receivers hold mail of these domains against, whoever carries it.
    async fn policies(&mut self, domains: &BTreeSet<String>) {
        let relay = &self.config.delivery.relay.host;
        let is_here = ["localhost", "127.0.0.1", "::1"].contains(&relay.as_str());
        let spf = match self.config.delivery.route {
            Route::Relay if !is_here => format!("\"v=spf1 mx a:{relay} -all\""),
            _ => "\"v=spf1 mx -all\"".to_owned(),
        };
        for domain in domains {
            self.text(domain, "v=spf1", ("SPF", &spf)).await;
            let name = format!("_dmarc.{domain}");
            self.text(&name, "v=DMARC1", ("DMARC", "\"v=DMARC1; p=none\"")).await;
        }
    }

    fn unknown(&mut self, what: &str, error: &DnsError) {
        self.report.add("dns", Level::Unknown, format!("{what}: {error}"));
    }

    /// The host has addresses, and they know its name.
    async fn host(&mut self, host: &str) {
        let addresses = match self.resolver.addresses(host).await {
            Ok(addresses) => addresses,
            Err(error @ DnsError::Failed(_)) => return self.unknown(host, &error),
            Err(_) => {
                self.report.add("dns", Level::Problem, format!("{host} has no address"));
                self.report.mend(format!("{host}. A (your address), AAAA too if you have one"));
                return;
            }
        };
        self.report.add("dns", Level::Fine, format!("{host} has {} addresses", addresses.len()));
        if self.config.delivery.route == Route::Direct {
            for address in addresses {
                self.pointer(address, host).await;
            }
        }
    }

    /// RFC 8601 calls it iprev; large receivers refuse mail without it.
    async fn pointer(&mut self, address: IpAddr, host: &str) {
        match self.resolver.names(address).await {
            Ok(names) if names.iter().any(|n| n == host) => {}
            Err(error @ DnsError::Failed(_)) => self.unknown(&address.to_string(), &error),
            other => {
                let names = other.unwrap_or_default().join(", ");
                let names = if names.is_empty() { "nothing".to_owned() } else { names };
                let what = format!("{address} points back to {names}, not to {host}");
                self.report.add("dns", Level::Problem, what);
                self.report.mend(format!("ask whoever gave you the address for PTR {host}."));
            }
        }
    }

    async fn mx(&mut self, domain: &str, host: &str) {
        match self.resolver.mx(domain).await {
            Ok(records) if records.iter().any(|mx| mx.host == host) => {
                self.report.add("dns", Level::Fine, format!("mail for {domain} comes to {host}"));
            }
            Ok(records) if !records.is_empty() => {
                let hosts: Vec<_> = records.iter().map(|mx| mx.host.as_str()).collect();
                let what = format!("mail for {domain} goes to {}, not to {host}", hosts.join(", "));
                self.report.add("dns", Level::Advice, what);
                self.report
                    .mend(format!("fine if it hands mail on; else: {domain}. MX 10 {host}."));
            }
            Err(error @ DnsError::Failed(_)) => self.unknown(domain, &error),
            _ => {
                self.report.add("dns", Level::Problem, format!("{domain} has no MX record"));
                self.report.mend(format!("{domain}. MX 10 {host}."));
            }
        }
    }

    async fn text(&mut self, name: &str, start: &str, (what, record): (&str, &str)) {
        match self.resolver.texts(name).await {
            Ok(texts) if texts.iter().any(|t| t.starts_with(start)) => {
                self.report.add("dns", Level::Fine, format!("{name} has {what}"));
            }
            Err(error @ DnsError::Failed(_)) => self.unknown(name, &error),
            _ => {
                self.report.add("dns", Level::Advice, format!("{name} has no {what} record"));
                self.report.mend(format!("{name}. TXT {record}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_for_examples_are_not_asked_for() {
        for name in ["localhost", "lists.test", "listes.lierre.example", "lists.example.org"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["lists.myexample.org", "palabre.ca"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
