//! The answers that API Gateway itself gives, without the function.

use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

/// `{"message": "..."}` with the status, the form of all of API Gateway's own answers.
pub(crate) fn error_response(status: StatusCode, message: &str) -> Response {
    let body = json!({ "message": message }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// A refusal after which the connection is closed, because its sender has not finished or cannot be trusted to.
pub(super) fn closing_error_response(status: StatusCode, message: &str) -> Response {
    let mut response = error_response(status, message);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
