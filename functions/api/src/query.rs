//! A request's parameters: every one known, once, and within its bounds. They stand in the query string, or in an object
//! of a body.

use std::collections::BTreeMap;

use domain::integration::IntegrationId;
use percent_encoding::percent_decode_str;
use runtime::response::ErrorResponse;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use types::text::shortened;

/// The longest query string, in bytes.
const LONGEST: usize = 2048;
/// How much of an unknown parameter's name is shown.
const LONGEST_NAME: usize = 60;

/// The parameters of one request.
#[derive(Debug)]
pub(crate) struct Query {
    parameters: BTreeMap<String, String>,
    /// The stable word of what is wrong with them.
    code: &'static str,
}

/// Of parameters in a query string, and in a body.
const BAD_QUERY: &str = "bad_query";
const BAD_BODY: &str = "bad_body";

impl Query {
    /// Reads `raw`, whose parameters must be among `known`.
    ///
    /// # Errors
    /// 400 `bad_query`, naming the parameter that is unknown, empty, there twice, or not UTF-8.
    pub(crate) fn read(raw: Option<&str>, known: &[&str]) -> Result<Self, ErrorResponse> {
        let bad = |message: String| ErrorResponse::bad_request(BAD_QUERY, message);
        let raw = raw.unwrap_or_default();
        if raw.len() > LONGEST {
            return Err(bad(format!("The query is over {LONGEST} bytes.")));
        }
        let mut parameters = BTreeMap::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name).ok_or_else(|| bad("A parameter's name is not UTF-8.".to_owned()))?;
            if !known.contains(&name.as_str()) {
                return Err(bad(unknown(&name)));
            }
            let value = decoded(value).filter(|value| !value.is_empty());
            let value = value.ok_or_else(|| bad(format!("`{name}` is empty or not UTF-8.")))?;
            if parameters.insert(name.clone(), value).is_some() {
                return Err(bad(format!("`{name}` is there twice.")));
            }
        }
        Ok(Self { parameters, code: BAD_QUERY })
    }

    /// Reads the members of a JSON object of a body, which must be texts among `known`.
    ///
    /// # Errors
    /// 400 `bad_body`, naming the member that is unknown, empty, or no text.
    pub(crate) fn of_object(object: Map<String, Value>, known: &[&str]) -> Result<Self, ErrorResponse> {
        let bad = |message: String| ErrorResponse::bad_request(BAD_BODY, message);
        let mut parameters = BTreeMap::new();
        for (name, value) in object {
            if !known.contains(&name.as_str()) {
                return Err(bad(unknown(&name)));
            }
            match value {
                Value::String(text) if !text.is_empty() => parameters.insert(name, text),
                _ => return Err(bad(format!("`{name}` is empty or no text."))),
            };
        }
        Ok(Self { parameters, code: BAD_BODY })
    }

    /// Reads `raw` where no parameter is known.
    ///
    /// # Errors
    /// As [`Query::read`].
    pub(crate) fn none(raw: Option<&str>) -> Result<(), ErrorResponse> {
        Self::read(raw, &[]).map(drop)
    }

    /// A parameter's text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// A parameter as what `read` makes of it.
    ///
    /// # Errors
    /// 400 `bad_query` (or `bad_body`), which names the parameter and says what is `wanted`.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        wanted: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ErrorResponse> {
        let wrong = || ErrorResponse::bad_request(self.code, format!("`{name}` must be {wanted}."));
        self.text(name).map(|text| read(text).ok_or_else(wrong)).transpose()
    }

    /// The integration that `integration` names.
    ///
    /// # Errors
    /// As [`Query::parsed`].
    pub(crate) fn integration(&self) -> Result<Option<IntegrationId>, ErrorResponse> {
        self.parsed("integration", "the id of an integration", |text| text.parse().ok())
    }

    /// A parameter as the value of an enum that it names.
    ///
    /// # Errors
    /// As [`Query::parsed`].
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str, wanted: &str) -> Result<Option<T>, ErrorResponse> {
        self.parsed(name, wanted, |text| serde_json::from_value(Value::from(text)).ok())
    }
}

/// As forms and URLSearchParams encode it: a plus is a space.
fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(Into::into)
}

fn unknown(name: &str) -> String {
    format!("There is no parameter `{}` here.", shortened(name, LONGEST_NAME))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KNOWN: &[&str] = &["limit", "topic"];

    #[test]
    fn values_are_decoded() {
        let query = Query::read(Some("topic=orders%2Fcreate&&limit=5"), KNOWN).unwrap();
        assert_eq!((query.text("topic"), query.text("limit")), (Some("orders/create"), Some("5")));
        assert!(Query::read(None, &[]).is_ok() && Query::read(Some(""), &[]).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let table = [
            ("sort=up", "`sort`"),
            ("topic=a&topic=b", "`topic` is there twice"),
            ("topic=", "`topic`"),
            ("topic", "`topic`"),
            ("topic=%ff", "`topic`"),
            ("%ff=1", "name"),
            ("=1", "``"),
        ];
        for (raw, told) in table {
            let error = Query::read(Some(raw), KNOWN).unwrap_err();
            assert_eq!((error.status.as_u16(), error.code), (400, "bad_query"), "{raw}");
            assert!(error.message.contains(told), "{raw}: {}", error.message);
        }
    }

    #[test]
    fn a_bodys_members_are_texts_and_known() {
        let read = |object: Value| match object {
            Value::Object(object) => Query::of_object(object, KNOWN),
            _ => panic!("an object is wanted"),
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
        for (object, told) in table {
            let error = read(object).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(told), "{}", error.message);
        }
    }

    #[test]
    fn a_query_over_2_kb_is_not_read() {
        let query = |length: usize| Query::read(Some(&format!("topic={}", "a".repeat(length - 6))), KNOWN);
        assert!(query(2048).is_ok());
        assert!(query(2049).is_err());
    }
}
