//! Subscribes to Shopify's topics with its Admin API. Existing subscriptions are kept, so that a repeated registration
//! creates nothing twice.

use channels::shopify::subscribable_topics;
use domain::integration::Integration;
use domain::order_source::OrderSourceError;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use shopify_admin::{Shop, ShopApi, Subscription, create_subscription, subscriptions};
use tracing::warn;
use types::text::shortened;
use types::time::Time;

use super::response::TopicRegistration;
use crate::error::ApiError;

/// The path of every Storebell URL for Shopify.
const STOREBELL_PATH: &str = "/api/webhooks/shopify";
/// How much of another subscription's URL is shown.
const MAX_SHOWN_URL_CHARS: usize = 200;

/// Subscribes `url` to every topic that Storebell reads, until `deadline`.
///
/// # Errors
/// 409 if the integration has no access token or its account is no Shopify domain; 502 or 503 if the existing
/// subscriptions could not be fetched. A topic that fails is part of the result.
pub(super) async fn register(
    api: &ShopApi,
    integration: &Integration,
    url: &str,
    deadline: Time,
) -> Result<Vec<TopicRegistration>, ApiError> {
    let shop = api.shop(integration, deadline).map_err(unusable_shop)?;
    let existing = subscriptions(api, &shop).await.map_err(|error| fetch_failed(integration, error))?;
    let mut results = Vec::new();
    for (topic, graphql_topic) in subscribable_topics() {
        let of_topic: Vec<_> = existing.iter().filter(|subscription| subscription.topic == graphql_topic).collect();
        results.push(subscribe(api, &shop, (topic, &graphql_topic), &of_topic, url).await);
    }
    Ok(results)
}

async fn subscribe(
    api: &ShopApi,
    shop: &Shop,
    (topic, graphql_topic): (&'static str, &str),
    existing: &[&Subscription],
    url: &str,
) -> TopicRegistration {
    let has_url = |subscription: &&Subscription| subscription.uri.as_deref() == Some(url);
    if existing.iter().any(has_url) {
        let message = other_subscription(existing, url);
        return TopicRegistration { topic, result: TopicRegistration::EXISTS, message };
    }
    match create_subscription(api, shop, graphql_topic, url).await {
        Ok(()) => {
            let message = other_subscription(existing, url);
            TopicRegistration { topic, result: TopicRegistration::CREATED, message }
        }
        Err(error) => {
            let message = Some(format!("{}: {error}", error.code()));
            TopicRegistration { topic, result: TopicRegistration::FAILED, message }
        }
    }
}

/// The message about an earlier URL of Storebell that still receives the same webhooks.
fn other_subscription(existing: &[&Subscription], url: &str) -> Option<String> {
    let mut urls = existing.iter().filter_map(|subscription| subscription.uri.as_deref());
    let other = urls.find(|other| *other != url && other.contains(STOREBELL_PATH))?;
    Some(format!("Another subscription of this topic posts to {}", shortened(other, MAX_SHOWN_URL_CHARS)))
}

/// The API cannot be called for this integration.
fn unusable_shop(error: OrderSourceError) -> ApiError {
    let message = match error {
        OrderSourceError::TokenMissing => "The integration has no `access_token` or is disabled.",
        _ => "The integration's account must be <name>.myshopify.com.",
    };
    ErrorResponse::new(StatusCode::CONFLICT, error.code(), message).into()
}

/// The existing subscriptions could not be fetched.
fn fetch_failed(integration: &Integration, error: OrderSourceError) -> ApiError {
    let (integration, code) = (&integration.id, error.code());
    warn!(%integration, code, "the shop's subscriptions could not be fetched");
    let status = if error.is_transient() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::BAD_GATEWAY };
    ErrorResponse::new(status, code, format!("Shopify: {error}.")).into()
}
