//! The event of payload format 2.0.

use http::header::COOKIE;
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::event_body::event_body;
use super::routes::RouteMatch;
use crate::gateway::request_metadata::{RequestMetadata, event_time};
use crate::gateway::{ACCOUNT_ID, API_ID, request_headers, request_query};

/// The JSON for the function. Empty members are absent, as in AWS.
pub(super) fn event(metadata: &RequestMetadata, parts: &Parts, body: &[u8], matched: &RouteMatch<'_>) -> Value {
    let mut headers = request_headers::with_forwarding(&parts.headers, metadata);
    let cookies = request_headers::texts(&headers, &COOKIE);
    headers.remove(COOKIE);
    let path = decoded_path(parts.uri.path());
    let query = parts.uri.query().unwrap_or_default();
    let (body, is_base64_encoded) = event_body(&parts.headers, body);

    let mut event = json!({
        "version": "2.0",
        "routeKey": matched.route_key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": request_headers::joined(&headers),
        "requestContext": request_context(metadata, parts, &path, &matched.route_key),
        "isBase64Encoded": is_base64_encoded,
    });
    let optional = [
        ("cookies", some_cookies(&cookies)),
        ("queryStringParameters", some(request_query::joined(query))),
        ("pathParameters", some(matched.path_parameters.clone())),
        ("body", body.map(Value::String)),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            event[name] = value;
        }
    }
    event
}

fn request_context(metadata: &RequestMetadata, parts: &Parts, path: &str, route_key: &str) -> Value {
    let domain_name = request_headers::domain_name(&parts.headers);
    json!({
        "accountId": ACCOUNT_ID,
        "apiId": API_ID,
        "domainName": domain_name,
        "domainPrefix": domain_name.split('.').next(),
        "http": {
            "method": parts.method.as_str(),
            "path": path,
            "protocol": format!("{:?}", parts.version),
            "sourceIp": metadata.source,
            "userAgent": request_headers::user_agent(&parts.headers),
        },
        "requestId": metadata.request_id,
        "routeKey": route_key,
        "stage": "$default",
        "time": event_time(metadata.at),
        "timeEpoch": metadata.at.as_millisecond(),
    })
}

/// AWS decodes the path (`lambda_http`'s sample contains a space); a path that is not UTF-8 is unchanged.
fn decoded_path(path: &str) -> String {
    percent_decode_str(path).decode_utf8().map_or_else(|_| path.to_owned(), Into::into)
}

/// The cookies are a separate list, one cookie per item.
fn some_cookies(headers: &[String]) -> Option<Value> {
    let cookies: Vec<&str> = headers
        .iter()
        .flat_map(|header| header.split(';'))
        .map(str::trim)
        .filter(|cookie| !cookie.is_empty())
        .collect();
    (!cookies.is_empty()).then(|| json!(cookies))
}

fn some(map: Map<String, Value>) -> Option<Value> {
    (!map.is_empty()).then_some(Value::Object(map))
}
