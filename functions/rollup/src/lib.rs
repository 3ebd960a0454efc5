//! The function that rolls up what has changed, once a minute: the minutes in which events were received, their hours and
//! days, and the quarter hours in which orders were placed.
//!
//! | file | what it does |
//! |---|---|
//! | `run.rs` | one invocation: the marks that are due, a few hundred at a time |
//! | `events.rs` | minutes from events, hours from minutes, days from hours |
//! | `orders.rs` | the quarters of a day from orders |
//! | `replace.rs` | a row is replaced only by who has read later than the one before |

mod events;
mod orders;
mod replace;
mod run;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use serde::de::IgnoredAny;
use store::events::EventReader;
use store::ledger::{DirtyBuckets, PushTimes, RollupProgress, Rollups};
use store::states::OrderReader;
use types::time::{Clock, DAY_MS};

use run::Job;
pub use run::Report;

/// The function's handler, on the tables that `environment` names. It reads nothing of its event.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<IgnoredAny>, Response = Report, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let job = Arc::new(Job {
        dirty_buckets: DirtyBuckets::new(client.clone(), environment)?,
        rollups: Rollups::new(client.clone(), environment)?,
        progress: RollupProgress::new(client.clone(), environment)?,
        times: PushTimes::new(client.clone(), environment)?,
        events: EventReader::new(client.clone(), environment)?,
        orders: OrderReader::new(client.clone(), environment)?,
        retention_ms: i64::from(environment.number("RETENTION_DAYS", 90)?) * DAY_MS,
        clock,
    });
    Ok(service_fn(move |_: LambdaEvent<IgnoredAny>| {
        let job = Arc::clone(&job);
        async move { Ok(job.run().await?) }
    }))
}
