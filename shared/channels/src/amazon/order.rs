//! ORDER_CHANGE: where an order stands and what is in it. Amazon tells no money here, no currency and no buyer.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/blob/main/schemas/notifications/OrderChangeNotification.json>

use domain::state::Change;
use domain::state::order::{
    Cancellation, FulfillmentStatus, LineItem, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, PaymentStatus,
};
use serde::Deserialize;
use types::text::shortened;
use types::time::Time;

use super::{Envelope, not_documented};
use crate::{Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Payload {
    order_change_notification: OrderChanged,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OrderChanged {
    notification_level: Option<String>,
    amazon_order_id: Id,
    order_change_trigger: Option<Trigger>,
    summary: Summary,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trigger {
    time_of_order_change: Option<Time>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    order_status: String,
    purchase_date: Option<Time>,
    fulfillment_type: Option<String>,
    order_items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    order_item_id: Id,
    #[serde(rename = "SellerSKU")]
    seller_sku: Option<String>,
    order_item_status: Option<String>,
    quantity: Units<0>,
}

/// The most lines of an order.
const MOST_LINES: usize = 5_000;
/// The longest words of Amazon's that are kept, in characters.
const LONGEST_WORD: usize = 40;
/// The level of a notification that is about items rather than about the order.
const OF_ITEMS: &str = "OrderItemLevel";
/// Amazon's word for an order, or an item of one, that was called off.
const CANCELLED: &str = "Canceled";

/// The order as Amazon pictured it. Its time is that of the change, or else of the notification.
pub(super) fn normalize(payload: &Payload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let order = &payload.order_change_notification;
    if order.summary.order_items.len() > MOST_LINES {
        return Err(NormalizeError::new("too_large", format!("the order has more than {MOST_LINES} lines")));
    }
    if order.summary.order_items.iter().any(|item| item.quantity.0 == 0 && !is_cancelled(item, &order.summary)) {
        return Err(NormalizeError::new("bad_quantity", "an item of the order has no units and is not cancelled"));
    }
    let changed_at = order.order_change_trigger.as_ref().and_then(|trigger| trigger.time_of_order_change);
    let at = changed_at.or(envelope.event_time).ok_or_else(|| not_documented(envelope, "it has no time"))?;
    let standing = Standing::of(&order.summary.order_status, at);
    let change = OrderChange::of(order.amazon_order_id.clone(), at);
    let change = match contents(order) {
        Some(contents) => OrderChange { snapshot: Some(standing.with(contents)), ..change },
        None => OrderChange { statuses: standing.alone(), ..change },
    };
    Ok(NormalizedEvent::of(Change::Order(change), summary(order)))
}

/// Of what was cancelled no unit may be left.
fn is_cancelled(item: &Item, summary: &Summary) -> bool {
    item.order_item_status.as_deref().unwrap_or(&summary.order_status) == CANCELLED || summary.order_status == CANCELLED
}

/// What the order consists of. A notification about items may leave out the others, and one without the day of purchase
/// pictures no order: both say only where the order stands.
fn contents(order: &OrderChanged) -> Option<OrderContents> {
    let of_items = order.notification_level.as_deref() == Some(OF_ITEMS);
    let placed_at = order.summary.purchase_date.filter(|_| !of_items)?;
    let line = |item: &Item| LineItem {
        id: item.order_item_id.to_string(),
        sku: item.seller_sku.as_deref().filter(|sku| !sku.is_empty()).map(|sku| shortened(sku, 100)),
        title: String::new(),
        quantity: item.quantity.0,
        price: None,
    };
    let (name, lines) = (order.amazon_order_id.to_string(), order.summary.order_items.iter().map(line).collect());
    Some(OrderContents { name, number: None, currency: None, total: None, tax: None, placed_at, lines })
}

/// What `OrderStatus` says of an order.
struct Standing {
    payment: PaymentStatus,
    fulfilment: FulfillmentStatus,
    cancelled_at: Cancellation,
}

impl Standing {
    /// Amazon writes one word for all: payment is authorized from `Unshipped` on
    /// (<https://developer-docs.amazon.com/sp-api/docs/orders-api-v0-reference#orderstatus>). Whether it was paid is not
    /// told. A word that is not known stays as it is.
    fn of(word: &str, at: Time) -> Self {
        let (payment, fulfilment) = match word {
            "Pending" | "PendingAvailability" => ("pending", "unfulfilled"),
            "Unshipped" => ("authorized", "unfulfilled"),
            "PartiallyShipped" => ("authorized", "partial"),
            "Shipped" | "InvoiceUnconfirmed" => ("authorized", "fulfilled"),
            CANCELLED => ("voided", "unfulfilled"),
            other => ("pending", other),
        };
        Self {
            payment: PaymentStatus(payment.to_owned()),
            fulfilment: FulfillmentStatus(shortened(fulfilment, LONGEST_WORD)),
            cancelled_at: Cancellation((word == CANCELLED).then_some(at)),
        }
    }

    fn with(self, contents: OrderContents) -> OrderSnapshot {
        let Self { payment, fulfilment, cancelled_at } = self;
        OrderSnapshot {
            contents,
            payment: Some(payment),
            fulfilment: Some(fulfilment),
            cancelled_at: Some(cancelled_at),
        }
    }

    fn alone(self) -> OrderStatuses {
        let Self { payment, fulfilment, cancelled_at } = self;
        OrderStatuses { payment: Some(payment), fulfilment: Some(fulfilment), cancelled_at: Some(cancelled_at) }
    }
}

fn summary(order: &OrderChanged) -> String {
    let OrderChanged { amazon_order_id, summary, .. } = order;
    let status = shortened(&summary.order_status, LONGEST_WORD);
    let by = summary.fulfillment_type.as_deref().map(|word| format!(", {}", shortened(word, LONGEST_WORD)));
    let lines = summary.order_items.len();
    let noun = if lines == 1 { "line" } else { "lines" };
    format!("Order {amazon_order_id}: {status}{}, {lines} {noun}", by.unwrap_or_default())
}
