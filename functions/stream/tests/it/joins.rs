//! Shipments and orders find each other, whichever comes first, and also if both come at once.

use std::ops::ControlFlow;

use serde_json::{Value, json};
use store::ledger::CrossIntegrationChanges;
use types::Channel;
use types::time::Time;

use crate::gate::Gate;
use crate::stack::{Stack, order};

/// A courier's word on one parcel, which the seller has told to carry `reference`.
fn parcel(waybill: &str, status: &str, reference: &str) -> String {
    json!({
        "tracking_number": waybill, "status": status, "order_number": reference, "updated_at": "2026-11-03T10:00:00Z"
    })
    .to_string()
}

struct Shops {
    stack: Stack,
    sequence: std::cell::Cell<u32>,
}

impl Shops {
    /// A shop, and a courier that ships for it.
    async fn open() -> Self {
        let stack = Stack::start().await;
        stack.integration("shop", &[]).await;
        stack.courier("courier", "shop").await;
        Self { stack, sequence: std::cell::Cell::new(100) }
    }

    fn next(&self) -> String {
        self.sequence.set(self.sequence.get() + 1);
        self.sequence.get().to_string()
    }

    async fn order(&self, id: u64) -> Value {
        self.stack.delivered("shop", "orders/create", &order(id), &self.next()).await
    }

    /// An order that people call otherwise than by its id.
    async fn named(&self, id: u64, name: &str, number: u64) -> Value {
        let body = json!({
            "id": id, "name": name, "order_number": number, "currency": "INR", "total_price": "5.00", "line_items": [],
            "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z"
        });
        self.stack.delivered("shop", "orders/create", &body.to_string(), &self.next()).await
    }

    async fn parcel(&self, waybill: &str, status: &str, reference: &str) -> Value {
        let body = parcel(waybill, status, reference);
        self.stack.delivered_of(Channel::Selloship, "courier", "SHIPMENT_UPDATED", &body, &self.next()).await
    }

    async fn takes(&self, records: Vec<Value>) {
        assert_eq!(self.stack.invoke(records).await, Vec::<String>::new());
    }

    /// The shop's orders that are noted to be changed by others' events.
    async fn cross_integration_changes(&self) -> Vec<String> {
        let changes = CrossIntegrationChanges::new(self.stack.client.clone(), &self.stack.environment).unwrap();
        let (mut orders, beginning) = (Vec::new(), Time::from_millis(0).unwrap());
        let take = |page| {
            orders.extend::<Vec<_>>(page);
            ControlFlow::Continue(())
        };
        changes.since(&"shop".parse().unwrap(), beginning, take).await.unwrap();
        orders
    }

    /// The parcels that an order shows, and those that could be of several orders.
    async fn shown(&self, id: u64) -> (Vec<String>, Vec<String>) {
        let joined = self.stack.order("shop", &id.to_string()).await.joined().clone();
        let joined_ids = joined.shipments.into_iter().map(|shipment| shipment.id).collect();
        (joined_ids, joined.ambiguous.into_iter().map(|shipment| shipment.id).collect())
    }
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test]
async fn it_does_not_matter_which_came_first() {
    let shops = Shops::open().await;
    let (first, second) = (shops.order(1).await, shops.parcel("W1", "IN_TRANSIT", "#1").await);
    shops.takes(vec![first]).await;
    shops.takes(vec![second]).await;
    assert_eq!(shops.shown(1).await, (ids(&["W1"]), vec![]));

    let (first, second) = (shops.parcel("W2", "IN_TRANSIT", "2").await, shops.order(2).await);
    shops.takes(vec![first]).await;
    shops.takes(vec![second]).await;
    assert_eq!(shops.shown(2).await, (ids(&["W2"]), vec![]));
}

#[tokio::test]
async fn both_may_come_at_once() {
    let shops = Shops::open().await;
    for id in 1..=20 {
        let order = shops.order(id).await;
        let parcel = shops.parcel(&format!("W{id}"), "DELIVERED", &format!("#{id}")).await;
        tokio::join!(shops.takes(vec![order]), shops.takes(vec![parcel]));
        assert_eq!(shops.shown(id).await, (ids(&[&format!("W{id}")]), vec![]), "{id}");
    }
}

#[tokio::test]
async fn a_change_of_a_parcel_is_shown_with_its_order() {
    let shops = Shops::open().await;
    let records = vec![shops.order(1).await, shops.parcel("W1", "IN_TRANSIT", "#1").await];
    shops.takes(records).await;
    let line = shops.stack.order_line("shop", "1").await;
    assert_eq!((&line["shipment"], &line["status"]), (&json!("in_transit"), &json!("fulfilled")));
    let later = json!({"tracking_number": "W1", "status": "DELIVERED", "updated_at": "2026-11-04T10:00:00Z"});
    let record = shops
        .stack
        .delivered_of(Channel::Selloship, "courier", "SHIPMENT_DELIVERED", &later.to_string(), &shops.next())
        .await;
    shops.takes(vec![record.clone()]).await;
    let line = shops.stack.order_line("shop", "1").await;
    assert_eq!((&line["shipment"], &line["status"]), (&json!("delivered"), &json!("delivered")));
    // A batch that comes again changes nothing.
    shops.takes(vec![record]).await;
    assert_eq!(shops.stack.order_line("shop", "1").await, line);
}

