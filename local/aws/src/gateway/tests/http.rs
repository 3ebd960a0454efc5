//! The HTTP API.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambda_http::{Body, Request, RequestExt, Response, service_fn};
use serde_json::{Value, json};

use super::stack::{Parts, Stack, TIMEOUT, json_function};
use crate::gateway::HttpLimits;
use crate::lambda::Function;

/// The members of `lambda_http` 1.3.2's `tests/data/apigw_v2_proxy_request.json`, without those of an authorizer and of
/// stage variables, which this API does not have.
fn awss_sample() -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/my/path",
        "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
        "cookies": ["cookie1=value1", "cookie2=value2"],
        "headers": {"header1": "value1", "header2": "value2"},
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "http": {
                "method": "POST",
                "path": "/my/path",
                "protocol": "HTTP/1.1",
                "sourceIp": "IP",
                "userAgent": "agent"
            },
            "requestId": "id",
            "routeKey": "$default",
            "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1_583_348_638_390_u64
        },
        "body": "Hello from Lambda",
        "pathParameters": {"parameter1": "value1"},
        "isBase64Encoded": false
    })
}

fn assert_same_members(sample: &Value, event: &Value, at: &str) {
    match (sample, event) {
        (Value::Object(sample), Value::Object(event)) => {
            let is_free = ["/headers", "/queryStringParameters", "/pathParameters"].contains(&at);
            for (name, value) in sample.iter().filter(|_| !is_free) {
                let found = event.get(name).unwrap_or_else(|| panic!("{at}/{name} is missing"));
                assert_same_members(value, found, &format!("{at}/{name}"));
            }
            for name in event.keys().filter(|_| !is_free) {
                assert!(sample.contains_key(name), "{at}/{name} is not in AWS's event");
            }
        }
        _ => assert_eq!(std::mem::discriminant(sample), std::mem::discriminant(event), "{at}"),
    }
}

#[tokio::test]
async fn event_has_exactly_the_members_of_awss_sample() {
    let stack = Stack::start(Parts::default()).await;
    let event = stack
        .send(
            "POST /api/webhooks/shopify/demo%20shop?a=1&a=2&b=x%26y",
            &["content-type: text/plain", "X-Two: one", "x-two: two", "cookie: c=1; d=2", "user-agent: tester"],
            b"hello",
        )
        .await
        .json();
    assert_same_members(&awss_sample(), &event, "");
    assert_eq!(event["routeKey"], "ANY /api/webhooks/shopify/{integration}");
    assert_eq!(event["rawPath"], "/api/webhooks/shopify/demo shop");
    assert_eq!(event["rawQueryString"], "a=1&a=2&b=x%26y");
    assert_eq!(event["queryStringParameters"], json!({"a": "1,2", "b": "x&y"}));
    assert_eq!(event["pathParameters"], json!({"integration": "demo shop"}));
    assert_eq!(event["headers"]["x-two"], "one,two");
    assert_eq!(event["headers"].get("cookie"), None);
    assert_eq!(event["cookies"], json!(["c=1", "d=2"]));
    assert_eq!(event["body"], "hello");
    let http = &event["requestContext"]["http"];
    assert_eq!(http["sourceIp"], "127.0.0.1");
    assert_eq!(http["userAgent"], "tester");
    assert_eq!(http["protocol"], "HTTP/1.1");
    assert_eq!(event["requestContext"]["stage"], "$default");
}

#[tokio::test]
async fn empty_members_are_absent() {
    let stack = Stack::start(Parts::default()).await;
    let event = stack.send("GET /api/webhooks/shopify", &[], b"").await.json();
    for name in ["cookies", "queryStringParameters", "pathParameters", "body"] {
        assert_eq!(event.get(name), None, "{name}");
    }
    assert_eq!(event["rawQueryString"], "");
}

