//! `palabre list set`: changes one setting. How a value is read is `daemon::settle`'s, what it does
//! `list`'s.

use super::desk::{Desk, find_list};
use super::dkim;
use super::output::{CliError, Exit, Output};
use crate::daemon::settle;
use crate::list::settings::Settings;
use crate::store::articles::{self, Event};
use crate::store::{StoreError, lists};

/// Changes one setting.
pub(super) fn set(
    desk: &Desk<'_>,
    name: &str,
    (key, value): (&str, &str),
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let (id, settings) = find_list(&desk.site.store, name)?;
    let changed = settle::changed(settings, key, value).map_err(CliError::wrong)?;
    let settings = desk.site.store.write(|tx| -> Result<Settings, StoreError> {
        // Decided anew on what stands now: another change may have come between.
        let now = lists::get(tx, id)?.unwrap_or_else(|| changed.clone());
        let settings = settle::changed(now, key, value).unwrap_or(changed);
        lists::put(tx, id, &settings);
        articles::append_event(tx, &Event::ListChanged { list: id })?;
        Ok(settings)
    })?;
    let now = settle::one_shown(&settings, key);
    out.line(&format!("{}: {key} is now {now}", settings.address));
    if key == "dkim" {
        let made = desk.site.keys.make_missing(settings.dkim)?;
        dkim::say_records(desk.site, &made, out)?;
    }
    Ok(Exit::Done)
}
