//! What a unit costs the seller.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The longest article number, in characters; those of orders are cut to it.
const LONGEST_SKU: usize = 100;

/// What one unit of an article costs the seller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitCost {
    /// The amount.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
}

/// Whether a text can be an article number: 1 to 100 characters, none of them a control character. Spaces count: an
/// order's number is compared to the character.
pub fn is_sku(text: &str) -> bool {
    (1..=LONGEST_SKU).contains(&text.chars().count()) && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_number_is_any_printable_text_of_a_length() {
        for good in ["TSHIRT-BLK-M", "a#b", "100%", "कुर्ता", " ", &"ä".repeat(100)] {
            assert!(is_sku(good), "{good}");
        }
        for bad in ["", "a\nb", "a\u{0}", "a\u{85}", &"a".repeat(101)] {
            assert!(!is_sku(bad), "{bad:?}");
        }
    }
}
