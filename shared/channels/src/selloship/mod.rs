//! Selloship, which hands a seller's parcels to couriers and tells where they are.
//!
//! It publishes no document of its webhooks. Two contracts are read, told apart by their bodies: that of integrations
//! that sign and name a topic (`shipment_event`), and the push that integrations of it are seen to receive
//! (`waybill_push`). State is read from bodies alone.

mod setup_steps;
mod shipment_body;
mod shipment_event;
mod status;
mod topic;
mod waybill_push;

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, hmac_sha256};
use types::transport::Transport;

use super::account::any_key;
use super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent, json};
use topic::Topic;
use waybill_push::Push;

/// The header of the signature.
const SIGNATURE: &str = "x-selloship-signature";
/// The header of the topic.
const TOPIC: &str = "x-selloship-event-type";

/// What Selloship's door needs to know.
pub struct Selloship;

impl ChannelAdapter for Selloship {
    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn default_scheme(&self, way: Transport, _account: &str) -> Option<Scheme> {
        (way == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE)))
    }

    /// A signature of the body, or at least a token: its address is given to Selloship by hand, and so is either.
    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool {
        matches!((way, scheme), (Transport::Https, Scheme::HmacSha256(_) | Scheme::StaticToken(_)))
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some(TOPIC)
    }

    /// A push of waybills has the topic of what it says, whatever an unsigned header says.
    fn topic(&self, headers: &HeaderMap, body: &[u8]) -> String {
        let push = std::str::from_utf8(body).ok().and_then(Push::read);
        let named = || headers.get(TOPIC).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
        push.map_or_else(named, |push| push.topic().name()).to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { found_by_account: self.account_header().is_some(), courier: true, ..Capabilities::default() }
    }

    fn steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::steps(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, TOPIC | "x-selloship-tracking-number" | "content-type" | "user-agent")
    }

    /// Both contracts have a time in their bodies, which tells two happenings apart.
    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        Topic::known(topic).map_or(DedupTopic::Other, |known| DedupTopic::Known(known.name()))
    }

    /// Whatever its owner calls the account.
    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = json(body)?;
        if let Some(push) = Push::read(text) {
            return push.normalize();
        }
        if context.topic.is_empty() {
            return Err(NormalizeError::new("topic_missing", "the request named no topic"));
        }
        match Topic::known(context.topic) {
            Some(topic) => shipment_event::normalize(topic, text, context),
            None => Ok(NormalizedEvent::kept(format!("{}, kept as it came", context.topic))),
        }
    }
}

#[cfg(test)]
mod tests;
