use std::cell::Cell;
use std::convert::Infallible;

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;

/// A row is its own cursor, and does not show to which list it belongs.
impl PagedRow for u32 {
    type Cursor = u32;

    fn cursor(&self) -> u32 {
        *self
    }
}

/// Lists in memory, with a count of the rows that were read.
#[derive(Debug)]
struct InMemoryLists {
    lists: Vec<Vec<u32>>,
    rows_read: Cell<usize>,
    /// Whether a list reports its end with its last row, or only when it is read behind it.
    reports_end_early: bool,
}

impl InMemoryLists {
    fn new(mut lists: Vec<Vec<u32>>, reports_end_early: bool) -> Self {
        lists.iter_mut().for_each(|list| list.sort_unstable_by(|a, b| b.cmp(a)));
        Self { lists, rows_read: Cell::new(0), reports_end_early }
    }

    fn page(&self, limit: usize, after: Option<u32>, matches: Option<fn(&u32) -> bool>) -> Page<u32> {
        self.rows_read.set(0);
        let fetch = |request: PageRequest<u32>| {
            let rest = self.lists[request.list]
                .iter()
                .copied()
                .filter(move |row| request.after.is_none_or(|after| *row < after));
            let rows: Vec<u32> = rest.take(request.count).collect();
            // A store reads one row more than it returns.
            self.rows_read.set(self.rows_read.get() + rows.len() + 1);
            let is_last = if self.reports_end_early { rows.len() < request.count } else { rows.is_empty() };
            std::future::ready(Ok::<_, Infallible>(PageChunk { rows, is_last }))
        };
        let merge = KWayMerge::new(self.lists.len(), limit, after, matches.is_some());
        let Ok(page) = page(merge, fetch, matches.unwrap_or(|_| true)).now_or_never().unwrap();
        page
    }

    /// All rows, read page by page.
    fn all(&self, limit: usize, matches: Option<fn(&u32) -> bool>) -> Vec<u32> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.page(limit, after, matches);
            assert!(page.rows.len() <= limit);
            all.extend(page.rows);
            match page.next {
                Some(next) => assert!(after.replace(next).is_none_or(|before| next < before), "a page makes progress"),
                None => return all,
            }
        }
    }

    fn sorted(&self, matches: fn(&u32) -> bool) -> Vec<u32> {
        let mut all: Vec<u32> = self.lists.iter().flatten().copied().filter(matches).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }
}

/// Distinct rows in up to 12 lists. Some lists get nearly all rows, others none.
fn any_lists() -> impl Strategy<Value = InMemoryLists> {
    let rows = prop::collection::btree_map(0_u32..5_000, any::<prop::sample::Index>(), 0..400);
    (rows, prop::collection::vec(0_usize..12, 1..12), any::<bool>()).prop_map(|(rows, weights, reports_end_early)| {
        let mut lists = vec![Vec::new(); 12];
        for (row, index) in rows {
            lists[*index.get(&weights)].push(row);
        }
        InMemoryLists::new(lists, reports_end_early)
    })
}

fn every_seventh(row: &u32) -> bool {
    row.is_multiple_of(7)
}

proptest! {
    #[test]
    fn unfiltered_pages_together_are_the_whole_list_in_order(in_memory in any_lists(), limit in 1_usize..60) {
        prop_assert_eq!(in_memory.all(limit, None), in_memory.sorted(|_| true));
    }

    #[test]
    fn filtered_pages_together_are_the_whole_filtered_list(in_memory in any_lists(), limit in 1_usize..60) {
        prop_assert_eq!(in_memory.all(limit, Some(every_seventh)), in_memory.sorted(every_seventh));
    }

    #[test]
    fn unfiltered_page_is_full_unless_it_is_the_last(in_memory in any_lists(), limit in 1_usize..60) {
        let page = in_memory.page(limit, None, None);
        prop_assert_eq!(page.rows.len(), limit.min(in_memory.sorted(|_| true).len()));
        prop_assert_eq!(page.next.is_some(), in_memory.sorted(|_| true).len() > limit);
    }
}

