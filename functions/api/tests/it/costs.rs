//! Unit costs: put, listed, and read at a time.

use std::collections::{BTreeMap, BTreeSet};

use local_testing::token_issuer;
use serde_json::{Value, json};
use store::ledger::Costs;

use crate::stack::{JsonResponse, Stack, all, into_json, request};

const PATH: &str = "/api/costs?integration=shop";

async fn put(stack: &Stack, user: &str, costs: Value) -> JsonResponse {
    stack.call(user, "PUT", PATH, Some(json!({ "costs": costs }))).await
}

/// Puts a body of any content type.
async fn put_as(stack: &Stack, content_type: &str, body: &[u8]) -> JsonResponse {
    let mut request = request("PUT", PATH, Some(&token_issuer::token("ann", 60)), None);
    request.headers_mut().insert("content-type", content_type.parse().unwrap());
    *request.body_mut() = body.to_vec().into();
    into_json(stack.send(request).await)
}

async fn listed(stack: &Stack) -> Vec<Value> {
    all(stack, "ann", &format!("{PATH}&limit=2"), "costs").await
}

/// The costs that hold at a time, by SKU.
async fn costs_at(stack: &Stack, skus: &[&str], at: &str) -> BTreeMap<String, String> {
    let costs = Costs::new(stack.client.clone(), &stack.environment).unwrap();
    let skus: BTreeSet<_> = skus.iter().map(|sku| (*sku).to_owned()).collect();
    let found = costs.of(&"shop".parse().unwrap(), &skus, at.parse().unwrap()).await.unwrap();
    found.into_iter().map(|(sku, cost)| (sku, format!("{} {}", cost.amount, cost.currency))).collect()
}

#[tokio::test]
async fn cost_holds_from_its_time_until_the_next_cost() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let costs = json!([
        {"sku": "A", "cost": "3.00", "currency": "INR", "from": "2026-12-01"},
        {"sku": "A", "cost": "1.00", "currency": "INR"},
        {"sku": "A", "cost": "2.00", "currency": "EUR", "from": "2026-11-01T00:00:00+05:30"},
        {"sku": "B", "cost": "9.00", "currency": "INR", "from": "2026-12-01"},
        {"sku": "A#2026", "cost": "7.00", "currency": "INR"},
        {"sku": "A%232026", "cost": "8.00", "currency": "INR"},
    ]);
    assert_eq!(put(&stack, "ann", costs).await, (200, json!({"stored": 6})));
    for (at, cost) in [
        ("2020-01-01T00:00:00Z", "1.00 INR"),
        ("-001000-01-01T00:00:00Z", "1.00 INR"),
        ("2026-10-31T18:29:59.999Z", "1.00 INR"),
        ("2026-10-31T18:30:00Z", "2.00 EUR"),
        ("2026-12-01T00:00:00Z", "3.00 INR"),
        ("9999-01-01T00:00:00Z", "3.00 INR"),
    ] {
        assert_eq!(costs_at(&stack, &["A"], at).await["A"], cost, "{at}");
    }
    // Neither a cost that does not hold yet, nor one of another SKU or integration.
    let found = costs_at(&stack, &["B", "A#2026", "A%232026", "C", ""], "2026-11-02T00:00:00Z").await;
    let found: Vec<_> = found.iter().map(|(sku, cost)| (sku.as_str(), cost.as_str())).collect();
    assert_eq!(found, [("A#2026", "7.00 INR"), ("A%232026", "8.00 INR")]);
    stack.integration("ann", "other").await;
    assert_eq!(stack.get("ann", "/api/costs?integration=other").await, (200, json!({"costs": [], "next": null})));
}

