//! Failures of the channel's API.

use serde_json::json;

use crate::stack::{Stack, domain};

#[tokio::test]
async fn failing_shop_does_not_stop_other_shops() {
    let stack = Stack::start().await;
    for id in ["a-shop", "b-shop", "c-shop"] {
        stack.create_shop(id).await;
        stack.put_orders(id, [5]);
    }
    stack.shopify.open(&domain("b-shop"), "the-token-was-revoked");
    let run = stack.run().await;
    assert_eq!((run.reconciled, run.failed, run.stored), (3, 1, 2));
    let checkpoint = stack.checkpoint("b-shop").await.unwrap();
    assert_eq!((checkpoint.error.as_deref(), checkpoint.until), (Some("token_refused"), None));
    // Once the token is valid again, nothing is missing.
    stack.shopify.open(&domain("b-shop"), crate::stack::TOKEN);
    stack.advance_minutes(15);
    assert_eq!(stack.run().await.stored, 1);
    assert_eq!(stack.checkpoint("b-shop").await.unwrap().error, None);
}

#[tokio::test]
async fn failure_is_recorded_with_its_code_and_keeps_the_checkpoint() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    stack.put_orders("shop", [5]);
    for (response, code) in [
        (json!({"status": 401}), "token_refused"),
        (json!({"status": 403}), "token_refused"),
        (json!({"status": 402}), "shop_frozen"),
        (json!({"status": 423}), "shop_locked"),
        (json!({"status": 503}), "unavailable"),
        (json!({"body": "<html>"}), "answer_unreadable"),
        (json!({"body": {"data": {"orders": {"nodes": [{"id": 1}]}}}}), "answer_unreadable"),
        (json!({"body": {"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]}}), "scope_missing"),
    ] {
        stack.respond_next("shop", response);
        let run = stack.run().await;
        let checkpoint = stack.checkpoint("shop").await.unwrap();
        assert_eq!((run.failed, run.stored, checkpoint.error.as_deref(), checkpoint.until), (1, 0, Some(code), None));
    }
    assert_eq!(stack.run().await.stored, 1);
}

#[tokio::test]
async fn run_without_time_starts_no_integration_and_is_no_failure() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    let run = stack.run_for(10_000).await;
    assert_eq!((run.reconciled, run.not_started), (0, 1));
    assert_eq!(stack.checkpoint("shop").await, None);
}

#[tokio::test]
async fn throttling_beyond_the_deadline_is_left_to_the_next_run() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    stack.put_orders("shop", [5]);
    stack.respond_next("shop", json!({"status": 429, "headers": {"retry-after": "30"}}));
    // Twenty seconds, of which ten are the shutdown margin.
    let run = stack.run_for(20_000).await;
    assert_eq!((run.failed, stack.checkpoint("shop").await.unwrap().error.as_deref()), (1, Some("throttled")));
    assert_eq!(stack.run().await.stored, 1);
}
