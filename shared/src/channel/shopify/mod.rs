//! Shopify: its headers, its topics, and what its bodies mean.
//!
//! Source of the headers: <https://shopify.dev/docs/apps/build/webhooks/delivery-structure>

mod body_kind;
mod catalog;
mod order;
mod refund;
mod shop;
mod topic;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Context, NotUnderstood, Sender, TopicClass, Understood};
use body_kind::BodyKind;
use topic::Topic;

/// What Shopify's door needs to know.
pub struct Shopify;

impl Sender for Shopify {
    fn account_header(&self) -> &'static str {
        "x-shopify-shop-domain"
    }

    fn signature_header(&self) -> &'static str {
        "x-shopify-hmac-sha256"
    }

    fn topic_header(&self) -> &'static str {
        "x-shopify-topic"
    }

    fn keeps_header(&self, name: &str) -> bool {
        name.starts_with("x-shopify-") && name != self.signature_header()
            || matches!(name, "content-type" | "user-agent")
    }

    fn topic_class(&self, topic: &str) -> TopicClass {
        match Topic::known(topic) {
            Some(known) if known.repeats_to_the_byte() => TopicClass::Daily(known.name()),
            Some(known) => TopicClass::Known(known.name()),
            None => TopicClass::Other,
        }
    }

    fn account_key(&self, text: &str) -> Option<String> {
        shop::domain(text)
    }
}

/// Understands a body of Shopify.
pub(super) fn understand(context: &Context<'_>, body: &[u8]) -> Result<Understood, NotUnderstood> {
    let text = std::str::from_utf8(body).map_err(|_| NotUnderstood::new("not_utf8", "the body is not UTF-8"))?;
    let value: Value = serde_json::from_str(text)
        .map_err(|error| NotUnderstood::new("not_json", format!("the body is not JSON ({})", place(&error))))?;
    if context.topic.is_empty() {
        return Err(NotUnderstood::new("topic_missing", "the request named no topic"));
    }
    let Some(topic) = Topic::known(context.topic) else {
        return Ok(kept_only(context.topic));
    };
    topic_fits(topic, &value)?;
    let understood = match topic {
        Topic::OrdersCreate | Topic::OrdersUpdated | Topic::OrdersCancelled => {
            order::understand(topic, read(topic, value)?)
        }
        Topic::RefundsCreate => refund::understand(read(topic, value)?),
        Topic::InventoryLevelsUpdate => Ok(catalog::inventory(&read(topic, value)?)),
        Topic::ProductsUpdate => Ok(catalog::product(&read(topic, value)?)),
        Topic::AppUninstalled => shop::uninstalled(&read(topic, value)?, context.account),
        Topic::CustomersDataRequest | Topic::CustomersRedact | Topic::ShopRedact => {
            shop::compliance(topic, &read(topic, value)?, context.account)
        }
    }?;
    understood.not_ahead_of(context.received_at)
}

/// A topic that Storebell does not read: kept, shown, never an error.
fn kept_only(topic: &str) -> Understood {
    Understood { subject: None, occurred_at: None, summary: format!("{topic}, kept as it came"), change: None }
}

/// The topic is an unsigned header: a genuine body under another's topic is a failed event.
fn topic_fits(topic: Topic, value: &Value) -> Result<(), NotUnderstood> {
    match BodyKind::of(value) {
        Some(kind) if kind != topic.body_kind() => Err(NotUnderstood::new(
            "topic_mismatch",
            format!("the topic {} does not fit a body that is {}", topic.name(), kind.words()),
        )),
        _ => Ok(()),
    }
}

fn read<T: DeserializeOwned>(topic: Topic, value: Value) -> Result<T, NotUnderstood> {
    serde_json::from_value(value).map_err(|error| {
        NotUnderstood::new(
            "not_understood",
            format!("the body of {} is not what Shopify documents ({})", topic.name(), what(&error)),
        )
    })
}

/// What is wrong with a body's fields. Serde's sentences name our own fields, but "invalid type: <value>, expected ..."
/// quotes the body, which may be personal: of those only what was expected is told.
fn what(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let told = match sentence.strip_prefix("invalid ") {
        Some(quoting) => {
            quoting.rsplit_once(", expected ").map_or_else(String::new, |(_, expected)| format!("expected {expected}"))
        }
        None => sentence,
    };
    crate::text::shortened(&told, 160)
}

fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests;
