//! Requests that get no stream: a plain JSON error, and nothing has been streamed.

use std::time::Duration;

use serde_json::json;
use sse::Bridge;
use tokio::net::TcpListener;
use types::time::Clock;

use crate::issuer;
use crate::reading::{Ask, bridge, settings};
use crate::upstream::{refuse, serve};

/// Nobody listens here: a request that gets this far is answered with 503.
const NOBODY: &str = "ws://127.0.0.1:1/ws";

async fn refused(ask: Ask, websocket_url: &str) -> (u16, String) {
    let response = ask.of(bridge(settings(websocket_url))).await;
    let status = response.status();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let error = response.error().await;
    assert!(!error["message"].as_str().unwrap().is_empty() && !error["request_id"].as_str().unwrap().is_empty());
    (status, error["error"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn another_path_or_method_is_refused() {
    let path = Ask { path: "/api/webhooks/events", ..Ask::good() };
    assert_eq!(refused(path, NOBODY).await, (404, "not_found".into()));
    for method in ["POST", "HEAD", "DELETE"] {
        let ask = Ask { method, ..Ask::good() };
        assert_eq!(refused(ask, NOBODY).await, (405, "method_not_allowed".into()), "{method}");
    }
}

#[tokio::test]
async fn without_a_good_token_the_answer_is_a_plain_401() {
    let cross_integration = format!("{}A", issuer::token("demo", 3600));
    for token in [None, Some(cross_integration), Some(issuer::token("demo", -1)), Some("x".repeat(100_000))] {
        assert_eq!(refused(Ask { token, ..Ask::good() }, NOBODY).await, (401, "unauthorized".into()));
    }
}

#[tokio::test]
async fn without_the_issuers_keys_the_answer_is_503() {
    let bridge = Bridge::new(settings(NOBODY), issuer::auth(false), Clock::system());
    let response = Ask::good().of(bridge).await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.error().await["error"], "unavailable");
}

#[tokio::test]
async fn a_last_event_id_that_is_none_is_refused() {
    for id in
        ["1", "shopify", "01K9ABCDEF0123456789ABCDEFG", "01k9abcdef0123456789abcdef", "01K9ABCDEF0123456789ABCDE'"]
    {
        let ask = Ask { last_event_id: Some(id), ..Ask::good() };
        assert_eq!(refused(ask, NOBODY).await, (400, "last_event_id".into()), "{id}");
    }
    let ask = Ask { query: json!({"last_event_id": "1"}), ..Ask::good() };
    assert_eq!(refused(ask, NOBODY).await, (400, "last_event_id".into()));
}

#[tokio::test]
async fn a_filter_that_is_none_is_refused_before_the_stream() {
    let many: Vec<_> = (0..101).map(|number| format!("i-{number}")).collect();
    for queries in [
        json!({"channel": ["etsy"]}),
        json!({"status": ["stored"]}),
        json!({"integration": ["Not-An-Id"]}),
        json!({ "integration": many }),
        json!({"topic": ["x".repeat(101)]}),
        json!({"order": ["1", "2"]}),
        json!({"order": ["1".repeat(257)]}),
        json!({"last_event_id": ["01K9ABCDEF0123456789ABCDE1", "01K9ABCDEF0123456789ABCDE2"]}),
        json!({"token": ["a.b.c"]}),
        json!({"filter": ["{}"]}),
    ] {
        let ask = Ask { queries: queries.clone(), ..Ask::good() };
        assert_eq!(refused(ask, NOBODY).await, (400, "bad_query".into()), "{queries}");
    }
}

#[tokio::test]
async fn the_websocket_apis_own_refusal_is_passed_on() {
    for (status, word) in [(401, "unauthorized"), (403, "forbidden"), (429, "too_many_requests")] {
        assert_eq!(refused(Ask::good(), &refuse(status).await).await, (status, word.into()));
    }
}

#[tokio::test]
async fn trouble_with_the_websocket_api_is_503() {
    assert_eq!(refused(Ask::good(), NOBODY).await, (503, "unavailable".into()));
    for status in [200, 302, 404, 500, 502] {
        assert_eq!(refused(Ask::good(), &refuse(status).await).await, (503, "unavailable".into()), "{status}");
    }
}

#[tokio::test]
async fn a_websocket_api_that_does_not_answer_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&format!("ws://{}/ws", silent.local_addr().unwrap()));
    settings.connect_within = Duration::from_millis(50);
    assert_eq!(Ask::good().of(bridge(settings)).await.status(), 503);
}

#[tokio::test]
async fn a_connection_that_does_not_become_live_is_given_up() {
    let (url, _) = serve(async |mut peer| while peer.receive().await.is_some() {}).await;
    let mut short = settings(&url);
    short.resume_within = Duration::from_millis(50);
    assert_eq!(Ask::good().of(bridge(short)).await.status(), 503);

    for said in [
        r#"{"v":1,"error":"internal","message":"..."}"#,
        r#"{"message":"Internal server error","connectionId":"c","requestId":"r"}"#,
        "not json",
    ] {
        let (url, _) = serve(async move |mut peer| {
            peer.receive().await;
            peer.send(said).await;
            while peer.receive().await.is_some() {}
        })
        .await;
        assert_eq!(refused(Ask::good(), &url).await, (503, "unavailable".into()), "{said}");
    }

    let (url, _) = serve(async |mut peer| drop(peer.receive().await)).await;
    assert_eq!(refused(Ask::good(), &url).await, (503, "unavailable".into()));
}

#[tokio::test]
async fn a_gap_without_end_is_given_up() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        let frame = json!({"v": 1, "events": [], "orders": ["x".repeat(100_000)]}).to_string();
        for _ in 0..50 {
            peer.send(&frame).await;
        }
        while peer.receive().await.is_some() {}
    })
    .await;
    assert_eq!(refused(Ask::good(), &url).await, (503, "unavailable".into()));
}
