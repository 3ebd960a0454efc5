//! Health, and HEAD.

use futures_util::future::join_all;
use lambda_http::Body;
use local_testing::failing_client::failing;
use local_testing::token_issuer;
use serde_json::json;

use crate::stack::{Stack, into_json, request};

const UNAVAILABLE: &str = "unavailable";

async fn health(stack: &Stack) -> (u16, String) {
    let (status, body) = into_json(stack.send(request("GET", "/api/health", None, None)).await);
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    assert_eq!(body["version"], json!(env!("CARGO_PKG_VERSION")));
    (status, body["status"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn any_number_of_health_checks_writes_once_and_leaves_one_row() {
    let stack = Stack::start().await;
    let checks = join_all((0..100).map(|_| health(&stack))).await;
    assert!(checks.iter().all(|check| *check == (200, "ready".to_owned())), "{checks:?}");
    let requests = stack.table_requests();
    let writes =
        |requests: &std::collections::BTreeMap<String, u32>| requests.get("PutItem storebell-deliveries").copied();
    assert_eq!(writes(&requests), Some(1), "{requests:?}");
    assert_eq!(requests.values().sum::<u32>(), 5, "{requests:?}");
    assert_eq!(health(&stack).await.0, 200);
    assert!(stack.table_requests().is_empty());
}

#[tokio::test]
async fn health_is_503_while_no_webhook_could_be_stored_although_all_tables_can_be_read() {
    let stack = Stack::start_on(token_issuer::token_verifier(true), |client| {
        failing(client, "PutItem", "storebell-deliveries")
    })
    .await;
    assert_eq!(health(&stack).await, (503, UNAVAILABLE.to_owned()));
    assert_eq!(stack.get("demo", "/api/orders").await.0, 200);
}

#[tokio::test]
async fn health_is_503_for_each_missing_table() {
    for table in ["events", "state", "integrations", "deliveries", "ledger"] {
        let stack = Stack::start().await;
        stack.tables.drop_table(table).await;
        assert_eq!(health(&stack).await, (503, UNAVAILABLE.to_owned()), "{table}");
    }
}

#[tokio::test]
async fn head_has_the_status_of_get_and_no_body() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let token = token_issuer::token("ann", 60);
    for (path, token, status) in [
        ("/api/health", None, 200),
        ("/api/openapi.json", None, 200),
        ("/api/channels", Some(&*token), 200),
        ("/api/integrations/shop", Some(&token), 200),
        ("/api/integrations/none", Some(&token), 404),
        ("/api/orders?limit=x", Some(&token), 400),
        ("/api/orders", None, 401),
        ("/api/webhooks/replay", Some(&token), 405),
    ] {
        let response = stack.send(request("HEAD", path, token, None)).await;
        assert_eq!((response.status().as_u16(), response.body()), (status, &Body::Empty), "{path}");
        let get = stack.send(request("GET", path, token, None)).await;
        assert_eq!((get.status(), get.headers()), (response.status(), response.headers()), "{path}");
    }
    let stopped = Stack::start().await.stop().await;
    let response = stopped(request("HEAD", "/api/health", None, None)).await;
    assert_eq!((response.status().as_u16(), response.body()), (503, &Body::Empty));
}
