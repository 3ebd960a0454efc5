//! The page on which a user is chosen. It has no script, cannot be framed, and escapes all values.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use sha2::{Digest as _, Sha256};

use super::authorization_request::AuthorizationRequest;
use super::{AUTHORIZE, CLIENT_ID};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1f24;background:#f5f6f8}\
main{max-width:22rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d9dde3;border-radius:8px}\
h1{font-size:1.25rem;margin:0}form{margin-top:1rem}label{display:block;margin-bottom:.25rem}\
input,button{font:inherit;box-sizing:border-box;width:100%;padding:.5rem .75rem;border-radius:6px;\
border:1px solid #7a828e}button{margin-top:.5rem;background:#0b57d0;border-color:#0b57d0;color:#fff;cursor:pointer}\
[role=alert]{color:#a50e0e}";

/// The page for `request`; `error` is shown if the name was invalid.
pub(super) fn choose(request: &AuthorizationRequest, error: Option<&str>) -> Response {
    let fields = fields(request);
    let alert = error.map(|text| format!("<p role=\"alert\">{}</p>", escaped(text))).unwrap_or_default();
    let body = format!(
        "<h1>Sign in to Storebell</h1>\
         <p>This stack runs on your machine, so there is no password: choose a user.</p>{alert}\
         <form method=\"post\" action=\"{AUTHORIZE}\">{fields}\
         <button name=\"user\" value=\"demo\">demo</button></form>\
         <form method=\"post\" action=\"{AUTHORIZE}\">{fields}<label for=\"user\">Another user</label>\
         <input id=\"user\" name=\"user\" required maxlength=\"128\" autocomplete=\"username\">\
         <button>Sign in</button></form>"
    );
    let status = if error.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    page(status, "Sign in", &body, Some(&request.redirect_uri.origin()))
}

/// A page with one message.
pub(super) fn message(status: StatusCode, title: &str, text: &str) -> Response {
    page(status, title, &format!("<h1>{}</h1><p>{}</p>", escaped(title), escaped(text)), None)
}

/// The form's hidden fields: the request, which is validated again.
fn fields(request: &AuthorizationRequest) -> String {
    let fields = [
        ("client_id", Some(CLIENT_ID)),
        ("response_type", Some("code")),
        ("scope", Some("openid")),
        ("redirect_uri", Some(request.redirect_uri.text())),
        ("state", request.state.as_deref()),
        ("nonce", request.nonce.as_deref()),
        ("code_challenge", Some(request.challenge.text())),
        ("code_challenge_method", Some("S256")),
    ];
    let hidden = |(name, value): (&str, Option<&str>)| {
        value.map(|value| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value)))
    };
    fields.into_iter().filter_map(hidden).collect()
}

/// `target` is the origin to which the form's response redirects: browsers check it against the policy, too.
fn page(status: StatusCode, title: &str, body: &str, target: Option<&str>) -> Response {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self' {}; frame-ancestors 'none'; base-uri 'none'",
        target.unwrap_or_default()
    );
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{} - Storebell</title>\
         <style>{STYLE}</style></head><body><main>{body}</main></body></html>",
        escaped(title)
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
        (X_FRAME_OPTIONS, "DENY".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        // The request's URL is not sent to other origins. `no-referrer` would remove the origin from the form's POST, too.
        (REFERRER_POLICY, "same-origin".to_owned()),
    ];
    (status, headers, html).into_response()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
