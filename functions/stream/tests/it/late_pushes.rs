//! A push that is not over soon after its lines were processed is noted before it: whoever was away then could not know.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use types::time::{Clock, Time};

use crate::stack::{Stack, product};

/// When a late change of the integration was noted last.
async fn noted(stack: &Stack) -> Option<Time> {
    stack.late_changes().await.last().map(|(noted_at, _)| *noted_at)
}

#[tokio::test]
async fn a_batch_that_comes_again_after_a_while_is_a_late_push() {
    let ahead = Arc::new(AtomicI64::new(0));
    let clock = {
        let ahead = Arc::clone(&ahead);
        let started = Clock::system().now();
        Clock::from_fn(move || started.plus_millis(ahead.load(Ordering::SeqCst)))
    };
    let stack = Stack::start_at(clock.clone()).await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    for (ms, late, pushes) in [(0, false, 1), (5_000, false, 2), (5_001, true, 3)] {
        ahead.store(ms, Ordering::SeqCst);
        assert!(stack.invoke(vec![record.clone()]).await.is_empty());
        assert_eq!(noted(&stack).await, late.then(|| clock.now()), "{ms}");
        assert_eq!(stack.management.frames("live").len(), pushes, "{ms}");
    }
}

#[tokio::test]
async fn a_push_that_takes_too_long_is_noted_and_done_again() {
    // A push has to be over within a twelfth of the window. It waits a second for the one who is silent.
    let stack = Stack::start_with(Clock::system(), &[("RESUME_WINDOW_SECONDS", "6")]).await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    let first = stack.delivered("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![first]).await.is_empty());
    assert_eq!((noted(&stack).await, stack.management.frames("live").len()), (None, 1));
    stack.connection("asha", "silent", true, 60).await;
    let second = stack.delivered("shop", "products/update", &product(2), "101").await;
    assert!(stack.invoke(vec![second]).await.is_empty());
    assert!(noted(&stack).await.is_some());
    let frames = stack.management.frames("live");
    assert_eq!(frames.len(), 3);
    assert_eq!(frames[1], frames[2]);
}
