//! The mail that lets somebody in: a link that counts once, for half an hour, bound to the person and to the
//! mailbox it went to. Asked for on a page, or by the word « archives » to the commands.

use super::LINK_MINUTES;
use crate::clock::Timestamp;
use crate::daemon::{Site, requests, robot};
use crate::list::member::Person;
use crate::list::settings::Language;
use crate::locale::Locale;
use crate::mail::address::{Address, Mailbox};
use crate::store::sessions::{self, Entry, Kind};
use crate::store::{StoreError, Tx, answered, people};
use crate::web::Pass;

/// Notes a link and returns what it bears. `None`: enough went to this mailbox within the hour, or the
/// system gives no random numbers.
///
/// # Errors
/// When the store cannot be read.
pub fn link(
    site: &Site,
    tx: &mut Tx<'_>,
    person: &Person,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(pass) = Pass::mint(Kind::Link, person.id) else { return Ok(None) };
    if !answered::may_send_link(tx, &person.address, now)? {
        return Ok(None);
    }
    let expires = now + jiff::SignedDuration::from_mins(LINK_MINUTES);
    let entry = Entry { address: person.address.key(), expires };
    sessions::open(tx, Kind::Link, (person.id, &pass.hash()), &entry, now)?;
    Ok(Some(pass.text(&site.secret)))
}

/// The sentence with a link.
pub fn words(site: &Site, t: &Locale, pass: &str) -> Vec<String> {
    vec![t.s("sign-in-mail"), site.urls.sign_in(t.code(), pass), t.s("sign-in-mail-unasked")]
}

/// Mails a link to an address, if it is a member's: in their own language, or, when they never chose one,
/// in that of the page that asked. Blocks.
///
/// # Errors
/// When the store cannot be read or written.
pub fn send(site: &Site, address: &Address, asked_in: &'static Locale) -> Result<(), StoreError> {
    let Some(mut person) = people::find(&site.store, address)? else { return Ok(()) };
    person.language.get_or_insert_with(|| Language(asked_in.tag().to_owned()));
    let asker = Mailbox::new(None, address.clone());
    let Some((list, settings)) = requests::bearer(site, &asker)? else { return Ok(()) };
    let now = site.clock.now();
    site.store.write(|tx| {
        let Some(pass) = link(site, tx, &person, now)? else { return Ok(()) };
        let said = |t: &'static Locale| (t.s("sign-in-subject"), words(site, t, &pass));
        robot::say(site, tx, (list, &settings, &person), &said, (None, now))?;
        tracing::info!(event = "sign-in-link", person = %person.id);
        Ok(())
    })
}
