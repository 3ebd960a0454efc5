//! The security headers of every response.

use lambda_http::http::HeaderValue;
use lambda_http::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use runtime::response::Response;

use crate::config::Config;

pub(crate) struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// The page may load only its own files and connect only to its stack and its issuer, and no other page may frame
    /// it. `require-trusted-types-for` makes the browser reject text as HTML or script.
    pub(crate) fn new(config: &Config) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             manifest-src 'self'; connect-src 'self' {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'",
            config.origins().join(" ")
        );
        let constant = |name, value| (name, HeaderValue::from_static(value));
        Self(vec![
            (CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).expect("config contain only URL characters")),
            constant(X_CONTENT_TYPE_OPTIONS, "nosniff"),
            constant(X_FRAME_OPTIONS, "DENY"),
            // The page's URLs contain filters and order ids, and during sign-in an authorization code.
            constant(REFERRER_POLICY, "no-referrer"),
            constant(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            constant(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            constant(
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), payment=()",
            ),
            // Browsers ignore this header on plain HTTP.
            constant(STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        ])
    }

    pub(crate) fn add_to(&self, response: &mut Response) {
        for (name, value) in &self.0 {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
}
