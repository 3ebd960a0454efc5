//! What Lambda calls this function with: requests, and word that an earlier stream was delivered.
//!
//! After a streamed response API Gateway calls the function once more, with a note that has `invokeCompletionStatus`
//! and is not a proxy event (seen by the crate turul-mcp-aws-lambda; AWS does not document it). `lambda_http` cannot
//! read it, so each stream would count as a failed invocation.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::{BodyDataStream, BodyExt as _, Empty};
use lambda_http::lambda_runtime::{MetadataPrelude, StreamResponse};
use lambda_http::request::LambdaRequest;
use lambda_http::{LambdaEvent, Request, RequestExt as _, Response, Service, service_fn};
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::{Bridge, StreamedBody};

/// One call of the function.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and nearly all are requests")]
pub enum Invocation {
    /// A request by way of API Gateway.
    Request(LambdaRequest),
    /// An earlier response was delivered, or was not.
    Completion {
        /// Whether it was.
        succeeded: bool,
    },
}

/// The fields that tell a note from a proxy event; the latter always has a `requestContext`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    invoke_completion_status: String,
    request_context: Option<IgnoredAny>,
}

impl<'de> Deserialize<'de> for Invocation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        match serde_json::from_str(text.get()) {
            Ok(Note { invoke_completion_status: status, request_context: None }) => {
                Ok(Self::Completion { succeeded: status == "Success" })
            }
            _ => serde_json::from_str(text.get()).map(Self::Request).map_err(D::Error::custom),
        }
    }
}

/// The whole function, for `lambda_runtime::run`: [`crate::service`], and a quiet answer to notes.
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
                    bridge.response(&request.with_lambda_context(context)).await
                }
                Invocation::Completion { succeeded } => {
                    tracing::debug!(sse.succeeded = succeeded, "API Gateway is done with an earlier stream");
                    Response::new(Empty::<Bytes>::new().boxed_unsync())
                }
            };
            Ok::<_, Infallible>(streamed(response))
        }
    })
}

fn streamed(response: Response<StreamedBody>) -> StreamResponse<BodyDataStream<StreamedBody>> {
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

    fn read(event: Value) -> Result<Invocation, serde_json::Error> {
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
    fn a_note_is_told_from_a_request() {
        assert!(matches!(read(proxy_event()), Ok(Invocation::Request(_))));
        let note = json!({"invokeCompletionStatus": "Success", "requestId": "q", "path": "/", "httpMethod": "GET"});
        assert!(matches!(read(note), Ok(Invocation::Completion { succeeded: true })));
        let note = json!({"invokeCompletionStatus": "Failure", "requestId": "q"});
        assert!(matches!(read(note), Ok(Invocation::Completion { succeeded: false })));
    }

    #[test]
    fn a_request_cannot_pass_for_a_note() {
        let mut event = proxy_event();
        event["invokeCompletionStatus"] = json!("Success");
        assert!(matches!(read(event), Ok(Invocation::Request(_))));
    }

    #[tokio::test]
    async fn a_note_is_answered_with_nothing_and_is_no_failure() {
        let settings = crate::Settings {
            websocket_url: crate::WebSocketUrl::parse("ws://127.0.0.1:1/ws").unwrap(),
            length: Duration::from_secs(1),
            heartbeat: Duration::from_secs(1),
            connect_within: Duration::from_secs(1),
            resume_within: Duration::from_secs(1),
        };
        let issuer = auth::Settings {
            issuer: "https://issuer.example".into(),
            audience: "storebell".into(),
            jwks_url: "https://issuer.example/keys".into(),
        };
        let clock = Clock::system();
        let auth = TokenVerifier::new(issuer, Arc::new(HttpKeys::new().unwrap()), clock.clone());
        let mut function = invocation_service(Bridge::new(settings, auth, clock));
        for status in ["Success", "Failure"] {
            let note = read(json!({"invokeCompletionStatus": status, "requestId": "q"})).unwrap();
            let Ok(response) = function.call(LambdaEvent::new(note, Context::default())).await;
            assert_eq!(response.metadata_prelude.status_code, 200);
            let chunks: Vec<_> = response.stream.collect().await;
            assert!(chunks.is_empty(), "{status}");
        }
    }

    #[test]
    fn what_is_neither_stays_an_error() {
        assert!(read(json!({"Records": []})).is_err());
        assert!(read(json!("hello")).is_err());
    }
}
