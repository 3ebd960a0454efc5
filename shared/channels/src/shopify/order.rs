//! Bodies of orders/create, orders/updated and orders/cancelled: each is the whole order.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `orders/create`.

use domain::state::Change;
use domain::state::order::{
    Cancellation, CurrentAmounts, FulfillmentStatus, LineItem, MoneyTerms, OrderChange, OrderContents, OrderProgress,
    OrderSnapshot, OrderState, OrderStatuses, PaymentStatus, Refund,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use types::text::shortened;
use types::time::Time;

use super::fulfillment::{FulfillmentBody, check_bounds};
use super::money::{MoneySet, shop_amount};
use super::progress;
use super::refund::RefundBody;
use super::topic::Topic;
use crate::optional_field::{
    UNKNOWN_STATUS, boolean, items, null_is_absent, readable_items, status, text, unreadable_is_absent,
};
use crate::{Amount, Id, NormalizeError, NormalizedEvent, SignedAmount, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OrderBody {
    pub(super) id: Id,
    #[serde(default, deserialize_with = "text")]
    pub(super) name: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) order_number: Option<Id>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) created_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) updated_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) cancelled_at: Option<CancelledAt>,
    #[serde(default, deserialize_with = "text")]
    pub(super) currency: Option<String>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_price: Option<Amount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_tax: Option<Amount>,
    /// The order's total after all removals and refunds.
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) current_total_price: Option<Amount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) current_total_tax: Option<Amount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) current_total_duties_set: Option<MoneySet>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) original_total_duties_set: Option<MoneySet>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_cash_rounding_payment_adjustment_set: Option<MoneySet<SignedAmount>>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_cash_rounding_refund_adjustment_set: Option<MoneySet<SignedAmount>>,
    #[serde(default, deserialize_with = "boolean")]
    pub(super) taxes_included: Option<bool>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_tip_received: Option<Amount>,
    #[serde(default, deserialize_with = "status")]
    pub(super) financial_status: Option<String>,
    #[serde(default, deserialize_with = "status")]
    pub(super) fulfillment_status: Option<String>,
    /// Whether the fulfillment status is unknown. It may be so for a fetched order, never for a webhook.
    #[serde(skip)]
    pub(super) is_fulfillment_unknown: bool,
    /// `None` if the body does not have them: the contents of the order are then unknown.
    #[serde(default, deserialize_with = "items")]
    pub(super) line_items: Option<Vec<LineItemBody>>,
    /// `None` if the body does not have them: what the order is worth after its refunds then says nothing.
    #[serde(default, deserialize_with = "items")]
    pub(super) refunds: Option<Vec<RefundBody>>,
    #[serde(default, deserialize_with = "readable_items")]
    pub(super) fulfillments: Option<Vec<FulfillmentBody>>,
    /// Whether it is a test, such as one paid through Shopify's bogus gateway
    /// (<https://help.shopify.com/en/manual/checkout-settings/test-orders>).
    #[serde(default, deserialize_with = "boolean")]
    pub(super) test: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LineItemBody {
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) id: Option<Id>,
    #[serde(default, deserialize_with = "text")]
    pub(super) sku: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) title: Option<String>,
    pub(super) quantity: Units,
    /// Units that were neither removed nor refunded.
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) current_quantity: Option<Units<0>>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) price: Option<Amount>,
    #[serde(default, deserialize_with = "boolean")]
    pub(super) gift_card: Option<bool>,
    #[serde(default, deserialize_with = "readable_items")]
    pub(super) discount_allocations: Option<Vec<DiscountAllocationBody>>,
    /// Only tips have it.
    #[serde(default, deserialize_with = "text")]
    pub(super) tip_payment_gateway: Option<String>,
}

/// A line item's share of a discount.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DiscountAllocationBody {
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount: Option<Amount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount_set: Option<MoneySet>,
}

impl DiscountAllocationBody {
    fn amount(&self) -> Decimal {
        shop_amount(self.amount_set).or(self.amount.map(|amount| amount.0)).unwrap_or_default()
    }
}

/// When the order was cancelled. A time that cannot be read still says that the order was cancelled.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum CancelledAt {
    Time(Time),
    #[serde(deserialize_with = "any_text", serialize_with = "unknown")]
    Unreadable,
}

fn any_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    String::deserialize(deserializer).map(drop)
}

