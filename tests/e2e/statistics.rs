//! Statistics, the test webhook of an integration, and its deletion.

use reqwest::Method;
use serde_json::{Value, json};
use types::time::{DAY_MS, Time};

use crate::stack::{Order, Stack, Webhook, read};

/// Runs the rollup, as the schedule does every minute.
async fn roll_up(stack: &Stack) -> Value {
    let url = stack.url("/2015-03-31/functions/rollup/invocations");
    let (status, report) = read(stack.http().post(url).body("{}").send().await.unwrap()).await;
    assert_eq!((status, &report["complete"]), (200, &json!(true)), "{report}");
    report
}

async fn statistics(stack: &Stack) -> Value {
    let (status, body) = stack.get("demo", "/api/webhooks/stats").await;
    assert_eq!(status, 200, "{body}");
    body
}

#[tokio::test]
async fn webhooks_are_counted_once_and_orders_are_summed() {
    let stack = Stack::start().await;
    let mut live = stack.websocket("demo", None).await;
    let orders = [Order { id: 7_001 }, Order { id: 7_002 }];
    for order in &orders {
        for webhook in order.webhooks() {
            // Each webhook is sent twice.
            for _ in 0..2 {
                assert_eq!(stack.post(&webhook).await.status, 200);
            }
        }
    }
    let failed = stack.post(&Webhook::new("orders/create", json!({"no": "order"}).to_string())).await.event_id();
    let events = stack.events(9).await;
    assert_eq!(events.len(), 9);
    live.next_frame().await;
    // The markers of a batch are written last: they all exist once everything is counted.
    let counted = async || {
        roll_up(&stack).await;
        statistics(&stack).await["total"].clone()
    };
    for _ in 0..100 {
        if counted().await == json!({"processed": 8, "failed": 1}) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let body = statistics(&stack).await;
    assert_eq!(body["total"], json!({"processed": 8, "failed": 1}), "{body}");
    assert_eq!(body["sources"], json!([{"source": "shopify", "processed": 8, "failed": 1}]));
    let created = json!({"source": "shopify", "topic": "orders/create", "processed": 2, "failed": 1});
    assert!(body["topics"].as_array().unwrap().contains(&created), "{body}");
    assert_eq!(body["latency"]["processed"]["count"], 9);
    assert!(body["latency"]["pushed"]["count"].as_u64().unwrap() > 0 && body["complete_until"].is_string(), "{body}");
    assert_eq!(stack.get("demo", "/api/integrations/demo-shopify").await.1["failed_last_day"], 1);
    assert_eq!(stack.get("demo", "/api/webhooks/connections").await.1["connections"], 1);

    // A replay without a change does not change the statistics.
    assert_eq!(stack.send(Method::POST, "demo", &format!("/api/webhooks/{failed}/replay"), &json!({})).await.0, 200);
    stack.until(&format!("/api/webhooks/{failed}"), |event| event["rev"] == 2).await;
    assert_eq!(counted().await, json!({"processed": 8, "failed": 1}));

    let (_, page) = stack.get("demo", "/api/orders").await;
    let placed = page["orders"][0]["placed_at"].as_str().unwrap();
    let to = placed.parse::<Time>().unwrap().plus_millis(DAY_MS);
    let path = format!("/api/orders/stats?from={placed}&to={to}&offset_minutes=330");
    let (status, body) = stack.get("demo", &path).await;
    assert_eq!((status, &body["total"][0]["orders"]), (200, &json!(2)), "{body}");
    assert_eq!(
        (&body["total"][0]["source"], &body["total"][0]["currency"]),
        (&json!("shopify"), &page["orders"][0]["currency"])
    );
    assert_eq!(stack.get("stranger", "/api/webhooks/stats").await.1["total"], json!({"processed": 0, "failed": 0}));
    stack.stop().await;
}

#[tokio::test]
async fn test_orders_and_deleted_orders_are_in_no_sum() {
    let stack = Stack::start().await;
    let test_order = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/test_order.json"));
    let webhooks = [
        Webhook::new("orders/create", test_order.unwrap()),
        Order { id: 7_010 }.webhook("orders/create"),
        Order { id: 7_011 }.webhook("orders/create"),
        Webhook::new("orders/delete", json!({"id": 7_011}).to_string()),
    ];
    for webhook in &webhooks {
        assert_eq!(stack.post(webhook).await.status, 200);
    }
    stack.events(4).await;
    let (_, list) = stack.get("demo", "/api/orders").await;
    let listed: Vec<_> =
        list["orders"].as_array().unwrap().iter().map(|o| (o["id"].clone(), o["test"].clone())).collect();
    assert_eq!(listed, [(json!("7200000005"), json!(true)), (json!("7010"), json!(false))]);
    let sums = async || {
        roll_up(&stack).await;
        let path = "/api/orders/stats?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";
        stack.get("demo", path).await.1["total"].clone()
    };
    let mut total = sums().await;
    for _ in 0..100 {
        if total[0]["orders"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        total = sums().await;
    }
    assert_eq!((total.as_array().unwrap().len(), &total[0]["orders"]), (1, &json!(1)), "{total}");
    assert_eq!(total[0]["revenue"], list["orders"][1]["total"], "{total}");
    let (_, deleted) = stack.get("demo", "/api/orders/7011").await;
    let last = deleted["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&deleted["status"], &last["topic"]), (&json!("deleted"), &json!("orders/delete")), "{deleted}");
    assert_eq!(
        (&last["changes"][0]["field"], &last["changes"][0]["to"]),
        (&json!("deleted_at"), &deleted["deleted_at"])
    );
    stack.stop().await;
}

#[tokio::test]
async fn test_webhook_is_pushed_and_a_deleted_integration_stores_nothing() {
    let stack = Stack::start().await;
    let mut live = stack.websocket("demo", None).await;
    let path = "/api/integrations/demo-shopify";
    let (status, sent) = stack.send(Method::POST, "demo", &format!("{path}/test"), &json!({})).await;
    assert_eq!((status, &sent["status"]), (200, &json!("stored")), "{sent}");
    let line = live.next_frame().await["events"][0].clone();
    assert_eq!(
        (&line["id"], &line["status"], &line["topic"]),
        (&sent["id"], &json!("processed"), &json!("storebell/test"))
    );
    assert_eq!(line["payload_summary"], "Test webhook: signature verified");
    assert_eq!(
        (stack.rows().await.of("state"), stack.get("demo", "/api/orders").await.1["orders"].clone()),
        (0, json!([]))
    );

    // The demo's courier ships for the shop.
    let body = stack.send(Method::DELETE, "demo", path, &json!({})).await;
    assert_eq!((body.0, &body.1["error"]), (409, &json!("shipped_for")));
    let courier =
        stack.send(Method::PATCH, "demo", "/api/integrations/demo-selloship", &json!({"ships_for": null})).await;
    assert_eq!(courier.0, 200, "{}", courier.1);
    let body = stack.send(Method::DELETE, "demo", path, &json!({})).await;
    assert_eq!((body.0, &body.1["removed"]["account"]), (200, &json!(true)), "{}", body.1);
    assert_eq!(stack.get("demo", "/api/webhooks").await.1["events"], json!([]));
    // No channel function of this stack has cached the shop.
    assert_eq!(stack.post(&Webhook::sample("orders/create")).await.status, 401);
}
