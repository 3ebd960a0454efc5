//! Optional fields of bodies that are read as structs: null and empty text mean absent, on every channel. Each function
//! is for `#[serde(default, deserialize_with = "...")]`.
//!
//! | the field | an invalid value |
//! |---|---|
//! | an amount, a number of units, or a list or an object with them: [`null_is_absent`], [`items`], [`items_or_empty`] | fails the event: a wrong amount would give a wrong profit |
//! | anything else: [`text`], [`texts`], [`boolean`], [`unreadable_is_absent`], [`readable_items`] | is dropped, so that the rest of the body is read |
//! | a status: [`status`] | is [`UNKNOWN_STATUS`], since no status would mean the initial one |

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json_reader::error_code;

/// The status in place of one that cannot be read.
pub(crate) const UNKNOWN_STATUS: &str = "unknown";

/// Whether a value means the same as an absent field.
pub(crate) fn is_absent(json: &str) -> bool {
    matches!(json, "null" | "\"\"")
}

/// A value, or the default if it is absent.
///
/// # Errors
/// Those of the value.
pub(crate) fn null_is_absent<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    given(deserializer).map(Option::unwrap_or_default)
}

/// A list without its null entries; `None` if it is absent.
///
/// # Errors
/// Those of its entries.
pub(crate) fn items<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let Some(items) = given::<_, Vec<Box<RawValue>>>(deserializer)? else { return Ok(None) };
    let items = items.iter().map(|item| item.get()).filter(|item| !is_absent(item));
    items.map(|item| entry(item).map_err(D::Error::custom)).collect::<Result<_, _>>().map(Some)
}

/// An entry of a list. Serde would also read an object from a list, which no sender writes.
fn entry<T: DeserializeOwned>(item: &str) -> serde_json::Result<T> {
    if item.starts_with('[') {
        return Err(serde_json::Error::custom("an entry of a list is itself a list"));
    }
    serde_json::from_str(item)
}

/// A list without its null entries; empty if it is absent.
///
/// # Errors
/// Those of its entries.
pub(crate) fn items_or_empty<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    items(deserializer).map(Option::unwrap_or_default)
}

/// The entries of a list that can be read; `None` if there is no list.
///
/// # Errors
/// `bad_amount` and `bad_quantity` of an entry.
pub(crate) fn readable_items<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let Some(items) = unreadable_is_absent::<_, Option<Vec<Box<RawValue>>>>(deserializer)? else { return Ok(None) };
    let read = |item: &str| match entry(item) {
        Err(error) if error_code(&error) != "not_understood" => Some(Err(D::Error::custom(error))),
        item => item.ok().map(Ok),
    };
    items.iter().filter_map(|item| read(item.get())).collect::<Result<_, _>>().map(Some)
}

/// A value, or the default if it is absent or cannot be read.
pub(crate) fn unreadable_is_absent<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(if is_absent(raw.get()) { T::default() } else { serde_json::from_str(raw.get()).unwrap_or_default() })
}

/// A text, or a number as it is written.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(|raw| written(&raw))
}

/// The texts of a list, or a single one.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Option<String>>>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let list = serde_json::from_str::<Vec<Box<RawValue>>>(raw.get());
    let list = list.map(|items| items.iter().map(|item| written(item)).collect());
    Ok(list.ok().or_else(|| written(&raw).map(|text| vec![Some(text)])))
}

/// A status as the sender writes it; [`UNKNOWN_STATUS`] for a value that is no text.
pub(crate) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let unknown = || (!is_absent(raw.get())).then(|| UNKNOWN_STATUS.to_owned());
    Ok(written(&raw).or_else(unknown))
}

/// Yes or no; also as text or number. `None` for any other value.
pub(crate) fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(parse_boolean(raw.get()))
}

/// Yes or no in any of the forms in which senders write it.
pub(crate) fn parse_boolean(json: &str) -> Option<bool> {
    match json.trim_matches('"').to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// The value; `None` if it is absent.
fn given<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let parse = || serde_json::from_str(raw.get()).map_err(D::Error::custom);
    (!is_absent(raw.get())).then(parse).transpose()
}

