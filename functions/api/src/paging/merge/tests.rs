use std::cell::Cell;
use std::convert::Infallible;

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;

/// A row is its own place; which list it is of does not show in it.
impl Listed for u32 {
    type PageCursor = u32;

    fn place(&self) -> u32 {
        *self
    }
}

/// Lists in memory, and the count of rows that were read of them.
#[derive(Debug)]
struct InMemoryList {
    lists: Vec<Vec<u32>>,
    read: Cell<usize>,
    /// Whether the end of a list is seen with its last row, or only behind it.
    ends_early: bool,
}

impl InMemoryList {
    fn new(mut lists: Vec<Vec<u32>>, ends_early: bool) -> Self {
        lists.iter_mut().for_each(|list| list.sort_unstable_by(|a, b| b.cmp(a)));
        Self { lists, read: Cell::new(0), ends_early }
    }

    fn page(&self, limit: usize, after: Option<u32>, wanted: Option<fn(&u32) -> bool>) -> Page<u32> {
        self.read.set(0);
        let fetch = |ask: PageRequest<u32>| {
            let behind =
                self.lists[ask.list].iter().copied().filter(move |row| ask.after.is_none_or(|after| *row < after));
            let rows: Vec<u32> = behind.take(ask.count).collect();
            // As the store does it: one row more.
            self.read.set(self.read.get() + rows.len() + 1);
            let ended = if self.ends_early { rows.len() < ask.count } else { rows.is_empty() };
            std::future::ready(Ok::<_, Infallible>(PageChunk { rows, ended }))
        };
        let merge = KWayMerge::new(self.lists.len(), limit, after, wanted.is_some());
        let Ok(page) = page(merge, fetch, wanted.unwrap_or(|_| true)).now_or_never().unwrap();
        page
    }

    /// All rows, page by page.
    fn all(&self, limit: usize, wanted: Option<fn(&u32) -> bool>) -> Vec<u32> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.page(limit, after, wanted);
            assert!(page.rows.len() <= limit);
            all.extend(page.rows);
            match page.next {
                Some(next) => assert!(after.replace(next).is_none_or(|before| next < before), "a page gets on"),
                None => return all,
            }
        }
    }

    fn sorted(&self, wanted: fn(&u32) -> bool) -> Vec<u32> {
        let mut all: Vec<u32> = self.lists.iter().flatten().copied().filter(wanted).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }
}

/// Rows with places of their own, in up to 12 lists; some lists get nearly everything, some nothing.
fn shelves() -> impl Strategy<Value = InMemoryList> {
    let rows = prop::collection::btree_map(0_u32..5_000, any::<prop::sample::Index>(), 0..400);
    (rows, prop::collection::vec(0_usize..12, 1..12), any::<bool>()).prop_map(|(rows, weights, ends_early)| {
        let mut lists = vec![Vec::new(); 12];
        for (row, index) in rows {
            lists[*index.get(&weights)].push(row);
        }
        InMemoryList::new(lists, ends_early)
    })
}

fn every_seventh(row: &u32) -> bool {
    row.is_multiple_of(7)
}

proptest! {
    #[test]
    fn pages_together_are_the_whole_list_once_and_in_order(shelf in shelves(), limit in 1_usize..60) {
        prop_assert_eq!(shelf.all(limit, None), shelf.sorted(|_| true));
    }

    #[test]
    fn filtered_pages_together_are_the_whole_filtered_list(shelf in shelves(), limit in 1_usize..60) {
        prop_assert_eq!(shelf.all(limit, Some(every_seventh)), shelf.sorted(every_seventh));
    }

    #[test]
    fn an_unfiltered_page_is_full_unless_it_is_the_last(shelf in shelves(), limit in 1_usize..60) {
        let page = shelf.page(limit, None, None);
        prop_assert_eq!(page.rows.len(), limit.min(shelf.sorted(|_| true).len()));
        prop_assert_eq!(page.next.is_some(), shelf.sorted(|_| true).len() > limit);
    }
}

