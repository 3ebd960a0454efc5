//! The function with its tables, on which `asha` is a member of one integration, `shop`.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::IntegrationId;
use local_aws::lambda::Function;
use local_aws::sdk_config;
use local_testing::connections::live_connection;
use local_testing::integrations::{self, create_integration};
use local_testing::orders::store_order;
use local_testing::{ManagementApi, TestTables, token_issuer};
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::connections::{Connection, Connections, LiveTransport};
use store::events::Event;
use types::concurrency::bounded;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};
use websocket::Config;

use crate::client_messages::resume;
use crate::event_samples::EventSample;

const USER: &str = "asha";
/// Events that are written at the same time.
const MAX_CONCURRENT_WRITES: usize = 64;

type Row = HashMap<String, AttributeValue>;

pub(crate) struct Stack {
    management: ManagementApi,
    environment: Environment,
    client: aws_sdk_dynamodb::Client,
    function: Function,
    pub(crate) tables: TestTables,
}

impl Stack {
    pub(crate) async fn start() -> Self {
        Self::with_variables(&[]).await
    }

    /// A stack whose function has these environment variables besides the required ones.
    pub(crate) async fn with_variables(variables: &[(&str, &str)]) -> Self {
        let tables = TestTables::start().await;
        let management = ManagementApi::default();
        let endpoint = management.serve().await;
        let variables = [("MANAGEMENT_ENDPOINT", &*endpoint)].into_iter().chain(variables.iter().copied());
        let environment = tables.environment(variables);
        let client = tables.client.clone();
        let auth = token_issuer::token_verifier(true);
        let config = Config::from_environment(&environment).unwrap();
        let service = websocket::service(config, &client, &sdk_config(), auth, Clock::system()).unwrap();
        let function = Function::http("websocket", Duration::from_secs(10), service);
        create_integration(&client, &environment, &integrations::shop("shop"), &[USER]).await;
        Self { management, environment, client, function, tables }
    }

    // Connections and their messages.

    /// Stores a pending connection of asha's, whose token expires in `seconds`.
    pub(crate) async fn add_pending_connection(&self, id: &str, seconds: i64) {
        let connection = Connection { live: false, ..live_connection(USER, id, seconds) };
        self.connections().add(&connection).await.unwrap();
    }

    /// Stores a connection of asha's and makes it live.
    pub(crate) async fn add_live_connection(&self, id: &str) {
        self.add_pending_connection(id, 60).await;
        self.send(id, &resume(None)).await;
    }

    /// Calls `$connect` with a token of `user`. Returns the status.
    pub(crate) async fn connect(&self, user: &str, id: &str, transport: LiveTransport) -> u16 {
        let event = include_str!("../../../../events/websocket-connect.json");
        let mut event: Value = serde_json::from_str(event).unwrap();
        let subprotocols = format!("storebell.v1, bearer.{}", token_issuer::token(user, 60));
        event["requestContext"]["connectionId"] = json!(id);
        event["headers"]["Sec-WebSocket-Protocol"] = json!(subprotocols);
        event["multiValueHeaders"]["Sec-WebSocket-Protocol"] = json!([subprotocols]);
        if transport == LiveTransport::Sse {
            event["queryStringParameters"] = json!({"transport": "sse"});
            event["multiValueQueryStringParameters"] = json!({"transport": ["sse"]});
        }
        let response = self.function.invoke(&event).await.unwrap();
        u16::try_from(response["statusCode"].as_u64().unwrap()).unwrap()
    }

    /// Calls `$disconnect`.
    pub(crate) async fn disconnect(&self, connection: &str) {
        self.invoke(include_str!("../../../../events/websocket-disconnect.json"), connection, &json!({})).await;
    }

    /// Sends a message of the connection to the function, as API Gateway does.
    pub(crate) async fn send(&self, connection: &str, message: &Value) {
        self.invoke(include_str!("../../../../events/websocket-message.json"), connection, message).await;
    }

    async fn invoke(&self, event: &str, connection: &str, message: &Value) {
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["requestContext"]["connectionId"] = json!(connection);
        event["body"] = json!(message.to_string());
        self.function.invoke(&event).await.unwrap();
    }

    /// The last frame of the response to `message`.
    pub(crate) async fn response(&self, connection: &str, message: &Value) -> Value {
        let before = self.frames(connection).len();
        self.send(connection, message).await;
        let frames = self.frames(connection);
        assert!(frames.len() > before, "{message} got no response");
        frames.last().unwrap().clone()
    }

