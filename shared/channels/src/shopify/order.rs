//! Bodies of orders/create, orders/updated and orders/cancelled: each is the whole order.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `orders/create`.

use domain::state::Change;
use domain::state::order::{
    Cancellation, FulfillmentStatus, LineItem, OrderChange, OrderContents, OrderSnapshot, PaymentStatus,
};
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use super::fulfillment::{FulfillmentBody, check_bounds};
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
    /// Whether the fulfillment status is unknown. It may be so for a fetched order, never for a webhook.
    #[serde(skip)]
    pub(super) is_fulfillment_unknown: bool,
    pub(super) line_items: Vec<LineItemBody>,
    #[serde(default)]
    pub(super) refunds: Vec<RefundBody>,
    pub(super) fulfillments: Option<Vec<FulfillmentBody>>,
    /// Whether it is a test, such as one paid through Shopify's bogus gateway
    /// (<https://help.shopify.com/en/manual/checkout-settings/test-orders>).
    pub(super) test: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LineItemBody {
    pub(super) id: Id,
    pub(super) sku: Option<String>,
    #[serde(default)]
    pub(super) title: String,
    pub(super) quantity: Units,
    pub(super) price: Amount,
}

/// The longest order name, SKU and title in state, in characters; longer text is cut.
const MAX_NAME_CHARS: usize = 100;
/// The longest order name and status in a summary, in characters.
const MAX_STATUS_CHARS: usize = 40;
/// The length of a currency code (ISO 4217).
const CURRENCY_CHARS: usize = 3;

/// The most line items, and the most refunds, of an order: ten times what Shopify's checkout accepts, and few enough
/// for a row.
const MAX_LINE_ITEMS: usize = 5_000;

/// The order as a snapshot with its refunds and fulfillments.
pub(super) fn normalize(topic: Topic, body: OrderBody) -> Result<NormalizedEvent, NormalizeError> {
    if topic == Topic::OrdersCancelled && body.cancelled_at.is_none() {
        return Err(NormalizeError::new(
            "topic_mismatch",
            "the topic is orders/cancelled, but the order is not cancelled",
        ));
    }
    if body.line_items.len() > MAX_LINE_ITEMS || body.refunds.len() > MAX_LINE_ITEMS {
        let message = format!("the order has more than {MAX_LINE_ITEMS} line items or refunds");
        return Err(NormalizeError::new("too_large", message));
    }
    let fulfillments = body.fulfillments.as_deref().unwrap_or_default();
    check_bounds(fulfillments)?;
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
    let line_item = |line_item: &LineItemBody| LineItem {
        id: line_item.id.to_string(),
        sku: line_item.sku.as_deref().filter(|sku| !sku.is_empty()).map(|sku| shortened(sku, MAX_NAME_CHARS)),
        title: shortened(&line_item.title, MAX_NAME_CHARS),
        quantity: line_item.quantity.0,
        price: Some(line_item.price.0),
    };
    OrderSnapshot {
        contents: OrderContents {
            name: shortened(&body.name, MAX_NAME_CHARS),
            number: body.order_number.as_ref().map(Id::to_string),
            currency: Some(shortened(&body.currency, CURRENCY_CHARS)),
            total: Some(body.total_price.0),
            tax: body.total_tax.map(|tax| tax.0),
            placed_at: body.created_at,
            lines: body.line_items.iter().map(line_item).collect(),
            test: body.is_test(),
        },
        payment: Some(PaymentStatus(status(body.financial_status.as_deref(), "pending"))),
        fulfilment: (!body.is_fulfillment_unknown)
            .then(|| FulfillmentStatus(status(body.fulfillment_status.as_deref(), "unfulfilled"))),
        cancelled_at: Some(Cancellation(body.cancelled_at)),
    }
}

impl OrderBody {
    fn is_test(&self) -> bool {
        self.test.unwrap_or_default()
    }
}

/// A status; Shopify writes null for the initial one.
fn status(status: Option<&str>, initial: &str) -> String {
    shortened(status.filter(|status| !status.is_empty()).unwrap_or(initial), MAX_STATUS_CHARS)
}

fn summary(body: &OrderBody) -> String {
    let count = body.line_items.len();
    format!(
        "{} {} ({}): {} {}, {}, {}, {count} {}{}",
        if body.is_test() { "Test order" } else { "Order" },
        shortened(&body.name, MAX_STATUS_CHARS),
        body.id,
        body.total_price.0,
        shortened(&body.currency, CURRENCY_CHARS),
        status(body.financial_status.as_deref(), "pending"),
        status(body.fulfillment_status.as_deref(), "unfulfilled"),
        if count == 1 { "line" } else { "lines" },
        if body.cancelled_at.is_some() { ", cancelled" } else { "" },
    )
}
