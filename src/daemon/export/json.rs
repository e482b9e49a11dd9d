//! A list's messages as one JSON document, written while it is sent. Its fields are named in the README; new
//! ones may come, none changes what it means. As in every export on the web, what copies do not bear is not
//! in it either.

use std::io::Write;

use serde_json::{Value, json};

use super::{CHUNK, Failure};
use crate::daemon::Site;
use crate::list::ListId;
use crate::mail::message::Message;
use crate::store::articles::{self, Article};
use crate::store::withdrawn;
use crate::store::{StoreError, lists};

/// Writes all of a list's messages, in order of arrival.
pub(super) fn messages(site: &Site, list: ListId, out: &mut impl Write) -> Result<(), Failure> {
    let settings = lists::get(&site.store, list)?;
    let (name, address) =
        settings.map_or_else(Default::default, |s| (s.name, s.address.to_string()));
    let of = json!({ "name": name, "address": address });
    write!(out, "{{\"format\":\"palabre-messages-1\",\"list\":{of},\"messages\":[")?;
    let (mut after, mut between) = (None, "\n");
    loop {
        let some = articles::after(&site.store, list, after, CHUNK)?;
        let Some(last) = some.last() else { break };
        after = Some(last.no);
        for article in &some {
            write!(out, "{between}{}", one(site, article)?)?;
            between = ",\n";
        }
    }
    Ok(out.write_all(b"\n]}\n")?)
}

fn one(site: &Site, article: &Article) -> Result<Value, StoreError> {
    let raw = articles::raw(&site.store, article.list, article.no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let files = message.attachments().into_iter();
    let files = files.map(|f| json!({ "name": f.name, "type": f.media_type, "octets": f.size }));
    let gone = withdrawn::get(&site.store, article.list, article.no)?;
    Ok(json!({
        "number": article.no.0,
        "thread": article.thread.0,
        "message_id": article.message_id.bracketed(),
        "in_reply_to": message.in_reply_to().first().map(|id| id.bracketed()),
        "from": { "name": article.from.name, "address": article.from.address.as_str() },
        "subject": article.subject,
        "date": article.date.to_string(),
        "received": article.received.to_string(),
        "text": message.text().text,
        "attachments": files.collect::<Vec<_>>(),
        "withdrawn_by": gone.map(|w| w.hand),
    }))
}
