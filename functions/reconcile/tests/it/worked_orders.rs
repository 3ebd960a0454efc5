//! The orders of `tests/cases/orders`, fetched: their figures are those of their webhooks, which an accountant worked out
//! by hand.

use std::collections::BTreeMap;
use std::path::PathBuf;

use channels::Context;
use domain::profit::{UnitCost, compute};
use domain::state::Change;
use domain::state::order::OrderState;
use serde_json::{Value, json};
use types::Channel;
use types::time::Time;

use crate::stack::{NOON, Stack, domain};

/// The orders whose money in the buyer's currency is in no webhook; the Admin API states it, and the emulator, which is
/// fed with webhooks, does not know it.
const UNKNOWN_TO_WEBHOOKS: &str = "17-two-currencies-amount-unknown.json";

fn worked_orders() -> BTreeMap<String, Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/orders");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap())
    };
    files.map(read).collect()
}

/// The figures of an order as `right` of its file has them.
fn figures(file: &Value, order: &mut OrderState) -> Value {
    let costs = file["costs"].as_array().unwrap().iter().map(|cost| {
        let text = |member: &str| cost[member].as_str().unwrap().to_owned();
        (text("sku"), UnitCost { amount: text("cost").parse().unwrap(), currency: text("currency") })
    });
    let fees = serde_json::from_value(file["fees"].clone()).unwrap();
    let profit = compute(&order.profit_input().unwrap(), &fees, &costs.collect());
    order.set_profit(Some(profit));
    let detail = order.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
    let summary = &detail.summary;
    json!({
        "currency": summary.currency, "total": summary.total, "tax": detail.tax, "refunded": summary.refunded,
        "payment": summary.payment, "status": summary.status, "items": summary.items, "profit": summary.profit,
        "missing": summary.missing, "parts": detail.profit_parts,
    })
}

#[tokio::test]
async fn fetched_orders_have_the_figures_worked_out_by_hand() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    let files = worked_orders();
    let noon: Time = NOON.parse().unwrap();
    for (index, file) in (0..).zip(files.values()) {
        let mut order = file["deliveries"].as_array().unwrap().last().unwrap()["body"].clone();
        // Within the window that the first run fetches.
        order["updated_at"] = json!(noon.plus_millis(-60_000 - index * 1_000));
        stack.put_order("shop", order);
    }
    let run = stack.run().await;
    assert_eq!((run.reconciled, run.failed), (1, 0));
    let received_at: Time = "2027-06-01T00:00:00Z".parse().unwrap();
    let context = Context { topic: "reconcile", account: &domain("shop"), received_at };
    let mut fetched = BTreeMap::new();
    for body in stack.delivery_bodies().await {
        let event = channels::normalize(Channel::Shopify, &context, &body).unwrap();
        for change in event.changes {
            let Change::Order(change) = change else { panic!("not a change of an order: {change:?}") };
            let order = fetched.entry(change.order_id.clone()).or_insert_with(|| OrderState::new(&change.order_id));
            order.apply(&change);
        }
    }
    assert_eq!(fetched.len(), files.len());
    for (name, file) in files.iter().filter(|(name, _)| *name != UNKNOWN_TO_WEBHOOKS) {
        let id = file["deliveries"][0]["body"]["id"].to_string();
        assert_eq!(figures(file, fetched.get_mut(&id).unwrap()), file["right"], "{name}");
    }
}
