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
use runtime::environment::ConfigError;
use serde::de::IgnoredAny;
use store::{Store, Tables};
use types::time::Clock;

use rollup_job::RollupJob;
pub use rollup_job::RollupRun;

/// The function's handler. The event is ignored.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    tables: Tables,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<IgnoredAny>, Response = RollupRun, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let store = Store::new(client.clone(), tables);
    let job = Arc::new(RollupJob {
        dirty_buckets: store.dirty_buckets()?,
        rollups: store.rollups()?,
        progress: store.rollup_progress()?,
        push_times: store.push_times()?,
        events: store.event_reader()?,
        orders: store.order_reader()?,
        retention_ms: store.retention_ms(),
        clock,
    });
    Ok(service_fn(move |_: LambdaEvent<IgnoredAny>| {
        let job = Arc::clone(&job);
        async move { Ok(job.run().await?) }
    }))
}
