//! Tables, one member of one integration, and the function before them.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::{Integration, Member, Role};
use domain::live::Filter;
use domain::state::Change;
use domain::subject::Subject;
use local::aws::aws_configuration;
use local::dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use local::lambda::Function;
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::connections::{Connection, Connections, LiveTransport};
use store::events::{Event, EventLog};
use store::integrations::IntegrationAdmin;
use store::ledger::{CrossIntegrationChanges, LateChangeMarkers};
use store::states::{Save, States, StoredState};
use tempfile::TempDir;
use types::Channel;
use types::concurrency::bounded;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

use crate::happened::{Happened, pictured};
use crate::issuer;
use crate::management::Management;

const USER: &str = "asha";

/// A row of a table.
type Row = HashMap<String, AttributeValue>;

pub(crate) struct Stack {
    pub(crate) management: Management,
    environment: Environment,
    client: aws_sdk_dynamodb::Client,
    function: Function,
    _engine: Engine,
    _folder: TempDir,
}

impl Stack {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With these variables besides those that the function needs.
    pub(crate) async fn with(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let management = Management::default();
        let endpoint = management.serve().await;
        let tables = TABLES.map(|table| (table.variable.to_owned(), table.local_name.to_owned()));
        let more = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables = tables.into_iter().chain([("MANAGEMENT_ENDPOINT".to_owned(), endpoint)]).chain(more);
        let environment = Environment::from_pairs(variables);
        let auth = issuer::auth(true);
        let service = websocket::service(&environment, &client, &aws_configuration(), auth, Clock::system()).unwrap();
        let function = Function::http("websocket", Duration::from_secs(10), service);
        let stack = Self { management, environment, client, function, _engine: engine, _folder: folder };
        stack.integration().await;
        stack
    }

    async fn integration(&self) {
        let now = Clock::system().now();
        let integration =
            channels::default_integration("shop".parse().unwrap(), Channel::Shopify, "shop.myshopify.com", now);
        let member = Member { user: USER.into(), role: Role::Viewer };
        let admin = IntegrationAdmin::new(self.client.clone(), &self.environment, channels::capabilities).unwrap();
        admin.create(&integration, &[member]).await.unwrap().unwrap();
    }

    /// A pending connection; its token ends in `seconds`.
    pub(crate) async fn connection(&self, id: &str, seconds: i64) {
        let now = Clock::system().now();
        let connection = Connection {
            id: id.to_owned(),
            user: USER.to_owned(),
            transport: LiveTransport::Websocket,
            live: false,
            connected_at: now,
            token_expires_at: now.plus_millis(seconds * 1000),
            filter: Filter::default(),
        };
        self.connections().add(&connection).await.unwrap();
    }

    /// Hands a message of a connection to the function, as API Gateway does.
    pub(crate) async fn say(&self, connection: &str, message: &Value) {
        self.happens("message", connection, message).await;
    }

    /// Hands an event of a connection, a message or a disconnect, to the function.
    pub(crate) async fn happens(&self, kind: &str, connection: &str, message: &Value) {
        let event = match kind {
            "disconnect" => include_str!("../../../../events/websocket-disconnect.json"),
            _ => include_str!("../../../../events/websocket-message.json"),
        };
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["requestContext"]["connectionId"] = json!(connection);
        event["body"] = json!(message.to_string());
        self.function.invoke(&event).await.unwrap();
    }

    /// Sets an attribute of a row to what nobody can read there.
    pub(crate) async fn set(&self, table: &str, [pk, sk]: [String; 2], attribute: &str) {
        let update = self.client.update_item().table_name(format!("storebell-{table}"));
        let update = update.key("pk", AttributeValue::S(pk)).key("sk", AttributeValue::S(sk));
        let update =
            update.update_expression("SET #attribute = :value").expression_attribute_names("#attribute", attribute);
        update.expression_attribute_values(":value", AttributeValue::Bool(true)).send().await.unwrap();
    }

    /// The rows of connections and the pointers to them.
    pub(crate) async fn connection_rows(&self) -> Vec<Row> {
        self.client.scan().table_name("storebell-connections").send().await.unwrap().items.unwrap()
    }