#[tokio::test]
async fn costs_are_listed_in_pages_and_a_later_put_replaces_an_earlier() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let b = json!({"sku": "B", "cost": "1.50", "currency": "KWD", "from": null});
    let early = json!({"sku": "A#1", "cost": "0", "currency": "INR", "from": null});
    let late = json!({"sku": "A#1", "cost": "240.00", "currency": "INR", "from": "2026-12-01T00:00:00.000Z"});
    assert_eq!(put(&stack, "ann", json!([b, late, early])).await.0, 200);
    let expected = [early.clone(), late.clone(), b.clone()];
    assert_eq!(listed(&stack).await, expected);
    // The same costs again change nothing; another amount replaces the earlier one.
    assert_eq!(put(&stack, "ann", json!([late, b])).await.1, json!({"stored": 2}));
    assert_eq!(listed(&stack).await, expected);
    let increased = json!({"sku": "B", "cost": "1.75", "currency": "KWD", "from": null});
    assert_eq!(put_as(&stack, "text/csv", b"sku,cost,currency\nB,1.75,KWD\n").await, (200, json!({"stored": 1})));
    assert_eq!(listed(&stack).await, [early, late, increased]);
    let (status, response) = stack.get("ann", &format!("{PATH}&after=AA")).await;
    assert_eq!((status, &response["error"]), (400, &json!("bad_cursor")));
}

#[tokio::test]
async fn thousand_costs_are_put_at_once_and_more_are_rejected() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let lines: String = (0..1_000).map(|n| format!("SKU-{n:04},{n}.25,INR\r\n")).collect();
    let csv = format!("\u{feff}sku,cost,currency\r\n{lines}");
    assert_eq!(put_as(&stack, "text/csv; charset=utf-8", csv.as_bytes()).await, (200, json!({"stored": 1_000})));
    let stored = all(&stack, "ann", &format!("{PATH}&limit=200"), "costs").await;
    assert_eq!(stored.len(), 1_000);
    assert_eq!((&stored[999]["sku"], &stored[999]["cost"]), (&json!("SKU-0999"), &json!("999.25")));
    let more = format!("{csv}ONE-MORE,1,INR\r\n");
    assert_eq!(put_as(&stack, "text/csv", more.as_bytes()).await.0, 400);
}

#[tokio::test]
async fn malformed_row_rejects_the_whole_body() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    for (content_type, body, status, expected) in [
        ("text/csv", "sku,cost,currency\nA,1,INR\nB,-1,INR\n", 400, "Line 3: `cost`"),
        ("text/csv", "sku,cost,currency\nA,1,INR\nB,1\n", 400, "Line 3: "),
        ("text/csv", "A,1,INR\n", 400, "Line 1 must be"),
        ("text/csv", "", 400, "Line 1 must be"),
        ("application/json", "sku,cost,currency\nA,1,INR\n", 400, "The body must be"),
        ("application/json", r#"{"costs":[{"sku":"A","cost":"1e9","currency":"INR"}]}"#, 400, "`costs[0].cost`"),
        ("text/plain", "sku,cost,currency\nA,1,INR\n", 415, "Content-Type"),
        ("application/json", &" ".repeat(256 * 1024 + 1), 413, "262144"),
    ] {
        let (actual, response) = put_as(&stack, content_type, body.as_bytes()).await;
        assert!(actual == status && response["message"].as_str().unwrap().contains(expected), "{response}");
    }
    assert!(listed(&stack).await.is_empty());
}

#[tokio::test]
async fn members_put_costs_viewers_see_them_and_strangers_get_404() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members =
        json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "member"}, {"user": "joe", "role": "viewer"}]);
    stack.call("ann", "PATCH", "/api/integrations/shop", Some(json!({ "members": members }))).await;
    let costs = json!([{"sku": "A", "cost": "1.00", "currency": "INR"}]);
    for (user, put_status, get_status) in [("ann", 200, 200), ("bob", 200, 200), ("joe", 403, 200), ("eve", 404, 404)] {
        assert_eq!(put(&stack, user, costs.clone()).await.0, put_status, "{user}");
        assert_eq!(stack.get(user, PATH).await.0, get_status, "{user}");
    }
    let unknown = "/api/costs?integration=none";
    assert_eq!(stack.get("eve", unknown).await, stack.get("eve", PATH).await);
    let body = Some(json!({ "costs": costs }));
    assert_eq!(stack.call("eve", "PUT", unknown, body.clone()).await, put(&stack, "eve", costs).await);
    for path in ["/api/costs", "/api/costs?integration=A%23b", "/api/costs?integration=shop&from=2026-11-02T00:00:00Z"]
    {
        let (status, response) = stack.get("ann", path).await;
        assert_eq!((status, &response["error"]), (400, &json!("bad_query")), "{path}");
        assert_eq!(stack.call("ann", "PUT", path, body.clone()).await.0, 400, "{path}");
    }
}
