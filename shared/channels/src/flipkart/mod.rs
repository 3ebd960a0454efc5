//! Flipkart, by both of its contracts: the notifications that it documents, and a convention of HMAC-signed webhooks.
//!
//! The notifications (version 3, with FKLOGIN) are Flipkart's own:
//! <https://flipkart.github.io/fk-api-platform-docs/docs/order-management-notifications>. The webhooks `ORDER_CREATED`,
//! `ORDER_UPDATED`, `SHIPMENT_CREATED` and `PAYMENT_UPDATED` with `X-Flipkart-Signature` are a convention of
//! integrators; no document of the vendor's has them.

mod notification;
mod setup_steps;
mod topic;

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, hmac_sha256};
use types::text::shortened;
use types::transport::Transport;

use super::account::any_key;
use super::lenient::{Fields, field_aliases, order, payment, shipment};
use super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent, json};
use topic::{Topic, Webhook};

/// The headers of the convention.
const SIGNATURE: &str = "x-flipkart-signature";
const TOPIC: &str = "x-flipkart-event-type";
const SELLER: &str = "x-flipkart-seller-id";

/// Where a body says its own topic.
const EVENT_TYPE: [&str; 1] = ["eventType"];
/// Where a body says whose it is.
const SELLER_ID: [&str; 1] = ["sellerId"];

/// What Flipkart's door needs to know.
pub struct Flipkart;

impl ChannelAdapter for Flipkart {
    fn account_header(&self) -> Option<&'static str> {
        Some(SELLER)
    }

    fn default_scheme(&self, way: Transport, _account: &str) -> Option<Scheme> {
        (way == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE)))
    }

    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool {
        matches!((way, scheme), (Transport::Https, Scheme::HmacSha256(_) | Scheme::Fklogin(_)))
    }

    /// FKLOGIN signs no body.
    fn capabilities(&self) -> Capabilities {
        Capabilities { found_by_account: self.account_header().is_some(), nonces: true, ..Capabilities::default() }
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some(TOPIC)
    }

    /// What the header says, else what the body says; that they agree is looked at when the body is understood.
    fn topic(&self, headers: &HeaderMap, body: &[u8]) -> String {
        let named = headers.get(TOPIC).and_then(|value| value.to_str().ok()).map(str::trim);
        let named = named.filter(|named| !named.is_empty()).map(str::to_owned);
        named.or_else(|| event_type(&Fields::read(std::str::from_utf8(body).ok()?).ok()?)).unwrap_or_default()
    }

    fn steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::steps(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, TOPIC | SELLER | "x_date" | "x-date" | "content-type" | "user-agent")
    }

    /// Without a day, also where a body of the convention tells no time: what was captured and is sent again must not
    /// bring an old status back.
    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        Topic::name_of(topic).map_or(DedupTopic::Other, DedupTopic::Known)
    }

    /// A seller's id.
    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = json(body)?;
        if context.topic.is_empty() {
            return Err(NormalizeError::new("topic_missing", "neither a header nor the body names a topic"));
        }
        let Some(topic) = Topic::known(context.topic) else {
            return Ok(NormalizedEvent::kept(format!("{}, kept as it came", context.topic)));
        };
        let fields = Fields::read(text)?;
        own_topic(context.topic, &fields)?;
        own_seller(context.account, &fields.clone().or_in(field_aliases::ENVELOPE)?.or_in(field_aliases::ORDER)?)?;
        match topic {
            Topic::Shipment(event) => notification::shipment(event, &fields),
            Topic::Return(event) => notification::returned(event, &fields),
            Topic::OrderItem => Ok(NormalizedEvent::kept(format!("{}, of version 2, kept as it came", context.topic))),
            Topic::Webhook(webhook) => of_convention(webhook, fields, context),
        }
    }
}

/// The topic that a body says itself.
fn event_type(fields: &Fields<'_>) -> Option<String> {
    fields.text(&EVENT_TYPE).ok().flatten()
}

/// The header is not signed: what it says has to be what the body says, where that says anything.
fn own_topic(topic: &str, fields: &Fields<'_>) -> Result<(), NormalizeError> {
    match event_type(fields) {
        Some(own) if own != topic => {
            Err(NormalizeError::new("topic_mismatch", "the header's topic is not the body's eventType"))
        }
        None if !matches!(Topic::known(topic), Some(Topic::Webhook(_))) => {
            Err(NormalizeError::new("topic_mismatch", "the header's topic is one whose bodies say it themselves"))
        }
        _ => Ok(()),
    }
}

fn own_seller(account: &str, fields: &Fields<'_>) -> Result<(), NormalizeError> {
    match fields.text(&SELLER_ID)? {
        Some(seller) if any_key(&seller).as_deref() != Some(account) => {
            Err(NormalizeError::new("account_mismatch", "the body names another seller than the integration's"))
        }
        _ => Ok(()),
    }
}

/// A body of the convention. What it is about is told by its own fields, since the topic is an unsigned header.
fn of_convention(
    webhook: Webhook,
    fields: Fields<'_>,
    context: &Context<'_>,
) -> Result<NormalizedEvent, NormalizeError> {
    let fields = fields.or_in(field_aliases::ENVELOPE)?;
    let (is_payment, is_shipment) = (payment::is_payment(&fields)?, shipment::is_shipment(&fields)?);
    let has_order = fields.object(field_aliases::ORDER)?.is_some() || fields.has(field_aliases::LINES);
    let fits = match webhook {
        Webhook::Payment => is_payment,
        Webhook::Shipment => is_shipment,
        Webhook::Order => has_order || !is_payment && !is_shipment,
    };
    if !fits {
        let topic = shortened(context.topic, 40);
        return Err(NormalizeError::new(
            "topic_mismatch",
            format!("the topic {topic} does not fit what the body tells of"),
        ));
    }
    match webhook {
        Webhook::Order => order::order(&fields.or_in(field_aliases::ORDER)?, context.received_at),
        Webhook::Shipment => shipment::shipment(&fields.or_in(field_aliases::SHIPMENT)?, context.received_at),
        Webhook::Payment => payment::payment(&fields.or_in(field_aliases::PAYMENT)?, context.received_at),
    }
}

#[cfg(test)]
mod tests;