#[test]
fn one_list_with_far_more_rows_than_199_others_gives_full_pages() {
    let mut lists: Vec<Vec<u32>> = (0..199).map(|n| vec![n]).collect();
    lists.push((1_000..3_000).collect());
    let shelf = InMemoryList::new(lists, true);
    let page = shelf.page(200, None, None);
    assert_eq!(page.rows, (2_800..3_000).rev().collect::<Vec<_>>());
    assert_eq!(shelf.all(200, None).len(), 2_199);
}

#[test]
fn an_unfiltered_page_is_full_however_the_rows_are_spread() {
    // Two rows each of a hundred lists: every first chunk is used up, so that each of them is read twice.
    let lists: Vec<Vec<u32>> = (0..200_u32)
        .map(|n| if n < 100 { (0..50).map(|row| 100_000 + n * 2 + row % 2 - row / 2 * 500).collect() } else { vec![n] })
        .collect();
    let shelf = InMemoryList::new(lists, true);
    assert_eq!(shelf.page(200, None, None).rows.len(), 200);
    assert!(shelf.read.get() <= MOST, "{}", shelf.read.get());
}

#[test]
fn a_filtered_page_reads_at_most_1000_rows_and_says_where_it_stopped() {
    for lists in [1, 3, 200] {
        let shelf =
            InMemoryList::new((0..lists).map(|n| (0..10_000_u32).map(|row| row * lists + n).collect()).collect(), true);
        let page = shelf.page(50, None, Some(|row| *row == 0));
        assert!(page.rows.is_empty() && page.next.is_some(), "{lists} lists");
        assert!(shelf.read.get() <= MOST_FILTERED, "{lists} lists: {}", shelf.read.get());
        let passed = lists * 10_000 - page.next.unwrap();
        assert!(passed > 250, "{lists} lists: only {passed} rows were passed");
    }
}

#[test]
fn without_lists_the_page_is_empty_and_the_last() {
    let page = InMemoryList::new(Vec::new(), true).page(50, None, None);
    assert!(page.rows.is_empty() && page.next.is_none());
}

#[test]
fn one_list_is_read_in_one_round() {
    let shelf = InMemoryList::new(vec![(0..500).collect()], true);
    assert_eq!(shelf.page(50, None, None).rows.len(), 50);
    assert_eq!(shelf.read.get(), 52);
}

#[test]
fn a_page_within_bounds_reads_no_more_than_they_allow_and_says_where_it_stopped() {
    let rows: Vec<Vec<u32>> = (0..2_000_u32).map(|n| (0..5).map(|row| row * 2_000 + n).collect()).collect();
    let read = Cell::new(0);
    let fetch = |ask: PageRequest<u32>| {
        let behind = rows[ask.list].iter().rev().copied().filter(|row| ask.after.is_none_or(|after| *row < after));
        let rows: Vec<u32> = behind.take(ask.count).collect();
        read.set(read.get() + rows.len() + 1);
        std::future::ready(Ok::<_, Infallible>(PageChunk { ended: rows.len() < ask.count, rows }))
    };
    let some = |seconds: u64| Instant::now() + std::time::Duration::from_secs(seconds);
    let within = |after, until| KWayMerge::new(rows.len(), 500, after, true).within(4_000, until);
    // As many lists as a user can have: the page gets on nonetheless.
    let Ok(first) = page(within(None, some(60)), fetch, |_| false).now_or_never().unwrap();
    assert!(first.next.is_some() && read.get() <= 4_000, "{:?} {}", first.next, read.get());
    read.set(0);
    let Ok(late) = page(within(first.next, some(0)), fetch, |_| true).now_or_never().unwrap();
    assert_eq!((late.rows.len(), late.next, read.get()), (0, first.next, 0));
}

#[test]
fn a_page_that_is_cut_leaves_the_rest_to_the_next() {
    let shelf = InMemoryList::new(vec![(0..10).collect()], true);
    let first = shelf.page(10, None, None).cut(4);
    assert_eq!((first.rows.as_slice(), first.next), ([9, 8, 7, 6].as_slice(), Some(6)));
    let second = shelf.page(10, first.next, None).cut(6);
    assert_eq!((second.rows.as_slice(), second.next), ([5, 4, 3, 2, 1, 0].as_slice(), None));
}
