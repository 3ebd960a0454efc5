//! The table of routes, and the steps of a request: match the route, verify the token, call the handler.

use auth::TokenVerifier;
use channel_function::request_id;
use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt};
use runtime::response::{ErrorResponse, Response};
use tokio::time::Instant;

use crate::context::ApiContext;
use crate::error::ApiError;
use crate::query::Query;
use crate::request::{ApiRequest, PathParameters};
use crate::route::{Handler, Route, match_pattern, public_route, route, segments};
use crate::{channel_list, costs, document, events, health, integrations, orders, registration, statistics};

/// Every route. A path belongs to the first pattern that it matches, so literals stand before parameters. The order of a
/// pattern's methods is that of the header `Allow` of a 405.
pub(crate) fn routes() -> Vec<Route> {
    const GET: Method = Method::GET;
    const POST: Method = Method::POST;
    const PUT: Method = Method::PUT;
    const PATCH: Method = Method::PATCH;
    const DELETE: Method = Method::DELETE;
    vec![
        public_route(GET, "/api/health", health::get).with_response::<health::HealthResponse>(),
        public_route(GET, "/api/openapi.json", document::get),
        route(GET, "/api/channels", channel_list::list),
        route(GET, "/api/webhooks", events::list).with_query(events::LIST_PARAMETERS),
        route(GET, "/api/webhooks/stats", statistics::events).with_query(statistics::EVENTS_PARAMETERS),
        route(GET, "/api/webhooks/connections", statistics::connections).with_query(statistics::CONNECTIONS_PARAMETERS),
        route(POST, "/api/webhooks/replay", events::replay_matching).with_body::<events::BulkReplayRequest>(),
        route(POST, "/api/webhooks/register/{integration}", registration::register),
        route(POST, "/api/webhooks/{id}/replay", events::replay_event),
        route(GET, "/api/webhooks/{id}/held", events::export_customer_data).with_query(events::EXPORT_PARAMETERS),
        route(GET, "/api/webhooks/{id}", events::get),
        route(GET, "/api/orders", orders::list).with_query(orders::LIST_PARAMETERS),
        route(GET, "/api/orders/stats", statistics::orders).with_query(statistics::ORDERS_PARAMETERS),
        route(GET, "/api/orders/{id}", orders::get).with_query(orders::GET_PARAMETERS),
        route(GET, "/api/costs", costs::list).with_query(costs::LIST_PARAMETERS),
        route(PUT, "/api/costs", costs::put).with_query(costs::PUT_PARAMETERS).with_body::<costs::PutCostsRequest>(),
        route(GET, "/api/integrations", integrations::list),
        route(POST, "/api/integrations", integrations::create).with_body::<integrations::CreateIntegrationRequest>(),
        route(GET, "/api/integrations/{id}", integrations::get),
        route(PATCH, "/api/integrations/{id}", integrations::update)
            .with_body::<integrations::UpdateIntegrationRequest>(),
        route(DELETE, "/api/integrations/{id}", integrations::delete),
        route(DELETE, "/api/integrations/{id}/members/me", integrations::leave),
        route(POST, "/api/integrations/{id}/secrets/rotate", integrations::rotate_secret)
            .with_body::<integrations::RotateSecretRequest>(),
        route(POST, "/api/integrations/{id}/test", integrations::send_test_webhook),
    ]
}

/// Hands each request to its handler.
pub(crate) struct Router {
    routes: Vec<Route>,
    context: ApiContext,
    token_verifier: TokenVerifier,
}

impl Router {
    /// A router of all routes.
    pub(crate) fn new(context: ApiContext, token_verifier: TokenVerifier) -> Self {
        Self { routes: routes(), context, token_verifier }
    }

    /// Responds to one request. Errors are logged here, once.
    pub(crate) async fn handle(&self, request: Request) -> Response {
        let request_id = request_id(&request);
        let is_head = request.method() == Method::HEAD;
        let response = self.respond(request).await.unwrap_or_else(|error| {
            error.log(&request_id);
            error.response(&request_id)
        });
        if is_head { response.map(|_| Body::Empty) } else { response }
    }

    async fn respond(&self, request: Request) -> Result<Response, ApiError> {
        let started_at = Instant::now();
        let (route, path_parameters) = find(&self.routes, request.method(), request.raw_http_path())?;
        let handler = match &route.handler {
            Handler::Public(handler) => return handler(&self.context).await,
            Handler::Authenticated(handler) => handler,
        };
        let (parts, body) = request.into_parts();
        let session = self.token_verifier.verify_headers(&parts.headers).await.map_err(ApiError::Auth)?;
        let request = ApiRequest {
            user: session.user,
            path_parameters,
            query: Query::parse(parts.uri.query(), &route.query_parameters.concat())?,
            headers: parts.headers,
            body,
            started_at,
        };
        handler(&self.context, &request).await
    }
}

