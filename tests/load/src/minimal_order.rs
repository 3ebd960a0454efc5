//! An order of the demo shop with only the members that are read.

use local_client::WebhookSender;
use serde_json::json;

const TOPIC: &str = "orders/create";

fn body(id: u64) -> String {
    json!({
        "id": id, "name": format!("#{id}"), "currency": "INR", "total_price": "100.00", "financial_status": "paid",
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z",
        "line_items": [{"id": 1, "title": "Tee", "quantity": 1, "price": "100.00"}]
    })
    .to_string()
}

/// Posts the order; returns the id of its event.
///
/// # Errors
/// A sentence: the stack did not respond, or did not store the order.
pub async fn post(sender: &WebhookSender, id: u64) -> Result<String, String> {
    let response = sender.post(TOPIC, body(id)).await.map_err(|error| error.to_string())?;
    let not_stored = || format!("the response to an order was {} {}", response.status, response.code());
    response.event_id().map(str::to_owned).ok_or_else(not_stored)
}
