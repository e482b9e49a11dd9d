//! « Sondage besoins », « valeur »: a ready form, shown to who asks for it as any draft is; else how a poll
//! is made. The polls themselves are [`crate::daemon::polls`]'.

use super::super::answer::Said;
use super::super::desk::Desk;
use crate::daemon::polls;
use crate::list::address::Route;
use crate::locale::Value;
use crate::request::Command;
use crate::store::{StoreError, Tx};

/// Shows the form that was named. `None`: its draft is the answer.
pub(in crate::daemon::requests) fn make(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Option<Said>, StoreError> {
    let mut may = Vec::new();
    for place in &desk.places {
        if polls::may_make(tx, (place.list, &place.settings), &desk.person)? {
            may.push(place);
        }
    }
    let place = match may.as_slice() {
        [place] => *place,
        [] => return Ok(Some(super::told(desk, "animate-team-only"))),
        _ => return Ok(Some(super::told(desk, "animate-which"))),
    };
    let of = (place.list, &place.settings, &desk.person);
    if polls::show_ready(desk.site, tx, of, &command.tail, desk.now)? {
        return Ok(None);
    }
    let t = desk.t;
    let address = crate::list::address::fixed(&place.settings.address, Route::Poll);
    let args =
        [("address", Value::from(address.as_str())), ("list", place.settings.name.as_str().into())];
    Ok(Some(Said::told(t.text("poll-made-subject", &args), t.text("poll-made-by", &args))))
}
