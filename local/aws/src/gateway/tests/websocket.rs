//! The WebSocket API, by a real client.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt, Response, service_fn};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::Error;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, coding::CloseCode};
use tokio_tungstenite::tungstenite::{Message, handshake::client};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::stack::{Parts, RecordedEvents, Stack, TIMEOUT, recorded};
use crate::gateway::WebSocketLimits;
use crate::lambda::Function;

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(super) async fn accept(_event: Value) -> Result<Value, lambda_runtime::Error> {
    Ok(json!({"statusCode": 200}))
}

pub(super) async fn accepting(websocket_limits: WebSocketLimits) -> (Stack, RecordedEvents) {
    let (websocket, events) = recorded(accept);
    let parts = Parts { websocket, websocket_limits, ..Parts::default() };
    (Stack::start(parts).await, events)
}

async fn handshake(
    stack: &Stack,
    headers: &[(&'static str, &'static str)],
) -> Result<(Socket, client::Response), Error> {
    let url = format!("ws://{}/ws?transport=sse&a=1&a=2", stack.address);
    let mut request = url.into_client_request().expect("a request");
    for (name, value) in headers {
        request.headers_mut().append(*name, HeaderValue::from_static(value));
    }
    connect_async(request).await
}

pub(super) async fn connect(stack: &Stack) -> Socket {
    handshake(stack, &[]).await.expect("accepted").0
}

pub(super) async fn next(socket: &mut Socket) -> Message {
    tokio::time::timeout(TIMEOUT, socket.next())
        .await
        .expect("a message in time")
        .expect("a message")
        .expect("no error")
}

/// The code of the server's close frame; the client responds with its own.
pub(super) async fn close_code(socket: &mut Socket) -> u16 {
    let code = loop {
        if let Message::Close(frame) = next(socket).await {
            break frame.map_or(1005, |frame| frame.code.into());
        }
    };
    // The response is sent while this waits for the end.
    let end = tokio::time::timeout(TIMEOUT, socket.next()).await;
    assert!(!matches!(end, Ok(Some(Ok(_)))), "nothing follows");
    code
}

#[tokio::test]
async fn connect_is_accepted_with_the_functions_subprotocol() {
    // With lambda_http like the real function; all its headers are multi-value headers.
    let websocket = Function::http(
        "websocket",
        TIMEOUT,
        service_fn(|request: Request| async move {
            let RequestContext::WebSocket(context) = request.request_context() else {
                return Ok(Response::builder().status(500).body(Body::Empty)?);
            };
            assert_eq!(context.event_type.as_deref(), Some("CONNECT"));
            assert_eq!(request.headers()["sec-websocket-protocol"], "storebell.v1, bearer.x");
            assert_eq!(request.query_string_parameters().first("transport"), Some("sse"));
            Ok(Response::builder().header("Sec-WebSocket-Protocol", "storebell.v1").body(Body::Empty)?)
        }),
    );
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let offer = [("sec-websocket-protocol", "storebell.v1, bearer.x")];
    let (_socket, response) = handshake(&stack, &offer).await.expect("accepted");
    assert_eq!(response.status(), 101);
    assert_eq!(response.headers()["sec-websocket-protocol"], "storebell.v1");
}

#[tokio::test]
async fn rejected_connect_has_the_functions_status_and_no_connection() {
    let (websocket, mut events) = recorded(|_| async { Ok(json!({"statusCode": 401})) });
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let Err(Error::Http(response)) = handshake(&stack, &[]).await else {
        panic!("not rejected");
    };
    assert_eq!(response.status(), 401);
    assert_eq!(events.next().await["requestContext"]["eventType"], "CONNECT");
    stack.stop().await;
    assert!(events.is_finished().await, "no $disconnect without a connection");
}

#[tokio::test]
async fn failed_connect_is_502_and_plain_get_is_426() {
    let (websocket, _events) = recorded(|_| async { Err("no".into()) });
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let Err(Error::Http(response)) = handshake(&stack, &[]).await else {
        panic!("not rejected");
    };
    assert_eq!(response.status(), 502);
    assert_eq!(stack.send("GET /ws", &[], b"").await.status, 426);
}

