//! Bodies that are larger than a row.

use crate::stack::{Order, Stack, Webhook};

#[tokio::test]
async fn large_body_is_stored_in_parts_processed_and_returned_whole() {
    let stack = Stack::start().await;
    let order = Order { id: 700_000_000_000_000_001 };
    let mut body: serde_json::Value = serde_json::from_slice(&order.webhook("orders/create").body).unwrap();
    // Text that does not compress well: a note of the hashes of numbers.
    let noise: String = (0_u32..16_000)
        .map(|number| signatures::hmac_sha256::sign(&types::secret::Secret::new("noise"), &number.to_be_bytes()))
        .collect();
    body["note"] = noise.into();
    let webhook = Webhook::new("orders/create", body.to_string());
    assert!(webhook.body.len() > 600 * 1024);

    let id = stack.post(&webhook).await.event_id();
    assert_eq!(stack.post(&webhook).await.json["status"], "duplicate");
    let event = stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await;
    assert_eq!(event["status"], "processed");
    assert_eq!(event["delivery"]["body"].as_str().unwrap().as_bytes(), webhook.body);
    let rows = stack.rows().await;
    assert!(rows.of("deliveries") > 2, "{rows:?}");
    assert_eq!((rows.of("events"), rows.of("state")), (1, 1));
}
