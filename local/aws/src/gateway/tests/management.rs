//! The management API, by the AWS SDK's own client.

use std::sync::Arc;

use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::config::retry::RetryConfig;
use aws_sdk_apigatewaymanagement::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_apigatewaymanagement::error::ProvideErrorMetadata;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;

use super::stack::{Parts, Stack, TIMEOUT, recorded};
use super::websocket::{accepting, close_code, connect, next};
use crate::gateway::WebSocketLimits;

fn client(stack: &Stack) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(format!("http://{}", stack.address))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

fn id_of(event: &Value) -> String {
    event["requestContext"]["connectionId"].as_str().expect("an id").to_owned()
}

/// Posts; returns the error's name if there is one.
async fn post(client: &Client, id: &str, data: impl Into<Vec<u8>>) -> Result<(), String> {
    let posting = client.post_to_connection().connection_id(id).data(Blob::new(data)).send();
    match tokio::time::timeout(TIMEOUT, posting).await.expect("in time") {
        Ok(_) => Ok(()),
        Err(error) => Err(error.into_service_error().code().unwrap_or("unnamed").to_owned()),
    }
}

fn gone() -> Result<(), String> {
    Err("GoneException".to_owned())
}

#[tokio::test]
async fn post_arrives_as_text_and_is_410_after_the_close() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let client = client(&stack);
    let mut socket = connect(&stack).await;
    let id = id_of(&events.next_of("$connect").await);

    assert_eq!(post(&client, &id, "{\"v\":1}").await, Ok(()));
    assert_eq!(next(&mut socket).await, Message::text("{\"v\":1}"));

    socket.close(None).await.expect("closed");
    events.next_of("$disconnect").await;
    let error = client
        .post_to_connection()
        .connection_id(&id)
        .data(Blob::new("late"))
        .send()
        .await
        .expect_err("gone")
        .into_service_error();
    assert!(error.is_gone_exception(), "{error:?}");
    assert!(error.message().is_some());
    assert_eq!(post(&client, "neverWas", "x").await, gone());
}

#[tokio::test]
async fn post_is_410_until_connect_is_accepted() {
    let release = Arc::new(Notify::new());
    let held = Arc::clone(&release);
    let (websocket, mut events) = recorded(move |_| {
        let held = Arc::clone(&held);
        async move {
            held.notified().await;
            Ok(json!({"statusCode": 200}))
        }
    });
    let stack = Stack::start(Parts { websocket, ..Parts::default() }).await;
    let client = client(&stack);
    let posting = async {
        let id = id_of(&events.next_of("$connect").await);
        assert_eq!(post(&client, &id, "early").await, gone());
        release.notify_one();
        id
    };
    let (id, mut socket) = tokio::join!(posting, connect(&stack));
    assert_eq!(post(&client, &id, "now").await, Ok(()));
    assert_eq!(next(&mut socket).await, Message::text("now"));
    release.notify_one();
}

#[tokio::test]
async fn message_over_128_kb_is_413() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let client = client(&stack);
    let mut socket = connect(&stack).await;
    let id = id_of(&events.next_of("$connect").await);
    let largest = "x".repeat(128 * 1024);
    assert_eq!(post(&client, &id, largest.clone()).await, Ok(()));
    assert_eq!(next(&mut socket).await, Message::text(largest.clone()));
    assert_eq!(post(&client, &id, largest + "x").await, Err("PayloadTooLargeException".to_owned()));
    assert_eq!(post(&client, &id, [0xff]).await, Err("BadRequestException".to_owned()));
}

#[tokio::test]
async fn connection_is_described_and_deleted() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let client = client(&stack);
    let mut socket = connect(&stack).await;
    let event = events.next_of("$connect").await;
    let id = id_of(&event);

    let described = client.get_connection().connection_id(&id).send().await.expect("there");
    let connected_at = described.connected_at().expect("a time").to_millis().expect("in range");
    assert_eq!(event["requestContext"]["connectedAt"], connected_at);
    assert!(described.last_active_at() >= described.connected_at());
    assert_eq!(described.identity().and_then(|identity| identity.source_ip()), Some("127.0.0.1"));

    // A post before the end is read before the close frame.
    assert_eq!(post(&client, &id, "last message").await, Ok(()));
    client.delete_connection().connection_id(&id).send().await.expect("deleted");
    assert_eq!(post(&client, &id, "too late").await, gone());
    // At once, before the client has responded to the close frame.
    let described = client.get_connection().connection_id(&id).send().await;
    assert!(described.expect_err("gone").into_service_error().is_gone_exception());
    assert_eq!(next(&mut socket).await, Message::text("last message"));
    assert_eq!(close_code(&mut socket).await, 1000);
    events.next_of("$disconnect").await;
    let deleted = client.delete_connection().connection_id(&id).send().await;
    assert!(deleted.expect_err("gone").into_service_error().is_gone_exception());
}

#[tokio::test]
async fn slow_reader_is_closed_without_delaying_others() {
    let (stack, mut events) = accepting(WebSocketLimits {
        posts_waiting: 4,
        close_time: std::time::Duration::from_millis(100),
        ..WebSocketLimits::default()
    })
    .await;
    let client = client(&stack);
    let _slow = connect(&stack).await;
    let slow_id = id_of(&events.next_of("$connect").await);
    let mut fast = connect(&stack).await;
    let fast_id = id_of(&events.next_of("$connect").await);

    let frame = "x".repeat(128 * 1024);
    let mut posts = 0;
    while post(&client, &slow_id, frame.clone()).await.is_ok() {
        posts += 1;
        assert!(posts < 1000, "buffers of the operating system are smaller");
    }
    assert_eq!(post(&client, &fast_id, "hello").await, Ok(()));
    assert_eq!(next(&mut fast).await, Message::text("hello"));
    let disconnect = events.next_of("$disconnect").await;
    assert_eq!(id_of(&disconnect), slow_id);
    assert_eq!(disconnect["requestContext"]["disconnectStatusCode"], 1008);
}

#[tokio::test]
async fn posts_arrive_in_the_order_of_their_responses() {
    let (stack, mut events) = accepting(WebSocketLimits::default()).await;
    let client = client(&stack);
    let mut socket = connect(&stack).await;
    let id = id_of(&events.next_of("$connect").await);
    let posting = async {
        for number in 0..100 {
            assert_eq!(post(&client, &id, number.to_string()).await, Ok(()));
        }
    };
    let reading = async {
        let seen: Vec<_> = (&mut socket).take(100).map(|message| message.expect("a message")).collect().await;
        seen
    };
    let ((), seen) = tokio::join!(posting, reading);
    for (number, message) in seen.iter().enumerate() {
        assert_eq!(*message, Message::text(number.to_string()));
    }
}
