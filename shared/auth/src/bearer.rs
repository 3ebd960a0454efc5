//! The token in the headers of a request.

use http::HeaderMap;
use http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};

/// The WebSocket subprotocol of live connections. A server that accepts the connection responds with it.
pub const SUBPROTOCOL: &str = "storebell.v1";

/// The token of `Authorization: Bearer <jwt>`, or else of `Sec-WebSocket-Protocol: storebell.v1, bearer.<jwt>`, the only header
/// that a page in a browser can set for a WebSocket.
///
/// A query string is not accepted, since URLs are logged.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    from_authorization(headers).or_else(|| from_subprotocols(headers))
}

fn from_authorization(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    // Schemes are case-insensitive (RFC 9110, section 11.1).
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

fn from_subprotocols(headers: &HeaderMap) -> Option<&str> {
    let offered = || {
        let lists = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
        lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(',')).map(str::trim)
    };
    if !offered().any(|name| name == SUBPROTOCOL) {
        return None;
    }
    offered().find_map(|name| name.strip_prefix("bearer.")).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token_in(name: &'static str, value: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        bearer(&headers).map(str::to_owned)
    }

    #[test]
    fn authorization_header_is_parsed_with_its_scheme_in_any_case() {
        for value in ["Bearer a.b.c", "bearer a.b.c", "BEARER  a.b.c "] {
            assert_eq!(token_in("authorization", value).as_deref(), Some("a.b.c"), "{value}");
        }
        for value in ["Basic a.b.c", "Bearer", "Bearer ", "a.b.c", ""] {
            assert_eq!(token_in("authorization", value), None, "{value}");
        }
    }

    #[test]
    fn websocket_protocol_header_needs_subprotocol_and_token() {
        for value in ["storebell.v1, bearer.a.b.c", "bearer.a.b.c,storebell.v1"] {
            assert_eq!(token_in("sec-websocket-protocol", value).as_deref(), Some("a.b.c"), "{value}");
        }
        for value in ["bearer.a.b.c", "storebell.v2, bearer.a.b.c", "storebell.v1", "storebell.v1, bearer."] {
            assert_eq!(token_in("sec-websocket-protocol", value), None, "{value}");
        }
    }

    #[test]
    fn subprotocols_may_be_in_several_headers() {
        let mut headers = HeaderMap::new();
        headers.append(SEC_WEBSOCKET_PROTOCOL, "storebell.v1".parse().unwrap());
        headers.append(SEC_WEBSOCKET_PROTOCOL, "bearer.a.b.c".parse().unwrap());
        assert_eq!(bearer(&headers), Some("a.b.c"));
    }
}
