//! Bodies without what is personal: our own types, serialized again, so that only what is read is left.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::catalog::{InventoryLevelBody, ProductBody};
use super::order::OrderBody;
use super::refund::RefundBody;
use super::shop::{ComplianceBody, ShopBody};
use super::topic::Topic;
use super::{normalize, read, reconciled};
use crate::{Context, json};

/// The body with nothing in it but what is read; `None` where it is not understood, or its topic is not read.
pub(super) fn reduced(context: &Context<'_>, body: &[u8]) -> Option<Vec<u8>> {
    normalize(context, body).ok()?;
    let text = json(body).ok()?;
    if context.topic == reconciled::TOPIC {
        return reconciled::reduced(text);
    }
    let topic = Topic::known(context.topic)?;
    match topic {
        Topic::OrdersCreate | Topic::OrdersUpdated | Topic::OrdersCancelled => again::<OrderBody>(topic, text),
        Topic::RefundsCreate => again::<RefundBody>(topic, text),
        Topic::InventoryLevelsUpdate => again::<InventoryLevelBody>(topic, text),
        Topic::ProductsUpdate => again::<ProductBody>(topic, text),
        Topic::AppUninstalled => again::<ShopBody>(topic, text),
        Topic::CustomersDataRequest | Topic::CustomersRedact | Topic::ShopRedact => {
            again::<ComplianceBody>(topic, text)
        }
    }
}

fn again<T: DeserializeOwned + Serialize>(topic: Topic, text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(&read::<T>(topic, text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use types::Channel;

    use super::*;
    use crate::shopify::Shopify;
    use crate::{ChannelAdapter, NormalizedEvent};

    const SHOP: &str = "demo-shop.myshopify.com";

    fn context(topic: &str) -> Context<'_> {
        Context { topic, account: SHOP, received_at: "2026-11-23T00:00:00Z".parse().unwrap() }
    }

    fn sample(topic: &str) -> Value {
        let name = topic.replace('/', "-");
        let file = format!("{}/../../events/bodies/shopify-{name}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    /// What a body means, but for what names a person in a request.
    fn meaning(topic: &str, body: &[u8]) -> Option<NormalizedEvent> {
        let mut normalized = crate::normalize(Channel::Shopify, &context(topic), body).ok()?;
        if let Some(
            domain::privacy::PrivacyRequest::DataExport(person)
            | domain::privacy::PrivacyRequest::RedactCustomer(person),
        ) = &mut normalized.request
        {
            (person.email, person.phone) = (None, None);
        }
        Some(normalized)
    }

    /// What stands in the place of each member that is read.
    fn others() -> [Value; 7] {
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

    /// The value, with each member at any depth gone or another.
    fn variants(value: &Value) -> Vec<Value> {
        let places: Vec<_> = match value {
            Value::Object(members) => members.keys().map(|key| format!("/{key}")).collect(),
            Value::Array(items) => (0..items.len().min(1)).map(|place| format!("/{place}")).collect(),
            _ => Vec::new(),
        };
        let mut variants = vec![value.clone()];
        for place in places {
            for inner in others().into_iter().chain(self::variants(value.pointer(&place).unwrap())) {
                let mut changed = value.clone();
                *changed.pointer_mut(&place).unwrap() = inner;
                variants.push(changed);
            }
            let mut without = value.clone();
            if without.as_object_mut().is_some_and(|members| members.remove(&place[1..]).is_some()) {
                variants.push(without);
            }
        }
        variants
    }

    /// The sample, and each variant of what is read of it.
    fn bodies(topic: &str) -> Vec<Value> {
        let whole = sample(topic);
        let read = Shopify.reduced(&context(topic), whole.to_string().as_bytes()).unwrap();
        [whole].into_iter().chain(variants(&serde_json::from_slice(&read).unwrap())).collect()
    }

    #[test]
    fn a_reduced_body_means_exactly_what_the_whole_one_means() {
        let mut normalized = 0;
        for topic in Topic::ALL {
            let name = topic.name();
            for whole in bodies(name) {
                let whole = serde_json::to_vec(&whole).unwrap();
                let reduced = Shopify.reduced(&context(name), &whole);
                match (meaning(name, &whole), reduced) {
                    (None, _) => {}
                    (Some(meant), Some(reduced)) => {
                        normalized += 1;
                        let text = String::from_utf8_lossy(&reduced);
                        assert_eq!(meaning(name, &reduced).as_ref(), Some(&meant), "{name}: {text}");
                        // Reduced again it is the same.
                        assert_eq!(Shopify.reduced(&context(name), &reduced).as_ref(), Some(&reduced), "{name}");
                    }
                    (Some(_), None) => panic!("{name} is understood, and cannot be reduced"),
                }
            }
        }
        assert!(normalized > 300, "{normalized}");
    }

    #[test]
    fn nothing_is_left_that_is_not_read() {
        for topic in Topic::ALL {
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
            let reduced = Shopify.reduced(&context(name), body.to_string().as_bytes()).unwrap();
            let text = String::from_utf8(reduced).unwrap();
            assert!(!text.contains("Plantedname") && !text.contains("example.com"), "{name}: {text}");
        }
    }

    #[test]
    fn what_is_not_understood_or_not_read_cannot_be_reduced() {
        for (topic, body) in [("orders/create", "{}"), ("carts/update", "{}"), ("", "{}"), ("orders/create", "no json")]
        {
            assert_eq!(Shopify.reduced(&context(topic), body.as_bytes()), None, "{topic} {body}");
        }
    }
}
