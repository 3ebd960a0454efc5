//! The kind of a body by its own fields: the topic header is not signed.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::json_reader::is_object;

/// A kind of body that Shopify sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Order,
    Refund,
    InventoryLevel,
    Product,
    Shop,
    DataRequest,
    CustomerRedaction,
    ShopRedaction,
}

impl BodyKind {
    /// The kind of a body; `None` if its fields match no kind.
    pub(super) fn of(text: &str) -> Option<Self> {
        let has: PresentFields = is_object(text).then(|| serde_json::from_str(text).ok()).flatten()?;
        if has.order_id && (has.refund_line_items || has.transactions) {
            Some(Self::Refund)
        } else if has.line_items && has.financial_status {
            Some(Self::Order)
        } else if has.inventory_item_id && has.location_id {
            Some(Self::InventoryLevel)
        } else if has.variants && has.handle {
            Some(Self::Product)
        } else if has.myshopify_domain {
            Some(Self::Shop)
        } else if (has.data_request || has.orders_requested) && has.shop_domain {
            Some(Self::DataRequest)
        } else if has.orders_to_redact && has.shop_domain {
            Some(Self::CustomerRedaction)
        } else if has.shop_domain && has.shop_id && !has.customer {
            Some(Self::ShopRedaction)
        } else {
            None
        }
    }

    /// The kind with its article, for a sentence.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Order => "an order",
            Self::Refund => "a refund",
            Self::InventoryLevel => "an inventory level",
            Self::Product => "a product",
            Self::Shop => "a shop",
            Self::DataRequest => "a customer's data request",
            Self::CustomerRedaction => "a customer's redaction request",
            Self::ShopRedaction => "a shop's redaction request",
        }
    }
}

/// Which of the distinguishing fields are present, null or not. Their values are ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PresentFields {
    #[serde(deserialize_with = "present")]
    order_id: bool,
    #[serde(deserialize_with = "present")]
    refund_line_items: bool,
    #[serde(deserialize_with = "present")]
    transactions: bool,
    #[serde(deserialize_with = "present")]
    line_items: bool,
    #[serde(deserialize_with = "present")]
    financial_status: bool,
    #[serde(deserialize_with = "present")]
    inventory_item_id: bool,
    #[serde(deserialize_with = "present")]
    location_id: bool,
    #[serde(deserialize_with = "present")]
    variants: bool,
    #[serde(deserialize_with = "present")]
    handle: bool,
    #[serde(deserialize_with = "present")]
    myshopify_domain: bool,
    #[serde(deserialize_with = "present")]
    shop_domain: bool,
    #[serde(deserialize_with = "present")]
    shop_id: bool,
    #[serde(deserialize_with = "present")]
    data_request: bool,
    #[serde(deserialize_with = "present")]
    orders_requested: bool,
    #[serde(deserialize_with = "present")]
    orders_to_redact: bool,
    #[serde(deserialize_with = "present")]
    customer: bool,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}
