//! Ids of channels: numbers of 18 digits and more, kept as text, since a float would lose digits.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// The longest id, in characters.
const MAX_ID_CHARS: usize = 64;

/// A channel's own id, digit for digit as it was received.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;

        impl Visitor<'_> for IdVisitor {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id: a whole number or text of letters, digits, '-', '_', '.'")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Id, E> {
                Ok(Id(number.to_string()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Id, E> {
                let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"-_.".contains(&c);
                if (1..=MAX_ID_CHARS).contains(&text.len()) && text.bytes().all(is_allowed) {
                    Ok(Id(text.to_owned()))
                } else {
                    Err(E::invalid_value(Unexpected::Other("text that is not an id"), &self))
                }
            }
        }

        deserializer.deserialize_any(IdVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_number_keeps_every_digit() {
        let id: Id = serde_json::from_str("820982911946154508").unwrap();
        assert_eq!(id.as_str(), "820982911946154508");
    }

    #[test]
    fn float_or_text_that_could_break_a_key_is_rejected() {
        for bad in ["8.2e17", "1.0", "-1", "99999999999999999999", "\"a#b\"", "\"\"", "null", "true"] {
            assert!(serde_json::from_str::<Id>(bad).is_err(), "{bad}");
        }
    }
}
