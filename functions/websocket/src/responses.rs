//! Responses to API Gateway. Clients receive frames instead, by the management API.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::Response;

/// 200 without a body: the route succeeded.
pub(crate) fn empty_ok() -> Response {
    lambda_http::Response::builder().status(StatusCode::OK).body(Body::Empty).expect("a status alone is valid")
}
