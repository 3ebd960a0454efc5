//! The REST API with a streamed response: a request becomes a proxy event, and chunks are sent as the function writes them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html>

mod cors;
mod event;

use std::future::pending;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::StreamExt;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tokio_util::sync::CancellationToken;

use super::client_end::ClientEnd;
use super::error_response::error_response;
use super::http_api::remove_connection_headers;
use super::request_body::{self, BodyLimits};
use super::request_metadata::RequestMetadata;
use crate::lambda::{InvocationError, StreamedResponse, StreamingFunction};
use cors::{preflight_response, with_allowed_origin};

/// The path of the stack's only streamed resource.
pub const EVENT_STREAM_PATH: &str = "/api/webhooks/events/stream";

/// The header with the request id in the responses of REST APIs.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The body of a GET is read and ignored.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 64 * 1024, time: std::time::Duration::from_secs(30) };

/// A REST API with one resource, which accepts GET and streams its response, and OPTIONS for preflight requests.
#[derive(Debug, Clone)]
pub struct RestApi {
    resource: String,
    function: StreamingFunction,
}

impl RestApi {
    /// An API whose `resource` (a path without parameters) is handled by `function`.
    #[must_use]
    pub fn new(resource: &str, function: StreamingFunction) -> Self {
        Self { resource: resource.to_owned(), function }
    }

    /// The path of the resource.
    pub(super) fn resource(&self) -> &str {
        &self.resource
    }

    /// Handles one request; the stream ends when the function ends it, when its client has left, or when `stopping` is
    /// cancelled.
    pub(super) async fn handle(
        &self,
        metadata: RequestMetadata,
        client_end: Option<ClientEnd>,
        request: Request,
        stopping: CancellationToken,
    ) -> Response {
        let (parts, body) = request.into_parts();
        if let Err(error) = request_body::read(body, BODY_LIMITS).await {
            return with_allowed_origin(error.response());
        }
        let mut response = match parts.method {
            Method::GET => {
                let event = event::event(&metadata, &parts, &self.resource);
                match self.function.invoke(&event).await {
                    Ok(streamed) => response(streamed, client_end, stopping),
                    Err(error) => {
                        self.log_failure(&metadata, &error);
                        with_allowed_origin(failure_response(&error))
                    }
                }
            }
            Method::OPTIONS => preflight_response(),
            // The response of REST APIs to a method that a resource does not have:
            // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
            _ => with_allowed_origin(error_response(StatusCode::FORBIDDEN, "Missing Authentication Token")),
        };
        if let Ok(id) = HeaderValue::from_str(&metadata.request_id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    fn log_failure(&self, metadata: &RequestMetadata, error: &InvocationError) {
        tracing::warn!(
            function = self.function.name(),
            request_id = metadata.request_id,
            error.r#type = error.error_type(),
            error.message = %error,
            "the function of the REST API returned no response",
        );
    }
}

fn response(streamed: StreamedResponse, client_end: Option<ClientEnd>, stopping: CancellationToken) -> Response {
    // An error is short, and its client gets all of it.
    let client_end = client_end.filter(|_| streamed.status == StatusCode::OK);
    let ended = async move {
        let client_left = async {
            match client_end {
                Some(client_end) => client_end.reached().await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = stopping.cancelled() => {}
            () = client_left => {}
        }
    };
    let chunks = streamed
        .body
        .inspect(|chunk| {
            if let Err(error) = chunk {
                tracing::warn!(error.r#type = error.error_type(), error.message = %error, "a streamed response ended with an error");
            }
        })
        .take_until(ended);
    // The body has no known length, so it is sent in chunks, each of which is flushed at once.
    let mut response = Response::new(Body::from_stream(chunks));
    *response.status_mut() = streamed.status;
    *response.headers_mut() = streamed.headers;
    remove_connection_headers(response.headers_mut());
    response
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html> and
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html>
fn failure_response(error: &InvocationError) -> Response {
    match error {
        InvocationError::TimedOut { .. } => error_response(StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out"),
        InvocationError::RequestTooLarge { .. } => error_response(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long"),
        _ => error_response(StatusCode::BAD_GATEWAY, "Internal server error"),
    }
}
