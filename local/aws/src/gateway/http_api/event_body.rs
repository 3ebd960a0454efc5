//! A body within JSON: as text, or in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The event's `body`, if there is one, and its `isBase64Encoded`.
///
/// Bytes that are not UTF-8 are sent in base64 even under a text type, so that they arrive unchanged.
pub(super) fn event_body(headers: &HeaderMap, bytes: &[u8]) -> (Option<String>, bool) {
    if bytes.is_empty() {
        return (None, false);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text(content_type) => (Some(text.to_owned()), false),
        _ => (Some(STANDARD.encode(bytes)), true),
    }
}

/// The types that HTTP APIs send as text; any other type is binary, also that of a form and a missing one.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
fn is_text(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type.starts_with("text/")
        || media_type.ends_with("+json")
        || ["application/json", "application/javascript", "application/xml"].contains(&media_type.as_str())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn body(content_type: &'static str, bytes: &[u8]) -> (Option<String>, bool) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        event_body(&headers, bytes)
    }

    #[test]
    fn text_types_are_sent_as_text() {
        for content_type in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/plain",
            "application/vnd.api+json",
            "application/xml",
            "application/javascript",
        ] {
            assert_eq!(body(content_type, b"{}"), (Some("{}".to_owned()), false), "{content_type}");
        }
    }

    #[test]
    fn other_types_and_invalid_utf8_are_sent_in_base64() {
        for content_type in ["application/octet-stream", "application/x-www-form-urlencoded", ""] {
            assert_eq!(body(content_type, b"{}"), (Some("e30=".to_owned()), true), "{content_type}");
        }
        assert_eq!(body("application/json", &[0xff, 0x00]), (Some("/wA=".to_owned()), true));
    }

    #[test]
    fn empty_body_is_absent() {
        assert_eq!(body("application/json", b""), (None, false));
    }
}
