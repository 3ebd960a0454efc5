//! A delivery as the API shows it: its body as text where it is text, in base64 where it is not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::delivery::Headers;
use domain::delivery::{Delivery, DeliveryId};
use serde::Serialize;
use types::time::Time;

/// The most bytes that a body may take in Lambda's answer, which has 6 MB
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const LARGEST: usize = 5 * 1024 * 1024;

/// A delivery.
#[derive(Debug, Serialize)]
pub(super) struct DeliveryView {
    id: DeliveryId,
    received_at: Time,
    headers: Headers,
    /// Whether the sender's proof covered the body.
    body_authenticated: bool,
    replays: u64,
    /// There only where a redaction took from it what is personal.
    #[serde(skip_serializing_if = "Option::is_none")]
    redacted_at: Option<Time>,
    #[serde(flatten)]
    body: BodyView,
}

#[derive(Debug, PartialEq, Serialize)]
struct BodyView {
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    /// There only where it is true: the body is too large for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_too_large: Option<bool>,
    body_bytes: usize,
}

impl DeliveryView {
    /// Of what the log has.
    pub(super) fn of(delivery: Delivery) -> Self {
        Self {
            id: delivery.metadata.key.id,
            received_at: delivery.metadata.received_at,
            headers: delivery.headers,
            body_authenticated: delivery.body_authenticated,
            replays: delivery.metadata.replays,
            redacted_at: delivery.redacted_at,
            body: delivery.body.map_or_else(BodyView::removed, BodyView::of),
        }
    }
}

impl BodyView {
    /// Of a body of which a redaction left nothing.
    fn removed() -> Self {
        Self { body: None, body_base64: None, body_too_large: None, body_bytes: 0 }
    }

    fn of(body: Vec<u8>) -> Self {
        let body_bytes = body.len();
        let (text, base64) = match String::from_utf8(body) {
            Ok(text) => (Some(text).filter(|text| carried_bytes(text) <= LARGEST), None),
            Err(bytes) => (None, Some(STANDARD.encode(bytes.as_bytes())).filter(|text| text.len() <= LARGEST)),
        };
        let body_too_large = (text.is_none() && base64.is_none()).then_some(true);
        Self { body: text, body_base64: base64, body_too_large, body_bytes }
    }
}

/// The bytes that `text` takes in Lambda's answer. It is escaped twice: as a text in our JSON, and with that as a text
/// in the JSON that Lambda hands to API Gateway.
fn carried_bytes(text: &str) -> usize {
    let carried = |byte| match byte {
        b'"' | b'\\' => 4,
        b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 3,
        0x00..=0x1f => 7,
        _ => 1,
    };
    text.bytes().map(carried).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_text_are_those_of_json_in_json() {
        let every_ascii: String = (0..=0x7f_u8).map(char::from).collect();
        for text in [every_ascii.as_str(), "", "ü €", r##"{"name":"#1042 \"x\""}"##] {
            let in_json = serde_json::to_string(text).unwrap();
            let in_json_in_json = serde_json::to_string(&in_json).unwrap();
            // Without the quotation marks around both.
            assert_eq!(carried_bytes(text), in_json_in_json.len() - 6, "{text}");
        }
    }

    #[test]
    fn text_is_shown_as_text_and_bytes_in_base64() {
        let text = BodyView::of(b"{\"id\":1}".to_vec());
        assert_eq!((text.body.as_deref(), text.body_base64, text.body_bytes), (Some("{\"id\":1}"), None, 8));
        let bytes = BodyView::of(vec![0xff, 0x00]);
        assert_eq!((bytes.body, bytes.body_base64.as_deref(), bytes.body_bytes), (None, Some("/wA="), 2));
    }

    #[test]
    fn a_body_that_would_not_fit_the_answer_is_only_counted() {
        for body in [vec![b'"'; LARGEST / 4 + 1], vec![0xff; 4 * 1024 * 1024]] {
            let bytes = body.len();
            let shown = BodyView::of(body);
            assert_eq!(
                shown,
                BodyView { body: None, body_base64: None, body_too_large: Some(true), body_bytes: bytes }
            );
        }
        assert!(BodyView::of(vec![b'"'; LARGEST / 4]).body.is_some());
        assert!(BodyView::of(vec![b'a'; 4 * 1024 * 1024]).body.is_some());
    }
}
