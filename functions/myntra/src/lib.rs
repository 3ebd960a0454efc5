//! Myntra's door: `POST /api/webhooks/myntra/{integration_id}`, with a topic behind it where the owner says that it
//! stands there.
//!
//! What happens behind it is `ingest`; what the headers and bodies mean is `channels::myntra`.

use aws_sdk_dynamodb::Client;
use channel_function::handler;
use lambda_http::{Error, Request, Service};
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use types::Channel;
use types::time::Clock;

/// The function's handler, on the tables that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    handler(Channel::Myntra, environment, client, clock)
}
