//! The system under test: tables, bucket, the functions `retry` and `stream`, a live client, and a manual clock.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{DeliveryId, DeliveryKey, DeliveryMetadata, NewDelivery};
use domain::integration::{Member, Role};
use domain::live::Filter;
use local_aws::emulators::s3::{BUCKET, ENDPOINT_PATH, S3Emulator, SET_ASIDE_FILE};
use local_aws::lambda::Function;
use local_aws::ndjson_file::NdjsonFile;
use local_aws::sdk_config;
use local_dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use local_testing::ManagementApi;
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::connections::{Connection, Connections, LiveTransport};
use store::deliveries::DeliveryLog;
use store::integrations::IntegrationAdmin;
use store::replays::{ReplayResult, Replays};
use tempfile::TempDir;
use testing::verified_body;
use tokio::net::TcpListener;
use types::Channel;
use types::event_id::EventIds;
use types::time::{Clock, DAY_MS, Time};

use crate::manual_clock::ManualClock;

const FUNCTION_TIMEOUT: Duration = Duration::from_secs(60);
const OBJECTS_FILE: &str = "on-failure.ndjson";
const CONNECTION_ID: &str = "live";
const MINUTE_MS: i64 = 60_000;

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    /// The clock of both functions. It starts at the present time.
    pub(crate) clock: ManualClock,
    failed_batches: NdjsonFile,
    management: ManagementApi,
    retry: Function,
    stream: Function,
    folder: TempDir,
    _engine: Engine,
}