    /// All frames that were posted to the connection.
    pub(crate) fn frames(&self, connection: &str) -> Vec<Value> {
        self.management.frames(connection)
    }

    /// Whether the connection's socket was closed.
    pub(crate) fn was_closed(&self, connection: &str) -> bool {
        self.management.was_closed(connection)
    }

    pub(crate) async fn connection(&self, id: &str) -> Connection {
        self.connections().find(id).await.unwrap().unwrap()
    }

    pub(crate) async fn is_live(&self, id: &str) -> bool {
        self.connection(id).await.live
    }

    /// Whether the connection is stored.
    pub(crate) async fn exists(&self, id: &str) -> bool {
        self.connections().find(id).await.unwrap().is_some()
    }

    /// Whether the connection is stored and its socket was not closed.
    pub(crate) async fn is_open(&self, id: &str) -> bool {
        self.exists(id).await && !self.was_closed(id)
    }

    /// Whether the connection is not stored and its socket was closed.
    pub(crate) async fn is_closed(&self, id: &str) -> bool {
        !self.exists(id).await && self.was_closed(id)
    }

    /// The rows of connections and their pointer rows.
    pub(crate) async fn connection_rows(&self) -> Vec<Row> {
        self.client.scan().table_name("storebell-connections").send().await.unwrap().items.unwrap()
    }

    pub(crate) fn connections(&self) -> Connections {
        local_testing::store(&self.client, &self.environment).connections().unwrap()
    }

    // Events, orders and markers of the integration.

    /// Stores an event that was received and processed now.
    pub(crate) async fn add_event_now(&self, topic: &str) -> EventId {
        self.add_event(&EventSample { topic, ..EventSample::at(Clock::system().now()) }).await
    }

    pub(crate) async fn add_event(&self, sample: &EventSample<'_>) -> EventId {
        self.store_event(&sample.event()).await
    }

    pub(crate) async fn add_events(&self, samples: &[EventSample<'_>]) -> Vec<EventId> {
        bounded(MAX_CONCURRENT_WRITES, samples.iter().map(|sample| self.add_event(sample)).collect()).await
    }

    pub(crate) async fn store_event(&self, event: &Event) -> EventId {
        let log = local_testing::store(&self.client, &self.environment).event_log().unwrap();
        log.record(event).await.unwrap().id
    }

    pub(crate) async fn add_orders(&self, ids: &[&str]) {
        for id in ids {
            let placed_at = "2026-01-01T00:00:00Z".parse().unwrap();
            store_order(&self.client, &self.environment, &shop(), id, placed_at, "paid").await;
        }
    }

    /// Writes a late-change marker now, and does not finish it.
    pub(crate) async fn mark_late_change_now(&self) {
        self.mark_late_change(Clock::system().now(), None).await;
    }

    /// Writes a late-change marker at `marked_at`, and finishes it at `finished_at`.
    pub(crate) async fn mark_late_change(&self, marked_at: Time, finished_at: Option<Time>) {
        let markers = local_testing::store(&self.client, &self.environment).late_change_markers().unwrap();
        let (id, _) = EventIds::new(Clock::from_fn(move || marked_at)).mint();
        markers.mark(&shop(), id).await.unwrap();
        if let Some(finished_at) = finished_at {
            markers.end(&shop(), id, finished_at).await.unwrap();
        }
    }

    /// Writes that an event of another integration changed this order at `time`.
    pub(crate) async fn add_cross_integration_change(&self, order: &str, time: Time) {
        let changes = local_testing::store(&self.client, &self.environment).cross_integration_changes().unwrap();
        changes.record(&BTreeSet::from([(&shop(), order)]), time).await.unwrap();
    }

    // Faults.

    /// Sets an attribute of a row to a value that no version of the functions can read.
    pub(crate) async fn corrupt(&self, table: &str, [pk, sk]: [String; 2], attribute: &str) {
        let update = self.client.update_item().table_name(format!("storebell-{table}"));
        let update = update.key("pk", AttributeValue::S(pk)).key("sk", AttributeValue::S(sk));
        let update =
            update.update_expression("SET #attribute = :value").expression_attribute_names("#attribute", attribute);
        update.expression_attribute_values(":value", AttributeValue::Bool(true)).send().await.unwrap();
    }
}

fn shop() -> IntegrationId {
    "shop".parse().unwrap()
}
