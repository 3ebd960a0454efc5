//! Shipments and orders are joined, whichever comes first, and also if both come at once.

use std::ops::ControlFlow;

use local_testing::FaultGate;
use serde_json::{Value, json};
use store::ledger::CrossIntegrationChanges;
use types::Channel;
use types::time::Time;

use crate::stack::{Stack, order};

/// The body of a courier's webhook about a shipment that refers to an order by `reference`.
fn shipment(waybill: &str, status: &str, reference: &str) -> String {
    json!({
        "tracking_number": waybill, "status": status, "order_number": reference, "updated_at": "2026-11-03T10:00:00Z"
    })
    .to_string()
}

struct ShopAndCourier {
    stack: Stack,
    sequence: std::cell::Cell<u32>,
}

impl ShopAndCourier {
    /// A shop, and a courier that ships its orders.
    async fn start() -> Self {
        let stack = Stack::start().await;
        stack.integration("shop", &[]).await;
        stack.courier("courier", "shop").await;
        Self { stack, sequence: std::cell::Cell::new(100) }
    }

    fn next_sequence_number(&self) -> String {
        self.sequence.set(self.sequence.get() + 1);
        self.sequence.get().to_string()
    }

    async fn order(&self, id: u64) -> Value {
        self.stack.delivery("shop", "orders/create", &order(id), &self.next_sequence_number()).await
    }

    /// An order whose name and number differ from its id.
    async fn named_order(&self, id: u64, name: &str, number: u64) -> Value {
        let body = json!({
            "id": id, "name": name, "order_number": number, "currency": "INR", "total_price": "5.00", "line_items": [],
            "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z"
        });
        self.stack.delivery("shop", "orders/create", &body.to_string(), &self.next_sequence_number()).await
    }

    async fn shipment(&self, waybill: &str, status: &str, reference: &str) -> Value {
        let body = shipment(waybill, status, reference);
        self.stack
            .delivery_of(Channel::Selloship, "courier", "SHIPMENT_UPDATED", &body, &self.next_sequence_number())
            .await
    }

    async fn invoke(&self, records: Vec<Value>) {
        assert_eq!(self.stack.invoke(records).await, Vec::<String>::new());
    }

    /// The shop's orders that are recorded as changed by events of other integrations.
    async fn cross_integration_changes(&self) -> Vec<String> {
        let changes = CrossIntegrationChanges::new(self.stack.client.clone(), &self.stack.environment).unwrap();
        let (mut orders, epoch) = (Vec::new(), Time::from_millis(0).unwrap());
        let take = |page| {
            orders.extend::<Vec<_>>(page);
            ControlFlow::Continue(())
        };
        changes.since(&"shop".parse().unwrap(), epoch, take).await.unwrap();
        orders
    }

    /// The shipments of an order, and those that may belong to several orders.
    async fn shipments_of(&self, id: u64) -> (Vec<String>, Vec<String>) {
        let joined = self.stack.order("shop", &id.to_string()).await.joined().clone();
        let joined_ids = joined.shipments.into_iter().map(|shipment| shipment.id).collect();
        (joined_ids, joined.ambiguous.into_iter().map(|shipment| shipment.id).collect())
    }
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test]
async fn shipment_joins_its_order_whichever_comes_first() {
    let shops = ShopAndCourier::start().await;
    let (first, second) = (shops.order(1).await, shops.shipment("W1", "IN_TRANSIT", "#1").await);
    shops.invoke(vec![first]).await;
    shops.invoke(vec![second]).await;
    assert_eq!(shops.shipments_of(1).await, (ids(&["W1"]), vec![]));

    let (first, second) = (shops.shipment("W2", "IN_TRANSIT", "2").await, shops.order(2).await);
    shops.invoke(vec![first]).await;
    shops.invoke(vec![second]).await;
    assert_eq!(shops.shipments_of(2).await, (ids(&["W2"]), vec![]));
}

#[tokio::test]
async fn shipment_joins_its_order_when_both_come_at_once() {
    let shops = ShopAndCourier::start().await;
    for id in 1..=20 {
        let order = shops.order(id).await;
        let shipped = shops.shipment(&format!("W{id}"), "DELIVERED", &format!("#{id}")).await;
        tokio::join!(shops.invoke(vec![order]), shops.invoke(vec![shipped]));
        assert_eq!(shops.shipments_of(id).await, (ids(&[&format!("W{id}")]), vec![]), "{id}");
    }
}

#[tokio::test]
async fn change_of_a_shipment_updates_its_order() {
    let shops = ShopAndCourier::start().await;
    let records = vec![shops.order(1).await, shops.shipment("W1", "IN_TRANSIT", "#1").await];
    shops.invoke(records).await;
    let summary = shops.stack.order_summary("shop", "1").await;
    assert_eq!((&summary["shipment"], &summary["status"]), (&json!("in_transit"), &json!("fulfilled")));
    let later = json!({"tracking_number": "W1", "status": "DELIVERED", "updated_at": "2026-11-04T10:00:00Z"});
    let record = shops
        .stack
        .delivery_of(
            Channel::Selloship,
            "courier",
            "SHIPMENT_DELIVERED",
            &later.to_string(),
            &shops.next_sequence_number(),
        )
        .await;
    shops.invoke(vec![record.clone()]).await;
    let summary = shops.stack.order_summary("shop", "1").await;
    assert_eq!((&summary["shipment"], &summary["status"]), (&json!("delivered"), &json!("delivered")));
    // A batch that is sent again changes nothing.
    shops.invoke(vec![record]).await;
    assert_eq!(shops.stack.order_summary("shop", "1").await, summary);
}