#[tokio::test]
async fn lambda_http_reads_the_request_as_it_was_sent() {
    let http = Function::http(
        "reads",
        TIMEOUT,
        service_fn(|request: Request| async move {
            let parameters = request.path_parameters();
            let seen = json!({
                "method": request.method().as_str(),
                "path": request.raw_http_path(),
                "integration": parameters.first("integration"),
                "query": request.query_string_parameters().all("a"),
                "signature": request.headers()["x-signature"].as_bytes(),
                "json": serde_json::from_slice::<Value>(request.body())?,
            });
            Ok(Response::new(Body::from(seen.to_string())))
        }),
    );
    let stack = Stack::start(Parts { http, ..Parts::default() }).await;
    let seen = stack
        .send(
            "PUT /api/webhooks/shopify/demo?a=1&a=2",
            &["content-type: application/json", "x-signature: ä"],
            br#"{"id":820982911946154508}"#,
        )
        .await
        .json();
    let expected = json!({
        "method": "PUT",
        "path": "/api/webhooks/shopify/demo",
        "integration": "demo",
        "query": ["1", "2"],
        "signature": "ä".as_bytes(),
        "json": {"id": 820_982_911_946_154_508_u64},
    });
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn bytes_that_are_not_utf8_are_unchanged_in_both_directions() {
    let http = Function::http(
        "mirror",
        TIMEOUT,
        service_fn(|request: Request| async move {
            // Without a type, lambda_http would convert it to text.
            Ok(Response::builder()
                .header("content-type", "application/octet-stream")
                .body(Body::from(request.body().to_vec()))?)
        }),
    );
    let stack = Stack::start(Parts { http, ..Parts::default() }).await;
    let bytes: Vec<u8> = (0..=255).collect();
    for content_type in ["application/json", "application/octet-stream"] {
        let header = format!("content-type: {content_type}");
        let response = stack.send("POST /api/x", &[&header], &bytes).await;
        assert_eq!(response.body, bytes, "{content_type}");
    }
}

#[tokio::test]
async fn event_of_bytes_that_are_not_utf8_has_base64() {
    let stack = Stack::start(Parts::default()).await;
    let bytes = [b'{', 0xff, 0xfe, b'}'];
    let headers = ["content-type: application/json"];
    let event = stack.send("POST /api/x", &headers, &bytes).await.json();
    assert_eq!(event["isBase64Encoded"], true);
    assert_eq!(event["body"], STANDARD.encode(bytes));
}

#[tokio::test]
async fn status_headers_and_cookies_are_those_of_the_function() {
    let http = json_function("no", |event| async move {
        let status = if event["requestContext"]["http"]["method"] == "GET" { 405 } else { 413 };
        Ok(json!({
            "statusCode": status,
            "headers": {"allow": "POST"},
            "cookies": ["a=b"],
            "body": "{\"error\":\"x\"}"
        }))
    });
    let stack = Stack::start(Parts { http, ..Parts::default() }).await;
    let response = stack.send("GET /api/webhooks/shopify", &[], b"").await;
    assert_eq!(response.status, 405);
    assert!(response.head.contains("allow: post"), "{}", response.head);
    assert!(response.head.contains("set-cookie: a=b"), "{}", response.head);
    assert!(response.head.contains("apigw-requestid: "), "{}", response.head);
    assert_eq!(response.json(), json!({"error": "x"}));
    assert_eq!(stack.send("POST /api/x", &[], b"{}").await.status, 413);
}

#[tokio::test]
async fn head_request_gets_no_body() {
    let stack = Stack::start(Parts::default()).await;
    let response = stack.send("HEAD /api/health", &[], b"").await;
    assert_eq!(response.status, 200);
    assert!(response.body.is_empty());
}

#[tokio::test]
async fn body_over_the_invocation_limit_is_413() {
    let stack = Stack::start(Parts::default()).await;
    let over_lambdas_limit_in_base64 = vec![0xff; 5 * 1024 * 1024];
    let over_the_gateways_limit = vec![b' '; 12 * 1024 * 1024 + 1];
    for body in [over_lambdas_limit_in_base64, over_the_gateways_limit] {
        let response = stack.send("POST /api/x", &["content-type: text/plain"], &body).await;
        assert_eq!(response.status, 413);
        assert_eq!(response.json(), json!({"message": "Request Entity Too Large"}));
    }
}

#[tokio::test]
async fn failed_invocation_is_500() {
    let http = json_function("fails", |event| async move {
        assert!(event["rawPath"] != "/api/panic", "requested panic");
        if event["rawPath"] == "/api/malformed" {
            return Ok(json!({"statusCode": "?"}));
        }
        Err("no".into())
    });
    let stack = Stack::start(Parts { http, ..Parts::default() }).await;
    for path in ["/api/panic", "/api/error", "/api/malformed"] {
        let response = stack.send(&format!("GET {path}"), &[], b"").await;
        assert_eq!(response.status, 500, "{path}");
        assert_eq!(response.json(), json!({"message": "Internal Server Error"}));
    }
}

#[tokio::test]
async fn function_over_the_integration_timeout_is_503() {
    let http = json_function("slow", |_| std::future::pending());
    let http_limits = HttpLimits { integration_time: Duration::from_millis(50), ..HttpLimits::default() };
    let stack = Stack::start(Parts { http, http_limits, ..Parts::default() }).await;
    let response = stack.send("GET /api/x", &[], b"").await;
    assert_eq!(response.status, 503);
    assert_eq!(response.json(), json!({"message": "Service Unavailable"}));
}

#[tokio::test]
async fn unfinished_request_is_408() {
    let http_limits = HttpLimits { body_time: Duration::from_millis(50), ..HttpLimits::default() };
    let stack = Stack::start(Parts { http_limits, ..Parts::default() }).await;
    let unfinished = b"POST /api/x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf";
    assert_eq!(stack.send_raw(unfinished).await.status, 408);
}

#[tokio::test]
async fn path_without_route_is_404() {
    let stack = Stack::start(Parts::default()).await;
    let response = stack.send("GET /elsewhere", &[], b"").await;
    assert_eq!(response.status, 404);
    assert_eq!(response.json(), json!({"message": "Not Found"}));
}
