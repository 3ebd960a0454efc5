//! The errors of the body of `PUT /api/costs`.

use runtime::response::ErrorResponse;
use store::ledger::MAX_COSTS;

/// 400 `bad_body`.
pub(super) fn bad_body(message: impl Into<String>) -> ErrorResponse {
    ErrorResponse::bad_request("bad_body", message)
}

/// 400 `bad_body` for more costs than one request may put.
pub(super) fn too_many_costs() -> ErrorResponse {
    bad_body(format!("At most {MAX_COSTS} costs can be stored at once."))
}
