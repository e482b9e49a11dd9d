//! Whether what is signed can be verified: each key in use, for each domain that lists send from, as
//! the DNS has it or should have it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::is_reserved;
use super::{Level, Report};
use crate::auth::dkim::Key;
use crate::cli::dkim::record;
use crate::cli::output::CliError;
use crate::config::{Config, Route};
use crate::daemon::Site;
use crate::daemon::keys::kinds;
use crate::dns::{DnsError, Resolver};
use crate::list::settings::Dkim;
use crate::store::lists;

/// Records to look for: their domain, and their key.
pub(super) type Expected = Vec<(String, Arc<Key>)>;

/// Says what lists lack, and returns what the DNS should have.
pub(super) fn lists(
    config: &Config,
    site: &Site,
    report: &mut Report,
) -> Result<Expected, CliError> {
    let mut expected: BTreeMap<(String, String), Arc<Key>> = BTreeMap::new();
    for (_, settings) in lists::all(&site.store)? {
        let address = &settings.address;
        if settings.dkim == Dkim::None {
            if config.delivery.route == Route::Maildir {
                continue;
            }
            report.add("dkim", Level::Advice, format!("copies of {address} are not signed"));
            report.mend(format!("palabre dkim make, then: palabre list set {address} dkim both"));
            continue;
        }
        let keys = site.keys.chosen(settings.dkim);
        if keys.len() < kinds(settings.dkim).len() {
            let what = format!("{address} is to be signed with a key that is not there");
            report.add("dkim", Level::Problem, what);
            report.mend("palabre dkim make");
        }
        for key in keys {
            let domain = address.domain().to_owned();
            expected.insert((domain, key.selector().to_owned()), key);
        }
    }
    Ok(expected.into_iter().map(|((domain, _), key)| (domain, key)).collect())
}

/// What to publish where nobody can be asked.
pub(super) fn say(expected: &Expected, report: &mut Report) {
    for (domain, key) in expected {
        let what = format!("{} signs for {domain}", key.selector());
        report.add("dkim", Level::Fine, what);
        report.mend(record(key, domain));
    }
}

/// Looks for each record.
pub(super) async fn look(resolver: &Resolver, expected: &Expected, report: &mut Report) {
    for (domain, key) in expected {
        let name = key.record_name(domain);
        if is_reserved(domain) {
            say(&vec![(domain.clone(), key.clone())], report);
            continue;
        }
        match resolver.texts(&name).await {
            Ok(texts) if texts.iter().any(|t| key.is_published_in(t)) => {
                report.add("dkim", Level::Fine, format!("{name} is published"));
            }
            Err(error @ DnsError::Failed(_)) => {
                report.add("dkim", Level::Unknown, format!("{name}: {error}"));
                report.mend(record(key, domain));
            }
            Ok(texts) if !texts.is_empty() => {
                report.add("dkim", Level::Problem, format!("{name} holds another key"));
                report.mend(record(key, domain));
            }
            _ => {
                report.add("dkim", Level::Problem, format!("{name} is not published"));
                report.mend(record(key, domain));
            }
        }
    }
}
