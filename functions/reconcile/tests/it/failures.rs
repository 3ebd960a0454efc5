//! Shops that do not answer.

use serde_json::json;

use crate::stack::{Stack, domain};

#[tokio::test]
async fn one_shop_that_fails_keeps_no_other() {
    let stack = Stack::start().await;
    for id in ["a-shop", "b-shop", "c-shop"] {
        stack.shop(id).await;
        stack.orders(id, [5]);
    }
    stack.shopify.open(&domain("b-shop"), "the-token-was-revoked");
    let report = stack.run().await;
    assert_eq!((report.asked, report.failed, report.stored), (3, 1, 2));
    let mark = stack.mark("b-shop").await.unwrap();
    assert_eq!((mark.error.as_deref(), mark.until), (Some("token_refused"), None));
    // Once it is allowed again nothing is missing.
    stack.shopify.open(&domain("b-shop"), crate::stack::TOKEN);
    stack.later(15);
    assert_eq!(stack.run().await.stored, 1);
    assert_eq!(stack.mark("b-shop").await.unwrap().error, None);
}

#[tokio::test]
async fn every_failure_has_its_word_and_moves_nothing() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    stack.orders("shop", [5]);
    for (canned, word) in [
        (json!({"status": 401}), "token_refused"),
        (json!({"status": 403}), "token_refused"),
        (json!({"status": 402}), "shop_frozen"),
        (json!({"status": 423}), "shop_locked"),
        (json!({"status": 503}), "unavailable"),
        (json!({"body": "<html>"}), "answer_unreadable"),
        (json!({"body": {"data": {"orders": {"nodes": [{"id": 1}]}}}}), "answer_unreadable"),
        (json!({"body": {"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]}}), "scope_missing"),
    ] {
        stack.next("shop", canned);
        let report = stack.run().await;
        let mark = stack.mark("shop").await.unwrap();
        assert_eq!((report.failed, report.stored, mark.error.as_deref(), mark.until), (1, 0, Some(word), None));
    }
    assert_eq!(stack.run().await.stored, 1);
}

#[tokio::test]
async fn without_time_nobody_is_asked_and_nothing_is_a_failure() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    let report = stack.run_for(10_000).await;
    assert_eq!((report.asked, report.left), (0, 1));
    assert_eq!(stack.mark("shop").await, None);
}

#[tokio::test]
async fn where_waiting_would_take_too_long_the_next_run_goes_on() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    stack.orders("shop", [5]);
    stack.next("shop", json!({"status": 429, "headers": {"retry-after": "30"}}));
    // Twenty seconds, of which ten are for the end.
    let report = stack.run_for(20_000).await;
    assert_eq!((report.failed, stack.mark("shop").await.unwrap().error.as_deref()), (1, Some("throttled")));
    assert_eq!(stack.run().await.stored, 1);
}
