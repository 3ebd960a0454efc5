//! The routes of the WebSocket API: `$connect`, `$disconnect`, and clients' messages (`$default`).
//!
//! A connection is pending until its first message, `resume`. That message first makes the connection live and then
//! reads the catch-up. So a change is either pushed (it came after the connection was live) or in the catch-up (it came
//! before). `$connect` cannot do this: API Gateway responds with 410 to a post to a connection whose `$connect` has not
//! returned.

mod catch_up;
mod client_message;
mod client_message_error;
mod config;
mod connect;
mod connection_limit;
mod connection_update;
mod filter;
mod function;
mod message_handler;
mod reauthenticate;
mod rejected_message_rate_limit;
mod responses;
mod resume;
mod routes;

use std::sync::Arc;

use auth::TokenVerifier;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service, service_fn};
use runtime::environment::ConfigError;
use runtime::response::Response;
use types::time::Clock;

pub use config::Config;
use function::WebSocketFunction;

/// The function's handler.
///
/// # Errors
/// [`ConfigError`] if a table's name is missing.
pub fn service(
    config: Config,
    client: &Client,
    aws: &SdkConfig,
    auth: TokenVerifier,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let function = Arc::new(WebSocketFunction::new(config, client, aws, auth, clock)?);
    Ok(service_fn(move |request| {
        let function = Arc::clone(&function);
        async move { Ok(function.handle(request).await) }
    }))
}
