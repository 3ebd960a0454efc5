//! The door of one channel for requests over HTTPS: method, size, integration, signature, put, answer.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use tokio::time::timeout;
use tracing::{info, warn};

use super::intake::{Arrival, Intake};
use super::integrations::Integrations;
use super::outside::{Knock, Request};
use super::received::Received;
use super::refused::Refused;
use crate::answer::Answer;
use crate::channel::Channel;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::{Integration, TopicPlace};
use crate::scheme::{NotProven, Proof, ProveSns, Scheme, Verified, hmac_sha256};
use crate::store::StoreError;
use crate::store::integrations::IntegrationFinder;
use crate::time::Clock;
use crate::way::Way;

/// The time for a whole request, so that a sender gets 503, and not a connection that was cut: Shopify waits for 5 s.
const TIME_LIMIT: Duration = Duration::from_millis(4_500);

/// The door of a channel.
pub struct Door {
    intake: Intake,
    integrations: Integrations,
    sns: Option<Arc<dyn ProveSns>>,
    clock: Clock,
}

/// A request that is genuine.
struct Proven {
    integration: Arc<Integration>,
    body: Verified,
    proof: Proof,
}

impl Door {
    /// The door of `channel`, before the tables that `environment` names; see [`Intake::on_tables`].
    ///
    /// # Errors
    /// [`BadEnvironment`].
    pub fn on_tables(
        channel: Channel,
        environment: &Environment,
        client: &Client,
        clock: Clock,
    ) -> Result<Self, BadEnvironment> {
        let intake = Intake::on_tables(channel, environment, client, clock.clone())?;
        let integrations = Integrations::new(IntegrationFinder::new(client.clone(), environment)?, clock.clone());
        Ok(Self { intake, integrations, sns: None, clock })
    }

    /// The door with what checks messages of SNS; without it none is genuine.
    pub fn with_sns(self, sns: Arc<dyn ProveSns>) -> Self {
        Self { sns: Some(sns), ..self }
    }

    /// Receives a request and answers it.
    pub async fn answer(&self, request: Request) -> Answer {
        let request_id = request.id.clone();
        self.told(&self.receive(request).await, &request_id)
    }

    /// Receives one request: proves it, and stores it unless it is there already.
    ///
    /// # Errors
    /// [`Refused`]; nothing of the request was stored.
    pub async fn receive(&self, request: Request) -> Result<Received, Refused> {
        let late =
            || StoreError::Unavailable { operation: "the request", detail: format!("not done in {TIME_LIMIT:?}") };
        timeout(TIME_LIMIT, self.take_in(request)).await.unwrap_or_else(|_| Err(Refused::Store(late())))
    }

    /// The answer to the request `request_id`. What became of it is logged here, once.
    pub fn told(&self, received: &Result<Received, Refused>, request_id: &str) -> Answer {
        match received {
            Ok(received) => {
                let (key, id, status) = (&received.key, received.event_id(), received.status());
                info!(integration = %key.integration, delivery.id = %key.id, event.id = %id, status, request.id = request_id, "webhook received");
                received.answer()
            }
            Err(refused) => {
                self.log_refusal(refused, request_id);
                refused.answer(request_id)
            }
        }
    }

    fn log_refusal(&self, refused: &Refused, request_id: &str) {
        let (channel, reason) = (self.intake.channel().name(), refused.reason());
        match refused {
            Refused::Store(_) | Refused::NoLedger | Refused::CertificateUnavailable(_) => {
                let error = refused.detail();
                warn!(channel, reason, request.id = request_id, error, "webhook not stored");
            }
            Refused::Method | Refused::TooLarge => warn!(channel, reason, request.id = request_id, "webhook refused"),
            _ => warn!(channel, reason, request.id = request_id, "webhook signature verification failed"),
        }
    }

    async fn take_in(&self, request: Request) -> Result<Received, Refused> {
        let knock = Knock::read(self.intake.channel(), request)?;
        let Proven { integration, body, proof } = self.prove(&knock).await?;
        let (path_topic, headers) = (knock.path_topic.as_deref(), &knock.headers);
        self.intake.store(Arrival { integration, path_topic, asked_topic: None, headers, body, proof }).await
    }

    /// Proves the body. What is refused by a cached integration is tried once more with the present one.
    async fn prove(&self, knock: &Knock) -> Result<Proven, Refused> {
        let found = self.integrations.find(&knock.lookup).await.map_err(Refused::Store)?;
        let first = self.prove_with(found, knock).await;
        if !first.as_ref().is_err_and(Refused::is_verdict) {
            return first;
        }
        match self.integrations.find_newer(&knock.lookup).await.map_err(Refused::Store)? {
            Some(newer) => self.prove_with(newer, knock).await,
            None => first,
        }
    }

    /// The signature is checked in every case, by nobody's secret if need be: the same work, the same answer.
    async fn prove_with(&self, found: Option<Arc<Integration>>, knock: &Knock) -> Result<Proven, Refused> {
        let now = self.clock.now();
        let secrets = found.as_ref().map(|integration| integration.live_secrets(now)).unwrap_or_default();
        let scheme = found.as_ref().and_then(|integration| integration.schemes.of(Way::Https));
        let nobodys = self.nobodys_scheme();
        let tried = scheme.unwrap_or(&nobodys);
        let proven = tried.prove(self.sns.as_deref(), &secrets, &knock.headers, knock.body.clone(), now).await;
        let integration = self.admit(found, knock)?;
        let (body, proof) = proven.map_err(|why| match why {
            NotProven::Refused(refusal) => Refused::Signature(refusal),
            NotProven::CertificateUnavailable(detail) => Refused::CertificateUnavailable(detail),
        })?;
        Ok(Proven { integration, body, proof })
    }

    /// What is tried where there is no scheme: the usual one, or one that reads the body as most do.
    fn nobodys_scheme(&self) -> Scheme {
        let usual = self.intake.channel().sender().usual_scheme(Way::Https, "");
        usual.unwrap_or_else(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-signature")))
    }

    /// The integration, if it takes what comes to this door in this way.
    fn admit(&self, found: Option<Arc<Integration>>, knock: &Knock) -> Result<Arc<Integration>, Refused> {
        let integration = found.ok_or(Refused::UnknownIntegration)?;
        integration.takes_from(self.intake.channel(), Way::Https)?;
        let sender = integration.channel.sender();
        if knock.account.as_ref().is_some_and(|named| !sender.is_account(named, &integration)) {
            return Err(Refused::OtherAccount);
        }
        let from_path = integration.topic.as_ref().is_some_and(|topic| topic.from == TopicPlace::Path);
        if knock.path_topic.is_some() && !from_path {
            return Err(Refused::PathTopic);
        }
        Ok(integration)
    }
}
