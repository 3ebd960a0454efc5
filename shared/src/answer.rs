//! Answers over HTTP: JSON, and errors that have a stable word and a request id.

use aws_lambda_events::encodings::Body;
use http::{Response, StatusCode, header};
use serde::Serialize;

/// An answer of a function.
pub type Answer = Response<Body>;

/// An error that a client is told. What the log is told is logged where the error is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable word.
    pub word: &'static str,
    /// One sentence.
    pub message: String,
}

impl ClientError {
    /// With a status, a stable word and a sentence.
    pub fn new(status: StatusCode, word: &'static str, message: impl Into<String>) -> Self {
        Self { status, word, message: message.into() }
    }

    /// 400 with a word.
    pub fn bad_request(word: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, word, message)
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
    pub fn answer(&self, request_id: &str) -> Answer {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
            message: &'a str,
            request_id: &'a str,
        }
        json(self.status, &Body { error: self.word, message: &self.message, request_id })
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let text = serde_json::to_string(body).expect("an answer of plain fields serializes");
    let answer = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        // Answers are about the moment and about one user.
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer.body(Body::Text(text)).expect("constant headers are valid")
}
