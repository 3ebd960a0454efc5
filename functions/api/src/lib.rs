//! The dashboard's HTTP API: what a signed-in user may see of his integrations, and may change in them.
//!
//! `routes` finds what a request calls for, `dashboard` finds out who asks and leads him there; each resource has a
//! folder. Lists over many integrations are merged in `paging`.

mod costs;
mod dashboard;
mod doors;
mod events;
mod health;
mod integrations;
mod orders;
mod paging;
mod query;
mod refusal;
mod registration;
mod routes;
mod statistics;

use std::future::Future;
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service, service_fn};
use shared::answer::Answer;
use shared::environment::{BadEnvironment, Environment};
use shared::sign_in::SignIn;
use shared::time::Clock;

use dashboard::Dashboard;

/// The function's handler, on the tables that `environment` names.
///
/// # Errors
/// [`BadEnvironment`].
pub fn service(
    environment: &Environment,
    client: &Client,
    aws: &SdkConfig,
    sign_in: SignIn,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Answer, Error = Error, Future: Future + Send> + Clone + Send + Sync + 'static,
    BadEnvironment,
> {
    let dashboard = Arc::new(Dashboard::new(environment, client, aws, sign_in, clock)?);
    Ok(service_fn(move |request: Request| {
        let dashboard = Arc::clone(&dashboard);
        async move { Ok(dashboard.answer(&request).await) }
    }))
}
