//! `palabre list`: creates, shows, settles and removes lists. What a setting means is `list`'s.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, find_list};
use super::list_set;
use super::output::{CliError, Exit, Output, Table, count, json as say_json, merged, pairs};
use crate::config::values::known_language;
use crate::daemon::{members, settle};
use crate::list::address::{Addresses, Route, SUFFIX_ROOM};
use crate::list::settings::{Language, Preset, Settings, Visibility};
use crate::list::{ListId, PersonId};
use crate::locale;
use crate::mail::address::Address;
use crate::store::articles::{self, Event};
use crate::store::{Read, StoreError, lists, notes, people};

/// Memberships read or removed at a time.
const CHUNK: usize = 1000;

/// What may be asked of lists.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum ListVerb {
    /// Create a list
    Create(Create),
    /// Every list
    Ls {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// One list: settings, addresses, counts
    Show {
        /// Its address, or the part before the @
        #[arg(value_name = "ADDRESS")]
        list: String,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Change one setting
    ///
    /// posting: members (others wait), held (every post waits), animators (an announcement list), anyone.
    /// joining: open, request (those who animate say yes), closed.
    /// polls: animators, or members too.
    /// unproven: accept, or ask a member whose domain proves nothing whether they sent a post.
    /// first-posts: a member's first so many posts wait (0: none). max-size: a larger post waits
    /// (500 KB, 2 MB, off). hold-files: posts with files named so wait (exe, zip; off).
    /// max-recipients: a post to more people in To and Cc waits (off). link-over: files larger than
    /// this are kept here and linked in the copies (1 MB, off). undo: how long a post can be taken
    /// back before it goes out (5m, off). subject-prefix: a tag before
    /// subjects, such as [cdp] (off). dkim: how copies are signed, none, ed25519, rsa or both; keys
    /// that are missing are made, and the records to publish shown.
    Set {
        /// Its address, or the part before the @
        #[arg(value_name = "ADDRESS")]
        list: String,
        /// What to change
        #[arg(value_parser = PossibleValuesParser::new(settle::KEYS))]
        key: String,
        /// To what
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Remove a list and its memberships; its posts stay in the journal until erased
    Rm {
        /// Its address
        #[arg(value_name = "ADDRESS")]
        list: String,
    },
}

/// A list to be.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Create {
    /// Where posts will go, such as cdp@lists.example.org
    address: Address,
    /// What people call it [default: the part before the @]
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// Language of its own words [default: the site's]
    #[arg(long, value_name = "fr|en", value_parser = known_language)]
    language: Option<Language>,
    /// Who may read its archive
    #[arg(long, default_value = "private", value_parser = visibility())]
    visibility: Visibility,
    /// How its copies look
    #[arg(long, default_value = "community", value_parser = preset())]
    preset: Preset,
}

fn visibility() -> impl TypedValueParser<Value = Visibility> {
    PossibleValuesParser::new(Visibility::WORDS).try_map(|w| w.parse::<Visibility>())
}

fn preset() -> impl TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::WORDS).try_map(|w| w.parse::<Preset>())
}

impl ListVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::Create(create) => create.run(desk, out),
            Self::Ls { json } => ls(desk, *json, out),
            Self::Show { list, json } => show(desk, list, *json, out),
            Self::Set { list, key, value } => list_set::set(desk, list, (key, value), out),
            Self::Rm { list } => rm(desk, list, out),
        }
    }
}

impl Create {
    fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        usable(&self.address)?;
        let mut settings = Settings::new(self.address.clone());
        settings.language = self.language.clone().unwrap_or_else(|| desk.site.language.clone());
        settings.visibility = self.visibility;
        settings.preset = self.preset;
        if let Some(name) = &self.name {
            settings.name = settle::one_line("name", name).map_err(CliError::wrong)?;
        }
        desk.site.store.write(|tx| -> Result<(), CliError> {
            is_free(desk, tx, &settings)?;
            let list = lists::create(tx, &settings)?;
            articles::append_event(tx, &Event::ListChanged { list })?;
            Ok(())
        })?;
        out.line(&format!(
            "{} is there: {}, {}, {}. Next: palabre member add {} \"Name <address>\"",
            settings.address,
            settings.visibility,
            settings.preset,
            settings.language,
            settings.address
        ));
        Ok(Exit::Done)
    }
}

/// What any list's address must be, whoever else is there.
fn usable(address: &Address) -> Result<(), CliError> {
    let local = address.local();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !address.is_ascii() || !local.chars().all(plain) {
        return Err(CliError::wrong(format!(
            "“{local}” cannot name a list: use letters a to z, digits, “-”, “.” and “_”, for it \
             stands in addresses that every mail program must be able to type"
        )));
    }
    // RFC 5321 §4.5.3.1.1: 64 octets for the whole local part, suffixes and all.
    let most = 64 - SUFFIX_ROOM;
    if local.len() > most {
        return Err(CliError::wrong(format!(
            "“{local}” has {} characters; a list's name has at most {most}, so that its bounce \
             addresses still fit in the 64 that mail allows",
            local.len()
        )));
    }
    Ok(())
}

