//! Two snapshots of one order and one second of which neither is known to be newer: the order is listed, if it can be
//! fetched; until then, and where it cannot, the sender's trigger time decides.

use domain::integration::Integration;
use local_testing::deliveries::{DeliverySample, stream_record};
use local_testing::integrations::{create_integration, shop};
use serde_json::{Value, json};
use store::ledger::TiedOrder;
use types::Channel;
use types::secret::{Envelope, Secret};
use types::time::{Clock, DAY_MS, Time};

use crate::stack::Stack;

const CHANGED_AT: &str = "2026-11-02T10:00:00Z";

/// An order whose body tells nothing but its line's title apart from others of the same second.
fn order(title: &str, updated_at: &str) -> String {
    json!({
        "id": 1, "name": "#1", "currency": "INR", "total_price": "100.00", "current_total_price": "100.00",
        "financial_status": "paid", "created_at": CHANGED_AT, "updated_at": updated_at,
        "line_items": [{"id": 11, "title": title, "quantity": 1, "current_quantity": 1, "price": "100.00"}],
    })
    .to_string()
}

impl Stack {
    /// An integration that reconciliation can fetch orders for.
    async fn reconciled_integration(&self, id: &str) {
        let access_token = Some(Envelope::seal(&Secret::new("shpat_a-token")));
        let integration = Integration { access_token, ..shop(id) };
        create_integration(&self.client, &self.environment, &integration, &["asha"]).await;
    }

    /// The stream record of an order, sent at this time.
    async fn triggered(&self, body: &str, triggered_at: Option<&str>, sequence: u32) -> Value {
        let sample = DeliverySample::now("shop", "orders/updated", body.as_bytes());
        let headers = triggered_at.map(|time| ("x-shopify-triggered-at".to_owned(), time.to_owned()));
        let sample = DeliverySample { headers: headers.into_iter().collect(), ..sample };
        let key = sample.store(&self.client, &self.environment).await;
        stream_record(&self.client, &key.to_string(), &sequence.to_string()).await
    }

    async fn listed_ties(&self) -> Vec<TiedOrder> {
        let ties = local_testing::store(&self.client, &self.environment).tied_orders().unwrap();
        ties.due(Channel::Shopify, Clock::system().now().plus_millis(DAY_MS), 100).await.unwrap()
    }

    async fn title(&self) -> String {
        let order = serde_json::from_slice::<Value>(&self.order("shop", "1").await.to_json()).unwrap();
        order["pictured"]["value"]["contents"]["lines"][0]["title"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn tie_lists_the_order_in_one_batch_or_two_and_in_any_order() {
    for (batches, bodies) in [(1, ["Tee", "Shirt"]), (2, ["Tee", "Shirt"]), (2, ["Shirt", "Tee"])] {
        let stack = Stack::start().await;
        stack.reconciled_integration("shop").await;
        let mut records = Vec::new();
        for (sequence, title) in (1..).zip(bodies) {
            records.push(stack.triggered(&order(title, CHANGED_AT), None, sequence).await);
        }
        for batch in records.chunks(records.len() / batches) {
            assert_eq!(stack.listed_ties().await, []);
            assert!(stack.invoke(batch.to_vec()).await.is_empty());
        }
        let [tied] = stack.listed_ties().await.try_into().unwrap();
        assert_eq!((tied.order.as_str(), tied.tied_at), ("1", CHANGED_AT.parse::<Time>().unwrap()));
        // Sent again, nothing more is listed.
        assert!(stack.invoke(records).await.is_empty());
        assert_eq!(stack.listed_ties().await.len(), 1);
    }
}

#[tokio::test]
async fn snapshots_of_other_times_or_decided_ones_list_nothing() {
    let stack = Stack::start().await;
    stack.reconciled_integration("shop").await;
    let mut paid: Value = serde_json::from_str(&order("Tee", CHANGED_AT)).unwrap();
    paid["financial_status"] = json!("pending");
    let bodies = [order("Tee", CHANGED_AT), order("Shirt", "2026-11-02T10:00:01Z"), paid.to_string()];
    for (sequence, body) in (1..).zip(&bodies) {
        let record = stack.triggered(body, None, sequence).await;
        assert!(stack.invoke(vec![record]).await.is_empty());
    }
    assert_eq!(stack.listed_ties().await, []);
}

#[tokio::test]
async fn order_that_cannot_be_fetched_is_not_listed_and_the_trigger_time_decides() {
    // Of several orders, so that a decision by the hash would be wrong for some.
    for (number, reversed) in (0..8).flat_map(|number| [(number, false), (number, true)]) {
        let stack = Stack::start().await;
        stack.integration("shop", &["asha"]).await;
        let (first, second) = (format!("Tee {number}"), format!("Shirt {number}"));
        let times = [(&first, "2026-11-02T10:00:00.400Z"), (&second, "2026-11-02T10:00:00.900Z")];
        let mut records = Vec::new();
        for (sequence, (title, triggered_at)) in (1..).zip(times) {
            records.push(stack.triggered(&order(title, CHANGED_AT), Some(triggered_at), sequence).await);
        }
        if reversed {
            records.reverse();
        }
        for record in records {
            assert!(stack.invoke(vec![record]).await.is_empty());
        }
        assert_eq!(stack.title().await, second);
        assert_eq!(stack.listed_ties().await, []);
    }
}

#[tokio::test]
async fn trigger_time_far_from_the_source_time_is_ignored() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    let record = stack.triggered(&order("Tee", CHANGED_AT), Some("2030-01-01T00:00:00Z"), 1).await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    let order = String::from_utf8(stack.order("shop", "1").await.to_json()).unwrap();
    assert!(!order.contains("triggered_at"), "{order}");
}
