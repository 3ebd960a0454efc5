//! Which delivery a webhook is: the part of step 5 that computes the delivery id.
//!
//! Where the id depends on something that no signature covers (a topic in a header or a path, an event id in a header),
//! the number of different values is bounded in the ledger, so that one captured webhook makes a bounded number of
//! deliveries. Topics that the channel documents or the owner lists need no access to the ledger.

use channels::ChannelAdapter;
use domain::delivery::{DedupKey, DedupTopic, DeliveryId};
use runtime::environment::ConfigError;
use store::Store;
use store::ledger::DedupLimits;
use types::Channel;
use types::time::Time;

use crate::distinct_topics::DistinctTopics;
use crate::error::IngestError;
use crate::record::VerifiedWebhook;

/// Computes the delivery ids of one channel's webhooks.
pub(crate) struct Deduplicator {
    channel: Channel,
    adapter: &'static dyn ChannelAdapter,
    /// Where owners can configure the source of topics or of event ids.
    limits: Option<(DistinctTopics, DedupLimits)>,
}

/// The delivery that a webhook is.
pub(crate) struct Identity {
    pub(crate) id: DeliveryId,
    /// Whether the sender's event id was ignored, since too many different ids came with this body.
    pub(crate) is_event_id_flood: bool,
}

impl Deduplicator {
    /// The deduplicator of `channel`, on the ledger if the channel's integrations need it.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(channel: Channel, store: &Store) -> Result<Self, ConfigError> {
        let (adapter, capabilities) = (channels::adapter(channel), channels::capabilities(channel));
        let limits = || store.dedup_limits().map(|limits| (DistinctTopics::new(limits.clone()), limits));
        let needs_limits = capabilities.configurable_topic || capabilities.configurable_event_id;
        Ok(Self { channel, adapter, limits: needs_limits.then(limits).transpose()? })
    }

    /// The delivery that a webhook is.
    ///
    /// # Errors
    /// [`IngestError::Store`].
    pub(crate) async fn identify(
        &self,
        webhook: &VerifiedWebhook<'_>,
        topic: &str,
        received_at: Time,
    ) -> Result<Identity, IngestError> {
        let VerifiedWebhook { integration, body, verification, .. } = webhook;
        let signed_event_id = channels::signed_event_id(self.channel, body, verification);
        let mut key = DedupKey {
            signed_event_id: signed_event_id.as_deref(),
            ..DedupKey::of_topic(self.adapter.dedup_topic(topic))
        };
        // Of a fetched body nothing is unsigned.
        if signed_event_id.is_none() && webhook.reconcile_topic.is_none() {
            key.configured_topic = self.configured_topic(webhook, topic, key.topic, received_at).await?;
            let source = integration.event_id.as_ref();
            key.unsigned_event_id = source.and_then(|source| source.event_id(webhook.headers));
        }
        let id = DeliveryId::of(self.channel, &key, received_at, body);
        let (Some(_), Some((_, limits))) = (key.unsigned_event_id, &self.limits) else {
            return Ok(Identity { id, is_event_id_flood: false });
        };
        let claim = limits.claim_event_id(&integration.id, received_at, body, &id).await;
        if claim.map_err(IngestError::Store)? {
            return Ok(Identity { id, is_event_id_flood: false });
        }
        // Without the id, so that made-up ids cannot make a genuine webhook of another topic a duplicate.
        key.unsigned_event_id = None;
        Ok(Identity { id: DeliveryId::of(self.channel, &key, received_at, body), is_event_id_flood: true })
    }

    /// The topic, if it comes from the integration's own source and distinguishes deliveries.
    async fn configured_topic<'t>(
        &self,
        webhook: &VerifiedWebhook<'_>,
        topic: &'t str,
        dedup_topic: DedupTopic,
        received_at: Time,
    ) -> Result<Option<&'t str>, IngestError> {
        let VerifiedWebhook { integration, verification, .. } = webhook;
        let Some(source) = &integration.topic else { return Ok(None) };
        if source.has_topic(topic) {
            return Ok(Some(topic));
        }
        let is_other_spelling = matches!(dedup_topic, DedupTopic::Known(name) if name != topic);
        let is_documented = matches!(dedup_topic, DedupTopic::Known(_));
        // None of these has a number of values that a stranger could increase without another body.
        let is_bounded = topic.is_empty()
            || source.is_in_body()
            || is_documented && (verification.body_authenticated || !is_other_spelling);
        if is_bounded {
            // A body that is not authenticated always had its topic in its id; the others do not need it.
            return Ok((!verification.body_authenticated).then_some(topic));
        }
        let Some((topics, _)) = &self.limits else { return Ok(None) };
        let is_distinct = topics.is_distinct(&integration.id, topic, received_at).await.map_err(IngestError::Store)?;
        Ok(is_distinct.then_some(topic))
    }
}
