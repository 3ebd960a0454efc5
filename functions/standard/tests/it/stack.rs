//! The system under test: tables, integrations and webhook receivers.

use domain::integration::{Integration, Schemes};
use http::{HeaderMap, Method};
use ingest::{Request, WebhookReceiver};
use local_testing::TestTables;
use runtime::environment::Environment;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::{Clock, Time};

pub(crate) const SECRET: &str = "a-secret-value";

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) tables: TestTables,
}

/// The status and the JSON body of a response.
pub(crate) type StatusAndBody = (u16, Value);

impl Stack {
    pub(crate) async fn start() -> Self {
        let tables = TestTables::start().await;
        Self { environment: tables.environment([]), client: tables.client.clone(), tables }
    }

    pub(crate) fn receiver(&self, channel: Channel) -> WebhookReceiver {
        self.receiver_at(channel, Clock::system())
    }

    /// A receiver with its own clock.
    pub(crate) fn receiver_at(&self, channel: Channel, clock: Clock) -> WebhookReceiver {
        WebhookReceiver::new(channel, &local_testing::store(&self.client, &self.environment), clock).unwrap()
    }

    pub(crate) async fn count(&self, table: &str) -> usize {
        self.tables.rows(table).await.len()
    }

    /// Creates an integration with [`SECRET`], changed by `change`.
    pub(crate) async fn create_integration(&self, id: &str, channel: Channel, change: impl FnOnce(&mut Integration)) {
        let now = now();
        let mut integration =
            channels::default_integration(id.parse().unwrap(), channel, format!("{id}.myshopify.com"), now);
        let envelope = Envelope::seal(&Secret::new(SECRET));
        integration.secrets = vec![StoredSecret { id: "first".into(), envelope, created_at: now, expires_at: None }];
        change(&mut integration);
        let admin =
            local_testing::store(&self.client, &self.environment).integration_admin(channels::capabilities).unwrap();
        admin.create(&integration, &[]).await.unwrap().unwrap();
    }

    /// The topics of all deliveries, sorted.
    pub(crate) async fn topics(&self) -> Vec<String> {
        let rows = self.tables.rows("deliveries").await;
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

/// A request that is signed as `scheme` requires, with these headers.
pub(crate) fn signed_by(scheme: &Value, path: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let scheme: Scheme = serde_json::from_value(scheme.clone()).unwrap();
    let mut request = request(path, scheme.sign(&Secret::new(SECRET), "1", now(), body.as_bytes()).unwrap(), body);
    for (name, value) in headers {
        request.headers.insert(http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
    }
    request
}

/// The input in a file of tests/cases.
pub(crate) fn case(name: &str) -> Value {
    let path = format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) async fn respond(receiver: &WebhookReceiver, request: Request) -> StatusAndBody {
    let response = receiver.receive_https(request).await;
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}
