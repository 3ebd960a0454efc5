//! What a client is told when a write's condition did not hold.

use lambda_http::http::StatusCode;
use shared::answer::ClientError;
use shared::store::integrations::Taken;

/// 409 with the word of what stood in the way.
pub(super) fn conflict(taken: Taken) -> ClientError {
    let (word, message) = match taken {
        Taken::Id => ("id_taken", "Another integration has this id."),
        Taken::Account => ("account_taken", "Another integration has this account on this channel."),
        Taken::Changed => ("changed", "The integration was changed meanwhile; read it again."),
    };
    ClientError::new(StatusCode::CONFLICT, word, message)
}
