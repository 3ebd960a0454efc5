//! What a gap may not reach back to is noted as late, before it is written or pushed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_dynamodb::Client;
use serde_json::Value;
use shared::store::ledger::LateChanges;
use shared::time::{Clock, Time};

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
    async fn is_noted_late(&self, integration: &str) -> bool {
        let notes = LateChanges::new(self.client.clone(), &self.environment).unwrap();
        notes.newest(&integration.parse().unwrap()).await.unwrap().is_some()
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
        assert_eq!(stack.is_noted_late("shop").await, late, "{seconds}");
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
        assert_eq!(stack.is_noted_late("shop").await, late, "{seconds}");
    }
}
