//! Deletion of integrations.

use futures_util::future::join_all;
use serde_json::json;

use crate::stack::Stack;

const SHOP: &str = "/api/integrations/shop";

#[tokio::test]
async fn owner_deletes_an_integration_completely() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    stack.set_members("ann", SHOP, json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "member"}])).await;
    stack.events("shop", [1, 2]).await;
    assert_eq!((stack.delete("bob", SHOP).await.0, stack.delete("eve", SHOP).await.0), (403, 404));

    let (status, response) = stack.delete("ann", SHOP).await;
    assert_eq!((status, &response["removed"]), (200, &json!({"members": 2, "secrets": 1, "account": true})));
    assert!(response["kept"]["deliveries_until"].is_string() && response["kept"]["states"] == true, "{response}");
    for user in ["ann", "bob"] {
        assert_eq!(stack.get(user, SHOP).await.0, 404);
        assert_eq!(stack.get(user, "/api/integrations").await.1["integrations"], json!([]));
        assert_eq!(stack.get(user, "/api/webhooks").await.1["events"], json!([]));
    }
    // A receiver finds nothing, by the id or by the account.
    let finder = local_testing::store(&stack.client, &stack.environment).integration_finder().unwrap();
    assert!(finder.by_id(&"shop".parse().unwrap()).await.unwrap().is_none());
    let account = finder.by_account(types::Channel::Shopify, "shop.myshopify.com").await.unwrap();
    assert!(account.is_none());
    assert_eq!(stack.delete("ann", SHOP).await.0, 404);
}

#[tokio::test]
async fn next_owner_of_an_account_sees_no_earlier_event() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let events = stack.events("shop", [1]).await;
    assert_eq!(stack.delete("ann", SHOP).await.0, 200);
    // The id is never assigned again; the account can be claimed with another id.
    let body = |id: &str| json!({"id": id, "channel": "shopify", "account": "shop.myshopify.com"});
    for user in ["eve", "ann"] {
        let (status, response) = stack.call(user, "POST", "/api/integrations", Some(body("shop"))).await;
        assert_eq!((status, &response["error"]), (409, &json!("id_taken")), "{user}");
    }
    assert_eq!(stack.call("eve", "POST", "/api/integrations", Some(body("shop-2"))).await.0, 201);
    assert_eq!(stack.get("eve", "/api/webhooks").await.1["events"], json!([]));
    assert_eq!(stack.get("eve", &format!("/api/webhooks/{}", events[0])).await.0, 404);
}

#[tokio::test]
async fn account_claimed_concurrently_gets_one_integration() {
    let stack = Stack::start().await;
    let claim = |n: usize| {
        let body = json!({"id": format!("shop-{n}"), "channel": "shopify", "account": "shop.myshopify.com"});
        let stack = &stack;
        async move { stack.call(&format!("user{n}"), "POST", "/api/integrations", Some(body)).await }
    };
    let responses = join_all((0..8).map(claim)).await;
    assert_eq!(responses.iter().filter(|(status, _)| *status == 201).count(), 1);
    // Of two conflicting claims neither may succeed, but no claim that failed may report success.
    assert!(responses.iter().all(|(status, _)| [201, 409, 503].contains(status)), "{responses:?}");
}

#[tokio::test]
async fn integration_named_in_ships_for_is_not_deleted() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let courier = json!({"id": "courier", "channel": "selloship", "account": "courier", "ships_for": "shop"});
    assert_eq!(stack.call("ann", "POST", "/api/integrations", Some(courier)).await.0, 201);
    let (status, response) = stack.delete("ann", SHOP).await;
    assert_eq!((status, &response["error"]), (409, &json!("shipped_for")));
    assert!(response["message"].as_str().unwrap().contains("courier"), "{response}");
    assert_eq!(stack.delete("ann", "/api/integrations/courier").await.0, 200);
    assert_eq!(stack.delete("ann", SHOP).await.0, 200);
}

#[tokio::test]
async fn integration_with_the_most_members_is_deleted() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let all = (0..39).map(|n| json!({"user": format!("user{n}"), "role": "viewer"}));
    stack.set_members("ann", SHOP, all.chain([json!({"user": "ann", "role": "owner"})]).collect()).await;
    let (status, response) = stack.delete("ann", SHOP).await;
    assert_eq!((status, &response["removed"]["members"]), (200, &json!(40)), "{response}");
    assert_eq!(stack.get("user38", "/api/integrations").await.1["integrations"], json!([]));
}
