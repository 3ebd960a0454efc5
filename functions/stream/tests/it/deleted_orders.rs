//! Orders that the channel has deleted: in no list, in no sum, and not revived.

use domain::statistics::BucketSize;
use local_testing::shopify_bodies::order;
use serde_json::{Value, json};
use store::ledger::DirtyBucketKind;
use types::Channel;
use types::time::Time;

use crate::stack::Stack;

/// The body of orders/delete.
fn deletion(id: u64) -> String {
    json!({ "id": id }).to_string()
}

/// An order that was placed at 10:00 and changed so many seconds later.
fn order_changed_after(id: u64, name: &str, seconds: u32) -> String {
    json!({
        "id": id, "name": name, "order_number": id, "currency": "INR", "total_price": "5.00", "line_items": [],
        "created_at": "2026-11-02T10:00:00Z", "updated_at": format!("2026-11-02T10:00:{seconds:02}Z"),
    })
    .to_string()
}

impl Stack {
    /// The ids of the listed orders.
    async fn listed_orders(&self) -> Vec<String> {
        let range = ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"].map(|time| time.parse::<Time>().unwrap());
        let orders = local_testing::store(&self.client, &self.environment).order_reader().unwrap();
        let listed = orders.newest(&"shop".parse().unwrap(), None, range.into(), 100).await.unwrap();
        listed.into_iter().map(|order| order.state.id).collect()
    }

    async fn send(&self, topic: &str, body: &str, sequence: u32) -> Value {
        let record = self.delivery("shop", topic, body, &sequence.to_string()).await;
        assert_eq!(self.invoke(vec![record.clone()]).await, Vec::<String>::new());
        record
    }

    async fn marked_quarters(&self) -> Vec<Time> {
        let buckets = local_testing::store(&self.client, &self.environment).dirty_buckets().unwrap();
        let marks = buckets.oldest(DirtyBucketKind::Orders, 100).await.unwrap();
        marks.into_iter().map(|mark| mark.bucket.start).collect()
    }
}

#[tokio::test]
async fn deleted_order_leaves_the_list_and_clients_are_told() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    let created = stack.send("orders/create", &order(1), 100).await;
    assert_eq!(stack.listed_orders().await, ["1"]);
    stack.connection("asha", "live", true, 60).await;
    let deleted = stack.send("orders/delete", &deletion(1), 101).await;
    assert_eq!(stack.listed_orders().await, Vec::<String>::new());
    let frames = stack.management.frames("live");
    let (event, order) = (&frames[0]["events"][0], &frames[0]["orders"][0]);
    assert_eq!((&event["subject"], &event["status"]), (&json!("order#1"), &json!("processed")), "{event}");
    assert_eq!((&order["id"], &order["status"]), (&json!("1"), &json!("deleted")), "{order}");
    // The sums of its quarter hour are computed again.
    let quarter = BucketSize::QuarterHour.floor("2026-11-02T10:00:00Z".parse().unwrap());
    assert_eq!(stack.marked_quarters().await, [quarter]);
    let before = stack.order("shop", "1").await;
    // Nothing that comes later revives it.
    stack.send("orders/updated", &order_changed_after(1, "#1", 30), 102).await;
    for record in [created, deleted] {
        let replay = stack.replay(&record).await;
        assert!(stack.invoke(vec![replay]).await.is_empty());
    }
    assert_eq!(stack.listed_orders().await, Vec::<String>::new());
    assert_eq!(stack.order_summary("shop", "1").await["status"], "deleted");
    assert!(before.is_deleted());
}

#[tokio::test]
async fn order_that_arrives_after_its_deletion_is_never_listed() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    stack.send("orders/delete", &deletion(1), 100).await;
    stack.send("orders/create", &order(1), 101).await;
    assert_eq!(stack.listed_orders().await, Vec::<String>::new());
    let orders: Vec<_> =
        stack.management.frames("live").iter().flat_map(|frame| frame["orders"].as_array().unwrap().clone()).collect();
    assert!(orders.len() == 1 && orders[0]["status"] == "deleted", "{orders:?}");
}

#[tokio::test]
async fn deleted_order_does_not_compete_for_a_shipment() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    stack.courier("courier", "shop").await;
    stack.send("orders/create", &order_changed_after(1, "#7", 0), 100).await;
    stack.send("orders/create", &order_changed_after(2, "#7", 0), 101).await;
    let shipment = json!({
        "tracking_number": "W1", "status": "IN_TRANSIT", "order_number": "#7", "updated_at": "2026-11-03T10:00:00Z",
    });
    let record =
        stack.delivery_of(Channel::Selloship, "courier", "SHIPMENT_UPDATED", &shipment.to_string(), "102").await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.order("shop", "2").await.joined().ambiguous.len(), 1);
    stack.send("orders/delete", &deletion(1), 103).await;
    let joined = stack.order("shop", "2").await.joined().clone();
    assert_eq!((joined.shipments.len(), joined.ambiguous.len()), (1, 0));
}
