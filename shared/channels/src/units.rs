//! Numbers of units as channels write them, and the numbers that are accepted.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A number of units that were ordered, sent or taken back: `MIN` to a million. Anything else fails the event
/// (`bad_quantity`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units<const MIN: u64 = 1>(pub u64);

/// The most units of one line item.
const MAX_UNITS: u64 = 1_000_000;

/// The beginning of every error about a number of units; the code of a deserialization error is found by it.
pub(crate) const KIND: &str = "a number of units";

impl<const MIN: u64> Units<MIN> {
    fn checked(number: u64) -> Result<Self, &'static str> {
        match number {
            number if number < MIN => Err("is zero"),
            ..=MAX_UNITS => Ok(Self(number)),
            _ => Err("is over a million"),
        }
    }
}

/// As a number.
impl<const MIN: u64> Serialize for Units<MIN> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

/// From a whole number, or text of one.
impl<'de, const MIN: u64> Deserialize<'de> for Units<MIN> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct UnitsVisitor<const MIN: u64>;

        impl<const MIN: u64> Visitor<'_> for UnitsVisitor<MIN> {
            type Value = Units<MIN>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(KIND)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let text = text.trim();
                let is_number = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
                let number = is_number.then(|| text.parse().unwrap_or(u64::MAX));
                self.visit_u64(number.ok_or_else(|| E::custom(format!("{KIND} is not a whole number")))?)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Units::checked(number).map_err(|problem| E::custom(format!("{KIND} {problem}")))
            }
        }

        deserializer.deserialize_any(UnitsVisitor::<MIN>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_reader::error_code;

    #[test]
    fn number_of_units_outside_its_bounds_is_bad_quantity() {
        for (good, units) in [("1", 1), ("\"3\"", 3), ("1000000", 1_000_000)] {
            assert_eq!(serde_json::from_str::<Units>(good).unwrap().0, units);
        }
        assert_eq!(serde_json::from_str::<Units<0>>("0").unwrap().0, 0);
        for bad in
            ["0", "-1", "1.5", "1000001", "\"\"", "\"-1\"", "\"99999999999999999999999\"", "null", "\"NaN\"", "1e3"]
        {
            let error = serde_json::from_str::<Units>(bad).unwrap_err();
            assert_eq!(error_code(&error), "bad_quantity", "{bad}: {error}");
        }
    }
}
