//! Threads as their readers find them, read once for all of a run.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{News, Telling, Told, WORDS};
use crate::digest::facts::{Conversation, ForReader, Meant, Post};
use crate::digest::select;
use crate::list::member::Form;
use crate::list::{ArticleNo, ListId, ThreadNo, thread};
use crate::mail::address::Address;
use crate::mail::message::Message;
use crate::mail::text;
use crate::store::articles::{self, Article};
use crate::store::{StoreError, marks, threads, withdrawn};

/// One thread with all its posts, in order of arrival.
pub(super) struct Known {
    pub thread: threads::Thread,
    pub articles: Vec<Article>,
    answers: HashMap<ArticleNo, usize>,
    parents: HashMap<ArticleNo, ArticleNo>,
    /// Its new posts wait for the team: nobody is asked to write there.
    pub closed: bool,
    /// Posts that were taken out: there is nothing to tell of them.
    withdrawn: HashSet<ArticleNo>,
}

impl Known {
    pub fn opener(&self) -> Option<&Article> {
        self.articles.iter().find(|a| a.no == self.thread.opener)
    }

    /// Whether it asks nobody for an answer.
    fn is_answered(&self) -> bool {
        self.closed || self.is_out(self.thread.opener) || self.people().len() > 1
    }

    /// Whether a post of it was taken out.
    pub fn is_out(&self, no: ArticleNo) -> bool {
        self.withdrawn.contains(&no)
    }

