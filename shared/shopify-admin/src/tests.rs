//! Tests against a TCP server that returns given responses.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::integration::Integration;
use domain::order_source::OrderSourceError;
use runtime::environment::Environment;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use types::Channel;
use types::secret::{Envelope, Secret};
use types::sleep::Sleep;
use types::time::Clock;

use super::Config;
use super::ShopApi;
use super::queries::{Query, SUBSCRIPTIONS};

const TOKEN: &str = "shpat_0123456789abcdef";
const NOW: &str = "2026-11-24T12:00:00Z";

fn clock() -> Clock {
    Clock::from_fn(|| NOW.parse().unwrap())
}

/// Sends a query to a shop that returns these responses, one per connection. Returns the result, the waits, and the
/// requests as text.
async fn send_query(responses: Vec<String>) -> (Result<Value, OrderSourceError>, Vec<Duration>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/here", listener.local_addr().unwrap());
    let sent = Arc::new(Mutex::new(String::new()));
    let recorded = Arc::clone(&sent);
    tokio::spawn(async move {
        let mut open = Vec::new();
        for response in responses {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 8192];
            let length = socket.read(&mut request).await.unwrap();
            recorded.lock().unwrap().push_str(&String::from_utf8_lossy(&request[..length]));
            let _ = socket.write_all(response.as_bytes()).await;
            open.push(socket);
        }
        std::future::pending::<()>().await;
    });
    let waits = Arc::new(Mutex::new(Vec::new()));
    let recorded_waits = Arc::clone(&waits);
    let sleep = Sleep::recording(move |time| recorded_waits.lock().unwrap().push(time));
    let config = Config::from_environment(&Environment::from_pairs([("SHOPIFY_ADMIN_URL", url)])).unwrap();
    let api = ShopApi::with_limits(config, clock(), sleep, Duration::from_millis(500), 4096).unwrap();
    let integration = channels::default_integration(
        "shop".parse().unwrap(),
        Channel::Shopify,
        "a.myshopify.com",
        NOW.parse().unwrap(),
    );
    let integration = Integration { access_token: Some(Envelope::seal(&Secret::new(TOKEN))), ..integration };
    let shop = api.shop(&integration, clock().now().plus_millis(10_000)).unwrap();
    assert!(!format!("{shop:?} {api:?}").contains(TOKEN));
    #[derive(Serialize)]
    struct Variables {
        first: usize,
    }
    let query = Query { operation_name: "Subscriptions", text: SUBSCRIPTIONS, variables: &Variables { first: 1 } };
    let result = api.send::<Value>(&shop, &query).await;
    let waits = waits.lock().unwrap().clone();
    let sent = sent.lock().unwrap().clone();
    (result, waits, sent)
}

fn response(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

fn throttled(requested: u32) -> String {
    let bucket = json!({"maximumAvailable": 1000.0, "currentlyAvailable": 66, "restoreRate": 50.0});
    let cost = json!({"cost": {"requestedQueryCost": requested, "actualQueryCost": null, "throttleStatus": bucket}});
    let error = json!({"message": "Throttled", "extensions": {"code": "THROTTLED"}});
    response("200 OK", "", &json!({"errors": [error], "extensions": cost}).to_string())
}

fn data() -> String {
    response("200 OK", "", r#"{"data":{"x":1},"extensions":{"cost":{"requestedQueryCost":1}}}"#)
}

#[tokio::test]
async fn query_is_sent_to_the_shop_with_token_and_version() {
    let (result, waits, sent) = send_query(vec![data()]).await;
    assert_eq!((result, waits.len()), (Ok(json!({"x": 1})), 0));
    let sent = sent.to_ascii_lowercase();
    assert!(sent.starts_with("post /here/a.myshopify.com/admin/api/2026-10/graphql.json "), "{sent}");
    assert!(sent.contains(&format!("x-shopify-access-token: {TOKEN}")), "{sent}");
}

#[tokio::test]
async fn broken_character_in_a_response_is_replaced() {
    let body = r#"{"data":{"title":"Tee \ud83d"}}"#;
    let (result, ..) = send_query(vec![response("200 OK", "", body)]).await;
    assert_eq!(result, Ok(json!({"title": "Tee \u{fffd}"})));
}

#[tokio::test]
async fn throttled_query_waits_as_requested_within_the_deadline() {
    let late = response("429 Too Many Requests", "retry-after: 2.0\r\n", "{}");
    let (result, waits, _) = send_query(vec![throttled(116), late, data()]).await;
    assert!(result.is_ok());
    assert_eq!(waits, [Duration::from_secs(1), Duration::from_secs(2)]);
    let (result, waits, _) = send_query(vec![throttled(666)]).await;
    assert_eq!((result, waits.len()), (Err(OrderSourceError::Throttled), 0), "it would take 12 s, and there are 10");
    let (result, ..) = send_query(vec![throttled(1001)]).await;
    assert_eq!(result, Err(OrderSourceError::QueryRejected("Throttled".into())), "the bucket never holds as much");
}

#[tokio::test]
async fn too_large_or_slow_response_is_an_error() {
    let (result, ..) = send_query(vec![response("200 OK", "", &"x".repeat(4097))]).await;
    assert_eq!(result, Err(OrderSourceError::ResponseTooLarge));
    let (result, ..) = send_query(vec!["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_owned()]).await;
    assert!(matches!(&result, Err(OrderSourceError::Unreachable(why)) if why.starts_with("timed out")), "{result:?}");
}

#[tokio::test]
async fn redirects_and_data_beside_errors_are_rejected() {
    let (result, _, sent) = send_query(vec![response("302 Found", "location: http://127.0.0.1:1/\r\n", "")]).await;
    assert_eq!((result, sent.matches("POST").count()), (Err(OrderSourceError::Status(302)), 1));
    let (result, ..) =
        send_query(vec![response("200 OK", "", r#"{"data":{"x":1},"errors":[{"message":"half"}]}"#)]).await;
    assert_eq!(result, Err(OrderSourceError::QueryRejected("half".into())));
    for nothing in ["{}", r#"{"data":null}"#, r#"{"data":null,"errors":[]}"#] {
        let (result, ..) = send_query(vec![response("200 OK", "", nothing)]).await;
        assert!(matches!(result, Err(OrderSourceError::InvalidResponse(_))), "{nothing}");
    }
}
