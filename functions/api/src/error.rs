//! Why a request fails. The response tells the client what they can act on; the log has the cause.

use auth::AuthError;
use lambda_http::http::{HeaderValue, StatusCode, header};
use runtime::response::{ErrorResponse, Response};
use store::StoreError;
use tracing::{error, info, warn};

/// Why a request fails.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// The request is wrong, or cannot succeed at this moment: the client can act on the response.
    Client(ErrorResponse),
    /// The path exists, but not with this method.
    MethodNotAllowed {
        /// The methods of the path, as the header `Allow` lists them.
        allowed: String,
    },
    /// The token is invalid or could not be verified.
    Auth(AuthError),
    /// A table failed.
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
    /// The response. It never says why a token is invalid.
    pub(crate) fn response(&self, request_id: &str) -> Response {
        let mut response = self.error_response().to_response(request_id);
        if let Self::MethodNotAllowed { allowed } = self
            && let Ok(allowed) = HeaderValue::from_str(allowed)
        {
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        response
    }

    fn error_response(&self) -> ErrorResponse {
        match self {
            Self::Client(error) => error.clone(),
            Self::MethodNotAllowed { .. } => ErrorResponse::method_not_allowed(),
            Self::Auth(error) if error.status() == StatusCode::SERVICE_UNAVAILABLE => ErrorResponse::unavailable(),
            Self::Auth(_) => ErrorResponse::unauthorized(),
            // 500 and not 503: a retry would fail, too.
            Self::Store(StoreError::Unreadable { .. }) => {
                ErrorResponse::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The stored data cannot be read.")
            }
            Self::Store(_) => ErrorResponse::unavailable(),
        }
    }

    /// Logs the error, once. API Gateway's access log already has the client's errors.
    pub(crate) fn log(&self, request_id: &str) {
        match self {
            Self::Client(_) | Self::MethodNotAllowed { .. } => {}
            Self::Auth(AuthError::KeysUnavailable(failure)) => {
                error!(code = "keys_unavailable", request.id = request_id, error = %failure, "the issuer's keys could not be fetched, so no token can be verified");
            }
            Self::Auth(error) => info!(code = error.code(), request.id = request_id, "token rejected"),
            Self::Store(failure @ StoreError::Unreadable { .. }) => {
                error!(code = "unreadable", request.id = request_id, error = %failure, "a stored row cannot be read");
            }
            Self::Store(failure) => {
                warn!(code = "store", request.id = request_id, error = %failure, "a table operation failed")
            }
        }
    }
}
