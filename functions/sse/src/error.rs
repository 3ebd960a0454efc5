//! Why there is no stream. Told in plain JSON, since nothing has been streamed yet.

use auth::AuthError;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use lambda_http::Response;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;

use crate::StreamedBody;

/// A request that gets no stream.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SseError {
    #[error("there is no such path")]
    Path,
    #[error("the method is not GET")]
    Method,
    #[error("the token was refused")]
    Token(#[source] AuthError),
    #[error("the last event id is no event id")]
    LastEventId,
    /// A sentence for the client.
    #[error("the query asks for something that there is not")]
    Query(String),
    /// The WebSocket API refused the caller with 401 or 403.
    #[error("the WebSocket API refused the connection")]
    Upstream(StatusCode),
    /// The WebSocket API did not do its part; the text says how, for the log.
    #[error("the WebSocket API is not available")]
    Unavailable(String),
}

impl SseError {
    /// A stable word for the log.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Method => "method",
            Self::Token(refused) => refused.code(),
            Self::LastEventId => "last_event_id",
            Self::Query(_) => "bad_query",
            Self::Upstream(_) => "upstream_refused",
            Self::Unavailable(_) => "upstream_unavailable",
        }
    }

    /// What the client is told.
    pub(crate) fn response(&self, request_id: &str) -> Response<StreamedBody> {
        let response = self.client_error().to_response(request_id);
        response.map(|body| Full::new(Bytes::copy_from_slice(&body)).boxed_unsync())
    }

    fn client_error(&self) -> ErrorResponse {
        match self {
            Self::Path => ErrorResponse::not_found(),
            Self::Method => ErrorResponse::method_not_allowed(),
            Self::Token(refused) if refused.status() == StatusCode::SERVICE_UNAVAILABLE => ErrorResponse::unavailable(),
            Self::Token(_) => ErrorResponse::unauthorized(),
            Self::LastEventId => ErrorResponse::bad_request(
                "last_event_id",
                "Last-Event-ID must be the id of an event: 26 characters of Crockford's base 32.",
            ),
            Self::Query(sentence) => ErrorResponse::bad_request("bad_query", sentence.clone()),
            Self::Upstream(StatusCode::FORBIDDEN) => ErrorResponse::forbidden("The live connection was refused."),
            Self::Upstream(status @ StatusCode::TOO_MANY_REQUESTS) => ErrorResponse::new(
                *status,
                "too_many_requests",
                "Too many connections are being opened; try again later.",
            ),
            Self::Upstream(_) => ErrorResponse::unauthorized(),
            Self::Unavailable(_) => ErrorResponse::unavailable(),
        }
    }

    /// Logs the refusal, once, where it is answered.
    pub(crate) fn log(&self) {
        let reason = self.code();
        match self {
            Self::Unavailable(detail) => {
                tracing::error!(sse.reason = reason, sse.detail = %detail, "A stream could not be opened");
            }
            Self::Token(AuthError::KeysUnavailable(failure)) => {
                tracing::error!(sse.reason = reason, sse.detail = %failure, "A stream could not be opened");
            }
            _ => tracing::info!(sse.reason = reason, "A stream was refused"),
        }
    }
}
