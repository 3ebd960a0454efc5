//! ORDER_CHANGE: an order's status and line items. Amazon sends no amounts here, no currency and no buyer.
//!
//! Fields:
//! <https://github.com/amzn/selling-partner-api-models/blob/main/schemas/notifications/OrderChangeNotification.json>

use domain::state::Change;
use domain::state::order::{
    Cancellation, FulfillmentStatus, LineItem, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, PaymentStatus,
};
use serde::Deserialize;
use types::text::shortened;
use types::time::Time;

use super::envelope::Envelope;
use super::undocumented;
use crate::{Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Payload {
    order_change_notification: OrderBody,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OrderBody {
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

/// The most line items of an order.
const MAX_LINE_ITEMS: usize = 5_000;
/// The longest SKU, in characters; a longer one is cut.
const MAX_SKU_CHARS: usize = 100;
/// The longest status and fulfillment type, in characters; longer text is cut.
const MAX_STATUS_CHARS: usize = 40;
/// The level of a notification about some items rather than the order.
const ITEM_LEVEL: &str = "OrderItemLevel";
/// Amazon's status of a cancelled order or item.
const CANCELLED: &str = "Canceled";

/// The order. Its time is that of the change, else that of the notification.
pub(super) fn normalize(payload: &Payload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let order = &payload.order_change_notification;
    if order.summary.order_items.len() > MAX_LINE_ITEMS {
        return Err(NormalizeError::new("too_large", format!("the order has more than {MAX_LINE_ITEMS} line items")));
    }
    if order.summary.order_items.iter().any(|item| item.quantity.0 == 0 && !is_cancelled(item, &order.summary)) {
        return Err(NormalizeError::new("bad_quantity", "a line item of the order has no units and is not cancelled"));
    }
    let changed_at = order.order_change_trigger.as_ref().and_then(|trigger| trigger.time_of_order_change);
    let at = changed_at.or(envelope.event_time).ok_or_else(|| undocumented(envelope, "it has no time"))?;
    let statuses = MappedStatuses::of(&order.summary.order_status, at);
    let change = OrderChange::of(order.amazon_order_id.clone(), at);
    let change = match contents(order) {
        Some(contents) => OrderChange { snapshot: Some(statuses.with(contents)), ..change },
        None => OrderChange { statuses: statuses.alone(), ..change },
    };
    Ok(NormalizedEvent::of(Change::Order(change), summary(order)))
}

/// Whether the item or its order is cancelled: such an item may have zero units.
fn is_cancelled(item: &Item, summary: &Summary) -> bool {
    item.order_item_status.as_deref().unwrap_or(&summary.order_status) == CANCELLED || summary.order_status == CANCELLED
}

/// The contents of the order. A notification of item level may leave out other items, and one without the purchase date
/// is no snapshot: both change only the statuses.
fn contents(order: &OrderBody) -> Option<OrderContents> {
    let is_item_level = order.notification_level.as_deref() == Some(ITEM_LEVEL);
    let placed_at = order.summary.purchase_date.filter(|_| !is_item_level)?;
    let line_item = |item: &Item| LineItem {
        id: item.order_item_id.to_string(),
        sku: item.seller_sku.as_deref().filter(|sku| !sku.is_empty()).map(|sku| shortened(sku, MAX_SKU_CHARS)),
        title: String::new(),
        quantity: item.quantity.0,
        price: None,
    };
    let (name, lines) = (order.amazon_order_id.to_string(), order.summary.order_items.iter().map(line_item).collect());
    Some(OrderContents { name, number: None, currency: None, total: None, tax: None, placed_at, lines, test: false })
}

/// The statuses that follow from `OrderStatus`.
struct MappedStatuses {
    payment: PaymentStatus,
    fulfilment: FulfillmentStatus,
    cancelled_at: Cancellation,
}

impl MappedStatuses {
    /// Amazon has one status for payment and fulfillment: payment is authorized from `Unshipped` on
    /// (<https://developer-docs.amazon.com/sp-api/docs/orders-api-v0-reference#orderstatus>), and Amazon does not
    /// report when it is paid. An unknown status is kept as the fulfillment status.
    fn of(status: &str, at: Time) -> Self {
        let (payment, fulfilment) = match status {
            "Pending" | "PendingAvailability" => ("pending", "unfulfilled"),
            "Unshipped" => ("authorized", "unfulfilled"),
            "PartiallyShipped" => ("authorized", "partial"),
            "Shipped" | "InvoiceUnconfirmed" => ("authorized", "fulfilled"),
            CANCELLED => ("voided", "unfulfilled"),
            other => ("pending", other),
        };
        Self {
            payment: PaymentStatus(payment.to_owned()),
            fulfilment: FulfillmentStatus(shortened(fulfilment, MAX_STATUS_CHARS)),
            cancelled_at: Cancellation((status == CANCELLED).then_some(at)),
        }
    }

    fn with(self, contents: OrderContents) -> OrderSnapshot {
        let Self { payment, fulfilment, cancelled_at } = self;
        OrderSnapshot {
            contents,
            payment: Some(payment),
            fulfilment: Some(fulfilment),
            cancelled_at: Some(cancelled_at),
            progress: None,
        }
    }

    fn alone(self) -> OrderStatuses {
        let Self { payment, fulfilment, cancelled_at } = self;
        OrderStatuses { payment: Some(payment), fulfilment: Some(fulfilment), cancelled_at: Some(cancelled_at) }
    }
}

fn summary(order: &OrderBody) -> String {
    let OrderBody { amazon_order_id, summary, .. } = order;
    let status = shortened(&summary.order_status, MAX_STATUS_CHARS);
    let fulfillment =
        summary.fulfillment_type.as_deref().map(|kind| format!(", {}", shortened(kind, MAX_STATUS_CHARS)));
    let count = summary.order_items.len();
    let noun = if count == 1 { "line" } else { "lines" };
    format!("Order {amazon_order_id}: {status}{}, {count} {noun}", fulfillment.unwrap_or_default())
}