#[tokio::test]
async fn events_have_the_members_of_awss_samples() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let mut socket = connect(&stack).await;
    let connect = events.next().await;
    socket.send(Message::text("{\"action\":\"resume\"}")).await.expect("sent");
    let message = events.next().await;
    socket.close(None).await.expect("closed");
    let disconnect = events.next().await;

    assert_eq!(connect["queryStringParameters"], json!({"transport": "sse", "a": "2"}));
    assert_eq!(connect["multiValueQueryStringParameters"]["a"], json!(["1", "2"]));
    assert_eq!(connect["headers"]["host"], stack.address.to_string());
    assert_eq!(connect["multiValueHeaders"]["sec-websocket-version"], json!(["13"]));
    assert_eq!(message["body"], "{\"action\":\"resume\"}");
    assert_eq!(message.get("headers"), None, "only $connect has headers");
    assert_eq!(disconnect["requestContext"]["disconnectStatusCode"], 1005);
    assert_eq!(disconnect["headers"]["Host"], stack.address.to_string());

    let id = connect["requestContext"]["connectionId"].as_str().expect("an id");
    assert_eq!(id.len(), 16);
    for (event, route_key, event_type) in [
        (&connect, "$connect", "CONNECT"),
        (&message, "$default", "MESSAGE"),
        (&disconnect, "$disconnect", "DISCONNECT"),
    ] {
        let context = &event["requestContext"];
        assert_eq!(context["routeKey"], route_key);
        assert_eq!(context["eventType"], event_type);
        assert_eq!(context["connectionId"], id);
        assert_eq!(context["stage"], "prod");
        assert_eq!(context["messageDirection"], "IN");
        assert_eq!(context["identity"]["sourceIp"], "127.0.0.1");
        assert_eq!(context["connectedAt"], connect["requestContext"]["connectedAt"]);
        assert_eq!(context.get("messageId").is_some(), event_type == "MESSAGE");
        for name in ["extendedRequestId", "requestId", "requestTime", "domainName", "apiId"] {
            assert!(context[name].is_string(), "{event_type} {name}");
        }
        assert!(context["requestTimeEpoch"].is_u64());
        assert_eq!(event["isBase64Encoded"], false);
    }
}

#[tokio::test]
async fn lambda_http_reads_all_three_events() {
    let (seen, mut routes) = tokio::sync::mpsc::unbounded_channel();
    let websocket = Function::http(
        "websocket",
        TIMEOUT,
        service_fn(move |request: Request| {
            let seen = seen.clone();
            async move {
                if let RequestContext::WebSocket(context) = request.request_context() {
                    let body = String::from_utf8(request.body().to_vec())?;
                    seen.send((context.route_key, context.disconnect_status_code, body))?;
                }
                Ok(Response::new(Body::Empty))
            }
        }),
    );
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let mut socket = connect(&stack).await;
    socket.send(Message::text("hello")).await.expect("sent");
    let frame = CloseFrame { code: CloseCode::Normal, reason: "bye".into() };
    socket.close(Some(frame)).await.expect("closed");
    let expected = [("$connect", None, ""), ("$default", None, "hello"), ("$disconnect", Some(1000), "")];
    for (route, code, body) in expected {
        let seen = tokio::time::timeout(TIMEOUT, routes.recv()).await.expect("in time");
        assert_eq!(seen, Some((Some(route.to_owned()), code, body.to_owned())));
    }
}

#[tokio::test]
async fn messages_of_one_connection_run_concurrently_up_to_the_limit_and_responses_are_dropped() {
    let limits = WebSocketLimits { messages_at_once: 3, ..WebSocketLimits::default() };
    // Invocations wait for each other in threes, and a fourth does not start.
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(3));
    let running = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (websocket, mut events) = recorded(move |event| {
        use std::sync::atomic::Ordering::SeqCst;
        let (barrier, running) = (std::sync::Arc::clone(&barrier), std::sync::Arc::clone(&running));
        async move {
            if event["body"].is_string() {
                assert!(running.fetch_add(1, SeqCst) < 3, "one too many");
                barrier.wait().await;
                running.fetch_sub(1, SeqCst);
            }
            Ok(json!({"statusCode": 200, "body": event["body"]}))
        }
    });
    let parts = Parts { websocket, websocket_limits: limits, ..Parts::default() };
    let stack = Stack::start(parts).await;
    let mut socket = connect(&stack).await;
    for number in 0..30 {
        socket.send(Message::text(number.to_string())).await.expect("sent");
    }
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..30 {
        seen.insert(events.next_of("$default").await["body"].to_string());
    }
    assert_eq!(seen.len(), 30);
    // The pong is the client's first message: no response was sent before, and no invocation failed.
    socket.send(Message::Ping("x".into())).await.expect("sent");
    assert_eq!(next(&mut socket).await, Message::Pong("x".into()));
}

#[tokio::test]
async fn ping_gets_a_pong_while_the_function_runs() {
    let (websocket, mut events) = recorded(|event| async move {
        if event["body"].is_string() {
            std::future::pending::<()>().await;
        }
        Ok(json!({"statusCode": 200}))
    });
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let mut socket = connect(&stack).await;
    socket.send(Message::text("work")).await.expect("sent");
    events.next_of("$default").await;
    socket.send(Message::Ping("x".into())).await.expect("sent");
    assert_eq!(next(&mut socket).await, Message::Pong("x".into()));
}

