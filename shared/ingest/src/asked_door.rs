//! The door of one channel for what it has answered itself.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use domain::delivery::MAX_BODY_BYTES;
use domain::integration::Integration;
use http::HeaderMap;
use runtime::environment::{ConfigError, Environment};
use signatures::FetchedBody;
use signatures::trust_fetched;
use types::Channel;
use types::time::Clock;

use super::error::IngestError;
use super::intake::{DeliveryRecorder, VerifiedWebhook};
use super::received::Received;

/// The door of a channel for what was asked of it.
pub struct FetchedReceiver {
    intake: DeliveryRecorder,
}

impl FetchedReceiver {
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
        Ok(Self { intake: DeliveryRecorder::on_tables(channel, environment, client, clock)? })
    }

    /// Receives one answer about `integration`, and stores it unless it is there already: what has not changed since it was
    /// asked for last is the same bytes, and so the same delivery.
    ///
    /// # Errors
    /// [`IngestError`].
    pub async fn receive(&self, integration: &Arc<Integration>, found: FetchedBody) -> Result<Received, IngestError> {
        let channel = self.intake.channel();
        if integration.channel != channel {
            return Err(IngestError::OtherChannel);
        }
        if !integration.enabled {
            return Err(IngestError::Disabled);
        }
        if found.len() > MAX_BODY_BYTES {
            return Err(IngestError::TooLarge);
        }
        let reconcile_topic = Some(channels::adapter(channel).reconcile_topic().ok_or(IngestError::WayNotTaken)?);
        let (body, proof) = trust_fetched(found);
        let (integration, headers) = (Arc::clone(integration), &HeaderMap::new());
        self.intake
            .store(VerifiedWebhook { integration, path_topic: None, reconcile_topic, headers, body, proof })
            .await
    }
}
