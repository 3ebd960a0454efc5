//! GraphQL: six operations, each recognized by its name.

use serde::Deserialize;
use serde_json::{Value, json};

use super::shops::{ReceivedOperation, Shop};
use super::{orders, subscriptions};

/// The body of a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GraphqlRequest {
    pub(super) operation_name: String,
    #[serde(default)]
    pub(super) variables: Value,
}

/// Shopify's query cost. Operations are never throttled here, except by a queued response.
fn extensions() -> Value {
    let bucket = json!({ "maximumAvailable": 2000.0, "currentlyAvailable": 1900, "restoreRate": 100.0 });
    json!({ "cost": { "requestedQueryCost": 100, "actualQueryCost": 20, "throttleStatus": bucket } })
}

/// Responds to an operation.
pub(super) fn respond(shop: &mut Shop, request: &GraphqlRequest) -> Value {
    let GraphqlRequest { operation_name, variables } = request;
    shop.record(ReceivedOperation { operation: operation_name.clone(), variables: variables.clone() });
    let data = match operation_name.as_str() {
        "Orders" => orders::listed(shop, variables),
        "Order" => Ok(orders::one(shop, variables)),
        "Refund" => Ok(orders::refund(shop, variables)),
        "Fulfillment" => Ok(orders::fulfillment(shop, variables)),
        "Subscriptions" => Ok(subscriptions::listed(shop, variables)),
        "Subscribe" => Ok(subscriptions::created(shop, variables)),
        _ => Err("this emulator does not implement the operation"),
    };
    match data {
        Ok(data) => json!({ "data": data, "extensions": extensions() }),
        Err(message) => json!({ "errors": [{ "message": message }], "extensions": extensions() }),
    }
}
