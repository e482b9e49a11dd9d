//! The sections of a digest in their order (product.md §4.2); one without content is absent. What a
//! thread says is its item's business.

use super::{Link, Maker, Paper, Piece, Say, Section, mailto};
use crate::animation::note::source;
use crate::clock::Timestamp;
use crate::digest::excerpt::{OPENER, REPLY, clean, shorten};
use crate::digest::facts::{Community, Conversation, FreshNote, Milestone, Newcomer, OpenPoll};
use crate::digest::layout::Lettered;
use crate::digest::select::{Plan, Shelf};
use crate::list::{ListId, thread};
use crate::locale::Value;
use crate::mail::name::given;

/// Titles that stand in one line.
const TITLES: usize = 5;

impl Maker<'_> {
    /// What stands above the polls.
    pub(super) fn above(&mut self, plan: &Plan<'_>) -> Vec<Section> {
        let mut sections: Vec<Section> = self.word().into_iter().collect();
        let items = plan.questions.iter().filter_map(|q| self.question(*q)).collect();
        sections.push(Section { items, ..self.headed("digest-help-wanted") });
        let items = plan.mine.iter().filter_map(|m| self.mine(*m)).collect();
        sections.push(Section { items, ..self.headed("digest-for-you") });
        let (facts, shown) = (self.facts, self.shown.clone());
        for shelf in &plan.shelves {
            if let Some(community) = facts.communities.get(shelf.community) {
                sections.push(self.shelf(community, shelf));
            }
        }
        let has_shelf = |c: &Community| {
            plan.shelves
                .iter()
                .filter_map(|s| facts.communities.get(s.community))
                .any(|s| s.list == c.list)
        };
        for community in shown.iter().filter(|c| !has_shelf(c)) {
            let received = self.received(community);
            sections.push(Section { received, ..self.of_community(community) });
        }
        sections.retain(|s| !s.is_empty());
        sections
    }

    /// What stands below the polls.
    pub(super) fn below(&self) -> Vec<Section> {
        let notes = self.notes().into_iter();
        notes.chain(self.newcomers()).chain(self.milestones()).collect()
    }

    pub(super) fn headed(&self, key: &str) -> Section {
        Section { heading: self.t.s(key), ..Section::default() }
    }

    /// A community's threads: under its name, where there are several.
    pub(super) fn of_community(&self, community: &Community) -> Section {
        let heading = match self.shown.len() {
            1 => self.t.s("digest-threads-heading"),
            _ => self.name(&community.name),
        };
        Section { heading, ..Section::default() }
    }

    fn shelf(&mut self, community: &Community, shelf: &Shelf<'_>) -> Section {
        let items = shelf.expanded.iter().map(|t| self.expanded(community, t)).collect();
        let lines = shelf.lines.iter().map(|t| self.line(community, t)).collect();
        let more = Some(shelf.more.len()).filter(|n| *n > 0).map(|n| self.t.n("digest-more", &n));
        let more_link = community.page.as_ref().filter(|_| more.is_some()).map(|page| {
            let label = self.t.a("digest-see-all", "community", &self.name(&community.name));
            self.web("digest-read", label, page)
        });
        let received = self.received(community);
        Section { items, lines, received, more, more_link, ..self.of_community(community) }
    }

    /// What those who animate want said, in their own words.
    pub(super) fn word(&self) -> Option<Section> {
        let mut says = Vec::new();
        for community in self.shown.iter().filter(|c| c.word.is_some()) {
            let word = community.word.as_deref().map(|word| shorten(word, self.limits.word));
            let lines = word.iter().flat_map(|word| word.lines());
            let mut lines = lines.map(|line| self.isolated(line)).peekable();
            if let Some(first) = lines.peek_mut().filter(|_| self.shown.len() > 1) {
                let name = Value::from(self.name(&community.name));
                let args = [("community", name), ("text", first.as_str().into())];
                *first = self.t.text("digest-word-of", &args);
            }
            says.extend(lines.map(Say::linked));
        }
        (!says.is_empty()).then(|| Section { says, ..self.headed("digest-word") })
    }

    /// « Déjà reçu : Rencontre (2 messages), Budget », « De vous : Pluie »: what stands elsewhere already.
    pub(super) fn received(&self, community: &Community) -> Vec<String> {
        let told = |c: &Conversation| self.told.contains(&(community.list, c.no));
        let received = self.titles(community, |c| if told(c) { 0 } else { c.received });
        let silent = |c: &Conversation| c.fresh.is_empty() && c.received == 0 && !told(c);
        let own = self.titles(community, |c| if silent(c) { c.own } else { 0 });
        let said = [("digest-received", received), ("digest-own", own)];
        let said = said.into_iter().filter(|(_, titles)| !titles.is_empty());
        said.map(|(key, titles)| self.t.a(key, "titles", &titles)).collect()
    }

    /// The titles of threads with so many posts each; none: left out.
    fn titles(&self, community: &Community, posts: impl Fn(&Conversation) -> usize) -> String {
        let t = self.t;
        let counted = community.threads.iter().map(|c| (posts(c), c));
        let mut threads: Vec<(usize, &Conversation)> = counted.filter(|(n, _)| *n > 0).collect();
        threads.sort_by_key(|(_, c)| (std::cmp::Reverse(c.last), c.no));
        let one = |(n, c): &(usize, &Conversation)| {
            let title = self.title(c);
            if *n == 1 {
                return title;
            }
            let count = t.n("digest-messages", n);
            t.text("digest-received-one", &[("title", title.into()), ("count", count.into())])
        };
        let most = TITLES.min(self.limits.papers);
        let mut titles: Vec<String> = threads.iter().take(most).map(one).collect();
        let rest = threads.len().saturating_sub(most);
        titles.extend((rest > 0).then(|| t.n("digest-received-more", &rest)));
        if most == 0 { String::new() } else { titles.join("; ") }
    }

    /// Polls that wait for the reader, lettered: numbers are the threads'.
    pub(super) fn polls(&self) -> Option<Section> {
        let all: usize = self.shown.iter().map(|c| c.polls.len()).sum();
        let polls: Vec<Paper> = self.lettering().map(|(at, _, poll)| self.poll(at, poll)).collect();
        let mut tapped = self.lettering().filter(|(_, _, poll)| !poll.options.is_empty());
        let example = tapped.next().map(|(letter, ..)| format!("{letter} 2"));
        let how = example.map(|said| Say::plain(self.t.a("digest-poll-how", "said", &said)));
        let says = how.into_iter().collect();
        let more = self.rest("digest-more-polls", all, polls.len());
        (all > 0).then(|| Section { says, polls, more, ..self.headed("digest-polls") })
    }

    /// Which poll has which letter, for the replies.
    pub(super) fn lettered(&self) -> Vec<Lettered> {
        let one = |(letter, list, poll): (char, ListId, &OpenPoll)| Lettered {
            letter,
            list,
            poll: poll.no,
        };
        self.lettering().map(one).collect()
    }

    fn lettering(&self) -> impl Iterator<Item = (char, ListId, &OpenPoll)> {
        let all = self.shown.iter().flat_map(|c| c.polls.iter().map(|poll| (c.list, poll)));
        ('A'..='Z')
            .zip(all)
            .take(self.limits.papers)
            .map(|(letter, (list, poll))| (letter, list, poll))
    }

    fn poll(&self, letter: char, poll: &OpenPoll) -> Paper {
        let t = self.t;
        let title = clean(&poll.title, &self.hidden);
        let shown = poll.ballot_box.to_string();
        let tap = |(at, option): (usize, &String)| {
            let option = clean(option, &self.hidden);
            let said = format!("{} {option}", at + 1);
            Link {
                before: format!("{}. ", at + 1),
                label: self.isolated(&format!("{}. {option}", at + 1)),
                href: mailto(&shown, &[("subject", &said)]),
                shown: option,
            }
        };
        let args = [
            ("date", Value::from(t.date_time(poll.closes, &self.facts.reader.zone))),
            ("answered", poll.answered.into()),
            ("asked", poll.asked.into()),
        ];
        Paper {
            title: format!("{letter}. {}", self.isolated(&shorten(&title, self.limits.title))),
            meta: t.text("digest-poll-until", &args),
            said: None,
            options: poll.options.iter().enumerate().map(tap).collect(),
            link: Link {
                before: t.s("digest-poll-at"),
                label: t.a("digest-poll-answer", "title", &shorten(&title, self.limits.title)),
                href: mailto(&shown, &[]),
                shown: shown.clone(),
            },
        }
    }

    /// Notes that are new or changed.
    fn notes(&self) -> Option<Section> {
        let of = |c: &&Community| c.notes.clone();
        let all: Vec<FreshNote> = self.shown.iter().flat_map(of).collect();
        let notes: Vec<Paper> =
            all.iter().take(self.limits.papers).map(|note| self.note(note)).collect();
        let more = self.rest("digest-more-notes", all.len(), notes.len());
        (!all.is_empty()).then(|| Section { polls: notes, more, ..self.headed("digest-notes") })
    }

    fn note(&self, note: &FreshNote) -> Paper {
        let t = self.t;
        let title = shorten(&clean(&note.title, &self.hidden), self.limits.title);
        let names: Vec<String> = note.authors.iter().map(|name| self.name(name)).collect();
        let args = [
            ("names", Value::from(t.joined(&names))),
            ("licence", source::licence_name(t, note.licence).into()),
            ("changed", if note.changed { "yes" } else { "no" }.into()),
        ];
        let read = t.a("digest-note-read", "title", &title);
        let link = match &note.page {
            Some(page) => self.web("digest-read", read, page),
            None => {
                let shown = note.commands.to_string();
                let subject = t.a("digest-note-command", "n", &note.no.to_string());
                Link {
                    before: t.a("digest-note-at", "command", &subject),
                    label: read,
                    href: mailto(&shown, &[("subject", &subject)]),
                    shown,
                }
            }
        };
        let opening = clean(&note.opening, &self.hidden);
        let opening =
            (!opening.is_empty()).then(|| t.a("quoted", "text", &shorten(&opening, REPLY)));
        Paper {
            title: self.isolated(&title),
            meta: t.text("digest-note-meta", &args),
            said: opening.map(|text| self.isolated(&text)),
            options: Vec::new(),
            link,
        }
    }

    /// People who are new, in their own words, and where a hello goes.
    fn newcomers(&self) -> Option<Section> {
        let all: Vec<&Newcomer> = self.shown.iter().flat_map(|c| c.newcomers.iter()).collect();
        let papers: Vec<Paper> =
            all.iter().take(self.limits.papers).map(|one| self.newcomer(one)).collect();
        let more = self.rest("digest-more-people", all.len(), papers.len());
        (!all.is_empty()).then(|| Section {
            polls: papers,
            more,
            ..self.headed("digest-newcomers")
        })
    }

    /// How many of something are not shown.
    fn rest(&self, key: &str, all: usize, shown: usize) -> Option<String> {
        let rest = all.saturating_sub(shown);
        (rest > 0).then(|| self.t.n(key, &rest))
    }

    fn newcomer(&self, new: &Newcomer) -> Paper {
        let t = self.t;
        let name = self.name(&new.name);
        let of = new
            .organisation
            .as_ref()
            .map(|of| shorten(&clean(of, &self.hidden), self.limits.title));
        let title = match of {
            Some(of) => {
                let args = [("name", Value::from(name.as_str())), ("organisation", of.into())];
                t.text("digest-newcomer-of", &args)
            }
            None => name.clone(),
        };
        let text = shorten(&clean(&new.text, &self.hidden), OPENER);
        let shown = new.hello.to_string();
        let given_name = self.name(given(&new.name));
        Paper {
            title: self.isolated(&title),
            meta: String::new(),
            said: Some(self.isolated(&t.a("quoted", "text", &text))),
            options: Vec::new(),
            link: Link {
                before: t.a("digest-newcomer-at", "name", &name),
                label: t.a("digest-newcomer-hello", "name", &name),
                href: mailto(
                    &shown,
                    &[("subject", &t.a("digest-newcomer-subject", "name", &given_name))],
                ),
                shown,
            },
        }
    }

    /// Numbers and days to celebrate; never a ranking.
    pub(super) fn milestones(&self) -> Option<Section> {
        let mut says = Vec::new();
        for community in &self.shown {
            says.extend(community.milestones.iter().map(|m| self.milestone(community, m)));
            says.extend(community.birthday.map(|(years, begun)| {
                let noon = begun.at(12, 0, 0, 0).to_zoned(crate::clock::TimeZone::UTC);
                let at = noon.map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp());
                let args = [
                    ("community", Value::from(self.name(&community.name))),
                    ("n", years.into()),
                    ("date", self.t.date(at, &crate::clock::TimeZone::UTC).into()),
                ];
                Say::plain(self.t.text("digest-birthday", &args))
            }));
        }
        says.truncate(self.limits.papers);
        (!says.is_empty()).then(|| Section { says, ..self.headed("digest-milestones") })
    }

    fn milestone(&self, community: &Community, of: &Milestone) -> Say {
        // « 1001e », « 12 000e »: four figures need no blank.
        let number = match of.number {
            small @ ..=9_999 => small.to_string(),
            large => self.t.number(usize::try_from(large).unwrap_or(usize::MAX)),
        };
        let title = clean(&thread::title(&of.subject), &self.hidden);
        let args = [
            ("n", Value::from(of.number)),
            ("number", number.as_str().into()),
            ("community", self.name(&community.name).into()),
            ("name", shorten(&self.name(&of.name), self.limits.name).into()),
            ("when", self.when(of.received).into()),
            ("title", self.isolated(&shorten(&title, self.limits.title)).into()),
        ];
        Say::counted(self.t.text("digest-milestone", &args), &number)
    }
}

