//! A request's parameters, from its query string or from an object in its body. Each must be known, occur once, and be
//! within its bounds.

use std::collections::BTreeMap;

use domain::integration::IntegrationId;
use percent_encoding::percent_decode_str;
use runtime::response::ErrorResponse;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use types::text::shortened;

const MAX_QUERY_BYTES: usize = 2048;
/// How much of an unknown parameter's name an error shows.
const MAX_SHOWN_NAME_CHARS: usize = 60;

/// The error code for parameters of a query string.
const BAD_QUERY: &str = "bad_query";
/// The error code for parameters of a body.
const BAD_BODY: &str = "bad_body";

/// The names of the query parameters that a route accepts, in groups.
pub(crate) type QueryParameters = &'static [&'static [&'static str]];

/// The parameters of one request.
#[derive(Debug)]
pub(crate) struct Query {
    parameters: BTreeMap<String, String>,
    /// The code of their errors.
    error_code: &'static str,
}

impl Query {
    /// Parses the query string `raw`, whose parameters must be among `known`.
    ///
    /// # Errors
    /// 400 `bad_query`, which names the parameter that is unknown, empty, repeated, or not UTF-8.
    pub(crate) fn parse(raw: Option<&str>, known: &[&str]) -> Result<Self, ErrorResponse> {
        let bad = |message: String| ErrorResponse::bad_request(BAD_QUERY, message);
        let raw = raw.unwrap_or_default();
        if raw.len() > MAX_QUERY_BYTES {
            return Err(bad(format!("The query string is longer than {MAX_QUERY_BYTES} bytes.")));
        }
        let mut parameters = BTreeMap::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).ok_or_else(|| bad("A parameter's name is not UTF-8.".to_owned()))?;
            if !known.contains(&name.as_str()) {
                return Err(bad(unknown(&name)));
            }
            let value = decode(value).filter(|value| !value.is_empty());
            let value = value.ok_or_else(|| bad(format!("`{name}` is empty or not UTF-8.")))?;
            if parameters.insert(name.clone(), value).is_some() {
                return Err(bad(format!("`{name}` is given twice.")));
            }
        }
        Ok(Self { parameters, error_code: BAD_QUERY })
    }

    /// Takes the members of a JSON object of a body, which must be strings among `known`.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the member that is unknown, empty, or not a string.
    pub(crate) fn from_object(object: Map<String, Value>, known: &[&str]) -> Result<Self, ErrorResponse> {
        let bad = |message: String| ErrorResponse::bad_request(BAD_BODY, message);
        let mut parameters = BTreeMap::new();
        for (name, value) in object {
            if !known.contains(&name.as_str()) {
                return Err(bad(unknown(&name)));
            }
            match value {
                Value::String(text) if !text.is_empty() => parameters.insert(name, text),
                _ => return Err(bad(format!("`{name}` must be a string that is not empty."))),
            };
        }
        Ok(Self { parameters, error_code: BAD_BODY })
    }

    /// The text of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The value that `parse` makes of a parameter.
    ///
    /// # Errors
    /// 400 `bad_query` (or `bad_body`), which names the parameter and says what is `expected`.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ErrorResponse> {
        let invalid = || ErrorResponse::bad_request(self.error_code, format!("`{name}` must be {expected}."));
        self.text(name).map(|text| parse(text).ok_or_else(invalid)).transpose()
    }

    /// The integration that the parameter `integration` names.
    ///
    /// # Errors
    /// As [`Query::parsed`].
    pub(crate) fn integration(&self) -> Result<Option<IntegrationId>, ErrorResponse> {
        self.parsed("integration", "the id of an integration", |text| text.parse().ok())
    }

    /// The value of an enum that a parameter names.
    ///
    /// # Errors
    /// As [`Query::parsed`].
    pub(crate) fn keyword<T: DeserializeOwned>(&self, name: &str, expected: &str) -> Result<Option<T>, ErrorResponse> {
        self.parsed(name, expected, |text| serde_json::from_value(Value::from(text)).ok())
    }
}

/// Decodes as forms and `URLSearchParams` encode: a plus is a space.
fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(Into::into)
}

fn unknown(name: &str) -> String {
    format!("Unknown parameter `{}`.", shortened(name, MAX_SHOWN_NAME_CHARS))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KNOWN: &[&str] = &["limit", "topic"];

    #[test]
    fn parameter_values_are_decoded() {
        let query = Query::parse(Some("topic=orders%2Fcreate&&limit=5"), KNOWN).unwrap();
        assert_eq!((query.text("topic"), query.text("limit")), (Some("orders/create"), Some("5")));
        assert!(Query::parse(None, &[]).is_ok() && Query::parse(Some(""), &[]).is_ok());
    }

    #[test]
    fn invalid_parameter_is_named() {
        let table = [
            ("sort=up", "`sort`"),
            ("topic=a&topic=b", "`topic` is given twice"),
            ("topic=", "`topic`"),
            ("topic", "`topic`"),
            ("topic=%ff", "`topic`"),
            ("%ff=1", "name"),
            ("=1", "``"),
        ];
        for (raw, expected) in table {
            let error = Query::parse(Some(raw), KNOWN).unwrap_err();
            assert_eq!((error.status.as_u16(), error.code), (400, "bad_query"), "{raw}");
            assert!(error.message.contains(expected), "{raw}: {}", error.message);
        }
    }

    #[test]
    fn object_members_must_be_known_strings() {
        let read = |object: Value| match object {
            Value::Object(object) => Query::from_object(object, KNOWN),
            _ => panic!("the table has objects only"),
        };
        let query = read(json!({"topic": "orders/create+%2F"})).unwrap();
        assert_eq!(query.text("topic"), Some("orders/create+%2F"));
        let wrong = query.parsed("topic", "a number", |text| text.parse::<u8>().ok()).unwrap_err();
        assert_eq!((wrong.code, wrong.message.as_str()), ("bad_body", "`topic` must be a number."));
        let table = [
            (json!({"sort": "up"}), "`sort`"),
            (json!({"topic": ""}), "`topic`"),
            (json!({"topic": null}), "`topic`"),
            (json!({"limit": 5}), "`limit`"),
        ];
        for (object, expected) in table {
            let error = read(object).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(expected), "{}", error.message);
        }
    }

    #[test]
    fn query_over_2_kb_is_rejected() {
        let query = |length: usize| Query::parse(Some(&format!("topic={}", "a".repeat(length - 6))), KNOWN);
        assert!(query(2048).is_ok());
        assert!(query(2049).is_err());
    }
}
