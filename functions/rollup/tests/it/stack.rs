//! A DynamoDB with the tables, what is in them, and the function before them, at a time that the test says.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_dynamodb::Client;
use domain::event_summary::{EventSummary, Status};
use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, EventRollup};
use futures_util::future::BoxFuture;
use lambda_runtime::{Context, LambdaEvent, Service};
use local::dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use rollup::Report;
use runtime::environment::Environment;
use serde::Deserialize;
use serde::de::IgnoredAny;
use store::events::{Event, EventLog};
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBuckets, DirtyMark, Rollups, Series};
use tempfile::TempDir;
use types::Channel;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

use crate::gate::Gate;

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: Client,
    now: Arc<AtomicI64>,
    _engine: Engine,
    _folder: TempDir,
}

/// A minute of the past year, so that nothing is too old to be kept.
pub(crate) fn time(seconds: i64) -> Time {
    "2026-11-02T04:45:00Z".parse::<Time>().unwrap().plus_millis(seconds * 1000)
}

pub(crate) fn shop() -> IntegrationId {
    "shop".parse().unwrap()
}

impl Stack {
    /// The time is [`time`]`(0)`.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let environment = Environment::from_pairs(TABLES.map(|table| (table.variable, table.local_name)));
        let now = Arc::new(AtomicI64::new(time(0).millis()));
        Self { environment, client, now, _engine: engine, _folder: folder }
    }

    pub(crate) fn at(&self, seconds: i64) -> &Self {
        self.now.store(time(seconds).millis(), Ordering::SeqCst);
        self
    }

    pub(crate) fn clock(&self) -> Clock {
        let now = Arc::clone(&self.now);
        Clock::from_fn(move || Time::from_millis(now.load(Ordering::SeqCst)).unwrap())
    }

    /// Invokes the function.
    pub(crate) async fn roll_up(&self) -> Report {
        self.invocation(self.client.clone()).await
    }

    /// An invocation that waits at `gate`.
    pub(crate) fn roll_up_through(&self, gate: Gate) -> BoxFuture<'static, Report> {
        let config = self.client.config().to_builder().interceptor(gate).build();
        self.invocation(Client::from_conf(config))
    }

    fn invocation(&self, client: Client) -> BoxFuture<'static, Report> {
        let mut service = rollup::service(&self.environment, &client, self.clock()).unwrap();
        let nothing = IgnoredAny::deserialize(serde::de::value::UnitDeserializer::<serde::de::value::Error>::new());
        let event = LambdaEvent::new(nothing.unwrap(), Context::default());
        Box::pin(async move { service.call(event).await.unwrap() })
    }

    pub(crate) fn rollups(&self) -> Rollups {
        Rollups::new(self.client.clone(), &self.environment).unwrap()
    }

    pub(crate) fn dirty_buckets(&self) -> DirtyBuckets {
        DirtyBuckets::new(self.client.clone(), &self.environment).unwrap()
    }

    /// Marks a slot, as the stream function does; gives the mark.
    pub(crate) async fn mark(&self, kind: DirtyBucketKind, slot: Time) -> DirtyMark {
        let (stamp, _) = EventIds::new(self.clock()).mint();
        let mark = DirtyMark { due: DirtyBucket { kind, slot, integration: shop() }, stamp };
        self.dirty_buckets().mark(&mark).await.unwrap();
        mark
    }

    /// An event that was received at this second and processed as often, with its mark.
    pub(crate) async fn event(&self, second: i64, status: Status, replays: u64) -> EventId {
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
        let event = Event { line, delivery_id: delivery_id(), replays, orders: Vec::new() };
        let log = EventLog::new(self.client.clone(), &self.environment).unwrap();
        let id = log.record(&event).await.unwrap().id;
        self.mark(DirtyBucketKind::Events, BucketSize::Minute.floor(received_at)).await;
        id
    }

    /// How many are processed and failed in the slot in which `second` lies.
    pub(crate) async fn counts(&self, series: &Series<EventRollup>, step: BucketSize, second: i64) -> (u64, u64) {
        let total = self.rollups().load(series, &shop(), step.floor(time(second))).await.unwrap().rollup.total();
        (total.processed, total.failed)
    }

    pub(crate) async fn marks(&self, kind: DirtyBucketKind) -> usize {
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
