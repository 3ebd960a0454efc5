//! The receivers of test webhooks: the same code that verifies and stores a sender's webhooks.

use ingest::WebhookReceiver;
use runtime::environment::ConfigError;
use store::Store;
use types::Channel;
use types::time::Clock;

/// Makes a new receiver for each test webhook: a receiver caches integrations, and a test must see the settings as they
/// are now.
pub(crate) struct TestReceivers {
    store: Store,
    clock: Clock,
}

impl TestReceivers {
    /// Receivers on the tables of `store`.
    ///
    /// # Errors
    /// [`ConfigError`] if the receiver of a channel cannot be made.
    pub(crate) fn new(store: Store, clock: Clock) -> Result<Self, ConfigError> {
        let receivers = Self { store, clock };
        Channel::ALL.iter().try_for_each(|channel| receivers.receiver(*channel).map(drop))?;
        Ok(receivers)
    }

    /// A new receiver of a channel.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn receiver(&self, channel: Channel) -> Result<WebhookReceiver, ConfigError> {
        WebhookReceiver::new(channel, &self.store, self.clock.clone())
    }
}