/// Refuses an address, a page path or a service address that another list has.
fn is_free(desk: &Desk<'_>, from: &impl Read, new: &Settings) -> Result<(), CliError> {
    for (_, there) in lists::all(from)? {
        if there.address.same_mailbox(&new.address) {
            return Err(CliError::wrong(format!("{} is already a list", there.address)));
        }
        if there.slug() == new.slug() {
            return Err(CliError::wrong(format!(
                "{} already uses the short name “{}” for its pages; choose another part before \
                 the @",
                there.address,
                there.slug()
            )));
        }
        for (short, long) in [(&there, new), (new, &there)] {
            if is_service_of(desk, short, long) {
                return Err(CliError::wrong(format!(
                    "{} would be a service address of {}; choose another part before the @",
                    long.address, short.address
                )));
            }
        }
    }
    Ok(())
}

/// Whether one list's address is what the other hands out: `cdp-owner@` beside `cdp@`.
fn is_service_of(desk: &Desk<'_>, short: &Settings, long: &Settings) -> bool {
    let addresses = Addresses { list: &short.address, secret: &desk.site.secret };
    let suffix = long.slug().strip_prefix(&short.slug()).map(str::to_owned);
    short.address.domain() == long.address.domain()
        && suffix.is_some_and(|s| addresses.route(&s).is_some())
}

fn count_members(from: &impl Read, list: ListId) -> Result<usize, StoreError> {
    let (mut n, mut after) = (0, None);
    loop {
        let some = people::memberships(from, list, after, CHUNK)?;
        n += some.len();
        match some.last() {
            Some(last) if some.len() == CHUNK => after = Some(last.person),
            _ => return Ok(n),
        }
    }
}

fn ls(desk: &Desk<'_>, as_json: bool, out: &mut dyn Output) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let mut rows = Vec::new();
    let mut table = Table::new(&["ADDRESS", "NAME", "VISIBILITY", "MEMBERS", "POSTS"]);
    for (id, settings) in lists::all(store)? {
        let (members, posts) = (count_members(store, id)?, articles::count(store, id)?);
        table.row(vec![
            settings.address.to_string(),
            settings.name.clone(),
            settings.visibility.to_string(),
            members.to_string(),
            posts.to_string(),
        ]);
        rows.push(merged(json!(settings), json!({ "members": members, "posts": posts })));
    }
    if as_json {
        return say_json(out, &rows);
    }
    if table.is_empty() {
        out.note("no list yet; create one: palabre list create ADDRESS");
    } else {
        table.say(out);
    }
    Ok(Exit::Done)
}

fn show(
    desk: &Desk<'_>,
    name: &str,
    as_json: bool,
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let (id, settings) = find_list(store, name)?;
    let (members, posts) = (count_members(store, id)?, articles::count(store, id)?);
    let addresses = Addresses { list: &settings.address, secret: &desk.site.secret };
    let page = desk.site.urls.list(locale::get(&settings.language.0).code(), &settings.slug());
    let fixed = |route| addresses.fixed(route).to_string();
    let (join, leave) = (fixed(Route::Join), fixed(Route::Leave));
    let (owner, request) = (fixed(Route::Owner), fixed(Route::Request));
    if as_json {
        let more = json!({
            "id": id, "slug": settings.slug(), "list_id": settings.list_id(), "members": members,
            "posts": posts, "page": page,
            "addresses": { "post": settings.address, "join": join, "leave": leave,
                           "owner": owner, "request": request },
        });
        return say_json(out, &merged(json!(settings), more));
    }
    pairs(
        out,
        &[
            ("address", settings.address.to_string()),
            ("name", settings.name.clone()),
            ("description", settings.description.clone()),
            ("members", members.to_string()),
            ("posts", posts.to_string()),
            ("page", page),
            ("join, leave", format!("{join}, {leave}")),
            ("owner, request", format!("{owner}, {request}")),
        ],
    );
    pairs(out, &settle::shown(&settings));
    Ok(Exit::Done)
}

fn rm(desk: &Desk<'_>, name: &str, out: &mut dyn Output) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let (id, settings) = find_list(store, name)?;
    // First the list, so that no post comes in while its memberships go.
    store.write(|tx| -> Result<(), StoreError> {
        lists::remove(tx, id, &settings);
        articles::append_event(tx, &Event::ListChanged { list: id })?;
        Ok(())
    })?;
    store.write(|tx| notes::forget_list(tx, id))?;
    let mut gone = 0;
    loop {
        let some: Vec<PersonId> =
            people::memberships(store, id, None, CHUNK)?.iter().map(|m| m.person).collect();
        if some.is_empty() {
            break;
        }
        gone += some.len();
        store.write(|tx| -> Result<(), StoreError> {
            some.iter().try_for_each(|person| members::leave(desk.site, tx, id, *person))
        })?;
    }
    let posts = articles::count(store, id)? as usize;
    out.line(&format!(
        "{} is no more; {} ended, {} stay in the journal",
        settings.address,
        count(gone, "membership"),
        count(posts, "post")
    ));
    Ok(Exit::Done)
}
