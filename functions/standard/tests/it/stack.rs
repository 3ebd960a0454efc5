//! Tables, integrations, and doors before them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::{Integration, Schemes};
use http::{HeaderMap, Method};
use ingest::{Request, WebhookReceiver};
use local::dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
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

/// A status and the JSON of a body.
pub(crate) type Told = (u16, Value);

impl Stack {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let environment = Environment::from_pairs(TABLES.map(|table| (table.variable, table.local_name)));
        Self { environment, client, _engine: engine, _folder: folder }
    }

    pub(crate) fn door(&self, channel: Channel) -> WebhookReceiver {
        WebhookReceiver::on_tables(channel, &self.environment, &self.client, Clock::system()).unwrap()
    }

    /// Makes an integration with the secret, after `change`.
    pub(crate) async fn make(&self, id: &str, channel: Channel, change: impl FnOnce(&mut Integration)) {
        let now = now();
        let mut integration =
            channels::default_integration(id.parse().unwrap(), channel, format!("{id}.myshopify.com"), now);
        let envelope = Envelope::seal(&Secret::new(SECRET));
        integration.secrets = vec![StoredSecret { id: "first".into(), envelope, created_at: now, expires_at: None }];
        change(&mut integration);
        let admin = IntegrationAdmin::new(self.client.clone(), &self.environment, channels::capabilities).unwrap();
        admin.create(&integration, &[]).await.unwrap().unwrap();
    }

    /// The rows of a table, without attributes that are bytes.
    pub(crate) async fn rows(&self, table: &str) -> Vec<Value> {
        let rows = self.client.scan().table_name(format!("storebell-{table}")).send().await.unwrap().items.unwrap();
        let readable = |row: HashMap<String, AttributeValue>| -> HashMap<_, _> {
            row.into_iter().filter(|(_, value)| !value.is_b()).collect()
        };
        rows.into_iter().map(|row| serde_dynamo::from_item(readable(row)).unwrap()).collect()
    }

    /// The topics of all deliveries, in the order of the alphabet.
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

/// Schemes as an owner writes them.
pub(crate) fn schemes(written: Value) -> Schemes {
    serde_json::from_value(written).unwrap()
}

/// Flipkart's scheme.
pub(crate) fn fklogin() -> Scheme {
    let written = json!({"scheme": "fklogin", "app_id": "app", "url": "https://hooks.example.com/flipkart"});
    serde_json::from_value(written).unwrap()
}

/// A POST with these headers, to what follows `/api/webhooks/`.
pub(crate) fn request(path: &str, headers: HeaderMap, body: &str) -> Request {
    let path = format!("/api/webhooks/{path}");
    Request { id: "request-1".into(), method: Method::POST, path, headers, body: body.into() }
}

/// A request that is proven by the scheme of Standard Webhooks.
pub(crate) fn signed(path: &str, id: &str, body: &str) -> Request {
    let scheme: Scheme = serde_json::from_value(json!({"scheme": "standard-webhooks"})).unwrap();
    request(path, scheme.sign(&Secret::new(SECRET), id, now(), body.as_bytes()).unwrap(), body)
}

pub(crate) async fn told(door: &WebhookReceiver, request: Request) -> Told {
    let response = door.receive_https(request).await;
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}
