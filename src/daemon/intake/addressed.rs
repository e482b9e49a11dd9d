//! Whom an address of ours means. What becomes of the mail is decided elsewhere.

use crate::daemon::Site;
use crate::list::ListId;
use crate::list::address::{Addresses, Route, split};
use crate::list::settings::Settings;
use crate::mail::address::Address;
use crate::store::{StoreError, lists};

/// Whom an accepted address means.
#[derive(Debug)]
pub(in crate::daemon) struct Target {
    /// The list.
    pub(in crate::daemon) list: ListId,
    /// Its settings.
    pub(super) settings: Settings,
    /// What is asked of it.
    pub(in crate::daemon) route: Route,
}

/// Finds the list and route of an address of ours; `None`: there is no such address.
pub(in crate::daemon) fn resolve(site: &Site, to: &str) -> Result<Option<Target>, StoreError> {
    let (local, domain) = match to.rsplit_once('@') {
        Some(parts) => parts,
        None => return Ok(None),
    };
    let mut failure = None;
    let found = split(local, |name| {
        let address = Address::parse(&format!("{name}@{domain}")).ok()?;
        match lists::find(&site.store, &address) {
            Ok(id) => id,
            Err(error) => {
                failure = Some(error);
                None
            }
        }
    });
    if let Some(error) = failure {
        return Err(error);
    }
    let Some((list, suffix)) = found else { return Ok(None) };
    let Some(settings) = lists::get(&site.store, list)? else { return Ok(None) };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    Ok(addresses.route(suffix).map(|route| Target { list, settings, route }))
}

/// `postmaster`, and `postmaster@` or `abuse@` at our name or at a list's domain.
pub(super) fn is_host(site: &Site, to: &str) -> bool {
    let (local, domain) = to.split_once('@').unwrap_or((to, site.hostname.as_str()));
    let role = local.eq_ignore_ascii_case("postmaster")
        || (local.eq_ignore_ascii_case("abuse") && to.contains('@'));
    let lists = || lists::all(&site.store).unwrap_or_default();
    role && (domain.eq_ignore_ascii_case(&site.hostname)
        || lists().iter().any(|(_, settings)| settings.address.domain() == domain))
}
