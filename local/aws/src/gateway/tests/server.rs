//! Requests that the server rejects, and its stop.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::Notify;

use super::stack::{Parts, Stack, TIMEOUT, json_function, send_and_shut_down};
use crate::gateway::server::ServerLimits;

#[tokio::test]
async fn local_routes_reject_other_hosts_and_origins() {
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
        let response = stack.send_raw(&get("/local/secret", host, more)).await;
        assert_eq!(response.status, status, "{host} {more}");
        let status_of_posts = if status == 200 { 410 } else { 403 };
        for path in ["/@connections/x%3D", "/%40connections/x%3D"] {
            let response = stack.send_raw(&get(path, host, more)).await;
            assert_eq!(response.status, status_of_posts, "{path} {host} {more}");
        }
        assert_eq!(stack.send_raw(&get("/open", host, more)).await.status, 200);
    }
}

#[tokio::test]
async fn request_without_a_valid_url_is_400() {
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
async fn head_over_the_limit_is_431() {
    let stack = Stack::start(Parts::default()).await;
    let long = format!("x-long: {}", "x".repeat(20 * 1024));
    assert_eq!(stack.send("GET /api/x", &[&long], b"").await.status, 431);
    let many: Vec<String> = (0..200).map(|number| format!("x-{number}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(stack.send("GET /api/x", &many, b"").await.status, 431);
}

#[tokio::test]
async fn connection_without_a_head_is_closed() {
    let server_limits = ServerLimits { head_time: Duration::from_millis(50), ..ServerLimits::default() };
    let stack = Stack::start(Parts { server_limits, ..Parts::default() }).await;
    let mut socket = tokio::net::TcpStream::connect(stack.address).await.expect("a connection");
    tokio::io::AsyncWriteExt::write_all(&mut socket, b"GET /api/x HT").await.expect("sent");
    let mut response = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut socket, &mut response);
    let read = tokio::time::timeout(TIMEOUT, reading).await;
    assert!(read.is_ok(), "the server closes");
}

#[tokio::test]
async fn server_stop_waits_for_a_running_request() {
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
        let mut response = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut socket, &mut response).await.expect("read");
        response
    };
    let releasing = async {
        // Once no connection is accepted, the stop has begun.
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        release.notify_one();
    };
    let ((), response, ()) = tokio::join!(stack.stop(), reading, releasing);
    assert!(response.starts_with("HTTP/1.1 200") && response.ends_with("done"), "{response}");
}

#[tokio::test]
async fn unknown_path_below_a_reserved_prefix_is_404() {
    let stack = Stack::start(Parts::default()).await;
    for path in ["/local/unknown", "/local/", "/2015-03-31/functions", "/2015-03-31/functions/x/unknown"] {
        assert_eq!(stack.send(&format!("GET {path}"), &[], b"").await.status, 404, "{path}");
    }
    assert_eq!(stack.send("GET /local/secret", &[], b"").await.status, 200);
}

#[tokio::test]
async fn client_that_ends_its_side_after_the_request_gets_its_response() {
    let release = Arc::new(Notify::new());
    let http = {
        let release = Arc::clone(&release);
        json_function("waits", move |event| {
            let release = Arc::clone(&release);
            async move {
                if event["rawPath"] != "/api/at-once" {
                    release.notified().await;
                }
                Ok(json!({"statusCode": 200, "body": event["rawPath"]}))
            }
        })
    };
    let stack = Stack::start(Parts { http, ..Parts::default() }).await;
    let post = |path: &str| format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{{}}");
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    for (path, request) in [
        ("/api/webhooks/shopify", post("/api/webhooks/shopify")),
        ("/api/webhooks/shopify/demo", post("/api/webhooks/shopify/demo")),
        ("/api/orders", get("/api/orders")),
    ] {
        let later = async {
            // The server has noticed the end of the client's side before it responds to a later request.
            assert_eq!(stack.send("GET /api/at-once", &[], b"").await.status, 200);
            release.notify_one();
        };
        let (response, ()) = tokio::join!(send_and_shut_down(stack.address, request.as_bytes()), later);
        assert_eq!((response.status, response.text().as_str()), (200, path));
    }
    // A request whose body is missing gets no response of the function.
    let partial = "POST /api/webhooks/shopify HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{}";
    let mut socket = tokio::net::TcpStream::connect(stack.address).await.expect("a connection");
    tokio::io::AsyncWriteExt::write_all(&mut socket, partial.as_bytes()).await.expect("sent");
    tokio::io::AsyncWriteExt::shutdown(&mut socket).await.expect("ended");
    let mut response = String::new();
    let reading = tokio::io::AsyncReadExt::read_to_string(&mut socket, &mut response);
    let _ = tokio::time::timeout(TIMEOUT, reading).await.expect("an end in time");
    assert!(!response.contains("200 OK"), "{response}");
}