impl Say {
    /// A sentence of ours.
    fn plain(text: String) -> Self {
        Self { pieces: vec![Piece::Words(text.clone())], text }
    }

    /// A sentence of ours with a number that French ends in a raised letter.
    fn counted(text: String, number: &str) -> Self {
        let Some((before, after)) = text.split_once(&format!("{number}e ")) else {
            return Self::plain(text);
        };
        let pieces = vec![
            Piece::Words(format!("{before}{number}")),
            Piece::Raised("e".to_owned()),
            Piece::Words(format!(" {after}")),
        ];
        Self { pieces, text }
    }

    /// Somebody's words: what they link to is a link.
    fn linked(text: String) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        let words = |text: &str, pieces: &mut Vec<Piece>| {
            pieces.extend((!text.is_empty()).then(|| Piece::Words(text.to_owned())));
        };
        let mut rest = text.as_str();
        while let Some(at) = ["https://", "http://"].iter().filter_map(|s| rest.find(s)).min() {
            let (before, from) = rest.split_at(at);
            let url = from.split([' ', '\u{a0}', '<', '>', '"', '»']).next().unwrap_or_default();
            let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '…']);
            words(before, &mut pieces);
            pieces.push(Piece::Link(url.to_owned()));
            rest = from.strip_prefix(url).unwrap_or_default();
        }
        words(rest, &mut pieces);
        Self { text, pieces }
    }
}

impl Section {
    pub(super) fn is_empty(&self) -> bool {
        self.says.is_empty()
            && self.items.is_empty()
            && self.lines.is_empty()
            && self.polls.is_empty()
            && self.received.is_empty()
            && self.more.is_none()
    }
}
