//! Rejects requests of other web sites to routes that trust every local caller.
//!
//! A page that the user visits can make the browser call loopback: under its own name that resolves to loopback (DNS
//! rebinding), or directly (cross-site). `Host` reveals the first, `Origin` and `Sec-Fetch-Site` the second.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, StatusCode};

use super::error_response::error_response;

/// Accepts requests under a loopback name that were not made by a page of another origin.
pub(super) async fn same_origin_only(request: Request, next: Next) -> Response {
    match rejection_reason(request.headers()) {
        Some(rejection_reason) => error_response(StatusCode::FORBIDDEN, rejection_reason),
        None => next.run(request).await,
    }
}

/// Accepts requests under a loopback name, of any origin.
pub(super) async fn loopback_host_only(request: Request, next: Next) -> Response {
    match own_host(request.headers()) {
        Some(_) => next.run(request).await,
        None => error_response(StatusCode::FORBIDDEN, NOT_LOOPBACK),
    }
}

const NOT_LOOPBACK: &str = "this route is available only under 127.0.0.1, localhost or [::1]";

fn own_host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    host.filter(|host| is_loopback(host))
}

fn rejection_reason(headers: &HeaderMap) -> Option<&'static str> {
    let Some(host) = own_host(headers) else { return Some(NOT_LOOPBACK) };
    let own_origin = format!("http://{host}");
    let foreign_origin =
        headers.get_all(ORIGIN).iter().any(|origin| !origin.as_bytes().eq_ignore_ascii_case(own_origin.as_bytes()));
    // Browsers send this also with requests without Origin, such as a script's source:
    // https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    let cross_site = headers.get_all("sec-fetch-site").iter().any(|site| site != "same-origin" && site != "none");
    (foreign_origin || cross_site).then_some("this route is not available to pages of other origins")
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        // The colon of a port, not one within an address.
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|loopback| name.eq_ignore_ascii_case(loopback))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn is_rejected(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        rejection_reason(&headers.collect()).is_some()
    }

    #[test]
    fn loopback_name_with_any_port_is_accepted() {
        for host in ["127.0.0.1", "127.0.0.1:3000", "localhost:1", "LocalHost", "[::1]", "[::1]:80"] {
            assert!(!is_rejected(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn other_name_is_rejected() {
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil:3000", "127.0.0.2", ""] {
            assert!(is_rejected(&[("host", host)]), "{host}");
        }
        assert!(is_rejected(&[]), "no host");
    }

    #[test]
    fn page_of_another_origin_is_rejected() {
        let host = ("host", "127.0.0.1:3000");
        assert!(!is_rejected(&[host, ("origin", "http://127.0.0.1:3000")]));
        assert!(!is_rejected(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(!is_rejected(&[host, ("sec-fetch-site", "none")]));
        for origin in ["https://evil.example", "http://127.0.0.1:4000", "http://localhost:3000", "null"] {
            assert!(is_rejected(&[host, ("origin", origin)]), "{origin}");
        }
        assert!(is_rejected(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(is_rejected(&[host, ("sec-fetch-site", "same-site")]));
    }
}
