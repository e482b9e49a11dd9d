//! Gathers what stands on each of the demo's pages. How they look is `view`'s and the templates'.

use askama::Template;

use super::rooms::{Asked, House, Visit};
use super::view::{
    CommunityRow, Fate, Frame, FrontPage, MailPage, MailView, MailboxPage, PersonRow, SentPage,
    Shown, WritePage, framed, pieces, query,
};
use super::{DemoError, compose, mailbox as box_of, post};
use crate::archive::languages;
use crate::list::member::Person;
use crate::list::settings::{Settings, Visibility};
use crate::locale::{self, Locale, Value};
use crate::mail::address::Mailbox;
use crate::mail::message::Message;
use crate::store::{articles, lists, people};

/// A page at `/demo/LANG/` and then `rest`.
fn frame(t: &'static Locale, rest: &str, title: String) -> Frame {
    let others = languages().iter().filter(|l| l.code() != t.code());
    let others =
        others.map(|l| (l.code(), l.s("language-name"), format!("/demo/{}/{rest}", l.code())));
    Frame { t, title, others: others.collect(), crumbs: Vec::new() }
}

impl Frame {
    /// Under the front page.
    fn under_front(mut self) -> Self {
        self.crumbs.push((format!("/demo/{}/", self.t.code()), self.t.s("demo-title")));
        self
    }

    /// Under somebody's mailbox.
    fn under(self, visit: &Visit) -> Self {
        let mut frame = self.under_front();
        let name = frame.t.a("demo-mailbox-of", "name", visit.person.display());
        frame.crumbs.push((visit.mailbox(frame.t), name));
        frame
    }
}

impl Visit {
    /// The language of the person's own mail program.
    pub(super) fn words(&self) -> &'static Locale {
        self.person.language.as_ref().map_or(self.t, |l| locale::get(&l.0))
    }
}

/// How a person gets each of their lists, in words, and those lists.
fn modes(
    house: &House,
    t: &Locale,
    person: &Person,
) -> Result<(Vec<String>, Vec<Settings>), DemoError> {
    let store = &house.site.store;
    let (mut words, mut theirs) = (Vec::new(), Vec::new());
    for list in people::lists_of(store, person.id)? {
        let Some(membership) = people::membership(store, list, person.id)? else { continue };
        let Some(settings) = lists::get(store, list)? else { continue };
        words.push(t.text(
            "demo-delivery",
            &[
                ("mode", Value::from(membership.delivery.word())),
                ("list", settings.name.as_str().into()),
            ],
        ));
        theirs.push(settings);
    }
    Ok((words, theirs))
}

/// The front: where to begin, the communities, everybody's mailbox.
pub(super) fn front(house: &House, t: &'static Locale) -> Result<String, DemoError> {
    let site = &house.site;
    let mut rows = Vec::new();
    for person in house.everybody()? {
        rows.push(PersonRow {
            href: format!("/demo/{}/{}/", t.code(), person.address.local()),
            name: person.display().to_owned(),
            modes: modes(house, t, &person)?.0,
            mails: box_of::count(&house.maildir, &person.address),
        });
    }
    let mut communities = Vec::new();
    for (list, settings) in lists::all(&site.store)? {
        let public = settings.visibility == Visibility::Public;
        communities.push(CommunityRow {
            page: public.then(|| site.urls.list(t.code(), &settings.slug())),
            address: settings.address.to_string(),
            posts: articles::count(&site.store, list)? as usize,
            name: settings.name,
        });
    }
    let first = rows.first().map(|p| (p.href.clone(), p.name.clone()));
    let f = frame(t, "", t.s("demo-title"));
    let smtp = house.smtp.clone();
    Ok(FrontPage { f, people: rows, communities, first, smtp }.render()?)
}

