//! Only members of an integration may see its data.

use reqwest::Method;
use serde_json::json;

use crate::stack::{Stack, Webhook, read};

const ROUTES: [(&str, &str); 13] = [
    ("GET", "/api/webhooks"),
    ("GET", "/api/webhooks/01JBN4M9T80000000000000000"),
    ("GET", "/api/webhooks/events/stream"),
    ("POST", "/api/webhooks/01JBN4M9T80000000000000000/replay"),
    ("POST", "/api/webhooks/replay"),
    ("GET", "/api/orders"),
    ("GET", "/api/orders/1"),
    ("GET", "/api/costs?integration=demo-shopify"),
    ("PUT", "/api/costs?integration=demo-shopify"),
    ("GET", "/api/integrations"),
    ("GET", "/api/integrations/demo-shopify"),
    ("POST", "/api/integrations"),
    ("PATCH", "/api/integrations/demo-shopify"),
];

#[tokio::test]
async fn every_route_is_401_and_no_socket_opens_without_a_valid_token() {
    let stack = Stack::start().await;
    let other = Stack::start().await;
    let mut truncated = stack.token("demo").await;
    truncated.truncate(truncated.len() - 4);
    let expired = stack.token_for("demo", 1).await;
    let tokens =
        [None, Some(String::new()), Some("x".into()), Some(other.token("demo").await), Some(truncated), Some(expired)];
    // The last token has to be expired; its expiry has whole seconds.
    stack.until("/api/integrations", |_| true).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    for token in tokens {
        for (method, path) in ROUTES {
            let mut request = stack.http().request(method.parse::<Method>().unwrap(), stack.url(path));
            if let Some(token) = &token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let response = request.send().await.unwrap();
            let (status, json) = read(response).await;
            assert_eq!((status, &json["error"]), (401, &json!("unauthorized")), "{method} {path} {token:?}");
        }
        assert!(stack.websocket_with(token.as_deref().unwrap_or(""), None).await.is_err());
    }
    assert_eq!(stack.rows().await.of("connections"), 0);
    assert_eq!(stack.http().get(stack.url("/api/health")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn user_who_is_not_a_member_sees_nothing_of_an_integration() {
    let stack = Stack::start().await;
    let mut stranger = stack.websocket("stranger", None).await;
    let mut member = stack.websocket("demo", None).await;
    let mut stream = stack.sse("stranger", None).await;
    let id = stack.post(&Webhook::sample("orders/create")).await.event_id();
    stack.events(1).await;
    member.next_frame().await;

    for (path, list) in [("/api/webhooks", "events"), ("/api/orders", "orders"), ("/api/integrations", "integrations")]
    {
        let (status, page) = stack.get("stranger", path).await;
        assert_eq!((status, page[list].as_array().map(Vec::len)), (200, Some(0)), "{path}");
    }
    for path in [
        format!("/api/webhooks/{id}"),
        "/api/orders/637194728041593621".into(),
        "/api/orders/637194728041593621?integration=demo-shopify".into(),
        "/api/integrations/demo-shopify".into(),
    ] {
        assert_eq!(stack.get("stranger", &path).await.0, 404, "{path}");
    }
    let (status, _) =
        stack.send(Method::PATCH, "stranger", "/api/integrations/demo-shopify", &json!({"enabled": false})).await;
    assert_eq!(status, 404);

    // Once the user is a member, the first frame is that of the next event.
    let members = json!({"members": [{"user": "demo", "role": "owner"}, {"user": "stranger", "role": "viewer"}]});
    assert_eq!(stack.send(Method::PATCH, "demo", "/api/integrations/demo-shopify", &members).await.0, 200);
    let seen = stack.post(&Webhook::sample("orders/updated")).await.event_id();
    let frame = stranger.next_frame().await;
    assert_eq!((frame["events"].as_array().unwrap().len(), &frame["events"][0]["id"]), (1, &json!(seen)));
    assert_eq!(stream.next_event().await.kind, "order");
    assert_eq!(stream.next_event().await.id, Some(seen));
    // A viewer may not change the integration.
    let (status, _) =
        stack.send(Method::PATCH, "stranger", "/api/integrations/demo-shopify", &json!({"enabled": false})).await;
    assert_eq!(status, 403);
}