#[tokio::test]
async fn order_changed_by_a_courier_is_recorded_as_cross_integration_change() {
    let shops = ShopAndCourier::start().await;
    let order = shops.order(1).await;
    shops.invoke(vec![order]).await;
    assert_eq!(shops.cross_integration_changes().await, ids(&[]));
    let shipped = shops.shipment("W1", "IN_TRANSIT", "#1").await;
    shops.invoke(vec![shipped]).await;
    assert_eq!(shops.cross_integration_changes().await, ids(&["1"]));
}

#[tokio::test]
async fn shipment_whose_reference_matches_two_orders_joins_neither() {
    let shops = ShopAndCourier::start().await;
    // The number of the second order is the id of the first one.
    let other = json!({
        "id": 77, "name": "#77", "order_number": 1, "currency": "INR", "total_price": "5.00", "line_items": [],
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z"
    });
    let (first, shipped) = (shops.order(1).await, shops.shipment("W1", "IN_TRANSIT", "1").await);
    shops.invoke(vec![first, shipped]).await;
    assert_eq!(shops.shipments_of(1).await, (ids(&["W1"]), vec![]));
    let other = shops.stack.delivery("shop", "orders/create", &other.to_string(), &shops.next_sequence_number()).await;
    shops.invoke(vec![other]).await;
    assert_eq!(shops.shipments_of(1).await, (vec![], ids(&["W1"])));
    assert_eq!(shops.shipments_of(77).await, (vec![], ids(&["W1"])));
}

#[tokio::test]
async fn shipment_of_a_courier_without_ships_for_joins_no_order() {
    let shops = ShopAndCourier::start().await;
    shops.stack.integration_of(Channel::Selloship, "stranger", None).await;
    let order = shops.order(1).await;
    let body = shipment("W1", "IN_TRANSIT", "#1");
    let shipped = shops
        .stack
        .delivery_of(Channel::Selloship, "stranger", "SHIPMENT_UPDATED", &body, &shops.next_sequence_number())
        .await;
    shops.invoke(vec![order, shipped]).await;
    assert_eq!(shops.shipments_of(1).await, (vec![], vec![]));
}

/// The order has read no link of a shipment, and is not saved yet, when the shipment comes and is saved.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shipment_that_comes_before_an_order_is_saved_joins_it() {
    let shops = ShopAndCourier::start().await;
    // The shipment refers to the order by its name, which is not known before the order is saved.
    let (order, shipped) =
        (shops.named_order(7, "#1042", 1042).await, shops.shipment("W1", "IN_TRANSIT", "#1042").await);
    let (client, mut gate) = FaultGate::before_write(&shops.stack.client, "storebell-state", "order#7");
    let function = shops.stack.function(&client);
    let projection = tokio::spawn(async move { function(vec![order]).await });
    gate.reached().await;
    shops.invoke(vec![shipped]).await;
    gate.open();
    assert_eq!(projection.await.unwrap(), Vec::<String>::new());
    assert_eq!(shops.shipments_of(7).await, (ids(&["W1"]), vec![]));
}

/// The shipment has written its link, and is not saved yet, when the order comes and is saved.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn order_that_comes_before_a_shipment_is_saved_joins_it() {
    let shops = ShopAndCourier::start().await;
    let (order, shipped) = (shops.order(1).await, shops.shipment("W1", "IN_TRANSIT", "#1").await);
    let (client, mut gate) = FaultGate::before_write(&shops.stack.client, "storebell-state", "shipment#W1");
    let function = shops.stack.function(&client);
    let projection = tokio::spawn(async move { function(vec![shipped]).await });
    gate.reached().await;
    shops.invoke(vec![order]).await;
    assert_eq!(shops.shipments_of(1).await, (vec![], vec![]));
    gate.open();
    assert_eq!(projection.await.unwrap(), Vec::<String>::new());
    assert_eq!(shops.shipments_of(1).await, (ids(&["W1"]), vec![]));
}

/// A second order and a shipment that matches both come while the first order has read its links, and is not saved yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn competing_order_that_comes_before_an_order_is_saved_makes_the_shipment_ambiguous_for_both() {
    let shops = ShopAndCourier::start().await;
    let (first, competing) = (shops.named_order(7, "#1042", 1042).await, shops.named_order(8, "#1043", 1042).await);
    let shipped = shops.shipment("W1", "IN_TRANSIT", "1042").await;
    let (client, mut gate) = FaultGate::before_write(&shops.stack.client, "storebell-state", "order#7");
    let function = shops.stack.function(&client);
    let projection = tokio::spawn(async move { function(vec![first]).await });
    gate.reached().await;
    shops.invoke(vec![competing]).await;
    shops.invoke(vec![shipped]).await;
    gate.open();
    assert_eq!(projection.await.unwrap(), Vec::<String>::new());
    assert_eq!(shops.shipments_of(7).await, (vec![], ids(&["W1"])));
    assert_eq!(shops.shipments_of(8).await, (vec![], ids(&["W1"])));
}
