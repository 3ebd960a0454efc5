//! The HTTP side of a WebSocket handshake (RFC 6455, section 4.2).

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The value for the client's `Sec-WebSocket-Key`, if the request is a handshake.
pub(super) fn accept_key(parts: &Parts) -> Option<String> {
    let headers = &parts.headers;
    let key = headers.get(SEC_WEBSOCKET_KEY)?;
    let is_handshake = parts.method == Method::GET
        && lists(headers, &UPGRADE, "websocket")
        && lists(headers, &CONNECTION, "upgrade")
        && lists(headers, &SEC_WEBSOCKET_VERSION, "13");
    is_handshake.then(|| derive_accept_key(key.as_bytes()))
}

/// 101, with the subprotocol that the function selected.
pub(super) fn switching_protocols(accept_key: &str, protocol: Option<HeaderValue>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(key) = HeaderValue::from_str(accept_key) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, key);
    }
    if let Some(protocol) = protocol {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}

/// 426, for a request that is not a handshake.
pub(super) fn upgrade_required() -> Response {
    let headers = [(UPGRADE, "websocket"), (SEC_WEBSOCKET_VERSION, "13")];
    (StatusCode::UPGRADE_REQUIRED, headers).into_response()
}

fn lists(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers.get_all(name).iter().any(|value| {
        value.to_str().is_ok_and(|value| value.split(',').any(|listed| listed.trim().eq_ignore_ascii_case(token)))
    })
}
