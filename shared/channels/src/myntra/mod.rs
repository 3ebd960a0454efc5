//! Myntra: it calls an API of the seller's, and no document of those calls is public.
//!
//! What is known is the model: the seller (or his order management) exposes endpoints, issues a token, and Myntra calls
//! them and expects an API's reply (<https://mmip.myntrainfo.com/documentation>,
//! <https://docs.vineretail.com/myntra-omni/>). So the owner of an integration says where its topics stand and what it
//! replies; topics, field names and the HMAC signature here are conventions, no document of the vendor's.

mod setup_steps;
mod topic;

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, hmac_sha256};
use types::transport::Transport;

use super::account::any_key;
use super::lenient::{Fields, field_aliases, order, shipment};
use super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent, json};
use topic::Topic;

/// The headers of the convention.
const SIGNATURE: &str = "x-myntra-signature";
const TOPIC: &str = "x-myntra-event-type";

/// Where a body may say its topic, if its owner says no other place.
const EVENT_TYPE: [&str; 3] = ["eventType", "event", "type"];
/// Where a body may say whose it is.
const SELLER_ID: [&str; 1] = ["sellerId"];

/// What Myntra's door needs to know.
pub struct Myntra;

impl ChannelAdapter for Myntra {
    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn default_scheme(&self, way: Transport, _account: &str) -> Option<Scheme> {
        (way == Transport::Https).then(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in(SIGNATURE)))
    }

    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool {
        matches!((way, scheme), (Transport::Https, Scheme::HmacSha256(_) | Scheme::StaticToken(_)))
    }

    fn topic_header(&self) -> Option<&'static str> {
        Some(TOPIC)
    }

    fn topic(&self, headers: &HeaderMap, body: &[u8]) -> String {
        let named = headers.get(TOPIC).and_then(|value| value.to_str().ok()).map(str::trim);
        let named = named.filter(|named| !named.is_empty()).map(str::to_owned);
        let in_body = || Fields::read(std::str::from_utf8(body).ok()?).ok()?.text(&EVENT_TYPE).ok()?;
        named.or_else(in_body).unwrap_or_default()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            found_by_account: self.account_header().is_some(),
            configurable_topic: true,
            configurable_reply: true,
            ..Capabilities::default()
        }
    }

    fn steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::steps(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, TOPIC | "x-partner-store" | "content-type" | "user-agent")
    }

    /// Without a day, also where a body tells no time: what was captured and is sent again must not bring an old status
    /// back.
    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        Topic::known(topic).map_or(DedupTopic::Other, |known| DedupTopic::Known(known.name()))
    }

    /// Whatever its owner calls the account: a seller's or a warehouse's id.
    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = json(body)?;
        if context.topic.is_empty() {
            return Err(NormalizeError::new(
                "topic_missing",
                "the request named no topic where its owner says it stands",
            ));
        }
        let Some(topic) = Topic::known(context.topic) else {
            return Ok(NormalizedEvent::kept(format!("{}, kept as it came", context.topic)));
        };
        let fields = Fields::read(text)?.or_in(field_aliases::ENVELOPE)?;
        own_seller(context.account, &fields)?;
        normalize(topic, fields, context)
    }
}

/// The topic may stand in the path or in a header, which nothing signs: what happened is told by the body's own fields.
fn normalize(topic: Topic, fields: Fields<'_>, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let mismatch = |why: &str| Err(NormalizeError::new("topic_mismatch", format!("{} {why}", topic.name())));
    let fields = fields.or_in(field_aliases::ORDER)?;
    let is_return = shipment::is_return(&fields)?;
    match topic {
        Topic::Return if shipment::may_be_return(&fields)? => {
            shipment::returned(&fields.or_in(field_aliases::RETURN)?, context.received_at)
        }
        Topic::Return => mismatch("came with a body that tells of no return"),
        _ if is_return => mismatch("came with a body that tells of a return"),
        Topic::Cancel if !order::is_cancelled(&fields)? => mismatch("came with an order that is not cancelled"),
        Topic::Create | Topic::Update | Topic::Cancel => order::order(&fields, context.received_at),
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

#[cfg(test)]
mod tests;
