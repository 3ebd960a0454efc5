//! Shopify: its headers, its topics, and what its bodies mean.
//!
//! Source of the headers: <https://shopify.dev/docs/apps/build/webhooks/delivery-structure>

mod body_kind;
mod catalog;
mod fulfillment;
mod order;
pub mod reconciled;
mod redacted_body;
mod refund;
mod setup_steps;
mod shop;
mod topic;

use domain::delivery::DedupTopic;
use domain::integration::Integration;
use serde::de::DeserializeOwned;
use signatures::{Scheme, hmac_sha256};
use types::transport::Transport;

use super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent, amount, is_object, json, what};
use body_kind::BodyKind;
use topic::Topic;

pub use shop::is_shop;
pub use topic::subscribed;

/// The header of the signature.
const SIGNATURE: &str = "x-shopify-hmac-sha256";

/// What Shopify's door needs to know.
pub struct Shopify;

impl ChannelAdapter for Shopify {
    fn account_header(&self) -> Option<&'static str> {
        Some("x-shopify-shop-domain")
    }

    fn default_scheme(&self, way: Transport, _account: &str) -> Option<Scheme> {
        (way == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE)))
    }

    /// Shopify signs each body; anything weaker would be somebody else.
    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool {
        matches!((way, scheme), (Transport::Https, Scheme::HmacSha256(_)))
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some("x-shopify-topic")
    }

    fn keeps_header(&self, name: &str) -> bool {
        name.starts_with("x-shopify-") && name != SIGNATURE || matches!(name, "content-type" | "user-agent")
    }

    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        if topic == reconciled::TOPIC {
            return DedupTopic::Known(reconciled::TOPIC);
        }
        match Topic::known(topic) {
            Some(known) if known.repeats_to_the_byte() => DedupTopic::Daily(known.name()),
            Some(known) => DedupTopic::Known(known.name()),
            None => DedupTopic::Other,
        }
    }

    fn account_key(&self, text: &str) -> Option<String> {
        shop::domain(text)
    }

    fn reconcile_topic(&self) -> Option<&'static str> {
        Some(reconciled::TOPIC)
    }

    /// Only a shop's own domain is one where Shopify answers.
    fn supports_reconcile(&self, account: &str) -> bool {
        shop::is_shop(account)
    }

    fn steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::steps(integration, url)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        normalize(context, body)
    }

    fn reduced(&self, context: &Context<'_>, body: &[u8]) -> Option<Vec<u8>> {
        redacted_body::reduced(context, body)
    }
}

/// Understands a body of Shopify.
fn normalize(context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let text = json(body)?;
    if context.topic.is_empty() {
        return Err(NormalizeError::new("topic_missing", "the request named no topic"));
    }
    if context.topic == reconciled::TOPIC {
        return reconciled::normalize(text);
    }
    let Some(topic) = Topic::known(context.topic) else {
        return Ok(NormalizedEvent::kept(format!("{}, kept as it came", context.topic)));
    };
    topic_fits(topic, text)?;
    match topic {
        Topic::OrdersCreate | Topic::OrdersUpdated | Topic::OrdersCancelled => {
            order::normalize(topic, read(topic, text)?)
        }
        Topic::RefundsCreate => refund::normalize(read(topic, text)?),
        Topic::InventoryLevelsUpdate => catalog::inventory(&read(topic, text)?, context.received_at),
        Topic::ProductsUpdate => catalog::product(read(topic, text)?, context.received_at),
        Topic::AppUninstalled => shop::uninstalled(&read(topic, text)?, context),
        Topic::CustomersDataRequest | Topic::CustomersRedact | Topic::ShopRedact => {
            shop::compliance(topic, &read(topic, text)?, context.account)
        }
    }
}

/// The topic is an unsigned header: a genuine body under another's topic is a failed event. A body that shows too little
/// to tell is left to its reader; but those of the compliance topics differ by their kind alone.
fn topic_fits(topic: Topic, text: &str) -> Result<(), NormalizeError> {
    match BodyKind::of(text) {
        Some(kind) if kind != topic.body_kind() => Err(NormalizeError::new(
            "topic_mismatch",
            format!("the topic {} does not fit a body that is {}", topic.name(), kind.words()),
        )),
        None if topic.is_compliance() => {
            let name = topic.name();
            Err(NormalizeError::new("not_understood", format!("the body of {name} is not what Shopify documents")))
        }
        _ => Ok(()),
    }
}

fn read<T: DeserializeOwned>(topic: Topic, text: &str) -> Result<T, NormalizeError> {
    let failure = |word, why: String| {
        let name = topic.name();
        NormalizeError::new(word, format!("the body of {name} is not what Shopify documents ({why})"))
    };
    if !is_object(text) {
        return Err(failure("not_understood", "it is no object".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| failure(amount::word(&error), what(&error)))
}

#[cfg(test)]
mod tests;
