//! The system under test: tables, their content, the function, and a manual clock.

use aws_sdk_dynamodb::Client;
use domain::event_summary::{EventSummary, Status};
use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, EventRollup};
use futures_util::future::BoxFuture;
use lambda_runtime::{Context, LambdaEvent, Service};
use local_testing::events::processed_event;
use local_testing::{ManualClock, TestTables};
use rollup::RollupRun;
use runtime::environment::Environment;
use serde::de::IgnoredAny;
use store::Tables;
use store::events::Event;
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBucketMarker, DirtyBuckets, RollupSeries, Rollups};
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: Client,
    clock: ManualClock,
    pub(crate) tables: TestTables,
}

/// So many seconds after the start of the test, which is the start of a quarter hour within the retention.
pub(crate) fn time(seconds: i64) -> Time {
    "2026-11-02T04:45:00Z".parse::<Time>().unwrap().plus_millis(seconds * 1000)
}

pub(crate) fn shop() -> IntegrationId {
    "shop".parse().unwrap()
}

impl Stack {
    /// The clock starts at [`time`]`(0)`.
    pub(crate) async fn start() -> Self {
        let tables = TestTables::start().await;
        let clock = ManualClock::at(time(0));
        Self { environment: tables.environment([]), client: tables.client.clone(), clock, tables }
    }

    /// Sets the clock to [`time`]`(seconds)`.
    pub(crate) fn at(&self, seconds: i64) -> &Self {
        self.clock.set(time(seconds));
        self
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock.clock()
    }

    /// Invokes the function.
    pub(crate) async fn run(&self) -> RollupRun {
        self.run_with(&self.client).await
    }

    /// Invokes the function with this client of DynamoDB.
    pub(crate) fn run_with(&self, client: &Client) -> BoxFuture<'static, RollupRun> {
        let mut service =
            rollup::service(Tables::from_environment(&self.environment).unwrap(), client, self.clock()).unwrap();
        let event = LambdaEvent::new(IgnoredAny, Context::default());
        Box::pin(async move { service.call(event).await.unwrap() })
    }

    pub(crate) fn rollups(&self) -> Rollups {
        local_testing::store(&self.client, &self.environment).rollups().unwrap()
    }

    pub(crate) fn dirty_buckets(&self) -> DirtyBuckets {
        local_testing::store(&self.client, &self.environment).dirty_buckets().unwrap()
    }

    /// Marks a bucket as dirty, as the stream function does.
    pub(crate) async fn mark(&self, kind: DirtyBucketKind, bucket: Time) {
        let (stamp, _) = EventIds::new(self.clock()).mint();
        let mark = DirtyBucketMarker { bucket: DirtyBucket { kind, start: bucket, integration: shop() }, stamp };
        self.dirty_buckets().mark(&mark).await.unwrap();
    }

    /// Records an event that was received at `second` and replayed `replays` times, and marks its minute.
    pub(crate) async fn record_event(&self, second: i64, status: Status, replays: u64) -> EventId {
        let received_at = time(second);
        let sample = processed_event(shop().as_str(), received_at);
        let line = EventSummary { status, processed_at: received_at.plus_millis(40), ..sample.summary };
        let event = Event { summary: line, replays, ..sample };
        let log = local_testing::store(&self.client, &self.environment).event_log().unwrap();
        let id = log.record(&event).await.unwrap().id;
        self.mark(DirtyBucketKind::Events, BucketSize::Minute.floor(received_at)).await;
        id
    }

    /// How many events are processed and failed in the bucket that contains `second`.
    pub(crate) async fn counts(&self, series: &RollupSeries<EventRollup>, size: BucketSize, second: i64) -> (u64, u64) {
        let total = self.rollups().load(series, &shop(), size.floor(time(second))).await.unwrap().rollup.total();
        (total.processed, total.failed)
    }

    pub(crate) async fn mark_count(&self, kind: DirtyBucketKind) -> usize {
        self.dirty_buckets().oldest(kind, 100).await.unwrap().len()
    }
}
