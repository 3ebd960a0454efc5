//! Amounts of money and numbers of units as channels write them, and how much of either is believed.
//!
//! Every channel reads both here. What is beyond the bounds fails the event with a word of its own, before any state is
//! touched: an amount that is wrong would be a wrong profit, and a person has to look at it.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// An amount in the currency beside it, exact: never negative, below a million million, and with at most 4 digits behind
/// the point, which is the most that a currency has (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

/// A number of units that were ordered, sent or taken back: at least one, where it is not said that there may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units<const LEAST: u64 = 1>(pub u64);

/// The most digits before the point, and behind it.
const WHOLE: usize = 12;
const FRACTION: u32 = 4;
/// The longest text of an amount: its digits, and zeros that say nothing.
const LONGEST: usize = 40;
/// The most units of one line that are believed.
const MOST_UNITS: u64 = 1_000_000;

/// With what errors about each begin, and what was expected in their place; [`word`] tells errors apart by it.
const AN_AMOUNT: &str = "an amount of money";
const UNITS: &str = "a number of units";

/// The stable word of an error of serde: whether it is about an amount, about units, or about anything else.
pub(super) fn word(error: &serde_json::Error) -> &'static str {
    let sentence = error.to_string();
    let told = sentence.rsplit_once(" at line ").map_or(sentence.as_str(), |(told, _)| told);
    // What is quoted of a body stands between the beginning and the end.
    let is_about = |what: &str| told.starts_with(what) || told.ends_with(&format!(", expected {what}"));
    if is_about(AN_AMOUNT) {
        "bad_amount"
    } else if is_about(UNITS) {
        "bad_quantity"
    } else {
        "not_understood"
    }
}

impl Amount {
    /// Digits, and perhaps a point with more: no exponent, no grouping, nothing that people could read otherwise.
    fn read(text: &str) -> Result<Self, &'static str> {
        let positive = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = positive.split_once('.').unwrap_or((positive, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
        if text.len() > LONGEST || !digits(whole) || !digits(fraction) {
            return Err("is no decimal number");
        }
        if whole.trim_start_matches('0').len() > WHOLE {
            return Err("is absurdly large");
        }
        let mut amount = Decimal::from_str_exact(positive).map_err(|_| "has more than 4 digits behind the point")?;
        if amount.scale() > FRACTION {
            amount = amount.normalize();
        }
        match amount {
            amount if amount.scale() > FRACTION => Err("has more than 4 digits behind the point"),
            amount if positive != text && !amount.is_zero() => Err("is negative"),
            amount => Ok(Self(amount)),
        }
    }
}

/// As decimal text, with its scale: it reads back as the same amount.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// As a number.
impl<const LEAST: u64> Serialize for Units<LEAST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AmountVisitor;

        impl Visitor<'_> for AmountVisitor {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(AN_AMOUNT)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
                Amount::read(text).map_err(|why| E::custom(format!("{AN_AMOUNT} {why}")))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            // The shortest text that reads back as the same float is what the sender wrote, for up to 15 digits.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
        }

        deserializer.deserialize_any(AmountVisitor)
    }
}

impl<const LEAST: u64> Units<LEAST> {
    fn read(number: u64) -> Result<Self, &'static str> {
        match number {
            number if number < LEAST => Err("is zero"),
            ..=MOST_UNITS => Ok(Self(number)),
            _ => Err("is absurdly large"),
        }
    }
}

/// As a whole number, or a text of one.
impl<'de, const LEAST: u64> Deserialize<'de> for Units<LEAST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct UnitsVisitor<const LEAST: u64>;

        impl<const LEAST: u64> Visitor<'_> for UnitsVisitor<LEAST> {
            type Value = Units<LEAST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(UNITS)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let text = text.trim();
                let is_number = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
                let number = is_number.then(|| text.parse().unwrap_or(u64::MAX));
                self.visit_u64(number.ok_or_else(|| E::custom(format!("{UNITS} is no whole number")))?)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Units::read(number).map_err(|why| E::custom(format!("{UNITS} {why}")))
            }
        }

        deserializer.deserialize_any(UnitsVisitor::<LEAST>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn negative_and_absurd_amounts_are_refused_with_their_word() {
        let longest = format!("\"0.{}\"", "0".repeat(LONGEST));
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
            &longest,
        ] {
            let error = serde_json::from_str::<Amount>(bad).unwrap_err();
            assert_eq!(word(&error), "bad_amount", "{bad}: {error}");
        }
    }

    #[test]
    fn units_are_whole_at_least_one_and_believable() {
        for (good, units) in [("1", 1), ("\"3\"", 3), ("1000000", 1_000_000)] {
            assert_eq!(serde_json::from_str::<Units>(good).unwrap().0, units);
        }
        assert_eq!(serde_json::from_str::<Units<0>>("0").unwrap().0, 0);
        for bad in
            ["0", "-1", "1.5", "1000001", "\"\"", "\"-1\"", "\"99999999999999999999999\"", "null", "\"NaN\"", "1e3"]
        {
            let error = serde_json::from_str::<Units>(bad).unwrap_err();
            assert_eq!(word(&error), "bad_quantity", "{bad}: {error}");
        }
    }

    #[test]
    fn what_a_body_quotes_gives_no_error_another_word() {
        let quoting = serde_json::from_str::<u64>("\"an amount of money, expected a number of units\"").unwrap_err();
        assert_eq!(word(&quoting), "not_understood", "{quoting}");
    }
}
