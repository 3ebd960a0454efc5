//! What the function works with: stores, the management API, and the token verifier.

use auth::TokenVerifier;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use live::ManagementApi;
use runtime::environment::{ConfigError, Environment};
use store::Store;
use store::connections::Connections;
use types::time::Clock;

use crate::catch_up::CatchUpReader;
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
    /// On the tables and the management API that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`] if a variable is missing or invalid.
    pub(crate) fn new(
        environment: &Environment,
        client: &Client,
        aws: &SdkConfig,
        auth: TokenVerifier,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        let store = Store::from_environment(client.clone(), environment)?;
        Ok(Self {
            auth,
            connections: store.connections()?,
            catch_up: CatchUpReader::new(&store, environment, clock.clone())?,
            management_api: ManagementApi::from_environment(aws, environment)?,
            rejected_messages: MessageRateLimiter::default(),
            clock,
        })
    }
}
