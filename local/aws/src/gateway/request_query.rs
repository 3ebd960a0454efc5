//! A query string in the form of events: decoded, in order.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The query's pairs, decoded.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

/// `{"name": "first,second"}`: the HTTP API joins the values of one name by commas.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
pub(super) fn joined(query: &str) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in pairs(query) {
        match map.get_mut(&name) {
            Some(Value::String(values)) => {
                values.push(',');
                values.push_str(&value);
            }
            _ => drop(map.insert(name, value.into())),
        }
    }
    map
}

/// `{"name": "last"}`, the form of `queryStringParameters` in REST and WebSocket APIs.
pub(super) fn last(query: &str) -> Map<String, Value> {
    pairs(query).map(|(name, value)| (name, value.into())).collect()
}

/// `{"name": ["first", "second"]}`, the form of `multiValueQueryStringParameters` in REST and WebSocket
/// APIs.
pub(super) fn all(query: &str) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in pairs(query) {
        match map.get_mut(&name) {
            Some(Value::Array(values)) => values.push(value.into()),
            _ => drop(map.insert(name, Value::from(vec![value]))),
        }
    }
    map
}

/// The map, or null if it is empty: REST events have no empty maps.
pub(super) fn or_null(map: Map<String, Value>) -> Value {
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

fn decoded(text: &str) -> String {
    let spaced: Cow<'_, str> = if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const QUERY: &str = "parameter1=value1&parameter1=value2&parameter2=a%20b+c&flag";

    #[test]
    fn values_of_one_name_are_joined_in_order() {
        assert_eq!(
            Value::Object(joined(QUERY)),
            json!({"parameter1": "value1,value2", "parameter2": "a b c", "flag": ""})
        );
    }

    #[test]
    fn rest_event_has_the_last_value_and_all_values() {
        assert_eq!(Value::Object(last(QUERY)), json!({"parameter1": "value2", "parameter2": "a b c", "flag": ""}));
        assert_eq!(
            Value::Object(all(QUERY)),
            json!({"parameter1": ["value1", "value2"], "parameter2": ["a b c"], "flag": [""]})
        );
    }

    #[test]
    fn missing_query_is_null_in_a_rest_event() {
        assert_eq!(or_null(all("")), Value::Null);
    }
}
