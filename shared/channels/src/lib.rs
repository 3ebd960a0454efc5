//! One [`ChannelAdapter`] per channel: which headers of a request name its account and topic, which signature schemes
//! the channel supports, and how its payloads are normalized to Storebell's types.
//!
//! Invariant: nothing here knows AWS, a table, or the network. An adapter computes its results from its arguments
//! alone, and reads each payload piece by piece, never as a tree of values.
//!
//! A new channel is a line in [`adapter()`], a module beside the others, and what ARCHITECTURE.md lists under "A new
//! channel".

mod account_key;
mod adapter;
pub mod amazon;
mod amount;
#[cfg(test)]
mod amount_bounds_tests;
mod description;
#[cfg(test)]
mod encoding_tests;
pub mod flipkart;
mod id;
mod india_time;
mod integration_settings;
mod json_reader;
mod lenient;
pub mod myntra;
mod normalize;
mod optional_field;
#[cfg(test)]
mod optional_field_tests;
#[cfg(test)]
mod sample_bodies;
mod seller;
pub mod selloship;
pub mod shopify;
pub mod standard;
pub mod test_webhook;
mod units;
mod woocommerce;

use domain::delivery::Headers;
use domain::integration::Capabilities;
use signatures::{Verification, Verified};
use types::Channel;

pub use adapter::ChannelAdapter;
pub use amount::{Amount, SignedAmount};
pub use description::{ChannelDescription, ChannelProfile, HeaderDescription, description};
pub use id::Id;
pub use integration_settings::{check_settings, default_integration, default_schemes, parse_schemes};
pub use normalize::{Context, NormalizeError, NormalizedEvent};
pub use units::Units;

/// The adapter of a channel.
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

/// The features that integrations of a channel support.
pub fn capabilities(channel: Channel) -> Capabilities {
    adapter(channel).capabilities()
}

/// The sender's own id of the event, if the verification covers the body. Deliveries are then deduplicated by this id
/// alone.
pub fn signed_event_id(channel: Channel, body: &Verified, verification: &Verification) -> Option<String> {
    verification.body_authenticated.then(|| adapter(channel).event_id(body, verification)).flatten()
}

/// Normalizes a verified body: its subject, its time, its summary and its changes.
///
/// # Errors
/// [`NormalizeError`] with a code; the delivery stays stored and its event is failed. On every channel, more changes
/// than one delivery may make (`too_large`) and a source time far ahead of receipt (`time_ahead`) are errors.
pub fn normalize(channel: Channel, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let normalized = match test_webhook::normalize(body) {
        Some(test) => test,
        None => adapter(channel).normalize(context, body)?,
    };
    normalized.check_change_count()?.check_time(context.received_at)
}

/// Normalizes a stored delivery: as [`normalize`], with the trigger time of its headers.
///
/// # Errors
/// Those of [`normalize`].
pub fn normalize_delivery(
    channel: Channel,
    context: &Context<'_>,
    headers: &Headers,
    body: &[u8],
) -> Result<NormalizedEvent, NormalizeError> {
    let mut normalized = normalize(channel, context, body)?;
    let header = adapter(channel).trigger_time_header().and_then(|name| headers.get(name));
    if let Some(triggered_at) = header.and_then(|text| text.parse().ok()) {
        normalized.changes.iter_mut().for_each(|change| change.set_triggered_at(triggered_at));
    }
    Ok(normalized)
}

/// The headers that a redaction keeps: content type, topic and account. They hold no personal data.
pub fn redact_headers(channel: Channel, headers: Headers) -> Headers {
    let adapter = adapter(channel);
    let kept = [Some("content-type"), adapter.topic_header(), adapter.account_header()];
    headers.into_iter().filter(|(name, _)| kept.contains(&Some(name.as_str()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use types::transport::Transport;

    use super::*;

    #[test]
    fn channel_that_supports_fklogin_records_nonces() {
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
    fn event_id_without_an_authenticated_body_is_ignored() {
        let (body, verification) = testing::verified_body(b"{}");
        let with_id = Verification { event_id: Some("1".to_owned()), ..verification };
        assert_eq!(signed_event_id(Channel::Shopify, &body, &with_id), Some("1".to_owned()));
        let not_authenticated = Verification { body_authenticated: false, ..with_id };
        assert_eq!(signed_event_id(Channel::Shopify, &body, &not_authenticated), None);
    }

    #[test]
    fn default_scheme_is_valid_and_supported_for_its_transport() {
        for channel in Channel::ALL {
            for transport in Transport::ALL {
                let Some(scheme) = adapter(*channel).default_scheme(transport, "demo") else { continue };
                assert!(
                    scheme.supports_transport(transport) && adapter(*channel).supports_scheme(transport, &scheme),
                    "{} {transport}",
                    channel.name()
                );
                assert_eq!(scheme.check(), Ok(()), "{} {transport}", channel.name());
            }
        }
    }
}
