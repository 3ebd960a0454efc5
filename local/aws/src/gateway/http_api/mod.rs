//! The HTTP API: a request becomes an event in payload format 2.0, and the function's JSON becomes the response.
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

/// The header with the request id in the responses of HTTP APIs.
const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// The limits of an HTTP API.
#[derive(Debug, Clone)]
pub struct HttpLimits {
    /// The size of a body, in bytes. It is above Lambda's 6 MB, so that a client that is still sending gets the 413 of the
    /// function or the gateway instead of a broken connection; the limit of AWS is 10 MB.
    pub body_bytes: usize,
    /// The time for a body.
    pub body_time: Duration,
    /// The time for the function, independent of its own timeout. AWS allows at most 30 s:
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
    /// An API with these routes; the response to other paths is 404.
    #[must_use]
    pub fn new(routes: Routes, limits: HttpLimits) -> Self {
        Self { routes: Arc::new(routes), limits }
    }

    /// Handles one request.
    pub(super) async fn handle(&self, metadata: RequestMetadata, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let limits = BodyLimits { bytes: self.limits.body_bytes, time: self.limits.body_time };
        // The body is read first: a client that is still sending does not read a response.
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
            Ok(Ok(output)) => function_response::read(output).unwrap_or_else(|malformed| {
                log_failure(metadata, function, "MalformedResponse", &malformed.to_string());
                internal_server_error()
            }),
            Ok(Err(error)) => {
                log_failure(metadata, function, error.error_type(), &error.to_string());
                match error {
                    InvocationError::RequestTooLarge { .. } => {
                        error_response(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
                    }
                    _ => internal_server_error(),
                }
            }
            // 503 with this message, where a REST API returns 504: https://github.com/cortexlabs/cortex/issues/1225
            // (a recorded response), https://github.com/anomalyco/sst/issues/2232. A function that reaches its own timeout
            // before is a failed invocation: https://github.com/denoland/deno_registry2/issues/87
            Err(_elapsed) => {
                log_failure(metadata, function, "IntegrationTimeout", "no response in time");
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
        "the function of the HTTP API returned no response",
    );
}
