//! The data export of a customer.

use serde_json::{Value, json};

use crate::deliveries::deliver_as;
use crate::stack::Stack;

#[tokio::test]
async fn data_export_lists_orders_and_deliveries_for_members_only() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    stack.orders("shop", &[("7", 1)]).await;
    let created = deliver_as(&stack, 1, "orders/create", "order#7", b"{}").await;
    let updated = deliver_as(&stack, 2, "orders/updated", "order#7", b"{}").await;
    deliver_as(&stack, 4, "orders/create", "order#8", b"{}").await;
    let request = json!({
        "shop_id": 1, "shop_domain": "shop.myshopify.com", "orders_requested": (7..=30).filter(|id| *id != 8).collect::<Vec<_>>(),
        "customer": {"id": 77, "email": "asha@example.com"}, "data_request": {"id": 5}
    });
    let request = request.to_string();
    let request = deliver_as(&stack, 5, "customers/data_request", "shop#shop.myshopify.com", request.as_bytes()).await;

    let path = format!("/api/webhooks/{request}/held");
    let (status, first) = stack.get("demo", &path).await;
    assert_eq!((status, &first["customer"], &first["integration"]), (200, &json!("77"), &json!("shop")), "{first}");
    let next = first["next"].as_str().unwrap();
    let (_, second) = stack.get("demo", &format!("{path}?after={next}")).await;
    assert_eq!((first["orders"].as_array().unwrap().len(), &second["next"]), (20, &Value::Null));
    let orders: Vec<_> = [&first, &second].iter().flat_map(|page| page["orders"].as_array().unwrap().clone()).collect();
    assert_eq!(orders.len(), 23);
    let with_deliveries: Vec<_> = orders.iter().filter(|order| order["deliveries"] != json!([])).collect();
    assert_eq!(
        (with_deliveries.len(), &with_deliveries[0]["id"], &with_deliveries[0]["order"]["total"]),
        (1, &json!("7"), &json!("10.00"))
    );
    let ids: Vec<_> =
        with_deliveries[0]["deliveries"].as_array().unwrap().iter().map(|delivery| delivery["id"].clone()).collect();
    assert_eq!(ids, [json!(updated), json!(created)]);

    assert_eq!(stack.get("demo", &format!("/api/webhooks/{created}/held")).await.0, 404);
    assert_eq!(stack.get("demo", &format!("{path}?after=!")).await.0, 400);
    assert_eq!(stack.get("eve", &path).await.0, 404);
    let members = json!({"members": [{"user": "demo", "role": "owner"}, {"user": "eve", "role": "viewer"}]});
    assert_eq!(stack.call("demo", "PATCH", "/api/integrations/shop", Some(members)).await.0, 200);
    assert_eq!(stack.get("eve", &path).await.0, 403);
}
