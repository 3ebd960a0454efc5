//! Reads a request's body, with limits for size and time.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::error_response::closing_error_response;

/// The limits for reading a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimits {
    pub(crate) bytes: usize,
    pub(crate) time: Duration,
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the body is larger than the limit")]
    TooLarge,
    #[error("the body did not arrive in time")]
    TooSlow,
    #[error("the connection broke")]
    ConnectionBroken,
}

/// The whole body.
pub(crate) async fn read(body: Body, limits: BodyLimits) -> Result<Bytes, BodyError> {
    let reading = Limited::new(body, limits.bytes).collect();
    match tokio::time::timeout(limits.time, reading).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge),
        Ok(Err(_)) => Err(BodyError::ConnectionBroken),
        Err(_elapsed) => Err(BodyError::TooSlow),
    }
}

impl BodyError {
    /// The response. The rest of the body is not read.
    pub(crate) fn response(&self) -> Response {
        match self {
            Self::TooLarge => closing_error_response(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
            Self::TooSlow => closing_error_response(StatusCode::REQUEST_TIMEOUT, "Request Timeout"),
            Self::ConnectionBroken => closing_error_response(StatusCode::BAD_REQUEST, "Bad Request"),
        }
    }
}
