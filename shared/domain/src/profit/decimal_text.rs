//! Amounts and percentages as people write them in settings and files: plain decimal text.

use rust_decimal::Decimal;
use serde::de::{Deserializer, Error, Visitor};

/// The largest accepted amount, in any currency; channels' amounts have the same bound.
const MAX_AMOUNT: i64 = 1_000_000_000_000;
/// The most digits before and after the decimal point.
const MAX_INTEGER_DIGITS: usize = 13;
const MAX_FRACTION_DIGITS: usize = 4;

/// Parses a decimal text: digits, optionally a point and 1 to 4 more digits; at most a million million. Signs,
/// exponents and grouping are rejected, so that no text can be misread. `None` for any other text.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let (integer, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |part: &str, max_digits| (1..=max_digits).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
    if !digits(integer, MAX_INTEGER_DIGITS) || !digits(fraction, MAX_FRACTION_DIGITS) {
        return None;
    }
    Decimal::from_str_exact(text).ok().filter(|amount| *amount <= Decimal::from(MAX_AMOUNT))
}

/// Deserializes a decimal text; a JSON number is rejected, since it may have been a float.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = Decimal;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a decimal text")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
            parse_decimal(text).ok_or_else(|| E::custom("it is not a decimal with at most 4 digits after the point"))
        }
    }

    deserializer.deserialize_str(Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_is_parsed_exactly() {
        for text in ["0", "0.00", "12.50", "2.36", "0.0001", "007", "1000000000000", "1000000000000.0000"] {
            assert_eq!(parse_decimal(text).unwrap(), text.parse().unwrap(), "{text}");
        }
        assert_eq!(parse_decimal("12.50").unwrap().to_string(), "12.50");
    }

    #[test]
    fn negative_huge_and_ambiguous_texts_are_rejected() {
        for text in [
            "",
            ".",
            "-1.00",
            "+1",
            "1.",
            ".5",
            "1,50",
            "1_000",
            "1e3",
            " 1",
            "1 ",
            "1.00000",
            "NaN",
            "1000000000000.0001",
            "10000000000000",
            "99999999999999999999999999999999",
            "\u{661}",
            "1.2.3",
            "₹5",
        ] {
            assert_eq!(parse_decimal(text), None, "{text:?}");
        }
    }
}
