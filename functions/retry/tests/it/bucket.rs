//! A bucket that does not answer, or not as it should.

use serde_json::json;

use crate::stack::{Stack, order};

#[tokio::test]
async fn a_bucket_that_does_not_answer_keeps_no_event_from_being_retried() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    stack.block_bucket();
    let due = stack.now().plus_millis(120_000);
    let error = stack.try_run_at(due).await.unwrap_err();
    assert!(error.starts_with("S3: ListObjectsV2: "), "{error}");
    assert_eq!((stack.replays(&key).await, stack.notes().await), ((1, 1), 0));
    stack.process(stack.record(&key).await).await;
    assert_eq!(stack.event().await["status"], json!("processed"));
}
