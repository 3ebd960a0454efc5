//! Failed batches of events that the stream function had written.

use local_testing::shopify_bodies::order;
use serde_json::json;

use crate::stack::Stack;

#[tokio::test]
async fn processed_event_is_not_overwritten_by_its_failed_batch() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    // Lambda gives up on a batch from its first unprocessed record on, but the stream may have written this event.
    stack.process(stack.stream_record(&key).await).await;
    let processed = stack.event().await;
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await, stack.retry_marker_count().await), (processed, 0));
    // The steps after the write may have failed, so they are repeated.
    assert_eq!(stack.replay_counts(&key).await, (1, 1));
}

#[tokio::test]
async fn unreadable_event_row_sets_its_batch_aside_and_others_are_processed() {
    let stack = Stack::start().await;
    let corrupt = stack.store_delivery(&order(1)).await;
    stack.process(stack.stream_record(&corrupt).await).await;
    stack.corrupt(&stack.event().await).await;
    let readable = stack.store_delivery(&order(2)).await;
    stack.fail_batch(&[stack.stream_record(&corrupt).await, stack.stream_record(&readable).await]);
    stack.store_failed_delivery(&order(3)).await;
    let run = stack.run().await;
    assert_eq!((&run["batches"], &run["set_aside"]), (&json!(1), &json!(1)));
    assert_eq!((stack.retry_marker_count().await, stack.failed_batches.set_aside().len()), (2, 1));
}
