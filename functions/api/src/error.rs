//! Why a request is not answered with what it asked for. The client is told one thing, the log another.

use auth::AuthError;
use lambda_http::http::{HeaderValue, StatusCode, header};
use runtime::response::{ErrorResponse, Response};
use store::StoreError;
use tracing::{error, info, warn};

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// The client can do something about it.
    Client(ErrorResponse),
    /// The path takes other methods.
    Method { allowed: String },
    /// The token was refused.
    Token(AuthError),
    /// A table did not do its part.
    Store(StoreError),
}

impl From<ErrorResponse> for ApiError {
    fn from(error: ErrorResponse) -> Self {
        Self::Client(error)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl ApiError {
    /// What the client is told: of tokens nothing but that they are not good.
    pub(crate) fn response(&self, request_id: &str) -> Response {
        let mut response = self.client_error().to_response(request_id);
        if let Self::Method { allowed } = self
            && let Ok(allowed) = HeaderValue::from_str(allowed)
        {
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        response
    }

    fn client_error(&self) -> ErrorResponse {
        match self {
            Self::Client(error) => error.clone(),
            Self::Method { .. } => ErrorResponse::method_not_allowed(),
            Self::Token(refused) if refused.status() == StatusCode::SERVICE_UNAVAILABLE => ErrorResponse::unavailable(),
            Self::Token(_) => ErrorResponse::unauthorized(),
            // Coming again would not help.
            Self::Store(StoreError::Unreadable { .. }) => {
                ErrorResponse::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "What is stored here cannot be read.")
            }
            Self::Store(_) => ErrorResponse::unavailable(),
        }
    }

    /// Logs the refusal, once, where it is answered. A client's own mistakes are told by API Gateway's access log.
    pub(crate) fn log(&self, request_id: &str) {
        match self {
            Self::Client(_) | Self::Method { .. } => {}
            Self::Token(AuthError::KeysUnavailable(failure)) => {
                error!(reason = "keys_unavailable", request.id = request_id, error = %failure, "tokens cannot be checked");
            }
            Self::Token(refused) => info!(reason = refused.code(), request.id = request_id, "token refused"),
            Self::Store(failure @ StoreError::Unreadable { .. }) => {
                error!(reason = "unreadable", request.id = request_id, error = %failure, "a row cannot be shown");
            }
            Self::Store(failure) => {
                warn!(reason = "store", request.id = request_id, error = %failure, "a table did not answer")
            }
        }
    }
}
