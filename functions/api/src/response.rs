//! The response of a handler. Its type is part of the handler's signature, so that the API's description can be generated
//! from the table of routes.

use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;

/// A JSON response with the HTTP status `STATUS`.
pub(crate) struct Json<T, const STATUS: u16 = 200>(pub(crate) T);

impl<T: Serialize, const STATUS: u16> Json<T, STATUS> {
    /// The HTTP response.
    pub(crate) fn into_response(self) -> Response {
        json(StatusCode::from_u16(STATUS).expect("the status of a handler is valid"), &self.0)
    }
}