    /// The last frame that a connection got, after saying `message`.
    pub(crate) async fn told(&self, connection: &str, message: &Value) -> Value {
        let before = self.management.frames(connection).len();
        self.say(connection, message).await;
        let frames = self.management.frames(connection);
        assert!(frames.len() > before, "{message} was not answered");
        frames.last().unwrap().clone()
    }

    /// Connects as `user`, by the bridge to event streams or not; gives the status.
    pub(crate) async fn connect(&self, user: &str, id: &str, bridged: bool) -> u16 {
        let event = include_str!("../../../../events/websocket-connect.json");
        let mut event: Value = serde_json::from_str(event).unwrap();
        let offer = format!("storebell.v1, bearer.{}", issuer::token(user, 60));
        event["requestContext"]["connectionId"] = json!(id);
        event["headers"]["Sec-WebSocket-Protocol"] = json!(offer);
        event["multiValueHeaders"]["Sec-WebSocket-Protocol"] = json!([offer]);
        if bridged {
            event["queryStringParameters"] = json!({"transport": "sse"});
            event["multiValueQueryStringParameters"] = json!({"transport": ["sse"]});
        }
        let response = self.function.invoke(&event).await.unwrap();
        u16::try_from(response["statusCode"].as_u64().unwrap()).unwrap()
    }

    /// An event of the integration, received now.
    pub(crate) async fn event(&self, topic: &str) -> EventId {
        self.happened(&Happened { topic, ..Happened::at(Clock::system().now()) }).await
    }

    /// An event of the integration.
    pub(crate) async fn happened(&self, happened: &Happened<'_>) -> EventId {
        self.record(&happened.event()).await
    }

    pub(crate) async fn record(&self, event: &Event) -> EventId {
        let log = EventLog::new(self.client.clone(), &self.environment).unwrap();
        log.record(event).await.unwrap().id
    }

    /// Many of them.
    pub(crate) async fn all_happened(&self, happened: &[Happened<'_>]) -> Vec<EventId> {
        bounded(64, happened.iter().map(|happened| self.happened(happened)).collect()).await
    }

    /// Orders of the integration.
    pub(crate) async fn orders(&self, ids: &[&str]) {
        let states = States::new(self.client.clone(), &self.environment).unwrap();
        for id in ids {
            let mut order = StoredState::new("shop".parse().unwrap(), Channel::Shopify, Subject::order(id));
            order.state.apply(&Change::Order(pictured(id)));
            assert_eq!(states.save(&order).await.unwrap(), Save::Saved);
        }
    }

    pub(crate) async fn found(&self, id: &str) -> Connection {
        self.connections().find(id).await.unwrap().unwrap()
    }

    pub(crate) async fn live(&self, id: &str) -> bool {
        self.found(id).await.live
    }

    pub(crate) async fn exists(&self, id: &str) -> bool {
        self.connections().find(id).await.unwrap().is_some()
    }

    /// Notes that an old event of the integration is changed now.
    pub(crate) async fn change_late(&self) {
        self.changed_late(Clock::system().now(), None).await;
    }

    /// Notes that an old event of the integration was about to be changed at `noted_at`, and that this was over.
    pub(crate) async fn changed_late(&self, noted_at: Time, over_at: Option<Time>) {
        let (notes, shop) =
            (LateChangeMarkers::new(self.client.clone(), &self.environment).unwrap(), "shop".parse().unwrap());
        let (stamp, _) = EventIds::new(Clock::from_fn(move || noted_at)).mint();
        notes.note(&shop, stamp).await.unwrap();
        if let Some(over_at) = over_at {
            notes.end(&shop, stamp, over_at).await.unwrap();
        }
    }

    /// Notes that an order of the integration was changed then by another one's event.
    pub(crate) async fn changed_by_another(&self, order: &str, now: Time) {
        let changes = CrossIntegrationChanges::new(self.client.clone(), &self.environment).unwrap();
        changes.note(&BTreeSet::from([(&"shop".parse().unwrap(), order)]), now).await.unwrap();
    }

    pub(crate) async fn drop_table(&self, table: &str) {
        self.client.delete_table().table_name(table).send().await.unwrap();
    }

    pub(crate) fn connections(&self) -> Connections {
        Connections::new(self.client.clone(), &self.environment).unwrap()
    }
}
