//! Redactions that take longer than one run may last.

use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::json;
use types::time::Clock;

use crate::redaction_samples::{
    SHOP_REDACT, UNINSTALLED, customer_redact, event, invoke_one, personal_order, personal_rows, shipment,
    shipment_delivery,
};
use crate::stack::Stack;

/// A clock that advances by 20 seconds with each reading, so that the time of each run is over at once.
fn fast_clock() -> Clock {
    let (start, passed) = (Clock::system().now(), AtomicI64::new(0));
    Clock::from_fn(move || start.plus_millis(passed.fetch_add(20_000, Ordering::Relaxed)))
}

async fn start() -> Stack {
    let stack = Stack::start_at(fast_clock()).await;
    stack.integration("shop", &[]).await;
    stack.courier("courier", "shop").await;
    stack
}

#[tokio::test]
async fn request_with_many_orders_continues_where_its_last_run_ended() {
    let stack = start().await;
    let orders: Vec<u64> = (1..=30).collect();
    for id in &orders {
        invoke_one(
            &stack,
            &stack.delivery("shop", "orders/create", &personal_order(*id), &(100 + id).to_string()).await,
        )
        .await;
    }
    invoke_one(&stack, &shipment_delivery(&stack, &shipment("W1", "#1"), "200").await).await;
    invoke_one(&stack, &shipment_delivery(&stack, "not JSON, of W1 for Plantedname", "201").await).await;
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&orders), "300").await).await;
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
    let done = event(&stack, "customers/redact").await;
    assert!(done["payload_summary"].as_str().unwrap().ends_with("done, 32 deliveries redacted"), "{done}");
}

#[tokio::test]
async fn shop_redaction_continues_behind_its_last_page() {
    let stack = start().await;
    for id in 1..=30 {
        invoke_one(
            &stack,
            &stack.delivery("shop", "orders/create", &personal_order(id), &(100 + id).to_string()).await,
        )
        .await;
    }
    invoke_one(&stack, &shipment_delivery(&stack, &shipment("W1", "#1"), "200").await).await;
    invoke_one(&stack, &stack.delivery("shop", "app/uninstalled", UNINSTALLED, "201").await).await;
    stack.settle(stack.delivery("shop", "shop/redact", SHOP_REDACT, "300").await).await;
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
    assert_eq!(event(&stack, "shop/redact").await["status"], json!("processed"));
}

#[tokio::test]
async fn late_deliveries_beyond_the_time_limit_are_replayed() {
    let stack = start().await;
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1, 2, 3]), "100").await).await;
    let mut late = Vec::new();
    for id in 1..=3 {
        // The shipment comes first, so that nothing shows yet that its order was redacted.
        let shipment = shipment(&format!("W{id}"), &format!("#{id}"));
        invoke_one(&stack, &shipment_delivery(&stack, &shipment, "101").await).await;
        late.push(stack.delivery("shop", "orders/create", &personal_order(id), &(200 + id).to_string()).await);
    }
    assert_eq!(stack.invoke(late.clone()).await, Vec::<String>::new());
    for record in late {
        if let Some(replay) = stack.replayed(&record).await {
            stack.settle(replay).await;
        }
    }
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
}
