//! The door of one channel for what a queue or a bus hands over. IAM has said who may send there; nothing is signed.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use domain::delivery::MAX_BODY_BYTES;
use domain::integration::Integration;
use http::HeaderMap;
use runtime::environment::{ConfigError, Environment};
use signatures::{Scheme, Verification, Verified, VerifyError, iam};
use store::integrations::IntegrationFinder;
use types::Channel;
use types::time::Clock;
use types::transport::Transport;

use super::error::{IngestError, scheme_of};
use super::intake::{DeliveryRecorder, VerifiedWebhook};
use super::integrations::{IntegrationCache, IntegrationLookup};
use super::received::Received;

/// The door of a channel for queues and buses.
pub struct MessageReceiver {
    intake: DeliveryRecorder,
    integrations: IntegrationCache,
}

/// One message of a queue, or one event of a bus.
#[derive(Debug)]
pub struct Message {
    /// The way by which it came.
    pub way: Transport,
    /// The account that it names.
    pub account: String,
    /// The sender's application that it names, if any.
    pub application: Option<String>,
    /// The sender's own id of it, if it has one.
    pub event_id: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl MessageReceiver {
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
        let integrations = IntegrationCache::new(IntegrationFinder::new(client.clone(), environment)?, clock);
        Ok(Self { intake, integrations })
    }

    /// Receives one message, and stores it unless it is there already.
    ///
    /// # Errors
    /// [`IngestError`]; where it is no verdict ([`IngestError::is_final`]), the message has to come again.
    pub async fn receive(&self, message: Message) -> Result<Received, IngestError> {
        if message.body.len() > MAX_BODY_BYTES {
            return Err(IngestError::TooLarge);
        }
        let (integration, body, proof) = self.trust(&message).await?;
        let headers = &HeaderMap::new();
        self.intake
            .store(VerifiedWebhook { integration, path_topic: None, reconcile_topic: None, headers, body, proof })
            .await
    }

    /// What is refused by a cached integration is tried once more with the present one.
    async fn trust(&self, message: &Message) -> Result<(Arc<Integration>, Verified, Verification), IngestError> {
        let channel = self.intake.channel();
        let account = channels::adapter(channel).account_key(&message.account).ok_or(IngestError::NoAccount)?;
        let lookup = IntegrationLookup::Account(channel, account);
        let found = self.integrations.find(&lookup).await.map_err(IngestError::Store)?;
        let first = self.trust_with(found, message);
        if first.is_ok() {
            return first;
        }
        match self.integrations.find_newer(&lookup).await.map_err(IngestError::Store)? {
            Some(newer) => self.trust_with(newer, message),
            None => first,
        }
    }

    fn trust_with(
        &self,
        found: Option<Arc<Integration>>,
        message: &Message,
    ) -> Result<(Arc<Integration>, Verified, Verification), IngestError> {
        let integration = found.ok_or(IngestError::UnknownIntegration)?;
        let scheme = scheme_of(&integration, self.intake.channel(), message.way)?;
        let Scheme::Iam(settings) = scheme else { return Err(IngestError::Signature(VerifyError::NoVerifier)) };
        let Message { application, event_id, body, .. } = message;
        let (body, proof) = iam::trust(settings, application.as_deref(), event_id.clone(), body.clone())
            .map_err(IngestError::Signature)?;
        Ok((integration, body, proof))
    }
}