#[test]
fn one_long_list_among_199_short_ones_gives_full_pages() {
    let mut lists: Vec<Vec<u32>> = (0..199).map(|n| vec![n]).collect();
    lists.push((1_000..3_000).collect());
    let in_memory = InMemoryLists::new(lists, true);
    let page = in_memory.page(200, None, None);
    assert_eq!(page.rows, (2_800..3_000).rev().collect::<Vec<_>>());
    assert_eq!(in_memory.all(200, None).len(), 2_199);
}

#[test]
fn unfiltered_page_is_full_if_every_first_chunk_is_used_up() {
    // The page takes two rows of each of a hundred lists: their first chunks are used up, so each is read twice.
    let lists: Vec<Vec<u32>> = (0..200_u32)
        .map(|n| if n < 100 { (0..50).map(|row| 100_000 + n * 2 + row % 2 - row / 2 * 500).collect() } else { vec![n] })
        .collect();
    let in_memory = InMemoryLists::new(lists, true);
    assert_eq!(in_memory.page(200, None, None).rows.len(), 200);
    assert!(in_memory.rows_read.get() <= MAX_ROWS, "{}", in_memory.rows_read.get());
}

#[test]
fn filtered_page_reads_at_most_1000_rows_and_has_a_next() {
    for lists in [1, 3, 200] {
        let in_memory = InMemoryLists::new(
            (0..lists).map(|n| (0..10_000_u32).map(|row| row * lists + n).collect()).collect(),
            true,
        );
        let page = in_memory.page(50, None, Some(|row| *row == 0));
        assert!(page.rows.is_empty() && page.next.is_some(), "{lists} lists");
        assert!(in_memory.rows_read.get() <= MAX_ROWS_FILTERED, "{lists} lists: {}", in_memory.rows_read.get());
        let merged = lists * 10_000 - page.next.unwrap();
        assert!(merged > 250, "{lists} lists: only {merged} rows were merged");
    }
}

#[test]
fn page_of_no_lists_is_empty_and_the_last() {
    let page = InMemoryLists::new(Vec::new(), true).page(50, None, None);
    assert!(page.rows.is_empty() && page.next.is_none());
}

#[test]
fn single_list_is_read_in_one_round() {
    let in_memory = InMemoryLists::new(vec![(0..500).collect()], true);
    assert_eq!(in_memory.page(50, None, None).rows.len(), 50);
    assert_eq!(in_memory.rows_read.get(), 52);
}

#[test]
fn page_within_bounds_reads_no_more_rows_than_allowed_and_has_a_next() {
    let rows: Vec<Vec<u32>> = (0..2_000_u32).map(|n| (0..5).map(|row| row * 2_000 + n).collect()).collect();
    let rows_read = Cell::new(0);
    let fetch = |request: PageRequest<u32>| {
        let rest =
            rows[request.list].iter().rev().copied().filter(|row| request.after.is_none_or(|after| *row < after));
        let rows: Vec<u32> = rest.take(request.count).collect();
        rows_read.set(rows_read.get() + rows.len() + 1);
        std::future::ready(Ok::<_, Infallible>(PageChunk { is_last: rows.len() < request.count, rows }))
    };
    let in_seconds = |seconds: u64| Instant::now() + std::time::Duration::from_secs(seconds);
    let within = |after, until| KWayMerge::new(rows.len(), 500, after, true).within(4_000, until);
    // Even with far more lists than a user can have, the page makes progress.
    let Ok(first) = page(within(None, in_seconds(60)), fetch, |_| false).now_or_never().unwrap();
    assert!(first.next.is_some() && rows_read.get() <= 4_000, "{:?} {}", first.next, rows_read.get());
    rows_read.set(0);
    let Ok(late) = page(within(first.next, in_seconds(0)), fetch, |_| true).now_or_never().unwrap();
    assert_eq!((late.rows.len(), late.next, rows_read.get()), (0, first.next, 0));
}

#[test]
fn truncated_page_leaves_its_other_rows_to_the_next() {
    let in_memory = InMemoryLists::new(vec![(0..10).collect()], true);
    let first = in_memory.page(10, None, None).truncate(4);
    assert_eq!((first.rows.as_slice(), first.next), ([9, 8, 7, 6].as_slice(), Some(6)));
    let second = in_memory.page(10, first.next, None).truncate(6);
    assert_eq!((second.rows.as_slice(), second.next), ([5, 4, 3, 2, 1, 0].as_slice(), None));
}
