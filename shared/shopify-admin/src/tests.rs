//! Answers of a shop, as they come over the wire.

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

use super::ShopApi;
use super::queries::{Question, SUBSCRIPTIONS};

const TOKEN: &str = "shpat_0123456789abcdef";
const NOW: &str = "2026-11-24T12:00:00Z";

fn clock() -> Clock {
    Clock::from_fn(|| NOW.parse().unwrap())
}

/// What came of asking a shop that gives these answers, one for each connection; how long was waited; and what was sent.
async fn ask(answers: Vec<String>) -> (Result<Value, OrderSourceError>, Vec<Duration>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/here", listener.local_addr().unwrap());
    let sent = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&sent);
    tokio::spawn(async move {
        let mut open = Vec::new();
        for response in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 8192];
            let length = socket.read(&mut request).await.unwrap();
            seen.lock().unwrap().push_str(&String::from_utf8_lossy(&request[..length]));
            let _ = socket.write_all(response.as_bytes()).await;
            open.push(socket);
        }
        std::future::pending::<()>().await;
    });
    let waits = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&waits);
    let sleep = Sleep::recording(move |time| noted.lock().unwrap().push(time));
    let environment = Environment::from_pairs([("SHOPIFY_ADMIN_URL", url)]);
    let api = ShopApi::with_limits(&environment, clock(), sleep, Duration::from_millis(500), 4096).unwrap();
    let usual = channels::default_integration(
        "shop".parse().unwrap(),
        Channel::Shopify,
        "a.myshopify.com",
        NOW.parse().unwrap(),
    );
    let integration = Integration { access_token: Some(Envelope::seal(&Secret::new(TOKEN))), ..usual };
    let shop = api.shop(&integration, clock().now().plus_millis(10_000)).unwrap();
    assert!(!format!("{shop:?} {api:?}").contains(TOKEN));
    #[derive(Serialize)]
    struct First {
        first: usize,
    }
    let question = Question { name: "Subscriptions", text: SUBSCRIPTIONS, variables: &First { first: 1 } };
    let told = api.ask::<Value>(&shop, &question).await;
    let waits = waits.lock().unwrap().clone();
    let sent = sent.lock().unwrap().clone();
    (told, waits, sent)
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
async fn a_question_goes_to_the_shop_with_its_token_and_version() {
    let (told, waits, sent) = ask(vec![data()]).await;
    assert_eq!((told, waits.len()), (Ok(json!({"x": 1})), 0));
    let sent = sent.to_ascii_lowercase();
    assert!(sent.starts_with("post /here/a.myshopify.com/admin/api/2026-10/graphql.json "), "{sent}");
    assert!(sent.contains(&format!("x-shopify-access-token: {TOKEN}")), "{sent}");
}

#[tokio::test]
async fn who_is_throttled_waits_as_long_as_the_answer_says_and_no_longer_than_there_is_time() {
    let late = response("429 Too Many Requests", "retry-after: 2.0\r\n", "{}");
    let (told, waits, _) = ask(vec![throttled(116), late, data()]).await;
    assert!(told.is_ok());
    assert_eq!(waits, [Duration::from_secs(1), Duration::from_secs(2)]);
    let (told, waits, _) = ask(vec![throttled(666)]).await;
    assert_eq!((told, waits.len()), (Err(OrderSourceError::Throttled), 0), "it would take 12 s, and there are 10");
    let (told, ..) = ask(vec![throttled(1001)]).await;
    assert_eq!(told, Err(OrderSourceError::Refused("Throttled".into())), "the bucket never has as much");
}

#[tokio::test]
async fn an_answer_that_is_too_large_or_too_slow_is_given_up() {
    let (told, ..) = ask(vec![response("200 OK", "", &"x".repeat(4097))]).await;
    assert_eq!(told, Err(OrderSourceError::TooLarge));
    let (told, ..) = ask(vec!["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_owned()]).await;
    assert!(matches!(&told, Err(OrderSourceError::Unreachable(why)) if why.starts_with("timed out")), "{told:?}");
}

#[tokio::test]
async fn no_redirect_is_followed_and_data_beside_errors_is_not_taken() {
    let (told, _, sent) = ask(vec![response("302 FetchedBody", "location: http://127.0.0.1:1/\r\n", "")]).await;
    assert_eq!((told, sent.matches("POST").count()), (Err(OrderSourceError::Status(302)), 1));
    let (told, ..) = ask(vec![response("200 OK", "", r#"{"data":{"x":1},"errors":[{"message":"half"}]}"#)]).await;
    assert_eq!(told, Err(OrderSourceError::Refused("half".into())));
    for nothing in ["{}", r#"{"data":null}"#, r#"{"data":null,"errors":[]}"#] {
        let (told, ..) = ask(vec![response("200 OK", "", nothing)]).await;
        assert!(matches!(told, Err(OrderSourceError::Unreadable(_))), "{nothing}");
    }
}