    /// Who wrote in it, by the key of their address, in order.
    pub fn people(&self) -> Vec<String> {
        let mut people: Vec<String> = self.articles.iter().map(|a| a.from.address.key()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The reply that most posts answer; of equals, the first.
    pub fn best_reply(&self) -> Option<&Article> {
        let there = self.articles.iter().filter(|a| !self.withdrawn.contains(&a.no));
        let replies = there.filter(|a| a.no != self.thread.opener);
        let rank =
            |a: &&Article| (self.answers.get(&a.no).copied().unwrap_or(0), std::cmp::Reverse(a.no));
        replies.max_by_key(rank)
    }
}

impl News<'_> {
    pub(super) fn conversation(
        &mut self,
        known: &Known,
        told: &Told,
        telling: &Telling<'_>,
    ) -> Result<Option<Conversation>, StoreError> {
        let Some(opener) = known.opener() else { return Ok(None) };
        let answered = known.is_answered();
        let me = &telling.person.address;
        let of = |numbers: &HashSet<ArticleNo>| {
            let found = known.articles.iter().filter(|a| numbers.contains(&a.no) && !a.imported);
            let there = found.filter(|a| !known.withdrawn.contains(&a.no));
            there.partition::<Vec<&Article>, _>(|a| a.from.address.same_mailbox(me))
        };
        let ((own, mut fresh), (_, received)) = (of(&told.fresh), of(&told.received));
        if own.is_empty()
            && fresh.is_empty()
            && received.is_empty()
            && (answered || opener.imported)
        {
            return Ok(None);
        }
        // One's own words are no news, but the traditional forms hold every post.
        if telling.person.form != Form::Summary {
            fresh.extend(&own);
            fresh.sort_by_key(|a| a.no);
        }
        let mut posts = Vec::with_capacity(fresh.len());
        let (mut mentioned, mut first_post) = (false, false);
        for article in fresh {
            let head = self.head(article.list, article.no)?;
            mentioned |= head.as_ref().is_some_and(|h| h.names(telling.person.id));
            first_post |= head.is_some_and(|h| h.first);
            posts.push(self.post(known, article)?);
        }
        let mut conversation = Conversation {
            for_reader: self.for_reader(known, told, telling)?,
            mentioned,
            first_post,
            fresh: posts,
            received: received.len(),
            own: own.len(),
            ..self.shape(known, opener, me)?
        };
        let open = select::is_open_question(&conversation, me, telling.now);
        if open {
            let (subject, words) = (&conversation.subject, &conversation.opener.words);
            let kinship = self.kinship(opener.list)?;
            conversation.wrote_of_it = kinship.last_wrote(me, subject, words);
        }
        let tells = !conversation.fresh.is_empty() || conversation.received + conversation.own > 0;
        Ok((tells || open).then_some(conversation))
    }

    /// A thread with nothing to tell of it.
    pub(super) fn shape(
        &mut self,
        known: &Known,
        opener: &Article,
        me: &Address,
    ) -> Result<Conversation, StoreError> {
        let people = known.people();
        Ok(Conversation {
            no: known.thread.no,
            subject: known.thread.subject.clone(),
            reply_to: None,
            page: None,
            opener: self.post(known, opener)?,
            last: known.thread.last,
            latest: known.articles.last().unwrap_or(opener).message_id.clone(),
            total: known.articles.len(),
            followed: people.binary_search(&me.key()).is_ok(),
            people: people.len(),
            answered: known.is_answered(),
            wrote_of_it: None,
            for_reader: None,
            mentioned: false,
            first_post: false,
            fresh: Vec::new(),
            received: 0,
            own: 0,
        })
    }

    /// The latest post told of that names the reader or answers one of theirs, unless they wrote in
    /// the thread since.
    fn for_reader(
        &mut self,
        known: &Known,
        told: &Told,
        telling: &Telling<'_>,
    ) -> Result<Option<ForReader>, StoreError> {
        let mine = |a: &Article| a.from.address.same_mailbox(&telling.person.address);
        for article in known.articles.iter().rev() {
            if mine(article) {
                break;
            }
            let told_of = told.fresh.contains(&article.no) || told.received.contains(&article.no);
            if !told_of || known.withdrawn.contains(&article.no) {
                continue;
            }
            let names = self.head(article.list, article.no)?;
            let names = names.is_some_and(|h| h.names(telling.person.id));
            let parent = known.parents.get(&article.no);
            let answers = || known.articles.iter().any(|a| Some(&a.no) == parent && mine(a));
            let why = match names {
                true => Meant::Mention,
                false if answers() => Meant::Answer,
                false => continue,
            };
            return Ok(Some(ForReader { post: self.post(known, article)?, why }));
        }
        Ok(None)
    }

    pub(super) fn thread(
        &mut self,
        list: ListId,
        no: ThreadNo,
    ) -> Result<Option<Arc<Known>>, StoreError> {
        if let Some(known) = self.threads.get(&(list, no)) {
            return Ok(Some(known.clone()));
        }
        let store = &self.site.store;
        let Some(found) = threads::resolve(store, list, no)? else { return Ok(None) };
        let (mut posts, mut out) = (Vec::new(), HashSet::new());
        for no in threads::articles(store, list, found.no)? {
            posts.extend(articles::get(store, list, no)?);
            if withdrawn::is(store, list, no)? {
                out.insert(no);
            }
        }
        let leaves: Vec<thread::Leaf> = posts.iter().map(Article::leaf).collect();
        let (mut answers, mut parents) = (HashMap::new(), HashMap::new());
        for (post, parent) in posts.iter().zip(thread::forest(&leaves)) {
            if let Some(parent) = parent.and_then(|at| posts.get(at)) {
                *answers.entry(parent.no).or_insert(0) += 1;
                parents.insert(post.no, parent.no);
            }
        }
        let closed = marks::get(store, list, found.no)?.closed.is_some();
        let known =
            Known { thread: found, articles: posts, answers, parents, closed, withdrawn: out };
        let known = Arc::new(known);
        self.threads.insert((list, no), known.clone());
        Ok(Some(known))
    }

    pub(super) fn post(
        &mut self,
        known: &Known,
        article: &Article,
    ) -> Result<Arc<Post>, StoreError> {
        let key = (article.list, article.no);
        if let Some(post) = self.posts.get(&key) {
            return Ok(post.clone());
        }
        let raw = articles::raw(&self.site.store, article.list, article.no)?.unwrap_or_default();
        let message = Message::parse(&raw);
        let memory = self.memory(known, article)?;
        let memory: Vec<&str> = memory.iter().map(String::as_str).collect();
        let words = match known.withdrawn.contains(&article.no) {
            true => String::new(),
            false => text::trim_message(&message, &memory).reply(),
        };
        let attachments = message.attachments();
        let post = Arc::new(Post {
            no: article.no,
            author: article.from.address.clone(),
            name: article.from.display().to_owned(),
            date: article.date,
            received: article.received,
            words: words.chars().take(WORDS).collect(),
            answers: known.answers.get(&article.no).copied().unwrap_or(0),
            attachments: attachments.into_iter().map(|a| (a.name, a.size)).collect(),
        });
        self.posts.insert(key, post.clone());
        Ok(post)
    }

    /// What a post may quote without marking it: the posts it refers to.
    fn memory(&self, known: &Known, article: &Article) -> Result<Vec<String>, StoreError> {
        let answered = known.articles.iter().filter(|a| {
            a.no != article.no
                && (article.links.iter().take(2).any(|l| *l == a.message_id.hash())
                    || article.answers == Some(a.no))
        });
        let mut texts = Vec::new();
        for parent in answered.take(2) {
            let raw = articles::raw(&self.site.store, parent.list, parent.no)?.unwrap_or_default();
            texts.push(text::memory_of(&Message::parse(&raw)));
        }
        Ok(texts)
    }
}