/// Somebody's mailbox.
pub(super) fn mailbox(house: &House, visit: &Visit) -> Result<String, DemoError> {
    let (t, person) = (visit.t, &visit.person);
    let title = t.a("demo-mailbox-of", "name", person.display());
    let f = frame(t, &format!("{}/", person.address.local()), title).under_front();
    let (modes, theirs) = modes(house, t, person)?;
    let link = |s: &Settings| (format!("write?to={}", query(s.address.as_str())), s.name.clone());
    Ok(MailboxPage {
        f,
        address: person.address.to_string(),
        modes,
        lines: box_of::list(&house.maildir, &person.address),
        lists: theirs.iter().map(link).collect(),
        zone: house.site.timezone.clone(),
    }
    .render()?)
}

/// One mail, and the form to answer it.
pub(super) fn mail(
    house: &House,
    visit: &Visit,
    no: usize,
    (asked, shown): (&Asked, Shown),
) -> Result<String, DemoError> {
    let (t, person) = (visit.t, &visit.person);
    let raw = box_of::read(&house.maildir, &person.address, no).ok_or(DemoError::NoRoom)?;
    let message = Message::parse(&raw);
    let rest = format!("{}/{no}/", person.address.local());
    let href = format!("/demo/{}/{rest}", t.code());
    let has_html = message.html().is_some();
    let view = MailView {
        from: message.from().map(|from| whole(&from)).unwrap_or_default(),
        to: message.recipients().iter().map(whole).collect::<Vec<_>>().join(", "),
        at: t.date_time(message.date().unwrap_or_default(), &house.site.timezone),
        text: pieces(&message.text().text, &house.site.hostname, &href),
        html: has_html.then(|| format!("{href}html")),
        shown: if has_html { shown } else { Shown::Text },
        files: message.attachments(),
        headers: headers(&raw),
    };
    let title = match message.subject() {
        subject if subject.is_empty() => t.s("archive-no-subject"),
        subject => subject,
    };
    let f = frame(t, &rest, title).under(visit);
    let form = compose::form((visit, &house.site.timezone), &message, asked, href.clone());
    Ok(MailPage { f, mail: view, form, href }.render()?)
}

/// `Zoé Roy <zoe@courriel.example>`: these addresses are nobody's.
fn whole(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.to_string(),
    }
}

/// Everything before the first empty line.
fn headers(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    head.replace("\r\n", "\n")
}

/// A mail's HTML, for its frame.
pub(super) fn html(house: &House, visit: &Visit, no: usize) -> Result<String, DemoError> {
    let person = &visit.person;
    let raw = box_of::read(&house.maildir, &person.address, no).ok_or(DemoError::NoRoom)?;
    let html = Message::parse(&raw).html().ok_or(DemoError::NoRoom)?;
    let form = format!("{}{no}/", visit.mailbox(visit.t));
    Ok(framed(&html, &form)?)
}

/// An empty form.
pub(super) fn blank(visit: &Visit, asked: &Asked) -> Result<String, DemoError> {
    let t = visit.t;
    let rest = format!("{}/write?to={}", visit.person.address.local(), query(&asked.to));
    let f = frame(t, &rest, t.a("demo-write-to", "list", &asked.to)).under(visit);
    let form = compose::blank(asked, format!("{}write", visit.mailbox(t)));
    Ok(WritePage { f, form }.render()?)
}

/// What became of what was sent after position `before` of the log.
pub(super) fn sent(
    house: &House,
    visit: &Visit,
    before: u64,
    refusal: Option<String>,
) -> Result<String, DemoError> {
    let (t, site) = (visit.t, &house.site);
    let landed = post::landed(site, before, &visit.person.address)?;
    let fate = match (refusal, landed) {
        (Some(words), _) => Fate::Refused(words),
        (None, None) => Fate::Taken,
        (None, Some(landed)) => {
            let page = || site.urls.message(&landed.settings.slug(), landed.article);
            let page = landed.is_public().then(page);
            Fate::Posted { thread: landed.subject.clone(), page }
        }
    };
    let title = match fate {
        Fate::Refused(_) => t.s("demo-not-sent"),
        _ => t.s("demo-sent"),
    };
    let f = frame(t, &format!("{}/", visit.person.address.local()), title).under(visit);
    let (mailbox, front) = (visit.mailbox(t), format!("/demo/{}/", t.code()));
    Ok(SentPage { f, fate, mailbox, front }.render()?)
}
