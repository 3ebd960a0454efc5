//! Amounts of money as channels write them, and the amounts that are accepted.
//!
//! Every channel reads its amounts here. An amount outside the bounds fails the event (`bad_amount`) before any state
//! changes: a wrong amount would give a wrong profit, and a person has to look at it.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// An exact amount in the currency beside it: never negative, below 10^12, and with at most 4 decimal places, which is
/// the most that a currency has (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

/// The most digits before the decimal point.
const MAX_INTEGER_DIGITS: usize = 12;
/// The most digits after the decimal point.
const MAX_FRACTION_DIGITS: u32 = 4;
/// The longest text of an amount: its digits, and zeros that do not change its value.
const MAX_AMOUNT_CHARS: usize = 40;

/// The beginning of every error about an amount; the code of a deserialization error is found by it.
pub(crate) const KIND: &str = "an amount of money";

impl Amount {
    /// Reads digits, and perhaps a decimal point and more digits. An exponent or a digit grouping could be read in two
    /// ways and is an error.
    fn parse(text: &str) -> Result<Self, &'static str> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (integer, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
        if text.len() > MAX_AMOUNT_CHARS || !is_digits(integer) || !is_digits(fraction) {
            return Err("is not a plain decimal number");
        }
        if integer.trim_start_matches('0').len() > MAX_INTEGER_DIGITS {
            return Err("is 10^12 or more");
        }
        let mut amount =
            Decimal::from_str_exact(unsigned).map_err(|_| "has more than 4 digits after the decimal point")?;
        if amount.scale() > MAX_FRACTION_DIGITS {
            amount = amount.normalize();
        }
        match amount {
            amount if amount.scale() > MAX_FRACTION_DIGITS => Err("has more than 4 digits after the decimal point"),
            amount if unsigned != text && !amount.is_zero() => Err("is negative"),
            amount => Ok(Self(amount)),
        }
    }
}

/// An amount that may be negative, such as a correction; otherwise as [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignedAmount(pub Decimal);

impl SignedAmount {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text.strip_prefix('-') {
            Some(unsigned) if !unsigned.starts_with('-') => Amount::parse(unsigned).map(|Amount(amount)| Self(-amount)),
            _ => Amount::parse(text).map(|Amount(amount)| Self(amount)),
        }
    }
}

impl From<Amount> for Decimal {
    fn from(Amount(amount): Amount) -> Self {
        amount
    }
}

impl From<SignedAmount> for Decimal {
    fn from(SignedAmount(amount): SignedAmount) -> Self {
        amount
    }
}

/// As decimal text with its scale, so that it reads back as the same amount.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// As [`Amount`].
impl Serialize for SignedAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// From text or a number.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor(Self::parse))
    }
}

/// From text or a number.
impl<'de> Deserialize<'de> for SignedAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor(Self::parse))
    }
}

/// Reads text or a number with the given parser.
struct AmountVisitor<T>(fn(&str) -> Result<T, &'static str>);

impl<T> Visitor<'_> for AmountVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KIND)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(|problem| E::custom(format!("{KIND} {problem}")))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    // The shortest text that reads back as the same float is what the sender wrote, for up to 15 digits.
    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_reader::error_code;

    #[test]
    fn text_and_number_of_one_amount_are_equal_and_exact() {
        for (json, text) in [
            ("\"2097.64\"", "2097.64"),
            ("49.82", "49.82"),
            ("999", "999"),
            ("0.1", "0.1"),
            ("\"999999999999.9999\"", "999999999999.9999"),
            ("\"0012.50\"", "12.50"),
            ("\"1.5000000\"", "1.5"),
            ("\"-0.00\"", "0.00"),
        ] {
            assert_eq!(serde_json::from_str::<Amount>(json).unwrap().0.to_string(), text);
        }
    }

    #[test]
    fn signed_amount_has_one_sign_and_the_same_bounds() {
        for (json, text) in [("\"-10.00\"", "-10.00"), ("-0.02", "-0.02"), ("5", "5"), ("\"-0.00\"", "0.00")] {
            let amount = serde_json::from_str::<SignedAmount>(json).unwrap().0;
            assert_eq!(amount, text.parse().unwrap(), "{json}");
        }
        for bad in ["\"--1\"", "\"- 1\"", "-1e300", "\"-1000000000000\"", "\"-\"", "null"] {
            let error = serde_json::from_str::<SignedAmount>(bad).unwrap_err();
            assert_eq!(error_code(&error), "bad_amount", "{bad}: {error}");
        }
    }

    #[test]
    fn amount_outside_its_bounds_is_bad_amount() {
        let too_long = format!("\"0.{}\"", "0".repeat(MAX_AMOUNT_CHARS));
        for bad in [
            "\"-1.00\"",
            "-5",
            "-0.01",
            "1e300",
            "1e-7",
            "\"1000000000000\"",
            "1000000000000",
            "\"1.00001\"",
            "0.30000000000000004",
            "\"12,50\"",
            "\"1_000\"",
            "\"+1\"",
            "\".5\"",
            "\"1.\"",
            "\"1e3\"",
            "\"\"",
            "\" 1\"",
            "\"NaN\"",
            "\"nan\"",
            "\"Infinity\"",
            "\"-inf\"",
            "\"\u{661}\"",
            "null",
            "true",
            "[1]",
            "{\"amount\":1}",
            &too_long,
        ] {
            let error = serde_json::from_str::<Amount>(bad).unwrap_err();
            assert_eq!(error_code(&error), "bad_amount", "{bad}: {error}");
        }
    }
}
