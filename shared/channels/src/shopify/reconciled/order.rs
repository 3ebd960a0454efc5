//! An order as GraphQL returns it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Order>

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::money::MoneySet;
use super::super::order::{CancelledAt, DiscountAllocationBody, LineItemBody, OrderBody};
use super::fulfillment::FetchedFulfillment;
use super::page::{Connection, ShopMoney};
use super::refund::FetchedRefund;
use super::settled::end_of_second;
use crate::{Amount, Id, Units};

/// A fetched order: the fields that are read. It is also stored in this form, so that equal orders are equal bytes, and
/// nothing is stored that was not requested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedOrder {
    legacy_resource_id: Id,
    name: String,
    /// `order_number` of webhooks.
    number: Option<Id>,
    created_at: Time,
    /// The time of the order's last change, which becomes the time of the event.
    pub updated_at: Time,
    cancelled_at: Option<Time>,
    currency_code: String,
    display_financial_status: Option<String>,
    display_fulfillment_status: Option<String>,
    total_price_set: ShopMoney,
    total_tax_set: Option<ShopMoney>,
    /// `None` in what older versions stored, as for the amounts below.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_total_price_set: Option<ShopMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_total_tax_set: Option<ShopMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_total_duties_set: Option<ShopMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_total_duties_set: Option<ShopMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_cash_rounding_adjustment: Option<FetchedCashRounding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxes_included: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_tip_received_set: Option<ShopMoney>,
    /// The line items.
    pub line_items: Connection<FetchedLineItem>,
    /// The refunds.
    #[serde(default)]
    pub refunds: Vec<FetchedRefund>,
    /// The fulfillments; `None` if they were not requested.
    pub fulfillments: Option<Vec<FetchedFulfillment>>,
    /// Whether there are refunds or fulfillments that were not fetched.
    #[serde(default, rename = "more")]
    pub has_unfetched_parts: bool,
    /// Only written if true, so that orders that were stored before the field was fetched keep their bytes.
    #[serde(default, skip_serializing_if = "is_not_true")]
    test: Option<bool>,
    /// The end of the second whose snapshots the order decides between, if it was fetched for that. It is not Shopify's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settled_at: Option<Time>,
}

fn is_not_true(test: &Option<bool>) -> bool {
    *test != Some(true)
}

/// How many entries were requested of lists that have no pages: a list with as many entries may be incomplete.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// Refunds of an order.
    pub refunds: usize,
    /// Fulfillments of an order.
    pub fulfillments: usize,
    /// Tracking numbers of a fulfillment.
    pub tracking: usize,
}

/// A line item of a fetched order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedLineItem {
    id: String,
    sku: Option<String>,
    #[serde(default)]
    title: String,
    quantity: Units,
    /// `None` in what older versions stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_quantity: Option<Units<0>>,
    original_unit_price_set: ShopMoney,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_gift_card: Option<bool>,
    /// The price of all units after all discounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    discounted_total_set: Option<ShopMoney>,
}

/// The rounding of cash that was paid and paid back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FetchedCashRounding {
    payment_set: ShopMoney,
    refund_set: ShopMoney,
}

/// A reference to another object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ObjectReference {
    pub(super) id: String,
}

/// The fulfillment status as webhooks write it. For an order in progress (`IN_PROGRESS`, `ON_HOLD`, `SCHEDULED`, ...) a
/// webhook says whether a part was sent, and GraphQL does not: then the status is unknown.
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus>
fn fulfillment_status(displayed: &str) -> Option<&'static str> {
    Some(match displayed {
        "UNFULFILLED" | "OPEN" => "unfulfilled",
        "PARTIALLY_FULFILLED" => "partial",
        "FULFILLED" => "fulfilled",
        "RESTOCKED" => "restocked",
        _ => return None,
    })
}

impl FetchedOrder {
    /// Whether every list of the order was fetched to its end, given the requested limits.
    pub fn is_complete(&self, limits: FetchLimits) -> bool {
        let has_all_refunds =
            self.refunds.len() < limits.refunds && self.refunds.iter().all(FetchedRefund::is_complete);
        let fulfillments = self.fulfillments.as_deref().unwrap_or_default();
        let has_all_fulfillments = fulfillments.len() < limits.fulfillments
            && fulfillments.iter().all(|fulfillment| fulfillment.is_complete(limits.tracking));
        self.line_items.is_last() && has_all_refunds && has_all_fulfillments && !self.has_unfetched_parts
    }

