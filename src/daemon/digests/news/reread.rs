//! What to read again after a month without news: a question that still waits, or the thread of the same
//! month in past years that most people answered. Nothing is made up: no such thread, no mail.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{ALONE, News, RECENT, Telling};
use crate::digest::facts::{Community, Conversation, Facts};
use crate::digest::select;
use crate::list::member::Order;
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::mail::address::Address;
use crate::store::threads::{month, month_of};
use crate::store::wishes::{self, Attention};
use crate::store::{StoreError, digests, threads};

/// A question older than this has found its answer elsewhere.
const QUESTION_AGE: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Past years that are looked at.
const YEARS: u32 = 10;
/// Threads of past years to choose from.
const BEST: usize = 5;
/// Digests back in which a thread was not to be reread before.
const BACK: u32 = 3;

impl News<'_> {
    /// The facts of a mail with one thread; `None`: there is none worth it.
    pub fn rereading(&mut self, telling: &Telling<'_>) -> Result<Option<Facts>, StoreError> {
        let mut listed: Vec<ListId> = telling.windows.iter().map(|w| w.list).collect();
        listed.sort_unstable();
        listed.dedup();
        let before = self.reread_before(telling)?;
        for find in [Self::waiting, Self::best] {
            for list in &listed {
                let Some(settings) = self.settings(*list)? else { continue };
                let wishes = wishes::of_person(&self.site.store, telling.person.id, *list)?;
                let unwanted = |no: ThreadNo| {
                    let muted = |(t, w): &(ThreadNo, _)| {
                        let w: &wishes::Wish = w;
                        *t == no && w.attention == Attention::Mute
                    };
                    wishes.iter().any(muted) || before.contains(&(*list, no))
                };
                let all = find(self, *list, telling)?;
                let me = &telling.person.address;
                let asked = |c: &&Conversation| !c.answered && c.opener.is_by(me);
                let one = all.iter().find(|c| !unwanted(c.no) && !asked(c));
                if let Some(thread) = one.cloned() {
                    return self.of_one(telling, (*list, &settings), thread).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// The threads that this reader's last digests were about rereading.
    fn reread_before(&self, telling: &Telling<'_>) -> Result<Vec<(ListId, ThreadNo)>, StoreError> {
        let mut found = Vec::new();
        let last = telling.issue.saturating_sub(1);
        for issue in last.saturating_sub(BACK)..=last {
            let sent = digests::sent(&self.site.store, telling.person.id, issue)?;
            let items = sent.filter(|s| s.rereading).map(|s| s.items).unwrap_or_default();
            found.extend(items.iter().map(|i| (i.list, i.thread)));
        }
        Ok(found)
    }

    /// Questions that still wait, the latest first; the reader's own among them.
    fn waiting(
        &mut self,
        list: ListId,
        telling: &Telling<'_>,
    ) -> Result<Arc<Vec<Conversation>>, StoreError> {
        if let Some(known) = self.waiting.get(&list) {
            return Ok(known.clone());
        }
        let nobody = Address::default_for_records();
        let mut found = Vec::new();
        for thread in threads::ordered(&self.site.store, list, Order::Posts, RECENT)? {
            if thread.posts > ALONE || telling.now.duration_since(thread.opened) > QUESTION_AGE {
                continue;
            }
            let Some(known) = self.thread(list, thread.no)? else { continue };
            let Some(opener) = known.opener() else { continue };
            let mut conversation = self.shape(&known, opener, &nobody)?;
            if opener.imported || !select::waits(&conversation, &nobody, telling.now) {
                continue;
            }
            conversation.fresh = vec![conversation.opener.clone()];
            found.push(conversation);
        }
        let found = Arc::new(found);
        self.waiting.insert(list, found.clone());
        Ok(found)
    }

    /// Threads of this month in past years, the one that most people wrote in first.
    fn best(
        &mut self,
        list: ListId,
        telling: &Telling<'_>,
    ) -> Result<Arc<Vec<Conversation>>, StoreError> {
        if let Some(known) = self.best.get(&list) {
            return Ok(known.clone());
        }
        let mut found = Vec::new();
        for no in self.best_of_month(list, telling)? {
            let Some(known) = self.thread(list, no)? else { continue };
            let (Some(opener), Some(reply)) = (known.opener(), known.best_reply()) else {
                continue;
            };
            if known.is_out(opener.no) {
                continue;
            }
            let mut conversation = self.shape(&known, opener, &Address::default_for_records())?;
            conversation.fresh = vec![conversation.opener.clone(), self.post(&known, reply)?];
            found.push(conversation);
        }
        let found = Arc::new(found);
        self.best.insert(list, found.clone());
        Ok(found)
    }

    fn best_of_month(
        &mut self,
        list: ListId,
        telling: &Telling<'_>,
    ) -> Result<Vec<ThreadNo>, StoreError> {
        let zone = self.site.zone_of(list)?;
        let this = month_of(telling.now, &zone);
        let mut all = Vec::new();
        for years in 1..=YEARS {
            let then = this.saturating_sub(years * 12);
            for (no, posts) in month(&self.site.store, list, then)? {
                let thread = threads::resolve(&self.site.store, list, no)?;
                let begun = thread.filter(|t| t.no == no && month_of(t.opened, &zone) == then);
                all.extend(begun.filter(|_| posts > 1).map(|t| (t.posts, t.no)));
            }
        }
        // By posts first, so that not every thread is read for who wrote in it.
        all.sort_unstable_by_key(|(posts, no)| std::cmp::Reverse((*posts, *no)));
        let mut best = Vec::new();
        for (_, no) in all.into_iter().take(BEST * 4) {
            let Some(known) = self.thread(list, no)? else { continue };
            best.extend((!known.closed).then(|| (known.people().len(), no)));
        }
        best.retain(|(people, _)| *people > 1);
        best.sort_by_key(|(people, _)| std::cmp::Reverse(*people));
        Ok(best.into_iter().take(BEST).map(|(_, no)| no).collect())
    }

    fn of_one(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Arc<Settings>),
        thread: Conversation,
    ) -> Result<Facts, StoreError> {
        let community = self.framed(telling, (list, settings))?;
        let reply_to = self.reply_to(telling, (list, settings), thread.no)?;
        let threads = Arc::new(vec![Conversation { reply_to, ..thread }]);
        let found = vec![(Community { threads, ..community }, settings.clone())];
        Ok(Facts { rereading: true, ..self.told_of(telling, found)? })
    }
}
