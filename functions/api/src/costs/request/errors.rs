//! The errors of the body of `PUT /api/costs`.

use runtime::response::ErrorResponse;
use store::ledger::MAX_COSTS;

/// 400 `bad_body`.
pub(super) fn bad_body(message: impl Into<String>) -> ErrorResponse {
    ErrorResponse::bad_request("bad_body", message)
}

/// More costs than one request may put.
pub(super) struct TooManyCosts {
    /// How many there are.
    pub(super) count: usize,
}

impl TooManyCosts {
    /// The error of a CSV.
    pub(super) fn in_csv(&self) -> ErrorResponse {
        self.split_into("files, each with the header as its first line,")
    }

    /// The error of a JSON body.
    pub(super) fn in_json(&self) -> ErrorResponse {
        self.split_into("requests")
    }

    fn split_into(&self, parts: &str) -> ErrorResponse {
        let Self { count } = self;
        let number = count.div_ceil(MAX_COSTS);
        bad_body(format!(
            "There are {count} costs, but at most {MAX_COSTS} can be stored at once. Split them into {number} {parts} and send these one after the other."
        ))
    }
}
