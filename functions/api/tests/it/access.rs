//! Authentication, and what users without a membership see: nothing.

use local_testing::token_issuer;
use serde_json::{Value, json};

use crate::stack::{Stack, into_json, request};

const ROUTES: [(&str, &str); 21] = [
    ("GET", "/api/channels"),
    ("GET", "/api/webhooks"),
    ("GET", "/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T"),
    ("POST", "/api/webhooks/01K8XGZZ1B3G6M2N4P5Q6R7S8T/replay"),
    ("POST", "/api/webhooks/replay"),
    ("GET", "/api/orders"),
    ("GET", "/api/orders/1"),
    ("GET", "/api/costs?integration=shop"),
    ("PUT", "/api/costs?integration=shop"),
    ("GET", "/api/integrations"),
    ("GET", "/api/integrations/shop"),
    ("POST", "/api/integrations"),
    ("PATCH", "/api/integrations/shop"),
    ("PATCH", "/api/integrations/none"),
    ("DELETE", "/api/integrations/shop"),
    ("DELETE", "/api/integrations/shop/members/me"),
    ("POST", "/api/integrations/shop/secrets/rotate"),
    ("POST", "/api/integrations/shop/test"),
    ("GET", "/api/webhooks/stats"),
    ("GET", "/api/webhooks/connections"),
    ("GET", "/api/orders/stats"),
];

#[tokio::test]
async fn invalid_token_is_an_equal_401_for_every_route_that_needs_one() {
    let stack = Stack::start().await;
    let (expired, forged) = (token_issuer::token("demo", -600), format!("{}x", token_issuer::token("demo", 60)));
    for (method, path) in ROUTES {
        let mut bodies = Vec::new();
        for token in [None, Some("x"), Some(expired.as_str()), Some(forged.as_str())] {
            let (status, body) = into_json(stack.send(request(method, path, token, Some(json!({})))).await);
            assert_eq!(
                (status, &body["error"], &body["request_id"]),
                (401, &json!("unauthorized"), &json!("request-1")),
                "{method} {path}"
            );
            bodies.push(body);
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
    }
    let response = stack.send(request("GET", "/api/openapi.json", None, None)).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["cache-control"]),
        (200, &"public, max-age=300".parse().unwrap())
    );
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["openapi"], json!("3.1.0"));
    assert_eq!(body["paths"]["/api/health"]["get"]["security"], json!([]));
}

#[tokio::test]
async fn user_without_integrations_gets_all_channels() {
    let stack = Stack::start().await;
    let (status, body) = stack.get("eve", "/api/channels").await;
    let channels = body["channels"].as_array().unwrap();
    let names: Vec<_> = channels.iter().map(|channel| channel["name"].as_str().unwrap()).collect();
    assert_eq!((status, names), (200, vec!["shopify", "flipkart", "myntra", "selloship", "standard", "amazon"]));
    assert_eq!((&channels[0]["title"], &channels[0]["default_scheme"]), (&json!("Shopify"), &json!("hmac-sha256")));
    assert!(!channels[0]["setup_steps"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn token_is_503_while_the_issuer_is_unavailable() {
    let stack = Stack::start_with(token_issuer::token_verifier(false)).await;
    let (status, body) = stack.get("demo", "/api/orders").await;
    assert_eq!((status, &body["error"]), (503, &json!("unavailable")));
}

#[tokio::test]
async fn other_method_is_405_with_allowed_methods_and_other_path_is_404() {
    let stack = Stack::start().await;
    let response = stack.send(request("PUT", "/api/integrations", None, None)).await;
    assert_eq!((response.status().as_u16(), response.headers()["allow"].to_str().unwrap()), (405, "GET, HEAD, POST"));
    assert_eq!(stack.get("demo", "/api/nothing").await.0, 404);
}

#[tokio::test]
async fn user_without_membership_sees_nothing_of_an_integration() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    let id = stack.events("shop", [5]).await[0];
    stack.orders("shop", &[("1", 5)]).await;
    for path in [
        format!("/api/webhooks/{id}"),
        "/api/orders/1".into(),
        "/api/orders/1?integration=shop".into(),
        "/api/integrations/shop".into(),
    ] {
        assert_eq!(stack.get("demo", &path).await.0, 200, "{path}");
        let (status, body) = stack.get("eve", &path).await;
        assert_eq!((status, &body["error"]), (404, &json!("not_found")), "{path}");
    }
    for (path, rows) in [
        ("/api/webhooks", "events"),
        ("/api/webhooks?integration=shop", "events"),
        ("/api/orders", "orders"),
        ("/api/orders?integration=shop", "orders"),
        ("/api/integrations", "integrations"),
    ] {
        assert_eq!(stack.get("demo", path).await.1[rows].as_array().map(Vec::len), Some(1), "{path}");
        assert_eq!(stack.get("eve", path).await.1[rows], json!([]), "{path}");
    }
    let (status, of_existing) =
        stack.call("eve", "PATCH", "/api/integrations/shop", Some(json!({"enabled": false}))).await;
    let (_, of_unknown) = stack.call("eve", "PATCH", "/api/integrations/none", Some(json!({"enabled": false}))).await;
    assert_eq!((status, &of_existing), (404, &of_unknown));
}

#[tokio::test]
async fn missing_tables_are_503_and_no_table_is_named() {
    let stack = Stack::start().await;
    let handler = stack.stop().await;
    let (status, body) = into_json(handler(request("GET", "/api/health", None, None)).await);
    assert_eq!((status, &body["status"]), (503, &json!("unavailable")));
    let token = token_issuer::token("demo", 60);
    let (status, body) = into_json(handler(request("GET", "/api/orders", Some(&token), None)).await);
    assert_eq!((status, &body["error"]), (503, &json!("unavailable")));
    assert!(!body.to_string().contains("storebell-"), "no table is named: {body}");
}
