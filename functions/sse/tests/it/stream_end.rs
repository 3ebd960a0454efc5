//! How a stream ends, and that its WebSocket connection ends with it.

use std::time::{Duration, Instant};

use local_testing::token_issuer;
use serde_json::json;
use tokio::sync::oneshot;
use types::time::Clock;

use crate::stream_client::{StreamRequest, bridge, config, in_time, whole_stream};
use crate::websocket_server::serve;

/// The server goes live; the receiver resolves once the bridge has closed the connection.
async fn serve_until_closed() -> (String, oneshot::Receiver<()>) {
    let (closed_sender, closed) = oneshot::channel();
    let (url, _) = serve(async move |mut server| {
        server.go_live().await;
        server.receive_until_closed().await;
        // A test that does not wait for the close has dropped the receiver.
        let _ = closed_sender.send(());
    })
    .await;
    (url, closed)
}

#[tokio::test]
async fn stream_ends_after_its_duration_and_closes_the_connection() {
    let (url, closed) = serve_until_closed().await;
    let mut config = config(&url);
    config.max_stream_duration = Duration::from_millis(300);
    let started = Instant::now();
    StreamRequest::valid().send(bridge(config)).await.rest().await;
    assert!(started.elapsed() >= Duration::from_millis(270));
    in_time(closed).await.expect("the bridge closes the connection");
}

#[tokio::test]
async fn stream_ends_before_the_invocations_deadline() {
    let (url, _closed) = serve_until_closed().await;
    let deadline_ms = Clock::system().now().millis().unsigned_abs() + 5_200;
    assert_ends_soon(StreamRequest { deadline_ms, ..StreamRequest::valid() }, &url).await;
}

#[tokio::test]
async fn stream_ends_when_its_token_expires() {
    let (url, _closed) = serve_until_closed().await;
    let token = Some(token_issuer::token("demo", 2));
    assert_ends_soon(StreamRequest { token, ..StreamRequest::valid() }, &url).await;
}

async fn assert_ends_soon(request: StreamRequest, url: &str) {
    let response = request.send(bridge(config(url))).await;
    assert_eq!(response.status(), 200);
    let started = Instant::now();
    response.rest().await;
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn stream_ends_when_the_server_closes_the_connection() {
    let (url, _) = serve(async |mut server| {
        server.go_live().await;
        server.close().await;
    })
    .await;
    let stream = whole_stream(&url).await;
    assert!(stream.ends_with("data: {\"complete\":true}\n\n"), "{stream}");
}

#[tokio::test]
async fn stream_over_the_connection_limit_ends_with_the_reason_and_a_longer_reconnect_delay() {
    let (url, _) = serve(async |mut server| {
        server.go_live().await;
        server.send(r#"{"v":1,"error":"too_many_connections","message":"Wait."}"#).await;
        server.send(r#"{"v":1,"events":[],"orders":[{"id":"after-the-reason"}],"cursor":null}"#).await;
        server.receive_until_closed().await;
    })
    .await;
    let stream = whole_stream(&url).await;
    let (_, last) = stream.trim_end().rsplit_once("\n\n").unwrap();
    let (retry, closed) = last.split_once('\n').unwrap();
    let retry_ms: u64 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((60_000..=90_000).contains(&retry_ms), "{retry}");
    assert_eq!(closed, "event: closed\ndata: {\"message\":\"Wait.\",\"reason\":\"too_many_connections\"}");
}

#[tokio::test]
async fn stream_ends_when_the_connection_fails() {
    let (url, _) = serve(async |mut server| server.go_live().await).await;
    let stream = whole_stream(&url).await;
    assert!(stream.ends_with("data: {\"complete\":true}\n\n"), "{stream}");
}

#[tokio::test]
async fn stream_ends_at_a_message_over_128_kilobytes() {
    let (url, _) = serve(async |mut server| {
        server.go_live().await;
        server.send(&json!({"v": 1, "orders": ["x".repeat(200_000)]}).to_string()).await;
        server.receive_until_closed().await;
    })
    .await;
    let stream = whole_stream(&url).await;
    assert!(!stream.contains("xxx"));
}

#[tokio::test]
async fn dropped_stream_closes_the_connection() {
    let (url, closed) = serve_until_closed().await;
    let mut response = StreamRequest::valid().send(bridge(config(&url))).await;
    response.until("complete").await;
    drop(response);
    in_time(closed).await.unwrap();
}
