//! The seller's cost of one unit.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The longest SKU, in characters; longer SKUs of orders are cut.
const MAX_SKU_CHARS: usize = 100;

/// The seller's cost of one unit of a SKU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitCost {
    /// The amount.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
}

/// Whether a text can be a SKU: 1 to 100 characters without control characters.
pub fn is_sku(text: &str) -> bool {
    (1..=MAX_SKU_CHARS).contains(&text.chars().count()) && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sku_is_printable_text_of_1_to_100_characters() {
        for good in ["TSHIRT-BLK-M", "a#b", "100%", "कुर्ता", " ", &"ä".repeat(100)] {
            assert!(is_sku(good), "{good}");
        }
        for bad in ["", "a\nb", "a\u{0}", "a\u{85}", &"a".repeat(101)] {
            assert!(!is_sku(bad), "{bad:?}");
        }
    }
}
