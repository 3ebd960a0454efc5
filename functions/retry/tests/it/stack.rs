//! Tables, the bucket, the functions on both sides of the stream, and a clock that the test sets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{DeliveryId, DeliveryKey, DeliveryMetadata, NewDelivery};
use domain::integration::{Integration, Member, Role};
use domain::live::Filter;
use local::aws::aws_configuration;
use local::dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use local::lambda::Function;
use local::line_file::LineFile;
use local::s3::{ASIDE_FILE, BUCKET, ENDPOINT_PATH, S3};
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::connections::{Connection, Connections, LiveTransport};
use store::deliveries::DeliveryLog;
use store::integrations::IntegrationAdmin;
use tempfile::TempDir;
use testing::verified_body;
use tokio::net::TcpListener;
use types::Channel;
use types::event_id::EventIds;
use types::time::{Clock, DAY_MS, Time};

use crate::management::Management;

const MINUTE: Duration = Duration::from_secs(60);

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    /// The lines of the on-failure file: the objects that Lambda would write.
    pub(crate) failed: LineFile,
    management: Management,
    now: Arc<Mutex<Time>>,
    retry: Function,
    stream: Function,
    folder: TempDir,
    _engine: Engine,
}

impl Stack {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let failed = LineFile::new(folder.path().join("on-failure.ndjson"));
        let endpoint = serve(S3::new(failed.clone(), folder.path())).await;
        let tables = TABLES.map(|table| (table.variable, table.local_name));
        let management = Management::default();
        let gateway = management.serve().await;
        let others = [("FAILED_BATCHES_BUCKET", BUCKET), ("MANAGEMENT_ENDPOINT", &*gateway)];
        let environment = Environment::from_pairs(tables.into_iter().chain(others));
        let now = Arc::new(Mutex::new(Clock::system().now()));
        let told = Arc::clone(&now);
        let clock = Clock::from_fn(move || *told.lock().unwrap());
        let aws = aws_configuration();
        let s3 = aws_sdk_s3::Client::from_conf(
            aws_sdk_s3::config::Builder::from(&aws).endpoint_url(format!("{endpoint}{ENDPOINT_PATH}")).build(),
        );
        let retry = retry::service(&environment, &client, &s3, &aws, clock.clone()).unwrap();
        let retry = Function::json("retry", MINUTE, retry);
        let stream = stream::service(&environment, &client, &aws, clock).unwrap();
        let stream = Function::json("stream", MINUTE, stream);
        let usual = channels::default_integration(
            "shop".parse().unwrap(),
            Channel::Shopify,
            "shop.myshopify.com",
            Clock::system().now(),
        );
        let admin = IntegrationAdmin::new(client.clone(), &environment, channels::capabilities).unwrap();
        let asha = Member { user: "asha".to_owned(), role: Role::Viewer };
        admin.create(&usual, &[asha]).await.unwrap().unwrap();
        let connections = Connections::new(client.clone(), &environment).unwrap();
        connections.add(&live("asha", Clock::system().now())).await.unwrap();
        Self { environment, client, failed, management, now, retry, stream, folder, _engine: engine }
    }

    /// The event lines that the one live client was sent, which was always reached.
    pub(crate) fn seen(&self) -> Vec<Value> {
        assert!(!self.management.was_closed("live"));
        let frames = self.management.frames("live");
        frames.iter().flat_map(|frame| frame["events"].as_array().unwrap()).cloned().collect()
    }

    pub(crate) fn now(&self) -> Time {
        *self.now.lock().unwrap()
    }

    pub(crate) fn set_clock(&self, now: Time) {
        *self.now.lock().unwrap() = now;
    }

    /// Runs the function on its schedule, at the clock's time.
    pub(crate) async fn run(&self) -> Value {
        self.run_at(self.now()).await
    }

    /// Runs the function with an event of this time.
    pub(crate) async fn run_at(&self, time: Time) -> Value {
        self.try_run_at(time).await.unwrap()
    }

    pub(crate) async fn try_run_at(&self, time: Time) -> Result<Value, String> {
        let event = json!({"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "time": time});
        self.retry.invoke(&event).await.map_err(|failure| failure.to_string())
    }

    /// Has the stream function process a record; it has to succeed.
    pub(crate) async fn process(&self, record: Value) {
        let response = self.stream.invoke(&json!({ "Records": [record] })).await.unwrap();
        assert_eq!(response["batchItemFailures"], json!([]));
    }

    /// Stores a delivery; gives its key in the table.
    pub(crate) async fn delivered(&self, body: &str) -> String {
        let (event_id, received_at) = EventIds::new(Clock::system()).mint();
        let (channel, topic) = (Channel::Shopify, "orders/create");
        let (body, proof) = verified_body(body.as_bytes());
        let id = DeliveryId::of(channel, channels::adapter(channel).dedup_topic(topic), None, received_at, &body, None);
        let outline = DeliveryMetadata {
            key: DeliveryKey { integration: "shop".parse().unwrap(), id },
            event_id,
            channel,
            account: "shop.myshopify.com".to_owned(),
            topic: topic.to_owned(),
            received_at,
            replays: 0,
            retries: 0,
        };
        let delivery = NewDelivery { outline, headers: Default::default(), body_authenticated: true, body };
        let log = DeliveryLog::new(self.client.clone(), &self.environment).unwrap();
        log.put_if_absent(&delivery).await.unwrap();
        delivery.outline.key.to_string()
    }

    /// The stream's record of a delivery as it is now: new, or changed by its last replay.
    pub(crate) async fn record(&self, key: &str) -> Value {
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

    /// Puts a batch of these records into the bucket, as Lambda does when it gives up.
    pub(crate) fn give_up(&self, records: &[Value]) {
        let payload = json!({ "Records": records }).to_string();
        let object =
            json!({"requestContext": {"condition": "RetryAttemptsExhausted"}, "version": "1.0", "payload": payload});
        self.failed.add(object.to_string().as_bytes()).unwrap();
    }

    /// A delivery of this order whose batch has failed for good.
    pub(crate) async fn failed_for_good(&self, body: &str) -> String {
        let key = self.delivered(body).await;
        self.give_up(&[self.record(&key).await]);
        key
    }

    /// How many replays were asked for, and how many of them automatically.
    pub(crate) async fn replays(&self, key: &str) -> (u64, u64) {
        let image = &self.record(key).await["dynamodb"]["NewImage"];
        let count = |name: &str| image[name]["N"].as_str().map_or(0, |text| text.parse().unwrap());
        (count("replays"), count("retries"))
    }

    /// The rows of a table whose partition begins so, by key.
    pub(crate) async fn rows(&self, table: &str, partition: &str) -> Vec<Value> {
        let scan = self.client.scan().table_name(format!("storebell-{table}")).send().await.unwrap();
        let rows = scan.items.unwrap().into_iter().map(|row: HashMap<_, _>| serde_dynamo::from_item(row).unwrap());
        let mut rows: Vec<Value> =
            rows.filter(|row: &Value| row["pk"].as_str().unwrap().starts_with(partition)).collect();
        rows.sort_by_key(|row| row["sk"].to_string());
        rows
    }

    /// Puts a row.
    pub(crate) async fn put(&self, table: &str, row: &Value) {
        let row = serde_dynamo::to_item(row).unwrap();
        self.client.put_item().table_name(format!("storebell-{table}")).set_item(Some(row)).send().await.unwrap();
    }

    /// Makes an event's row one that nobody can read.
    pub(crate) async fn spoil(&self, event: &Value) {
        let text = |name: &str| AttributeValue::S(event[name].as_str().unwrap().to_owned());
        let update = self.client.update_item().table_name("storebell-events").key("pk", text("pk"));
        let update = update.key("sk", text("sk")).update_expression("REMOVE received_at");
        update.send().await.unwrap();
    }

    /// The one event that there is.
    pub(crate) async fn event(&self) -> Value {
        let mut events = self.rows("events", "").await;
        assert_eq!(events.len(), 1);
        events.remove(0)
    }

    /// How many orders' states there are.
    pub(crate) async fn orders(&self) -> i32 {
        self.client.scan().table_name("storebell-state").send().await.unwrap().count
    }

    /// How many notes of retries there are.
    pub(crate) async fn notes(&self) -> usize {
        self.rows("ledger", "retry#").await.len()
    }

    /// Makes the bucket's file unreadable: the small S3 answers with an error of its own.
    pub(crate) fn block_bucket(&self) {
        let path = self.folder.path().join("on-failure.ndjson");
        if path.exists() {
            std::fs::remove_file(&path).unwrap();
        }
        std::fs::create_dir(path).unwrap();
    }

    /// The lines of the file of objects that were set aside.
    pub(crate) fn set_aside(&self) -> Vec<Vec<u8>> {
        lines(&LineFile::new(self.folder.path().join(ASIDE_FILE)))
    }
}

pub(crate) fn lines(file: &LineFile) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    file.each(|line| lines.push(line.to_vec())).unwrap();
    lines
}

async fn serve(s3: S3) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, s3.local_routes()).await.unwrap() });
    endpoint
}

/// An order's body as Shopify sends it, no more of it than is read.
pub(crate) fn order(id: u64) -> String {
    json!({
        "id": id, "name": format!("#{id}"), "currency": "INR", "total_price": "100.00", "financial_status": "paid",
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "line_items": []
    })
    .to_string()
}

/// A time of a row, moved by so many minutes.
pub(crate) fn later(time: &Value, minutes: i64) -> Time {
    time.as_str().unwrap().parse::<Time>().unwrap().plus_millis(minutes * 60_000)
}

/// A connection of `user` that outlives every test's clock.
fn live(user: &str, now: Time) -> Connection {
    Connection {
        id: "live".to_owned(),
        user: user.to_owned(),
        transport: LiveTransport::Websocket,
        live: true,
        connected_at: now,
        token_expires_at: now.plus_millis(365 * DAY_MS),
        filter: Filter::default(),
    }
}
