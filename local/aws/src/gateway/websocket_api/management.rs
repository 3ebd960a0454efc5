//! The management API: posts to a connection, describes it, deletes it.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>.
//! Signatures are not verified; `loopback_only` restricts the callers.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::WebSocketApi;
use super::close_reason::CloseReason;
use super::connection::{Connection, ConnectionGone};
use crate::gateway::error_response::error_response;
use crate::gateway::request_body::{self, BodyLimits};

/// Above the limit of a message, so that a caller that is still sending gets the 413.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 12 * 1024 * 1024, time: Duration::from_secs(30) };

impl WebSocketApi {
    /// Handles one request to `/@connections/{id}`.
    pub(in crate::gateway) async fn manage(&self, id: &str, request: Request) -> Response {
        match *request.method() {
            Method::POST => self.post(id, request).await,
            Method::GET => match self.connections.get(id) {
                Some(connection) => description(&connection),
                None => gone(),
            },
            Method::DELETE => match self.connections.get(id) {
                Some(connection) => {
                    connection.end(CloseReason::Deleted);
                    StatusCode::NO_CONTENT.into_response()
                }
                None => gone(),
            },
            _ => error(StatusCode::FORBIDDEN, "ForbiddenException", "method not supported"),
        }
    }

    async fn post(&self, id: &str, request: Request) -> Response {
        let body = match request_body::read(request.into_body(), BODY_LIMITS).await {
            Ok(body) => body,
            Err(error) => return error.response(),
        };
        if body.len() > self.limits.message_bytes {
            let message = "the message is larger than the limit";
            return error(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeException", message);
        }
        let Ok(text) = Utf8Bytes::try_from(body) else {
            let message = "the message is not UTF-8, but is sent as text";
            return error(StatusCode::BAD_REQUEST, "BadRequestException", message);
        };
        match self.connections.get(id).ok_or(ConnectionGone).and_then(|connection| connection.post(text)) {
            Ok(()) => StatusCode::OK.into_response(),
            Err(ConnectionGone) => gone(),
        }
    }
}

fn description(connection: &Arc<Connection>) -> Response {
    let client = &connection.client;
    let body = json!({
        "connectedAt": client.connected_at.to_string(),
        "identity": {"sourceIp": client.source, "userAgent": client.user_agent},
        "lastActiveAt": connection.last_active_at().to_string(),
    });
    let body = Bytes::from(body.to_string());
    (StatusCode::OK, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// Also for a connection whose `$connect` is still being handled: <https://github.com/aws/aws-sdk-js/issues/3773>
fn gone() -> Response {
    error(StatusCode::GONE, "GoneException", "the connection does not exist")
}

/// An error in the form that the AWS SDKs read: its name in a header, its message in JSON.
fn error(status: StatusCode, name: &'static str, message: &str) -> Response {
    let mut response = error_response(status, message);
    response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(name));
    response
}
