//! Headers that every answer of the page has: what it may load, and who may show it.

use lambda_http::http::HeaderValue;
use lambda_http::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use runtime::response::Response;

use crate::settings::Settings;

/// The headers of one stack's page.
pub(crate) struct Policy(Vec<(HeaderName, HeaderValue)>);

impl Policy {
    /// The page loads its own files alone, talks to its stack and its issuer alone, and no other page may frame it.
    /// Text never becomes HTML or script: `require-trusted-types-for` makes the browser refuse it.
    pub(crate) fn of(settings: &Settings) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             manifest-src 'self'; connect-src 'self' {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'",
            settings.origins().join(" ")
        );
        let constant = |name, value| (name, HeaderValue::from_static(value));
        Self(vec![
            (CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).expect("settings hold characters of URLs alone")),
            constant(X_CONTENT_TYPE_OPTIONS, "nosniff"),
            constant(X_FRAME_OPTIONS, "DENY"),
            // A URL of the page has filters and ids of orders, and while somebody signs in a code.
            constant(REFERRER_POLICY, "no-referrer"),
            constant(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            constant(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            constant(
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), payment=()",
            ),
            // Browsers pass it over where the page came by plain HTTP.
            constant(STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        ])
    }

    pub(crate) fn add_to(&self, response: &mut Response) {
        for (name, value) in &self.0 {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
}
