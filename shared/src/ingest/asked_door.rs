//! The door of one channel for what it has answered itself.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use http::HeaderMap;

use super::intake::{Arrival, Intake};
use super::received::Received;
use super::refused::Refused;
use crate::asking::Found;
use crate::channel::Channel;
use crate::delivery::LARGEST_BODY;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::Integration;
use crate::scheme::trust_answer;
use crate::time::Clock;

/// The door of a channel for what was asked of it.
pub struct AskedDoor {
    intake: Intake,
}

impl AskedDoor {
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
        Ok(Self { intake: Intake::on_tables(channel, environment, client, clock)? })
    }

    /// Receives one answer about `integration`, and stores it unless it is there already: what has not changed since it was
    /// asked for last is the same bytes, and so the same delivery.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn receive(&self, integration: &Arc<Integration>, found: Found) -> Result<Received, Refused> {
        let channel = self.intake.channel();
        if integration.channel != channel {
            return Err(Refused::OtherChannel);
        }
        if !integration.enabled {
            return Err(Refused::Disabled);
        }
        if found.len() > LARGEST_BODY {
            return Err(Refused::TooLarge);
        }
        let asked_topic = Some(channel.sender().asked_topic().ok_or(Refused::WayNotTaken)?);
        let (body, proof) = trust_answer(found);
        let (integration, headers) = (Arc::clone(integration), &HeaderMap::new());
        self.intake.store(Arrival { integration, path_topic: None, asked_topic, headers, body, proof }).await
    }
}