impl Stack {
    /// With the integration `shop` and one live client of a member.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let failed_batches = NdjsonFile::new(folder.path().join(OBJECTS_FILE));
        let s3_endpoint = serve(S3Emulator::new(failed_batches.clone(), folder.path())).await;
        let management = ManagementApi::default();
        let management_endpoint = management.serve().await;
        let tables = TABLES.map(|table| (table.variable, table.local_name));
        let others = [("FAILED_BATCHES_BUCKET", BUCKET), ("MANAGEMENT_ENDPOINT", &*management_endpoint)];
        let environment = Environment::from_pairs(tables.into_iter().chain(others));
        let clock = ManualClock::new(Clock::system().now());
        let aws = sdk_config();
        let s3 = aws_sdk_s3::Client::from_conf(
            aws_sdk_s3::config::Builder::from(&aws).endpoint_url(format!("{s3_endpoint}{ENDPOINT_PATH}")).build(),
        );
        let retry = retry::service(&environment, &client, &s3, &aws, clock.clock()).unwrap();
        let retry = Function::json("retry", FUNCTION_TIMEOUT, retry);
        let stream = stream::service(&environment, &client, &aws, clock.clock()).unwrap();
        let stream = Function::json("stream", FUNCTION_TIMEOUT, stream);
        create_integration(&client, &environment).await;
        let connections = Connections::new(client.clone(), &environment).unwrap();
        connections.add(&connection("asha", Clock::system().now())).await.unwrap();
        Self { environment, client, clock, failed_batches, management, retry, stream, folder, _engine: engine }
    }

    /// The event summaries that were pushed to the live client, which must still be connected.
    pub(crate) fn pushed_events(&self) -> Vec<Value> {
        assert!(!self.management.was_closed(CONNECTION_ID));
        let frames = self.management.frames(CONNECTION_ID);
        frames.iter().flat_map(|frame| frame["events"].as_array().unwrap()).cloned().collect()
    }

    /// Invokes `retry` with a schedule's event of the clock's time.
    pub(crate) async fn run(&self) -> Value {
        self.run_at(self.clock.now()).await
    }

    /// Invokes `retry` with a schedule's event of another time.
    pub(crate) async fn run_at(&self, time: Time) -> Value {
        self.try_run_at(time).await.unwrap()
    }

    pub(crate) async fn try_run_at(&self, time: Time) -> Result<Value, String> {
        let event = json!({"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "time": time});
        self.retry.invoke(&event).await.map_err(|error| error.to_string())
    }

    /// Invokes `stream` with a record, which must succeed.
    pub(crate) async fn process(&self, record: Value) {
        let response = self.stream.invoke(&json!({ "Records": [record] })).await.unwrap();
        assert_eq!(response["batchItemFailures"], json!([]));
    }

    /// Stores a delivery and returns its key in the table.
    pub(crate) async fn store_delivery(&self, body: &str) -> String {
        let (event_id, received_at) = EventIds::new(Clock::system()).mint();
        let (channel, topic) = (Channel::Shopify, "orders/create");
        let (body, _verification) = verified_body(body.as_bytes());
        let dedup_topic = channels::adapter(channel).dedup_topic(topic);
        let id = DeliveryId::of(channel, dedup_topic, None, received_at, &body, None);
        let metadata = DeliveryMetadata {
            key: DeliveryKey { integration: "shop".parse().unwrap(), id },
            event_id,
            channel,
            account: "shop.myshopify.com".to_owned(),
            topic: topic.to_owned(),
            received_at,
            replays: 0,
            retries: 0,
        };
        let delivery = NewDelivery { metadata, headers: Default::default(), body_authenticated: true, body };
        let log = DeliveryLog::new(self.client.clone(), &self.environment).unwrap();
        log.put_if_absent(&delivery).await.unwrap();
        delivery.metadata.key.to_string()
    }

    /// The stream's record of a delivery as it is stored now: inserted, or modified by its last replay.
    pub(crate) async fn stream_record(&self, key: &str) -> Value {
        let get = self.client.get_item().table_name("storebell-deliveries");
        let row = get.key("pk", AttributeValue::S(key.to_owned())).send().await.unwrap().item.unwrap();
        let row = serde_json::to_value(serde_dynamo::Item::from(row)).unwrap();
        let replays: u64 = row["replays"]["N"].as_str().unwrap().parse().unwrap();
        let mut change = json!({"NewImage": row, "SequenceNumber": "100", "Keys": {}, "SizeBytes": 1});
        if replays > 0 {
            change["OldImage"] = row.clone();
            change["OldImage"]["replays"]["N"] = json!((replays - 1).to_string());
        }
        json!({
            "eventID": "1", "eventName": if replays == 0 { "INSERT" } else { "MODIFY" }, "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": change,
        })
    }

    /// Adds the object that Lambda writes when it gives up on a batch of these records.
    pub(crate) fn fail_batch(&self, records: &[Value]) {
        let payload = json!({ "Records": records }).to_string();
        let object =
            json!({"requestContext": {"condition": "RetryAttemptsExhausted"}, "version": "1.0", "payload": payload});
        self.add_object(object.to_string().as_bytes());
    }

    /// Adds an object to the bucket.
    pub(crate) fn add_object(&self, object: &[u8]) {
        self.failed_batches.append(object).unwrap();
    }

    /// Stores a delivery, whose batch then fails. Returns its key.
    pub(crate) async fn store_failed_delivery(&self, body: &str) -> String {
        let key = self.store_delivery(body).await;
        self.fail_batch(&[self.stream_record(&key).await]);
        key
    }

    /// How many replays of a delivery were requested, and how many of them were retries.
    pub(crate) async fn replay_counts(&self, key: &str) -> (u64, u64) {
        let image = &self.stream_record(key).await["dynamodb"]["NewImage"];
        let count = |name: &str| image[name]["N"].as_str().map_or(0, |text| text.parse().unwrap());
        (count("replays"), count("retries"))
    }

    /// The rows of a table whose partition key has this prefix, by sort key.
    pub(crate) async fn rows(&self, table: &str, prefix: &str) -> Vec<Value> {
        let scan = self.client.scan().table_name(format!("storebell-{table}")).send().await.unwrap();
        let rows = scan.items.unwrap().into_iter().map(|row: HashMap<_, _>| serde_dynamo::from_item(row).unwrap());
        let mut rows: Vec<Value> = rows.filter(|row: &Value| row["pk"].as_str().unwrap().starts_with(prefix)).collect();
        rows.sort_by_key(|row| row["sk"].to_string());
        rows
    }

    pub(crate) async fn put_row(&self, table: &str, row: &Value) {
        let row = serde_dynamo::to_item(row).unwrap();
        self.client.put_item().table_name(format!("storebell-{table}")).set_item(Some(row)).send().await.unwrap();
    }

    /// Makes an event's row unreadable.
    pub(crate) async fn corrupt(&self, event: &Value) {
        let text = |name: &str| AttributeValue::S(event[name].as_str().unwrap().to_owned());
        let update = self.client.update_item().table_name("storebell-events").key("pk", text("pk"));
        let update = update.key("sk", text("sk")).update_expression("REMOVE received_at");
        update.send().await.unwrap();
    }

    /// The only event.
    pub(crate) async fn event(&self) -> Value {
        let mut events = self.rows("events", "").await;
        assert_eq!(events.len(), 1);
        events.remove(0)
    }

    pub(crate) async fn order_count(&self) -> i32 {
        self.client.scan().table_name("storebell-state").send().await.unwrap().count
    }

    pub(crate) async fn retry_marker_count(&self) -> usize {
        self.rows("ledger", "retry#").await.len()
    }

    /// Makes the file of objects unreadable, so that the S3 emulator responds with an error.
    pub(crate) fn break_bucket(&self) {
        let path = self.folder.path().join(OBJECTS_FILE);
        if path.exists() {
            std::fs::remove_file(&path).unwrap();
        }
        std::fs::create_dir(path).unwrap();
    }

    /// The failed batches in the bucket.
    pub(crate) fn objects(&self) -> Vec<Vec<u8>> {
        lines(&self.failed_batches)
    }

    /// The objects that were set aside as unreadable.
    pub(crate) fn objects_set_aside(&self) -> Vec<Vec<u8>> {
        lines(&NdjsonFile::new(self.folder.path().join(SET_ASIDE_FILE)))
    }
}

async fn create_integration(client: &aws_sdk_dynamodb::Client, environment: &Environment) {
    let now = Clock::system().now();
    let integration =
        channels::default_integration("shop".parse().unwrap(), Channel::Shopify, "shop.myshopify.com", now);
    let member = Member { user: "asha".to_owned(), role: Role::Viewer };
    let admin = IntegrationAdmin::new(client.clone(), environment, channels::capabilities).unwrap();
    admin.create(&integration, &[member]).await.unwrap().unwrap();
}

fn lines(file: &NdjsonFile) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    file.for_each_line(|line| lines.push(line.to_vec())).unwrap();
    lines
}

