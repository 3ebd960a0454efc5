//! Amounts of money as channels write them: decimal text, or at places a JSON number.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// An amount in the currency beside it, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

/// The largest amount that is believed: a million million of any currency.
const LARGEST: i64 = 1_000_000_000_000;

/// As decimal text, with its scale: it reads back as the same amount.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AmountVisitor;

        impl AmountVisitor {
            fn exact<E: Error>(text: &str) -> Result<Amount, E> {
                let amount =
                    Decimal::from_str_exact(text).map_err(|_| E::custom("an amount is not a decimal number"))?;
                if amount.is_sign_negative() && !amount.is_zero() {
                    return Err(E::custom("an amount is negative"));
                }
                if amount > Decimal::from(LARGEST) {
                    return Err(E::custom("an amount is absurdly large"));
                }
                Ok(Amount(amount))
            }
        }

        impl Visitor<'_> for AmountVisitor {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount of money")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
                Self::exact(text)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
                Self::exact(&number.to_string())
            }

            // The shortest text that reads back as the same float is what the sender wrote, for up to 15 digits.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
                Self::exact(&number.to_string())
            }
        }

        deserializer.deserialize_any(AmountVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_of_one_amount_are_equal_and_exact() {
        for (json, text) in [("\"2097.64\"", "2097.64"), ("49.82", "49.82"), ("999", "999"), ("0.1", "0.1")] {
            assert_eq!(serde_json::from_str::<Amount>(json).unwrap().0.to_string(), text);
        }
    }

    #[test]
    fn negative_and_absurd_amounts_are_refused() {
        for bad in ["\"-1.00\"", "-5", "1e300", "\"1000000000001\"", "\"12,50\"", "\"\"", "null"] {
            assert!(serde_json::from_str::<Amount>(bad).is_err(), "{bad}");
        }
    }
}
