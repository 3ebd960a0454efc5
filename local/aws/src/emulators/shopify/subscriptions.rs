//! The webhook subscriptions of the app.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shops::{MAX_ITEMS, Shop};

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subscription {
    pub(super) topic: String,
    pub(super) uri: String,
}

/// Whether the address is allowed: `https` as in Shopify, or this machine, which has no `https`.
fn is_address(uri: &str) -> bool {
    uri.starts_with("https://") || uri.starts_with("http://127.0.0.1:") || uri.starts_with("http://localhost:")
}

/// Creates a subscription, or returns an error message.
pub(super) fn subscribe(shop: &mut Shop, new: Subscription) -> Result<(), &'static str> {
    if !is_address(&new.uri) {
        return Err("Address is not allowed");
    }
    if shop.subscriptions.contains(&new) || shop.subscriptions.len() >= MAX_ITEMS {
        return Err("Address for this topic has already been taken");
    }
    shop.subscriptions.push(new);
    Ok(())
}

/// The response to `webhookSubscriptionCreate`.
pub(super) fn created(shop: &mut Shop, variables: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let new = Subscription { topic: text(&variables["topic"]), uri: text(&variables["webhookSubscription"]["uri"]) };
    let (subscription, errors) = match subscribe(shop, new) {
        Ok(()) => {
            let number = shop.subscriptions.len();
            (json!({ "id": format!("gid://shopify/WebhookSubscription/{number}") }), json!([]))
        }
        Err(message) => (Value::Null, json!([{ "field": ["webhookSubscription", "uri"], "message": message }])),
    };
    json!({ "webhookSubscriptionCreate": { "webhookSubscription": subscription, "userErrors": errors } })
}

/// The response to `webhookSubscriptions`.
pub(super) fn listed(shop: &Shop, variables: &Value) -> Value {
    let first = usize::try_from(variables["first"].as_u64().unwrap_or(0)).unwrap_or(0);
    let after = variables["after"].as_str().and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let nodes: Vec<_> = shop.subscriptions.iter().skip(after).take(first).collect();
    let end = after + nodes.len();
    let has_next = end < shop.subscriptions.len();
    let page = json!({ "hasNextPage": has_next, "endCursor": end.to_string() });
    json!({ "webhookSubscriptions": { "nodes": nodes, "pageInfo": page } })
}
