//! The system under test: tables, their content, the function, and a manual clock.

use aws_sdk_dynamodb::Client;
use domain::event_summary::{EventSummary, Status};
use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, EventRollup};
use futures_util::future::BoxFuture;
use lambda_runtime::{Context, LambdaEvent, Service};
use local_dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use rollup::RollupRun;
use runtime::environment::Environment;
use serde::Deserialize;
use serde::de::IgnoredAny;
use store::events::{Event, EventLog};
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBucketMarker, DirtyBuckets, RollupSeries, Rollups};
use tempfile::TempDir;
use types::Channel;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

use crate::fault_gate::FaultGate;
use crate::manual_clock::ManualClock;

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: Client,
    clock: ManualClock,
    _engine: Engine,
    _folder: TempDir,
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
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let environment = Environment::from_pairs(TABLES.map(|table| (table.variable, table.local_name)));
        let clock = ManualClock::new(time(0));
        Self { environment, client, clock, _engine: engine, _folder: folder }
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
        self.invoke(self.client.clone()).await
    }

    /// Invokes the function with a client that stops at `gate`.
    pub(crate) fn run_through(&self, gate: FaultGate) -> BoxFuture<'static, RollupRun> {
        let config = self.client.config().to_builder().interceptor(gate).build();
        self.invoke(Client::from_conf(config))
    }

    fn invoke(&self, client: Client) -> BoxFuture<'static, RollupRun> {
        let mut service = rollup::service(&self.environment, &client, self.clock()).unwrap();
        let event = LambdaEvent::new(IgnoredAny, Context::default());
        Box::pin(async move { service.call(event).await.unwrap() })
    }

    pub(crate) fn rollups(&self) -> Rollups {
        Rollups::new(self.client.clone(), &self.environment).unwrap()
    }

    pub(crate) fn dirty_buckets(&self) -> DirtyBuckets {
        DirtyBuckets::new(self.client.clone(), &self.environment).unwrap()
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
        let line = EventSummary {
            id: EventId::first_of(received_at),
            integration: shop(),
            source: Channel::Shopify,
            shop_domain: "shop.myshopify.com".into(),
            topic: "orders/create".into(),
            subject: None,
            status,
            payload_summary: "an event".into(),
            received_at,
            occurred_at: None,
            processed_at: received_at.plus_millis(40),
            error: None,
            attempt: 0,
            next_retry_at: None,
            rev: 0,
        };
        let event = Event { summary: line, delivery_id: delivery_id(), replays, orders: Vec::new() };
        let log = EventLog::new(self.client.clone(), &self.environment).unwrap();
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

fn delivery_id() -> domain::delivery::DeliveryId {
    let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        serde::de::IntoDeserializer::into_deserializer(
            "0000000000000000000000000000000000000000000000000000000000000000",
        );
    Deserialize::deserialize(text).unwrap()
}
