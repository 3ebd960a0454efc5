//! A client in the test: asks the function as Lambda would, and reads the stream with a deadline.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use lambda_http::http::HeaderMap;
use lambda_http::lambda_runtime::{Context, LambdaEvent, MetadataPrelude};
use lambda_http::request::LambdaRequest;
use lambda_http::{Service as _, StreamAdapter};
use serde_json::{Value, json};
use sse::{Bridge, Settings, WebSocketUrl};
use tokio::time::timeout;
use types::time::Clock;

use crate::issuer;

/// Longer than anything here takes on a busy machine; only a failing test waits for it.
const DEADLINE: Duration = Duration::from_secs(10);

/// What `work` gives; a test that waits for it in vain fails.
pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    timeout(DEADLINE, work).await.expect("it happens in time")
}

/// Settings under which nothing happens by itself within a test.
pub(crate) fn settings(websocket_url: &str) -> Settings {
    Settings {
        websocket_url: WebSocketUrl::parse(websocket_url).unwrap(),
        length: Duration::from_secs(60),
        heartbeat: Duration::from_secs(60),
        connect_within: DEADLINE,
        resume_within: DEADLINE,
    }
}

pub(crate) fn bridge(settings: Settings) -> Bridge {
    Bridge::new(settings, issuer::auth(true), Clock::system())
}

/// A request as API Gateway's REST API hands it over.
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) token: Option<String>,
    pub(crate) last_event_id: Option<&'static str>,
    pub(crate) query: Value,
    /// The same with lists of values, as it comes beside it.
    pub(crate) queries: Value,
    /// Milliseconds since the Unix epoch; 0 is none.
    pub(crate) deadline_ms: u64,
}

impl Ask {
    /// A good one.
    pub(crate) fn good() -> Self {
        Self {
            method: "GET",
            path: "/api/webhooks/events/stream",
            token: Some(issuer::token("demo", 3600)),
            last_event_id: None,
            query: json!(null),
            queries: json!(null),
            deadline_ms: 0,
        }
    }

    fn event(&self) -> LambdaRequest {
        let mut headers = json!({"host": "api.example.com"});
        if let Some(token) = &self.token {
            headers["authorization"] = json!(format!("Bearer {token}"));
        }
        if let Some(id) = self.last_event_id {
            headers["last-event-id"] = json!(id);
        }
        let event = json!({
            "resource": self.path, "path": self.path, "httpMethod": self.method, "headers": headers,
            "multiValueHeaders": {}, "queryStringParameters": self.query, "multiValueQueryStringParameters": self.queries,
            "pathParameters": null, "stageVariables": null, "body": null, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "123456789012", "resourceId": "r", "stage": "live", "requestId": "gateway-id",
                "identity": {}, "resourcePath": self.path, "httpMethod": self.method, "apiId": "a",
            },
        });
        serde_json::from_str(&event.to_string()).unwrap()
    }

    /// Asks, and waits for the head of the answer.
    pub(crate) async fn of(&self, bridge: Bridge) -> Response {
        let mut context = Context::default();
        context.request_id = "lambda-id".into();
        context.deadline = self.deadline_ms;
        let mut function = StreamAdapter::from(sse::service(bridge));
        let answering = function.call(LambdaEvent::new(self.event(), context));
        let response = in_time(answering).await.unwrap();
        Response { head: response.metadata_prelude, body: Box::pin(response.stream), read: String::new() }
    }
}

type Chunks = std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, std::convert::Infallible>> + Send>>;

/// An answer whose body is still coming.
pub(crate) struct Response {
    head: MetadataPrelude,
    body: Chunks,
    read: String,
}

impl Response {
    pub(crate) fn status(&self) -> u16 {
        self.head.status_code.as_u16()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// What has come once it contains `text`.
    pub(crate) async fn until(&mut self, text: &str) -> &str {
        while !self.read.contains(text) {
            let next = timeout(DEADLINE, self.body.next()).await;
            match next.unwrap_or_else(|_| panic!("{text:?} did not come, only {:?}", self.read)) {
                Some(chunk) => self.read.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap()),
                None => panic!("the stream ended without {text:?}, with {:?}", self.read),
            }
        }
        &self.read
    }

    /// All that came, once the body has ended.
    pub(crate) async fn rest(mut self) -> String {
        while let Some(chunk) = in_time(self.body.next()).await {
            self.read.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
        self.read
    }

    /// The body as the JSON of an error.
    pub(crate) async fn error(self) -> Value {
        assert_eq!(self.headers()["content-type"], "application/json");
        serde_json::from_str(&self.rest().await).unwrap()
    }
}