#[tokio::test]
async fn a_gap_is_told_of_an_order_that_a_courier_has_changed() {
    let shops = Shops::open().await;
    let order = shops.order(1).await;
    shops.takes(vec![order]).await;
    assert_eq!(shops.cross_integration_changes().await, ids(&[]));
    let parcel = shops.parcel("W1", "IN_TRANSIT", "#1").await;
    shops.takes(vec![parcel]).await;
    assert_eq!(shops.cross_integration_changes().await, ids(&["1"]));
}

#[tokio::test]
async fn a_reference_that_fits_two_orders_joins_neither_whichever_comes_last() {
    let shops = Shops::open().await;
    // The second order is called by its number as the first one by its id.
    let other = json!({
        "id": 77, "name": "#77", "order_number": 1, "currency": "INR", "total_price": "5.00", "line_items": [],
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z"
    });
    let (first, parcel) = (shops.order(1).await, shops.parcel("W1", "IN_TRANSIT", "1").await);
    shops.takes(vec![first, parcel]).await;
    assert_eq!(shops.shown(1).await, (ids(&["W1"]), vec![]));
    let other = shops.stack.delivered("shop", "orders/create", &other.to_string(), &shops.next()).await;
    shops.takes(vec![other]).await;
    assert_eq!(shops.shown(1).await, (vec![], ids(&["W1"])));
    assert_eq!(shops.shown(77).await, (vec![], ids(&["W1"])));
}

#[tokio::test]
async fn a_courier_that_ships_for_nobody_joins_nothing() {
    let shops = Shops::open().await;
    shops.stack.integration_of(Channel::Selloship, "stranger", None).await;
    let order = shops.order(1).await;
    let body = parcel("W1", "IN_TRANSIT", "#1");
    let parcel =
        shops.stack.delivered_of(Channel::Selloship, "stranger", "SHIPMENT_UPDATED", &body, &shops.next()).await;
    shops.takes(vec![order, parcel]).await;
    assert_eq!(shops.shown(1).await, (vec![], vec![]));
}

/// The order has looked and found no parcel, and is not stored yet, when the whole parcel comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_parcel_that_comes_between_an_orders_look_and_its_put_is_found() {
    let shops = Shops::open().await;
    // By its name alone: nobody can tell from an order of which no more than the id is known.
    let (order, parcel) = (shops.named(7, "#1042", 1042).await, shops.parcel("W1", "IN_TRANSIT", "#1042").await);
    let (client, mut gate) = Gate::before(&shops.stack.client, "storebell-state", "order#7");
    let other = shops.stack.another(&client);
    let folding = tokio::spawn(async move { other(vec![order]).await });
    gate.reached().await;
    shops.takes(vec![parcel]).await;
    gate.open();
    assert_eq!(folding.await.unwrap(), Vec::<String>::new());
    assert_eq!(shops.shown(7).await, (ids(&["W1"]), vec![]));
}

/// The parcel has left its link, and is not stored yet, when the whole order comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_that_comes_between_a_parcels_link_and_its_put_shows_the_parcel() {
    let shops = Shops::open().await;
    let (order, parcel) = (shops.order(1).await, shops.parcel("W1", "IN_TRANSIT", "#1").await);
    let (client, mut gate) = Gate::before(&shops.stack.client, "storebell-state", "shipment#W1");
    let other = shops.stack.another(&client);
    let folding = tokio::spawn(async move { other(vec![parcel]).await });
    gate.reached().await;
    shops.takes(vec![order]).await;
    assert_eq!(shops.shown(1).await, (vec![], vec![]));
    gate.open();
    assert_eq!(folding.await.unwrap(), Vec::<String>::new());
    assert_eq!(shops.shown(1).await, (ids(&["W1"]), vec![]));
}

/// Two orders that are called alike, and the parcel that fits both, each folded while another one waits at its put.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rival_that_comes_between_an_orders_look_and_its_put_makes_the_parcel_ambiguous_for_both() {
    let shops = Shops::open().await;
    let (first, rival) = (shops.named(7, "#1042", 1042).await, shops.named(8, "#1043", 1042).await);
    let parcel = shops.parcel("W1", "IN_TRANSIT", "1042").await;
    let (client, mut gate) = Gate::before(&shops.stack.client, "storebell-state", "order#7");
    let held = shops.stack.another(&client);
    let folding = tokio::spawn(async move { held(vec![first]).await });
    gate.reached().await;
    shops.takes(vec![rival]).await;
    shops.takes(vec![parcel]).await;
    gate.open();
    assert_eq!(folding.await.unwrap(), Vec::<String>::new());
    assert_eq!(shops.shown(7).await, (vec![], ids(&["W1"])));
    assert_eq!(shops.shown(8).await, (vec![], ids(&["W1"])));
}
