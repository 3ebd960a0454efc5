//! Connections that cannot be reached or cannot be read are deleted and closed.

use std::time::{Duration, Instant};

use local_testing::failing_client::failing;
use types::time::Clock;

use crate::stack::{Stack, product};

#[tokio::test]
async fn gone_connection_is_deleted_and_unreachable_one_is_closed() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    for id in ["gone", "forbidden", "silent", "live"] {
        stack.connection("asha", id, true, 60).await;
    }
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    let started = Instant::now();
    assert!(stack.invoke(vec![record]).await.is_empty(), "a push never fails a batch");
    // One second for the posts, one for the disconnects, and some time for a busy machine.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert_eq!(stack.management.frames("live").len(), 1);
    for (id, exists, closed) in
        [("live", true, false), ("gone", false, false), ("forbidden", false, true), ("silent", false, true)]
    {
        assert_eq!((stack.has_connection(id).await, stack.management.was_closed(id)), (exists, closed), "{id}");
    }
}

#[tokio::test]
async fn unreachable_connections_are_deleted_even_if_many_and_slow_to_close() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    for number in 0..200 {
        stack.connection("asha", &format!("hanging-{number}"), true, 60).await;
    }
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    // `live` may have got no turn within the second of the posts: then it is closed, too.
    let left = stack.connection_rows().await;
    assert!(left.iter().all(|id| id == "live"), "{} connections were not deleted", left.len());
}

#[tokio::test]
async fn batch_is_retried_while_an_unreachable_connection_may_count_as_live() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    for id in ["forbidden", "silent", "live"] {
        stack.connection("asha", id, true, 60).await;
    }
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    let function = stack.function(&failing(&stack.client, "DeleteItem", "forbidden"));
    assert_eq!(function(vec![record.clone()]).await, ["100"]);
    // All else was done: other connections do not wait, and clients that reconnect resume.
    assert!(stack.management.was_closed("forbidden") && stack.management.was_closed("silent"));
    assert_eq!(stack.connection_rows().await, ["forbidden", "live"]);
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.connection_rows().await, ["live"]);
    assert_eq!(stack.management.frames("live").len(), 2);
}

#[tokio::test]
async fn unreadable_connection_is_closed_and_others_get_frames() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha", "ravi"]).await;
    // The unreadable connection is the first one of its user, by id.
    for (user, id) in [("asha", "a-newer"), ("asha", "b-live"), ("ravi", "c-live")] {
        stack.connection(user, id, true, 60).await;
    }
    stack.make_unreadable("asha", "a-newer").await;
    let now = Clock::system().now();
    let readable = stack.connections().of_user("asha", now).await.unwrap();
    assert_eq!(readable.iter().map(|connection| connection.id.as_str()).collect::<Vec<_>>(), ["b-live"]);

    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    for (id, frames) in [("a-newer", 0), ("b-live", 1), ("c-live", 1)] {
        assert_eq!(stack.management.frames(id).len(), frames, "{id}");
        assert_eq!(stack.management.was_closed(id), frames == 0, "{id}");
    }
    assert_eq!(stack.connection_rows().await, ["b-live", "c-live"]);
}
