//! Redaction of a shop.

use serde_json::{Value, json};
use types::time::Clock;

use crate::redaction_samples::{
    NAME, SHOP_REDACT, UNINSTALLED, event, invoke_one, personal_order, personal_rows, shipment, shipment_delivery,
    stack_with_courier,
};

fn is_rejected(event: &Value) -> bool {
    event["status"] == "failed" && event["error"].as_str().unwrap().starts_with("still_installed")
}

#[tokio::test]
async fn shop_is_redacted_only_while_the_app_is_uninstalled() {
    let stack = stack_with_courier().await;
    let mut batch = Vec::new();
    for id in 1..=250 {
        batch.push(stack.delivery("shop", "orders/create", &personal_order(id), &(100 + id).to_string()).await);
    }
    batch.push(shipment_delivery(&stack, &shipment("W1", "#1"), "400").await);
    batch.push(stack.delivery("shop", "customers/update", &json!({"first_name": NAME}).to_string(), "401").await);
    batch.push(stack.delivery("shop", "orders/create", &format!("not JSON {NAME}"), "402").await);
    assert!(stack.invoke(batch).await.is_empty());
    let late = stack.delivery("shop", "orders/create", &personal_order(999), "403").await;
    let request = stack.delivery("shop", "shop/redact", SHOP_REDACT, "404").await;
    invoke_one(&stack, &request).await;
    assert!(is_rejected(&event(&stack, "shop/redact").await));
    assert!(personal_rows(&stack).await.len() > 250);

    invoke_one(&stack, &stack.delivery("shop", "app/uninstalled", UNINSTALLED, "405").await).await;
    stack.settle(stack.replay(&request).await).await;
    let done = event(&stack, "shop/redact").await;
    assert_eq!(done["status"], "processed", "{done}");
    // Deliveries that come later, of changes before the uninstallation.
    invoke_one(&stack, &late).await;
    let again = stack.delivery("shop", "orders/updated", &personal_order(1), "406").await;
    invoke_one(&stack, &again).await;
    invoke_one(&stack, &stack.replay(&again).await).await;
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
    assert_eq!(stack.order_summary("shop", "250").await["total"], "100.00");

    // The shop installs the app again: its new orders are kept.
    let now = Clock::system().now().plus_millis(1_000).to_string();
    let new = personal_order(2_000).replace("2026-11-02T10:00:00Z", &now);
    invoke_one(&stack, &stack.delivery("shop", "orders/create", &new, "500").await).await;
    assert!(personal_rows(&stack).await.iter().any(|row| row.contains("deliveries")));
    let rejected = stack.replay(&request).await;
    invoke_one(&stack, &rejected).await;
    assert!(is_rejected(&event(&stack, "shop/redact").await));
}
