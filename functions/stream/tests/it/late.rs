//! What a gap may not reach back to is noted as late, before it is written or pushed.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use types::event_id::EventId;
use types::time::{Clock, Time};

use crate::stack::{Stack, product};
use crate::watch::{Request, watched};

/// A clock that stands still but for what a test adds.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    /// So many seconds after the delivery of this record was received.
    fn after(record: &Value, seconds: i64) -> Self {
        let received_at: Time = record["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap();
        Self(Arc::new(AtomicI64::new(received_at.millis() + seconds * 1000)))
    }

    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let Self(millis) = self.clone();
        Clock::from_fn(move || Time::from_millis(millis.load(Ordering::SeqCst)).unwrap())
    }
}

impl Stack {
    /// The notes of the integration `shop`, by age: when each was made, and when it was over.
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
async fn an_event_that_is_processed_long_after_its_receipt_is_late() {
    for (seconds, late) in [(39, false), (41, true)] {
        let stack = Stack::start().await;
        stack.integration("shop", &[]).await;
        let record = stack.delivered("shop", "products/update", &product(1), "100").await;
        let call = stack.another_at(&stack.client, Hand::after(&record, seconds).clock());
        assert!(call(vec![record]).await.is_empty());
        assert_eq!(!stack.late_changes().await.is_empty(), late, "{seconds}");
    }
}

/// A client as `client`, by which it takes so many seconds to put an event's row.
fn slow(client: &Client, hand: Hand, seconds: i64) -> Client {
    let pass = move |request: &Request<'_>| {
        if request.operation == "PutItem" && request.names(&["storebell-events".to_owned()]) {
            hand.pass(seconds);
        }
        Ok(())
    };
    Client::from_conf(watched(client, pass).build())
}

#[tokio::test]
async fn an_event_may_become_late_while_rows_are_put() {
    for (seconds, late) in [(4, false), (6, true)] {
        let stack = Stack::start().await;
        stack.integration("shop", &[]).await;
        let record = stack.delivered("shop", "products/update", &product(1), "100").await;
        let hand = Hand::after(&record, 0);
        let call = stack.another_at(&slow(&stack.client, hand.clone(), seconds), hand.clock());
        assert!(call(vec![record]).await.is_empty());
        assert_eq!(!stack.late_changes().await.is_empty(), late, "{seconds}");
    }
}

#[tokio::test]
async fn once_all_is_pushed_a_note_is_over() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    // Its row takes so long that its push is late, too.
    let hand = Hand::after(&record, 41);
    let (begun, clock) = (hand.clock().now(), hand.clock());
    let call = stack.another_at(&slow(&stack.client, hand, 6), clock.clone());
    assert!(call(vec![record]).await.is_empty());
    assert_eq!(stack.late_changes().await, [(begun, Some(clock.now()))]);
}

#[tokio::test]
async fn a_note_is_not_over_while_a_part_of_its_batch_comes_again() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    let mut bad = stack.delivered("shop", "products/update", &product(2), "101").await;
    bad["dynamodb"]["NewImage"]["event_id"] = json!({"S": "no id"});
    let clock = Hand::after(&record, 41).clock();
    let call = stack.another_at(&stack.client, clock.clone());
    assert_eq!(call(vec![record, bad]).await, ["101"]);
    assert_eq!(stack.late_changes().await, [(clock.now(), None)]);
    // Another invocation has a note of its own.
    let call = stack.another_at(&stack.client, clock.clone());
    let again = stack.delivered("shop", "products/update", &product(3), "102").await;
    assert!(call(vec![again]).await.is_empty());
    let mut over: Vec<_> = stack.late_changes().await.into_iter().map(|(_, over_at)| over_at).collect();
    over.sort();
    assert_eq!(over, [None, Some(clock.now())]);
}
