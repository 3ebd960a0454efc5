//! What a client is told when a write's condition did not hold.

use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use store::integrations::IntegrationConflict;

/// 409 with the code of what stood in the way.
pub(super) fn conflict(taken: IntegrationConflict) -> ErrorResponse {
    let (code, message) = match taken {
        IntegrationConflict::Id => ("id_taken", "Another integration has this id."),
        IntegrationConflict::Account => ("account_taken", "Another integration has this account on this channel."),
        IntegrationConflict::Changed => ("changed", "The integration was changed meanwhile; read it again."),
    };
    ErrorResponse::new(StatusCode::CONFLICT, code, message)
}
