//! The 409 of a write whose condition failed.

use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use store::integrations::IntegrationConflict;

/// 409 `id_taken`, `account_taken` or `changed`.
pub(super) fn conflict(reason: IntegrationConflict) -> ErrorResponse {
    let (code, message) = match reason {
        IntegrationConflict::Id => ("id_taken", "Another integration has this id."),
        IntegrationConflict::Account => ("account_taken", "Another integration has this account on this channel."),
        IntegrationConflict::Changed => ("changed", "The integration was changed since it was read. Read it again."),
    };
    ErrorResponse::new(StatusCode::CONFLICT, code, message)
}
