//! The door of Shopify: `POST /api/webhooks/shopify` and `POST /api/webhooks/shopify/{integration_id}`.
//!
//! What happens behind it is `shared::ingest`; what Shopify's headers mean is `shared::channel::shopify`.

use std::future::Future;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service, service_fn};
use shared::answer::Answer;
use shared::channel::Channel;
use shared::environment::{BadEnvironment, Environment};
use shared::http_api::knock;
use shared::ingest::{Door, Integrations};
use shared::store::deliveries::DeliveryLog;
use shared::store::integrations::IntegrationFinder;
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
    impl Service<Request, Response = Answer, Error = Error, Future: Future + Send> + Clone + Send + Sync + 'static,
    BadEnvironment,
> {
    let integrations = Integrations::new(IntegrationFinder::new(client.clone(), environment)?, clock.clone());
    let log = DeliveryLog::new(client.clone(), environment)?;
    let door = Arc::new(Door::new(Channel::Shopify, integrations, log, clock));
    Ok(service_fn(move |request| {
        let door = Arc::clone(&door);
        async move { Ok(knock(&door, request).await) }
    }))
}
