//! Converts the function's JSON to an HTTP response.

use axum::body::Body;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};

/// Why a function's JSON is not a response. API Gateway responds with 500 instead.
#[derive(Debug, thiserror::Error)]
#[error("the response has no valid {0}")]
pub(super) struct MalformedResponse(&'static str);

/// The response that `output` describes.
///
/// Output without a status code is the body of a 200, as payload format 2.0 specifies. `multiValueHeaders` belongs to format
/// 1.0 and is ignored, as in AWS.
pub(super) fn read(output: Value) -> Result<Response, MalformedResponse> {
    let Some(status) = output.get("statusCode") else {
        return Ok(inferred(&output));
    };
    let status = status_code(status).ok_or(MalformedResponse("statusCode"))?;
    let mut response = Response::new(Body::from(body(&output)?));
    *response.status_mut() = status;
    *response.headers_mut() = headers(&output)?;
    Ok(response)
}

/// A valid status; AWS accepts a number or text.
pub(in crate::gateway) fn status_code(status: &Value) -> Option<StatusCode> {
    let number = match status {
        Value::String(text) => text.parse().ok()?,
        other => u16::try_from(other.as_u64()?).ok()?,
    };
    // 1xx is not a final response, and 101 would switch the protocol.
    StatusCode::from_u16(number).ok().filter(|status| !status.is_informational())
}

fn inferred(output: &Value) -> Response {
    let mut response = Response::new(Body::from(output.to_string()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn body(output: &Value) -> Result<Vec<u8>, MalformedResponse> {
    let text = match &output["body"] {
        Value::Null => "",
        Value::String(text) => text,
        _ => return Err(MalformedResponse("body")),
    };
    if output["isBase64Encoded"] == true {
        return STANDARD.decode(text).map_err(|_| MalformedResponse("base64 body"));
    }
    Ok(text.as_bytes().to_vec())
}

fn headers(output: &Value) -> Result<HeaderMap, MalformedResponse> {
    let none = Map::new();
    let mut headers = HeaderMap::new();
    for (name, value) in output["headers"].as_object().unwrap_or(&none) {
        let name = HeaderName::try_from(name).map_err(|_| MalformedResponse("header name"))?;
        headers.append(name, header_value(value)?);
    }
    for cookie in output["cookies"].as_array().unwrap_or(&Vec::new()) {
        headers.append(SET_COOKIE, header_value(cookie)?);
    }
    remove_connection_headers(&mut headers);
    Ok(headers)
}

/// Removes the headers that belong to a connection or are computed by the gateway: a function cannot set them.
pub(in crate::gateway) fn remove_connection_headers(headers: &mut HeaderMap) {
    use http::header::{CONNECTION, TRAILER, TRANSFER_ENCODING, UPGRADE};
    for name in [CONNECTION, CONTENT_LENGTH, TRAILER, TRANSFER_ENCODING, UPGRADE] {
        headers.remove(name);
    }
}

fn header_value(value: &Value) -> Result<HeaderValue, MalformedResponse> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return Err(MalformedResponse("header value")),
    };
    HeaderValue::try_from(text).map_err(|_| MalformedResponse("header value"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn status_headers_and_cookies_are_those_of_the_function() {
        let response = read(json!({
            "statusCode": 405,
            "headers": {"allow": "POST", "x-count": 2, "Content-Length": "999", "connection": "upgrade"},
            "multiValueHeaders": {"x-other": ["ignored"]},
            "cookies": ["a=b", "c=d"],
            "body": "no"
        }))
        .expect("a response");
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        let headers = response.headers();
        assert_eq!(headers["allow"], "POST");
        assert_eq!(headers["x-count"], "2");
        assert_eq!(headers.get_all(SET_COOKIE).iter().count(), 2);
        for name in ["x-other", "content-length", "connection"] {
            assert!(!headers.contains_key(name), "{name}");
        }
    }

    #[test]
    fn output_without_status_is_the_body_of_a_200() {
        let response = read(json!({"hello": 1})).expect("a response");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    }

    #[test]
    fn invalid_output_is_malformed() {
        for output in [
            json!({"statusCode": "no"}),
            json!({"statusCode": 101}),
            json!({"statusCode": 99}),
            json!({"statusCode": 200, "body": {}}),
            json!({"statusCode": 200, "body": "?", "isBase64Encoded": true}),
            json!({"statusCode": 200, "headers": {"a b": "c"}}),
            json!({"statusCode": 200, "headers": {"a": "line\nbreak"}}),
        ] {
            assert!(read(output.clone()).is_err(), "{output}");
        }
    }
}
