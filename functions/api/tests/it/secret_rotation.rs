//! Rotation of secrets.

use serde_json::{Value, json};

use crate::stack::{JsonResponse, Stack};

const SHOP: &str = "/api/integrations/shop";

async fn members(stack: &Stack, members: Value) {
    let (status, response) = stack.call("ann", "PATCH", SHOP, Some(json!({ "members": members }))).await;
    assert_eq!(status, 200, "{response}");
}

async fn rotate(stack: &Stack, user: &str, body: Value) -> JsonResponse {
    stack.call(user, "POST", &format!("{SHOP}/secrets/rotate"), Some(body)).await
}

#[tokio::test]
async fn rotation_returns_a_generated_secret_once_and_a_given_one_never() {
    let stack = Stack::start().await;
    let before = stack.integration("ann", "shop").await;
    let (status, response) = rotate(&stack, "ann", json!({"both_for_seconds": 3600})).await;
    let made = response["made"].as_str().unwrap();
    assert!(status == 200 && made.starts_with("whsec_"), "{response}");
    let secrets = response["secrets"].as_array().unwrap();
    assert_eq!((secrets.len(), &secrets[0]["id"]), (2, &before["secrets"][0]["id"]));
    assert!(secrets[0]["expires_at"].is_string() && secrets[1]["expires_at"].is_null());
    assert!(!stack.get("ann", SHOP).await.1.to_string().contains(made));

    let (status, response) = rotate(&stack, "ann", json!({"value": "the-next-secret", "both_for_seconds": 0})).await;
    assert_eq!((status, &response["made"], response["secrets"].as_array().map(Vec::len)), (200, &Value::Null, Some(1)));
    assert!(!response.to_string().contains("the-next-secret"));
    let finder = local_testing::store(&stack.client, &stack.environment).integration_finder().unwrap();
    let integration = finder.by_id(&"shop".parse().unwrap()).await.unwrap().unwrap();
    let live = integration.active_secrets(types::time::Clock::system().now());
    assert_eq!(live, [types::secret::Secret::new("the-next-secret")]);
}

#[tokio::test]
async fn only_owners_rotate_and_invalid_rotation_changes_nothing() {
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
