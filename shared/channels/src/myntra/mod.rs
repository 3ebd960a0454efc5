//! Myntra: it calls an API of the seller's, and no document of those calls is public.
//!
//! Only the model is known: the seller (or the seller's order management) exposes endpoints and issues a token; Myntra
//! calls them and expects an API's response (<https://mmip.myntrainfo.com/documentation>,
//! <https://docs.vineretail.com/myntra-omni/>). So the owner of an integration configures where the topics are read
//! from and how Storebell responds. Topics, field names and the HMAC signature are conventions; no document of the
//! vendor describes them.

mod setup_steps;
#[cfg(test)]
mod tests;
mod topic;

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, hmac_sha256};
use types::json_text::json_text;
use types::transport::Transport;

use crate::account_key::any_key;
use crate::json_reader::json;
use crate::lenient::{Fields, field_aliases, order, returned};
use crate::seller::check_seller;
use crate::{ChannelAdapter, ChannelProfile, Context, NormalizeError, NormalizedEvent};
use topic::Topic;

/// The signature's header of the convention.
const SIGNATURE_HEADER: &str = "x-myntra-signature";
/// The topic's header of the convention.
const TOPIC_HEADER: &str = "x-myntra-event-type";

/// The members that may have the topic if the owner configures no other source.
const EVENT_TYPE: [&str; 3] = ["eventType", "event", "type"];

/// Myntra's adapter.
pub struct Myntra;

impl ChannelAdapter for Myntra {
    fn profile(&self) -> ChannelProfile {
        ChannelProfile {
            title: "Myntra",
            account_label: "Partner or store id",
            account_example: "my-seller-id",
            secret_label: Some("Secret or token that you agreed on with Myntra"),
            topics: Topic::ALL.map(Topic::name).to_vec(),
            setup_steps: setup_steps::general(),
            docs: "docs/channels/myntra.md",
        }
    }

    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn default_scheme(&self, transport: Transport, _account: &str) -> Option<Scheme> {
        (transport == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE_HEADER)))
    }

    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool {
        matches!((transport, scheme), (Transport::Https, Scheme::HmacSha256(_) | Scheme::StaticToken(_)))
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some(TOPIC_HEADER)
    }

    fn topic(&self, headers: &HeaderMap, body: &[u8]) -> String {
        let in_header = headers.get(TOPIC_HEADER).and_then(|value| value.to_str().ok()).map(str::trim);
        let in_header = in_header.filter(|topic| !topic.is_empty()).map(str::to_owned);
        let in_body = || Fields::read(&json_text(body)).ok()?.text(&EVENT_TYPE);
        in_header.or_else(in_body).unwrap_or_default()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            found_by_account: self.account_header().is_some(),
            configurable_topic: true,
            configurable_reply: true,
            ..Capabilities::default()
        }
    }

    fn setup_steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::of_integration(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, TOPIC_HEADER | "x-partner-store" | "content-type" | "user-agent")
    }

    /// Never daily, even though a body may have no time: a captured webhook that is sent again another day must not
    /// restore an old status.
    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        Topic::known(topic).map_or(DedupTopic::Other, |known| DedupTopic::Known(known.name()))
    }

    /// A seller's or a warehouse's id.
    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = &json(body)?;
        if context.topic.is_empty() {
            let message = "the request has no topic where the integration's topic setting looks for it";
            return Err(NormalizeError::new("topic_missing", message));
        }
        let Some(topic) = Topic::known(context.topic) else {
            return Ok(NormalizedEvent::of_unread_topic(context.topic));
        };
        let fields = Fields::read(text)?.with_inner(field_aliases::ENVELOPE)?;
        check_seller(context, &fields)?;
        normalize(topic, fields, context)
    }
}

/// Normalizes a body whose topic may come from the path or a header, which are not signed: the body's own fields
/// decide.
fn normalize(topic: Topic, fields: Fields<'_>, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let mismatch = |problem: &str| {
        let message = format!("the topic is {}, but {problem}", topic.name());
        Err(NormalizeError::new("topic_mismatch", message))
    };
    let fields = fields.with_inner(field_aliases::ORDER)?;
    let is_return = returned::is_return(&fields)?;
    match topic {
        Topic::Return if returned::may_be_return(&fields)? => {
            returned::returned(&fields.with_inner(field_aliases::RETURN)?, context.received_at)
        }
        Topic::Return => mismatch("the body is not about a return"),
        _ if is_return => mismatch("the body is about a return"),
        Topic::Cancel if !order::is_cancelled(&fields) => mismatch("the order is not cancelled"),
        Topic::Create | Topic::Update | Topic::Cancel => order::order(&fields, context.received_at),
    }
}
