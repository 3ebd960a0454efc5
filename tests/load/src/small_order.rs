//! An order of the demo shop, no more of it than is read.

use local::client::WebhookSender;
use serde_json::json;

/// The topic of [`body`].
pub(crate) const TOPIC: &str = "orders/create";

/// The order's body.
pub(crate) fn body(id: u64) -> String {
    json!({
        "id": id, "name": format!("#{id}"), "currency": "INR", "total_price": "100.00", "financial_status": "paid",
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z",
        "line_items": [{"id": 1, "title": "Tee", "quantity": 1, "price": "100.00"}]
    })
    .to_string()
}

/// Posts the order; gives its event's id.
pub(crate) async fn post(sender: &WebhookSender, id: u64) -> Result<String, String> {
    let received = sender.post(TOPIC, body(id)).await.map_err(|error| error.to_string())?;
    let refused = || format!("an order was answered with {} {}", received.status, received.word());
    received.event_id().map(str::to_owned).ok_or_else(refused)
}
