//! The HTTP API: a request becomes an event in payload format 2.0, the function's JSON becomes the answer.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

mod event;
mod event_body;
mod function_response;
mod routes;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::error_response::error_response;
use super::request_body::{self, BodyLimits};
use super::request_metadata::RequestMetadata;
use crate::lambda::{Function, InvocationError};

pub(super) use function_response::{remove_connection_headers, status_code};
pub use routes::Routes;

/// The header by which HTTP APIs name a request to its sender.
const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// How much and how long an HTTP API waits.
#[derive(Debug, Clone)]
pub struct HttpLimits {
    /// The most of a body that is read, in bytes. Beyond Lambda's 6 MB, so that a sender that is still sending gets the
    /// function's or the gateway's 413 instead of a broken connection; AWS itself stops at 10 MB.
    pub body_bytes: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// How long the function may take, whatever its own timeout is. AWS allows at most 30 s:
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>
    pub integration_time: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            body_bytes: 12 * 1024 * 1024,
            body_time: Duration::from_secs(30),
            integration_time: Duration::from_secs(30),
        }
    }
}

/// An HTTP API: its routes and its limits.
#[derive(Debug, Clone)]
pub struct HttpApi {
    routes: Arc<Routes>,
    limits: HttpLimits,
}

impl HttpApi {
    /// An API with these routes; a path without a route is answered with 404.
    #[must_use]
    pub fn new(routes: Routes, limits: HttpLimits) -> Self {
        Self { routes: Arc::new(routes), limits }
    }

    /// Answers one request.
    pub(super) async fn handle(&self, metadata: RequestMetadata, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let limits = BodyLimits { bytes: self.limits.body_bytes, time: self.limits.body_time };
        // The body comes first: whoever is still sending can hear no answer.
        let mut response = match request_body::read(body, limits).await {
            Ok(body) => self.handle_body(&metadata, &parts, &body).await,
            Err(error) => error.response(),
        };
        if let Ok(id) = HeaderValue::from_str(&metadata.request_id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    async fn handle_body(&self, metadata: &RequestMetadata, parts: &Parts, body: &[u8]) -> Response {
        let Some(matched) = self.routes.find(parts.uri.path()) else {
            return error_response(StatusCode::NOT_FOUND, "Not Found");
        };
        let event = event::event(metadata, parts, body, &matched);
        self.invoke(metadata, matched.function, &event).await
    }

    async fn invoke(&self, metadata: &RequestMetadata, function: &Function, event: &Value) -> Response {
        match timeout(self.limits.integration_time, function.invoke(event)).await {
            Ok(Ok(answer)) => function_response::read(answer).unwrap_or_else(|malformed| {
                log_failure(metadata, function, "MalformedResponse", &malformed.to_string());
                internal_server_error()
            }),
            Ok(Err(failure)) => {
                log_failure(metadata, function, failure.error_type(), &failure.to_string());
                match failure {
                    InvocationError::RequestTooLarge { .. } => {
                        error_response(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
                    }
                    _ => internal_server_error(),
                }
            }
            // 503 and these words, where a REST API says 504: https://github.com/cortexlabs/cortex/issues/1225
            // (an answer as it came), https://github.com/anomalyco/sst/issues/2232. A function that runs into its own
            // timeout before is a failed invocation: https://github.com/denoland/deno_registry2/issues/87
            Err(_elapsed) => {
                log_failure(metadata, function, "IntegrationTimeout", "no answer in time");
                error_response(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
            }
        }
    }
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html>
fn internal_server_error() -> Response {
    error_response(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

fn log_failure(metadata: &RequestMetadata, function: &Function, error_type: &str, message: &str) {
    tracing::warn!(
        function = function.name(),
        request_id = metadata.request_id,
        error.r#type = error_type,
        error.message = message,
        "the HTTP API's function gave no answer",
    );
}
