//! What ends: integrations, memberships, secrets.

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::integrations::IntegrationFinder;

use crate::stack::{Stack, Told};

const SHOP: &str = "/api/integrations/shop";

async fn delete(stack: &Stack, user: &str, path: &str) -> Told {
    stack.ask(user, "DELETE", path, None).await
}

async fn members(stack: &Stack, members: Value) {
    let (status, told) = stack.ask("ann", "PATCH", SHOP, Some(json!({ "members": members }))).await;
    assert_eq!(status, 200, "{told}");
}

async fn rotate(stack: &Stack, user: &str, body: Value) -> Told {
    stack.ask(user, "POST", &format!("{SHOP}/secrets/rotate"), Some(body)).await
}

#[tokio::test]
async fn an_integration_ends_whole_and_only_by_an_owner() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    members(&stack, json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "member"}])).await;
    stack.events("shop", [1, 2]).await;
    assert_eq!((delete(&stack, "bob", SHOP).await.0, delete(&stack, "eve", SHOP).await.0), (403, 404));

    let (status, told) = delete(&stack, "ann", SHOP).await;
    assert_eq!((status, &told["removed"]), (200, &json!({"members": 2, "secrets": 1, "account": true})));
    assert!(told["kept"]["deliveries_until"].is_string() && told["kept"]["states"] == true, "{told}");
    for user in ["ann", "bob"] {
        assert_eq!(stack.get(user, SHOP).await.0, 404);
        assert_eq!(stack.get(user, "/api/integrations").await.1["integrations"], json!([]));
        assert_eq!(stack.get(user, "/api/webhooks").await.1["events"], json!([]));
    }
    // A door finds nothing, by the id or by the account.
    let finder = IntegrationFinder::new(stack.client.clone(), &stack.environment).unwrap();
    assert!(finder.by_id(&"shop".parse().unwrap()).await.unwrap().is_none());
    let account = finder.by_account(types::Channel::Shopify, "shop.myshopify.com").await.unwrap();
    assert!(account.is_none());
    assert_eq!(delete(&stack, "ann", SHOP).await.0, 404);
}

#[tokio::test]
async fn whoever_claims_the_account_next_inherits_nothing() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let events = stack.events("shop", [1]).await;
    assert_eq!(delete(&stack, "ann", SHOP).await.0, 200);
    // The id is never given again; the account is, under another one.
    let body = |id: &str| json!({"id": id, "channel": "shopify", "account": "shop.myshopify.com"});
    for user in ["eve", "ann"] {
        let (status, told) = stack.ask(user, "POST", "/api/integrations", Some(body("shop"))).await;
        assert_eq!((status, &told["error"]), (409, &json!("id_taken")), "{user}");
    }
    assert_eq!(stack.ask("eve", "POST", "/api/integrations", Some(body("shop-2"))).await.0, 201);
    assert_eq!(stack.get("eve", "/api/webhooks").await.1["events"], json!([]));
    assert_eq!(stack.get("eve", &format!("/api/webhooks/{}", events[0])).await.0, 404);
}

#[tokio::test]
async fn an_account_that_many_claim_at_once_is_given_to_one() {
    let stack = Stack::start().await;
    let claim = |n: usize| {
        let body = json!({"id": format!("shop-{n}"), "channel": "shopify", "account": "shop.myshopify.com"});
        let stack = &stack;
        async move { stack.ask(&format!("user{n}"), "POST", "/api/integrations", Some(body)).await }
    };
    let told = join_all((0..8).map(claim)).await;
    assert_eq!(told.iter().filter(|(status, _)| *status == 201).count(), 1);
    // Of a meeting with another one neither may win; nobody is told that he has it and has not.
    assert!(told.iter().all(|(status, _)| [201, 409, 503].contains(status)), "{told:?}");
}

#[tokio::test]
async fn what_is_shipped_for_does_not_end_under_its_courier() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let courier = json!({"id": "courier", "channel": "selloship", "account": "courier", "ships_for": "shop"});
    assert_eq!(stack.ask("ann", "POST", "/api/integrations", Some(courier)).await.0, 201);
    let (status, told) = delete(&stack, "ann", SHOP).await;
    assert_eq!((status, &told["error"]), (409, &json!("shipped_for")));
    assert!(told["message"].as_str().unwrap().contains("courier"), "{told}");
    assert_eq!(delete(&stack, "ann", "/api/integrations/courier").await.0, 200);
    assert_eq!(delete(&stack, "ann", SHOP).await.0, 200);
}

