//! Bodies of Shopify's webhooks, with only the members that Storebell reads.

use serde_json::json;

/// The body of a paid order.
pub fn order(id: u64) -> String {
    json!({
        "id": id, "name": format!("#{id}"), "currency": "INR", "total_price": "100.00", "financial_status": "paid",
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "line_items": []
    })
    .to_string()
}

/// The body of a product.
pub fn product(id: u64) -> String {
    json!({"id": id, "title": "Tee", "handle": "tee", "variants": []}).to_string()
}
