//! Why a request gets no stream. The response is plain JSON, since nothing has been streamed yet.

use auth::AuthError;
use bytes::Bytes;
use domain::live::TOO_MANY_CONNECTIONS;
use lambda_http::Response;
use lambda_http::http::header::RETRY_AFTER;
use lambda_http::http::{HeaderValue, StatusCode};
use runtime::response::ErrorResponse;

use crate::streamed_body::{StreamedBody, whole_body};

/// When the client of a stream that lost its place may try again, in seconds.
const LOST_PLACE_RETRY_SECONDS: &str = "60";

/// A request that gets no stream.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SseError {
    #[error("the path does not exist")]
    Path,
    #[error("the method is not GET")]
    Method,
    #[error("the token was rejected")]
    Token(#[source] AuthError),
    #[error("the last event id is not an event id")]
    LastEventId,
    /// The filter in the query is invalid, with a sentence for the client.
    #[error("the query is invalid")]
    Query(String),
    /// The WebSocket API rejected the connection with 401, 403 or 429.
    #[error("the WebSocket API rejected the connection")]
    UpstreamRejected(StatusCode),
    /// The user has opened too many connections since this one was opened.
    #[error("the user has too many live connections")]
    LostPlace,
    /// The WebSocket API did not respond as it should, with the details for the log.
    #[error("the WebSocket API is unavailable")]
    UpstreamUnavailable(String),
}

impl SseError {
    /// The code in the log.
    fn log_code(&self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Method => "method",
            Self::Token(error) => error.code(),
            Self::LastEventId => "last_event_id",
            Self::Query(_) => "bad_query",
            Self::UpstreamRejected(_) => "upstream_refused",
            Self::LostPlace => TOO_MANY_CONNECTIONS,
            Self::UpstreamUnavailable(_) => "upstream_unavailable",
        }
    }

    /// The response to the client: `{"error","message","request_id"}`.
    pub(crate) fn response(&self, request_id: &str) -> Response<StreamedBody> {
        let response = self.error_response().to_response(request_id);
        let mut response = response.map(|body| whole_body(Bytes::copy_from_slice(&body)));
        if let Self::LostPlace = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(LOST_PLACE_RETRY_SECONDS));
        }
        response
    }

    fn error_response(&self) -> ErrorResponse {
        match self {
            Self::Path => ErrorResponse::not_found(),
            Self::Method => ErrorResponse::method_not_allowed(),
            Self::Token(error) if error.status() == StatusCode::SERVICE_UNAVAILABLE => ErrorResponse::unavailable(),
            Self::Token(_) => ErrorResponse::unauthorized(),
            Self::LastEventId => ErrorResponse::bad_request(
                "last_event_id",
                "Last-Event-ID must be an event id: 26 characters of Crockford's base 32.",
            ),
            Self::Query(message) => ErrorResponse::bad_request("bad_query", message.clone()),
            Self::UpstreamRejected(StatusCode::FORBIDDEN) => {
                ErrorResponse::forbidden("The live connection was rejected.")
            }
            Self::UpstreamRejected(status @ StatusCode::TOO_MANY_REQUESTS) => {
                ErrorResponse::new(*status, "too_many_requests", "Too many new connections: try again later.")
            }
            Self::UpstreamRejected(_) => ErrorResponse::unauthorized(),
            Self::LostPlace => ErrorResponse::new(
                StatusCode::TOO_MANY_REQUESTS,
                TOO_MANY_CONNECTIONS,
                "The user has opened other live connections, and has too many: try again in a minute or later.",
            ),
            Self::UpstreamUnavailable(_) => ErrorResponse::unavailable(),
        }
    }

    /// Logs the error: once, where the response is made.
    pub(crate) fn log(&self) {
        let code = self.log_code();
        match self {
            Self::UpstreamUnavailable(detail) => {
                tracing::error!(sse.code = code, sse.detail = %detail, "stream could not be opened");
            }
            Self::Token(AuthError::KeysUnavailable(error)) => {
                tracing::error!(sse.code = code, sse.detail = %error, "stream could not be opened");
            }
            _ => tracing::info!(sse.code = code, "stream request rejected"),
        }
    }
}
