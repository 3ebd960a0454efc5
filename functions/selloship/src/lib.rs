//! The door of Selloship: `POST /api/webhooks/selloship/{integration_id}`.
//!
//! What happens behind it is `shared::ingest`; what Selloship's headers and bodies mean is `shared::channel::selloship`.

use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service};
use shared::channel::Channel;
use shared::environment::{ConfigError, Environment};
use shared::http_api::door;
use shared::response::Response;
use shared::time::Clock;

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
    door(Channel::Selloship, environment, client, clock)
}
