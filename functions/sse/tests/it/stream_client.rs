//! A client: calls the function as Lambda does, and reads the stream with a timeout.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use lambda_http::http::HeaderMap;
use lambda_http::lambda_runtime::{Context, LambdaEvent, MetadataPrelude};
use lambda_http::request::LambdaRequest;
use lambda_http::{Service as _, StreamAdapter};
use local_testing::token_issuer;
use serde_json::{Value, json};
use sse::{Bridge, Config, WebSocketUrl};
use tokio::time::timeout;
use types::time::Clock;

/// Longer than anything here takes on a busy machine. Only a failing test waits this long.
const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// The output of `work`; the test fails if it takes too long.
pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    timeout(TEST_TIMEOUT, work).await.expect("it is finished in time")
}

/// Config with durations so long that no stream ends and no heartbeat is sent during a test.
pub(crate) fn config(websocket_url: &str) -> Config {
    Config {
        websocket_url: WebSocketUrl::parse(websocket_url).unwrap(),
        max_stream_duration: Duration::from_secs(60),
        heartbeat_interval: Duration::from_secs(60),
        connect_timeout: TEST_TIMEOUT,
        resume_timeout: TEST_TIMEOUT,
    }
}

pub(crate) fn bridge(config: Config) -> Bridge {
    Bridge::new(config, token_issuer::token_verifier(true), Clock::system())
}

/// All text of the stream that a valid request gets from a bridge to `websocket_url`.
pub(crate) async fn whole_stream(websocket_url: &str) -> String {
    StreamRequest::valid().send(bridge(config(websocket_url))).await.rest().await
}

/// The `id:` lines of a stream.
pub(crate) fn ids(stream: &str) -> Vec<&str> {
    stream.lines().filter_map(|line| line.strip_prefix("id: ")).collect()
}

/// A request as API Gateway's REST API passes it on.
pub(crate) struct StreamRequest {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) token: Option<String>,
    /// The header `Last-Event-ID`.
    pub(crate) last_event_id: Option<&'static str>,
    /// API Gateway's `queryStringParameters`.
    pub(crate) query: Value,
    /// API Gateway's `multiValueQueryStringParameters`.
    pub(crate) multi_value_query: Value,
    /// Milliseconds since the Unix epoch; 0 means no deadline.
    pub(crate) deadline_ms: u64,
}

impl StreamRequest {
    pub(crate) fn valid() -> Self {
        Self {
            method: "GET",
            path: "/api/webhooks/events/stream",
            token: Some(token_issuer::token("demo", 3600)),
            last_event_id: None,
            query: json!(null),
            multi_value_query: json!(null),
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
            "multiValueHeaders": {}, "queryStringParameters": self.query,
            "multiValueQueryStringParameters": self.multi_value_query,
            "pathParameters": null, "stageVariables": null, "body": null, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "123456789012", "resourceId": "r", "stage": "live", "requestId": "gateway-id",
                "identity": {}, "resourcePath": self.path, "httpMethod": self.method, "apiId": "a",
            },
        });
        serde_json::from_str(&event.to_string()).unwrap()
    }

    /// Calls the function, and waits for the head of its response.
    pub(crate) async fn send(&self, bridge: Bridge) -> StreamResponse {
        let mut context = Context::default();
        context.request_id = "lambda-id".into();
        context.deadline = self.deadline_ms;
        let mut function = StreamAdapter::from(sse::service(bridge));
        let call = function.call(LambdaEvent::new(self.event(), context));
        let response = in_time(call).await.unwrap();
        StreamResponse { head: response.metadata_prelude, body: Box::pin(response.stream), text: String::new() }
    }
}

/// A response whose body is still arriving.
pub(crate) struct StreamResponse {
    head: MetadataPrelude,
    body: Pin<Box<dyn Stream<Item = Result<Bytes, Infallible>> + Send>>,
    /// The text that has arrived.
    text: String,
}

impl StreamResponse {
    pub(crate) fn status(&self) -> u16 {
        self.head.status_code.as_u16()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The text that has arrived, once it contains `end`.
    pub(crate) async fn until(&mut self, end: &str) -> &str {
        while !self.text.contains(end) {
            let next = timeout(TEST_TIMEOUT, self.body.next()).await;
            match next.unwrap_or_else(|_| panic!("{end:?} did not arrive, only {:?}", self.text)) {
                Some(chunk) => self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap()),
                None => panic!("the stream ended without {end:?}, with {:?}", self.text),
            }
        }
        &self.text
    }

    /// All text, once the body has ended.
    pub(crate) async fn rest(mut self) -> String {
        while let Some(chunk) = in_time(self.body.next()).await {
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
        self.text
    }

    /// The body as the JSON of an error.
    pub(crate) async fn error(self) -> Value {
        assert_eq!(self.headers()["content-type"], "application/json");
        serde_json::from_str(&self.rest().await).unwrap()
    }
}
