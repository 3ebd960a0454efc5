//! The REST API's CORS, as template.yaml's `Cors` and `GatewayResponses` configure it: the response to a preflight request,
//! and the header of the gateway's own error responses.

use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    CONTENT_TYPE,
};
use http::{HeaderName, HeaderValue, StatusCode};

/// The values of template.yaml.
const ALLOW_ORIGIN: (HeaderName, &str) = (ACCESS_CONTROL_ALLOW_ORIGIN, "*");
const ALLOW_METHODS: (HeaderName, &str) = (ACCESS_CONTROL_ALLOW_METHODS, "GET");
const ALLOW_HEADERS: (HeaderName, &str) = (ACCESS_CONTROL_ALLOW_HEADERS, "authorization,last-event-id");
const MAX_AGE: (HeaderName, &str) = (ACCESS_CONTROL_MAX_AGE, "7200");

/// The response to a preflight request. SAM adds a method OPTIONS with a mock integration, whose body is an empty object:
/// <https://github.com/aws/serverless-application-model/blob/develop/samtranslator/swagger/swagger.py>
pub(super) fn preflight_response() -> Response {
    let json = (CONTENT_TYPE, "application/json");
    (StatusCode::OK, [ALLOW_ORIGIN, ALLOW_METHODS, ALLOW_HEADERS, MAX_AGE, json], "{}\n").into_response()
}

/// Lets pages of all origins read an error response of the API itself.
pub(super) fn with_allowed_origin(mut response: Response) -> Response {
    let (name, value) = ALLOW_ORIGIN;
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_template() {
        let template = include_str!("../../../../../template.yaml");
        let cors = template.split_once("\n      Cors:\n").expect("the streaming API has CORS").1;
        for (member, (_, value)) in [
            ("AllowOrigin", ALLOW_ORIGIN),
            ("AllowMethods", ALLOW_METHODS),
            ("AllowHeaders", ALLOW_HEADERS),
            ("MaxAge", MAX_AGE),
        ] {
            let line = format!("{member}: \"'{value}'\"");
            assert!(cors.lines().take(10).any(|actual| actual.trim() == line), "{line}");
        }
        for responses in ["DEFAULT_4XX", "DEFAULT_5XX"] {
            let line = format!(
                "{responses}: {{ ResponseParameters: {{ Headers: {{ Access-Control-Allow-Origin: \"'*'\" }} }} }}"
            );
            assert!(cors.lines().any(|actual| actual.trim() == line), "{line}");
        }
    }
}
