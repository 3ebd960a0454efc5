//! The system under test but for its functions: tables, failed batches, a live client, and a manual clock.

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::DeliveryKey;
use local_aws::emulators::s3::BUCKET;
use local_aws::lambda::Function;
use local_aws::sdk_config;
use local_testing::connections::live_connection;
use local_testing::deliveries::{DeliverySample, delivery_image, failed_batch, stream_record};
use local_testing::integrations::{create_integration, shop};
use local_testing::{ManagementApi, ManualClock, TestTables};
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::replays::ReplayResult;
use types::time::{Clock, Time};

use crate::failed_batches::FailedBatches;

const CONNECTION_ID: &str = "live";
/// Longer than the clock of any test moves: the token of the live client does not expire.
const TOKEN_SECONDS: i64 = 365 * 24 * 60 * 60;
const MINUTE_MS: i64 = 60_000;

/// What a function is created from.
pub struct NewFunction<'a> {
    /// The environment with all tables, the bucket and the management API.
    pub environment: &'a Environment,
    /// A client for the tables.
    pub dynamodb: &'a Client,
    /// A client for the bucket.
    pub s3: &'a aws_sdk_s3::Client,
    /// The configuration of further clients.
    pub aws: &'a SdkConfig,
    /// The clock of the test.
    pub clock: Clock,
}

/// The stack around the function `retry`, with the integration `shop` and one live client of a member.
pub struct RetryStack {
    /// The environment of the functions.
    pub environment: Environment,
    /// A client for the tables.
    pub client: Client,
    /// The tables.
    pub tables: TestTables,
    /// The bucket.
    pub failed_batches: FailedBatches,
    /// The clock of the functions. It starts at the present time.
    pub clock: ManualClock,
    management: ManagementApi,
    aws: SdkConfig,
    retry: Function,
}

