//! Who gets in, and what a stranger sees: nothing.

use serde_json::{Value, json};

use local_testing::token_issuer;
use crate::stack::{Stack, request, told};

const ROUTES: [(&str, &str); 20] = [
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
async fn every_route_but_health_is_401_without_a_good_token_and_alike_for_every_reason() {
    let stack = Stack::start().await;
    let (expired, cross_integration) = (token_issuer::token("demo", -600), format!("{}x", token_issuer::token("demo", 60)));
    for (method, path) in ROUTES {
        let mut bodies = Vec::new();
        for token in [None, Some("x"), Some(expired.as_str()), Some(cross_integration.as_str())] {
            let (status, body) = told(stack.response(request(method, path, token, Some(json!({})))).await);
            assert_eq!(
                (status, &body["error"], &body["request_id"]),
                (401, &json!("unauthorized"), &json!("request-1")),
                "{method} {path}"
            );
            bodies.push(body);
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
    }
    let (status, body) = told(stack.response(request("GET", "/api/health", None, None)).await);
    assert_eq!((status, body), (200, json!({"status": "ready"})));
}

#[tokio::test]
async fn tokens_that_cannot_be_checked_are_503() {
    let stack = Stack::start_with(token_issuer::token_verifier(false)).await;
    let (status, body) = stack.get("demo", "/api/orders").await;
    assert_eq!((status, &body["error"]), (503, &json!("unavailable")));
}

#[tokio::test]
async fn other_methods_are_405_with_what_is_allowed_and_other_paths_404() {
    let stack = Stack::start().await;
    let response = stack.response(request("HEAD", "/api/integrations", None, None)).await;
    assert_eq!((response.status().as_u16(), response.headers()["allow"].to_str().unwrap()), (405, "GET, POST"));
    assert_eq!(stack.get("demo", "/api/nothing").await.0, 404);
}

#[tokio::test]
async fn a_user_sees_nothing_of_an_integration_of_which_he_is_no_member() {
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
    let (status, theirs) = stack.ask("eve", "PATCH", "/api/integrations/shop", Some(json!({"enabled": false}))).await;
    let (_, nobodys) = stack.ask("eve", "PATCH", "/api/integrations/none", Some(json!({"enabled": false}))).await;
    assert_eq!((status, &theirs), (404, &nobodys));
}

#[tokio::test]
async fn without_its_tables_nothing_is_ready_and_nothing_is_told() {
    let stack = Stack::start().await;
    let call = stack.stop().await;
    let (status, body) = told(call(request("GET", "/api/health", None, None)).await);
    assert_eq!((status, body), (503, json!({"status": "unavailable"})));
    let token = token_issuer::token("demo", 60);
    let (status, body) = told(call(request("GET", "/api/orders", Some(&token), None)).await);
    assert_eq!((status, &body["error"]), (503, &json!("unavailable")));
    assert!(!body.to_string().contains("storebell-"), "no table is named: {body}");
}

#[tokio::test]
async fn health_misses_a_table_that_is_missing() {
    for table in ["events", "state", "integrations", "deliveries", "ledger"] {
        let stack = Stack::start().await;
        stack.client.delete_table().table_name(format!("storebell-{table}")).send().await.unwrap();
        let (status, body): (u16, Value) = told(stack.response(request("GET", "/api/health", None, None)).await);
        assert_eq!((status, body), (503, json!({"status": "unavailable"})), "{table}");
    }
}
