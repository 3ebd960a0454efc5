//! The Lambda function `rollup`: once a minute, recomputes the rollups of dirty buckets. These are the minutes in which
//! events were received, with their hours and days, and the quarter hours in which orders were placed.
//!
//! | file | content |
//! |---|---|
//! | `rollup_job.rs` | one run: reads marks of dirty buckets, recomputes, deletes the marks |
//! | `event_rollups.rs` | minutes from events, hours from minutes, days from hours |
//! | `order_rollups.rs` | the quarter hours of a day from orders |
//! | `failed_marks.rs` | which marks stay because their buckets could not be recomputed |
//! | `conditional_replace.rs` | replaces a rollup unless another run has replaced it since it was read |

mod conditional_replace;
mod event_rollups;
mod failed_marks;
mod order_rollups;
mod rollup_job;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use serde::de::IgnoredAny;
use store::events::EventReader;
use store::ledger::{DirtyBuckets, PushTimes, RollupProgress, Rollups};
use store::states::OrderReader;
use types::time::{Clock, DAY_MS};

use rollup_job::RollupJob;
pub use rollup_job::RollupRun;

/// The function's handler, on the tables that `environment` names. The event is ignored.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<IgnoredAny>, Response = RollupRun, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let job = Arc::new(RollupJob {
        dirty_buckets: DirtyBuckets::new(client.clone(), environment)?,
        rollups: Rollups::new(client.clone(), environment)?,
        progress: RollupProgress::new(client.clone(), environment)?,
        push_times: PushTimes::new(client.clone(), environment)?,
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
