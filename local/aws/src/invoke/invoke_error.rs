//! Why nothing was invoked, in Lambda's words and form.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

/// A request that Lambda itself answers. <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors>
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InvokeError {
    /// There is no function of this name.
    NoFunction(String),
    /// The invocation type is none.
    Type,
    /// The event is no JSON.
    NotJson,
    /// The event has more bytes than these.
    TooLarge(usize),
    /// As many asynchronous invocations run as may.
    TooManyInvocations,
}

impl InvokeError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoFunction(_) => StatusCode::NOT_FOUND,
            Self::Type | Self::NotJson => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyInvocations => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::NoFunction(_) => "ResourceNotFoundException",
            Self::Type => "InvalidParameterValueException",
            Self::NotJson => "InvalidRequestContentException",
            Self::TooLarge(_) => "RequestTooLargeException",
            Self::TooManyInvocations => "TooManyRequestsException",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NoFunction(name) => format!("Function not found: {name}"),
            Self::Type => "X-Amz-Invocation-Type must be RequestResponse, Event or DryRun".to_owned(),
            Self::NotJson => "Could not parse request body into json".to_owned(),
            Self::TooLarge(limit) => {
                format!("Request must be smaller than {limit} bytes for the InvokeFunction operation")
            }
            Self::TooManyInvocations => "Rate Exceeded.".to_owned(),
        }
    }

    /// The member that has the message: the API's model writes it large in this one error.
    fn member(&self) -> &'static str {
        if matches!(self, Self::NoFunction(_)) { "Message" } else { "message" }
    }
}

impl IntoResponse for InvokeError {
    fn into_response(self) -> Response {
        let body = json!({ "Type": "User", self.member(): self.message() }).to_string();
        let headers = [(CONTENT_TYPE.as_str(), "application/json"), ("x-amzn-errortype", self.name())];
        (self.status(), headers, body).into_response()
    }
}
