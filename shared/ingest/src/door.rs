//! The door of one channel for requests over HTTPS: method, size, integration, signature, put, answer.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use domain::integration::{Integration, TopicPlace};
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use signatures::{Scheme, Verification, VerificationError, Verified, VerifySns, hmac_sha256};
use store::StoreError;
use store::integrations::IntegrationFinder;
use tokio::time::timeout;
use tracing::{info, warn};
use types::Channel;
use types::time::Clock;
use types::transport::Transport;

use super::error::{IngestError, scheme_of};
use super::intake::{DeliveryRecorder, VerifiedWebhook};
use super::integrations::IntegrationCache;
use super::outside::{InboundRequest, Request};
use super::received::Received;

/// The time for a whole request, so that a sender gets 503, and not a connection that was cut: Shopify waits for 5 s.
const TIME_LIMIT: Duration = Duration::from_millis(4_500);

/// The door of a channel.
pub struct WebhookReceiver {
    intake: DeliveryRecorder,
    integrations: IntegrationCache,
    sns: Option<Arc<dyn VerifySns>>,
    clock: Clock,
}

/// A request that is genuine.
struct VerifiedRequest {
    integration: Arc<Integration>,
    body: Verified,
    proof: Verification,
}

impl WebhookReceiver {
    /// The door of `channel`, before the tables that `environment` names; see [`DeliveryRecorder::on_tables`].
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn on_tables(
        channel: Channel,
        environment: &Environment,
        client: &Client,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        let intake = DeliveryRecorder::on_tables(channel, environment, client, clock.clone())?;
        let integrations = IntegrationCache::new(IntegrationFinder::new(client.clone(), environment)?, clock.clone());
        Ok(Self { intake, integrations, sns: None, clock })
    }

    /// The door with what checks messages of SNS; without it none is genuine.
    pub fn with_sns(self, sns: Arc<dyn VerifySns>) -> Self {
        Self { sns: Some(sns), ..self }
    }

    /// Receives a request and answers it.
    pub async fn response(&self, request: Request) -> Response {
        let request_id = request.id.clone();
        self.told(&self.receive(request).await, &request_id)
    }

    /// Receives one request: proves it, and stores it unless it is there already.
    ///
    /// # Errors
    /// [`IngestError`]; nothing of the request was stored.
    pub async fn receive(&self, request: Request) -> Result<Received, IngestError> {
        let late =
            || StoreError::Unavailable { operation: "the request", detail: format!("not done in {TIME_LIMIT:?}") };
        timeout(TIME_LIMIT, self.take_in(request)).await.unwrap_or_else(|_| Err(IngestError::Store(late())))
    }

    /// The answer to the request `request_id`. What became of it is logged here, once.
    pub fn told(&self, received: &Result<Received, IngestError>, request_id: &str) -> Response {
        match received {
            Ok(received) => {
                let (key, id, status) = (&received.key, received.event_id(), received.status());
                info!(integration = %key.integration, delivery.id = %key.id, event.id = %id, status, request.id = request_id, "webhook received");
                received.response()
            }
            Err(error) => {
                self.log_refusal(error, request_id);
                error.response(request_id)
            }
        }
    }

    fn log_refusal(&self, error: &IngestError, request_id: &str) {
        let (channel, reason) = (self.intake.channel().name(), error.code());
        match error {
            IngestError::Store(_) | IngestError::NoLedger | IngestError::CertificateUnavailable(_) => {
                let error = error.detail();
                warn!(channel, reason, request.id = request_id, error, "webhook not stored");
            }
            IngestError::Method | IngestError::TooLarge => {
                warn!(channel, reason, request.id = request_id, "webhook refused")
            }
            _ => warn!(channel, reason, request.id = request_id, "webhook signature verification failed"),
        }
    }

    async fn take_in(&self, request: Request) -> Result<Received, IngestError> {
        let inbound_request = InboundRequest::read(self.intake.channel(), request)?;
        let VerifiedRequest { integration, body, proof } = self.prove(&inbound_request).await?;
        let (path_topic, headers) = (inbound_request.path_topic.as_deref(), &inbound_request.headers);
        self.intake
            .store(VerifiedWebhook { integration, path_topic, reconcile_topic: None, headers, body, proof })
            .await
    }

    /// Proves the body. What is refused by a cached integration is tried once more with the present one.
    async fn prove(&self, inbound_request: &InboundRequest) -> Result<VerifiedRequest, IngestError> {
        let found = self.integrations.find(&inbound_request.lookup).await.map_err(IngestError::Store)?;
        let first = self.prove_with(found, inbound_request).await;
        if !first.as_ref().is_err_and(IngestError::is_final) {
            return first;
        }
        match self.integrations.find_newer(&inbound_request.lookup).await.map_err(IngestError::Store)? {
            Some(newer) => self.prove_with(newer, inbound_request).await,
            None => first,
        }
    }

    /// The signature is checked in every case, by nobody's secret if need be: the same work, the same answer.
    async fn prove_with(
        &self,
        found: Option<Arc<Integration>>,
        inbound_request: &InboundRequest,
    ) -> Result<VerifiedRequest, IngestError> {
        let now = self.clock.now();
        let secrets = found.as_ref().map(|integration| integration.active_secrets(now)).unwrap_or_default();
        let scheme = found.as_ref().and_then(|integration| integration.schemes.of(Transport::Https));
        let nobodys = self.dummy_scheme();
        let tried = scheme.unwrap_or(&nobodys);
        let proven = tried
            .prove(self.sns.as_deref(), &secrets, &inbound_request.headers, inbound_request.body.clone(), now)
            .await;
        let integration = self.admit(found, inbound_request)?;
        let (body, proof) = proven.map_err(|why| match why {
            VerificationError::Refused(refusal) => IngestError::Signature(refusal),
            VerificationError::CertificateUnavailable(detail) => IngestError::CertificateUnavailable(detail),
        })?;
        Ok(VerifiedRequest { integration, body, proof })
    }

    /// What is tried where there is no scheme: the usual one, or one that reads the body as most do.
    fn dummy_scheme(&self) -> Scheme {
        let usual = channels::adapter(self.intake.channel()).default_scheme(Transport::Https, "");
        usual.unwrap_or_else(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-signature")))
    }

    /// The integration, if it takes what comes to this door in this way.
    fn admit(
        &self,
        found: Option<Arc<Integration>>,
        inbound_request: &InboundRequest,
    ) -> Result<Arc<Integration>, IngestError> {
        let integration = found.ok_or(IngestError::UnknownIntegration)?;
        scheme_of(&integration, self.intake.channel(), Transport::Https)?;
        let adapter = channels::adapter(integration.channel);
        if inbound_request.account.as_ref().is_some_and(|named| !adapter.is_account(named, &integration)) {
            return Err(IngestError::OtherAccount);
        }
        let from_path = integration.topic.as_ref().is_some_and(|topic| topic.from == TopicPlace::Path);
        if inbound_request.path_topic.is_some() && !from_path {
            return Err(IngestError::PathTopic);
        }
        Ok(integration)
    }
}
