//! The receivers of test webhooks: the same code that verifies and stores a sender's webhooks.

use aws_sdk_dynamodb::Client;
use ingest::WebhookReceiver;
use runtime::environment::{ConfigError, Environment};
use store::{Store, Tables};
use types::Channel;
use types::time::Clock;

/// Makes a new receiver for each test webhook: a receiver caches integrations, and a test must see the settings as they
/// are now.
pub(crate) struct TestReceivers {
    environment: Environment,
    client: Client,
    clock: Clock,
}

impl TestReceivers {
    /// On the tables that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`] if the receiver of a channel cannot be made.
    pub(crate) fn new(environment: &Environment, client: &Client, clock: Clock) -> Result<Self, ConfigError> {
        let receivers = Self { environment: environment.clone(), client: client.clone(), clock };
        Channel::ALL.iter().try_for_each(|channel| receivers.receiver(*channel).map(drop))?;
        Ok(receivers)
    }

    /// A new receiver of a channel.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn receiver(&self, channel: Channel) -> Result<WebhookReceiver, ConfigError> {
        WebhookReceiver::new(
            channel,
            &Store::new(self.client.clone(), Tables::from_environment(&self.environment)?),
            self.clock.clone(),
        )
    }
}
