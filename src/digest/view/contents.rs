//! The contents of a digest of whole messages: each thread with its new posts, who wrote them and when.
//! The posts themselves are the form's business.

use std::sync::Arc;

use super::{Bodies, Item, Maker, Quote, Section, View, finish};
use crate::digest::facts::{Community, Conversation, Facts, Post};
use crate::digest::select::{self, Plan};
use crate::locale::Value;

/// Told of each post in order; answers whether it stands in the mail.
pub(in crate::digest) type Placed<'p> =
    dyn FnMut(&Item, &Community, &Conversation, &Post) -> bool + 'p;

/// The view of a digest of whole messages.
pub(in crate::digest) fn contents(
    facts: &Facts,
    plan: &Plan<'_>,
    mut put: impl FnMut(&Item, &Community, &Conversation, &Post) -> bool,
) -> View {
    let mut bodies = Bodies::default();
    let mut maker = Maker::new((facts, plan.limits), &plan.communities(facts), &mut bodies);
    let mut sections: Vec<Section> = maker.word().into_iter().collect();
    for community in maker.shown.clone() {
        let section = maker.whole(community, &mut put);
        sections.extend(Some(section).filter(|s| !s.is_empty()));
    }
    let below = maker.below();
    let posts = facts.communities.iter().flat_map(|c| c.threads.iter()).flat_map(|t| &t.fresh);
    let words = posts.map(|p| p.words.split_whitespace().count()).sum();
    View { signs: false, ..finish(maker, plan, (sections, below), words) }
}

impl Maker<'_> {
    fn whole(&mut self, community: &Community, put: &mut Placed<'_>) -> Section {
        let mut threads: Vec<&Conversation> =
            community.threads.iter().filter(|t| !t.fresh.is_empty()).collect();
        select::sort(&mut threads, self.facts.reader.order);
        let mut items = Vec::with_capacity(threads.len());
        for thread in threads {
            let meta = [self.t.n("digest-messages", &thread.fresh.len())];
            let mut item = self.line_with(community, thread, &meta);
            for post in &thread.fresh {
                Arc::make_mut(&mut item.body).attached = self.attached(std::slice::from_ref(post));
                let args = [
                    ("name", Value::from(self.name(&post.name))),
                    ("when", self.when(post.date).into()),
                ];
                let mut text = self.t.text("digest-one-message", &args);
                if !put(&item, community, thread, post) {
                    let n = thread.no.to_string();
                    text = format!("{text} {}", self.t.a("digest-too-large", "n", &n));
                }
                Arc::make_mut(&mut item.body).quotes.push(Quote { text });
            }
            Arc::make_mut(&mut item.body).attached = None;
            items.push(item);
        }
        let received = self.received(community);
        Section { items, received, ..self.of_community(community) }
    }
}
