//! The web page's place: it says where its stack is, and what a browser may do there.

use serde_json::json;

use crate::stack::{Stack, read};

#[tokio::test]
async fn the_page_learns_its_stack_and_may_talk_to_nobody_else() {
    let stack = Stack::start().await;
    let url = stack.url("");
    let answer = stack.http().get(stack.url("/config.json")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let websocket = format!("{}/ws", url.replace("http", "ws"));
    let settings = json!({
        "issuer": url,
        "client_id": "storebell",
        "websocket_url": websocket,
        "stream_url": format!("{url}/api/webhooks/events/stream"),
    });
    assert_eq!(read(answer).await, (200, settings));
    let talks_to = format!("connect-src 'self' {url} {};", url.replace("http", "ws"));
    assert!(policy.contains(&talks_to), "{policy}");
    assert!(policy.contains("script-src 'self'; style-src 'self';"), "{policy}");
}
