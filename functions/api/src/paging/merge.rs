//! One page of many lists that are each sorted, as if they were one: nothing skipped, nothing twice.
//!
//! Each list is read in chunks, the first ones small and the next ones twice as large, so that a page costs few rows
//! when there are many lists, and few rounds when one list has nearly everything. [`KWayMerge`] decides; it reads nothing.

use std::collections::VecDeque;
use std::future::Future;

use tokio::time::Instant;
use types::concurrency::bounded;

/// The most lists that are read at once.
const AT_ONCE: usize = 16;
/// The most rows that are read for a filtered page; it may be short, and has a `next` then.
const MOST_FILTERED: usize = 1_000;
/// More than any unfiltered page needs: 200 lists with 2 rows each, and twice the page's 200 rows.
const MOST: usize = 1_500;
/// The rows of all first chunks together.
const FIRST: usize = 400;

/// A row that has a place in the list.
pub(crate) trait Listed {
    /// The place; the greatest is shown first, and no two rows share one.
    type PageCursor: Ord + Clone;

    /// The row's place.
    fn place(&self) -> Self::PageCursor;
}

/// What is to be read next of one list: up to `count` rows behind `after`, the greatest first.
#[derive(Clone, Debug)]
pub(crate) struct PageRequest<P> {
    pub(crate) list: usize,
    pub(crate) after: Option<P>,
    pub(crate) count: usize,
}

/// What was read of one list.
#[derive(Debug)]
pub(crate) struct PageChunk<R> {
    pub(crate) rows: Vec<R>,
    /// Whether nothing comes behind them.
    pub(crate) ended: bool,
}

/// A page, and the place behind which the next one starts; `None` at the end of all lists.
#[derive(Debug)]
pub(crate) struct Page<R: Listed> {
    pub(crate) rows: Vec<R>,
    pub(crate) next: Option<R::PageCursor>,
}

impl<R: Listed> Page<R> {
    /// Its first `rows` alone; the next page starts behind them.
    pub(crate) fn cut(mut self, rows: usize) -> Self {
        if (1..self.rows.len()).contains(&rows) {
            self.rows.truncate(rows);
            self.next = self.rows.last().map(Listed::place);
        }
        self
    }
}

/// A page in the making.
pub(crate) struct KWayMerge<R: Listed> {
    lists: Vec<List<R>>,
    page: Vec<R>,
    limit: usize,
    /// Rows that may still be read.
    left: usize,
    /// From when on nothing more is read.
    until: Option<Instant>,
    /// The place that was passed last, whether its row was wanted or not.
    passed: Option<R::PageCursor>,
}

struct List<R: Listed> {
    waiting: VecDeque<(R::PageCursor, R)>,
    /// The place that was read last.
    read: Option<R::PageCursor>,
    ended: bool,
    chunk: usize,
}

impl<R: Listed> KWayMerge<R> {
    /// A page of up to `limit` rows of `lists` lists, from behind `after`.
    pub(crate) fn new(lists: usize, limit: usize, after: Option<R::PageCursor>, filtered: bool) -> Self {
        let chunk = (FIRST / lists.max(1)).clamp(2, limit.max(1) + 1);
        let list = || List { waiting: VecDeque::new(), read: after.clone(), ended: false, chunk };
        Self {
            lists: (0..lists).map(|_| list()).collect(),
            page: Vec::with_capacity(limit),
            limit,
            left: if filtered { MOST_FILTERED } else { MOST },
            until: None,
            passed: after,
        }
    }

    /// The same page, for which at most `rows` are read, and none from `until` on: it may be short then, even empty,
    /// and has a `next`.
    pub(crate) fn within(mut self, rows: usize, until: Instant) -> Self {
        self.left = rows;
        self.until = Some(until);
        self
    }

    /// What has to be read before the page can go on; nothing if it is done.
    fn asks(&self) -> Vec<PageRequest<R::PageCursor>> {
        let full = self.page.len() >= self.limit;
        let is_late = self.until.is_some_and(|until| Instant::now() >= until);
        if is_late || full && self.lists.iter().any(|list| !list.waiting.is_empty()) {
            return Vec::new();
        }
        let dry = || self.lists.iter().enumerate().filter(|(_, list)| list.is_dry());
        // A store reads up to one row more than it gives.
        let share = (self.left / dry().count().max(1)).saturating_sub(1);
        if share == 0 {
            return Vec::new();
        }
        // Behind a full page only one thing is of interest: whether there is something.
        let count = |list: &List<R>| if full { 1 } else { list.chunk.min(share) };
        dry().map(|(index, list)| PageRequest { list: index, after: list.read.clone(), count: count(list) }).collect()
    }

    fn take_in(&mut self, ask: &PageRequest<R::PageCursor>, chunk: PageChunk<R>) {
        self.left = self.left.saturating_sub(chunk.rows.len() + 1);
        let list = &mut self.lists[ask.list];
        list.waiting = chunk.rows.into_iter().map(|row| (row.place(), row)).collect();
        list.read = list.waiting.back().map(|(place, _)| place.clone()).or_else(|| list.read.take());
        list.ended = chunk.ended;
        list.chunk = list.chunk.saturating_mul(2);
    }

    /// Passes rows, the greatest first, until the page is full or a list has to be read on.
    fn pass(&mut self, wanted: &impl Fn(&R) -> bool) {
        while self.page.len() < self.limit && !self.lists.iter().any(List::is_dry) {
            let heads = self.lists.iter_mut().filter(|list| !list.waiting.is_empty());
            let Some((place, row)) =
                heads.max_by(|a, b| a.head().cmp(&b.head())).and_then(|list| list.waiting.pop_front())
            else {
                return;
            };
            self.passed = Some(place);
            if wanted(&row) {
                self.page.push(row);
            }
        }
    }

    fn end(self) -> Page<R> {
        let more = self.lists.iter().any(|list| !list.ended || !list.waiting.is_empty());
        Page { rows: self.page, next: self.passed.filter(|_| more) }
    }
}

impl<R: Listed> List<R> {
    fn head(&self) -> Option<&R::PageCursor> {
        self.waiting.front().map(|(place, _)| place)
    }

    fn is_dry(&self) -> bool {
        self.waiting.is_empty() && !self.ended
    }
}

/// Makes the page, of the rows that are `wanted`, from what `fetch` reads.
///
/// # Errors
/// The first of `fetch`.
pub(crate) async fn page<R, F, Fut, E>(
    mut merge: KWayMerge<R>,
    fetch: F,
    wanted: impl Fn(&R) -> bool,
) -> Result<Page<R>, E>
where
    R: Listed,
    F: Fn(PageRequest<R::PageCursor>) -> Fut,
    Fut: Future<Output = Result<PageChunk<R>, E>>,
{
    loop {
        let asks = merge.asks();
        if asks.is_empty() {
            return Ok(merge.end());
        }
        let chunks = bounded(AT_ONCE, asks.iter().cloned().map(&fetch).collect()).await;
        for (ask, chunk) in asks.iter().zip(chunks) {
            merge.take_in(ask, chunk?);
        }
        merge.pass(&wanted);
    }
}

#[cfg(test)]
mod tests;
