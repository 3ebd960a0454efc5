//! Currencies and the rounding of their amounts.

use rust_decimal::{Decimal, RoundingStrategy};

/// Currencies whose minor unit is not a hundredth, with their digits after the decimal point. ISO 4217, list one:
/// <https://www.six-group.com/en/products-services/financial-information/data-standards.html>
const MINOR_DIGITS: [(&str, u32); 24] = [
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

/// Whether a text can be an ISO 4217 code: three capital letters.
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|c| c.is_ascii_uppercase())
}

/// The digits of a currency's minor unit after the decimal point; 2 for unknown currencies.
pub fn minor_digits(currency: &str) -> u32 {
    MINOR_DIGITS.iter().find(|(code, _)| *code == currency).map_or(2, |(_, digits)| *digits)
}

/// An amount in whole minor units with all of its digits; halves are rounded away from zero.
pub(crate) fn rounded(exact: Decimal, digits: u32) -> Decimal {
    let mut amount = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    amount.rescale(digits);
    amount
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amount_is_rounded_half_up_to_the_digits_of_its_currency() {
        for (currency, exact, shown) in [
            ("INR", "55.696", "55.70"),
            ("INR", "0.005", "0.01"),
            ("INR", "0.0049999", "0.00"),
            ("INR", "12", "12.00"),
            ("JPY", "1000.5", "1001"),
            ("JPY", "1000.00", "1000"),
            ("KWD", "1.0005", "1.001"),
            ("XYZ", "1.005", "1.01"),
        ] {
            let amount = rounded(exact.parse().unwrap(), minor_digits(currency));
            assert_eq!(amount.to_string(), shown, "{currency} {exact}");
        }
    }

    #[test]
    fn currency_is_three_capital_letters() {
        assert!(is_currency("INR"));
        for text in ["", "inr", "IN", "INRX", "I1R", "₹", "INR "] {
            assert!(!is_currency(text), "{text:?}");
        }
    }
}
