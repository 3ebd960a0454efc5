//! Step 4: whether an integration receives such webhooks.

use std::sync::Arc;

use domain::delivery::MAX_BODY_BYTES;
use domain::integration::{Integration, TopicLocation};
use signatures::FetchedBody;
use types::Channel;

use crate::error::IngestError;
use crate::parse::InboundWebhook;

/// Admits a webhook to the integration that it names.
///
/// # Errors
/// [`IngestError`]: there is no such integration, or it does not receive this webhook.
pub(crate) fn admit(
    channel: Channel,
    integration: Option<Arc<Integration>>,
    webhook: &InboundWebhook,
) -> Result<Arc<Integration>, IngestError> {
    let integration = integration.ok_or(IngestError::UnknownIntegration)?;
    admit_channel(channel, &integration)?;
    integration.schemes.of(webhook.transport).ok_or(IngestError::TransportNotSupported)?;
    let adapter = channels::adapter(channel);
    if webhook.named_account.as_ref().is_some_and(|named| !adapter.is_account(named, &integration)) {
        return Err(IngestError::OtherAccount);
    }
    let topic_in_path = integration.topic.as_ref().is_some_and(|topic| topic.from == TopicLocation::Path);
    if webhook.path_topic.is_some() && !topic_in_path {
        return Err(IngestError::PathTopic);
    }
    Ok(integration)
}

/// Admits a fetched body, and returns the topic that only such bodies have.
///
/// # Errors
/// [`IngestError`].
pub(crate) fn admit_fetched(
    channel: Channel,
    integration: &Integration,
    fetched: &FetchedBody,
) -> Result<&'static str, IngestError> {
    admit_channel(channel, integration)?;
    if fetched.len_bytes() > MAX_BODY_BYTES {
        return Err(IngestError::TooLarge);
    }
    channels::adapter(channel).reconcile_topic().ok_or(IngestError::TransportNotSupported)
}

fn admit_channel(channel: Channel, integration: &Integration) -> Result<(), IngestError> {
    if integration.channel != channel {
        return Err(IngestError::OtherChannel);
    }
    if !integration.enabled {
        return Err(IngestError::Disabled);
    }
    Ok(())
}
