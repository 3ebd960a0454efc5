//! A request's headers in the form of events, with those that API Gateway adds.

use http::header::{HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::gateway_id::new_trace_id;
use super::request_metadata::RequestMetadata;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// The request's headers with `X-Forwarded-*` and `X-Amzn-Trace-Id` as API Gateway sets them.
///
/// The client's own `X-Forwarded-For` is kept as the first part; its protocol and port are replaced.
pub(super) fn with_forwarding(headers: &HeaderMap, metadata: &RequestMetadata) -> HeaderMap {
    let mut headers = headers.clone();
    let mut hops = texts(&headers, &FORWARDED_FOR);
    hops.push(metadata.source.to_string());
    set(&mut headers, FORWARDED_FOR, &hops.join(", "));
    let port = domain_name(&headers).rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80_u16);
    set(&mut headers, FORWARDED_PORT, &port.to_string());
    set(&mut headers, FORWARDED_PROTO, "http");
    set(&mut headers, TRACE_ID, &new_trace_id(metadata.at.as_second()));
    headers
}

/// `{"name": "first,second"}` with lower-case names: the HTTP API joins the values of one name by commas.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
pub(super) fn joined(headers: &HeaderMap) -> Map<String, Value> {
    map(headers, |values| values.join(",").into())
}

/// `{"name": "last"}`, the form of `headers` in REST and WebSocket APIs.
pub(super) fn last(headers: &HeaderMap) -> Map<String, Value> {
    map(headers, |mut values| values.pop().into())
}

/// `{"name": ["first", "second"]}`, the form of `multiValueHeaders` in REST and WebSocket APIs.
pub(super) fn all(headers: &HeaderMap) -> Map<String, Value> {
    map(headers, Value::from)
}

/// The request's host; `localhost` if it has none.
pub(super) fn domain_name(headers: &HeaderMap) -> String {
    text(headers, &HOST).unwrap_or_else(|| "localhost".to_owned())
}

/// The `User-Agent`; empty if there is none.
pub(super) fn user_agent(headers: &HeaderMap) -> String {
    text(headers, &USER_AGENT).unwrap_or_default()
}

/// Every value of one header. Bytes that are not UTF-8 are not valid in JSON and become U+FFFD.
pub(super) fn texts(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    texts(headers, name).into_iter().next()
}

fn map(headers: &HeaderMap, shape: impl Fn(Vec<String>) -> Value) -> Map<String, Value> {
    headers.keys().map(|name| (name.as_str().to_owned(), shape(texts(headers, name)))).collect()
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).fold(
            HeaderMap::new(),
            |mut map, (name, value)| {
                map.append(name, value);
                map
            },
        )
    }

    #[test]
    fn values_of_one_header_keep_their_order() {
        let headers = headers(&[("accept", "a"), ("accept", "b")]);
        assert_eq!(joined(&headers)["accept"], "a,b");
        assert_eq!(last(&headers)["accept"], "b");
        assert_eq!(all(&headers)["accept"], serde_json::json!(["a", "b"]));
    }

    #[test]
    fn client_cannot_set_the_protocol_or_hide_its_address() {
        let sent =
            headers(&[("host", "127.0.0.1:3000"), ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "gopher")]);
        let metadata = RequestMetadata::now([127, 0, 0, 1].into());
        let headers = with_forwarding(&sent, &metadata);
        assert_eq!(headers["x-forwarded-for"], "192.0.2.1, 127.0.0.1");
        assert_eq!(headers["x-forwarded-proto"], "http");
        assert_eq!(headers["x-forwarded-port"], "3000");
    }
}
