//! Members who leave an integration.

use serde_json::{Value, json};

use crate::stack::{JsonResponse, Stack};

const SHOP: &str = "/api/integrations/shop";

async fn delete(stack: &Stack, user: &str, path: &str) -> JsonResponse {
    stack.call(user, "DELETE", path, None).await
}

async fn members(stack: &Stack, members: Value) {
    let (status, response) = stack.call("ann", "PATCH", SHOP, Some(json!({ "members": members }))).await;
    assert_eq!(status, 200, "{response}");
}

#[tokio::test]
async fn user_with_the_most_integrations_is_not_added_until_they_leave_one() {
    let stack = Stack::start().await;
    for number in 0..100 {
        let body = json!({"id": format!("n{number}"), "channel": "standard", "account": "n",
            "members": [{"user": "bob", "role": "viewer"}]});
        let user = format!("user{}", number % 4);
        assert_eq!(stack.call(&user, "POST", "/api/integrations", Some(body)).await.0, 201);
    }
    stack.integration("ann", "shop").await;
    let add = || json!({"members": [{"user": "ann", "role": "owner"}, {"user": "bob", "role": "viewer"}]});
    let (status, response) = stack.call("ann", "PATCH", SHOP, Some(add())).await;
    assert_eq!((status, &response["error"]), (409, &json!("too_many_integrations")));
    assert_eq!(delete(&stack, "bob", "/api/integrations/n0/members/me").await.0, 200);
    assert_eq!(stack.call("ann", "PATCH", SHOP, Some(add())).await.0, 200);
}

#[tokio::test]
async fn member_leaves_and_last_owner_cannot() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    members(&stack, json!([{"user": "ann", "role": "owner"}, {"user": "joe", "role": "viewer"}])).await;
    let me = format!("{SHOP}/members/me");
    assert_eq!(delete(&stack, "eve", &me).await.0, 404);
    assert_eq!(delete(&stack, "joe", &me).await, (200, json!({"id": "shop", "left": true})));
    assert_eq!((stack.get("joe", SHOP).await.0, delete(&stack, "joe", &me).await.0), (404, 404));
    let (status, response) = delete(&stack, "ann", &me).await;
    assert_eq!((status, &response["error"]), (409, &json!("owner_needed")));
}

#[tokio::test]
async fn one_of_two_last_owners_who_leave_concurrently_stays() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    members(&stack, json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "owner"}])).await;
    let me = format!("{SHOP}/members/me");
    let (ann, bob) = tokio::join!(delete(&stack, "ann", &me), delete(&stack, "bob", &me));
    let left = [&ann, &bob].iter().filter(|(status, _)| *status == 200).count();
    assert!(left <= 1, "{ann:?} {bob:?}");
}
