//! The door of one channel for what a queue or a bus hands over. IAM has said who may send there; nothing is signed.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use http::HeaderMap;

use super::intake::{Arrival, Intake};
use super::integrations::{Integrations, Lookup};
use super::received::Received;
use super::refused::Refused;
use crate::channel::Channel;
use crate::delivery::LARGEST_BODY;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::Integration;
use crate::scheme::{Proof, Refusal, Scheme, Verified, iam};
use crate::store::integrations::IntegrationFinder;
use crate::time::Clock;
use crate::way::Way;

/// The door of a channel for queues and buses.
pub struct QueueDoor {
    intake: Intake,
    integrations: Integrations,
}

/// One message of a queue, or one event of a bus.
#[derive(Debug)]
pub struct Message {
    /// The way by which it came.
    pub way: Way,
    /// The account that it names.
    pub account: String,
    /// The sender's application that it names, if any.
    pub application: Option<String>,
    /// The sender's own id of it, if it has one.
    pub event_id: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl QueueDoor {
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
        let integrations = Integrations::new(IntegrationFinder::new(client.clone(), environment)?, clock);
        Ok(Self { intake, integrations })
    }

    /// Receives one message, and stores it unless it is there already.
    ///
    /// # Errors
    /// [`Refused`]; where it is no verdict ([`Refused::is_verdict`]), the message has to come again.
    pub async fn receive(&self, message: Message) -> Result<Received, Refused> {
        if message.body.len() > LARGEST_BODY {
            return Err(Refused::TooLarge);
        }
        let (integration, body, proof) = self.trust(&message).await?;
        let headers = &HeaderMap::new();
        self.intake.store(Arrival { integration, path_topic: None, asked_topic: None, headers, body, proof }).await
    }

    /// What is refused by a cached integration is tried once more with the present one.
    async fn trust(&self, message: &Message) -> Result<(Arc<Integration>, Verified, Proof), Refused> {
        let channel = self.intake.channel();
        let account = channel.sender().account_key(&message.account).ok_or(Refused::NoAccount)?;
        let lookup = Lookup::Account(channel, account);
        let found = self.integrations.find(&lookup).await.map_err(Refused::Store)?;
        let first = self.trust_with(found, message);
        if first.is_ok() {
            return first;
        }
        match self.integrations.find_newer(&lookup).await.map_err(Refused::Store)? {
            Some(newer) => self.trust_with(newer, message),
            None => first,
        }
    }

    fn trust_with(
        &self,
        found: Option<Arc<Integration>>,
        message: &Message,
    ) -> Result<(Arc<Integration>, Verified, Proof), Refused> {
        let integration = found.ok_or(Refused::UnknownIntegration)?;
        let scheme = integration.takes_from(self.intake.channel(), message.way)?;
        let Scheme::Iam(settings) = scheme else { return Err(Refused::Signature(Refusal::NoVerifier)) };
        let Message { application, event_id, body, .. } = message;
        let (body, proof) =
            iam::trust(settings, application.as_deref(), event_id.clone(), body.clone()).map_err(Refused::Signature)?;
        Ok((integration, body, proof))
    }
}
