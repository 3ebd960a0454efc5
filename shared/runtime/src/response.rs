//! Answers over HTTP: JSON, and errors that have a stable code and a request id.

use aws_lambda_events::encodings::Body;
use http::{StatusCode, header};
use serde::Serialize;

/// An answer of a function.
pub type Response = http::Response<Body>;

/// An error that a client is told. What the log is told is logged where the error is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

impl ErrorResponse {
    /// With a status, a stable code and a sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// 400 with a code.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401, the same for every reason.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "The request carries no valid proof of who sent it.")
    }

    /// 404, the same for what is not there and for what may not be seen.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing here.")
    }

    /// 403, in these words: what may not be done is no secret to whoever may look.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 405.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This path does not take that method.")
    }

    /// 503: trouble that passes; the caller should come again.
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "A service behind this one did not answer; try again.",
        )
    }

    /// The answer to `request_id`.
    pub fn response(&self, request_id: &str) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
            message: &'a str,
            request_id: &'a str,
        }
        json(self.status, &Body { error: self.code, message: &self.message, request_id })
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).expect("an answer of plain fields serializes");
    let response = http::Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        // Answers are about the moment and about one user.
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response.body(Body::Text(text)).expect("constant headers are valid")
}
