//! The emulator over HTTP.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::canned_response::CannedResponse;
use super::graphql::{self, GraphqlRequest};
use super::shops::Shop;
use super::subscriptions::Subscription;
use super::{PATH, ShopifyEmulator};
use crate::gateway::error_response::error_response;
use crate::gateway::request_body::{self, BodyLimits};

/// The size of an order with 5,000 line items.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 8 * 1024 * 1024, time: Duration::from_secs(30) };

pub(super) fn local(shopify: &ShopifyEmulator) -> Router {
    let shop = format!("{PATH}/{{shop}}");
    Router::new()
        .route(&format!("{shop}/admin/api/{{version}}/graphql.json"), post(graphql))
        .route(&shop, put(open))
        .route(&format!("{shop}/orders"), put(put_order))
        .route(&format!("{shop}/subscriptions"), get(list_subscriptions).put(put_subscription))
        .route(&format!("{shop}/next"), post(queue_response))
        .route(&format!("{shop}/asked"), get(asked))
        .with_state(shopify.clone())
}

/// `POST /local/shopify/{shop}/admin/api/{version}/graphql.json`
async fn graphql(
    State(shopify): State<ShopifyEmulator>,
    Path((shop, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    let token = request.headers().get("x-shopify-access-token").map(|token| token.as_bytes().to_vec());
    let request: GraphqlRequest = match read(request).await {
        Ok(request) => request,
        Err(response) => return response,
    };
    let response = shopify.0.with(&shop, |shop| match token.as_deref() == Some(shop.token.as_bytes()) {
        true => Ok(next(shop, &request.operation_name).ok_or_else(|| graphql::respond(shop, &request))),
        false => Err(()),
    });
    match response {
        None => error(StatusCode::NOT_FOUND, "Not Found"),
        Some(Err(())) => error(StatusCode::UNAUTHORIZED, "[API] Invalid API key or access token"),
        Some(Ok(Ok(canned))) => canned.respond().await,
        Some(Ok(Err(json))) => json_response(StatusCode::OK, &json),
    }
}

/// The queued response for this operation, if there is one.
fn next(shop: &mut Shop, operation: &str) -> Option<CannedResponse> {
    let matches = |canned: &CannedResponse| canned.operation.as_deref().is_none_or(|name| name == operation);
    let position = shop.next.iter().position(matches)?;
    let canned = shop.next.get_mut(position)?;
    if canned.skip > 0 {
        canned.skip -= 1;
        return None;
    }
    shop.next.remove(position)
}

/// `PUT /local/shopify/{shop}`: opens a shop with `{"access_token"}`.
async fn open(State(shopify): State<ShopifyEmulator>, Path(shop): Path<String>, request: Request) -> Response {
    #[derive(Deserialize)]
    struct New {
        access_token: String,
    }
    match read::<New>(request).await {
        Ok(new) => {
            shopify.open(&shop, &new.access_token);
            empty_response()
        }
        Err(response) => response,
    }
}

/// `PUT /local/shopify/{shop}/orders`: an order in the form of its webhook.
async fn put_order(State(shopify): State<ShopifyEmulator>, Path(shop): Path<String>, request: Request) -> Response {
    match read::<Value>(request).await {
        Ok(order) => result_response(shopify.put_order(&shop, order)),
        Err(response) => response,
    }
}

/// `PUT /local/shopify/{shop}/subscriptions`: `{"topic","uri"}`, as if it had been created before.
async fn put_subscription(
    State(shopify): State<ShopifyEmulator>,
    Path(shop): Path<String>,
    request: Request,
) -> Response {
    match read::<Subscription>(request).await {
        Ok(new) => result_response(shopify.subscribe(&shop, &new.topic, &new.uri)),
        Err(response) => response,
    }
}

/// `POST /local/shopify/{shop}/next`: queues the next response.
async fn queue_response(
    State(shopify): State<ShopifyEmulator>,
    Path(shop): Path<String>,
    request: Request,
) -> Response {
    match read::<CannedResponse>(request).await {
        Ok(canned) => result_response(shopify.queue_response(&shop, canned)),
        Err(response) => response,
    }
}

async fn list_subscriptions(State(shopify): State<ShopifyEmulator>, Path(shop): Path<String>) -> Response {
    value_response(shopify.0.with(&shop, |shop| json!({ "subscriptions": shop.subscriptions })))
}

async fn asked(State(shopify): State<ShopifyEmulator>, Path(shop): Path<String>) -> Response {
    value_response(shopify.0.with(&shop, |shop| json!({ "asked": shop.received })))
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
    let body = request_body::read(request.into_body(), BODY_LIMITS).await.map_err(|error| error.response())?;
    serde_json::from_slice(&body).map_err(|_| error_response(StatusCode::BAD_REQUEST, "the body is invalid"))
}

fn result_response(result: Option<Result<(), &'static str>>) -> Response {
    match result {
        None => error(StatusCode::NOT_FOUND, "Not Found"),
        Some(Err(message)) => error_response(StatusCode::BAD_REQUEST, message),
        Some(Ok(())) => empty_response(),
    }
}

fn value_response(json: Option<Value>) -> Response {
    json.map_or_else(|| error(StatusCode::NOT_FOUND, "Not Found"), |json| json_response(StatusCode::OK, &json))
}

fn empty_response() -> Response {
    json_response(StatusCode::OK, &json!({}))
}

/// An error outside of GraphQL, in Shopify's form.
fn error(status: StatusCode, message: &str) -> Response {
    json_response(status, &json!({ "errors": message }))
}

fn json_response(status: StatusCode, json: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}
