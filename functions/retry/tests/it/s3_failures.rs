//! Failures of the bucket.

use serde_json::json;

use crate::stack::{Stack, order};

#[tokio::test]
async fn unavailable_bucket_fails_the_run_after_its_due_retries() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    stack.break_bucket();
    let due = stack.clock.now().plus_millis(120_000);
    let error = stack.try_run_at(due).await.unwrap_err();
    assert!(error.starts_with("S3: ListObjectsV2: "), "{error}");
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 1), 0));
    stack.process(stack.stream_record(&key).await).await;
    assert_eq!(stack.event().await["status"], json!("processed"));
}
