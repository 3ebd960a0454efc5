//! The dashboard's HTTP API: what a signed-in user may see of their integrations, and may change in them.
//!
//! `router` has the table of routes: it finds the handler of a request, verifies the token and calls the handler with the
//! `context` (tables and clients) and the parsed `request`. Each resource has a folder with a file per handler. Lists over
//! several integrations are merged in `paging`; `permissions` rejects what the caller's role may not do.

mod channel_list;
mod config;
mod context;
mod costs;
mod document;
mod documented;
mod error;
mod events;
mod health;
mod integrations;
#[cfg(feature = "openapi")]
mod openapi;
mod orders;
mod paging;
mod permissions;
mod query;
mod registration;
mod request;
mod response;
mod route;
#[cfg(feature = "openapi")]
mod route_schemas;
mod router;
#[cfg(any(test, feature = "openapi"))]
mod schema_rules;
mod statistics;
mod test_receivers;

use std::future::Future;
use std::sync::Arc;

use auth::TokenVerifier;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service, service_fn};
use runtime::environment::ConfigError;
use runtime::response::Response;
use types::time::Clock;

pub use config::Config;
use context::ApiContext;
#[cfg(feature = "openapi")]
pub use openapi::openapi;
use router::Router;

/// The function's handler.
///
/// # Errors
/// [`ConfigError`] if a table's name is missing, or there is no HTTP client.
pub fn service(
    config: Config,
    client: &Client,
    aws: &SdkConfig,
    auth: TokenVerifier,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Future + Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let context = ApiContext::new(config, client, aws, clock)?;
    let router = Arc::new(Router::new(context, auth));
    Ok(service_fn(move |request: Request| {
        let router = Arc::clone(&router);
        async move { Ok(router.handle(request).await) }
    }))
}
