//! Orders: pages, bounds, one by id.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::state::order::ORDER_STATUSES;
use local_testing::orders::{order_change, store_changed_order};
use serde_json::{Value, json};

use crate::stack::{Stack, all, time};

const LONG: &str = "820982911946154508";

/// Three integrations of `demo` with orders of equal times, and one of `eve`.
async fn shops() -> Stack {
    let stack = Stack::start().await;
    for id in ["a-shop", "b-shop", "c-shop", "eves"] {
        stack.integration(if id == "eves" { "eve" } else { "demo" }, id).await;
    }
    let many: Vec<String> = (0..40).map(|n| format!("{}", 100 + n)).collect();
    let many: Vec<(&str, i64)> = many.iter().zip(0..).map(|(id, n)| (id.as_str(), n / 4)).collect();
    stack.orders("a-shop", &[("1", 5), ("2", 5), ("9", 0)]).await;
    stack.orders("b-shop", &many).await;
    stack.orders("c-shop", &[("1", 5), ("A-1_.z", 5), (LONG, 20)]).await;
    stack.orders("eves", &[("7", 5)]).await;
    stack
}

fn positions(rows: &[Value]) -> Vec<(String, String, String)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter().map(|row| (text(row, "placed_at"), text(row, "integration"), text(row, "id"))).collect()
}

#[tokio::test]
async fn pages_together_are_all_orders_by_time_integration_and_id() {
    let stack = shops().await;
    let full_list = positions(&all(&stack, "demo", "/api/orders?limit=200", "orders").await);
    assert_eq!(full_list.len(), 46);
    assert!(full_list.windows(2).all(|pair| pair[0] > pair[1]), "{full_list:?}");
    for limit in [1, 3, 7, 45, 46] {
        assert_eq!(
            positions(&all(&stack, "demo", &format!("/api/orders?limit={limit}"), "orders").await),
            full_list,
            "{limit}"
        );
    }
    assert_eq!(full_list[0].2, LONG);
}

#[tokio::test]
async fn filters_and_bounds_select_matching_orders() {
    let stack = shops().await;
    let rows = all(&stack, "demo", "/api/orders?limit=3&status=paid", "orders").await;
    assert_eq!(rows.len(), 1 + 16, "the times 0, 3, 6, 9");
    assert!(rows.iter().all(|row| row["status"] == "paid"));
    for status in ORDER_STATUSES {
        let (response, body) = stack.get("demo", &format!("/api/orders?status={status}")).await;
        assert_eq!(response, 200, "{body}");
    }
    assert_eq!(all(&stack, "demo", "/api/orders?source=shopify&integration=c-shop&limit=1", "orders").await.len(), 3);
    let rows = all(&stack, "demo", &format!("/api/orders?limit=2&from={}&to={}", time(5), time(6)), "orders").await;
    assert_eq!(rows.len(), 2 + 4 + 2);
    for (query, code) in [
        ("status=lost", "bad_query"),
        ("source=ebay", "bad_query"),
        ("topic=x", "bad_query"),
        ("after=AAAA", "bad_cursor"),
    ] {
        let (status, body) = stack.get("demo", &format!("/api/orders?{query}")).await;
        assert_eq!((status, &body["error"]), (400, &json!(code)), "{query}");
    }
}

#[tokio::test]
async fn test_orders_are_marked_and_can_be_filtered() {
    let stack = shops().await;
    let mut change = order_change("77", time(30), "paid");
    change.snapshot.as_mut().unwrap().contents.test = true;
    store_changed_order(&stack.client, &stack.environment, &"a-shop".parse().unwrap(), change).await;
    let tests = all(&stack, "demo", "/api/orders?test=true", "orders").await;
    assert_eq!(
        tests.iter().map(|order| (&order["id"], &order["test"])).collect::<Vec<_>>(),
        [(&json!("77"), &json!(true))]
    );
    let others = all(&stack, "demo", "/api/orders?test=false&limit=7", "orders").await;
    assert_eq!((others.len(), others.iter().all(|order| order["test"] == false)), (46, true));
    assert_eq!(all(&stack, "demo", "/api/orders?limit=7", "orders").await.len(), 47);
    assert_eq!(stack.get("demo", "/api/orders/77").await.1["test"], true);
    assert_eq!(stack.get("demo", "/api/orders?test=1").await.0, 400);
}

#[tokio::test]
async fn deleted_order_is_found_by_its_id_and_in_no_list() {
    let stack = shops().await;
    let mut change = order_change("77", time(30), "paid");
    change.deleted = true;
    store_changed_order(&stack.client, &stack.environment, &"a-shop".parse().unwrap(), change).await;
    let listed = all(&stack, "demo", "/api/orders?limit=7", "orders").await;
    assert!(listed.len() == 46 && listed.iter().all(|order| order["id"] != "77"), "{listed:?}");
    let (status, order) = stack.get("demo", "/api/orders/77").await;
    assert_eq!((status, &order["status"], &order["deleted_at"]), (200, &json!("deleted"), &json!(time(30))));
    // The index still contains an order that was deleted a moment ago.
    let integration = "a-shop".parse().unwrap();
    let key =
        [("pk", "a-shop"), ("sk", "order#77")].map(|(name, text)| (name.to_owned(), AttributeValue::S(text.into())));
    let update = stack.client.update_item().table_name("storebell-state");
    let update = update.set_key(Some(key.into())).update_expression("SET placed = :placed");
    let placed = AttributeValue::S(format!("{}#77", time(30)));
    update.expression_attribute_values(":placed", placed).send().await.unwrap();
    let orders = local_testing::store(&stack.client, &stack.environment).order_reader().unwrap();
    let indexed = orders.newest(&integration, None, (time(0), time(60)), 100).await.unwrap();
    assert!(indexed.iter().any(|order| order.state.id == "77"));
    for limit in [1, 7, 200] {
        let listed = all(&stack, "demo", &format!("/api/orders?limit={limit}"), "orders").await;
        assert!(listed.len() == 46 && listed.iter().all(|order| order["id"] != "77"), "{limit}");
    }
}

#[tokio::test]
async fn order_is_found_by_its_exact_id() {
    let stack = shops().await;
    let (status, order) = stack.get("demo", &format!("/api/orders/{LONG}")).await;
    assert_eq!((status, &order["id"], &order["integration"]), (200, &json!(LONG), &json!("c-shop")));
    assert_eq!((&order["total"], &order["lines"], &order["refunds"]), (&json!("10.00"), &json!([]), &json!([])));
    assert_eq!((&order["profit"], &order["missing"]), (&Value::Null, &json!(["profit"])));
    assert_eq!(stack.get("demo", "/api/orders/A-1_.z").await.0, 200);
    for missing in ["7", "820982911946154509", "820982911946154500", "a b", "a%23b", "a%ffb", &"1".repeat(300)] {
        assert_eq!(stack.get("demo", &format!("/api/orders/{missing}")).await.0, 404, "{missing}");
    }
}

#[tokio::test]
async fn order_id_of_two_integrations_needs_one_named() {
    let stack = shops().await;
    let (status, body) = stack.get("demo", "/api/orders/1").await;
    assert_eq!((status, &body["error"]), (400, &json!("integration_needed")));
    let (status, order) = stack.get("demo", "/api/orders/1?integration=c-shop").await;
    assert_eq!((status, &order["integration"]), (200, &json!("c-shop")));
    assert_eq!(stack.get("demo", "/api/orders/1?integration=b-shop").await.0, 404);
    assert_eq!(stack.get("demo", "/api/orders/1?integration=B").await.0, 400);
}
