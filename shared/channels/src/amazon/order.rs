//! ORDER_CHANGE: an order's status and line items. Amazon sends no amounts here, no currency and no buyer.
//!
//! Fields:
//! <https://github.com/amzn/selling-partner-api-models/blob/main/schemas/notifications/OrderChangeNotification.json>

use domain::state::Change;
use domain::state::order::{
    Cancellation, FulfillmentStatus, LineItem, MoneyTerms, OrderChange, OrderContents, OrderSnapshot, OrderStatuses,
    PaymentStatus,
};
use types::text::shortened;
use types::time::Time;

use super::time;
use crate::lenient::Fields;
use crate::{NormalizeError, NormalizedEvent};

/// The members of a notification that are read.
struct OrderBody {
    level: Option<String>,
    id: String,
    status: Option<String>,
    placed_at: Option<Time>,
    fulfillment_type: Option<String>,
    items: Option<Vec<Item>>,
}

struct Item {
    id: String,
    sku: Option<String>,
    quantity: u64,
}

/// The most line items of an order.
const MAX_LINE_ITEMS: usize = 5_000;
/// The longest status and fulfillment type, in characters; longer text is cut.
const MAX_STATUS_CHARS: usize = 40;
/// The level of a notification about some items rather than the order.
const ITEM_LEVEL: &str = "OrderItemLevel";
/// Amazon's status of a cancelled order or item.
const CANCELLED: &str = "Canceled";

/// The order. Its time is that of the change, else that of the notification.
pub(super) fn normalize(fields: &Fields<'_>, notified_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let trigger = fields.object(&["OrderChangeTrigger"])?;
    let changed_at = trigger.and_then(|trigger| trigger.time_by(&["TimeOfOrderChange"], time::parse));
    let at = changed_at.unwrap_or(notified_at);
    let order = order(fields)?;
    let statuses = MappedStatuses::of(order.status.as_deref(), at);
    let change = OrderChange::of(order.id.clone(), at);
    let change = match contents(&order) {
        Some(contents) => OrderChange { snapshot: Some(statuses.with(contents)), ..change },
        None => OrderChange { statuses: statuses.alone(), ..change },
    };
    Ok(NormalizedEvent::of(Change::Order(change), summary(&order)))
}

fn order(fields: &Fields<'_>) -> Result<OrderBody, NormalizeError> {
    let id = fields.required_id("AmazonOrderId", &["AmazonOrderId"])?;
    let level = fields.text(&["NotificationLevel"]);
    let Some(summary) = fields.object(&["Summary"])? else {
        return Ok(OrderBody { level, id, status: None, placed_at: None, fulfillment_type: None, items: None });
    };
    let status = summary.text(&["OrderStatus"]);
    let read_item = |index, fields: Fields<'_>| item(index, &fields, status.as_deref());
    Ok(OrderBody {
        level,
        id,
        placed_at: summary.time_by(&["PurchaseDate"], time::parse),
        fulfillment_type: summary.text(&["FulfillmentType"]),
        items: summary.items(&["OrderItems"], MAX_LINE_ITEMS, read_item)?,
        status,
    })
}

/// A line item. One without an id has its position as id, from 1. Only a cancelled one may have zero units.
fn item(index: usize, fields: &Fields<'_>, order_status: Option<&str>) -> Result<Item, NormalizeError> {
    let status = fields.text(&["OrderItemStatus"]);
    let is_cancelled = [status.as_deref().or(order_status), order_status].contains(&Some(CANCELLED));
    let quantity = fields.any_units(&["Quantity"])?;
    let quantity = quantity.filter(|units| *units > 0 || is_cancelled).ok_or_else(|| {
        NormalizeError::new("bad_quantity", "a line item of the order has no units and is not cancelled")
    })?;
    let id = fields.optional_id(&["OrderItemId"]).unwrap_or_else(|| (index + 1).to_string());
    Ok(Item { id, sku: fields.text(&["SellerSKU"]), quantity })
}

/// The contents of the order. A notification of item level may leave out other items, and one without the purchase date
/// or without items is no snapshot: all of these change only the statuses.
fn contents(order: &OrderBody) -> Option<OrderContents> {
    let is_item_level = order.level.as_deref() == Some(ITEM_LEVEL);
    let (placed_at, items) = (order.placed_at.filter(|_| !is_item_level)?, order.items.as_ref()?);
    let line_item = |item: &Item| LineItem {
        id: item.id.clone(),
        sku: item.sku.clone(),
        title: String::new(),
        quantity: item.quantity,
        price: None,
    };
    let (name, lines) = (order.id.clone(), items.iter().map(line_item).collect());
    Some(OrderContents {
        name,
        number: None,
        currency: None,
        total: None,
        tax: None,
        money: MoneyTerms::default(),
        placed_at,
        lines,
        test: false,
    })
}

/// The statuses that follow from `OrderStatus`; each is `None` if it does not follow.
#[derive(Default)]
struct MappedStatuses {
    payment: Option<PaymentStatus>,
    fulfilment: Option<FulfillmentStatus>,
    cancelled_at: Option<Cancellation>,
}

impl MappedStatuses {
    /// Amazon has one status for payment and fulfillment: payment is authorized from `Unshipped` on
    /// (<https://developer-docs.amazon.com/sp-api/docs/orders-api-v0-reference#orderstatus>), and Amazon does not
    /// report when it is paid. An unknown status is kept as the fulfillment status, and says nothing about the payment.
    fn of(status: Option<&str>, at: Time) -> Self {
        let Some(status) = status else { return Self::default() };
        let (payment, fulfilment) = match status {
            "Pending" | "PendingAvailability" => (Some("pending"), "unfulfilled"),
            "Unshipped" => (Some("authorized"), "unfulfilled"),
            "PartiallyShipped" => (Some("authorized"), "partial"),
            "Shipped" | "InvoiceUnconfirmed" => (Some("authorized"), "fulfilled"),
            CANCELLED => (Some("voided"), "unfulfilled"),
            other => (None, other),
        };
        Self {
            payment: payment.map(|payment| PaymentStatus(payment.to_owned())),
            fulfilment: Some(FulfillmentStatus(shortened(fulfilment, MAX_STATUS_CHARS))),
            cancelled_at: Some(Cancellation((status == CANCELLED).then_some(at))),
        }
    }

    fn with(self, contents: OrderContents) -> OrderSnapshot {
        let Self { payment, fulfilment, cancelled_at } = self;
        OrderSnapshot { contents, payment, fulfilment, cancelled_at, progress: None }
    }

    fn alone(self) -> OrderStatuses {
        let Self { payment, fulfilment, cancelled_at } = self;
        OrderStatuses { payment, fulfilment, cancelled_at }
    }
}

fn summary(order: &OrderBody) -> String {
    let lines = |items: &Vec<Item>| format!("{} {}", items.len(), if items.len() == 1 { "line" } else { "lines" });
    let short = |text: &String| shortened(text, MAX_STATUS_CHARS);
    let parts = [
        Some(order.status.as_ref().map_or_else(|| "no status".to_owned(), short)),
        order.fulfillment_type.as_ref().map(short),
        order.items.as_ref().map(lines),
    ];
    format!("Order {}: {}", order.id, parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
