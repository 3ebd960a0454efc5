//! Members who leave an integration.

use serde_json::json;

use crate::stack::Stack;

const SHOP: &str = "/api/integrations/shop";

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
    assert_eq!(stack.delete("bob", "/api/integrations/n0/members/me").await.0, 200);
    assert_eq!(stack.call("ann", "PATCH", SHOP, Some(add())).await.0, 200);
}

#[tokio::test]
async fn member_leaves_and_last_owner_cannot() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    stack.set_members("ann", SHOP, json!([{"user": "ann", "role": "owner"}, {"user": "joe", "role": "viewer"}])).await;
    let me = format!("{SHOP}/members/me");
    assert_eq!(stack.delete("eve", &me).await.0, 404);
    assert_eq!(stack.delete("joe", &me).await, (200, json!({"id": "shop", "left": true})));
    assert_eq!((stack.get("joe", SHOP).await.0, stack.delete("joe", &me).await.0), (404, 404));
    let (status, response) = stack.delete("ann", &me).await;
    assert_eq!((status, &response["error"]), (409, &json!("owner_needed")));
}

#[tokio::test]
async fn one_of_two_last_owners_who_leave_concurrently_stays() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    stack.set_members("ann", SHOP, json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "owner"}])).await;
    let me = format!("{SHOP}/members/me");
    let (ann, bob) = tokio::join!(stack.delete("ann", &me), stack.delete("bob", &me));
    let left = [&ann, &bob].iter().filter(|(status, _)| *status == 200).count();
    assert!(left <= 1, "{ann:?} {bob:?}");
}
