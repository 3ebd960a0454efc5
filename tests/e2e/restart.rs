//! Power cuts and restarts.

use crate::stack::{Stack, Webhook};

#[tokio::test]
async fn stored_webhook_is_processed_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::on(folder.path()).await;
    let id = stack.post(&Webhook::sample("orders/create")).await.event_id();
    stack.kill().await;

    let stack = Stack::on(folder.path()).await;
    let events = stack.events(1).await;
    assert_eq!((events[0]["id"].as_str(), events[0]["status"].as_str()), (Some(id.as_str()), Some("processed")));
    let orders = stack.until("/api/orders", |page| page["orders"][0].is_object()).await;
    assert_eq!(orders["orders"][0]["rev"], 1);
}

#[tokio::test]
async fn data_is_unchanged_after_a_clean_restart() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::on(folder.path()).await;
    stack.post(&Webhook::sample("orders/create")).await;
    let before = (
        stack.events(1).await,
        stack.until("/api/orders", |page| page["orders"][0].is_object()).await["orders"].clone(),
    );
    stack.stop().await;

    let stack = Stack::on(folder.path()).await;
    assert_eq!((stack.events(1).await, stack.get("demo", "/api/orders").await.1["orders"].clone()), before);
    let again = stack.post(&Webhook::sample("orders/create")).await;
    assert_eq!(again.json["status"], "duplicate");
}

#[tokio::test]
async fn connections_of_a_killed_stack_do_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::on(folder.path()).await;
    let _socket = stack.websocket("demo", None).await;
    let live = |response: serde_json::Value| response["connections"].as_u64();
    assert_eq!(live(stack.get("demo", "/api/webhooks/connections").await.1), Some(1));
    stack.kill().await;

    let stack = Stack::on(folder.path()).await;
    assert_eq!(live(stack.get("demo", "/api/webhooks/connections").await.1), Some(0));
    assert_eq!(stack.rows().await.of("connections"), 0);
}
