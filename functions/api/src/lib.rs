//! The dashboard's HTTP API: what a signed-in user may see of his integrations, and may change in them.
//!
//! `routes` finds what a request calls for, `dashboard` finds out who asks and leads him there; each resource has a
//! folder. Lists over many integrations are merged in `paging`.

mod costs;
mod dashboard;
mod doors;
mod error;
mod events;
mod health;
mod integrations;
mod orders;
mod paging;
mod query;
mod registration;
mod routes;
mod statistics;

use std::future::Future;
use std::sync::Arc;

use auth::TokenVerifier;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use types::time::Clock;

use dashboard::Dashboard;

/// The function's handler, on the tables that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    client: &Client,
    aws: &SdkConfig,
    auth: TokenVerifier,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Future + Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let dashboard = Arc::new(Dashboard::new(environment, client, aws, auth, clock)?);
    Ok(service_fn(move |request: Request| {
        let dashboard = Arc::clone(&dashboard);
        async move { Ok(dashboard.response(&request).await) }
    }))
}
