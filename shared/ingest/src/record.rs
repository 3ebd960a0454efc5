//! Step 5: a verified webhook becomes a delivery, once.

use std::sync::Arc;

use channels::ChannelAdapter;
use domain::delivery::{DeliveryKey, DeliveryMetadata, Headers, NewDelivery};
use domain::integration::{Integration, MAX_TOPIC_CHARS};
use http::HeaderMap;
use runtime::environment::ConfigError;
use signatures::{FetchedBody, Nonce, Verification, Verified, trust_fetched};
use store::Store;
use store::deliveries::{DeliveryLog, PutResult};
use store::ledger::{NonceStore, NonceUse};
use types::Channel;
use types::event_id::{EventId, EventIds};
use types::text::shortened;
use types::time::Clock;

use crate::admit::admit_fetched;
use crate::deduplicate::Deduplicator;
use crate::error::IngestError;

/// The longest header value that is kept, in characters.
const MAX_HEADER_CHARS: usize = 300;
/// The most headers that are kept.
const MAX_KEPT_HEADERS: usize = 20;
/// The prefix of a webhook's topic that claims to be the reconcile topic, which only fetched bodies have.
const CLAIMED_TOPIC_PREFIX: &str = "claimed:";

/// Writes the deliveries of one channel.
pub struct DeliveryRecorder {
    channel: Channel,
    adapter: &'static dyn ChannelAdapter,
    log: DeliveryLog,
    /// Where the channel has a scheme whose signature does not cover the body.
    nonces: Option<NonceStore>,
    deduplicator: Deduplicator,
    event_ids: EventIds,
}

/// A webhook that is verified and admitted.
pub(crate) struct VerifiedWebhook<'a> {
    pub(crate) integration: Arc<Integration>,
    /// The part of the path after the integration's id.
    pub(crate) path_topic: Option<&'a str>,
    /// The topic of a fetched body.
    pub(crate) reconcile_topic: Option<&'static str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Verified,
    pub(crate) verification: Verification,
}

/// A delivery that is recorded, now or before.
#[derive(Debug)]
pub struct Received {
    /// Its integration.
    pub integration: Arc<Integration>,
    /// Its key in the table.
    pub key: DeliveryKey,
    /// Its topic; may be empty.
    pub topic: String,
    /// The verified body, byte for byte.
    pub body: Verified,
    /// Whether this was the first copy, and the id of its event.
    pub put: PutResult,
    /// Whether the sender's event id was ignored, since too many different ids came with this body
    /// ([`crate::EVENT_ID_FLOOD`]).
    pub is_event_id_flood: bool,
}

impl Received {
    /// The id of its event: that of the first copy.
    pub fn event_id(&self) -> EventId {
        match self.put {
            PutResult::Stored(id) | PutResult::Duplicate(id) => id,
        }
    }

    /// `stored` or `duplicate`.
    pub fn status(&self) -> &'static str {
        match self.put {
            PutResult::Stored(_) => "stored",
            PutResult::Duplicate(_) => "duplicate",
        }
    }
}

