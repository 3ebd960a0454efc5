//! The core of every way in: what was proven is put into the log, once.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use channels::ChannelAdapter;
use domain::delivery::Headers;
use domain::delivery::{DeliveryId, DeliveryKey, DeliveryMetadata, NewDelivery};
use domain::integration::{Integration, MAX_TOPIC_CHARS};
use http::HeaderMap;
use runtime::environment::{ConfigError, Environment};
use signatures::{Once, Verification, Verified};
use store::deliveries::DeliveryLog;
use store::ledger::{NonceStore, NonceUse};
use types::Channel;
use types::event_id::EventIds;
use types::text::shortened;
use types::time::Clock;

use super::error::IngestError;
use super::received::Received;

/// The longest header value that is kept, in characters.
const LONGEST_HEADER: usize = 300;
/// Before the topic of a webhook that claims one which only an answer can have: then it is one that nobody knows.
const CLAIMED: &str = "claimed:";
/// The most headers that are kept.
const MOST_HEADERS: usize = 20;

/// Stores what was proven.
pub struct DeliveryRecorder {
    channel: Channel,
    adapter: &'static dyn ChannelAdapter,
    log: DeliveryLog,
    /// Where the channel takes a scheme whose proof fits any body.
    records: Option<NonceStore>,
    ids: EventIds,
}

/// What is genuine, on its way into the log.
pub(super) struct VerifiedWebhook<'a> {
    pub(super) integration: Arc<Integration>,
    /// What the path says after the integration, if anything.
    pub(super) path_topic: Option<&'a str>,
    /// The topic of what was asked for, which nothing else may have.
    pub(super) reconcile_topic: Option<&'static str>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: Verified,
    pub(super) proof: Verification,
}

impl DeliveryRecorder {
    /// The intake of `channel`, before the tables that `environment` names: `DELIVERIES_TABLE`, and `LEDGER_TABLE` if the
    /// channel takes a scheme whose proof fits any body.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn on_tables(
        channel: Channel,
        environment: &Environment,
        client: &Client,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        let adapter = channels::adapter(channel);
        let records = || NonceStore::new(client.clone(), environment);
        Ok(Self {
            channel,
            adapter,
            log: DeliveryLog::new(client.clone(), environment)?,
            records: adapter.capabilities().nonces.then(records).transpose()?,
            ids: EventIds::new(clock),
        })
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel
    }

    /// Stores what has arrived, unless it is there already.
    ///
    /// # Errors
    /// [`IngestError`]; then nothing was stored but, perhaps, for which body the proof was used.
    pub(super) async fn store(&self, arrival: VerifiedWebhook<'_>) -> Result<Received, IngestError> {
        if let Some(once) = &arrival.proof.once {
            self.claim_nonce(&arrival, once).await?;
        }
        let (outline, headers) = (self.outline(&arrival), self.kept_headers(&arrival));
        let VerifiedWebhook { integration, body, proof, .. } = arrival;
        let delivery = NewDelivery { outline, headers, body_authenticated: proof.body_authenticated, body };
        let put = self.log.put_if_absent(&delivery).await.map_err(IngestError::Store)?;
        let NewDelivery { outline, body, .. } = delivery;
        Ok(Received { integration, key: outline.key, topic: outline.topic, body, put })
    }

    /// A proof that fits any body is used for one alone; where that cannot be remembered, nothing is taken.
    async fn claim_nonce(&self, arrival: &VerifiedWebhook<'_>, once: &Once) -> Result<(), IngestError> {
        let records = self.records.as_ref().ok_or(IngestError::NoLedger)?;
        match records
            .claim_nonce(&arrival.integration.id, once, &self.topic(arrival), &arrival.body)
            .await
            .map_err(IngestError::Store)?
        {
            NonceUse::ForThisBody => Ok(()),
            NonceUse::ForAnotherBody => Err(IngestError::ProofUsed),
        }
    }

    fn outline(&self, arrival: &VerifiedWebhook<'_>) -> DeliveryMetadata {
        let VerifiedWebhook { integration, body, proof, .. } = arrival;
        let (event_id, received_at) = self.ids.mint();
        let topic = self.topic(arrival);
        let class = self.adapter.dedup_topic(&topic);
        let chosen = integration.topic.as_ref().filter(|source| !proof.body_authenticated || source.has_topic(&topic));
        let signed_event_id = channels::signed_event_id(self.channel, body, proof);
        let id = DeliveryId::of(
            self.channel,
            class,
            chosen.map(|_| topic.as_str()),
            received_at,
            body,
            signed_event_id.as_deref(),
        );
        let key = DeliveryKey { integration: integration.id.clone(), id };
        let account = integration.account.clone();
        DeliveryMetadata { key, event_id, channel: self.channel, account, topic, received_at, replays: 0, retries: 0 }
    }

    fn topic(&self, arrival: &VerifiedWebhook<'_>) -> String {
        if let Some(asked) = arrival.reconcile_topic {
            return asked.to_owned();
        }
        let VerifiedWebhook { integration, path_topic, headers, body, .. } = arrival;
        let topic = match &integration.topic {
            Some(source) => source.topic(*path_topic, headers, body.bytes(), &integration.schemes),
            None => self.adapter.topic(headers, body.bytes()),
        };
        let topic = shortened(&topic, MAX_TOPIC_CHARS);
        // Looked at as it will be stored: what is cut out of it cannot make it another one's.
        if self.adapter.reconcile_topic() == Some(topic.as_str()) { format!("{CLAIMED}{topic}") } else { topic }
    }

    fn kept_headers(&self, arrival: &VerifiedWebhook<'_>) -> Headers {
        let https = arrival.integration.schemes.https.as_ref();
        let proving = |name: &str| https.is_some_and(|scheme| scheme.is_signature_header(name));
        let keeps = |name: &str| self.adapter.keeps_header(name) && !proving(name);
        let kept = arrival.headers.iter().filter(|(name, _)| keeps(name.as_str())).take(MOST_HEADERS);
        kept.map(|(name, value)| {
            (name.as_str().to_owned(), shortened(&String::from_utf8_lossy(value.as_bytes()), LONGEST_HEADER))
        })
        .collect()
    }
}