impl RetryStack {
    /// Starts the stack; `retry` creates the function.
    ///
    /// # Panics
    /// If that fails.
    pub async fn start(retry: impl FnOnce(NewFunction<'_>) -> Function) -> Self {
        let tables = TestTables::start().await;
        let (client, aws) = (tables.client.clone(), sdk_config());
        let failed_batches = FailedBatches::start(tables.folder().to_owned(), &aws).await;
        let management = ManagementApi::default();
        let endpoint = management.serve().await;
        let environment = tables.environment([("FAILED_BATCHES_BUCKET", BUCKET), ("MANAGEMENT_ENDPOINT", &*endpoint)]);
        let clock = ManualClock::at(Clock::system().now());
        let retry = retry(NewFunction {
            environment: &environment,
            dynamodb: &client,
            s3: &failed_batches.client,
            aws: &aws,
            clock: clock.clock(),
        });
        create_integration(&client, &environment, &shop("shop"), &["asha"]).await;
        let connections = local_testing::store(&client, &environment).connections().unwrap();
        connections.add(&live_connection("asha", CONNECTION_ID, TOKEN_SECONDS)).await.unwrap();
        Self { environment, client, tables, failed_batches, clock, management, aws, retry }
    }

    /// Creates a further function on this stack.
    pub fn function(&self, create: impl FnOnce(NewFunction<'_>) -> Function) -> Function {
        create(NewFunction {
            environment: &self.environment,
            dynamodb: &self.client,
            s3: &self.failed_batches.client,
            aws: &self.aws,
            clock: self.clock.clock(),
        })
    }

    /// The event summaries that were pushed to the live client.
    ///
    /// # Panics
    /// If its connection was closed.
    pub fn pushed_events(&self) -> Vec<Value> {
        assert!(!self.management.was_closed(CONNECTION_ID));
        let frames = self.management.frames(CONNECTION_ID);
        frames.iter().flat_map(|frame| frame["events"].as_array().unwrap()).cloned().collect()
    }

    /// Invokes `retry` with a schedule's event of the clock's time.
    pub async fn run(&self) -> Value {
        self.run_at(self.clock.now()).await
    }

    /// Invokes `retry` with a schedule's event of another time.
    ///
    /// # Panics
    /// If the invocation fails.
    pub async fn run_at(&self, time: Time) -> Value {
        self.try_run_at(time).await.unwrap()
    }

    /// As [`RetryStack::run_at`].
    ///
    /// # Errors
    /// The error of a failed invocation.
    pub async fn try_run_at(&self, time: Time) -> Result<Value, String> {
        let event = json!({"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "time": time});
        self.retry.invoke(&event).await.map_err(|error| error.to_string())
    }

    /// Stores a delivery of a new order, and returns its key in the table.
    pub async fn store_delivery(&self, body: &str) -> String {
        let delivery = DeliverySample::now("shop", "orders/create", body.as_bytes());
        delivery.store(&self.client, &self.environment).await.to_string()
    }

    /// The stream's record of a delivery as it is stored now: inserted, or modified by its last replay.
    pub async fn stream_record(&self, key: &str) -> Value {
        stream_record(&self.client, key, "100").await
    }

    /// Adds the object that Lambda writes when it gives up on a batch of these records.
    pub fn fail_batch(&self, records: &[Value]) {
        self.failed_batches.add(&failed_batch(records));
    }

    /// Stores a delivery, whose batch then fails. Returns its key.
    pub async fn store_failed_delivery(&self, body: &str) -> String {
        let key = self.store_delivery(body).await;
        self.fail_batch(&[self.stream_record(&key).await]);
        key
    }

    /// How many replays of a delivery were requested, and how many of them were retries.
    ///
    /// # Panics
    /// If there is no such delivery.
    pub async fn replay_counts(&self, key: &str) -> (u64, u64) {
        let image = delivery_image(&self.client, key).await;
        let count = |name: &str| image[name]["N"].as_str().map_or(0, |text| text.parse().unwrap());
        (count("replays"), count("retries"))
    }

    /// Requests a replay, as a user does.
    ///
    /// # Panics
    /// If there is no such delivery.
    pub async fn request_replay(&self, key: &str) {
        let replays = local_testing::store(&self.client, &self.environment).replays().unwrap();
        let replay = replays.request(&delivery_key(key), self.clock.now()).await.unwrap();
        assert!(matches!(replay, ReplayResult::Requested { .. }));
    }

    /// The only event.
    ///
    /// # Panics
    /// If there are several.
    pub async fn event(&self) -> Value {
        let mut events = self.tables.rows("events").await;
        assert_eq!(events.len(), 1);
        events.remove(0)
    }

    /// Makes an event's row unreadable.
    ///
    /// # Panics
    /// If that fails.
    pub async fn corrupt(&self, event: &Value) {
        let text = |name: &str| AttributeValue::S(event[name].as_str().unwrap().to_owned());
        let update = self.client.update_item().table_name("storebell-events").key("pk", text("pk"));
        let update = update.key("sk", text("sk")).update_expression("REMOVE received_at");
        update.send().await.unwrap();
    }

    /// The retry markers.
    pub async fn retry_markers(&self) -> Vec<Value> {
        self.tables.rows_with_prefix("ledger", "retry#").await
    }

    /// How many retry markers there are.
    pub async fn retry_marker_count(&self) -> usize {
        self.retry_markers().await.len()
    }
}

/// The time in a row's attribute, plus minutes.
///
/// # Panics
/// If it is not a time.
pub fn minutes_after(time: &Value, minutes: i64) -> Time {
    time.as_str().unwrap().parse::<Time>().unwrap().plus_millis(minutes * MINUTE_MS)
}

/// The key of a delivery from its text in the table.
///
/// # Panics
/// If it is not a key.
pub fn delivery_key(key: &str) -> DeliveryKey {
    let (integration, id) = key.split_once('#').unwrap();
    DeliveryKey { integration: integration.parse().unwrap(), id: serde_json::from_value(json!(id)).unwrap() }
}
