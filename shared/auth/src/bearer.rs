//! Where a request carries its token.

use http::HeaderMap;
use http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};

/// The subprotocol of the live connection; a server that takes the connection answers with it.
pub const SUBPROTOCOL: &str = "storebell.v1";

/// The token of `Authorization: Bearer <jwt>`, or else of `Sec-WebSocket-Protocol: storebell.v1, bearer.<jwt>`,
/// which is the only header that a browser lets a page set on a WebSocket.
///
/// Never a query string: those end up in logs.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    from_authorization(headers).or_else(|| from_subprotocols(headers))
}

fn from_authorization(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    // Schemes are case-insensitive: RFC 9110, section 11.1.
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

    fn found(name: &'static str, value: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        bearer(&headers).map(str::to_owned)
    }

    #[test]
    fn the_authorization_header_is_read_whatever_the_case_of_its_scheme() {
        for value in ["Bearer a.b.c", "bearer a.b.c", "BEARER  a.b.c "] {
            assert_eq!(found("authorization", value).as_deref(), Some("a.b.c"), "{value}");
        }
        for value in ["Basic a.b.c", "Bearer", "Bearer ", "a.b.c", ""] {
            assert_eq!(found("authorization", value), None, "{value}");
        }
    }

    #[test]
    fn a_websocket_carries_it_beside_the_subprotocol() {
        for value in ["storebell.v1, bearer.a.b.c", "bearer.a.b.c,storebell.v1"] {
            assert_eq!(found("sec-websocket-protocol", value).as_deref(), Some("a.b.c"), "{value}");
        }
        for value in ["bearer.a.b.c", "storebell.v2, bearer.a.b.c", "storebell.v1", "storebell.v1, bearer."] {
            assert_eq!(found("sec-websocket-protocol", value), None, "{value}");
        }
    }

    #[test]
    fn the_list_may_come_as_several_headers() {
        let mut headers = HeaderMap::new();
        headers.append(SEC_WEBSOCKET_PROTOCOL, "storebell.v1".parse().unwrap());
        headers.append(SEC_WEBSOCKET_PROTOCOL, "bearer.a.b.c".parse().unwrap());
        assert_eq!(bearer(&headers), Some("a.b.c"));
    }
}
