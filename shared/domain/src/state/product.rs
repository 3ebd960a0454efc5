//! Products, as a channel lists them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// What it is called; may be empty.
    pub title: String,
    /// The channel's own word for whether it can be bought.
    pub status: Option<String>,
    /// In which forms it is sold.
    pub variants: Vec<Variant>,
}

/// A product in one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The seller's article number, if there is one.
    pub sku: Option<String>,
    /// Price of one unit, where it is known.
    pub price: Option<Decimal>,
}

impl TieBreak for Product {}
