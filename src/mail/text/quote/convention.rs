//! Where a quotation begins by the conventions of mail programs alone: first mails, imports, and what
//! we have no memory of.

use std::ops::Range;

use super::super::{attribution, header};
use super::{Judge, Verdict};
use crate::mail::recognise::{holds, tables, words};

impl Judge<'_, '_> {
    /// From the first sure sign on, everything is quoted; unless the author says that the answers
    /// stand inside, or wrote nothing above, or forwards.
    pub(super) fn tail_by_convention(&mut self) {
        let mut sign = None;
        for i in (0..self.count()).filter(|i| self.is(*i, Verdict::Own)) {
            if self.line(i).is_some_and(|l| attribution::is_forward(l.body)) {
                return;
            }
            sign = self.sure_sign(i);
            if sign.is_some() {
                break;
            }
        }
        let Some(sign) = sign else { return };
        let above = (0..sign.start).filter(|i| self.is(*i, Verdict::Own));
        let said: Vec<String> =
            above.filter_map(|i| self.line(i)).flat_map(|l| words(l.body)).collect();
        if said.is_empty() || holds(&said, &tables().inline) {
            return;
        }
        let rest = sign.end..self.count();
        self.set_introduction(sign);
        let rest: Vec<usize> = rest.filter(|i| self.is(*i, Verdict::Own)).collect();
        self.set(rest, Verdict::Quote);
    }

    /// A sign at line `i` that what follows is quoted, though unmarked.
    fn sure_sign(&self, i: usize) -> Option<Range<usize>> {
        let line = self.line(i).filter(|l| l.depth == 0)?;
        if self.separator_at(i).is_some() {
            let block = self.after(i).and_then(|next| header::at(self.lines, next));
            return Some(i..block.map_or(i + 1, |b| b.range.end));
        }
        if attribution::is_long_rule(line.body) {
            let block = header::at(self.lines, self.after(i)?)?;
            return Some(i..block.range.end);
        }
        let block = header::at(self.lines, i).filter(|b| b.certain).map(|b| b.range);
        block.or_else(|| attribution::certain(self.lines, i))
    }
}
