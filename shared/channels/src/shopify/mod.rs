//! Shopify: its headers, its topics, and the normalization of its payloads.
//!
//! Source of the headers: <https://shopify.dev/docs/apps/build/webhooks/delivery-structure>

mod body_kind;
mod catalog;
mod deletion;
mod disconnection;
mod documented_topics;
mod fulfillment;
mod fulfillment_event;
mod money;
mod order;
mod order_event;
mod progress;
pub mod reconciled;
mod redacted_body;
mod refund;
mod returned;
mod setup_steps;
mod shop;
#[cfg(test)]
mod tests;
mod topic;

use domain::delivery::DedupTopic;
use domain::integration::Integration;
use serde::de::DeserializeOwned;
use signatures::{Scheme, hmac_sha256};
use types::transport::Transport;

use crate::json_reader::{error_code, error_detail, is_object, json};
use crate::{ChannelAdapter, ChannelProfile, Context, NormalizeError, NormalizedEvent};
use body_kind::BodyKind;
use documented_topics::{documented, is_without_time};
use topic::Topic;

pub use shop::is_shop;
pub use topic::{graphql_topics, subscribable_topics};

/// The header of the signature.
const SIGNATURE_HEADER: &str = "x-shopify-hmac-sha256";

/// Shopify's adapter.
pub struct Shopify;

impl ChannelAdapter for Shopify {
    fn profile(&self) -> ChannelProfile {
        ChannelProfile {
            title: "Shopify",
            account_label: "Shop domain",
            account_example: "my-shop.myshopify.com",
            secret_label: Some("Client secret of the app"),
            topics: Topic::ALL.iter().map(|topic| topic.name()).collect(),
            setup_steps: setup_steps::general(),
            docs: "docs/channels/shopify.md",
        }
    }

    fn account_header(&self) -> Option<&'static str> {
        Some("x-shopify-shop-domain")
    }

    fn default_scheme(&self, transport: Transport, _account: &str) -> Option<Scheme> {
        (transport == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE_HEADER)))
    }

    /// Shopify signs every body, so nothing weaker is accepted.
    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool {
        matches!((transport, scheme), (Transport::Https, Scheme::HmacSha256(_)))
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some("x-shopify-topic")
    }

    fn trigger_time_header(&self) -> Option<&'static str> {
        Some("x-shopify-triggered-at")
    }

    fn keeps_header(&self, name: &str) -> bool {
        name.starts_with("x-shopify-") && name != SIGNATURE_HEADER || matches!(name, "content-type" | "user-agent")
    }

    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        if topic == reconciled::TOPIC {
            return DedupTopic::Known(reconciled::TOPIC);
        }
        match Topic::known(topic) {
            Some(known) if known.may_repeat_a_body() => DedupTopic::Daily(known.name()),
            Some(known) => DedupTopic::Known(known.name()),
            None => match documented(topic) {
                Some(name) if is_without_time(name) => DedupTopic::Daily(name),
                Some(name) => DedupTopic::Known(name),
                None => DedupTopic::Other,
            },
        }
    }

    fn account_key(&self, text: &str) -> Option<String> {
        shop::domain(text)
    }

    fn reconcile_topic(&self) -> Option<&'static str> {
        Some(reconciled::TOPIC)
    }

    /// The Admin API responds only at a shop's own domain, `<name>.myshopify.com`.
    fn supports_reconcile(&self, account: &str) -> bool {
        shop::is_shop(account)
    }

    fn supports_register(&self) -> bool {
        true
    }

    fn setup_steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::of_integration(integration, url)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        normalize(context, body)
    }

    fn redact_body(&self, context: &Context<'_>, body: &[u8]) -> Option<Vec<u8>> {
        redacted_body::redact_body(context, body)
    }
}

fn normalize(context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let text = &json(body)?;
    if context.topic.is_empty() {
        return Err(NormalizeError::new("topic_missing", "the request has no topic"));
    }
    if context.topic == reconciled::TOPIC {
        return reconciled::normalize(text, context.received_at);
    }
    let Some(topic) = Topic::known(context.topic) else {
        return Ok(NormalizedEvent::of_unread_topic(context.topic));
    };
    // The documentation does not say what the body of returns/process has.
    if topic == Topic::ReturnsProcess && BodyKind::of(text).is_none() {
        return Ok(NormalizedEvent::of_unread_topic(context.topic));
    }
    check_topic(topic, text)?;
    match topic {
        Topic::ProductsDelete => Ok(deletion::product(read(topic, text)?, context)),
        _ => normalize_kind(topic, text, context),
    }
}

/// Normalizes a body by its kind, which is that of its topic.
fn normalize_kind(topic: Topic, text: &str, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let received_at = context.received_at;
    match topic.body_kind() {
        BodyKind::Order => order::normalize(topic, read(topic, text)?, received_at),
        BodyKind::OrderEdit => Ok(order_event::edit(&read(topic, text)?)),
        BodyKind::Deletion => Ok(deletion::order(read(topic, text)?, context)),
        BodyKind::Refund => refund::normalize(&read(topic, text)?, received_at),
        BodyKind::Transaction => Ok(order_event::transaction(&read(topic, text)?)),
        BodyKind::TenderTransaction => Ok(order_event::tender_transaction(&read(topic, text)?)),
        BodyKind::Dispute => Ok(order_event::dispute(&read(topic, text)?)),
        BodyKind::Fulfillment => fulfillment::normalize(&read(topic, text)?, received_at),
        BodyKind::FulfillmentEvent => Ok(fulfillment_event::normalize(&read(topic, text)?, received_at)),
        BodyKind::Return => returned::normalize(topic, &read(topic, text)?, received_at),
        BodyKind::InventoryLevel => catalog::inventory(&read(topic, text)?, received_at),
        BodyKind::InventoryDisconnection => Ok(disconnection::normalize(&read(topic, text)?, context)),
        BodyKind::Product => catalog::product(read(topic, text)?, received_at),
        BodyKind::Shop => shop::uninstalled(&read(topic, text)?, context),
        BodyKind::DataRequest | BodyKind::CustomerRedaction | BodyKind::ShopRedaction => {
            shop::compliance(topic, &read(topic, text)?, context.account)
        }
    }
}

/// Checks that the body is of its topic's kind, since the topic header is not signed: a genuine body with another topic
/// is a failed event. So is a body whose fields match no kind: most fields are optional, so that its reader would accept
/// a body of any other topic.
fn check_topic(topic: Topic, text: &str) -> Result<(), NormalizeError> {
    match BodyKind::of(text) {
        Some(kind) if kind != topic.body_kind() => Err(NormalizeError::new(
            "topic_mismatch",
            format!("the topic is {}, but the body is {}", topic.name(), kind.noun()),
        )),
        None => {
            let name = topic.name();
            Err(NormalizeError::new("not_understood", format!("the body of {name} is not as Shopify documents it")))
        }
        Some(_) => Ok(()),
    }
}

fn read<T: DeserializeOwned>(topic: Topic, text: &str) -> Result<T, NormalizeError> {
    let failure = |code, detail: String| {
        let name = topic.name();
        NormalizeError::new(code, format!("the body of {name} is not as Shopify documents it ({detail})"))
    };
    if !is_object(text) {
        return Err(failure("not_understood", "expected an object".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| failure(error_code(&error), error_detail(&error)))
}
