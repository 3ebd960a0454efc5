//! Rejects requests whose target and host form no URL, before a function gets them.
//!
//! `lambda_http` builds a URL from host and path and panics if it is invalid; AWS never forwards such a request.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http::header::HOST;

use super::error_response::closing_error_response;

/// Accepts requests with an absolute path and at most one, valid host.
pub(super) async fn reject_malformed(request: Request, next: Next) -> Response {
    if !is_well_formed(&request) {
        return closing_error_response(StatusCode::BAD_REQUEST, "Bad Request");
    }
    next.run(request).await
}

fn is_well_formed(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (host, more) = (hosts.next(), hosts.next());
    request.uri().path().starts_with('/') && more.is_none() && host.is_none_or(|host| host.to_str().is_ok_and(is_host))
}

fn is_host(text: &str) -> bool {
    !text.contains(['/', '?', '#', '@', '\\']) && reqwest::Url::parse(&format!("http://{text}/")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_a_name_or_an_address_with_an_optional_port() {
        for host in ["localhost", "127.0.0.1:3000", "[::1]:3000", "a.example"] {
            assert!(is_host(host), "{host}");
        }
        for host in ["", "a b", "host:99999", "user@host", "host/path", "[::1"] {
            assert!(!is_host(host), "{host}");
        }
    }
}
