//! The table of routes.

use lambda_http::http::Method;
use percent_encoding::percent_decode_str;
use runtime::response::ErrorResponse;

use crate::error::ApiError;

/// What a request calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// `GET /api/health`, the only one without a token.
    Health,
    /// `GET /api/webhooks`
    Events,
    /// `GET /api/webhooks/{id}`
    Event(String),
    /// `GET /api/webhooks/{id}/held`
    Held(String),
    /// `POST /api/webhooks/{id}/replay`
    Replay(String),
    /// `POST /api/webhooks/replay`
    Replays,
    /// `GET /api/webhooks/stats`
    EventStatistics,
    /// `GET /api/webhooks/connections`
    Connections,
    /// `POST /api/webhooks/register/{integration}`
    Registration(String),
    /// `GET /api/orders`
    Orders,
    /// `GET /api/orders/stats`
    OrderStatistics,
    /// `GET /api/orders/{id}`
    Order(String),
    /// `GET /api/costs`
    Costs,
    /// `PUT /api/costs`
    NewCosts,
    /// `GET /api/integrations`
    Integrations,
    /// `GET /api/integrations/{id}`
    Integration(String),
    /// `POST /api/integrations`
    NewIntegration,
    /// `PATCH /api/integrations/{id}`
    ChangedIntegration(String),
    /// `DELETE /api/integrations/{id}`
    RemovedIntegration(String),
    /// `DELETE /api/integrations/{id}/members/me`
    LeftIntegration(String),
    /// `POST /api/integrations/{id}/secrets/rotate`
    RotatedSecret(String),
    /// `POST /api/integrations/{id}/test`
    TestWebhook(String),
}

/// What `method` calls for at `path`.
///
/// # Errors
/// 404 for a path that is not in the table; 405 with the methods that it takes for one that is.
pub(crate) fn find(method: &Method, path: &str) -> Result<Call, ApiError> {
    let calls = calls(path).ok_or_else(ErrorResponse::not_found)?;
    let allowed: Vec<_> = calls.iter().map(|(method, _)| method.to_string()).collect();
    let call = calls.into_iter().find(|(taken, _)| taken == method).map(|(_, call)| call);
    call.ok_or_else(|| ApiError::Method { allowed: allowed.join(", ") })
}

fn calls(path: &str) -> Option<Vec<(Method, Call)>> {
    let segments: Option<Vec<String>> = path.strip_prefix("/api/")?.split('/').map(decoded).collect();
    let segments = segments?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    Some(match segments[..] {
        ["health"] => vec![(Method::GET, Call::Health)],
        ["webhooks"] => vec![(Method::GET, Call::Events)],
        ["webhooks", "stats"] => vec![(Method::GET, Call::EventStatistics)],
        ["webhooks", "connections"] => vec![(Method::GET, Call::Connections)],
        ["webhooks", "replay"] => vec![(Method::POST, Call::Replays)],
        ["webhooks", "register", id] => vec![(Method::POST, Call::Registration(id.to_owned()))],
        ["webhooks", id, "replay"] => vec![(Method::POST, Call::Replay(id.to_owned()))],
        ["webhooks", id, "held"] => vec![(Method::GET, Call::Held(id.to_owned()))],
        ["webhooks", id] => vec![(Method::GET, Call::Event(id.to_owned()))],
        ["orders"] => vec![(Method::GET, Call::Orders)],
        ["orders", "stats"] => vec![(Method::GET, Call::OrderStatistics)],
        ["orders", id] => vec![(Method::GET, Call::Order(id.to_owned()))],
        ["costs"] => vec![(Method::GET, Call::Costs), (Method::PUT, Call::NewCosts)],
        ["integrations"] => vec![(Method::GET, Call::Integrations), (Method::POST, Call::NewIntegration)],
        ["integrations", id] => {
            vec![
                (Method::GET, Call::Integration(id.to_owned())),
                (Method::PATCH, Call::ChangedIntegration(id.to_owned())),
                (Method::DELETE, Call::RemovedIntegration(id.to_owned())),
            ]
        }
        ["integrations", id, "members", "me"] => vec![(Method::DELETE, Call::LeftIntegration(id.to_owned()))],
        ["integrations", id, "secrets", "rotate"] => vec![(Method::POST, Call::RotatedSecret(id.to_owned()))],
        ["integrations", id, "test"] => vec![(Method::POST, Call::TestWebhook(id.to_owned()))],
        _ => return None,
    })
}

/// API Gateway hands the path over decoded, other gateways as it was sent. No id has a `%`, so that once more does no
/// harm.
fn decoded(segment: &str) -> Option<String> {
    percent_decode_str(segment).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_is_found_by_its_methods_alone() {
        let table = [
            ("/api/health", "GET"),
            ("/api/webhooks", "GET"),
            ("/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T", "GET"),
            ("/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T/replay", "POST"),
            ("/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T/held", "GET"),
            ("/api/webhooks/replay", "POST"),
            ("/api/webhooks/register/demo-shopify", "POST"),
            ("/api/webhooks/register/replay", "POST"),
            ("/api/orders", "GET"),
            ("/api/orders/820982911946154508", "GET"),
            ("/api/costs", "GET, PUT"),
            ("/api/integrations", "GET, POST"),
            ("/api/webhooks/stats", "GET"),
            ("/api/webhooks/connections", "GET"),
            ("/api/orders/stats", "GET"),
            ("/api/integrations/demo-shopify", "GET, PATCH, DELETE"),
            ("/api/integrations/demo-shopify/members/me", "DELETE"),
            ("/api/integrations/demo-shopify/secrets/rotate", "POST"),
            ("/api/integrations/demo-shopify/test", "POST"),
        ];
        for (path, allowed) in table {
            for method in
                [Method::GET, Method::POST, Method::PATCH, Method::HEAD, Method::DELETE, Method::OPTIONS, Method::PUT]
            {
                let taken = allowed.split(", ").any(|name| name == method.as_str());
                match find(&method, path) {
                    Ok(_) => assert!(taken, "{method} {path}"),
                    Err(ApiError::Method { allowed: told }) => {
                        assert!(!taken && told == allowed, "{method} {path}: {told}")
                    }
                    Err(other) => panic!("{method} {path}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn what_is_not_in_the_table_is_not_found() {
        for path in [
            "",
            "/",
            "/api",
            "/api/",
            "/health",
            "/api/health/",
            "/api/orders/1/2",
            "/api/webhooks/events/stream",
            "/api/webhooks/replay/1",
            "/live/api/health",
            "/api/orders/%ff",
        ] {
            assert!(
                matches!(find(&Method::GET, path), Err(ApiError::Client(error)) if error.code == "not_found"),
                "{path}"
            );
        }
    }

    #[test]
    fn an_id_is_decoded() {
        assert_eq!(find(&Method::GET, "/api/orders/A%2D1").ok(), Some(Call::Order("A-1".to_owned())));
    }
}
