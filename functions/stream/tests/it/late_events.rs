//! An event that a catch-up may not reach is marked as late before it is written or pushed.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use local_testing::request_interceptor::{Request, intercepted};
use serde_json::json;
use types::event_id::EventId;
use types::time::Time;

use crate::manual_clock::ManualClock;
use crate::stack::{Stack, product};

impl Stack {
    /// The late change markers of the integration `shop`, the oldest first: when each was written, and when it ended.
    pub(crate) async fn late_changes(&self) -> Vec<(Time, Option<Time>)> {
        let query = self.client.query().table_name("storebell-ledger").key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", AttributeValue::S("late#shop".to_owned()));
        let rows = query.send().await.unwrap().items.unwrap();
        let read = |row: HashMap<String, AttributeValue>| {
            let stamp: EventId = row["sk"].as_s().unwrap().parse().unwrap();
            (stamp.received_at(), row.get("over_at").map(|time| time.as_s().unwrap().parse().unwrap()))
        };
        rows.into_iter().map(read).collect()
    }
}

#[tokio::test]
async fn event_processed_long_after_receipt_is_marked_late() {
    for (seconds, late) in [(39, false), (41, true)] {
        let stack = Stack::start().await;
        stack.integration("shop", &[]).await;
        let record = stack.delivery("shop", "products/update", &product(1), "100").await;
        let function = stack.function_at(&stack.client, ManualClock::after_receipt(&record, seconds).clock());
        assert!(function(vec![record]).await.is_empty());
        assert_eq!(!stack.late_changes().await.is_empty(), late, "{seconds}");
    }
}

/// A copy of `client` with which writing an event's row takes so many seconds of `clock`.
fn slow(client: &Client, clock: ManualClock, seconds: i64) -> Client {
    let advance = move |request: &Request<'_>| {
        if request.operation == "PutItem" && request.contains(&["storebell-events".to_owned()]) {
            clock.advance_ms(seconds * 1000);
        }
        Ok(())
    };
    Client::from_conf(intercepted(client, advance).build())
}

#[tokio::test]
async fn event_whose_row_is_written_slowly_is_marked_late() {
    for (seconds, late) in [(4, false), (6, true)] {
        let stack = Stack::start().await;
        stack.integration("shop", &[]).await;
        let record = stack.delivery("shop", "products/update", &product(1), "100").await;
        let manual = ManualClock::after_receipt(&record, 0);
        let function = stack.function_at(&slow(&stack.client, manual.clone(), seconds), manual.clock());
        assert!(function(vec![record]).await.is_empty());
        assert_eq!(!stack.late_changes().await.is_empty(), late, "{seconds}");
    }
}

#[tokio::test]
async fn late_change_marker_ends_once_its_batch_is_pushed() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    // The write takes so long that the push is late, too.
    let manual = ManualClock::after_receipt(&record, 41);
    let (marked_at, clock) = (manual.clock().now(), manual.clock());
    let function = stack.function_at(&slow(&stack.client, manual, 6), clock.clone());
    assert!(function(vec![record]).await.is_empty());
    assert_eq!(stack.late_changes().await, [(marked_at, Some(clock.now()))]);
}

#[tokio::test]
async fn late_change_marker_stays_open_while_its_batch_is_retried() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    let mut bad = stack.delivery("shop", "products/update", &product(2), "101").await;
    bad["dynamodb"]["NewImage"]["event_id"] = json!({"S": "not an id"});
    let clock = ManualClock::after_receipt(&record, 41).clock();
    let function = stack.function_at(&stack.client, clock.clone());
    assert_eq!(function(vec![record, bad]).await, ["101"]);
    assert_eq!(stack.late_changes().await, [(clock.now(), None)]);
    // Each invocation writes a marker of its own.
    let function = stack.function_at(&stack.client, clock.clone());
    let again = stack.delivery("shop", "products/update", &product(3), "102").await;
    assert!(function(vec![again]).await.is_empty());
    let mut ends: Vec<_> = stack.late_changes().await.into_iter().map(|(_, ended_at)| ended_at).collect();
    ends.sort();
    assert_eq!(ends, [None, Some(clock.now())]);
}
