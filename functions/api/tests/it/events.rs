//! The list of events: pages, filters, bounds.

use serde_json::{Value, json};
use types::event_id::EventId;

use crate::stack::{Stack, all, time};

fn ids(rows: &[Value]) -> Vec<EventId> {
    rows.iter().map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect()
}

/// A busy, a quiet, another and an empty integration of `demo`, and one of `eve`.
async fn shops() -> (Stack, Vec<EventId>) {
    let stack = Stack::start().await;
    let mut made = Vec::new();
    for (id, millis) in [
        ("busy", (0..600).map(|n| n * 2).collect::<Vec<_>>()),
        ("quiet", vec![1, 601, 1199]),
        ("other", vec![3]),
        ("empty", vec![]),
    ] {
        stack.integration("demo", id).await;
        made.extend(stack.events(id, millis).await);
    }
    stack.integration("eve", "eves").await;
    stack.events("eves", [5, 7, 9]).await;
    made.sort_unstable_by(|a, b| b.cmp(a));
    (stack, made)
}

#[tokio::test]
async fn pages_of_any_size_together_are_all_events_newest_first() {
    let (stack, made) = shops().await;
    for limit in [7, 50, 200] {
        let rows = all(&stack, "demo", &format!("/api/webhooks?limit={limit}"), "events").await;
        assert_eq!(ids(&rows), made, "{limit}");
    }
    let (_, page) = stack.get("demo", "/api/webhooks").await;
    assert_eq!(page["events"].as_array().map(Vec::len), Some(50));
    assert_eq!(page["events"][0]["shop_domain"], "quiet.myshopify.com");
    let newest: EventId = page["cursor"].as_str().unwrap().parse().unwrap();
    assert!(newest > made[0]);
}

#[tokio::test]
async fn filtered_pages_together_are_all_matching_events() {
    let (stack, made) = shops().await;
    let failed = |id: &EventId| (id.received_at().millis() - time(0).millis()) % 3 == 0;
    let expected: Vec<_> = made.iter().copied().filter(failed).collect();
    for filter in ["status=failed", "topic=orders%2Fupdated", "topic=orders/updated&source=shopify&status=failed"] {
        let rows = all(&stack, "demo", &format!("/api/webhooks?limit=20&{filter}"), "events").await;
        assert_eq!(ids(&rows), expected, "{filter}");
    }
    for filter in ["shop_domain=quiet.myshopify.com", "integration=quiet"] {
        let rows = all(&stack, "demo", &format!("/api/webhooks?limit=2&{filter}"), "events").await;
        assert_eq!(rows.len(), 3, "{filter}");
        assert!(rows.iter().all(|row| row["integration"] == "quiet"));
    }
    assert!(all(&stack, "demo", "/api/webhooks?integration=eves", "events").await.is_empty());
}

#[tokio::test]
async fn short_filtered_page_has_a_next() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    // The only two that match are the oldest.
    stack.events("shop", (0..2_100).filter(|n| n % 3 != 0 || *n < 6)).await;
    let (_, page) = stack.get("demo", "/api/webhooks?status=failed").await;
    assert_eq!(page["events"], json!([]));
    assert!(page["next"].is_string());
    let rows = all(&stack, "demo", "/api/webhooks?status=failed", "events").await;
    assert_eq!(ids(&rows), [EventId::first_of(time(3)), EventId::first_of(time(0))]);
}

#[tokio::test]
async fn from_is_inclusive_and_to_is_exclusive() {
    let (stack, made) = shops().await;
    let (from, to) = (time(600), time(604));
    let rows = all(&stack, "demo", &format!("/api/webhooks?from={from}&to={to}&limit=1"), "events").await;
    let expected: Vec<_> = made.iter().copied().filter(|id| (from..to).contains(&id.received_at())).collect();
    assert_eq!((ids(&rows), expected.len()), (expected.clone(), 3));
    assert!(all(&stack, "demo", &format!("/api/webhooks?from={to}&to={from}"), "events").await.is_empty());
}

#[tokio::test]
async fn invalid_parameter_is_400_and_named() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    for (query, code) in [
        ("limit=0", "bad_query"),
        ("limit=201", "bad_query"),
        ("sort=up", "bad_query"),
        ("source=ebay", "bad_query"),
        ("status=done", "bad_query"),
        ("from=yesterday", "bad_query"),
        ("after=", "bad_query"),
        ("after=AAAA", "bad_cursor"),
    ] {
        let (status, body) = stack.get("demo", &format!("/api/webhooks?{query}")).await;
        assert_eq!((status, &body["error"]), (400, &json!(code)), "{query}");
        assert!(body["message"].as_str().unwrap().contains(query.split('=').next().unwrap()), "{query}: {body}");
    }
    let (status, _) = stack.get("demo", &format!("/api/webhooks?topic={}", "a".repeat(2048))).await;
    assert_eq!(status, 400);
}
