//! The REST API with a streamed response: a request becomes a proxy event, chunks go out as the function writes them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html>

mod event;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::StreamExt;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tokio_util::sync::CancellationToken;

use super::error_response::error_response;
use super::http_api::remove_connection_headers;
use super::request_body::{self, BodyLimits};
use super::request_metadata::RequestMetadata;
use crate::lambda::{InvocationError, StreamedResponse, StreamingFunction};

/// The path of the stack's one streamed resource.
pub const EVENT_STREAM_PATH: &str = "/api/webhooks/events/stream";

/// The header by which REST APIs name a request to its sender.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// What a GET's body may be: it is read and left out.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 64 * 1024, time: std::time::Duration::from_secs(30) };

/// A REST API of one resource that takes GET and streams its answer.
#[derive(Debug, Clone)]
pub struct RestApi {
    resource: String,
    function: StreamingFunction,
}

impl RestApi {
    /// An API whose `resource` (a path without parameters) is answered by `function`.
    #[must_use]
    pub fn new(resource: &str, function: StreamingFunction) -> Self {
        Self { resource: resource.to_owned(), function }
    }

    /// The path of the resource.
    pub(super) fn resource(&self) -> &str {
        &self.resource
    }

    /// Answers one request; the stream ends when the function ends it, or when `stopping` is cancelled.
    pub(super) async fn handle(
        &self,
        metadata: RequestMetadata,
        request: Request,
        stopping: CancellationToken,
    ) -> Response {
        let (parts, body) = request.into_parts();
        if let Err(error) = request_body::read(body, BODY_LIMITS).await {
            return error.response();
        }
        if parts.method != Method::GET {
            // What REST APIs say of a method that a resource does not have:
            // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
            return error_response(StatusCode::FORBIDDEN, "Missing Authentication Token");
        }
        let event = event::event(&metadata, &parts, &self.resource);
        let mut response = match self.function.invoke(&event).await {
            Ok(streamed) => response(streamed, stopping),
            Err(failure) => {
                self.log_failure(&metadata, &failure);
                failure_response(&failure)
            }
        };
        if let Ok(id) = HeaderValue::from_str(&metadata.request_id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    fn log_failure(&self, metadata: &RequestMetadata, failure: &InvocationError) {
        tracing::warn!(
            function = self.function.name(),
            request_id = metadata.request_id,
            error.r#type = failure.error_type(),
            error.message = %failure,
            "the REST API's function gave no answer",
        );
    }
}

fn response(streamed: StreamedResponse, stopping: CancellationToken) -> Response {
    let chunks = streamed
        .body
        .inspect(|chunk| {
            if let Err(failure) = chunk {
                tracing::warn!(error.r#type = failure.error_type(), error.message = %failure, "a streamed answer broke off");
            }
        })
        .take_until(stopping.cancelled_owned());
    // A body from a stream has no length, so it goes out in chunks, each flushed while the next is waited for.
    let mut response = Response::new(Body::from_stream(chunks));
    *response.status_mut() = streamed.status;
    *response.headers_mut() = streamed.headers;
    remove_connection_headers(response.headers_mut());
    response
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html> and
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html>
fn failure_response(failure: &InvocationError) -> Response {
    match failure {
        InvocationError::TimedOut { .. } => error_response(StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out"),
        InvocationError::RequestTooLarge { .. } => error_response(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long"),
        _ => error_response(StatusCode::BAD_GATEWAY, "Internal server error"),
    }
}
