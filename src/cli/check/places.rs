//! Configuration, queue and pages: what a host should know of each. Mends nothing.

use super::{Level, Report};
use crate::archive::{Publisher, document};
use crate::cli::output::CliError;
use crate::config::{Config, Route};
use crate::daemon::Site;
use crate::store::{articles, aside, lists, outbox};

/// A mail that waits longer has a destination in trouble.
const LONG_HOURS: i64 = 24;

/// Whether everything listens on this machine alone: another server brings the mail.
pub(super) fn is_behind_another(config: &Config) -> bool {
    config.smtp.listen.iter().all(|a| a.ip().is_loopback())
        && config.delivery.route != Route::Direct
}

/// What is allowed but seldom meant.
pub(super) fn config(config: &Config, report: &mut Report) {
    let before = report.0.len();
    if config.site.hostname == "localhost" && config.delivery.route != Route::Maildir {
        report.add("config", Level::Problem, "site.hostname is “localhost”: mail bears this name");
        report.mend("[site] hostname = \"lists.example.org\": the name your MX record points to");
    }
    if config.smtp.listen.is_empty() && config.lmtp.is_empty() {
        report.add(
            "config",
            Level::Problem,
            "neither smtp.listen nor lmtp.listen: no mail comes in",
        );
        report.mend("[smtp] listen = [\"127.0.0.1:2525\"]");
    }
    let public = config.smtp.listen.iter().any(|a| !a.ip().is_loopback());
    if public && config.smtp.tls.is_none() {
        report.add("config", Level::Advice, "mail comes in from the network without TLS");
        report.mend("[smtp] tls_certificate and tls_key, as your web server has them");
    }
    if public && config.delivery.route == Route::Maildir {
        report.add("config", Level::Advice, "mail comes in, but copies go into files only");
        report.mend("[delivery] route = \"relay\" or \"direct\"");
    }
    if !config.base_url.starts_with("https://") && config.delivery.route != Route::Maildir {
        let what = format!("links in mail begin with {}, which is not HTTPS", config.base_url);
        report.add("config", Level::Advice, what);
        report
            .mend("[http] base_url = \"https://…\": one-click unsubscription needs it (RFC 8058)");
    }
    files(config, report);
    if report.0.len() == before {
        report.add("config", Level::Fine, "nothing to say");
    }
}

/// The certificate and its key can be read together.
fn files(config: &Config, report: &mut Report) {
    let Some(tls) = &config.smtp.tls else { return };
    if let Err(error) = crate::smtp::server::Certificate::open(&tls.certificate, &tls.key) {
        report.add("config", Level::Problem, format!("smtp.tls_certificate: {error}"));
        report.mend("PEM files, the certificate with its chain, readable by this user");
    }
}

/// What has yet to go out, and what never will.
pub(super) fn queue(site: &Site, report: &mut Report) -> Result<(), CliError> {
    let counts = outbox::counts(&site.store, None)?;
    let now = site.clock.now();
    let hours = counts.oldest.map_or(0, |at| (now.as_second() - at.as_second()) / 3600);
    let what =
        format!("{} copies wait, {} rows were tried already", counts.copies, counts.deferred);
    if hours >= LONG_HOURS {
        report.add("queue", Level::Advice, format!("{what}; the oldest for {hours} hours"));
        report.mend("palabre queue ls says why; it is given up after five days");
    } else {
        report.add("queue", Level::Fine, what);
    }
    let behind = behind(site, "fanout")?;
    if behind > 0 {
        let what = format!("{behind} events are not in the queue yet");
        report.add("queue", Level::Advice, what);
        report.mend("palabre serve goes on where it stopped; nothing is lost");
    }
    Ok(())
}

/// Work that broke three times and is tried no more.
pub(super) fn aside(site: &Site, report: &mut Report) -> Result<(), CliError> {
    for broken in aside::all(&site.store)?.into_iter().filter(|b| b.aside) {
        let what = format!("{} broke {} times, last on {}", broken.what, broken.times, broken.at);
        report.add("tasks", Level::Advice, what);
        report.mend(
            "it was set aside; the log of that moment says why: please report it, then: palabre check --seen",
        );
    }
    Ok(())
}

/// What was named is named no more; what breaks again will be.
pub(super) fn forget_aside(site: &Site) -> Result<(), CliError> {
    site.store.write(|tx| {
        for broken in aside::all(tx)?.into_iter().filter(|b| b.aside) {
            aside::forget(tx, &broken.what);
        }
        Ok::<_, crate::store::StoreError>(())
    })?;
    Ok(())
}

/// Events that a reader of the log has not seen.
fn behind(site: &Site, reader: &str) -> Result<u64, CliError> {
    let last = articles::last_event(&site.store)?;
    Ok(last.saturating_sub(articles::cursor(&site.store, reader)?))
}

/// Whether the pages are those of the store.
pub(super) fn pages(site: &Site, report: &mut Report) -> Result<(), CliError> {
    let publisher = match Publisher::open(&site.archive()) {
        Ok(publisher) => publisher,
        Err(error) => {
            report.add("archive", Level::Problem, error.to_string());
            report.mend("this user must be able to write there; or choose [archive] public");
            return Ok(());
        }
    };
    let last = articles::last_event(&site.store)?;
    match publisher.at() {
        Some(at) if at == last => report.add("archive", Level::Fine, "pages are up to date"),
        Some(at) if at < last => {
            report.add("archive", Level::Advice, format!("pages lack {} events", last - at));
            report.mend("palabre archive build");
        }
        _ if last == 0 => report.add("archive", Level::Fine, "nothing to show yet"),
        _ => {
            report.add("archive", Level::Advice, "pages must be made");
            report.mend("palabre archive build");
        }
    }
    Ok(())
}

/// Whether the search index is whole, and as far as the log. Nothing of it is worth keeping.
pub(super) fn search(site: &Site, report: &mut Report) -> Result<(), CliError> {
    let before = report.0.len();
    for (list, settings) in lists::all(&site.store)? {
        let wrong = match site.search.open(document::home(settings.visibility), list) {
            Ok(None) if articles::count(&site.store, list)? == 0 => None,
            Ok(None) => Some("is not made yet".to_owned()),
            Ok(Some(index)) => match index.examine() {
                Ok(fault) => fault.map(|fault| format!("is damaged: {fault}")),
                Err(error) => Some(format!("cannot be read: {error}")),
            },
            Err(error) if error.is_damage() => Some(format!("is damaged: {error}")),
            Err(error) => Some(format!("cannot be read: {error}")),
        };
        if let Some(wrong) = wrong {
            let what = format!("the index of {} {wrong}", settings.address);
            report.add("search", Level::Advice, what);
            report.mend(format!("palabre search build {}", settings.address));
        }
    }
    let behind = match site.search.at() {
        Some(at) => articles::last_event(&site.store)?.saturating_sub(at),
        None => behind(site, "search")?,
    };
    if report.0.len() > before {
        return Ok(());
    }
    if behind > 0 {
        report.add("search", Level::Advice, format!("the index lacks {behind} events"));
        report.mend("palabre serve follows the log; palabre search build makes it anew");
    } else {
        report.add("search", Level::Fine, "the index is up to date");
    }
    Ok(())
}
