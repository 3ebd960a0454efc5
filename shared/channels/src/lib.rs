//! Channels: what each kind of sender says, in its own words and in Storebell's. Nothing here knows AWS.

mod account;
pub mod amazon;
mod amount;
#[cfg(test)]
mod amount_bounds_tests;
pub mod flipkart;
mod id;
mod india_time;
mod integrations;
mod json_reader;
pub mod lenient;
pub mod myntra;
mod normalize;
pub mod selloship;
pub mod shopify;
pub mod standard;
pub mod test_webhook;

use domain::delivery::{DedupTopic, Headers};
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use signatures::{Scheme, Verification, Verified};
use types::Channel;
use types::transport::Transport;

use json_reader::{field, is_object, json, object, what};

pub use amount::{Amount, Units};
pub use id::Id;
pub use integrations::{check_settings, default_integration, default_schemes, parse_schemes};
pub use normalize::{Context, NormalizeError, NormalizedEvent};

/// The adapter of a channel. A new channel is a line here; ARCHITECTURE.md names everything else that it needs.
pub fn adapter(channel: Channel) -> &'static dyn ChannelAdapter {
    match channel {
        Channel::Shopify => &shopify::Shopify,
        Channel::Flipkart => &flipkart::Flipkart,
        Channel::Myntra => &myntra::Myntra,
        Channel::Selloship => &selloship::Selloship,
        Channel::Standard => &standard::Standard,
        Channel::Amazon => &amazon::Amazon,
    }
}

/// What the integrations of a channel may have.
pub fn capabilities(channel: Channel) -> Capabilities {
    adapter(channel).capabilities()
}

/// The sender's own id of the event, where the verification covers the body: it alone tells deliveries apart then.
pub fn signed_event_id(channel: Channel, body: &Verified, verification: &Verification) -> Option<String> {
    verification.body_authenticated.then(|| adapter(channel).event_id(body, verification)).flatten()
}

/// Normalizes a verified body: its subject, its time, its summary, and what it changes. A source time far ahead of receipt is
/// an error, whatever the channel.
///
/// # Errors
/// [`NormalizeError`] with a code; the delivery stays stored and its event is failed.
pub fn normalize(channel: Channel, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let normalized = match test_webhook::normalize(body) {
        Some(test) => test,
        None => adapter(channel).normalize(context, body)?,
    };
    normalized.not_too_many()?.not_ahead_of(context.received_at)
}

/// The headers that hold no personal data: those that a redaction keeps.
pub fn redact_headers(channel: Channel, headers: Headers) -> Headers {
    let adapter = adapter(channel);
    let kept = [Some("content-type"), adapter.topic_header(), adapter.account_header()];
    headers.into_iter().filter(|(name, _)| kept.contains(&Some(name.as_str()))).collect()
}

/// A channel: what its door needs to know before the body may be looked at, and what its bodies mean.
pub trait ChannelAdapter: Send + Sync {
    /// The header that names the account, where the channel has one; without it the path has to name the integration.
    fn account_header(&self) -> Option<&'static str>;

    /// Whether what the account header says names this integration.
    fn is_account(&self, named: &str, integration: &Integration) -> bool {
        self.account_key(named).is_some_and(|account| account == integration.account)
    }

    /// What integrations of this channel may have.
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            found_by_account: self.account_header().is_some(),
            reconcile: self.reconcile_topic().is_some(),
            ..Capabilities::default()
        }
    }

    /// The scheme by which this account is verified where its integration says no other; `None` where nothing usual
    /// can be said, and for a way by which the channel does not come.
    fn default_scheme(&self, way: Transport, account: &str) -> Option<Scheme>;

    /// Whether an integration of the channel may be verified by this scheme, for what comes by this way.
    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool;

    /// The sender's own id of the event, from what the proof covers; only asked where that is the body, too. It alone
    /// tells deliveries apart then, whatever the way by which they come.
    fn event_id(&self, _body: &Verified, proof: &Verification) -> Option<String> {
        proof.event_id.clone()
    }

    /// The header that names the topic, where the channel has one.
    fn topic_header(&self) -> Option<&'static str>;

    /// The topic of a request whose body was proven; empty where it names none. It may stand in an unsigned header, and
    /// nothing of state is read from it.
    fn topic(&self, headers: &HeaderMap, _body: &[u8]) -> String {
        let named = self.topic_header().and_then(|header| headers.get(header)).and_then(|value| value.to_str().ok());
        named.unwrap_or_default().trim().to_owned()
    }

    /// The topic of what the channel answers when it is asked for what its webhooks did not bring; `None` where it cannot
    /// be asked. Nobody outside can send it.
    fn reconcile_topic(&self) -> Option<&'static str> {
        None
    }

    /// Whether this account can be asked, with an access token.
    fn supports_reconcile(&self, _account: &str) -> bool {
        false
    }

    /// What is to be done at the sender's so that its webhooks come to `url`, step by step, for people.
    fn steps(&self, integration: &Integration, url: &str) -> Vec<String>;

    /// Whether a header is kept with the delivery.
    fn keeps_header(&self, name: &str) -> bool;

    /// What of a topic goes into the delivery id.
    fn dedup_topic(&self, topic: &str) -> DedupTopic;

    /// The account key in the one spelling that is stored, if `text` can be one.
    fn account_key(&self, text: &str) -> Option<String>;

    /// Understands a verified body; see [`Channel::normalize`].
    ///
    /// # Errors
    /// [`NormalizeError`] with a stable word.
    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError>;

    /// The body without what is personal, which is understood exactly as the whole one. `None` where the channel cannot
    /// tell what is: then nothing of the body may stay.
    fn reduced(&self, _context: &Context<'_>, _body: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_channel_with_one_time_proofs_says_so() {
        let fklogin = json!({"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"});
        let fklogin = serde_json::from_value(fklogin).unwrap();
        for channel in Channel::ALL {
            let adapter = adapter(*channel);
            assert!(
                adapter.capabilities().nonces || !adapter.supports_scheme(Transport::Https, &fklogin),
                "{}",
                channel.name()
            );
        }
    }

    #[test]
    fn an_event_id_counts_only_where_the_body_is_authenticated() {
        let (body, verification) = testing::verified_body(b"{}");
        let with_id = Verification { event_id: Some("1".to_owned()), ..verification };
        assert_eq!(signed_event_id(Channel::Shopify, &body, &with_id), Some("1".to_owned()));
        let not_authenticated = Verification { body_authenticated: false, ..with_id };
        assert_eq!(signed_event_id(Channel::Shopify, &body, &not_authenticated), None);
    }

    #[test]
    fn what_is_usual_is_taken_fits_its_way_and_can_be() {
        for channel in Channel::ALL {
            for way in Transport::ALL {
                let Some(scheme) = adapter(*channel).default_scheme(way, "demo") else { continue };
                assert!(
                    scheme.supports_transport(way) && adapter(*channel).supports_scheme(way, &scheme),
                    "{} {way}",
                    channel.name()
                );
                assert_eq!(scheme.check(), Ok(()), "{} {way}", channel.name());
            }
        }
    }
}