impl DeliveryRecorder {
    /// The recorder of `channel`, on the table of deliveries, and on the ledger if the channel uses nonces, or if its owners
    /// can configure what distinguishes deliveries.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(channel: Channel, store: &Store, clock: Clock) -> Result<Self, ConfigError> {
        let adapter = channels::adapter(channel);
        let nonces = || store.nonce_store();
        Ok(Self {
            channel,
            adapter,
            log: store.delivery_log()?,
            nonces: adapter.capabilities().nonces.then(nonces).transpose()?,
            deduplicator: Deduplicator::new(channel, store)?,
            event_ids: EventIds::new(clock),
        })
    }

    /// Records a body that the channel's API returned. An order that has not changed since it was last fetched has the same
    /// bytes, and so is the same delivery.
    ///
    /// # Errors
    /// [`IngestError`].
    pub async fn record_fetched(
        &self,
        integration: &Arc<Integration>,
        fetched: FetchedBody,
    ) -> Result<Received, IngestError> {
        let reconcile_topic = Some(admit_fetched(self.channel, integration, &fetched)?);
        let (body, verification) = trust_fetched(fetched);
        let (integration, headers) = (Arc::clone(integration), &HeaderMap::new());
        self.record(VerifiedWebhook { integration, path_topic: None, reconcile_topic, headers, body, verification })
            .await
    }

    /// Records a webhook unless it is recorded already.
    ///
    /// # Errors
    /// [`IngestError`]; then nothing was stored but, perhaps, the nonce with this body, its topic and its event id.
    pub(crate) async fn record(&self, webhook: VerifiedWebhook<'_>) -> Result<Received, IngestError> {
        let topic = self.topic(&webhook);
        if let Some(nonce) = &webhook.verification.nonce {
            self.claim_nonce(&webhook, nonce, &topic).await?;
        }
        let (event_id, received_at) = self.event_ids.mint();
        let identity = self.deduplicator.identify(&webhook, &topic, received_at).await?;
        let metadata = DeliveryMetadata {
            key: DeliveryKey { integration: webhook.integration.id.clone(), id: identity.id },
            event_id,
            channel: self.channel,
            account: webhook.integration.account.clone(),
            topic,
            received_at,
            replays: 0,
            retries: 0,
        };
        let headers = self.kept_headers(&webhook);
        let VerifiedWebhook { integration, body, verification, .. } = webhook;
        let delivery = NewDelivery { metadata, headers, body_authenticated: verification.body_authenticated, body };
        let put = self.log.put_if_absent(&delivery).await.map_err(IngestError::Store)?;
        let NewDelivery { metadata, body, .. } = delivery;
        let is_event_id_flood = identity.is_event_id_flood;
        Ok(Received { integration, key: metadata.key, topic: metadata.topic, body, put, is_event_id_flood })
    }

    /// A signature that does not cover the body is valid for one body only. Without a table to record that, the webhook is
    /// not accepted.
    async fn claim_nonce(&self, webhook: &VerifiedWebhook<'_>, nonce: &Nonce, topic: &str) -> Result<(), IngestError> {
        let nonces = self.nonces.as_ref().ok_or(IngestError::NoLedger)?;
        let claimed = nonces.claim_nonce(&webhook.integration.id, nonce, topic, &webhook.body).await;
        match claimed.map_err(IngestError::Store)? {
            NonceUse::ForThisBody => Ok(()),
            NonceUse::ForAnotherBody => Err(IngestError::NonceReused),
        }
    }

    fn topic(&self, webhook: &VerifiedWebhook<'_>) -> String {
        if let Some(topic) = webhook.reconcile_topic {
            return topic.to_owned();
        }
        let VerifiedWebhook { integration, path_topic, headers, body, .. } = webhook;
        let topic = match &integration.topic {
            Some(source) => source.topic(*path_topic, headers, body.bytes(), &integration.schemes),
            None => self.adapter.topic(headers, body.bytes()),
        };
        let topic = shortened(&topic, MAX_TOPIC_CHARS);
        // Compared as it will be stored: shortening cannot turn a topic into the reconcile topic.
        match self.adapter.reconcile_topic() == Some(topic.as_str()) {
            true => format!("{CLAIMED_TOPIC_PREFIX}{topic}"),
            false => topic,
        }
    }

    /// The headers that the channel keeps, and that of the sender's event id, without those of the signature.
    fn kept_headers(&self, webhook: &VerifiedWebhook<'_>) -> Headers {
        let (schemes, event_id) = (&webhook.integration.schemes, webhook.integration.event_id.as_ref());
        let scheme = schemes.https.as_ref();
        let is_event_id = |name: &str| event_id.is_some_and(|source| source.is_header(name, schemes));
        let is_signature = |name: &str| scheme.is_some_and(|scheme| scheme.is_signature_header(name));
        let is_kept = |name: &str| (self.adapter.keeps_header(name) || is_event_id(name)) && !is_signature(name);
        let kept = webhook.headers.iter().filter(|(name, _)| is_kept(name.as_str())).take(MAX_KEPT_HEADERS);
        kept.map(|(name, value)| {
            (name.as_str().to_owned(), shortened(&String::from_utf8_lossy(value.as_bytes()), MAX_HEADER_CHARS))
        })
        .collect()
    }
}
