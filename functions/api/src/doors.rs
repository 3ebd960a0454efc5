//! The channels' doors, for test webhooks: what comes in here is proven and stored by the same code as what a sender posts.

use aws_sdk_dynamodb::Client;
use ingest::WebhookReceiver;
use runtime::environment::{ConfigError, Environment};
use types::Channel;
use types::time::Clock;

/// Makes doors. Each is used once: it must know the integration as it is now, and not as it was half a minute ago.
pub(crate) struct Doors {
    environment: Environment,
    client: Client,
    clock: Clock,
}

impl Doors {
    /// Before the tables that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`]: a door of every channel can be made.
    pub(crate) fn new(environment: &Environment, client: &Client, clock: Clock) -> Result<Self, ConfigError> {
        let doors = Self { environment: environment.clone(), client: client.clone(), clock };
        Channel::ALL.iter().try_for_each(|channel| doors.of(*channel).map(drop))?;
        Ok(doors)
    }

    /// The door of a channel.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn of(&self, channel: Channel) -> Result<WebhookReceiver, ConfigError> {
        WebhookReceiver::on_tables(channel, &self.environment, &self.client, self.clock.clone())
    }
}
