//! The Lambda function `reconcile`: on a schedule, fetches from the channels' APIs what no webhook delivered.
//!
//! Fetched orders are stored as deliveries and then processed like webhooks. How far reconciliation has come is stored
//! for each integration ([`ReconcileCheckpoint`](store::ledger::ReconcileCheckpoint)); if a run fails or runs
//! out of time, the next one continues there.
//!
//! | file | content |
//! |---|---|
//! | `channel_sources.rs` | the channels that support reconciliation |
//! | `reconcile_run.rs` | one run: all integrations, the one that waited longest first |
//! | `integration_reconciliation.rs` | one integration: page after page |
//! | `tie_settlement.rs` | fetches the orders of which two snapshots have one source time |
//! | `schedule_event.rs` | what a run does |
//! | `fetch_window.rs` | which window is fetched next, and the checkpoint after it |
//! | `config.rs` | what the function reads from its environment |

mod channel_sources;
mod config;
mod fetch_window;
mod integration_reconciliation;
mod reconcile_run;
mod schedule_event;
mod tie_settlement;

use std::future::Future;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::ConfigError;
use types::time::{Clock, Time};

use reconcile_run::Reconciler;

pub use config::Config;
pub use reconcile_run::ReconcileRun;
pub use schedule_event::ScheduleEvent;

/// How long before the invocation's deadline a run stops fetching, in milliseconds: more than one DynamoDB operation
/// with all its attempts takes.
const SHUTDOWN_MARGIN_MS: i64 = 10_000;

/// The function's handler.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    config: Config,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<ScheduleEvent>, Response = ReconcileRun, Error = Error, Future: Future + Send>
    + Clone
    + Send
    + Sync
    + 'static,
    ConfigError,
> {
    let reconciler = Arc::new(Reconciler::new(config, client, clock)?);
    Ok(service_fn(move |event: LambdaEvent<ScheduleEvent>| {
        let reconciler = Arc::clone(&reconciler);
        let deadline = i64::try_from(event.context.deadline).ok().and_then(Time::from_millis).unwrap_or(Time::MAX);
        async move { Ok(reconciler.run(event.payload.work, deadline.plus_millis(-SHUTDOWN_MARGIN_MS)).await?) }
    }))
}
