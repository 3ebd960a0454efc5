//! The embedded engine with a mapping on its deliveries, and a function that reports the records that it gets.

use std::path::Path;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_runtime::{LambdaEvent, service_fn};
use local_dynamodb::{self as dynamodb, Engine};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::super::{Mapping, Settings};
use crate::lambda::Function;

const TABLE: &str = "storebell-deliveries";

/// Longer than any step takes, also on a slow machine.
pub(super) const TIMEOUT: Duration = Duration::from_secs(20);

/// A record as the function got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SeenRecord {
    pub(super) key: String,
    pub(super) version: u64,
    pub(super) sequence: String,
}

pub(super) struct Stack {
    folder: TempDir,
    engine: Engine,
    client: aws_sdk_dynamodb::Client,
    pub(super) stream_arn: String,
}

impl Stack {
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).expect("an engine");
        let client = dynamodb::dynamodb(engine.endpoint());
        dynamodb::ensure_tables(&client).await.expect("tables");
        let stream_arn = dynamodb::stream_arn(&client, TABLE).await.expect("a stream");
        Self { folder, engine, client, stream_arn }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a mapping to `function`.
    pub(super) fn map(&self, function: Function, settings: Settings) -> Mapping {
        let streams = dynamodb::dynamodb_streams(self.engine.endpoint());
        Mapping::start(streams, &self.stream_arn, function, self.folder(), settings)
    }

    /// Creates or changes a delivery.
    pub(super) async fn put(&self, key: &str, version: u64) {
        self.put_kind(key, version, "delivery").await;
    }

    pub(super) async fn put_kind(&self, key: &str, version: u64, kind: &str) {
        self.client
            .put_item()
            .table_name(TABLE)
            .item("pk", AttributeValue::S(key.to_owned()))
            .item("kind", AttributeValue::S(kind.to_owned()))
            .item("version", AttributeValue::N(version.to_string()))
            .send()
            .await
            .expect("a put");
    }
}

/// The result of one invocation.
pub(super) type FunctionResult = Result<Value, lambda_runtime::Error>;

/// A function that reports the records of every invocation, and then returns the result of `handler`.
pub(super) fn function<F>(
    handler: impl Fn(Vec<SeenRecord>) -> F + Clone + Send + Sync + 'static,
) -> (Function, mpsc::UnboundedReceiver<Vec<SeenRecord>>)
where
    F: Future<Output = FunctionResult> + Send,
{
    let (report, invocations) = mpsc::unbounded_channel();
    let handler = service_fn(move |event: LambdaEvent<Value>| {
        let (handler, report) = (handler.clone(), report.clone());
        async move {
            let records = seen(&event.payload);
            report.send(records.clone())?;
            handler(records).await
        }
    });
    (Function::json::<Value, Value>("stream", TIMEOUT, handler), invocations)
}

pub(super) fn all_done() -> FunctionResult {
    Ok(json!({"batchItemFailures": []}))
}

/// The records of an event.
pub(super) fn seen(event: &Value) -> Vec<SeenRecord> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let records = event["Records"].as_array().expect("records");
    records
        .iter()
        .map(|record| SeenRecord {
            key: text(&record["dynamodb"]["Keys"]["pk"]["S"]),
            version: text(&record["dynamodb"]["NewImage"]["version"]["N"]).parse().expect("a number"),
            sequence: text(&record["dynamodb"]["SequenceNumber"]),
        })
        .collect()
}

/// The next invocation's records.
pub(super) async fn next(invocations: &mut mpsc::UnboundedReceiver<Vec<SeenRecord>>) -> Vec<SeenRecord> {
    tokio::time::timeout(TIMEOUT, invocations.recv()).await.expect("an invocation in time").expect("a function")
}

/// The records of as many invocations as it takes to have `count`.
pub(super) async fn collect(
    invocations: &mut mpsc::UnboundedReceiver<Vec<SeenRecord>>,
    count: usize,
) -> Vec<SeenRecord> {
    let mut all = Vec::new();
    while all.len() < count {
        all.extend(next(invocations).await);
    }
    all
}

/// Every record's key.
pub(super) fn keys(records: &[SeenRecord]) -> Vec<&str> {
    records.iter().map(|record| record.key.as_str()).collect()
}
