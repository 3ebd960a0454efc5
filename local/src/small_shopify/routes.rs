//! The small Shopify over HTTP.

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

use super::control::Canned;
use super::graphql::{self, Question};
use super::shops::Shop;
use super::subscriptions::Subscription;
use super::{PATH, SmallShopify};
use crate::gateway::refusal::refusal;
use crate::gateway::request_body::{self, BodyLimits};

/// An order of 5,000 lines.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 8 * 1024 * 1024, time: Duration::from_secs(30) };

pub(super) fn local(shopify: &SmallShopify) -> Router {
    let shop = format!("{PATH}/{{shop}}");
    Router::new()
        .route(&format!("{shop}/admin/api/{{version}}/graphql.json"), post(graphql))
        .route(&shop, put(open))
        .route(&format!("{shop}/orders"), put(put_order))
        .route(&format!("{shop}/subscriptions"), get(list_subscriptions).put(put_subscription))
        .route(&format!("{shop}/next"), post(answer_next))
        .route(&format!("{shop}/asked"), get(asked))
        .with_state(shopify.clone())
}

/// `POST /local/shopify/{shop}/admin/api/{version}/graphql.json`
async fn graphql(
    State(shopify): State<SmallShopify>,
    Path((shop, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    let token = request.headers().get("x-shopify-access-token").map(|token| token.as_bytes().to_vec());
    let question: Question = match read(request).await {
        Ok(question) => question,
        Err(response) => return response,
    };
    let answer = shopify.0.with(&shop, |shop| match token.as_deref() == Some(shop.token.as_bytes()) {
        true => Ok(next(shop, &question.operation_name).ok_or_else(|| graphql::answer(shop, &question))),
        false => Err(()),
    });
    match answer {
        None => error(StatusCode::NOT_FOUND, "Not Found"),
        Some(Err(())) => error(StatusCode::UNAUTHORIZED, "[API] Invalid API key or access token"),
        Some(Ok(Ok(canned))) => canned.give().await,
        Some(Ok(Err(json))) => answer_json(StatusCode::OK, &json),
    }
}

/// What it was told to answer to this question next, if anything.
fn next(shop: &mut Shop, operation: &str) -> Option<Canned> {
    let meant = |canned: &Canned| canned.operation.as_deref().is_none_or(|named| named == operation);
    let position = shop.next.iter().position(meant)?;
    let canned = shop.next.get_mut(position)?;
    if canned.skip > 0 {
        canned.skip -= 1;
        return None;
    }
    shop.next.remove(position)
}

/// `PUT /local/shopify/{shop}`: opens a shop with `{"access_token"}`.
async fn open(State(shopify): State<SmallShopify>, Path(shop): Path<String>, request: Request) -> Response {
    #[derive(Deserialize)]
    struct New {
        access_token: String,
    }
    match read::<New>(request).await {
        Ok(new) => {
            shopify.open(&shop, &new.access_token);
            done()
        }
        Err(response) => response,
    }
}

/// `PUT /local/shopify/{shop}/orders`: an order as its webhook pictures it.
async fn put_order(State(shopify): State<SmallShopify>, Path(shop): Path<String>, request: Request) -> Response {
    match read::<Value>(request).await {
        Ok(order) => told(shopify.put_order(&shop, order)),
        Err(response) => response,
    }
}

/// `PUT /local/shopify/{shop}/subscriptions`: `{"topic","uri"}`, as if it had been made before.
async fn put_subscription(State(shopify): State<SmallShopify>, Path(shop): Path<String>, request: Request) -> Response {
    match read::<Subscription>(request).await {
        Ok(new) => told(shopify.subscribe(&shop, &new.topic, &new.uri)),
        Err(response) => response,
    }
}

/// `POST /local/shopify/{shop}/next`: what it is to answer next.
async fn answer_next(State(shopify): State<SmallShopify>, Path(shop): Path<String>, request: Request) -> Response {
    match read::<Canned>(request).await {
        Ok(canned) => told(shopify.answer_next(&shop, canned)),
        Err(response) => response,
    }
}

async fn list_subscriptions(State(shopify): State<SmallShopify>, Path(shop): Path<String>) -> Response {
    shown(shopify.0.with(&shop, |shop| json!({ "subscriptions": shop.subscriptions })))
}

async fn asked(State(shopify): State<SmallShopify>, Path(shop): Path<String>) -> Response {
    shown(shopify.0.with(&shop, |shop| json!({ "asked": shop.asked })))
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
    let body = request_body::read(request.into_body(), BODY_LIMITS).await.map_err(|error| error.response())?;
    serde_json::from_slice(&body).map_err(|_| refusal(StatusCode::BAD_REQUEST, "the body is not what is wanted here"))
}

fn told(told: Option<Result<(), &'static str>>) -> Response {
    match told {
        None => error(StatusCode::NOT_FOUND, "Not Found"),
        Some(Err(message)) => refusal(StatusCode::BAD_REQUEST, message),
        Some(Ok(())) => done(),
    }
}

fn shown(json: Option<Value>) -> Response {
    json.map_or_else(|| error(StatusCode::NOT_FOUND, "Not Found"), |json| answer_json(StatusCode::OK, &json))
}

fn done() -> Response {
    answer_json(StatusCode::OK, &json!({}))
}

/// An error that is none of GraphQL's, in Shopify's form.
fn error(status: StatusCode, message: &str) -> Response {
    answer_json(status, &json!({ "errors": message }))
}

fn answer_json(status: StatusCode, json: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}
