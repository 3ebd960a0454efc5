//! Unit costs: put, listed, and read at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::join_all;
use local_testing::{FaultGate, token_issuer};
use serde_json::{Value, json};

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
    let costs = local_testing::store(&stack.client, &stack.environment).costs().unwrap();
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
    let (status, response) = put_as(&stack, "text/csv", more.as_bytes()).await;
    assert!(status == 400 && response["message"].as_str().unwrap().contains("2 files"), "{response}");
}

/// Costs of these SKUs, which all have this amount.
fn upload(skus: usize, amount: usize) -> Value {
    let cost = |n: usize| json!({"sku": format!("SKU-{n:04}"), "cost": amount.to_string(), "currency": "INR"});
    (0..skus).map(cost).collect()
}

/// The amounts of all listed costs.
async fn amounts(stack: &Stack) -> BTreeSet<String> {
    let costs = all(stack, "ann", &format!("{PATH}&limit=200"), "costs").await;
    costs.iter().map(|cost| cost["cost"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_whole_upload_of_eight_concurrent_ones_remains() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let uploads = join_all((1..=8).map(|amount| put(&stack, "ann", upload(1_000, amount)))).await;
    for response in uploads {
        assert_eq!(response, (200, json!({"stored": 1_000})));
    }
    let remaining = amounts(&stack).await;
    assert_eq!(remaining.len(), 1, "{remaining:?}");
    // A later upload replaces it.
    assert_eq!(put(&stack, "ann", upload(1_000, 9)).await.0, 200);
    assert_eq!(amounts(&stack).await, BTreeSet::from(["9".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn upload_that_pauses_does_not_overwrite_a_newer_one() {
    let mut gate = None;
    let stack = Stack::start_on(token_issuer::token_verifier(true), |client| {
        // Before the older upload's second transaction.
        let (gated, of_second) = FaultGate::before(client, "TransactWriteItems", &["SKU-0150"]);
        gate = Some(of_second);
        gated
    })
    .await;
    let (stack, mut gate) = (Arc::new(stack), gate.unwrap());
    stack.integration("ann", "shop").await;
    let older = tokio::spawn({
        let stack = Arc::clone(&stack);
        async move { put(&stack, "ann", upload(250, 1)).await }
    });
    gate.reached().await;
    // Costs of some of the same SKUs are stored while the older upload waits.
    assert_eq!(put(&stack, "ann", upload(160, 2)).await.0, 200);
    gate.open();
    assert_eq!(older.await.unwrap().0, 200);
    let costs = all(&stack, "ann", &format!("{PATH}&limit=200"), "costs").await;
    let with = |amount: &str| costs.iter().filter(|cost| cost["cost"] == amount).count();
    // Costs that only the older upload has stay as it wrote them.
    assert_eq!((costs.len(), with("2"), with("1")), (250, 160, 90));
}

#[tokio::test]
async fn blanks_around_a_sku_do_not_count() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let csv = "SKU; Cost ;Currency\r\n TEE ;40.00;INR\r\n;;\r\n";
    assert_eq!(put_as(&stack, "text/csv", csv.as_bytes()).await, (200, json!({"stored": 1})));
    let cap = json!([{"sku": "CAP\u{a0}", "cost": "10.00", "currency": "INR"}]);
    assert_eq!(put(&stack, "ann", cap).await.0, 200);
    let found = costs_at(&stack, &["TEE", " TEE", "CAP", "CAP ", "TE E"], "2026-11-02T00:00:00Z").await;
    let found: Vec<_> = found.iter().map(|(sku, cost)| (sku.as_str(), cost.as_str())).collect();
    assert_eq!(found, [(" TEE", "40.00 INR"), ("CAP", "10.00 INR"), ("CAP ", "10.00 INR"), ("TEE", "40.00 INR")]);
}

#[tokio::test]
async fn malformed_row_rejects_the_whole_body() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    for (content_type, body, status, expected) in [
        ("text/csv", "sku,cost,currency\nA,1,INR\nB,-1,INR\n", 400, "Line 3: `cost`"),
        ("text/csv", "sku,cost,currency\nA,1,INR\nB,1\n", 400, "Line 3: "),
        ("text/csv", "A,1,INR\n", 400, "Line 1 must be"),
        ("text/csv", "sku;cost;currency\nA;1,5;INR\n", 400, "Line 2: `cost`"),
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
