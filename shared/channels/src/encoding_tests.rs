//! Bodies of broken encoders, on every channel: what is no character becomes U+FFFD in its text, and nothing else changes.

use serde_json::{Value, json};
use signatures::Verification;

use crate::sample_bodies::{SampleBody, pointers, sample_bodies, sample_body};
use crate::{adapter, signed_event_id};

/// Stands for the broken character until the body is bytes.
const PLACEHOLDER: &str = "PLACEHOLDER";

/// The sample's bytes with `end` at the end of the text at `pointer`.
fn with_text_end(sample: &SampleBody, pointer: &str, end: &[u8]) -> Vec<u8> {
    let mut body = sample.json();
    let text = body.pointer_mut(pointer).unwrap();
    *text = json!(format!("{}{PLACEHOLDER}", text.as_str().unwrap()));
    let body = body.to_string();
    let (before, after) = body.split_once(PLACEHOLDER).unwrap();
    [before.as_bytes(), end, after.as_bytes()].concat()
}

#[test]
fn byte_order_mark_changes_nothing() {
    for sample in sample_bodies() {
        let marked = [b"\xef\xbb\xbf", sample.bytes.as_slice()].concat();
        assert_eq!(sample.topic(&marked), sample.topic(&sample.bytes), "{}", sample.name);
        assert_eq!(sample.normalize(&marked).unwrap(), sample.normalize(&sample.bytes).unwrap(), "{}", sample.name);
    }
}

#[test]
fn broken_character_in_any_text_is_the_replacement_character() {
    let mut texts = 0_usize;
    for sample in sample_bodies() {
        let body = sample.json();
        for pointer in pointers(&body).iter().filter(|pointer| body.pointer(pointer).is_some_and(Value::is_string)) {
            let replaced = with_text_end(&sample, pointer, "\u{fffd}".as_bytes());
            // One for each text, in turn, since there are many.
            let ends = [br"\ud83d".as_slice(), br"\uDE00", b"\xe9"];
            let broken = with_text_end(&sample, pointer, ends[texts % ends.len()]);
            assert_eq!(sample.topic(&broken), sample.topic(&replaced), "{} {pointer}", sample.name);
            assert_eq!(sample.normalize(&broken), sample.normalize(&replaced), "{} {pointer}", sample.name);
            texts += 1;
        }
    }
    assert!(texts > 1_000, "{texts}");
}

#[test]
fn broken_character_does_not_hide_a_notifications_id() {
    let sample = sample_body("amazon-ORDER_CHANGE");
    let pointer = "/Payload/OrderChangeNotification/Summary/OrderItems/0/SellerSKU";
    let broken = [b"\xef\xbb\xbf", with_text_end(&sample, pointer, br"\ud83d").as_slice()].concat();
    let id = |bytes: &[u8]| {
        let (body, verification) = testing::verified_body(bytes);
        signed_event_id(sample.channel, &body, &Verification { event_id: None, ..verification })
    };
    assert!(id(&broken).is_some());
    assert_eq!(id(&broken), id(&sample.bytes));
}

#[test]
fn broken_character_in_a_message_of_sns_is_replaced() {
    let sample = sample_body("amazon-ORDER_CHANGE");
    let pointer = "/Payload/OrderChangeNotification/Summary/OrderItems/0/SellerSKU";
    let message = |end: &str| {
        let notification = String::from_utf8(with_text_end(&sample, pointer, end.as_bytes())).unwrap();
        json!({"Type": "Notification", "Message": format!("\u{feff}{notification}")}).to_string()
    };
    let event = sample.normalize(message(r"\ud83d").as_bytes()).unwrap();
    assert_eq!(event, sample.normalize(message("\u{fffd}").as_bytes()).unwrap());
    assert_eq!(event.changes.len(), 1);
}

#[test]
fn redacted_body_has_the_event_of_the_broken_one() {
    for sample in sample_bodies() {
        let body = sample.json();
        for pointer in pointers(&body).iter().filter(|pointer| body.pointer(pointer).is_some_and(Value::is_string)) {
            let broken = [b"\xef\xbb\xbf", with_text_end(&sample, pointer, br"\ud83d").as_slice()].concat();
            let topic = sample.topic(&broken);
            let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
            let context = crate::Context { topic: &topic, account: sample.account(), received_at };
            if let (Ok(event), Some(redacted)) =
                (sample.normalize(&broken), adapter(sample.channel).redact_body(&context, &broken))
            {
                let event_of_redacted = crate::normalize(sample.channel, &context, &redacted).unwrap();
                assert_eq!(event_of_redacted.changes, event.changes, "{} {pointer}", sample.name);
            }
        }
    }
}
