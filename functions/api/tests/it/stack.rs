//! The function `api` on an embedded DynamoDB, and ways to fill its tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::{Config, service};
use auth::TokenVerifier;
use domain::event_summary::{EventSummary, Status};
use futures_util::future::BoxFuture;
use lambda_http::{Body, Request, Service};
use local_aws::emulators::shopify::ShopifyEmulator;
use local_aws::sdk_config;
use local_testing::connections::live_connection;
use local_testing::events::processed_event;
use local_testing::orders::store_order;
use local_testing::{ManagementApi, RequestCounts, TestTables, token_issuer};
use runtime::environment::Environment;
use runtime::response::Response;
use serde_json::{Value, json};
use store::connections::{Connection, LiveTransport};
use store::events::Event;
use types::event_id::EventId;
use types::time::{Clock, Time};

/// The base of the URLs to which senders post.
pub(crate) const PUBLIC_URL: &str = "https://bell.example";

type Handler = dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync;

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) management: ManagementApi,
    table_requests: RequestCounts,
    pub(crate) shopify: ShopifyEmulator,
    pub(crate) tables: TestTables,
    handler: Arc<Handler>,
}

/// The status and the JSON body of a response.
pub(crate) type JsonResponse = (u16, Value);

impl Stack {
    pub(crate) async fn start() -> Self {
        Self::start_with(token_issuer::token_verifier(true)).await
    }

    pub(crate) async fn start_with(token_verifier: TokenVerifier) -> Self {
        Self::start_on(token_verifier, |client| client.clone()).await
    }

    /// A stack whose function uses the client that `change` makes of that of the tables.
    pub(crate) async fn start_on(
        token_verifier: TokenVerifier,
        change: impl FnOnce(&aws_sdk_dynamodb::Client) -> aws_sdk_dynamodb::Client,
    ) -> Self {
        let tables = TestTables::start().await;
        let management = ManagementApi::default();
        let endpoint = management.serve().await;
        let shopify = ShopifyEmulator::default();
        let admin_url = shopify.listen().await.unwrap();
        let settings = [
            // The tests' times lie in the past; nothing of them may be expired.
            ("RETENTION_DAYS", "36500"),
            ("MANAGEMENT_ENDPOINT", &*endpoint),
            ("PUBLIC_URL", PUBLIC_URL),
            ("SHOPIFY_ADMIN_URL", &admin_url),
        ];
        let environment = tables.environment(settings);
        let (counted, table_requests) = RequestCounts::counted(&change(&tables.client));
        let config = Config::from_environment(&environment).unwrap();
        let service = service(config, &counted, &sdk_config(), token_verifier, Clock::system()).unwrap();
        let handler = move |request| -> BoxFuture<'static, Response> {
            let mut service = service.clone();
            Box::pin(async move { service.call(request).await.unwrap() })
        };
        Self {
            environment,
            client: tables.client.clone(),
            management,
            table_requests,
            shopify,
            tables,
            handler: Arc::new(handler),
        }
    }

    /// Adds a live connection of `user`, whose token expires in `token_seconds`; returns when it was opened.
    pub(crate) async fn connection(&self, user: &str, id: &str, transport: LiveTransport, token_seconds: i64) -> Time {
        let connection = Connection { transport, ..live_connection(user, id, token_seconds) };
        local_testing::store(&self.client, &self.environment).connections().unwrap().add(&connection).await.unwrap();
        connection.connected_at
    }

    /// Stops the tables; returns the function, which now has none.
    pub(crate) async fn stop(self) -> Arc<Handler> {
        self.tables.stop().await;
        self.handler
    }

    /// The response to `user`, and how many requests to the tables it took.
    pub(crate) async fn get_counted(&self, user: &str, path: &str) -> (Value, u32) {
        self.table_requests.take();
        let (status, response) = self.get(user, path).await;
        assert_eq!(status, 200, "{response}");
        (response, self.table_requests.take().values().sum())
    }

    /// The requests to the tables since the last call.
    pub(crate) fn table_requests(&self) -> BTreeMap<String, u32> {
        self.table_requests.take()
    }

    pub(crate) async fn send(&self, request: Request) -> Response {
        (self.handler)(request).await
    }

    /// The response to a request of `user`.
    pub(crate) async fn call(&self, user: &str, method: &str, path: &str, body: Option<Value>) -> JsonResponse {
        let token = token_issuer::token(user, 60);
        into_json(self.send(request(method, path, Some(&token), body)).await)
    }

    pub(crate) async fn get(&self, user: &str, path: &str) -> JsonResponse {
        self.call(user, "GET", path, None).await
    }

    pub(crate) async fn delete(&self, user: &str, path: &str) -> JsonResponse {
        self.call(user, "DELETE", path, None).await
    }

    /// Sets the members of the integration at `path`, as `user`.
    pub(crate) async fn set_members(&self, user: &str, path: &str, members: Value) {
        let (status, response) = self.call(user, "PATCH", path, Some(json!({ "members": members }))).await;
        assert_eq!(status, 200, "{response}");
    }

    /// Creates an integration of `user` with its own account.
    pub(crate) async fn integration(&self, user: &str, id: &str) -> Value {
        let body = json!({"id": id, "channel": "shopify", "account": format!("{id}.myshopify.com"), "secrets": [{"value": "a-secret-value"}]});
        let (status, response) = self.call(user, "POST", "/api/integrations", Some(body)).await;
        assert_eq!(status, 201, "{response}");
        response
    }

    /// Stores events of `integration`, received at these milliseconds of 2026.
    pub(crate) async fn events(&self, integration: &str, millis: impl IntoIterator<Item = i64>) -> Vec<EventId> {
        let log = local_testing::store(&self.client, &self.environment).event_log().unwrap();
        let events: Vec<_> = millis.into_iter().map(|millis| event(integration, millis)).collect();
        let records = events.iter().map(|event| log.record(event)).collect();
        let recorded = types::concurrency::bounded(32, records).await;
        recorded.into_iter().map(|line| line.unwrap().id).collect()
    }

    /// Stores orders of `integration`, each with its id and the millisecond of 2026 at which it was placed.
    pub(crate) async fn orders(&self, integration: &str, orders: &[(&str, i64)]) {
        for (id, millis) in orders {
            let payment = if millis % 3 == 0 { "paid" } else { "pending" };
            let integration = integration.parse().unwrap();
            store_order(&self.client, &self.environment, &integration, id, time(*millis), payment).await;
        }
    }
}

