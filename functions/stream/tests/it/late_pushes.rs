//! A push that ends long after its events were processed is marked as late before it starts, since a catch-up would not
//! find them.

use local_testing::ManualClock;
use local_testing::shopify_bodies::product;
use types::time::{Clock, Time};

use crate::stack::Stack;

/// When a late change of the integration `shop` was marked last.
async fn last_marked_at(stack: &Stack) -> Option<Time> {
    stack.late_changes().await.last().map(|(marked_at, _)| *marked_at)
}

#[tokio::test]
async fn retried_batch_is_marked_late_after_a_twelfth_of_the_window() {
    let manual = ManualClock::at(Clock::system().now());
    let clock = manual.clock();
    let stack = Stack::start_at(clock.clone()).await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    for (ms, late, pushes) in [(0, false, 1), (5_000, false, 2), (1, true, 3)] {
        manual.advance_ms(ms);
        assert!(stack.invoke(vec![record.clone()]).await.is_empty());
        assert_eq!(last_marked_at(&stack).await, late.then(|| clock.now()), "{ms}");
        assert_eq!(stack.management.frames("live").len(), pushes, "{ms}");
    }
}

#[tokio::test]
async fn slow_push_is_marked_late_and_repeated() {
    // A push has to end within a twelfth of the window. It waits one second for the silent connection.
    let stack = Stack::start_with(Clock::system(), &[("RESUME_WINDOW_SECONDS", "6")]).await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    let first = stack.delivery("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![first]).await.is_empty());
    assert_eq!((last_marked_at(&stack).await, stack.management.frames("live").len()), (None, 1));
    stack.connection("asha", "silent", true, 60).await;
    let second = stack.delivery("shop", "products/update", &product(2), "101").await;
    assert!(stack.invoke(vec![second]).await.is_empty());
    assert!(last_marked_at(&stack).await.is_some());
    let frames = stack.management.frames("live");
    assert_eq!(frames.len(), 3);
    assert_eq!(frames[1], frames[2]);
}

/// Clients have cursors after the events, and would not find them once the clock has passed these cursors again.
#[tokio::test]
async fn push_while_the_clock_is_behind_is_marked_until_the_latest_time() {
    let start = Clock::system().now();
    let manual = ManualClock::at(start);
    let stack = Stack::start_at(manual.clock()).await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 600).await;
    for (ms, is_marked, pushes) in [(0, false, 1), (-5_000, false, 2), (-300_000, true, 3), (30_000, true, 4)] {
        manual.set(start.plus_millis(ms));
        let record = stack.delivery("shop", "products/update", &product(pushes), &(100 + pushes).to_string()).await;
        assert!(stack.invoke(vec![record]).await.is_empty());
        let markers = stack.late_changes().await;
        // The marker counts for every cursor up to the latest time, and none is written once the clock has passed it.
        let latest = markers.last().map(|(marked_at, ended_at)| (*marked_at, *ended_at));
        assert_eq!(latest, is_marked.then_some((start, Some(start))), "{ms}");
        assert_eq!((markers.len(), stack.management.frames("live").len()), (usize::from(is_marked), pushes as usize));
    }
}
