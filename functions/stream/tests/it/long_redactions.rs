//! Redactions that take longer than one pass lasts.

use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::json;
use types::time::Clock;

use crate::redactions::{SHOP_REDACT, UNINSTALLED, courier, customer_redact, event, parcel, personal, planted, takes};
use crate::stack::Stack;

/// A clock by which 20 seconds pass from one look to the next, so that each pass is late from its beginning.
fn rushing() -> Clock {
    let (start, passed) = (Clock::system().now(), AtomicI64::new(0));
    Clock::from_fn(move || start.plus_millis(passed.fetch_add(20_000, Ordering::Relaxed)))
}

async fn start() -> Stack {
    let stack = Stack::start_at(rushing()).await;
    stack.integration("shop", &[]).await;
    stack.courier("courier", "shop").await;
    stack
}

#[tokio::test]
async fn a_request_that_names_many_orders_goes_on_where_the_pass_before_it_ended() {
    let stack = start().await;
    let orders: Vec<u64> = (1..=30).collect();
    for id in &orders {
        takes(&stack, &stack.delivered("shop", "orders/create", &personal(*id), &(100 + id).to_string()).await).await;
    }
    takes(&stack, &courier(&stack, &parcel("W1", "#1"), "200").await).await;
    takes(&stack, &courier(&stack, "no json of W1 for Plantedname", "201").await).await;
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&orders), "300").await).await;
    assert_eq!(planted(&stack).await, Vec::<String>::new());
    let done = event(&stack, "customers/redact").await;
    assert!(done["payload_summary"].as_str().unwrap().ends_with("done, 32 deliveries redacted"), "{done}");
}

#[tokio::test]
async fn a_shops_redaction_goes_on_behind_its_last_portion() {
    let stack = start().await;
    for id in 1..=30 {
        takes(&stack, &stack.delivered("shop", "orders/create", &personal(id), &(100 + id).to_string()).await).await;
    }
    takes(&stack, &courier(&stack, &parcel("W1", "#1"), "200").await).await;
    takes(&stack, &stack.delivered("shop", "app/uninstalled", UNINSTALLED, "201").await).await;
    stack.settle(stack.delivered("shop", "shop/redact", SHOP_REDACT, "300").await).await;
    assert_eq!(planted(&stack).await, Vec::<String>::new());
    assert_eq!(event(&stack, "shop/redact").await["status"], json!("processed"));
}

#[tokio::test]
async fn late_deliveries_for_which_there_is_not_the_time_are_replayed() {
    let stack = start().await;
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[1, 2, 3]), "100").await).await;
    let mut late = Vec::new();
    for id in 1..=3 {
        // Nobody knows yet that its order was redacted.
        let parcel = parcel(&format!("W{id}"), &format!("#{id}"));
        takes(&stack, &courier(&stack, &parcel, "101").await).await;
        late.push(stack.delivered("shop", "orders/create", &personal(id), &(200 + id).to_string()).await);
    }
    assert_eq!(stack.invoke(late.clone()).await, Vec::<String>::new());
    for record in late {
        if let Some(replay) = stack.replayed(&record).await {
            stack.settle(replay).await;
        }
    }
    assert_eq!(planted(&stack).await, Vec::<String>::new());
}
