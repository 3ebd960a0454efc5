//! HTTP responses: JSON, and errors with a stable code and a request id.

use aws_lambda_events::encodings::Body;
use http::{StatusCode, header};
use serde::Serialize;

/// The HTTP response of a function.
pub type Response = http::Response<Body>;

/// An error response to a client. It contains no internal detail: the layer that creates it logs the cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable error code.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
}

impl ErrorResponse {
    /// An error response with this status, code and message.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// 400 with this code and message.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401, identical for every cause.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "The request is not authenticated.")
    }

    /// 404, identical whether the resource does not exist or the user may not see it.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found.")
    }

    /// 403 with this message. Users who may see a resource may learn which permission they lack.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 405.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "The method is not allowed for this path.")
    }

    /// 503: a transient failure; the client should retry.
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is temporarily unavailable. Try again.")
    }

    /// The HTTP response to the request `request_id`: `{"error", "message", "request_id"}`.
    pub fn to_response(&self, request_id: &str) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
            message: &'a str,
            request_id: &'a str,
        }
        json(self.status, &Body { error: self.code, message: &self.message, request_id })
    }
}

/// A response with a JSON body.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).expect("a body of plain fields serializes");
    let response = http::Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        // The body is about the current moment and one user.
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response.body(Body::Text(text)).expect("constant headers are valid")
}
