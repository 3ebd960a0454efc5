//! The responses of the Query API: XML, see <https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html>.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::lambda::new_request_id;

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// An error caused by the caller: one of the API's codes and a sentence, neither of which contains the caller's input.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SnsError {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

impl IntoResponse for SnsError {
    fn into_response(self) -> Response {
        let Self { code, message } = self;
        let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
        let id = new_request_id();
        let body = format!("<ErrorResponse xmlns=\"{NAMESPACE}\">{error}<RequestId>{id}</RequestId></ErrorResponse>");
        xml(StatusCode::BAD_REQUEST, body)
    }
}

/// A subscription was confirmed. Its ARN is an id appended to the topic's ARN, which was validated before a token was issued.
pub(super) fn confirmed(subscription_arn: &str) -> Response {
    let result = format!("<SubscriptionArn>{subscription_arn}</SubscriptionArn>");
    let result = format!("<ConfirmSubscriptionResult>{result}</ConfirmSubscriptionResult>");
    let metadata = format!("<ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata>", new_request_id());
    let name = "ConfirmSubscriptionResponse";
    xml(StatusCode::OK, format!("<{name} xmlns=\"{NAMESPACE}\">{result}{metadata}</{name}>"))
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "text/xml")], body).into_response()
}
