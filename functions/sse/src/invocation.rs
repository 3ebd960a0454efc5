//! The events that Lambda calls this function with: requests, and completion notices of earlier streams.
//!
//! After a streamed response API Gateway calls the function once more, with a notice that has `invokeCompletionStatus`
//! and is not a proxy event. (The crate turul-mcp-aws-lambda observed it; AWS does not document it.) `lambda_http` cannot
//! parse the notice, so without this module each stream would count as a failed invocation.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::BodyDataStream;
use lambda_http::lambda_runtime::{MetadataPrelude, StreamResponse};
use lambda_http::request::LambdaRequest;
use lambda_http::{LambdaEvent, Request, RequestExt as _, Response, Service, service_fn};
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::bridge::Bridge;
use crate::streamed_body::{StreamedBody, whole_body};

/// One call of the function.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and nearly all are requests")]
pub enum Invocation {
    /// A request through API Gateway.
    Request(LambdaRequest),
    /// The delivery of an earlier response has ended.
    Completion {
        /// Whether the whole response was delivered.
        succeeded: bool,
    },
}

/// The members by which a completion notice and a proxy event differ: a proxy event always has a `requestContext`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompletionNotice {
    invoke_completion_status: String,
    request_context: Option<IgnoredAny>,
}

impl<'de> Deserialize<'de> for Invocation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        match serde_json::from_str(text.get()) {
            Ok(CompletionNotice { invoke_completion_status: status, request_context: None }) => {
                Ok(Self::Completion { succeeded: status == "Success" })
            }
            _ => serde_json::from_str(text.get()).map(Self::Request).map_err(D::Error::custom),
        }
    }
}

/// The whole function, for `lambda_runtime::run`: [`crate::service`], and an empty response to completion notices.
pub fn invocation_service(
    bridge: Bridge,
) -> impl Service<
    LambdaEvent<Invocation>,
    Response = StreamResponse<BodyDataStream<StreamedBody>>,
    Error = Infallible,
    Future: Send,
> + Clone {
    service_fn(move |event: LambdaEvent<Invocation>| {
        let bridge = bridge.clone();
        async move {
            let LambdaEvent { payload, context } = event;
            let response = match payload {
                Invocation::Request(request) => {
                    let request: Request = request.into();
                    bridge.handle(&request.with_lambda_context(context)).await
                }
                Invocation::Completion { succeeded } => {
                    tracing::debug!(sse.succeeded = succeeded, "API Gateway has finished an earlier stream");
                    Response::new(whole_body(Bytes::new()))
                }
            };
            Ok::<_, Infallible>(stream_response(response))
        }
    })
}

fn stream_response(response: Response<StreamedBody>) -> StreamResponse<BodyDataStream<StreamedBody>> {
    let (parts, body) = response.into_parts();
    let metadata_prelude = MetadataPrelude { status_code: parts.status, headers: parts.headers, cookies: Vec::new() };
    StreamResponse { metadata_prelude, stream: BodyDataStream::new(body) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use auth::{HttpKeys, TokenVerifier};
    use futures_util::StreamExt as _;
    use lambda_http::lambda_runtime::Context;
    use serde_json::{Value, json};
    use types::time::Clock;

    use super::*;
    use crate::config::Config;
    use crate::websocket_url::WebSocketUrl;

    fn parse(event: Value) -> Result<Invocation, serde_json::Error> {
        serde_json::from_str(&event.to_string())
    }

    fn proxy_event() -> Value {
        json!({
            "resource": "/api/webhooks/events/stream", "path": "/api/webhooks/events/stream", "httpMethod": "GET",
            "headers": {}, "multiValueHeaders": {}, "queryStringParameters": null,
            "multiValueQueryStringParameters": null, "pathParameters": null, "stageVariables": null,
            "requestContext": {
                "accountId": "123456789012", "resourceId": "r", "stage": "live", "requestId": "q",
                "identity": {}, "resourcePath": "/", "httpMethod": "GET", "apiId": "a",
            },
            "body": null, "isBase64Encoded": false,
        })
    }

    #[test]
    fn completion_notice_is_not_a_request() {
        assert!(matches!(parse(proxy_event()), Ok(Invocation::Request(_))));
        let notice = json!({"invokeCompletionStatus": "Success", "requestId": "q", "path": "/", "httpMethod": "GET"});
        assert!(matches!(parse(notice), Ok(Invocation::Completion { succeeded: true })));
        let notice = json!({"invokeCompletionStatus": "Failure", "requestId": "q"});
        assert!(matches!(parse(notice), Ok(Invocation::Completion { succeeded: false })));
    }

    #[test]
    fn request_with_a_completion_status_is_a_request() {
        let mut event = proxy_event();
        event["invokeCompletionStatus"] = json!("Success");
        assert!(matches!(parse(event), Ok(Invocation::Request(_))));
    }

    #[tokio::test]
    async fn completion_notice_gets_an_empty_response() {
        let config = Config {
            websocket_url: WebSocketUrl::parse("ws://127.0.0.1:1/ws").unwrap(),
            max_stream_duration: Duration::from_secs(1),
            heartbeat_interval: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(1),
            resume_timeout: Duration::from_secs(1),
        };
        let auth_config = auth::Config {
            issuer: "https://issuer.example".into(),
            audience: "storebell".into(),
            jwks_url: "https://issuer.example/keys".into(),
        };
        let clock = Clock::system();
        let auth = TokenVerifier::new(auth_config, Arc::new(HttpKeys::new().unwrap()), clock.clone());
        let mut function = invocation_service(Bridge::new(config, auth, clock));
        for status in ["Success", "Failure"] {
            let notice = parse(json!({"invokeCompletionStatus": status, "requestId": "q"})).unwrap();
            let Ok(response) = function.call(LambdaEvent::new(notice, Context::default())).await;
            assert_eq!(response.metadata_prelude.status_code, 200);
            let chunks: Vec<_> = response.stream.collect().await;
            assert!(chunks.is_empty(), "{status}");
        }
    }

    #[test]
    fn other_event_is_an_error() {
        assert!(parse(json!({"Records": []})).is_err());
        assert!(parse(json!("hello")).is_err());
    }
}
