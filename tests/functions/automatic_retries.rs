//! From a failed batch to a processed event, without a user.

use futures_util::future::join_all;
use local_testing::shopify_bodies::order;
use retry_testing::minutes_after;
use serde_json::{Value, json};

use crate::stack::Stack;

/// More than the first backoff, and less than the schedule's event may be ahead of the clock.
const HOUR_MS: i64 = 60 * 60_000;

#[tokio::test]
async fn failed_batch_becomes_a_failed_event_and_is_processed_by_its_retry() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    let run = stack.run().await;
    assert_eq!(run, json!({"batches": 1, "set_aside": 0, "deliveries": 1, "retried": 0, "stale": 0, "gone": 0}));
    let failed = stack.event().await;
    assert_eq!((&failed["status"], &failed["attempt"]), (&json!("failed"), &json!(0)));
    assert!(failed["error"].as_str().unwrap().starts_with("batch_failed: "), "{failed}");
    let due = minutes_after(&failed["processed_at"], 1);
    assert_eq!(failed["next_retry_at"], json!(due));
    assert_eq!((stack.retry_marker_count().await, stack.failed_batches.objects().len()), (1, 0));
    // Live clients get the event; a client that resumes later finds the late-change marker.
    let pushed = stack.pushed_events();
    let [event] = &pushed[..] else { panic!("{pushed:?}") };
    let members = (&event["status"], &event["next_retry_at"], &event["rev"]);
    assert_eq!(members, (&failed["status"], &failed["next_retry_at"], &failed["rev"]));
    let markers = stack.tables.rows_with_prefix("ledger", "late#").await;
    assert_eq!((markers.len(), &markers[0]["over_at"]), (1, &json!(stack.clock.now())));

    stack.clock.set(due.plus_millis(-1));
    stack.run().await;
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((0, 0), 1));

    stack.clock.set(due);
    assert_eq!(stack.run().await["retried"], 1);
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 1), 0));
    stack.process(stack.stream_record(&key).await).await;
    let processed = stack.event().await;
    assert_eq!((&processed["status"], &processed["attempt"]), (&json!("processed"), &json!(1)));
    assert_eq!((&processed["next_retry_at"], &processed["error"]), (&Value::Null, &Value::Null));
    assert_eq!(stack.order_count().await, 1);

    stack.clock.set(due.plus_millis(24 * 60 * 60_000));
    assert_eq!(stack.run().await["retried"], 0);
    assert_eq!(stack.replay_counts(&key).await, (1, 1));
}

#[tokio::test]
async fn event_is_not_retried_after_the_seventh_retry() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    for (attempt, minutes) in [1, 2, 4, 8, 16, 32, 64].into_iter().enumerate() {
        stack.run().await;
        let event = stack.event().await;
        assert_eq!(event["attempt"], json!(attempt));
        let due = minutes_after(&event["processed_at"], minutes);
        assert_eq!(event["next_retry_at"], json!(due), "{attempt}");
        stack.clock.set(due);
        assert_eq!(stack.run().await["retried"], 1, "{attempt}");
        stack.fail_batch(&[stack.stream_record(&key).await]);
    }
    stack.run().await;
    let event = stack.event().await;
    assert_eq!((&event["attempt"], &event["next_retry_at"]), (&json!(7), &Value::Null));
    assert_eq!((stack.retry_marker_count().await, stack.replay_counts(&key).await), (0, (7, 7)));

    // A person may replay the event; if the replay fails, it is not retried either.
    stack.request_replay(&key).await;
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run().await;
    assert_eq!((stack.event().await["attempt"].clone(), stack.retry_marker_count().await), (json!(7), 0));
    stack.request_replay(&key).await;
    stack.process(stack.stream_record(&key).await).await;
    assert_eq!(stack.event().await["status"], "processed");
}

#[tokio::test]
async fn replay_requested_by_a_person_makes_the_retry_stale() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let due = minutes_after(&stack.event().await["processed_at"], 1);
    stack.request_replay(&key).await;
    stack.process(stack.stream_record(&key).await).await;
    assert_eq!(stack.event().await["status"], "processed");
    stack.clock.set(due);
    assert_eq!(stack.run().await["stale"], 1);
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 0), 0));
}

#[tokio::test]
async fn event_that_cannot_be_normalized_is_not_retried() {
    let stack = Stack::start().await;
    let key = stack.store_delivery("no json").await;
    stack.process(stack.stream_record(&key).await).await;
    let event = stack.event().await;
    assert_eq!((&event["status"], &event["next_retry_at"]), (&json!("failed"), &Value::Null));
    // Nor if its batch failed, too.
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run_at(stack.clock.now().plus_millis(60 * 60_000)).await;
    assert_eq!((stack.event().await, stack.retry_marker_count().await), (event, 0));
    // The replay only repeats the steps after the write.
    assert_eq!(stack.replay_counts(&key).await, (1, 1));
}

#[tokio::test]
async fn concurrent_runs_request_one_replay_of_each_event() {
    let stack = Stack::start().await;
    let mut keys = Vec::new();
    for id in 0..40 {
        keys.push(stack.store_delivery(&order(id)).await);
    }
    let records = join_all(keys.iter().map(|key| stack.stream_record(key))).await;
    records.chunks(7).for_each(|records| stack.fail_batch(records));
    let due = stack.clock.now().plus_millis(HOUR_MS);
    let runs = join_all([stack.run_at(due), stack.run_at(due), stack.run_at(due)]).await;
    let retried: u64 = runs.iter().map(|run| run["retried"].as_u64().unwrap()).sum();
    assert_eq!((retried, stack.retry_marker_count().await), (40, 0), "{runs:?}");
    for key in &keys {
        assert_eq!(stack.replay_counts(key).await, (1, 1), "{key}");
        stack.process(stack.stream_record(key).await).await;
    }
    let events = stack.tables.rows("events").await;
    assert!(events.iter().all(|event| event["status"] == "processed" && event["attempt"] == 1), "{events:?}");
    assert_eq!(stack.order_count().await, 40);
}

#[tokio::test]
async fn unavailable_bucket_fails_the_run_after_its_due_retries() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    stack.failed_batches.break_bucket();
    let due = stack.clock.now().plus_millis(120_000);
    let error = stack.try_run_at(due).await.unwrap_err();
    assert!(error.starts_with("S3: ListObjectsV2: "), "{error}");
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 1), 0));
    stack.process(stack.stream_record(&key).await).await;
    assert_eq!(stack.event().await["status"], json!("processed"));
}