/// The route of `method` and `path`, with the values of the path's parameters. HEAD has the routes of GET (RFC 9110, section
/// 9.3.2): monitors and `curl --head` use it.
///
/// # Errors
/// 404 for a path that matches no pattern; 405 with the allowed methods for another method.
fn find<'r>(routes: &'r [Route], method: &Method, path: &str) -> Result<(&'r Route, PathParameters), ApiError> {
    let segments = segments(path).ok_or_else(ErrorResponse::not_found)?;
    let matched = routes.iter().find_map(|route| Some((route.pattern, match_pattern(route.pattern, &segments)?)));
    let (pattern, parameters) = matched.ok_or_else(ErrorResponse::not_found)?;
    let of_pattern = || routes.iter().filter(|route| route.pattern == pattern);
    let method_of_route = if *method == Method::HEAD { &Method::GET } else { method };
    match of_pattern().find(|route| route.method == *method_of_route) {
        Some(route) => Ok((route, parameters)),
        None => {
            let names = of_pattern().map(|route| match route.method.as_str() {
                "GET" => "GET, HEAD",
                other => other,
            });
            let allowed: Vec<_> = names.collect();
            Err(ApiError::MethodNotAllowed { allowed: allowed.join(", ") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_found_by_its_own_methods_only() {
        let table = [
            ("/api/health", "GET, HEAD", "/api/health"),
            ("/api/openapi.json", "GET, HEAD", "/api/openapi.json"),
            ("/api/channels", "GET, HEAD", "/api/channels"),
            ("/api/webhooks", "GET, HEAD", "/api/webhooks"),
            ("/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T", "GET, HEAD", "/api/webhooks/{id}"),
            ("/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T/replay", "POST", "/api/webhooks/{id}/replay"),
            ("/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T/held", "GET, HEAD", "/api/webhooks/{id}/held"),
            ("/api/webhooks/replay", "POST", "/api/webhooks/replay"),
            ("/api/webhooks/register/demo-shopify", "POST", "/api/webhooks/register/{integration}"),
            ("/api/webhooks/register/replay", "POST", "/api/webhooks/register/{integration}"),
            ("/api/orders", "GET, HEAD", "/api/orders"),
            ("/api/orders/820982911946154508", "GET, HEAD", "/api/orders/{id}"),
            ("/api/costs", "GET, HEAD, PUT", "/api/costs"),
            ("/api/integrations", "GET, HEAD, POST", "/api/integrations"),
            ("/api/webhooks/stats", "GET, HEAD", "/api/webhooks/stats"),
            ("/api/webhooks/connections", "GET, HEAD", "/api/webhooks/connections"),
            ("/api/orders/stats", "GET, HEAD", "/api/orders/stats"),
            ("/api/integrations/demo-shopify", "GET, HEAD, PATCH, DELETE", "/api/integrations/{id}"),
            ("/api/integrations/demo-shopify/members/me", "DELETE", "/api/integrations/{id}/members/me"),
            ("/api/integrations/demo-shopify/secrets/rotate", "POST", "/api/integrations/{id}/secrets/rotate"),
            ("/api/integrations/demo-shopify/test", "POST", "/api/integrations/{id}/test"),
        ];
        let routes = routes();
        for (path, expected_methods, pattern) in table {
            for method in
                [Method::GET, Method::POST, Method::PATCH, Method::HEAD, Method::DELETE, Method::OPTIONS, Method::PUT]
            {
                let is_allowed = expected_methods.split(", ").any(|name| name == method.as_str());
                match find(&routes, &method, path) {
                    Ok((route, _)) => {
                        let of_route = if method == Method::HEAD { Method::GET } else { method.clone() };
                        assert!(is_allowed && route.method == of_route && route.pattern == pattern, "{method} {path}");
                    }
                    Err(ApiError::MethodNotAllowed { allowed }) => {
                        assert!(!is_allowed && allowed == expected_methods, "{method} {path}: {allowed}");
                    }
                    Err(other) => panic!("{method} {path}: {other:?}"),
                }
            }
        }
        let covered = |route: &Route| table.iter().any(|(_, _, pattern)| *pattern == route.pattern);
        assert!(routes.iter().all(covered), "the table has every pattern");
    }

    #[test]
    fn unknown_path_is_not_found() {
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
            let found = find(&routes(), &Method::GET, path).map(|(route, _)| route.pattern.to_owned());
            assert!(matches!(found, Err(ApiError::Client(error)) if error.code == "not_found"), "{path}");
        }
    }

    #[test]
    fn path_parameter_is_decoded() {
        let routes = routes();
        let (route, parameters) = find(&routes, &Method::GET, "/api/orders/A%2D1").unwrap();
        assert_eq!((route.pattern, parameters), ("/api/orders/{id}", vec![("id", "A-1".to_owned())]));
    }
}
