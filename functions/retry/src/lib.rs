//! The function behind the schedule: tries failed events again whose reason may have passed.
//!
//! | file | what it does |
//! |---|---|
//! | `scheduled.rs` | the schedule's event, and up to when it lets notes be due |
//! | `failed_batches.rs` | takes up batches of the stream that failed for good: each delivery gets its failed event |
//! | `failed_batch.rs` | an object of the bucket becomes deliveries |
//! | `bucket.rs` | the bucket: listed, read, and objects set aside that cannot be read |
//! | `due_retries.rs` | asks for a replay of each event that is due |
//! | `announcer.rs` | tells live clients of what is written here |
//!
//! Each run may be cut off, and two may run at once: what one leaves the next one does, and what both do is done once.

mod bucket;
mod due_retries;
mod event_publisher;
mod failed_batch;
mod failed_batches;
mod scheduled;

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use serde::Serialize;
use store::event_writer::EventWriter;
use store::events::{EventLog, EventReader};
use store::ledger::{DirtyBuckets, Retries};
use store::replays::Replays;
use tokio::time::Instant;
use types::event_id::EventIds;
use types::time::Clock;

use bucket::Bucket;
use due_retries::{DueRetries, Retried};
use event_publisher::EventPublisher;
use failed_batches::{FailedBatches, TakenUp};

pub use scheduled::Scheduled;

/// After how long a run takes up no more batches, and after how long it begins nothing new: half of its timeout, so that
/// what is under way ends in time.
const BATCHES: Duration = Duration::from_secs(15);
const BUDGET: Duration = Duration::from_secs(30);

/// What a run has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Batches and their deliveries.
    #[serde(flatten)]
    taken_up: TakenUp,
    /// Events that were due.
    #[serde(flatten)]
    retried: Retried,
}

/// The function's handler, on the tables, the bucket and the management API that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    dynamodb: &Client,
    s3: &aws_sdk_s3::Client,
    aws: &SdkConfig,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<Scheduled>, Response = Done, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let batches = FailedBatches {
        bucket: Bucket::new(s3.clone(), environment)?,
        event_writer: EventWriter::new(dynamodb.clone(), environment)?,
        replays: Replays::new(dynamodb.clone(), environment)?,
        dirty_buckets: DirtyBuckets::new(dynamodb.clone(), environment)?,
        ids: EventIds::new(clock.clone()),
        announcer: EventPublisher::new(environment, dynamodb, aws, clock.clone())?,
        clock: clock.clone(),
    };
    let retries = DueRetries {
        retries: Retries::new(dynamodb.clone(), environment)?,
        reader: EventReader::new(dynamodb.clone(), environment)?,
        replays: Replays::new(dynamodb.clone(), environment)?,
        events: EventLog::new(dynamodb.clone(), environment)?,
        announcer: EventPublisher::new(environment, dynamodb, aws, clock.clone())?,
        clock: clock.clone(),
    };
    let parts = Arc::new((batches, retries));
    Ok(service_fn(move |event: LambdaEvent<Scheduled>| {
        let (parts, due) = (Arc::clone(&parts), event.payload.due_at(clock.now()));
        async move {
            let (batches, retries) = &*parts;
            let start = Instant::now();
            // A bucket that does not answer keeps no event from being tried again, and is an error all the same.
            let taken_up = batches.take_up(start + BATCHES).await;
            let retried = retries.run(due, start + BUDGET).await?;
            Ok(Done { taken_up: taken_up?, retried })
        }
    }))
}
