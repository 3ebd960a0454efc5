//! Why a request is not answered with what it asked for. The client is told one thing, the log another.

use lambda_http::http::{HeaderValue, StatusCode, header};
use shared::answer::{Answer, ClientError};
use shared::sign_in::Refused;
use shared::store::StoreError;
use tracing::{error, info, warn};

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The client can do something about it.
    Client(ClientError),
    /// The path takes other methods.
    Method { allowed: String },
    /// The token was refused.
    Token(Refused),
    /// A table did not do its part.
    Store(StoreError),
}

impl From<ClientError> for Refusal {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Refusal {
    /// What the client is told: of tokens nothing but that they are not good.
    pub(crate) fn answer(&self, request_id: &str) -> Answer {
        let mut answer = self.client_error().answer(request_id);
        if let Self::Method { allowed } = self
            && let Ok(allowed) = HeaderValue::from_str(allowed)
        {
            answer.headers_mut().insert(header::ALLOW, allowed);
        }
        answer
    }

    fn client_error(&self) -> ClientError {
        match self {
            Self::Client(error) => error.clone(),
            Self::Method { .. } => ClientError::method_not_allowed(),
            Self::Token(refused) if refused.status() == StatusCode::SERVICE_UNAVAILABLE => ClientError::unavailable(),
            Self::Token(_) => ClientError::unauthorized(),
            // Coming again would not help.
            Self::Store(StoreError::Unreadable { .. }) => {
                ClientError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "What is stored here cannot be read.")
            }
            Self::Store(_) => ClientError::unavailable(),
        }
    }

    /// Logs the refusal, once, where it is answered. A client's own mistakes are told by API Gateway's access log.
    pub(crate) fn log(&self, request_id: &str) {
        match self {
            Self::Client(_) | Self::Method { .. } => {}
            Self::Token(Refused::KeysUnavailable(failure)) => {
                error!(reason = "keys_unavailable", request.id = request_id, error = %failure, "tokens cannot be checked");
            }
            Self::Token(refused) => info!(reason = refused.reason(), request.id = request_id, "token refused"),
            Self::Store(failure @ StoreError::Unreadable { .. }) => {
                error!(reason = "unreadable", request.id = request_id, error = %failure, "a row cannot be shown");
            }
            Self::Store(failure) => {
                warn!(reason = "store", request.id = request_id, error = %failure, "a table did not answer")
            }
        }
    }
}
