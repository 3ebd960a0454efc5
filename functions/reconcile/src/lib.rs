//! Asks channels, on a schedule, for what their webhooks did not bring.
//!
//! What they answer goes into the log of deliveries and from there through the same stream and fold as webhooks do. How
//! far each integration's channel was asked is its mark (`store::ledger::ReconcileCheckpoint`); a run that ends early, or fails in
//! the middle, is gone on with by the next one.

mod one;
mod run;
mod settings;
mod source;
mod window;

use std::future::Future;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use serde::de::IgnoredAny;
use types::time::{Clock, Time};

use run::Reconcile;

pub use run::Report;

/// What is left for the end of a run, in milliseconds: one operation of DynamoDB with all its tries, and more.
const MARGIN_MS: i64 = 10_000;

/// The function's handler, on the tables that `environment` names. What the event says does not matter.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<IgnoredAny>, Response = Report, Error = Error, Future: Future + Send>
    + Clone
    + Send
    + Sync
    + 'static,
    ConfigError,
> {
    let reconcile = Arc::new(Reconcile::new(environment, client, clock)?);
    Ok(service_fn(move |event: LambdaEvent<IgnoredAny>| {
        let reconcile = Arc::clone(&reconcile);
        let end = i64::try_from(event.context.deadline).ok().and_then(Time::from_millis).unwrap_or(Time::MAX);
        async move { Ok(reconcile.run(end.plus_millis(-MARGIN_MS)).await?) }
    }))
}
