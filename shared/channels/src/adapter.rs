//! The interface through which ingest, the stream and the API use a channel.

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, Verification, Verified};
use types::transport::Transport;

use crate::{ChannelProfile, Context, NormalizeError, NormalizedEvent};

/// One channel: how its requests are identified and verified, how its bodies are normalized, and the steps that people
/// take on the channel's side.
pub trait ChannelAdapter: Send + Sync {
    /// The channel's texts for people; [`crate::description()`] adds the data that follow from the other methods.
    fn profile(&self) -> ChannelProfile;

    /// The header that names the account, in lower case. A channel without one needs the integration's id in the path.
    fn account_header(&self) -> Option<&'static str>;

    /// Whether `named`, the value of the account header, names this integration.
    fn is_account(&self, named: &str, integration: &Integration) -> bool {
        self.account_key(named).is_some_and(|account| account == integration.account)
    }

    /// The features that integrations of this channel support.
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            found_by_account: self.account_header().is_some(),
            reconcile: self.reconcile_topic().is_some(),
            ..Capabilities::default()
        }
    }

    /// The scheme that verifies this account's webhooks if the integration configures none. `None` if the scheme needs
    /// a setting of the owner, or if the channel does not use this transport.
    fn default_scheme(&self, transport: Transport, account: &str) -> Option<Scheme>;

    /// Whether an integration of the channel may use this scheme on this transport.
    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool;

    /// The sender's own id of the event, from signed bytes. It is only called for a verification that covers the body.
    /// Deliveries with equal ids are one delivery, whatever transports they arrive by.
    fn event_id(&self, _body: &Verified, verification: &Verification) -> Option<String> {
        verification.event_id.clone()
    }

    /// The header that names the topic, in lower case, if the channel has one.
    fn topic_header(&self) -> Option<&'static str>;

    /// The header with the time at which the sender sent the webhook, in lower case, if the channel has one. It is
    /// unsigned: a mere tie-break between snapshots of one source time.
    fn trigger_time_header(&self) -> Option<&'static str> {
        None
    }

    /// The topic of a request with a verified body; empty if the request names no topic. The topic may come from an
    /// unsigned header, so no state is read from it.
    fn topic(&self, headers: &HeaderMap, _body: &[u8]) -> String {
        let named = self.topic_header().and_then(|header| headers.get(header)).and_then(|value| value.to_str().ok());
        named.unwrap_or_default().trim().to_owned()
    }

    /// The topic of orders that reconciliation fetches from the channel's API; `None` if the channel has no such API. A
    /// webhook cannot have this topic: if one claims it, ingest stores it under another name.
    fn reconcile_topic(&self) -> Option<&'static str> {
        None
    }

    /// Whether this account's data can be fetched from the channel's API with an access token.
    fn supports_reconcile(&self, _account: &str) -> bool {
        false
    }

    /// Whether the channel has an API at which Storebell can subscribe to its webhooks.
    fn supports_register(&self) -> bool {
        false
    }

    /// The steps that a person takes on the channel's side so that this integration's webhooks are sent to `url`: in
    /// their order, each of one to three sentences.
    fn setup_steps(&self, integration: &Integration, url: &str) -> Vec<String>;

    /// Whether a header (its name in lower case) is stored with the delivery. A signature or token never is.
    fn keeps_header(&self, name: &str) -> bool;

    /// Whether this is a request that the sender makes once, unsigned, to test the address, and for which it expects the
    /// status 200. Ingest asks only if verification rejected the request; the request names nothing that is stored.
    fn is_handshake(&self, _headers: &HeaderMap, _body: &[u8]) -> bool {
        false
    }

    /// The part of a topic that goes into the delivery id.
    fn dedup_topic(&self, topic: &str) -> DedupTopic;

    /// The account key in the one spelling that is stored; `None` if `text` is no valid account of this channel.
    fn account_key(&self, text: &str) -> Option<String>;

    /// Normalizes a verified body; see [`crate::normalize()`].
    ///
    /// # Errors
    /// [`NormalizeError`] with a code.
    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError>;

    /// The body without personal data; it normalizes to exactly the same event. `None` if the channel cannot tell which
    /// parts are personal: then a redaction removes the whole body.
    fn redact_body(&self, _context: &Context<'_>, _body: &[u8]) -> Option<Vec<u8>> {
        None
    }
}
