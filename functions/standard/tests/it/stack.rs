//! The system under test: tables, integrations and webhook receivers.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::{Integration, Schemes};
use http::{HeaderMap, Method};
use ingest::{Request, WebhookReceiver};
use local_dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use runtime::environment::Environment;
use serde_json::{Value, json};
use signatures::Scheme;
use store::integrations::IntegrationAdmin;
use tempfile::TempDir;
use types::Channel;
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::{Clock, Time};

pub(crate) const SECRET: &str = "a-secret-value";

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    _engine: Engine,
    _folder: TempDir,
}

/// The status and the JSON body of a response.
pub(crate) type StatusAndBody = (u16, Value);

impl Stack {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let environment = Environment::from_pairs(TABLES.map(|table| (table.variable, table.local_name)));
        Self { environment, client, _engine: engine, _folder: folder }
    }

    pub(crate) fn receiver(&self, channel: Channel) -> WebhookReceiver {
        WebhookReceiver::new(
            channel,
            &store::Store::new(self.client.clone(), store::Tables::from_environment(&self.environment).unwrap()),
            Clock::system(),
        )
        .unwrap()
    }

    /// Creates an integration with [`SECRET`], changed by `change`.
    pub(crate) async fn create_integration(&self, id: &str, channel: Channel, change: impl FnOnce(&mut Integration)) {
        let now = now();
        let mut integration =
            channels::default_integration(id.parse().unwrap(), channel, format!("{id}.myshopify.com"), now);
        let envelope = Envelope::seal(&Secret::new(SECRET));
        integration.secrets = vec![StoredSecret { id: "first".into(), envelope, created_at: now, expires_at: None }];
        change(&mut integration);
        let admin = IntegrationAdmin::new(self.client.clone(), &self.environment, channels::capabilities).unwrap();
        admin.create(&integration, &[]).await.unwrap().unwrap();
    }

    /// The rows of a table, without binary attributes.
    pub(crate) async fn rows(&self, table: &str) -> Vec<Value> {
        let rows = self.client.scan().table_name(format!("storebell-{table}")).send().await.unwrap().items.unwrap();
        let without_binary = |row: HashMap<String, AttributeValue>| -> HashMap<_, _> {
            row.into_iter().filter(|(_, value)| !value.is_b()).collect()
        };
        rows.into_iter().map(|row| serde_dynamo::from_item(without_binary(row)).unwrap()).collect()
    }

    /// The topics of all deliveries, sorted.
    pub(crate) async fn topics(&self) -> Vec<String> {
        let rows = self.rows("deliveries").await;
        let mut topics: Vec<_> = rows.iter().map(|row| row["topic"].as_str().unwrap().to_owned()).collect();
        topics.sort();
        topics
    }
}

pub(crate) fn now() -> Time {
    Clock::system().now()
}

/// Schemes from the JSON of the API.
pub(crate) fn schemes(json: Value) -> Schemes {
    serde_json::from_value(json).unwrap()
}

/// Flipkart's scheme.
pub(crate) fn fklogin() -> Scheme {
    let settings = json!({"scheme": "fklogin", "app_id": "app", "url": "https://hooks.example.com/flipkart"});
    serde_json::from_value(settings).unwrap()
}

/// A POST to `/api/webhooks/<path>`.
pub(crate) fn request(path: &str, headers: HeaderMap, body: &str) -> Request {
    let path = format!("/api/webhooks/{path}");
    Request { id: "request-1".into(), method: Method::POST, path, headers, body: body.into() }
}

/// A request signed by Standard Webhooks.
pub(crate) fn signed(path: &str, id: &str, body: &str) -> Request {
    let scheme: Scheme = serde_json::from_value(json!({"scheme": "standard-webhooks"})).unwrap();
    request(path, scheme.sign(&Secret::new(SECRET), id, now(), body.as_bytes()).unwrap(), body)
}

pub(crate) async fn respond(receiver: &WebhookReceiver, request: Request) -> StatusAndBody {
    let response = receiver.receive_https(request).await;
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}
