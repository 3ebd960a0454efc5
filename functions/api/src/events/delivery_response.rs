//! The delivery of an event as the API shows it: the body as text if it is UTF-8, else in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::delivery::Headers;
use domain::delivery::{Delivery, DeliveryId};
use serde::Serialize;
use types::time::Time;

/// The largest body of a delivery in a response, measured in its encoded form. Lambda's response payload is limited to
/// 6 MB (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const MAX_ENCODED_BODY_BYTES: usize = 5 * 1024 * 1024;

/// A delivery: one verified webhook, as it was stored.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct DeliveryResponse {
    /// The delivery's id.
    id: DeliveryId,
    /// When the webhook was received.
    received_at: Time,
    /// The stored headers, with lower-case names.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, String>))]
    headers: Headers,
    /// Whether the signature covers the body.
    body_authenticated: bool,
    /// How often the delivery was replayed.
    replays: u64,
    /// When a redaction removed the personal data; absent if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    redacted_at: Option<Time>,
    #[serde(flatten)]
    body: DeliveryBody,
}

/// The body of a delivery, in one of two encodings.
#[derive(Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct DeliveryBody {
    /// The body, if it is UTF-8 and fits the response.
    body: Option<String>,
    /// The body in base64, if it is not UTF-8 and fits the response; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    body_base64: Option<String>,
    /// True if the body does not fit the response; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    body_too_large: Option<bool>,
    /// The size of the body in bytes; 0 if a redaction removed the body.
    body_bytes: usize,
}

impl DeliveryResponse {
    /// The response for a stored delivery.
    pub(super) fn from_delivery(delivery: Delivery) -> Self {
        Self {
            id: delivery.metadata.key.id,
            received_at: delivery.metadata.received_at,
            headers: delivery.headers,
            body_authenticated: delivery.body_authenticated,
            replays: delivery.metadata.replays,
            redacted_at: delivery.redacted_at,
            body: delivery.body.map_or_else(DeliveryBody::removed, DeliveryBody::from_bytes),
        }
    }
}

impl DeliveryBody {
    /// The response for a body that a redaction removed.
    fn removed() -> Self {
        Self { body: None, body_base64: None, body_too_large: None, body_bytes: 0 }
    }

    fn from_bytes(body: Vec<u8>) -> Self {
        let body_bytes = body.len();
        let (text, base64) = match String::from_utf8(body) {
            Ok(text) => (Some(text).filter(|text| encoded_bytes(text) <= MAX_ENCODED_BODY_BYTES), None),
            Err(error) => {
                let base64 = STANDARD.encode(error.as_bytes());
                (None, Some(base64).filter(|base64| base64.len() <= MAX_ENCODED_BODY_BYTES))
            }
        };
        let body_too_large = (text.is_none() && base64.is_none()).then_some(true);
        Self { body: text, body_base64: base64, body_too_large, body_bytes }
    }
}

/// The bytes that `text` takes in Lambda's response payload. `text` is escaped twice: as a string in the API's JSON,
/// and again because that JSON is a string in the JSON that Lambda returns to API Gateway.
fn encoded_bytes(text: &str) -> usize {
    let encoded = |byte| match byte {
        b'"' | b'\\' => 4,
        b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 3,
        0x00..=0x1f => 7,
        _ => 1,
    };
    text.bytes().map(encoded).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_bytes_of_text_are_those_of_json_in_json() {
        let every_ascii: String = (0..=0x7f_u8).map(char::from).collect();
        for text in [every_ascii.as_str(), "", "ü €", r##"{"name":"#1042 \"x\""}"##] {
            let in_json = serde_json::to_string(text).unwrap();
            let in_json_in_json = serde_json::to_string(&in_json).unwrap();
            // The 6 bytes are the quotation marks of both strings.
            assert_eq!(encoded_bytes(text), in_json_in_json.len() - 6, "{text}");
        }
    }

    #[test]
    fn utf8_body_is_shown_as_text_and_other_body_in_base64() {
        let text = DeliveryBody::from_bytes(b"{\"id\":1}".to_vec());
        assert_eq!((text.body.as_deref(), text.body_base64, text.body_bytes), (Some("{\"id\":1}"), None, 8));
        let bytes = DeliveryBody::from_bytes(vec![0xff, 0x00]);
        assert_eq!((bytes.body, bytes.body_base64.as_deref(), bytes.body_bytes), (None, Some("/wA="), 2));
    }

    #[test]
    fn body_that_does_not_fit_the_response_is_marked_too_large() {
        for body in [vec![b'"'; MAX_ENCODED_BODY_BYTES / 4 + 1], vec![0xff; 4 * 1024 * 1024]] {
            let bytes = body.len();
            let shown = DeliveryBody::from_bytes(body);
            assert_eq!(
                shown,
                DeliveryBody { body: None, body_base64: None, body_too_large: Some(true), body_bytes: bytes }
            );
        }
        assert!(DeliveryBody::from_bytes(vec![b'"'; MAX_ENCODED_BODY_BYTES / 4]).body.is_some());
        assert!(DeliveryBody::from_bytes(vec![b'a'; 4 * 1024 * 1024]).body.is_some());
    }
}
