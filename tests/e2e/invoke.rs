//! Functions of a running stack, invoked by name with the events that AWS would send.

use serde_json::Value;

use crate::stack::{Stack, read};

async fn invoke(stack: &Stack, function: &str, event: Vec<u8>) -> (Option<String>, Value) {
    let url = stack.url(&format!("/2015-03-31/functions/{function}/invocations"));
    let response = stack.http().post(url).body(event).send().await.unwrap();
    let error = response.headers().get("x-amz-function-error").map(|error| error.to_str().unwrap().to_owned());
    let (status, json) = read(response).await;
    assert_eq!(status, 200, "{json}");
    (error, json)
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../events/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[tokio::test]
async fn invoked_channel_function_stores_a_webhook_that_is_processed() {
    let stack = Stack::start().await;
    let (error, response) = invoke(&stack, "shopify", sample("shopify-orders-create")).await;
    assert_eq!((error, &response["statusCode"]), (None, &Value::from(200)), "{response}");
    let body: Value = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["status"], "stored");
    let events = stack.events(1).await;
    assert_eq!(events[0]["id"], body["id"]);
    stack.stop().await;
}

#[tokio::test]
async fn every_function_is_invoked_by_its_name() {
    let stack = Stack::start().await;
    for (function, event) in [
        ("standard", "standard-order.paid"),
        ("amazon", "amazon-ORDER_CHANGE"),
        ("api", "api-health"),
        ("websocket", "websocket-message"),
        ("stream", "stream-orders-create"),
        ("retry", "retry-schedule"),
    ] {
        let (error, response) = invoke(&stack, function, sample(event)).await;
        assert_eq!(error, None, "{function}: {response}");
    }
}

#[tokio::test]
async fn event_of_another_type_fails_the_invocation() {
    let stack = Stack::start().await;
    let (error, response) = invoke(&stack, "stream", br#"{"Records":[{"no":"record"}]}"#.to_vec()).await;
    assert_eq!(error.as_deref(), Some("Unhandled"));
    assert!(response["errorType"].is_string() && response["errorMessage"].is_string(), "{response}");
    assert_eq!(stack.rows().await.of("events"), 0);
}

#[tokio::test]
async fn page_of_another_origin_cannot_invoke_a_function() {
    let stack = Stack::start().await;
    let url = stack.url("/2015-03-31/functions/shopify/invocations");
    let request = stack.http().post(url).header("origin", "https://evil.example");
    assert_eq!(read(request.body(sample("shopify-orders-create")).send().await.unwrap()).await.0, 403);
    assert_eq!(stack.rows().await.of("deliveries"), 0);
}