/// The status and the JSON body of a response.
pub(crate) fn into_json(response: Response) -> JsonResponse {
    assert_eq!(response.headers()["cache-control"], "no-store");
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// A request as API Gateway's HTTP API sends it.
pub(crate) fn request(method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut headers = json!({"host": "api.example", "content-type": "application/json"});
    if let Some(token) = token {
        headers["authorization"] = json!(format!("Bearer {token}"));
    }
    let event = json!({
        "version": "2.0", "routeKey": "ANY /api/{proxy+}", "rawPath": path, "rawQueryString": query, "headers": headers,
        "requestContext": {
            "accountId": "000000000000", "apiId": "api", "domainName": "api.example", "domainPrefix": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
            "requestId": "request-1", "routeKey": "ANY /api/{proxy+}", "stage": "$default",
            "time": "02/Nov/2026:04:45:00 +0000", "timeEpoch": 1_793_594_700_000_i64,
        },
        "body": body.as_ref().map(Value::to_string), "isBase64Encoded": false,
    });
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    assert!(body.is_some() || matches!(request.body(), Body::Empty));
    request
}

/// `millis` milliseconds after the start of 2026.
pub(crate) fn time(millis: i64) -> Time {
    "2026-01-01T00:00:00Z".parse::<Time>().unwrap().plus_millis(millis)
}

/// An event. Every third one is failed and of another topic.
pub(crate) fn event(integration: &str, millis: i64) -> Event {
    let sample = processed_event(integration, time(millis));
    if millis % 3 != 0 {
        return sample;
    }
    let summary = EventSummary { topic: "orders/updated".to_owned(), status: Status::Failed, ..sample.summary };
    Event { summary, ..sample }
}

/// All rows of a list, read page by page.
pub(crate) async fn all(stack: &Stack, user: &str, path: &str, rows: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    for _ in 0..1_000 {
        let (status, page) = stack.get(user, &format!("{path}{after}")).await;
        assert_eq!(status, 200, "{page}");
        all.extend(page[rows].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
    panic!("{path} has no end");
}
