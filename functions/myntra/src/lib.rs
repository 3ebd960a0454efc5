//! Myntra's door: `POST /api/webhooks/myntra/{integration_id}`, with a topic behind it where the owner says that it
//! stands there.
//!
//! What happens behind it is `shared::ingest`; what the headers and bodies mean is `shared::channel::myntra`.

use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service};
use shared::answer::Answer;
use shared::channel::Channel;
use shared::environment::{BadEnvironment, Environment};
use shared::http_api::door;
use shared::time::Clock;

/// The function's handler, on the tables that `environment` names.
///
/// # Errors
/// [`BadEnvironment`].
pub fn service(
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    BadEnvironment,
> {
    door(Channel::Myntra, environment, client, clock)
}
