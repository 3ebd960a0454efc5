//! One page of several lists, each of them sorted, as if they were one list: no row is skipped, none occurs twice.
//!
//! Each list is read in chunks. The first chunks are small and each following one is twice as large, so that a page costs
//! few rows when there are many lists, and few rounds when one list has nearly all rows. [`KWayMerge`] decides what to
//! read; it reads nothing itself.

use std::collections::VecDeque;
use std::future::Future;

use tokio::time::Instant;
use types::concurrency::bounded;

const MAX_CONCURRENT_READS: usize = 16;
/// The most rows that are read for a filtered page. Such a page may have fewer rows than its limit and still a `next`.
const MAX_ROWS_FILTERED: usize = 1_000;
/// More than any unfiltered page needs: 200 lists with 2 rows each, and twice the page's 200 rows.
const MAX_ROWS: usize = 1_500;
/// The rows of all first chunks together.
const FIRST_CHUNKS_ROWS: usize = 400;

/// A row of a paged list.
pub(crate) trait PagedRow {
    /// The position of a row in the list.
    type Cursor: Ord + Clone;

    /// The row's position. The greatest is shown first, and no two rows share one.
    fn cursor(&self) -> Self::Cursor;
}

/// The next read of one list: up to `count` rows after `after`, the greatest first.
#[derive(Clone, Debug)]
pub(crate) struct PageRequest<C> {
    /// The index of the list.
    pub(crate) list: usize,
    pub(crate) after: Option<C>,
    pub(crate) count: usize,
}

/// The rows that one read of a list returned.
#[derive(Debug)]
pub(crate) struct PageChunk<R> {
    pub(crate) rows: Vec<R>,
    /// Whether the list has no rows after these.
    pub(crate) is_last: bool,
}

/// A page, and the cursor after which the next one starts; `None` at the end of all lists.
#[derive(Debug)]
pub(crate) struct Page<R: PagedRow> {
    pub(crate) rows: Vec<R>,
    pub(crate) next: Option<R::Cursor>,
}

impl<R: PagedRow> Page<R> {
    /// The page with only its first `rows` rows; the next page starts after them.
    pub(crate) fn truncate(mut self, rows: usize) -> Self {
        if (1..self.rows.len()).contains(&rows) {
            self.rows.truncate(rows);
            self.next = self.rows.last().map(PagedRow::cursor);
        }
        self
    }
}

/// The state of a page while it is read.
pub(crate) struct KWayMerge<R: PagedRow> {
    lists: Vec<List<R>>,
    page: Vec<R>,
    limit: usize,
    /// How many rows may still be read.
    remaining_rows: usize,
    /// No read starts at or after this time.
    last_read_start: Option<Instant>,
    /// The cursor of the row that was merged last, whether it matched or not.
    merged_to: Option<R::Cursor>,
}

/// One list: its rows that were read and not merged yet.
struct List<R: PagedRow> {
    buffered: VecDeque<(R::Cursor, R)>,
    /// The cursor of the row that was read last.
    read_to: Option<R::Cursor>,
    /// Whether all rows were read.
    is_read: bool,
    /// The size of the next chunk.
    chunk_rows: usize,
}

impl<R: PagedRow> KWayMerge<R> {
    /// A page of up to `limit` rows from `lists` lists, after `after`. `is_filtered` says whether some rows may not
    /// match.
    pub(crate) fn new(lists: usize, limit: usize, after: Option<R::Cursor>, is_filtered: bool) -> Self {
        let chunk_rows = (FIRST_CHUNKS_ROWS / lists.max(1)).clamp(2, limit.max(1) + 1);
        let list = || List { buffered: VecDeque::new(), read_to: after.clone(), is_read: false, chunk_rows };
        Self {
            lists: (0..lists).map(|_| list()).collect(),
            page: Vec::with_capacity(limit),
            limit,
            remaining_rows: if is_filtered { MAX_ROWS_FILTERED } else { MAX_ROWS },
            last_read_start: None,
            merged_to: after,
        }
    }

