//! What the function works with: stores, the management API, and the token verifier.

use auth::TokenVerifier;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use live::ManagementApi;
use runtime::environment::ConfigError;
use store::Store;
use store::connections::Connections;
use types::time::Clock;

use crate::catch_up::CatchUpReader;
use crate::config::Config;
use crate::rejected_message_rate_limit::MessageRateLimiter;

/// The function. Each route and each client message is an `impl` block in a file of its own.
pub(crate) struct WebSocketFunction {
    pub(crate) auth: TokenVerifier,
    pub(crate) connections: Connections,
    pub(crate) catch_up: CatchUpReader,
    pub(crate) management_api: ManagementApi,
    pub(crate) rejected_messages: MessageRateLimiter,
    pub(crate) clock: Clock,
}

impl WebSocketFunction {
    /// # Errors
    /// [`ConfigError`] if a table's name is missing.
    pub(crate) fn new(
        config: Config,
        client: &Client,
        aws: &SdkConfig,
        auth: TokenVerifier,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        let store = Store::new(client.clone(), config.tables);
        Ok(Self {
            auth,
            connections: store.connections()?,
            catch_up: CatchUpReader::new(&store, config.resume_window, config.catch_up_bounds, clock.clone())?,
            management_api: ManagementApi::new(aws, &config.management_endpoint),
            rejected_messages: MessageRateLimiter::default(),
            clock,
        })
    }
}