fn unknown<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(UNKNOWN_STATUS)
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
pub(super) fn normalize(topic: Topic, body: OrderBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    if topic == Topic::OrdersCancelled && body.cancelled_at.is_none() {
        return Err(NormalizeError::new(
            "topic_mismatch",
            "the topic is orders/cancelled, but the order is not cancelled",
        ));
    }
    if [body.line_items.as_ref().map_or(0, Vec::len), body.refunds().len()].iter().any(|count| *count > MAX_LINE_ITEMS)
    {
        let message = format!("the order has more than {MAX_LINE_ITEMS} line items or refunds");
        return Err(NormalizeError::new("too_large", message));
    }
    let fulfillments = body.fulfillments.as_deref().unwrap_or_default();
    check_bounds(fulfillments)?;
    let at = body.changed_at().unwrap_or(received_at);
    let change = OrderChange {
        refunds: body.refunds().iter().map(|refund| refund.change(at)).collect::<Result<_, _>>()?,
        shipments: fulfillments.iter().map(|fulfillment| fulfillment.change(at)).collect(),
        ..OrderChange::of(body.id.clone(), at)
    };
    let statuses = statuses(&body, at);
    let refunds: Vec<_> = change.refunds.iter().map(|refund| refund.refund.clone()).collect();
    let contents = body.line_items.as_deref().map(|line_items| contents(&body, line_items, &refunds, at));
    let change = match contents {
        Some(contents) => OrderChange { snapshot: Some(snapshot(contents, statuses, progress::of(&body))), ..change },
        None => OrderChange { statuses, ..change },
    };
    let summary = summary(&body, total(&change).or(body.total_price.map(|total| total.0)));
    Ok(NormalizedEvent { occurred_at: Some(at), ..NormalizedEvent::of(Change::Order(change), summary) })
}

/// The order's total by this body alone, as lists show it: without what was removed.
fn total(change: &OrderChange) -> Option<Decimal> {
    let mut order = OrderState::new(&change.order_id);
    order.apply(change);
    order.total()
}

impl OrderBody {
    /// The time of the order's last change. Without it, the newest time in the body: the change was not before it, so
    /// that a body that has its time wins over this one.
    fn changed_at(&self) -> Option<Time> {
        let refunds = self.refunds().iter().filter_map(RefundBody::processed_at);
        let fulfillments = self.fulfillments.iter().flatten();
        let fulfillments = fulfillments.flat_map(|fulfillment| [fulfillment.created_at, fulfillment.updated_at]);
        let cancelled_at = self.cancelled_at.and_then(CancelledAt::time);
        let newest = || refunds.chain(fulfillments.flatten()).chain(self.created_at).chain(cancelled_at).max();
        self.updated_at.or_else(newest)
    }
}

impl CancelledAt {
    fn time(self) -> Option<Time> {
        match self {
            Self::Time(time) => Some(time),
            Self::Unreadable => None,
        }
    }
}

fn contents(body: &OrderBody, line_items: &[LineItemBody], refunds: &[Refund], at: Time) -> OrderContents {
    let mut contents = OrderContents {
        name: shortened(body.name.as_deref().unwrap_or(body.id.as_str()), MAX_NAME_CHARS),
        number: body.order_number.as_ref().map(Id::to_string),
        currency: body.currency.as_deref().map(|currency| shortened(currency, CURRENCY_CHARS)),
        total: body.total_price.map(|total| total.0),
        tax: tax_and_duties(body.total_tax, body.original_total_duties_set),
        money: money_terms(body, line_items),
        placed_at: body.created_at.unwrap_or(at),
        lines: line_items.iter().enumerate().map(line_item).collect(),
        test: body.is_test(),
    };
    let current = match &body.refunds {
        Some(_) => CurrentAmounts {
            total: body.current_total_price.map(|total| total.0),
            tax: tax_and_duties(body.current_total_tax, body.current_total_duties_set),
        },
        None => CurrentAmounts::default(),
    };
    contents.set_amounts_before_refunds(current, refunds, body.cancelled_at.is_some());
    contents
}

/// Duties are owed as taxes are.
fn tax_and_duties(tax: Option<Amount>, duties: Option<MoneySet>) -> Option<Decimal> {
    let Amount(tax) = tax?;
    Some(shop_amount(duties).filter(|duties| !duties.is_zero()).map_or(tax, |duties| tax + duties))
}

