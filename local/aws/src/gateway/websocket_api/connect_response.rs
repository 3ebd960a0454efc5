//! The function's response to `$connect`, which decides the handshake.

use http::header::SEC_WEBSOCKET_PROTOCOL;
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use crate::gateway::http_api::status_code;

/// Whether the function accepts the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ConnectResponse {
    /// 2xx: the connection is accepted, with the subprotocol that the response names.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html>
    Accepted(Option<HeaderValue>),
    /// Any other status: the client gets it.
    Rejected(StatusCode),
}

impl ConnectResponse {
    /// Reads the function's response; one without a status is a bad gateway.
    pub(super) fn of(response: &Value) -> Self {
        match status_code(&response["statusCode"]) {
            Some(status) if status.is_success() => Self::Accepted(protocol(response)),
            Some(status) => Self::Rejected(status),
            None => Self::Rejected(StatusCode::BAD_GATEWAY),
        }
    }
}

/// `lambda_http` writes its headers to `multiValueHeaders`, other functions to `headers`.
fn protocol(response: &Value) -> Option<HeaderValue> {
    ["headers", "multiValueHeaders"]
        .iter()
        .filter_map(|field| response[field].as_object())
        .flatten()
        .find(|(name, _)| name.eq_ignore_ascii_case(SEC_WEBSOCKET_PROTOCOL.as_str()))
        .and_then(|(_, value)| value.as_str().or_else(|| value[0].as_str()))
        .and_then(|value| HeaderValue::from_str(value).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn status_2xx_accepts_with_the_subprotocol_of_either_header_form() {
        let protocol = HeaderValue::from_static("storebell.v1");
        for response in [
            json!({"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "storebell.v1"}}),
            json!({"statusCode": 204, "headers": {}, "multiValueHeaders": {"sec-websocket-protocol": ["storebell.v1"]}}),
        ] {
            assert_eq!(ConnectResponse::of(&response), ConnectResponse::Accepted(Some(protocol.clone())));
        }
        assert_eq!(ConnectResponse::of(&json!({"statusCode": 200})), ConnectResponse::Accepted(None));
    }

    #[test]
    fn any_other_status_rejects() {
        assert_eq!(
            ConnectResponse::of(&json!({"statusCode": 401})),
            ConnectResponse::Rejected(StatusCode::UNAUTHORIZED)
        );
        assert_eq!(ConnectResponse::of(&json!("?")), ConnectResponse::Rejected(StatusCode::BAD_GATEWAY));
    }
}
