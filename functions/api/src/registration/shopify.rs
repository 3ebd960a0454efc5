//! Subscribes to Shopify's topics by its API. Asking again makes nothing twice.

use channels::shopify::subscribable_topics;
use domain::integration::Integration;
use domain::order_source::OrderSourceError;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use shopify_admin::{Shop, ShopApi, Subscription, create_subscription, subscriptions};
use tracing::warn;
use types::text::shortened;
use types::time::Time;

use super::response::TopicResult;
use crate::error::ApiError;

/// What every URL of Storebell's for Shopify has in it.
const OURS: &str = "/api/webhooks/shopify";

/// Has the webhooks of all topics that are read sent to `url`, until `deadline`.
pub(super) async fn register(
    api: &ShopApi,
    integration: &Integration,
    url: &str,
    deadline: Time,
) -> Result<Vec<TopicResult>, ApiError> {
    let shop = api.shop(integration, deadline).map_err(not_asked)?;
    let there = subscriptions(api, &shop).await.map_err(|failed| refused(integration, failed))?;
    let mut results = Vec::new();
    for (topic, graph_topic) in subscribable_topics() {
        let of_topic: Vec<_> = there.iter().filter(|subscription| subscription.topic == graph_topic).collect();
        results.push(subscribe(api, &shop, (topic, &graph_topic), &of_topic, url).await);
    }
    Ok(results)
}

async fn subscribe(
    api: &ShopApi,
    shop: &Shop,
    (topic, graph_topic): (&'static str, &str),
    there: &[&Subscription],
    url: &str,
) -> TopicResult {
    let leads_here = |subscription: &&Subscription| subscription.uri.as_deref() == Some(url);
    if there.iter().any(leads_here) {
        return TopicResult { topic, result: TopicResult::EXISTS, message: elsewhere(there, url) };
    }
    match create_subscription(api, shop, graph_topic, url).await {
        Ok(()) => TopicResult { topic, result: TopicResult::CREATED, message: elsewhere(there, url) },
        Err(failed) => {
            TopicResult { topic, result: TopicResult::FAILED, message: Some(format!("{}: {failed}", failed.code())) }
        }
    }
}

/// An old address of ours that still gets the same webhooks.
fn elsewhere(there: &[&Subscription], url: &str) -> Option<String> {
    let mut uris = there.iter().filter_map(|subscription| subscription.uri.as_deref());
    let old = uris.find(|uri| *uri != url && uri.contains(OURS))?;
    Some(format!("another subscription of this topic leads to {}", shortened(old, 200)))
}

/// Nothing could be asked at all.
fn not_asked(failed: OrderSourceError) -> ApiError {
    let message = match failed {
        OrderSourceError::TokenMissing => "The integration has no `access_token`, or is disabled.",
        _ => "Only a shop whose account is <name>.myshopify.com can be asked.",
    };
    ErrorResponse::new(StatusCode::CONFLICT, failed.code(), message).into()
}

/// The shop did not even say what there is.
fn refused(integration: &Integration, failed: OrderSourceError) -> ApiError {
    let (integration, reason) = (&integration.id, failed.code());
    warn!(%integration, reason, "the shop did not answer");
    let status = if failed.is_transient() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::BAD_GATEWAY };
    ErrorResponse::new(status, reason, format!("Shopify: {failed}.")).into()
}
