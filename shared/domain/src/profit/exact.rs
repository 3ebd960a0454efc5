//! Amounts and percents as people write them in settings and in files: plain decimal text.

use rust_decimal::Decimal;
use serde::de::{Deserializer, Error, Visitor};

/// The largest amount that is believed: a million million of any currency, as of channels.
const LARGEST: i64 = 1_000_000_000_000;
/// Digits of it, and the most digits behind the point.
const WHOLE: usize = 13;
const FRACTION: usize = 4;

/// A decimal text: digits, and perhaps a point with 1 to 4 more; at most a million million. No sign, no exponent, no
/// grouping, so that nothing is read otherwise than it was meant.
pub fn exact(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
    if !digits(whole, WHOLE) || !digits(fraction, FRACTION) {
        return None;
    }
    Decimal::from_str_exact(text).ok().filter(|amount| *amount <= Decimal::from(LARGEST))
}

/// Reads a field that is such a text; a JSON number may have been a float.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = Decimal;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a decimal text")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
            exact(text).ok_or_else(|| E::custom("it is no decimal text of at most 4 digits behind the point"))
        }
    }

    deserializer.deserialize_str(Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_digit_for_digit() {
        for text in ["0", "0.00", "12.50", "2.36", "0.0001", "007", "1000000000000", "1000000000000.0000"] {
            assert_eq!(exact(text).unwrap(), text.parse().unwrap(), "{text}");
        }
        assert_eq!(exact("12.50").unwrap().to_string(), "12.50");
    }

    #[test]
    fn negative_absurd_and_ambiguous_texts_are_none() {
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
            assert_eq!(exact(text), None, "{text:?}");
        }
    }
}
