//! Bodies without personal data: our own types serialized again, so that only fields that are read remain.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body_kind::BodyKind;
use super::catalog::{InventoryLevelBody, ProductBody};
use super::deletion::DeletionBody;
use super::disconnection::DisconnectionBody;
use super::fulfillment::FulfillmentBody;
use super::fulfillment_event::FulfillmentEventBody;
use super::order::OrderBody;
use super::order_event::{DisputeBody, OrderEditBody, TenderTransactionBody, TransactionBody};
use super::refund::RefundBody;
use super::returned::ReturnBody;
use super::shop::{ComplianceBody, ShopBody};
use super::topic::Topic;
use super::{normalize, read, reconciled};
use crate::Context;
use crate::json_reader::json;

/// The body with only the fields that are read; `None` if it cannot be normalized or its topic is not read.
pub(super) fn redact_body(context: &Context<'_>, body: &[u8]) -> Option<Vec<u8>> {
    normalize(context, body).ok()?;
    let text = &json(body).ok()?;
    if context.topic == reconciled::TOPIC {
        return reconciled::redact_body(text);
    }
    let topic = Topic::known(context.topic)?;
    match topic.body_kind() {
        BodyKind::Order => reserialized::<OrderBody>(topic, text),
        BodyKind::OrderEdit => reserialized::<OrderEditBody>(topic, text),
        BodyKind::Deletion => reserialized::<DeletionBody>(topic, text),
        BodyKind::Refund => reserialized::<RefundBody>(topic, text),
        BodyKind::Transaction => reserialized::<TransactionBody>(topic, text),
        BodyKind::TenderTransaction => reserialized::<TenderTransactionBody>(topic, text),
        BodyKind::Dispute => reserialized::<DisputeBody>(topic, text),
        BodyKind::Fulfillment => reserialized::<FulfillmentBody>(topic, text),
        BodyKind::FulfillmentEvent => reserialized::<FulfillmentEventBody>(topic, text),
        BodyKind::Return => reserialized::<ReturnBody>(topic, text),
        BodyKind::InventoryLevel => reserialized::<InventoryLevelBody>(topic, text),
        BodyKind::InventoryDisconnection => reserialized::<DisconnectionBody>(topic, text),
        BodyKind::Product => reserialized::<ProductBody>(topic, text),
        BodyKind::Shop => reserialized::<ShopBody>(topic, text),
        BodyKind::DataRequest | BodyKind::CustomerRedaction | BodyKind::ShopRedaction => {
            reserialized::<ComplianceBody>(topic, text)
        }
    }
}

fn reserialized<T: DeserializeOwned + Serialize>(topic: Topic, text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(&read::<T>(topic, text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use types::Channel;

    use super::*;
    use crate::shopify::Shopify;
    use crate::shopify::tests::body_of;
    use crate::{ChannelAdapter, NormalizedEvent};

    const SHOP: &str = "demo-shop.myshopify.com";

    fn context(topic: &str) -> Context<'_> {
        Context { topic, account: SHOP, received_at: "2026-11-23T00:00:00Z".parse().unwrap() }
    }

    fn sample(topic: &str) -> Value {
        serde_json::from_slice(&body_of(topic)).unwrap()
    }

    /// The normalized event without the personal identifiers of a request.
    fn impersonal_event(topic: &str, body: &[u8]) -> Option<NormalizedEvent> {
        let mut normalized = crate::normalize(Channel::Shopify, &context(topic), body).ok()?;
        if let Some(
            domain::privacy::PrivacyRequest::DataExport(customer)
            | domain::privacy::PrivacyRequest::RedactCustomer(customer),
        ) = &mut normalized.request
        {
            (customer.email, customer.phone) = (None, None);
        }
        Some(normalized)
    }

    /// The values that replace each member that is read.
    fn replacements() -> [Value; 7] {
        [
            Value::Null,
            json!("text"),
            json!(7),
            json!("0.50"),
            json!(1.25),
            json!([]),
            json!("2026-11-02T00:00:00+05:30"),
        ]
    }

    /// The value, and its variants in which one member at any depth is removed or replaced.
    fn variants(value: &Value) -> Vec<Value> {
        let pointers: Vec<_> = match value {
            Value::Object(members) => members.keys().map(|key| format!("/{key}")).collect(),
            Value::Array(items) => (0..items.len().min(1)).map(|index| format!("/{index}")).collect(),
            _ => Vec::new(),
        };
        let mut variants = vec![value.clone()];
        for pointer in pointers {
            for inner in replacements().into_iter().chain(self::variants(value.pointer(&pointer).unwrap())) {
                let mut changed = value.clone();
                *changed.pointer_mut(&pointer).unwrap() = inner;
                variants.push(changed);
            }
            let mut without = value.clone();
            if without.as_object_mut().is_some_and(|members| members.remove(&pointer[1..]).is_some()) {
                variants.push(without);
            }
        }
        variants
    }

    /// The sample, and the variants of its fields that are read.
    fn bodies(topic: &str) -> Vec<Value> {
        let sample = sample(topic);
        let redacted = Shopify.redact_body(&context(topic), sample.to_string().as_bytes()).unwrap();
        [sample].into_iter().chain(variants(&serde_json::from_slice(&redacted).unwrap())).collect()
    }

    #[test]
    fn redacted_body_normalizes_to_the_same_event() {
        let mut normalized = 0;
        for topic in Topic::ALL.iter() {
            let name = topic.name();
            for body in bodies(name) {
                let body = serde_json::to_vec(&body).unwrap();
                let redacted = Shopify.redact_body(&context(name), &body);
                match (impersonal_event(name, &body), redacted) {
                    (None, _) => {}
                    (Some(event), Some(redacted)) => {
                        normalized += 1;
                        let text = String::from_utf8_lossy(&redacted);
                        assert_eq!(impersonal_event(name, &redacted).as_ref(), Some(&event), "{name}: {text}");
                        assert_eq!(Shopify.redact_body(&context(name), &redacted).as_ref(), Some(&redacted), "{name}");
                    }
                    (Some(_), None) => panic!("{name} is normalized but cannot be redacted"),
                }
            }
        }
        assert!(normalized > 300, "{normalized}");
    }

    #[test]
    fn redacted_body_has_no_field_that_is_not_read() {
        // A deletion with any other field is not normalized.
        for topic in Topic::ALL.iter().filter(|topic| topic.body_kind() != BodyKind::Deletion) {
            let name = topic.name();
            let mut body = sample(name);
            let members = body.as_object_mut().unwrap();
            for field in ["email", "phone", "note", "shipping_address", "browser_ip", "token", "user_id", "source_url"]
            {
                members.insert(field.to_owned(), json!({"name": "Plantedname"}));
            }
            if let Some(customer) = members.get_mut("customer") {
                customer["email"] = json!("Plantedname@example.com");
                customer["phone"] = json!("+91 Plantedname");
            }
            let redacted = Shopify.redact_body(&context(name), body.to_string().as_bytes()).unwrap();
            let text = String::from_utf8(redacted).unwrap();
            assert!(!text.contains("Plantedname") && !text.contains("example.com"), "{name}: {text}");
        }
    }

    #[test]
    fn body_that_is_not_normalized_or_not_read_cannot_be_redacted() {
        for (topic, body) in [("orders/create", "{}"), ("carts/update", "{}"), ("", "{}"), ("orders/create", "no json")]
        {
            assert_eq!(Shopify.redact_body(&context(topic), body.as_bytes()), None, "{topic} {body}");
        }
    }
}
