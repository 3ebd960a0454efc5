//! What becomes of connections that cannot be reached, or cannot be read.

use std::time::{Duration, Instant};

use types::time::Clock;

use crate::refusal::refusing;
use crate::stack::{Stack, product};

#[tokio::test]
async fn who_is_gone_is_forgotten_and_who_cannot_be_reached_in_time_is_closed() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    for id in ["gone", "refusing", "silent", "live"] {
        stack.connection("asha", id, true, 60).await;
    }
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    let started = Instant::now();
    assert!(stack.invoke(vec![record]).await.is_empty(), "a push never fails a batch");
    // One second for posting, one for closing, and what a busy machine adds.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert_eq!(stack.management.frames("live").len(), 1);
    for (id, stays, closed) in
        [("live", true, false), ("gone", false, false), ("refusing", false, true), ("silent", false, true)]
    {
        assert_eq!((stack.has_connection(id).await, stack.management.was_closed(id)), (stays, closed), "{id}");
    }
}

#[tokio::test]
async fn nobody_who_was_not_reached_stays_live_however_many_they_are_and_however_slow_closing_is() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    for number in 0..200 {
        stack.connection("asha", &format!("mute-{number}"), true, 60).await;
    }
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    // `live` may have had no slot within the second that the posts have: then it is closed, too.
    let left = stack.connection_rows().await;
    assert!(left.iter().all(|id| id == "live"), "{} stayed", left.len());
}

#[tokio::test]
async fn a_batch_comes_again_as_long_as_one_who_was_not_reached_may_be_taken_for_live() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    for id in ["refusing", "silent", "live"] {
        stack.connection("asha", id, true, 60).await;
    }
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    let another = stack.another(&refusing(&stack.client, "DeleteItem", "refusing"));
    assert_eq!(another(vec![record.clone()]).await, ["100"]);
    // What can be done is done: it holds up no other, and whoever comes back resumes.
    assert!(stack.management.was_closed("refusing") && stack.management.was_closed("silent"));
    let mut left = stack.connection_rows().await;
    left.sort();
    assert_eq!(left, ["live", "refusing"]);
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.connection_rows().await, ["live"]);
    assert_eq!(stack.management.frames("live").len(), 2);
}

#[tokio::test]
async fn a_connection_that_cannot_be_read_is_closed_and_silences_no_other() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha", "ravi"]).await;
    // By its id the first one of its user.
    for (user, id) in [("asha", "a-newer"), ("asha", "b-live"), ("ravi", "c-live")] {
        stack.connection(user, id, true, 60).await;
    }
    stack.make_unreadable("asha", "a-newer").await;
    let now = Clock::system().now();
    let known = stack.connections().of_user("asha", now).await.unwrap();
    assert_eq!(known.iter().map(|connection| connection.id.as_str()).collect::<Vec<_>>(), ["b-live"]);

    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    for (id, frames) in [("a-newer", 0), ("b-live", 1), ("c-live", 1)] {
        assert_eq!(stack.management.frames(id).len(), frames, "{id}");
        assert_eq!(stack.management.was_closed(id), frames == 0, "{id}");
    }
    let mut left = stack.connection_rows().await;
    left.sort();
    assert_eq!(left, ["b-live", "c-live"]);
}