    /// The order as one that decides between its snapshots of the source time `tied_at`.
    #[must_use]
    pub fn settling(self, tied_at: Time) -> Self {
        Self { settled_at: Some(end_of_second(tied_at)), ..self }
    }

    /// The body that is stored.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an order of plain fields serializes")
    }

    /// The webhook with the same order at the same moment.
    pub(super) fn as_webhook(&self) -> Result<OrderBody, String> {
        let displayed = self.display_fulfillment_status.as_deref().unwrap_or_default();
        let known = fulfillment_status(displayed);
        let status_text = known.map_or_else(|| displayed.to_ascii_lowercase(), str::to_owned);
        let line_items = self.line_items.nodes.iter().map(FetchedLineItem::as_webhook);
        let refund = |refund: &FetchedRefund| refund.as_webhook(&self.legacy_resource_id);
        let fulfillments = self.fulfillments.as_ref();
        let fulfillments = fulfillments.map(|all| all.iter().map(FetchedFulfillment::as_webhook).collect());
        let amount = |set: &Option<ShopMoney>| set.as_ref().map(|set| set.shop_money.exact()).transpose();
        let money_set = |set: &Option<ShopMoney>| set.as_ref().map(ShopMoney::as_webhook).transpose();
        let rounding = self.total_cash_rounding_adjustment.as_ref();
        Ok(OrderBody {
            id: self.legacy_resource_id.clone(),
            name: Some(self.name.clone()),
            order_number: self.number.clone(),
            created_at: Some(self.created_at),
            updated_at: Some(self.updated_at),
            cancelled_at: self.cancelled_at.map(CancelledAt::Time),
            currency: Some(self.currency_code.clone()),
            total_price: Some(self.total_price_set.shop_money.exact()?),
            total_tax: amount(&self.total_tax_set)?,
            current_total_price: amount(&self.current_total_price_set)?,
            current_total_tax: amount(&self.current_total_tax_set)?,
            current_total_duties_set: money_set(&self.current_total_duties_set)?,
            original_total_duties_set: money_set(&self.original_total_duties_set)?,
            total_cash_rounding_payment_adjustment_set: rounding
                .map(|of| of.payment_set.as_signed_webhook())
                .transpose()?,
            total_cash_rounding_refund_adjustment_set: rounding
                .map(|of| of.refund_set.as_signed_webhook())
                .transpose()?,
            taxes_included: self.taxes_included,
            total_tip_received: amount(&self.total_tip_received_set)?,
            financial_status: self.display_financial_status.as_deref().map(str::to_ascii_lowercase),
            fulfillment_status: Some(status_text),
            is_fulfillment_unknown: known.is_none(),
            line_items: Some(line_items.collect::<Result<_, _>>()?),
            refunds: Some(self.refunds.iter().map(refund).collect::<Result<_, _>>()?),
            fulfillments: fulfillments.transpose()?,
            test: self.test,
        })
    }
}

impl FetchedLineItem {
    fn as_webhook(&self) -> Result<LineItemBody, String> {
        let price = self.original_unit_price_set.shop_money.exact()?;
        let discounted = self.discounted_total_set.as_ref().map(|set| set.shop_money.exact()).transpose()?;
        let discount = discounted.map(|Amount(discounted)| {
            let amount = Amount((price.0 * Decimal::from(self.quantity.0) - discounted).max(Decimal::ZERO));
            DiscountAllocationBody { amount: None, amount_set: Some(MoneySet::of(amount)) }
        });
        Ok(LineItemBody {
            id: Some(number_of(&self.id)?),
            sku: self.sku.clone().filter(|sku| !sku.is_empty()),
            title: Some(self.title.clone()),
            quantity: self.quantity,
            current_quantity: self.current_quantity,
            price: Some(price),
            gift_card: self.is_gift_card,
            discount_allocations: Some(discount.into_iter().collect()),
            tip_payment_gateway: None,
        })
    }
}

/// The number in `gid://shopify/LineItem/884301957260413972`, which is the id in webhooks
/// (<https://shopify.dev/docs/api/usage/gids>).
pub(super) fn number_of(gid: &str) -> Result<Id, String> {
    let number = gid.rsplit('/').next().and_then(|last| last.split('?').next()).unwrap_or_default();
    let id = number.bytes().all(|c| c.is_ascii_digit()).then(|| serde_json::from_str(number).ok()).flatten();
    id.ok_or_else(|| "an id is not a global id of Shopify".to_owned())
}
