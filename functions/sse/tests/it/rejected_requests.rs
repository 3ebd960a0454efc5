//! Requests that get no stream, but the JSON of an error.

use std::time::Duration;

use local_testing::token_issuer;
use serde_json::json;
use sse::Bridge;
use types::time::Clock;

use crate::stream_client::{StreamRequest, bridge, config};
use crate::websocket_server::{listen, reject_handshake, serve};

/// Nothing listens here: a request that reaches the WebSocket API gets 503.
const UNREACHABLE_URL: &str = "ws://127.0.0.1:1/ws";

/// The status and the error code of the response.
async fn rejection(request: StreamRequest, websocket_url: &str) -> (u16, String) {
    let response = request.send(bridge(config(websocket_url))).await;
    let status = response.status();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let error = response.error().await;
    assert!(!error["message"].as_str().unwrap().is_empty() && !error["request_id"].as_str().unwrap().is_empty());
    (status, error["error"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn other_path_is_404_and_other_method_is_405() {
    let request = StreamRequest { path: "/api/webhooks/events", ..StreamRequest::valid() };
    assert_eq!(rejection(request, UNREACHABLE_URL).await, (404, "not_found".into()));
    for method in ["POST", "HEAD", "DELETE"] {
        let request = StreamRequest { method, ..StreamRequest::valid() };
        assert_eq!(rejection(request, UNREACHABLE_URL).await, (405, "method_not_allowed".into()), "{method}");
    }
}

#[tokio::test]
async fn missing_or_invalid_token_is_401() {
    let forged = format!("{}A", token_issuer::token("demo", 3600));
    for token in [None, Some(forged), Some(token_issuer::token("demo", -1)), Some("x".repeat(100_000))] {
        let request = StreamRequest { token, ..StreamRequest::valid() };
        assert_eq!(rejection(request, UNREACHABLE_URL).await, (401, "unauthorized".into()));
    }
}

#[tokio::test]
async fn unavailable_keys_of_the_issuer_are_503() {
    let bridge = Bridge::new(config(UNREACHABLE_URL), token_issuer::token_verifier(false), Clock::system());
    let response = StreamRequest::valid().send(bridge).await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.error().await["error"], "unavailable");
}

#[tokio::test]
async fn last_event_id_that_is_not_an_event_id_is_400() {
    for id in
        ["1", "shopify", "01K9ABCDEF0123456789ABCDEFG", "01k9abcdef0123456789abcdef", "01K9ABCDEF0123456789ABCDE'"]
    {
        let request = StreamRequest { last_event_id: Some(id), ..StreamRequest::valid() };
        assert_eq!(rejection(request, UNREACHABLE_URL).await, (400, "last_event_id".into()), "{id}");
    }
    let request = StreamRequest { query: json!({"last_event_id": "1"}), ..StreamRequest::valid() };
    assert_eq!(rejection(request, UNREACHABLE_URL).await, (400, "last_event_id".into()));
}

#[tokio::test]
async fn invalid_filter_is_400() {
    let too_many: Vec<_> = (0..101).map(|number| format!("i-{number}")).collect();
    for query in [
        json!({"channel": ["etsy"]}),
        json!({"status": ["stored"]}),
        json!({"integration": ["Not-An-Id"]}),
        json!({ "integration": too_many }),
        json!({"topic": ["x".repeat(101)]}),
        json!({"order": ["1", "2"]}),
        json!({"order": ["1".repeat(257)]}),
        json!({"last_event_id": ["01K9ABCDEF0123456789ABCDE1", "01K9ABCDEF0123456789ABCDE2"]}),
        json!({"lastEventId": ["01K9ABCDEF0123456789ABCDE1", "01K9ABCDEF0123456789ABCDE2"]}),
        json!({"token": ["a.b.c"]}),
        json!({"filter": ["{}"]}),
    ] {
        let request = StreamRequest { multi_value_query: query.clone(), ..StreamRequest::valid() };
        assert_eq!(rejection(request, UNREACHABLE_URL).await, (400, "bad_query".into()), "{query}");
    }
}

#[tokio::test]
async fn rejection_by_the_websocket_api_keeps_its_status() {
    for (status, code) in [(401, "unauthorized"), (403, "forbidden"), (429, "too_many_requests")] {
        let url = reject_handshake(status).await;
        assert_eq!(rejection(StreamRequest::valid(), &url).await, (status, code.into()));
    }
}

#[tokio::test]
async fn stream_that_loses_its_place_while_it_opens_is_429() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        server.send(r#"{"v":1,"events":[],"orders":[],"cursor":null}"#).await;
        server.send(r#"{"v":1,"error":"too_many_connections","message":"Wait."}"#).await;
    })
    .await;
    let response = StreamRequest::valid().send(bridge(config(&url))).await;
    assert_eq!((response.status(), &response.headers()["retry-after"]), (429, &"60".parse().unwrap()));
    assert_eq!(response.error().await["error"], "too_many_connections");
}

#[tokio::test]
async fn other_failure_of_the_handshake_is_503() {
    assert_eq!(rejection(StreamRequest::valid(), UNREACHABLE_URL).await, (503, "unavailable".into()));
    for status in [200, 302, 404, 500, 502] {
        let url = reject_handshake(status).await;
        assert_eq!(rejection(StreamRequest::valid(), &url).await, (503, "unavailable".into()), "{status}");
    }
}

#[tokio::test]
async fn handshake_without_a_response_is_503() {
    let (_listener, url) = listen().await;
    let mut config = config(&url);
    config.connect_timeout = Duration::from_millis(50);
    assert_eq!(StreamRequest::valid().send(bridge(config)).await.status(), 503);
}

#[tokio::test]
async fn resume_without_a_response_is_503() {
    let (url, _) = serve(async |mut server| server.receive_until_closed().await).await;
    let mut config = config(&url);
    config.resume_timeout = Duration::from_millis(50);
    assert_eq!(StreamRequest::valid().send(bridge(config)).await.status(), 503);
}

#[tokio::test]
async fn resume_with_another_response_than_a_frame_is_503() {
    for message in [
        r#"{"v":1,"error":"internal","message":"..."}"#,
        r#"{"message":"Internal server error","connectionId":"c","requestId":"r"}"#,
        "not json",
    ] {
        let (url, _) = serve(async move |mut server| {
            server.receive().await;
            server.send(message).await;
            server.receive_until_closed().await;
        })
        .await;
        assert_eq!(rejection(StreamRequest::valid(), &url).await, (503, "unavailable".into()), "{message}");
    }
}

#[tokio::test]
async fn connection_that_is_closed_before_the_catch_up_is_503() {
    let (url, _) = serve(async |mut server| drop(server.receive().await)).await;
    assert_eq!(rejection(StreamRequest::valid(), &url).await, (503, "unavailable".into()));
}

#[tokio::test]
async fn catch_up_over_four_megabytes_is_503() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        let frame = json!({"v": 1, "events": [], "orders": ["x".repeat(100_000)]}).to_string();
        for _ in 0..50 {
            server.send(&frame).await;
        }
        server.receive_until_closed().await;
    })
    .await;
    assert_eq!(rejection(StreamRequest::valid(), &url).await, (503, "unavailable".into()));
}
