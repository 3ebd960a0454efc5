//! What a gap may not reach back to is noted as late, before it is written or pushed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_dynamodb::Client;
use serde_json::{Value, json};
use shared::store::ledger::{LateChange, LateChanges};
use shared::time::{Clock, Time};
use tokio::select;

use crate::gate::Gate;
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
    /// What is noted of the integration `shop`.
    pub(crate) async fn late_change(&self) -> Option<LateChange> {
        let notes = LateChanges::new(self.client.clone(), &self.environment).unwrap();
        notes.newest(&"shop".parse().unwrap()).await.unwrap()
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
        assert_eq!(stack.late_change().await.is_some(), late, "{seconds}");
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
        assert_eq!(stack.late_change().await.is_some(), late, "{seconds}");
    }
}

#[tokio::test]
async fn once_all_is_pushed_a_note_is_over() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    // It is noted, its row takes so long that its push is noted, too, and both are over.
    let hand = Hand::after(&record, 41);
    let (begun, clock) = (hand.clock().now(), hand.clock());
    let call = stack.another_at(&slow(&stack.client, hand, 6), clock.clone());
    assert!(call(vec![record]).await.is_empty());
    let late = stack.late_change().await.unwrap();
    assert_eq!((late.changed_at, late.over_at), (begun.plus_millis(6_000), Some(clock.now())));
}

#[tokio::test]
async fn a_note_is_not_over_while_a_part_of_its_batch_comes_again() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivered("shop", "products/update", &product(1), "100").await;
    let mut bad = stack.delivered("shop", "products/update", &product(2), "101").await;
    bad["dynamodb"]["NewImage"]["event_id"] = json!({"S": "no id"});
    let call = stack.another_at(&stack.client, Hand::after(&record, 41).clock());
    assert_eq!(call(vec![record, bad]).await, ["101"]);
    assert_eq!(stack.late_change().await.unwrap().over_at, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_not_over_while_another_invocation_may_have_one() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let mut records = Vec::new();
    for number in 1..=3 {
        records.push(stack.delivered("shop", "products/update", &product(number), "100").await);
    }
    let [slow, quick, next] = records.try_into().unwrap();
    let hand = Hand::after(&slow, 41);
    let event = slow["dynamodb"]["NewImage"]["event_id"]["S"].as_str().unwrap().to_owned();
    let (gated, mut gate) = Gate::before(&stack.client, "storebell-events", &event);
    let call = stack.another_at(&gated, hand.clock());
    let mut first = tokio::spawn(call(vec![slow]));
    select! {
        () = gate.reached() => {}
        ended = &mut first => panic!("it has not put its event: {ended:?}"),
    }
    let call = stack.another_at(&stack.client, hand.clock());
    assert!(call(vec![quick]).await.is_empty());
    assert_eq!(stack.late_change().await.unwrap().over_at, None);
    gate.open();
    assert!(first.await.unwrap().is_empty());
    // Neither knew when the other one was over.
    assert_eq!(stack.late_change().await.unwrap().over_at, None);
    // No invocation lasts that long.
    hand.pass(61);
    assert!(call(vec![next]).await.is_empty());
    assert_eq!(stack.late_change().await.unwrap().over_at, Some(hand.clock().now()));
}