#[tokio::test]
async fn failed_message_is_reported_to_the_client() {
    let (websocket, _events) = recorded(|event| async move {
        assert!(!event["body"].is_string(), "requested panic");
        Ok(json!({"statusCode": 200}))
    });
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let mut socket = connect(&stack).await;
    socket.send(Message::text("fail")).await.expect("sent");
    let frame: Value = serde_json::from_str(next(&mut socket).await.to_text().expect("text")).expect("JSON");
    assert_eq!(frame["message"], "Internal server error");
    assert!(frame["connectionId"].is_string() && frame["requestId"].is_string());
}

#[tokio::test]
async fn message_of_128_kb_in_frames_of_32_kb_is_accepted() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let mut socket = connect(&stack).await;
    for number in 0..4 {
        let data = if number == 0 { Data::Text } else { Data::Continue };
        let frame = Frame::message(vec![b'x'; 32 * 1024], OpCode::Data(data), number == 3);
        socket.send(Message::Frame(frame)).await.expect("sent");
    }
    let message = events.next_of("$default").await;
    assert_eq!(message["body"].as_str().map(str::len), Some(128 * 1024));
}

#[tokio::test]
async fn larger_message_or_frame_closes_with_1009() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;

    let mut one_frame = connect(&stack).await;
    one_frame.send(Message::text("x".repeat(300 * 1024))).await.expect("sent");
    assert_eq!(close_code(&mut one_frame).await, 1009);

    let mut five_frames = connect(&stack).await;
    for number in 0..5 {
        let data = if number == 0 { Data::Text } else { Data::Continue };
        let frame = Frame::message(vec![b'x'; 32 * 1024], OpCode::Data(data), number == 4);
        // The server may have closed before the last one.
        let _ = five_frames.send(Message::Frame(frame)).await;
    }
    assert_eq!(close_code(&mut five_frames).await, 1009);

    for _ in 0..2 {
        let disconnect = events.next_of("$disconnect").await;
        assert_eq!(disconnect["requestContext"]["disconnectStatusCode"], 1009);
    }
}

#[tokio::test]
async fn binary_message_closes_with_1003() {
    let (stack, _events) = accepting(WebSocketLimits::default()).await;
    let mut socket = connect(&stack).await;
    socket.send(Message::binary(vec![1, 2, 3])).await.expect("sent");
    assert_eq!(close_code(&mut socket).await, 1003);
}

#[tokio::test]
async fn idle_or_old_connection_closes_with_1001() {
    for (idle_ms, life_ms) in [(50, 60_000), (60_000, 50)] {
        let (stack, mut events) = accepting(WebSocketLimits {
            idle_time: Duration::from_millis(idle_ms),
            life_time: Duration::from_millis(life_ms),
            ..WebSocketLimits::default()
        })
        .await;
        let mut socket = connect(&stack).await;
        assert_eq!(close_code(&mut socket).await, 1001);
        let disconnect = events.next_of("$disconnect").await;
        assert_eq!(disconnect["requestContext"]["disconnectStatusCode"], 1001);
    }
}

#[tokio::test]
async fn server_stop_closes_every_socket_and_waits_for_disconnects() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let (mut first, mut second) = (connect(&stack).await, connect(&stack).await);
    let codes = async { (close_code(&mut first).await, close_code(&mut second).await) };
    let ((), codes) = tokio::join!(stack.stop(), codes);
    assert_eq!(codes, (1001, 1001));
    events.next_of("$disconnect").await;
    events.next_of("$disconnect").await;
}

#[tokio::test]
async fn lost_client_is_disconnected() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    drop(connect(&stack).await);
    let disconnect = events.next_of("$disconnect").await;
    assert_eq!(disconnect["requestContext"]["disconnectStatusCode"], 1006);
}

#[tokio::test]
async fn client_lost_during_connect_is_disconnected() {
    let release = std::sync::Arc::new(tokio::sync::Notify::new());
    let held = std::sync::Arc::clone(&release);
    let (websocket, mut events) = recorded(move |event| {
        let held = std::sync::Arc::clone(&held);
        async move {
            if event["requestContext"]["eventType"] == "CONNECT" {
                held.notified().await;
            }
            Ok(json!({"statusCode": 200}))
        }
    });
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let mut socket = TcpStream::connect(stack.address).await.expect("a connection");
    let request = "GET /ws HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
                   sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.write_all(request.as_bytes()).await.expect("sent");
    let connect = events.next_of("$connect").await;
    drop(socket);
    release.notify_one();
    let disconnect = events.next_of("$disconnect").await;
    assert_eq!(disconnect["requestContext"]["connectionId"], connect["requestContext"]["connectionId"]);
}