async fn serve(s3: S3Emulator) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, s3.local_routes()).await.unwrap() });
    endpoint
}

/// An order's body as Shopify sends it, with only the members that Storebell reads.
pub(crate) fn order(id: u64) -> String {
    json!({
        "id": id, "name": format!("#{id}"), "currency": "INR", "total_price": "100.00", "financial_status": "paid",
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "line_items": []
    })
    .to_string()
}

/// The time in a row's attribute, plus minutes.
pub(crate) fn minutes_after(time: &Value, minutes: i64) -> Time {
    time.as_str().unwrap().parse::<Time>().unwrap().plus_millis(minutes * MINUTE_MS)
}

pub(crate) fn delivery_key(key: &str) -> DeliveryKey {
    let (integration, id) = key.split_once('#').unwrap();
    DeliveryKey { integration: integration.parse().unwrap(), id: serde_json::from_value(json!(id)).unwrap() }
}

/// Requests a replay as a person does.
pub(crate) async fn request_replay(stack: &Stack, key: &str) {
    let replays = Replays::new(stack.client.clone(), &stack.environment).unwrap();
    let replay = replays.request(&delivery_key(key), stack.clock.now()).await.unwrap();
    assert!(matches!(replay, ReplayResult::Requested { .. }));
}

/// A connection of `user` that never expires during a test.
fn connection(user: &str, now: Time) -> Connection {
    Connection {
        id: CONNECTION_ID.to_owned(),
        user: user.to_owned(),
        transport: LiveTransport::Websocket,
        live: true,
        connected_at: now,
        token_expires_at: now.plus_millis(365 * DAY_MS),
        filter: Filter::default(),
    }
}
