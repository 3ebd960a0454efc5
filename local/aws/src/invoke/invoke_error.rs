//! Errors of requests that invoke no function, in the form of Lambda's errors.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

/// A request that Lambda rejects. <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors>
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InvokeError {
    /// There is no function of this name.
    FunctionNotFound(String),
    /// The invocation type is unknown.
    InvocationType,
    /// The event is not JSON.
    NotJson,
    /// The event has more bytes than this limit.
    TooLarge(usize),
    /// The limit of concurrent asynchronous invocations is reached.
    TooManyInvocations,
}

impl InvokeError {
    fn status(&self) -> StatusCode {
        match self {
            Self::FunctionNotFound(_) => StatusCode::NOT_FOUND,
            Self::InvocationType | Self::NotJson => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyInvocations => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::FunctionNotFound(_) => "ResourceNotFoundException",
            Self::InvocationType => "InvalidParameterValueException",
            Self::NotJson => "InvalidRequestContentException",
            Self::TooLarge(_) => "RequestTooLargeException",
            Self::TooManyInvocations => "TooManyRequestsException",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::FunctionNotFound(name) => format!("Function not found: {name}"),
            Self::InvocationType => "X-Amz-Invocation-Type must be RequestResponse, Event or DryRun".to_owned(),
            Self::NotJson => "Could not parse request body into json".to_owned(),
            Self::TooLarge(limit) => {
                format!("Request must be smaller than {limit} bytes for the InvokeFunction operation")
            }
            Self::TooManyInvocations => "Rate Exceeded.".to_owned(),
        }
    }

    /// The name of the member that holds the message. Of these errors, the API's model capitalizes this name only for
    /// `FunctionNotFound`.
    fn member(&self) -> &'static str {
        if matches!(self, Self::FunctionNotFound(_)) { "Message" } else { "message" }
    }
}

impl IntoResponse for InvokeError {
    fn into_response(self) -> Response {
        let body = json!({ "Type": "User", self.member(): self.message() }).to_string();
        let headers = [(CONTENT_TYPE.as_str(), "application/json"), ("x-amzn-errortype", self.name())];
        (self.status(), headers, body).into_response()
    }
}
