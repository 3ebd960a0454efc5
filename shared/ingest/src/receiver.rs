//! The steps in their order, for requests and for messages.

use std::sync::Arc;
use std::time::Duration;

use domain::integration::Integration;
use runtime::environment::ConfigError;
use runtime::response::Response;
use signatures::{Verification, Verified, VerifySns};
use store::Store;
use store::StoreError;
use tokio::time::timeout;
use types::Channel;
use types::time::Clock;

use crate::admit::admit;
use crate::error::IngestError;
use crate::find::IntegrationCache;
use crate::parse::{InboundWebhook, Message, Request, parse_message, parse_request};
use crate::record::{DeliveryRecorder, Received, VerifiedWebhook};
use crate::respond::{respond, respond_to_handshake};
use crate::verify::Verifier;

/// The time limit of one request: after it, the sender gets 503 instead of a closed connection. Shopify waits 5 s
/// (<https://shopify.dev/docs/apps/build/webhooks/subscribe/https>).
const REQUEST_TIMEOUT: Duration = Duration::from_millis(4_500);

/// Receives the webhooks of one channel.
pub struct WebhookReceiver {
    channel: Channel,
    integrations: IntegrationCache,
    verifier: Verifier,
    recorder: DeliveryRecorder,
    clock: Clock,
}

impl WebhookReceiver {
    /// The receiver of `channel`, on the tables of `store`; see [`DeliveryRecorder::new`].
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(channel: Channel, store: &Store, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self {
            channel,
            integrations: IntegrationCache::new(store.integration_finder()?, clock.clone()),
            verifier: Verifier::new(channel),
            recorder: DeliveryRecorder::new(channel, store, clock.clone())?,
            clock,
        })
    }

    /// Adds the verifier of SNS messages. Without it no SNS message is accepted.
    pub fn with_sns(self, sns: Arc<dyn VerifySns>) -> Self {
        Self { verifier: self.verifier.with_sns(sns), ..self }
    }

    /// Receives a request, and responds to it.
    pub async fn receive_https(&self, request: Request) -> Response {
        let request_id = request.id.clone();
        let is_handshake = channels::adapter(self.channel).is_handshake(&request.headers, &request.body);
        let received = self.receive_request(request).await;
        // Only after verification: a signed webhook is never taken for a handshake, and the work does not depend on whether
        // the integration exists.
        if let Err(error) = &received
            && is_handshake
            && error.is_answered_as_handshake()
        {
            return respond_to_handshake(self.channel, error, &request_id);
        }
        self.respond(&received, &request_id)
    }

    /// Receives a request: verifies it, and records it unless it is recorded already.
    ///
    /// # Errors
    /// [`IngestError`]; nothing of the request was stored.
    pub async fn receive_request(&self, request: Request) -> Result<Received, IngestError> {
        let timed_out =
            || StoreError::Unavailable { operation: "the request", detail: format!("not done in {REQUEST_TIMEOUT:?}") };
        let received = async { self.receive(parse_request(self.channel, request)?).await };
        timeout(REQUEST_TIMEOUT, received).await.unwrap_or_else(|_| Err(IngestError::Store(timed_out())))
    }

    /// Receives one message of a queue or an event bus. IAM decides who may send there.
    ///
    /// # Errors
    /// [`IngestError`]; where it is not final ([`IngestError::is_final`]), the message has to be delivered again.
    pub async fn receive_message(&self, message: Message) -> Result<Received, IngestError> {
        self.receive(parse_message(self.channel, message)?).await
    }

    /// Logs what became of the request `request_id`, and returns its response.
    pub fn respond(&self, received: &Result<Received, IngestError>, request_id: &str) -> Response {
        respond(self.channel, received, request_id)
    }

    async fn receive(&self, webhook: InboundWebhook) -> Result<Received, IngestError> {
        let (integration, (body, verification)) = self.authenticate(&webhook).await?;
        let (path_topic, headers) = (webhook.path_topic.as_deref(), &webhook.headers);
        let webhook = VerifiedWebhook { integration, path_topic, reconcile_topic: None, headers, body, verification };
        self.recorder.record(webhook).await
    }

    /// Finds the integration, verifies by it, and admits the webhook. A webhook that a cached integration would reject is
    /// tried once more with the present one.
    async fn authenticate(
        &self,
        webhook: &InboundWebhook,
    ) -> Result<(Arc<Integration>, (Verified, Verification)), IngestError> {
        let cached = self.integrations.find(&webhook.lookup).await.map_err(IngestError::Store)?;
        let first = self.verify_and_admit(cached, webhook).await;
        if !first.as_ref().is_err_and(IngestError::is_final) {
            return first;
        }
        match self.integrations.find_newer(&webhook.lookup).await.map_err(IngestError::Store)? {
            Some(newer) => self.verify_and_admit(newer, webhook).await,
            None => first,
        }
    }

    async fn verify_and_admit(
        &self,
        integration: Option<Arc<Integration>>,
        webhook: &InboundWebhook,
    ) -> Result<(Arc<Integration>, (Verified, Verification)), IngestError> {
        // In this order: the work of verifying does not depend on whether the webhook is admitted.
        let verified = self.verifier.verify(integration.as_deref(), webhook, self.clock.now()).await;
        let integration = admit(self.channel, integration, webhook)?;
        Ok((integration, verified?))
    }
}
