//! API Gateway's own responses, without the function.

use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

/// `{"message": "..."}` with the status, the form of API Gateway's own responses.
pub(crate) fn error_response(status: StatusCode, message: &str) -> Response {
    let body = json!({ "message": message }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// An error response after which the connection is closed, because the request is incomplete or malformed.
pub(super) fn closing_error_response(status: StatusCode, message: &str) -> Response {
    let mut response = error_response(status, message);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