/// A text, or the digits of a number; `None` for empty text and any other value.
fn written(raw: &RawValue) -> Option<String> {
    let is_number = raw.get().starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let text = if is_number { raw.get().to_owned() } else { serde_json::from_str(raw.get()).ok()? };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Amount, Units};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Fields {
        #[serde(default, deserialize_with = "null_is_absent")]
        amount: Option<Amount>,
        #[serde(default, deserialize_with = "items")]
        lines: Option<Vec<Line>>,
        #[serde(default, deserialize_with = "items_or_empty")]
        refunds: Vec<Line>,
        #[serde(default, deserialize_with = "readable_items")]
        shipments: Option<Vec<Line>>,
        #[serde(default, deserialize_with = "unreadable_is_absent")]
        number: Option<u64>,
        #[serde(default, deserialize_with = "text")]
        name: Option<String>,
        #[serde(default, deserialize_with = "texts")]
        names: Option<Vec<Option<String>>>,
        #[serde(default, deserialize_with = "boolean")]
        is_test: Option<bool>,
        #[serde(default, deserialize_with = "status")]
        status: Option<String>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Line {
        id: u64,
        #[serde(default, deserialize_with = "null_is_absent")]
        quantity: Option<Units>,
    }

    fn read(name: &str, value: &Value) -> Result<Fields, serde_json::Error> {
        serde_json::from_str(&json!({ name: value }).to_string())
    }

    /// The field as it was read, serialized again.
    fn field(name: &str, value: &Value) -> Value {
        serde_json::to_value(read(name, value).unwrap()).unwrap()[name].clone()
    }

    const NAMES: [&str; 9] =
        ["amount", "lines", "refunds", "shipments", "number", "name", "names", "is_test", "status"];

    #[test]
    fn null_and_empty_text_are_absent() {
        let absent: Fields = serde_json::from_str("{}").unwrap();
        for name in NAMES {
            for value in [Value::Null, json!("")] {
                assert_eq!(read(name, &value).unwrap(), absent, "{name}: {value}");
            }
        }
    }

    #[test]
    fn invalid_amount_or_quantity_is_an_error_with_its_code() {
        let code = |name, value: Value| error_code(&read(name, &value).unwrap_err());
        assert_eq!(code("amount", json!("-1")), "bad_amount");
        assert_eq!(code("amount", json!({})), "bad_amount");
        for name in ["lines", "refunds", "shipments"] {
            assert_eq!(code(name, json!([{"id": 1, "quantity": 0}])), "bad_quantity", "{name}");
        }
        for name in ["lines", "refunds"] {
            assert_eq!(code(name, json!([[]])), "not_understood", "{name}");
            assert_eq!(code(name, json!([{"id": "x"}])), "not_understood", "{name}");
            assert_eq!(code(name, json!(7)), "not_understood", "{name}");
        }
    }

    #[test]
    fn other_invalid_value_is_dropped_and_the_rest_is_read() {
        let line = json!({"id": 1, "quantity": null});
        for name in ["lines", "refunds", "shipments"] {
            assert_eq!(field(name, &json!([null, line, ""])), json!([line]), "{name}");
        }
        assert_eq!(field("shipments", &json!([{"id": "x"}, line, 7])), json!([line]));
        assert_eq!(field("shipments", &json!("x")), Value::Null);
        for (name, value, expected) in [
            ("number", json!("x"), Value::Null),
            ("number", json!(7), json!(7)),
            ("name", json!(7), json!("7")),
            ("name", json!({"a": 1}), Value::Null),
            ("names", json!(["a", 7, null, {}]), json!(["a", "7", null, null])),
            ("names", json!("a"), json!(["a"])),
            ("names", json!({}), Value::Null),
            ("is_test", json!("true"), json!(true)),
            ("is_test", json!(0), json!(false)),
            ("is_test", json!({}), Value::Null),
            ("status", json!("paid"), json!("paid")),
            ("status", json!(true), json!("unknown")),
        ] {
            assert_eq!(field(name, &value), expected, "{name}: {value}");
        }
    }
}
