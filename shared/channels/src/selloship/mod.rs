//! Selloship, which hands a seller's shipments to couriers and reports where they are.
//!
//! It publishes no document of its webhooks. Two contracts are read, distinguished by their bodies: that of
//! integrations that sign and name a topic (`shipment_event`), and the push that public integrations receive
//! (`waybill_push`). State is read from bodies alone.

mod setup_steps;
mod shipment_body;
mod shipment_event;
mod status;
#[cfg(test)]
mod tests;
mod topic;
mod waybill_push;

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, hmac_sha256};
use types::json_text::json_text;
use types::transport::Transport;

use crate::account_key::any_key;
use crate::json_reader::json;
use crate::{ChannelAdapter, ChannelProfile, Context, NormalizeError, NormalizedEvent};
use topic::Topic;
use waybill_push::Push;

/// The header of the signature.
const SIGNATURE_HEADER: &str = "x-selloship-signature";
/// The header of the topic.
const TOPIC_HEADER: &str = "x-selloship-event-type";

/// Selloship's adapter.
pub struct Selloship;

impl ChannelAdapter for Selloship {
    fn profile(&self) -> ChannelProfile {
        ChannelProfile {
            title: "Selloship",
            account_label: "Account, a name that you choose",
            account_example: "my-selloship",
            secret_label: Some("Secret or token that you agreed on with Selloship"),
            topics: Topic::ALL.map(Topic::name).to_vec(),
            setup_steps: setup_steps::general(),
            docs: "docs/channels/selloship.md",
        }
    }

    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn default_scheme(&self, transport: Transport, _account: &str) -> Option<Scheme> {
        (transport == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE_HEADER)))
    }

    /// A signature of the body, or at least a token: either is agreed on with Selloship's support.
    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool {
        matches!((transport, scheme), (Transport::Https, Scheme::HmacSha256(_) | Scheme::StaticToken(_)))
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some(TOPIC_HEADER)
    }

    /// The topic of a push of waybills follows from its statuses, whatever the unsigned header says.
    fn topic(&self, headers: &HeaderMap, body: &[u8]) -> String {
        let text = json_text(body);
        let push = Push::read(&text);
        let in_header = || headers.get(TOPIC_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
        push.map_or_else(in_header, |push| push.topic().name()).to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { found_by_account: self.account_header().is_some(), courier: true, ..Capabilities::default() }
    }

    fn setup_steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::of_integration(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, TOPIC_HEADER | "x-selloship-tracking-number" | "content-type" | "user-agent")
    }

    /// Never daily: bodies of both contracts have a time, which distinguishes events.
    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        Topic::known(topic).map_or(DedupTopic::Other, |known| DedupTopic::Known(known.name()))
    }

    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = &json(body)?;
        if let Some(push) = Push::read(text) {
            return push.normalize(context.received_at);
        }
        if context.topic.is_empty() {
            return Err(NormalizeError::new("topic_missing", "the request has no topic"));
        }
        match Topic::known(context.topic) {
            Some(topic) => shipment_event::normalize(topic, text, context),
            None => Ok(NormalizedEvent::of_unread_topic(context.topic)),
        }
    }
}
