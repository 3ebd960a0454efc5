//! A gateway on its own port, with the functions of a test, and a client that sends exact bytes.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use lambda_http::service_fn;
use lambda_http::{Body, Request, Response};
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::gateway::server::ServerLimits;
use crate::gateway::{Gateway, HttpApi, HttpLimits, RestApi, Routes, WebSocketApi, WebSocketLimits};
use crate::lambda::{Function, StreamingFunction};

/// Longer than any step takes, also on a busy machine.
pub(super) const TIMEOUT: Duration = Duration::from_secs(20);

pub(super) const STREAM: &str = "/api/webhooks/events/stream";

/// The parts of the gateway; a test replaces some of the defaults.
pub(super) struct Parts {
    pub(super) http: Function,
    pub(super) rest: StreamingFunction,
    pub(super) websocket: Function,
    pub(super) http_limits: HttpLimits,
    pub(super) websocket_limits: WebSocketLimits,
    pub(super) server_limits: ServerLimits,
    pub(super) local_routes: Router,
}

impl Default for Parts {
    fn default() -> Self {
        let accept = |_| async { Ok(json!({"statusCode": 200})) };
        Self {
            http: echo(),
            rest: StreamingFunction::new(
                "sse",
                TIMEOUT,
                service_fn(|_: Request| async { Ok(Response::new(Body::Empty)) }),
            ),
            websocket: json_function("websocket", accept),
            http_limits: HttpLimits::default(),
            websocket_limits: WebSocketLimits::default(),
            server_limits: ServerLimits::default(),
            local_routes: Router::new(),
        }
    }
}

/// A running gateway; dropping it stops it.
pub(super) struct Stack {
    pub(super) address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Stack {
    pub(super) async fn start(parts: Parts) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let routes = Routes::new()
            .with("/api/webhooks/shopify", parts.http.clone())
            .with("/api/webhooks/shopify/{integration}", parts.http.clone())
            .with("/api/{proxy+}", parts.http);
        let gateway = Gateway::new(
            HttpApi::new(routes, parts.http_limits),
            RestApi::new(STREAM, parts.rest),
            WebSocketApi::new(parts.websocket, parts.websocket_limits),
        )
        .with_limits(parts.server_limits)
        .with_open_routes(Router::new().route("/open", axum::routing::get(async || "open")))
        .with_local_routes(Router::new().route("/local/secret", axum::routing::get(async || "secret")))
        .with_local_routes(parts.local_routes);
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(gateway.serve(listener, async {
            let _ = stopped.await;
        }));
        Self { address, stop, served }
    }

    /// Stops the gateway and waits for its end.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        tokio::time::timeout(TIMEOUT, self.served).await.expect("it stops").expect("without a panic");
    }

    /// Sends a request with this line, these header lines and this body, and reads the response to its end.
    pub(super) async fn send(&self, line: &str, headers: &[&str], body: &[u8]) -> HttpResponse {
        let mut head = format!("{line} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for header in headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        if !body.is_empty() {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        self.send_raw(&bytes).await
    }

    /// Sends these bytes and reads until the server closes.
    pub(super) async fn send_raw(&self, bytes: &[u8]) -> HttpResponse {
        let exchange = async {
            let mut socket = TcpStream::connect(self.address).await.expect("a connection");
            socket.write_all(bytes).await.expect("sent");
            let mut response = Vec::new();
            socket.read_to_end(&mut response).await.expect("answered");
            HttpResponse::parse(&response)
        };
        tokio::time::timeout(TIMEOUT, exchange).await.expect("a response in time")
    }
}

/// Sends these bytes, ends the client's side of the connection, and reads until the server closes.
pub(super) async fn send_and_shut_down(address: SocketAddr, bytes: &[u8]) -> HttpResponse {
    let exchange = async {
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        socket.write_all(bytes).await.expect("sent");
        socket.shutdown().await.expect("the client's side is ended");
        let mut response = Vec::new();
        socket.read_to_end(&mut response).await.expect("answered");
        HttpResponse::parse(&response)
    };
    tokio::time::timeout(TIMEOUT, exchange).await.expect("a response in time")
}

#[derive(Debug)]
pub(super) struct HttpResponse {
    pub(super) status: u16,
    /// The header lines, in lower case.
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl HttpResponse {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Self { status: status.expect("a status"), head, body: bytes[end + 4..].to_vec() }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A function that gets the event as JSON.
pub(super) fn json_function<F>(name: &str, handler: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Function
where
    F: Future<Output = Result<Value, lambda_runtime::Error>> + Send + 'static,
{
    Function::json::<Value, Value>(name, TIMEOUT, service_fn(move |event: LambdaEvent<Value>| handler(event.payload)))
}

/// Responds with the event itself.
pub(super) fn echo() -> Function {
    json_function("echo", |event| async move { Ok(json!({"statusCode": 200, "body": event.to_string()})) })
}

/// A function with this handler, and every event that it gets.
pub(super) fn recorded<F>(handler: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> (Function, RecordedEvents)
where
    F: Future<Output = Result<Value, lambda_runtime::Error>> + Send + 'static,
{
    let (sender, events) = mpsc::unbounded_channel();
    let function = json_function("recorded", move |event: Value| {
        let _ = sender.send(event.clone());
        handler(event)
    });
    (function, RecordedEvents(events))
}

/// Events in the order in which a function received them.
pub(super) struct RecordedEvents(mpsc::UnboundedReceiver<Value>);

impl RecordedEvents {
    pub(super) async fn next(&mut self) -> Value {
        tokio::time::timeout(TIMEOUT, self.0.recv()).await.expect("an event in time").expect("an event")
    }

    /// Whether no event is left, and none can follow because the function was dropped.
    pub(super) async fn is_finished(&mut self) -> bool {
        tokio::time::timeout(TIMEOUT, self.0.recv()).await.expect("the function is dropped").is_none()
    }

    /// The next event of this route; others are skipped.
    pub(super) async fn next_of(&mut self, route_key: &str) -> Value {
        loop {
            let event = self.next().await;
            if event["requestContext"]["routeKey"] == route_key {
                return event;
            }
        }
    }
}
