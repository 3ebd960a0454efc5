//! The REST API with its streamed response.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use lambda_http::{Request, RequestExt, Response, service_fn};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::stack::{Parts, STREAM, Stack, TIMEOUT};
use crate::lambda::StreamingFunction;

/// Writes one chunk, then waits for the test before the second.
fn two_chunks(between: &Arc<Notify>) -> StreamingFunction {
    let between = Arc::clone(between);
    StreamingFunction::new(
        "sse",
        TIMEOUT,
        service_fn(move |_: Request| {
            let between = Arc::clone(&between);
            let first = stream::iter([Ok::<_, lambda_http::Error>(Bytes::from("first"))]);
            let second = stream::once(async move {
                between.notified().await;
                Ok(Bytes::from("second"))
            });
            let body = Body::from_stream(first.chain(second));
            async move { Ok(Response::builder().status(200).header("content-type", "text/event-stream").body(body)?) }
        }),
    )
}

struct Reader(TcpStream, String);

impl Reader {
    async fn open(stack: &Stack) -> Self {
        let mut socket = TcpStream::connect(stack.address).await.expect("a connection");
        let request = format!("GET {STREAM} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await.expect("sent");
        Self(socket, String::new())
    }

    async fn read_until(&mut self, wanted: &str) {
        let reading = async {
            while !self.1.contains(wanted) {
                let mut bytes = [0; 1024];
                let count = self.0.read(&mut bytes).await.expect("read");
                assert!(count > 0, "the stream ended at {:?}", self.1);
                self.1.push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        };
        tokio::time::timeout(TIMEOUT, reading).await.expect("in time");
    }

    async fn read_to_end(mut self) -> String {
        let reading = self.0.read_to_string(&mut self.1);
        tokio::time::timeout(TIMEOUT, reading).await.expect("in time").expect("a clean end");
        self.1
    }
}

#[tokio::test]
async fn chunk_arrives_before_the_next_one_exists() {
    let between = Arc::new(Notify::new());
    let rest = two_chunks(&between);
    let stack = Stack::start(Parts { rest, ..Parts::default() }).await;
    let mut reader = Reader::open(&stack).await;
    reader.read_until("first").await;
    assert!(reader.1.contains("content-type: text/event-stream"), "{}", reader.1);
    assert!(!reader.1.contains("second"));
    between.notify_one();
    let all = reader.read_to_end().await;
    assert!(all.contains("second"));
    assert!(all.ends_with("0\r\n\r\n"), "the stream ends with the terminating chunk: {all:?}");
}

#[tokio::test]
async fn server_stop_ends_streams_cleanly() {
    let between = Arc::new(Notify::new());
    let rest = two_chunks(&between);
    let stack = Stack::start(Parts { rest, ..Parts::default() }).await;
    let mut reader = Reader::open(&stack).await;
    reader.read_until("first").await;
    let (_, all) = tokio::join!(stack.stop(), reader.read_to_end());
    assert!(all.ends_with("0\r\n\r\n"), "{all:?}");
}

#[tokio::test]
async fn lambda_http_reads_the_proxy_event() {
    let rest = StreamingFunction::new(
        "sse",
        TIMEOUT,
        service_fn(|request: Request| async move {
            let seen = json!({
                "path": request.raw_http_path(),
                "uri": request.uri().path(),
                "query": request.query_string_parameters().all("integration"),
                "token": request.headers()["authorization"].to_str()?,
                "context": request.request_context_ref(),
            });
            Ok(Response::new(Body::from(seen.to_string())))
        }),
    );
    let stack = Stack::start(Parts { rest, ..Parts::default() }).await;
    let line = format!("GET {STREAM}?integration=a&integration=b");
    let headers = ["authorization: Bearer x", "user-agent: tester"];
    let response = stack.send(&line, &headers, b"").await;
    assert_eq!(response.status, 200);
    // The only chunk, without the lines with its length.
    let text = response.text();
    let chunk = text.lines().find(|line| line.starts_with('{')).expect("a chunk");
    let seen: Value = serde_json::from_str(chunk).expect("JSON");
    assert_eq!(seen["path"], STREAM);
    assert_eq!(seen["uri"], format!("/prod{STREAM}"));
    assert_eq!(seen["query"], json!(["a", "b"]));
    assert_eq!(seen["token"], "Bearer x");
    let context = &seen["context"];
    assert_eq!(context["stage"], "prod");
    assert_eq!(context["resourcePath"], STREAM);
    assert_eq!(context["identity"]["sourceIp"], "127.0.0.1");
    assert_eq!(context["identity"]["userAgent"], "tester");
}

#[tokio::test]
async fn failed_function_is_502_and_timeout_is_504() {
    for (handler, status, message) in
        [("fails", 502, "Internal server error"), ("hangs", 504, "Endpoint request timed out")]
    {
        let rest = StreamingFunction::new(
            "sse",
            Duration::from_millis(100),
            service_fn(move |_: Request| async move {
                if handler == "hangs" {
                    std::future::pending::<()>().await;
                }
                Err::<Response<Body>, lambda_http::Error>("no".into())
            }),
        );
        let stack = Stack::start(Parts { rest, ..Parts::default() }).await;
        let response = stack.send(&format!("GET {STREAM}"), &[], b"").await;
        assert_eq!(response.status, status);
        assert_eq!(response.json(), json!({"message": message}));
    }
}

#[tokio::test]
async fn other_method_than_get_is_403() {
    let stack = Stack::start(Parts::default()).await;
    let response = stack.send(&format!("POST {STREAM}"), &[], b"{}").await;
    assert_eq!(response.status, 403);
    assert!(response.head.contains("access-control-allow-origin: *"), "{}", response.head);
}

#[tokio::test]
async fn preflight_request_gets_the_response_of_the_templates_cors() {
    let stack = Stack::start(Parts::default()).await;
    let headers = [
        "origin: https://dashboard.example",
        "access-control-request-method: GET",
        "access-control-request-headers: authorization,last-event-id",
    ];
    let response = stack.send(&format!("OPTIONS {STREAM}"), &headers, b"").await;
    assert_eq!((response.status, response.text().as_str()), (200, "{}\n"));
    for line in [
        "access-control-allow-origin: *",
        "access-control-allow-methods: get",
        "access-control-allow-headers: authorization,last-event-id",
        "access-control-max-age: 7200",
    ] {
        assert!(response.head.contains(line), "{line}: {}", response.head);
    }
    assert!(!response.head.contains("access-control-allow-credentials"), "{}", response.head);
}

#[tokio::test]
async fn client_that_leaves_ends_its_stream() {
    let (left, has_left) = tokio::sync::oneshot::channel::<()>();
    let left = Arc::new(std::sync::Mutex::new(Some(left)));
    let rest = StreamingFunction::new(
        "sse",
        TIMEOUT,
        service_fn(move |_: Request| {
            // Dropped with the body of the response.
            let left = left.lock().expect("not poisoned").take();
            let body = stream::iter([Ok::<_, lambda_http::Error>(Bytes::from("first"))]).chain(stream::once(async {
                let _left = left;
                std::future::pending().await
            }));
            async move { Ok(Response::new(Body::from_stream(body))) }
        }),
    );
    let stack = Stack::start(Parts { rest, ..Parts::default() }).await;
    let mut reader = Reader::open(&stack).await;
    reader.read_until("first").await;
    drop(reader);
    let dropped = tokio::time::timeout(TIMEOUT, has_left).await.expect("the stream ends, although nothing is sent");
    assert!(dropped.is_err());
}
