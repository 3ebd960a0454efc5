//! The four sample webhooks of an order, with another id.

use serde_json::Value;

use super::webhooks::{Webhook, sample};

/// An order by its id.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) id: u64,
}

/// The topics that change an order.
pub(crate) const TOPICS: [&str; 4] = ["orders/create", "orders/updated", "orders/cancelled", "refunds/create"];

impl Order {
    /// The signed webhook of a topic for this order.
    pub(crate) fn webhook(&self, topic: &str) -> Webhook {
        let mut body: Value = serde_json::from_slice(&sample(topic)).unwrap();
        let field = if topic == "refunds/create" { "order_id" } else { "id" };
        body[field] = self.id.into();
        if let Some(refunds) = body.get_mut("refunds").and_then(Value::as_array_mut) {
            for refund in refunds {
                refund["order_id"] = self.id.into();
            }
        }
        Webhook::new(topic, body.to_string())
    }

    /// All four webhooks, in the order of their times.
    pub(crate) fn webhooks(&self) -> Vec<Webhook> {
        TOPICS.iter().map(|topic| self.webhook(topic)).collect()
    }
}
