//! Products, as a channel lists them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The product's name; may be empty.
    pub title: String,
    /// The channel's own status, such as whether it can be bought.
    pub status: Option<String>,
    /// Its variants, as far as the channel has described them.
    pub variants: Vec<Variant>,
    /// The number of further variants: the channel has reported that they exist, without their SKUs and prices.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub undescribed_variants: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// One variant of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The seller's SKU, if there is one.
    pub sku: Option<String>,
    /// Price of one unit, if known.
    pub price: Option<Decimal>,
}

impl TieBreak for Product {}