    /// The same page with other bounds: at most `max_rows` rows are read, and no read starts at or after
    /// `last_read_start`. The page may then be short, even empty, and have a `next`.
    pub(crate) fn within(mut self, max_rows: usize, last_read_start: Instant) -> Self {
        self.remaining_rows = max_rows;
        self.last_read_start = Some(last_read_start);
        self
    }

    /// The reads that the merge needs before it can continue; empty if the page is complete or a bound is reached.
    fn requests(&self) -> Vec<PageRequest<R::Cursor>> {
        let is_full = self.page.len() >= self.limit;
        let is_late = self.last_read_start.is_some_and(|last| Instant::now() >= last);
        if is_late || is_full && self.lists.iter().any(|list| !list.buffered.is_empty()) {
            return Vec::new();
        }
        let to_read = || self.lists.iter().enumerate().filter(|(_, list)| list.needs_read());
        // A store reads up to one row more than it returns.
        let share = (self.remaining_rows / to_read().count().max(1)).saturating_sub(1);
        if share == 0 {
            return Vec::new();
        }
        // Behind a full page, one row is enough to know that there is a next page.
        let count = |list: &List<R>| if is_full { 1 } else { list.chunk_rows.min(share) };
        let request = |(index, list): (usize, &List<R>)| PageRequest {
            list: index,
            after: list.read_to.clone(),
            count: count(list),
        };
        to_read().map(request).collect()
    }

    fn add_chunk(&mut self, request: &PageRequest<R::Cursor>, chunk: PageChunk<R>) {
        self.remaining_rows = self.remaining_rows.saturating_sub(chunk.rows.len() + 1);
        let list = &mut self.lists[request.list];
        list.buffered = chunk.rows.into_iter().map(|row| (row.cursor(), row)).collect();
        list.read_to = list.buffered.back().map(|(cursor, _)| cursor.clone()).or_else(|| list.read_to.take());
        list.is_read = chunk.is_last;
        list.chunk_rows = list.chunk_rows.saturating_mul(2);
    }

    /// Merges rows, the greatest first, until the page is full or a list must be read.
    fn merge(&mut self, matches: &impl Fn(&R) -> bool) {
        while self.page.len() < self.limit && !self.lists.iter().any(List::needs_read) {
            let buffered = self.lists.iter_mut().filter(|list| !list.buffered.is_empty());
            let greatest = buffered.max_by(|a, b| a.head().cmp(&b.head()));
            let Some((cursor, row)) = greatest.and_then(|list| list.buffered.pop_front()) else { return };
            self.merged_to = Some(cursor);
            if matches(&row) {
                self.page.push(row);
            }
        }
    }

    fn finish(self) -> Page<R> {
        let has_more = self.lists.iter().any(|list| !list.is_read || !list.buffered.is_empty());
        Page { rows: self.page, next: self.merged_to.filter(|_| has_more) }
    }
}

impl<R: PagedRow> List<R> {
    fn head(&self) -> Option<&R::Cursor> {
        self.buffered.front().map(|(cursor, _)| cursor)
    }

    fn needs_read(&self) -> bool {
        self.buffered.is_empty() && !self.is_read
    }
}

/// Makes the page of the rows that `matches` accepts, from the chunks that `fetch` reads.
///
/// # Errors
/// The first error of `fetch`.
pub(crate) async fn page<R, F, Fut, E>(
    mut merge: KWayMerge<R>,
    fetch: F,
    matches: impl Fn(&R) -> bool,
) -> Result<Page<R>, E>
where
    R: PagedRow,
    F: Fn(PageRequest<R::Cursor>) -> Fut,
    Fut: Future<Output = Result<PageChunk<R>, E>>,
{
    loop {
        let requests = merge.requests();
        if requests.is_empty() {
            return Ok(merge.finish());
        }
        let chunks = bounded(MAX_CONCURRENT_READS, requests.iter().cloned().map(&fetch).collect()).await;
        for (request, chunk) in requests.iter().zip(chunks) {
            merge.add_chunk(request, chunk?);
        }
        merge.merge(&matches);
    }
}

#[cfg(test)]
mod tests;
