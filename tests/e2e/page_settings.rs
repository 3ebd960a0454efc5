//! The settings of the web page, and its content security policy.

use serde_json::json;

use crate::stack::{Stack, read};

#[tokio::test]
async fn page_gets_the_stacks_urls_and_may_connect_to_no_other() {
    let stack = Stack::start().await;
    let url = stack.url("");
    let response = stack.http().get(stack.url("/config.json")).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let websocket = format!("{}/ws", url.replace("http", "ws"));
    let settings = json!({
        "issuer": url,
        "client_id": "storebell",
        "websocket_url": websocket,
        "stream_url": format!("{url}/api/webhooks/events/stream"),
    });
    assert_eq!(read(response).await, (200, settings));
    let connect_src = format!("connect-src 'self' {url} {};", url.replace("http", "ws"));
    assert!(policy.contains(&connect_src), "{policy}");
    assert!(policy.contains("script-src 'self'; style-src 'self';"), "{policy}");
}