#[tokio::test]
async fn an_integration_with_as_many_members_as_it_may_have_ends_too() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let all = (0..39).map(|n| json!({"user": format!("user{n}"), "role": "viewer"}));
    members(&stack, all.chain([json!({"user": "ann", "role": "owner"})]).collect()).await;
    let (status, told) = delete(&stack, "ann", SHOP).await;
    assert_eq!((status, &told["removed"]["members"]), (200, &json!(40)), "{told}");
    assert_eq!(stack.get("user38", "/api/integrations").await.1["integrations"], json!([]));
}

#[tokio::test]
async fn nobody_is_made_a_member_of_more_than_he_may_have_and_he_can_leave() {
    let stack = Stack::start().await;
    for number in 0..100 {
        let body = json!({"id": format!("n{number}"), "channel": "standard", "account": "n",
            "members": [{"user": "bob", "role": "viewer"}]});
        let user = format!("user{}", number % 4);
        assert_eq!(stack.ask(&user, "POST", "/api/integrations", Some(body)).await.0, 201);
    }
    stack.integration("ann", "shop").await;
    let add = || json!({"members": [{"user": "ann", "role": "owner"}, {"user": "bob", "role": "viewer"}]});
    let (status, told) = stack.ask("ann", "PATCH", SHOP, Some(add())).await;
    assert_eq!((status, &told["error"]), (409, &json!("too_many_integrations")));
    assert_eq!(delete(&stack, "bob", "/api/integrations/n0/members/me").await.0, 200);
    assert_eq!(stack.ask("ann", "PATCH", SHOP, Some(add())).await.0, 200);
}

#[tokio::test]
async fn a_member_leaves_by_himself_and_the_last_owner_stays() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    members(&stack, json!([{"user": "ann", "role": "owner"}, {"user": "joe", "role": "viewer"}])).await;
    let me = format!("{SHOP}/members/me");
    assert_eq!(delete(&stack, "eve", &me).await.0, 404);
    assert_eq!(delete(&stack, "joe", &me).await, (200, json!({"id": "shop", "left": true})));
    assert_eq!((stack.get("joe", SHOP).await.0, delete(&stack, "joe", &me).await.0), (404, 404));
    let (status, told) = delete(&stack, "ann", &me).await;
    assert_eq!((status, &told["error"]), (409, &json!("owner_needed")));
}

#[tokio::test]
async fn of_two_last_owners_who_leave_at_once_one_stays() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    members(&stack, json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "owner"}])).await;
    let me = format!("{SHOP}/members/me");
    let (ann, bob) = tokio::join!(delete(&stack, "ann", &me), delete(&stack, "bob", &me));
    let left = [&ann, &bob].iter().filter(|(status, _)| *status == 200).count();
    assert!(left <= 1, "{ann:?} {bob:?}");
}

#[tokio::test]
async fn a_secret_is_rotated_and_only_one_that_is_made_is_told_once() {
    let stack = Stack::start().await;
    let before = stack.integration("ann", "shop").await;
    let (status, told) = rotate(&stack, "ann", json!({"both_for_seconds": 3600})).await;
    let made = told["made"].as_str().unwrap();
    assert!(status == 200 && made.starts_with("whsec_"), "{told}");
    let secrets = told["secrets"].as_array().unwrap();
    assert_eq!((secrets.len(), &secrets[0]["id"]), (2, &before["secrets"][0]["id"]));
    assert!(secrets[0]["expires_at"].is_string() && secrets[1]["expires_at"].is_null());
    assert!(!stack.get("ann", SHOP).await.1.to_string().contains(made));

    let (status, told) = rotate(&stack, "ann", json!({"value": "the-next-secret", "both_for_seconds": 0})).await;
    assert_eq!((status, &told["made"], told["secrets"].as_array().map(Vec::len)), (200, &Value::Null, Some(1)));
    assert!(!told.to_string().contains("the-next-secret"));
    let finder = IntegrationFinder::new(stack.client.clone(), &stack.environment).unwrap();
    let integration = finder.by_id(&"shop".parse().unwrap()).await.unwrap().unwrap();
    let live = integration.active_secrets(types::time::Clock::system().now());
    assert_eq!(live, [types::secret::Secret::new("the-next-secret")]);
}

#[tokio::test]
async fn only_owners_rotate_and_what_is_wrong_changes_nothing() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    members(&stack, json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "member"}])).await;
    let before = stack.get("ann", SHOP).await;
    assert_eq!(rotate(&stack, "bob", json!({"both_for_seconds": 0})).await.0, 403);
    assert_eq!(rotate(&stack, "eve", json!({"both_for_seconds": 0})).await.0, 404);
    for body in [json!({}), json!({"both_for_seconds": 0, "value": "short"}), json!({"both_for_seconds": 9_999_999})] {
        assert_eq!(rotate(&stack, "ann", body).await.0, 400);
    }
    assert_eq!(stack.get("ann", SHOP).await, before);
}