fn money_terms(body: &OrderBody, line_items: &[LineItemBody]) -> MoneyTerms {
    let gift_card = |(index, line_item): (usize, &LineItemBody)| {
        let price = line_item.price.filter(|_| line_item.gift_card == Some(true))?;
        let discounts = line_item.discount_allocations.iter().flatten().map(DiscountAllocationBody::amount);
        let value = price.0 * Decimal::from(line_item.quantity.0) - discounts.sum::<Decimal>();
        Some((line_item_id(index, line_item), value.max(Decimal::ZERO).normalize()))
    };
    let id = |(index, line_item): (usize, &LineItemBody)| line_item_id(index, line_item);
    let rounding = |set: Option<MoneySet<SignedAmount>>| shop_amount(set).unwrap_or_default().normalize();
    MoneyTerms {
        taxes_included: body.taxes_included.unwrap_or(false),
        cash_rounding_paid: rounding(body.total_cash_rounding_payment_adjustment_set),
        cash_rounding_refunded: rounding(body.total_cash_rounding_refund_adjustment_set),
        gift_cards: line_items.iter().enumerate().filter_map(gift_card).collect(),
        tips: line_items.iter().enumerate().filter(|(_, line_item)| is_tip(body, line_item)).map(id).collect(),
    }
}

/// Whether a line item is the tip. The Admin API does not mark it, but states its amount.
fn is_tip(body: &OrderBody, line_item: &LineItemBody) -> bool {
    let is_named = line_item.sku.is_none() && line_item.title.as_deref() == Some("Tip");
    let total = line_item.price.map(|price| price.0 * Decimal::from(line_item.quantity.0));
    let received = body.total_tip_received.map(|tip| tip.0).filter(|tip| !tip.is_zero());
    line_item.tip_payment_gateway.is_some() || is_named && received.is_some() && total == received
}

/// A line item without an id has its position as id, from 1, as on the other channels.
fn line_item_id(index: usize, line_item: &LineItemBody) -> String {
    line_item.id.as_ref().map_or_else(|| (index + 1).to_string(), Id::to_string)
}

fn line_item((index, line_item): (usize, &LineItemBody)) -> LineItem {
    LineItem {
        id: line_item_id(index, line_item),
        sku: line_item.sku.as_deref().map(|sku| shortened(sku, MAX_NAME_CHARS)),
        title: shortened(line_item.title.as_deref().unwrap_or_default(), MAX_NAME_CHARS),
        quantity: line_item.quantity.0,
        price: line_item.price.map(|price| price.0),
    }
}

fn snapshot(contents: OrderContents, statuses: OrderStatuses, progress: OrderProgress) -> OrderSnapshot {
    let OrderStatuses { payment, fulfilment, cancelled_at } = statuses;
    OrderSnapshot { contents, payment, fulfilment, cancelled_at, progress: Some(Box::new(progress)) }
}

fn statuses(body: &OrderBody, at: Time) -> OrderStatuses {
    OrderStatuses {
        payment: Some(PaymentStatus(status_text(body.financial_status.as_deref(), "pending"))),
        fulfilment: (!body.is_fulfillment_unknown)
            .then(|| FulfillmentStatus(status_text(body.fulfillment_status.as_deref(), "unfulfilled"))),
        cancelled_at: Some(Cancellation(body.cancelled_at.map(|cancelled| cancelled.time().unwrap_or(at)))),
    }
}

impl OrderBody {
    /// The refunds; none if the body does not have them.
    pub(super) fn refunds(&self) -> &[RefundBody] {
        self.refunds.as_deref().unwrap_or_default()
    }

    fn is_test(&self) -> bool {
        self.test.unwrap_or_default()
    }
}

/// A status; Shopify writes null for the initial one.
fn status_text(status: Option<&str>, initial: &str) -> String {
    shortened(status.unwrap_or(initial), MAX_STATUS_CHARS)
}

fn summary(body: &OrderBody, total: Option<Decimal>) -> String {
    let name = body.name.as_deref().map(|name| shortened(name, MAX_STATUS_CHARS));
    let currency = body.currency.as_deref().map(|currency| shortened(currency, CURRENCY_CHARS));
    let money = [total.map(|total| total.to_string()), currency].into_iter().flatten();
    let line_items = body.line_items.as_ref().map(Vec::len);
    let line_items = line_items.map(|count| format!("{count} {}", if count == 1 { "line" } else { "lines" }));
    let parts = [
        Some(money.collect::<Vec<_>>().join(" ")).filter(|money| !money.is_empty()),
        Some(status_text(body.financial_status.as_deref(), "pending")),
        Some(status_text(body.fulfillment_status.as_deref(), "unfulfilled")),
        line_items,
        body.cancelled_at.is_some().then(|| "cancelled".to_owned()),
    ];
    let noun = if body.is_test() { "Test order" } else { "Order" };
    let title = name.map_or_else(|| format!("{noun} {}", body.id), |name| format!("{noun} {name} ({})", body.id));
    format!("{title}: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
