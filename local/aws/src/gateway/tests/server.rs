//! What the server keeps away from the APIs.

use std::time::Duration;

use super::stack::{Parts, Stack};
use crate::gateway::server::ServerLimits;

#[tokio::test]
async fn local_routes_and_posts_answer_only_loopback_names_and_own_pages() {
    let stack = Stack::start(Parts::default()).await;
    let get = |path: &str, host: &str, more: &str| {
        format!("GET {path} HTTP/1.1\r\nconnection: close\r\nhost: {host}\r\n{more}\r\n").into_bytes()
    };
    let own = format!("origin: http://{}\r\n", stack.address);
    let here = stack.address.to_string();
    for (host, more, status) in [
        (here.as_str(), "", 200),
        ("localhost:1", "", 200),
        (here.as_str(), own.as_str(), 200),
        ("rebound.example", "", 403),
        (here.as_str(), "origin: https://evil.example\r\n", 403),
        (here.as_str(), "sec-fetch-site: cross-site\r\n", 403),
    ] {
        let answer = stack.send_raw(&get("/local/secret", host, more)).await;
        assert_eq!(answer.status, status, "{host} {more}");
        let gone_if_let_through = if status == 200 { 410 } else { 403 };
        for path in ["/@connections/x%3D", "/%40connections/x%3D"] {
            let answer = stack.send_raw(&get(path, host, more)).await;
            assert_eq!(answer.status, gone_if_let_through, "{path} {host} {more}");
        }
        assert_eq!(stack.send_raw(&get("/open", host, more)).await.status, 200);
    }
}

#[tokio::test]
async fn a_request_that_no_url_can_be_made_of_is_refused() {
    let stack = Stack::start(Parts::default()).await;
    for head in [
        "GET /api/x HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nhost: a:99999\r\nconnection: close\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    ] {
        assert_eq!(stack.send_raw(head.as_bytes()).await.status, 400, "{head}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_431() {
    let stack = Stack::start(Parts::default()).await;
    let long = format!("x-long: {}", "x".repeat(20 * 1024));
    assert_eq!(stack.send("GET /api/x", &[&long], b"").await.status, 431);
    let many: Vec<String> = (0..200).map(|number| format!("x-{number}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(stack.send("GET /api/x", &many, b"").await.status, 431);
}

#[tokio::test]
async fn a_connection_that_sends_no_head_is_let_go() {
    let server_limits = ServerLimits { head_time: Duration::from_millis(50), ..ServerLimits::default() };
    let stack = Stack::start(Parts { server_limits, ..Parts::default() }).await;
    let mut socket = tokio::net::TcpStream::connect(stack.address).await.expect("a connection");
    tokio::io::AsyncWriteExt::write_all(&mut socket, b"GET /api/x HT").await.expect("sent");
    let mut answer = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut socket, &mut answer);
    let read = tokio::time::timeout(super::stack::TIMEOUT, reading).await;
    assert!(read.is_ok(), "the server closes");
}

#[tokio::test]
async fn a_request_that_is_being_answered_is_finished_when_the_server_stops() {
    let release = std::sync::Arc::new(tokio::sync::Notify::new());
    let held = std::sync::Arc::clone(&release);
    let (http, mut events) = super::stack::recorded(move |_| {
        let held = std::sync::Arc::clone(&held);
        async move {
            held.notified().await;
            Ok(serde_json::json!({"statusCode": 200, "body": "done"}))
        }
    });
    let stack = Stack::start(Parts { http, ..Parts::default() }).await;
    let address = stack.address;
    let request = format!("GET /api/x HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let mut socket = tokio::net::TcpStream::connect(address).await.expect("a connection");
    tokio::io::AsyncWriteExt::write_all(&mut socket, request.as_bytes()).await.expect("sent");
    events.next().await;
    let reading = async {
        let mut answer = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut socket, &mut answer).await.expect("read");
        answer
    };
    let releasing = async {
        // Once nothing new is accepted, the stop has begun.
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        release.notify_one();
    };
    let ((), answer, ()) = tokio::join!(stack.stop(), reading, releasing);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"), "{answer}");
}
