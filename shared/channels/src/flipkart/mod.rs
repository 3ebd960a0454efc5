//! Flipkart, with both of its contracts: the notifications that it documents, and HMAC-signed webhooks by convention.
//!
//! The notifications (version 3, with FKLOGIN) are Flipkart's own:
//! <https://flipkart.github.io/fk-api-platform-docs/docs/order-management-notifications>. The webhooks `ORDER_CREATED`,
//! `ORDER_UPDATED`, `SHIPMENT_CREATED` and `PAYMENT_UPDATED` with `X-Flipkart-Signature` are a convention of
//! integrators; no document of the vendor describes them.

mod notification;
mod setup_steps;
#[cfg(test)]
mod tests;
mod topic;

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, hmac_sha256};
use types::json_text::json_text;
use types::text::shortened;
use types::transport::Transport;

use crate::account_key::any_key;
use crate::json_reader::json;
use crate::lenient::{Fields, field_aliases, order, payment, shipment};
use crate::seller::check_seller;
use crate::{ChannelAdapter, ChannelProfile, Context, NormalizeError, NormalizedEvent};
use topic::{TOPICS, Topic, Webhook};

/// The signature's header of the convention.
const SIGNATURE_HEADER: &str = "x-flipkart-signature";
/// The topic's header of the convention.
const TOPIC_HEADER: &str = "x-flipkart-event-type";
/// The account's header of the convention.
const SELLER_HEADER: &str = "x-flipkart-seller-id";

/// The member with the body's own topic.
const EVENT_TYPE: [&str; 1] = ["eventType"];
/// The longest topic in an error, in characters.
const MAX_TOPIC_CHARS: usize = 40;

/// Flipkart's adapter.
pub struct Flipkart;

impl ChannelAdapter for Flipkart {
    fn profile(&self) -> ChannelProfile {
        ChannelProfile {
            title: "Flipkart",
            account_label: "Seller id",
            account_example: "my-seller-id",
            secret_label: Some("Secret from Flipkart or your integrator"),
            topics: TOPICS.map(|(name, _)| name).to_vec(),
            setup_steps: setup_steps::general(),
            docs: "docs/channels/flipkart.md",
        }
    }

    fn account_header(&self) -> Option<&'static str> {
        Some(SELLER_HEADER)
    }

    fn default_scheme(&self, transport: Transport, _account: &str) -> Option<Scheme> {
        (transport == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE_HEADER)))
    }

    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool {
        matches!((transport, scheme), (Transport::Https, Scheme::HmacSha256(_) | Scheme::Fklogin(_)))
    }

    /// Nonces, since FKLOGIN does not sign the body.
    fn capabilities(&self) -> Capabilities {
        Capabilities { found_by_account: self.account_header().is_some(), nonces: true, ..Capabilities::default() }
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some(TOPIC_HEADER)
    }

    /// The header's topic, else the body's. Normalization checks that they agree.
    fn topic(&self, headers: &HeaderMap, body: &[u8]) -> String {
        let in_header = headers.get(TOPIC_HEADER).and_then(|value| value.to_str().ok()).map(str::trim);
        let in_header = in_header.filter(|topic| !topic.is_empty()).map(str::to_owned);
        let in_body = || event_type(&Fields::read(&json_text(body)).ok()?);
        in_header.or_else(in_body).unwrap_or_default()
    }

    fn setup_steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::of_integration(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, TOPIC_HEADER | SELLER_HEADER | "x_date" | "x-date" | "content-type" | "user-agent")
    }

    /// Never daily, even though a body of the convention may have no time: a captured webhook that is sent again
    /// another day must not restore an old status.
    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        Topic::known_name(topic).map_or(DedupTopic::Other, DedupTopic::Known)
    }

    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = &json(body)?;
        if context.topic.is_empty() {
            return Err(NormalizeError::new("topic_missing", "neither a header nor the body names a topic"));
        }
        let Some(topic) = Topic::known(context.topic) else {
            return Ok(NormalizedEvent::of_unread_topic(context.topic));
        };
        let fields = Fields::read(text)?;
        check_topic(context.topic, &fields)?;
        let with_inner = fields.clone().with_inner(field_aliases::ENVELOPE)?.with_inner(field_aliases::ORDER)?;
        check_seller(context, &with_inner)?;
        match topic {
            Topic::Shipment(step) => notification::shipment(step, &fields, context.received_at),
            Topic::Return(step) => notification::returned(step, &fields, context.received_at),
            Topic::OrderItem => {
                let summary = format!("{} (version 2), stored as received", context.topic);
                Ok(NormalizedEvent::without_changes(summary))
            }
            Topic::Webhook(webhook) => normalize_webhook(webhook, fields, context),
        }
    }
}

/// The body's own topic.
fn event_type(fields: &Fields<'_>) -> Option<String> {
    fields.text(&EVENT_TYPE)
}

/// Checks the topic, which may come from an unsigned header: it must be the body's own, if the body has one.
/// Notifications always have one.
fn check_topic(topic: &str, fields: &Fields<'_>) -> Result<(), NormalizeError> {
    match event_type(fields) {
        Some(own) if own != topic => {
            Err(NormalizeError::new("topic_mismatch", "the header's topic differs from the body's eventType"))
        }
        None if !matches!(Topic::known(topic), Some(Topic::Webhook(_))) => {
            Err(NormalizeError::new("topic_mismatch", "the body has no eventType, which the header's topic requires"))
        }
        _ => Ok(()),
    }
}

/// Normalizes a webhook of the convention. Its subject follows from the body's own fields, since the topic is an
/// unsigned header.
fn normalize_webhook(
    webhook: Webhook,
    fields: Fields<'_>,
    context: &Context<'_>,
) -> Result<NormalizedEvent, NormalizeError> {
    let fields = fields.with_inner(field_aliases::ENVELOPE)?;
    let (is_payment, is_shipment) = (payment::is_payment(&fields)?, shipment::is_shipment(&fields)?);
    let has_order = fields.object(field_aliases::ORDER)?.is_some() || fields.has(field_aliases::LINE_ITEMS);
    let is_of_topic = match webhook {
        Webhook::Payment => is_payment,
        Webhook::Shipment => is_shipment,
        Webhook::Order => has_order || !is_payment && !is_shipment,
    };
    if !is_of_topic {
        let topic = shortened(context.topic, MAX_TOPIC_CHARS);
        let message = format!("the topic is {topic}, but the body is about another subject");
        return Err(NormalizeError::new("topic_mismatch", message));
    }
    match webhook {
        Webhook::Order => order::order(&fields.with_inner(field_aliases::ORDER)?, context.received_at),
        Webhook::Shipment => shipment::shipment(&fields.with_inner(field_aliases::SHIPMENT)?, context.received_at),
        Webhook::Payment => payment::payment(&fields.with_inner(field_aliases::PAYMENT)?, context.received_at),
    }
}
