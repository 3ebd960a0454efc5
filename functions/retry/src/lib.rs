//! The Lambda function `retry`: once a minute, retries events that failed for a transient reason, and turns failed
//! batches into failed events.
//!
//! | file | content |
//! |---|---|
//! | `config.rs` | what the function reads from its environment |
//! | `schedule_event.rs` | the schedule's event, and the time up to which retries are due |
//! | `failed_batches.rs` | failed batches: each delivery becomes a failed event |
//! | `failed_batch.rs` | parses an object of the bucket |
//! | `s3_bucket.rs` | lists, reads, deletes and sets aside objects |
//! | `due_retries.rs` | requests a replay of each event whose retry is due |
//! | `event_publisher.rs` | pushes the events that are written here to live clients |
//!
//! A run may be interrupted, and two may run at once: the next run continues, and nothing is done twice.

mod config;
mod due_retries;
mod event_publisher;
mod failed_batch;
mod failed_batches;
mod s3_bucket;
mod schedule_event;

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use live::ManagementApi;
use runtime::environment::ConfigError;
use serde::Serialize;
use store::Store;
use tokio::time::Instant;
use types::event_id::EventIds;
use types::time::Clock;

use due_retries::{DueRetries, RetryCounts};
use event_publisher::EventPublisher;
use failed_batches::{BatchCounts, FailedBatches};
use s3_bucket::S3Bucket;

pub use config::Config;
pub use schedule_event::ScheduleEvent;

/// The time after which a run starts no more failed batches.
const BATCH_TIME_BUDGET: Duration = Duration::from_secs(15);
/// The time after which a run starts no more retries: half of the function's timeout, so that those under way can end.
const RUN_TIME_BUDGET: Duration = Duration::from_secs(30);

/// The result of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RetryRun {
    #[serde(flatten)]
    batches: BatchCounts,
    #[serde(flatten)]
    retries: RetryCounts,
}

/// The function's handler.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    config: Config,
    dynamodb: &Client,
    s3: &aws_sdk_s3::Client,
    aws: &SdkConfig,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<ScheduleEvent>, Response = RetryRun, Error = Error, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static,
    ConfigError,
> {
    let store = Store::new(dynamodb.clone(), config.tables);
    let management_api = ManagementApi::new(aws, &config.management_endpoint);
    let failed_batches = FailedBatches {
        bucket: S3Bucket::new(s3.clone(), config.failed_batches_bucket),
        event_writer: store.event_writer()?,
        replays: store.replays()?,
        dirty_buckets: store.dirty_buckets()?,
        ids: EventIds::new(clock.clone()),
        publisher: EventPublisher::new(&store, management_api.clone(), clock.clone())?,
        clock: clock.clone(),
    };
    let due_retries = DueRetries {
        retries: store.retries()?,
        reader: store.event_reader()?,
        replays: store.replays()?,
        events: store.event_log()?,
        publisher: EventPublisher::new(&store, management_api.clone(), clock.clone())?,
        clock: clock.clone(),
    };
    let steps = Arc::new((failed_batches, due_retries));
    Ok(service_fn(move |event: LambdaEvent<ScheduleEvent>| {
        let (steps, due_at) = (Arc::clone(&steps), event.payload.due_at(clock.now()));
        async move {
            let (failed_batches, due_retries) = &*steps;
            let start = Instant::now();
            // If the bucket fails, the run fails, but due retries come first.
            let batches = failed_batches.process(start + BATCH_TIME_BUDGET).await;
            let retries = due_retries.run(due_at, start + RUN_TIME_BUDGET).await?;
            Ok(RetryRun { batches: batches?, retries })
        }
    }))
}
