//! What a body is, told by its own fields, since the topic header is not signed.

use serde_json::Value;

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
    /// The kind of a body, or `None` where its fields fit none of them.
    pub(super) fn of(body: &Value) -> Option<Self> {
        let has = |field: &str| body.get(field).is_some();
        if has("order_id") && (has("refund_line_items") || has("transactions")) {
            Some(Self::Refund)
        } else if has("line_items") && has("financial_status") {
            Some(Self::Order)
        } else if has("inventory_item_id") && has("location_id") {
            Some(Self::InventoryLevel)
        } else if has("variants") && has("handle") {
            Some(Self::Product)
        } else if has("myshopify_domain") {
            Some(Self::Shop)
        } else if has("data_request") && has("shop_domain") {
            Some(Self::DataRequest)
        } else if has("orders_to_redact") && has("shop_domain") {
            Some(Self::CustomerRedaction)
        } else if has("shop_domain") && has("shop_id") && !has("customer") {
            Some(Self::ShopRedaction)
        } else {
            None
        }
    }

    /// For a sentence: "a body that is ...".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Order => "an order",
            Self::Refund => "a refund",
            Self::InventoryLevel => "an inventory level",
            Self::Product => "a product",
            Self::Shop => "a shop",
            Self::DataRequest => "a customer's data request",
            Self::CustomerRedaction => "a customer's redaction",
            Self::ShopRedaction => "a shop's redaction",
        }
    }
}
