//! Lambda's Invoke API.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::stack::{HttpResponse, Parts, RecordedEvents, Stack, json_function, recorded};
use crate::invoke::InvokeApi;
use crate::lambda::Function;

const EVENT: &str = "x-amz-invocation-type: Event";

async fn serving(functions: Vec<Function>) -> Stack {
    let local_routes = InvokeApi::new(functions).local_routes();
    Stack::start(Parts { local_routes, ..Parts::default() }).await
}

async fn invoke(stack: &Stack, name: &str, headers: &[&str], body: &[u8]) -> HttpResponse {
    stack.send(&format!("POST /2015-03-31/functions/{name}/invocations"), headers, body).await
}

/// A function that returns its event, and the events that it got.
fn echo() -> (Function, RecordedEvents) {
    recorded(|event| async { Ok(event) })
}

#[tokio::test]
async fn result_of_a_function_is_unchanged() {
    let (function, _events) = echo();
    let stack = serving(vec![function]).await;
    for name in
        ["recorded", "recorded:%24LATEST", "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Arecorded"]
    {
        let response = invoke(&stack, name, &[], br#"{"id":820982911946154508}"#).await;
        assert_eq!((response.status, response.text().as_str()), (200, r#"{"id":820982911946154508}"#), "{name}");
        assert!(response.head.contains("x-amz-executed-version: $latest"), "{}", response.head);
        assert!(response.head.contains("x-amzn-requestid: "), "{}", response.head);
        assert!(!response.head.contains("x-amz-function-error"), "{}", response.head);
    }
    assert_eq!(invoke(&stack, "recorded", &[], b"").await.text(), "{}");
}

#[tokio::test]
async fn failed_invocation_is_200_with_an_error_header() {
    let function = json_function("fails", |_| async { Err("the table is gone".into()) });
    let stack = serving(vec![function]).await;
    let response = invoke(&stack, "fails", &["x-amz-invocation-type: RequestResponse"], b"{}").await;
    assert_eq!(response.status, 200);
    assert!(response.head.contains("x-amz-function-error: unhandled"), "{}", response.head);
    assert_eq!(response.json()["errorMessage"], "the table is gone");
    assert!(response.json()["errorType"].is_string());
}

#[tokio::test]
async fn invalid_request_has_lambdas_error_and_invokes_nothing() {
    let (function, mut events) = echo();
    let stack = serving(vec![function]).await;
    let large = vec![b'1'; 6 * 1024 * 1024 + 1];
    let no_event = &large[..1024 * 1024 + 1];
    for (name, header, body, status, error) in [
        ("other", EVENT, &b"{}"[..], 404, "resourcenotfoundexception"),
        ("recorded:7", "x-a: b", b"{}", 404, "resourcenotfoundexception"),
        ("recorded", "x-amz-invocation-type: event", b"{}", 400, "invalidparametervalueexception"),
        ("recorded", "x-a: b", b"{", 400, "invalidrequestcontentexception"),
        ("recorded", EVENT, b"{} {}", 400, "invalidrequestcontentexception"),
        ("recorded", "x-a: b", &large, 413, "requesttoolargeexception"),
        ("recorded", EVENT, no_event, 413, "requesttoolargeexception"),
    ] {
        let response = invoke(&stack, name, &[header], body).await;
        assert_eq!(response.status, status, "{name} {header} {}", body.len());
        assert!(response.head.contains(&format!("x-amzn-errortype: {error}")), "{}", response.head);
        assert_eq!(response.json()["Type"], "User");
        let message = response.json().get(if status == 404 { "Message" } else { "message" }).cloned();
        assert!(message.is_some_and(|message| message.is_string()), "{}", response.text());
    }
    let qualified = "POST /2015-03-31/functions/recorded/invocations?Qualifier=7";
    assert_eq!(stack.send(qualified, &[], b"{}").await.status, 404);
    stack.stop().await;
    assert!(events.is_finished().await);
}

#[tokio::test]
async fn dry_run_invokes_nothing() {
    let (function, mut events) = echo();
    let stack = serving(vec![function]).await;
    let response = invoke(&stack, "recorded", &["x-amz-invocation-type: DryRun"], b"{}").await;
    assert_eq!((response.status, response.text().as_str()), (204, ""));
    let unknown = invoke(&stack, "other", &["x-amz-invocation-type: DryRun"], b"{}").await;
    assert_eq!(unknown.status, 404);
    stack.stop().await;
    assert!(events.is_finished().await);
}

#[tokio::test]
async fn foreign_origin_or_host_is_rejected() {
    let (function, mut events) = echo();
    let stack = serving(vec![function]).await;
    let foreign = invoke(&stack, "recorded", &["origin: https://evil.example"], b"{}").await;
    assert_eq!(foreign.status, 403);
    let path = "POST /2015-03-31/functions/recorded/invocations HTTP/1.1";
    let rebound = format!("{path}\r\nhost: evil.example\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{}}");
    assert_eq!(stack.send_raw(rebound.as_bytes()).await.status, 403);
    stack.stop().await;
    assert!(events.is_finished().await);
}

#[tokio::test]
async fn failing_event_has_three_attempts() {
    let (function, mut events) = recorded(|_| async { Err("not today".into()) });
    let local = InvokeApi::new(vec![function]);
    let stack = Stack::start(Parts { local_routes: local.local_routes(), ..Parts::default() }).await;
    let response = invoke(&stack, "recorded", &[EVENT], br#"{"n":1}"#).await;
    assert_eq!((response.status, response.text().as_str()), (202, ""));
    for _ in 0..3 {
        assert_eq!(events.next().await, json!({"n": 1}));
    }
    stack.stop().await;
    local.stop().await;
    drop(local);
    assert!(events.is_finished().await);
}

#[tokio::test]
async fn event_that_succeeds_is_not_retried() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let (function, mut events) = recorded(move |_| {
        let failing = counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if failing { Err("not yet".into()) } else { Ok(Value::Null) } }
    });
    let local = InvokeApi::new(vec![function]);
    let stack = Stack::start(Parts { local_routes: local.local_routes(), ..Parts::default() }).await;
    assert_eq!(invoke(&stack, "recorded", &[EVENT], b"{}").await.status, 202);
    events.next().await;
    events.next().await;
    stack.stop().await;
    local.stop().await;
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn event_over_the_limit_is_429() {
    let gate = Arc::new(Semaphore::new(0));
    let permits = Arc::clone(&gate);
    let (function, mut events) = recorded(move |_| {
        let permits = Arc::clone(&permits);
        async move {
            let _open = permits.acquire().await?;
            Ok(Value::Null)
        }
    });
    let local = InvokeApi::new(vec![function]);
    let stack = Stack::start(Parts { local_routes: local.local_routes(), ..Parts::default() }).await;
    for _ in 0..100 {
        assert_eq!(invoke(&stack, "recorded", &[EVENT], b"{}").await.status, 202);
    }
    let busy = invoke(&stack, "recorded", &[EVENT], b"{}").await;
    assert_eq!(busy.status, 429);
    assert!(busy.head.contains("x-amzn-errortype: toomanyrequestsexception"), "{}", busy.head);
    gate.add_permits(1);
    for _ in 0..100 {
        events.next().await;
    }
    local.stop().await;
    assert_eq!(invoke(&stack, "recorded", &[EVENT], b"{}").await.status, 202);
}
