//! Orders from real life, whose figures an accountant worked out by hand: `tests/cases/orders`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::profit::{Fees, UnitCost, compute};
use domain::state::Change;
use domain::state::order::{OrderChange, OrderDetail, OrderState};
use serde::Deserialize;
use serde_json::{Value, json};
use types::Channel;

use super::SHOP;
use crate::Context;

/// How many orders of arrival are tried for an order with many deliveries.
const MAX_PERMUTATIONS: usize = 120;

#[derive(Deserialize)]
struct WorkedOrder {
    #[serde(skip)]
    file: String,
    fees: Fees,
    costs: Vec<Cost>,
    deliveries: Vec<Delivery>,
    right: Value,
}

#[derive(Deserialize)]
struct Cost {
    sku: String,
    cost: rust_decimal::Decimal,
    currency: String,
}

#[derive(Deserialize)]
struct Delivery {
    topic: String,
    body: Value,
}

fn worked_orders() -> Vec<WorkedOrder> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/orders");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    files.sort();
    let read = |path: PathBuf| WorkedOrder {
        file: path.file_name().unwrap().to_string_lossy().into_owned(),
        ..serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap()
    };
    files.into_iter().map(read).collect()
}

impl WorkedOrder {
    fn changes(&self) -> Vec<OrderChange> {
        let change = |delivery: &Delivery| {
            // After every order.
            let received_at = "2027-06-01T00:00:00Z".parse().unwrap();
            let context = Context { topic: &delivery.topic, account: SHOP, received_at };
            let event = crate::normalize(Channel::Shopify, &context, &serde_json::to_vec(&delivery.body).unwrap());
            match event.unwrap_or_else(|error| panic!("{}: {error:?}", self.file)).changes.remove(0) {
                Change::Order(change) => change,
                other => panic!("{}: not a change of an order: {other:?}", self.file),
            }
        };
        self.deliveries.iter().map(change).collect()
    }

    /// The order after these changes, with its profit.
    fn order<'a>(&self, changes: impl IntoIterator<Item = &'a OrderChange>) -> OrderState {
        let mut order: Option<OrderState> = None;
        for change in changes {
            order.get_or_insert_with(|| OrderState::new(&change.order_id)).apply(change);
        }
        let mut order = order.unwrap();
        let cost = |cost: &Cost| (cost.sku.clone(), UnitCost { amount: cost.cost, currency: cost.currency.clone() });
        let costs: BTreeMap<_, _> = self.costs.iter().map(cost).collect();
        let profit = compute(&order.profit_input().unwrap(), &self.fees, &costs);
        order.set_profit(Some(profit));
        order
    }
}

/// The figures of an order as `right` has them.
fn figures(order: &OrderState) -> Value {
    let detail: OrderDetail = order.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
    let summary = &detail.summary;
    json!({
        "currency": summary.currency, "total": summary.total, "tax": detail.tax, "refunded": summary.refunded,
        "payment": summary.payment, "status": summary.status, "items": summary.items, "profit": summary.profit,
        "missing": summary.missing, "parts": detail.profit_parts,
    })
}

/// Each order of the numbers below `count`, or the first so many of them.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for number in 0..count {
        let longer = |shorter: &Vec<usize>| {
            let shorter = shorter.clone();
            (0..=shorter.len()).map(move |place| [&shorter[..place], &[number], &shorter[place..]].concat())
        };
        all = all.iter().flat_map(longer).collect();
        // Spread over all, so that late numbers also come first.
        let step = all.len().div_ceil(MAX_PERMUTATIONS);
        all = all.into_iter().step_by(step).collect();
    }
    all
}

#[test]
fn figures_are_those_worked_out_by_hand_in_any_order_of_arrival() {
    let orders = worked_orders();
    assert!(orders.len() >= 40, "{}", orders.len());
    let mut wrong = Vec::new();
    for order in &orders {
        let changes = order.changes();
        let mut arrivals = permutations(changes.len());
        arrivals.push(vec![changes.len() - 1]);
        for arrival in arrivals {
            let computed = figures(&order.order(arrival.iter().map(|index| &changes[*index])));
            if computed != order.right {
                wrong.push(format!("{} {arrival:?}\n  computed {computed}\n  right    {}", order.file, order.right));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), orders.len(), wrong.join("\n"));
}
