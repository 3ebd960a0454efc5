//! Channels: what each kind of sender says, in its own words and in Storebell's. Nothing here knows AWS.

mod account;
pub mod amazon;
mod amount;
#[cfg(test)]
mod amount_bounds_tests;
pub mod flipkart;
mod id;
mod india_time;
mod json_reader;
pub mod lenient;
pub mod myntra;
mod normalize;
pub mod selloship;
pub mod shopify;
pub mod standard;
pub mod test_webhook;

use std::collections::BTreeMap;

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::integration::Integration;
use crate::scheme::{Scheme, Verification, Verified};
use crate::transport::Transport;

use json_reader::{field, is_object, json, object, what};

pub use amount::{Amount, Units};
pub use id::Id;
pub use normalize::{Context, NormalizeError, NormalizedEvent};

/// Lists the channels: for each its variant, its name in paths and rows, and what implements [`ChannelAdapter`] for it.
macro_rules! channels {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $adapter:expr;)*) => {
        /// A kind of sender.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Channel {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Channel {
            /// Every channel.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that stands in paths and in rows.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What there is to know about the channel's requests and bodies.
            pub fn adapter(self) -> &'static dyn ChannelAdapter {
                match self { $(Self::$variant => &$adapter,)* }
            }
        }
    };
}

// A new channel is a line here, a file beside this one, a crate in functions/, and a resource in template.yaml.
channels! {
    /// Shopify.
    Shopify, "shopify", shopify::Shopify;
    /// Flipkart.
    Flipkart, "flipkart", flipkart::Flipkart;
    /// Myntra.
    Myntra, "myntra", myntra::Myntra;
    /// Selloship.
    Selloship, "selloship", selloship::Selloship;
    /// Any sender of Standard Webhooks.
    Standard, "standard", standard::Standard;
    /// Amazon: the Selling Partner API's notifications.
    Amazon, "amazon", amazon::Amazon;
}

impl Channel {
    /// Understands a verified body: its subject, its time, its summary, and what it changes. A source time far ahead of
    /// receipt is refused, whatever the channel.
    ///
    /// # Errors
    /// [`NormalizeError`] with a stable word; the delivery stays stored and its event is failed.
    pub fn normalize(self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let normalized = match test_webhook::normalize(body) {
            Some(test) => test,
            None => self.adapter().normalize(context, body)?,
        };
        normalized.not_too_many()?.not_ahead_of(context.received_at)
    }
}

impl Channel {
    /// The headers that tell no more than what a delivery is: what is left of them by a redaction.
    pub fn redact_headers(self, headers: Headers) -> Headers {
        let adapter = self.adapter();
        let stays = [Some("content-type"), adapter.topic_header(), adapter.account_header()];
        headers.into_iter().filter(|(name, _)| stays.contains(&Some(name.as_str()))).collect()
    }
}

/// The headers of a request, names in lower case.
pub type Headers = BTreeMap<String, String>;

/// A channel: what its door needs to know before the body may be looked at, and what its bodies mean.
pub trait ChannelAdapter: Send + Sync {
    /// The header that names the account, where the channel has one; without it the path has to name the integration.
    fn account_header(&self) -> Option<&'static str>;

    /// Whether what the account header says names this integration.
    fn is_account(&self, named: &str, integration: &Integration) -> bool {
        self.account_key(named).is_some_and(|account| account == integration.account)
    }

    /// Whether integrations are found by their account: then an account belongs to one integration alone.
    fn is_found_by_account(&self) -> bool {
        self.account_header().is_some()
    }

    /// The scheme by which this account is verified where its integration says no other; `None` where nothing usual
    /// can be said, and for a way by which the channel does not come.
    fn default_scheme(&self, way: Transport, account: &str) -> Option<Scheme>;

    /// Whether an integration of the channel may be verified by this scheme, for what comes by this way.
    fn takes(&self, way: Transport, scheme: &Scheme) -> bool;

    /// Whether a scheme is among those that it takes whose proof fits any body until it is too old
    /// ([`crate::scheme::Once`]): then its door keeps one-time records.
    fn uses_nonces(&self) -> bool {
        false
    }

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

    /// Whether an owner may say where his topics stand.
    fn has_configurable_topic(&self) -> bool {
        false
    }

    /// Whether an owner may say what a stored webhook is answered with.
    fn has_configurable_reply(&self) -> bool {
        false
    }

    /// Whether it is a courier: then an integration may name the one whose orders its shipments carry.
    fn is_courier(&self) -> bool {
        false
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

/// What of a topic tells one delivery from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DedupTopic {
    /// A topic that the channel is known to send.
    Known(&'static str),
    /// A known topic whose bodies repeat to the byte, so that the UTC day belongs to the delivery id.
    Daily(&'static str),
    /// Any other text: all alike, so that invented topics make no rows without end.
    Other,
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
            let adapter = channel.adapter();
            assert!(adapter.uses_nonces() || !adapter.takes(Transport::Https, &fklogin), "{}", channel.name());
        }
    }

    #[test]
    fn what_is_usual_is_taken_fits_its_way_and_can_be() {
        for channel in Channel::ALL {
            for way in Transport::ALL {
                let Some(scheme) = channel.adapter().default_scheme(way, "demo") else { continue };
                assert!(scheme.fits(way) && channel.adapter().takes(way, &scheme), "{} {way}", channel.name());
                assert_eq!(scheme.check(), Ok(()), "{} {way}", channel.name());
            }
        }
    }
}
