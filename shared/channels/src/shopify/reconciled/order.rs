//! An order as GraphQL tells it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Order>

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::order::{LineBody, OrderBody};
use super::fulfillment::FetchedFulfillment;
use super::page::{Connection, ShopMoney};
use super::refund::FetchedRefund;
use crate::{Id, Units};

/// An order, as far as it is read. It is written in this form too, so that the same order is the same bytes, and nothing is
/// stored that was not asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedOrder {
    legacy_resource_id: Id,
    name: String,
    /// `order_number` of webhooks.
    number: Option<Id>,
    created_at: Time,
    pub updated_at: Time,
    cancelled_at: Option<Time>,
    currency_code: String,
    display_financial_status: Option<String>,
    display_fulfillment_status: Option<String>,
    total_price_set: ShopMoney,
    total_tax_set: Option<ShopMoney>,
    pub line_items: Connection<FetchedLineItem>,
    #[serde(default)]
    pub refunds: Vec<FetchedRefund>,
    /// `None` where they were not asked for.
    pub fulfillments: Option<Vec<FetchedFulfillment>>,
    /// Whether there are refunds or fulfillments that were not asked for.
    #[serde(default)]
    pub more: bool,
}

/// How many were asked for of lists without pages: one that is full may have more.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// Of an order.
    pub refunds: usize,
    /// Of an order.
    pub fulfillments: usize,
    /// Of each fulfillment.
    pub tracking: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedLineItem {
    id: String,
    sku: Option<String>,
    #[serde(default)]
    title: String,
    quantity: Units,
    original_unit_price_set: ShopMoney,
}

/// What another thing names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

/// Fulfilment in the words of webhooks. Of an order that somebody works on (`IN_PROGRESS`, `ON_HOLD`, `SCHEDULED`, ...)
/// they say whether a part was sent, and GraphQL does not: then nothing is said.
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus>
fn fulfilment(word: &str) -> Option<&'static str> {
    Some(match word {
        "UNFULFILLED" | "OPEN" => "unfulfilled",
        "PARTIALLY_FULFILLED" => "partial",
        "FULFILLED" => "fulfilled",
        "RESTOCKED" => "restocked",
        _ => return None,
    })
}

impl FetchedOrder {
    /// Whether nothing is missing.
    pub fn is_whole(&self, asked: FetchLimits) -> bool {
        let refunds_are = self.refunds.len() < asked.refunds && self.refunds.iter().all(FetchedRefund::is_whole);
        let fulfillments = self.fulfillments.as_deref().unwrap_or_default();
        let fulfillments_are =
            fulfillments.len() < asked.fulfillments && fulfillments.iter().all(|one| one.is_whole(asked.tracking));
        self.line_items.is_last() && refunds_are && fulfillments_are && !self.more
    }

    /// As it is stored.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an order of plain fields serializes")
    }

    /// The webhook that pictures the same order at the same moment.
    pub(super) fn as_webhook(&self) -> Result<OrderBody, String> {
        let told = self.display_fulfillment_status.as_deref().unwrap_or_default();
        let fulfilment = fulfilment(told);
        let shown = fulfilment.map_or_else(|| told.to_ascii_lowercase(), str::to_owned);
        let line = |line: &FetchedLineItem| line.as_webhook();
        let refund = |refund: &FetchedRefund| refund.as_webhook(&self.legacy_resource_id);
        let fulfillments = self.fulfillments.as_ref();
        let fulfillments = fulfillments.map(|all| all.iter().map(FetchedFulfillment::as_webhook).collect());
        Ok(OrderBody {
            id: self.legacy_resource_id.clone(),
            name: self.name.clone(),
            order_number: self.number.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            cancelled_at: self.cancelled_at,
            currency: self.currency_code.clone(),
            total_price: self.total_price_set.shop_money.exact()?,
            total_tax: self.total_tax_set.as_ref().map(|tax| tax.shop_money.exact()).transpose()?,
            financial_status: self.display_financial_status.as_deref().map(str::to_ascii_lowercase),
            fulfillment_status: Some(shown),
            fulfilment_untold: fulfilment.is_none(),
            line_items: self.line_items.nodes.iter().map(line).collect::<Result<_, _>>()?,
            refunds: self.refunds.iter().map(refund).collect::<Result<_, _>>()?,
            fulfillments: fulfillments.transpose()?,
        })
    }
}

impl FetchedLineItem {
    fn as_webhook(&self) -> Result<LineBody, String> {
        Ok(LineBody {
            id: number_of(&self.id)?,
            sku: self.sku.clone(),
            title: self.title.clone(),
            quantity: self.quantity,
            price: self.original_unit_price_set.shop_money.exact()?,
        })
    }
}

/// The number in `gid://shopify/LineItem/884301957260413972`, which is the id that webhooks have
/// (<https://shopify.dev/docs/api/usage/gids>).
pub(super) fn number_of(gid: &str) -> Result<Id, String> {
    let number = gid.rsplit('/').next().and_then(|last| last.split('?').next()).unwrap_or_default();
    let id = number.bytes().all(|c| c.is_ascii_digit()).then(|| serde_json::from_str(number).ok()).flatten();
    id.ok_or_else(|| "an id is none of Shopify's".to_owned())
}
