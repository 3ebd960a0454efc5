//! Bodies of orders/create, orders/updated and orders/cancelled: a whole order each.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `orders/create`.

use domain::state::Change;
use domain::state::order::{
    Cancellation, FulfillmentStatus, LineItem, OrderChange, OrderContents, OrderSnapshot, PaymentStatus,
};
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use super::fulfillment::{FulfillmentBody, not_too_many};
use super::refund::RefundBody;
use super::topic::Topic;
use crate::{Amount, Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OrderBody {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) name: String,
    pub(super) order_number: Option<Id>,
    pub(super) created_at: Time,
    pub(super) updated_at: Time,
    pub(super) cancelled_at: Option<Time>,
    pub(super) currency: String,
    pub(super) total_price: Amount,
    pub(super) total_tax: Option<Amount>,
    pub(super) financial_status: Option<String>,
    pub(super) fulfillment_status: Option<String>,
    /// Whether the picture does not say where fulfilment stands; a webhook always does.
    #[serde(skip)]
    pub(super) fulfilment_untold: bool,
    pub(super) line_items: Vec<LineBody>,
    #[serde(default)]
    pub(super) refunds: Vec<RefundBody>,
    pub(super) fulfillments: Option<Vec<FulfillmentBody>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LineBody {
    pub(super) id: Id,
    pub(super) sku: Option<String>,
    #[serde(default)]
    pub(super) title: String,
    pub(super) quantity: Units,
    pub(super) price: Amount,
}

/// The longest names and titles that are kept in state, in characters.
const LONGEST_NAME: usize = 100;

/// The most lines, and the most refunds, of an order: ten times what Shopify's checkout takes, and few enough for a row.
const MOST_LINES: usize = 5_000;

/// The order as the sender pictured it.
pub(super) fn normalize(topic: Topic, body: OrderBody) -> Result<NormalizedEvent, NormalizeError> {
    if topic == Topic::OrdersCancelled && body.cancelled_at.is_none() {
        return Err(NormalizeError::new("topic_mismatch", "the order of orders/cancelled is not cancelled"));
    }
    if body.line_items.len() > MOST_LINES || body.refunds.len() > MOST_LINES {
        return Err(NormalizeError::new("too_large", format!("the order has more than {MOST_LINES} lines or refunds")));
    }
    let fulfillments = body.fulfillments.as_deref().unwrap_or_default();
    not_too_many(fulfillments)?;
    let at = body.updated_at;
    let change = OrderChange {
        refunds: body.refunds.iter().map(|refund| refund.change(at)).collect(),
        shipments: fulfillments.iter().map(|fulfillment| fulfillment.change(at)).collect(),
        snapshot: Some(snapshot(&body)),
        ..OrderChange::of(body.id.clone(), at)
    };
    Ok(NormalizedEvent { occurred_at: Some(at), ..NormalizedEvent::of(Change::Order(change), summary(&body)) })
}

fn snapshot(body: &OrderBody) -> OrderSnapshot {
    let line = |line: &LineBody| LineItem {
        id: line.id.to_string(),
        sku: line.sku.as_deref().filter(|sku| !sku.is_empty()).map(|sku| shortened(sku, LONGEST_NAME)),
        title: shortened(&line.title, LONGEST_NAME),
        quantity: line.quantity.0,
        price: Some(line.price.0),
    };
    OrderSnapshot {
        contents: OrderContents {
            name: shortened(&body.name, LONGEST_NAME),
            number: body.order_number.as_ref().map(Id::to_string),
            currency: Some(shortened(&body.currency, 3)),
            total: Some(body.total_price.0),
            tax: body.total_tax.map(|tax| tax.0),
            placed_at: body.created_at,
            lines: body.line_items.iter().map(line).collect(),
        },
        payment: Some(PaymentStatus(status(body.financial_status.as_deref(), "pending"))),
        fulfilment: (!body.fulfilment_untold)
            .then(|| FulfillmentStatus(status(body.fulfillment_status.as_deref(), "unfulfilled"))),
        cancelled_at: Some(Cancellation(body.cancelled_at)),
    }
}

/// A status word; Shopify writes null for the first one of each.
fn status(word: Option<&str>, first: &str) -> String {
    shortened(word.filter(|word| !word.is_empty()).unwrap_or(first), 40)
}

fn summary(body: &OrderBody) -> String {
    let lines = body.line_items.len();
    format!(
        "Order {} ({}): {} {}, {}, {}, {lines} {}{}",
        shortened(&body.name, 40),
        body.id,
        body.total_price.0,
        shortened(&body.currency, 3),
        status(body.financial_status.as_deref(), "pending"),
        status(body.fulfillment_status.as_deref(), "unfulfilled"),
        if lines == 1 { "line" } else { "lines" },
        if body.cancelled_at.is_some() { ", cancelled" } else { "" },
    )
}
