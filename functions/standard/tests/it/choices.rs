//! What owners choose: where topics stand, and what a sender is told.

use domain::integration::{Reply, TopicSource};
use serde_json::{Value, json};
use types::Channel;

use crate::stack::{Stack, request, schemes, signed, told};

fn source(written: Value) -> Option<TopicSource> {
    Some(serde_json::from_value(written).unwrap())
}

#[tokio::test]
async fn a_topic_comes_from_where_the_owner_says() {
    let stack = Stack::start().await;
    let by_path = json!({"from": "path", "names": {"CreateOrder": "order/create"}});
    stack.make("by-path", Channel::Standard, |made| made.topic = source(by_path)).await;
    stack
        .make("by-header", Channel::Standard, |made| made.topic = source(json!({"from": "header", "name": "x-event"})))
        .await;
    let by_body = json!({"from": "body", "pointer": "/event/type"});
    stack.make("by-body", Channel::Standard, |made| made.topic = source(by_body)).await;
    stack.make("plain", Channel::Standard, |_| {}).await;
    let door = stack.door(Channel::Standard);
    let mut headed = signed("standard/by-header", "1", "{}");
    headed.headers.insert("x-event", "in/header".parse().unwrap());
    for request in [
        signed("standard/by-path/CreateOrder", "1", "{}"),
        signed("standard/by-path/in%20path/deep", "2", "{}"),
        headed,
        signed("standard/by-body", "1", r#"{"event":{"type":"in/body"},"type":"elsewhere"}"#),
        signed("standard/plain", "1", r#"{"type":"usual"}"#),
    ] {
        assert_eq!(told(&door, request).await.0, 200);
    }
    assert_eq!(stack.topics().await, ["in path/deep", "in/body", "in/header", "order/create", "usual"]);
}

#[tokio::test]
async fn a_topic_in_the_path_is_refused_where_it_does_not_stand_there() {
    let stack = Stack::start().await;
    stack.make("plain", Channel::Standard, |_| {}).await;
    stack.make("shop", Channel::Shopify, |_| {}).await;
    let door = stack.door(Channel::Standard);
    for (path, reason) in [
        ("standard/plain/order", "path_topic"),
        ("standard/nobody/order", "unknown_integration"),
        ("standard/plain/%ff", "no_account"),
        ("standard/plain/", "no_account"),
    ] {
        assert_eq!(door.receive_request(signed(path, "1", "{}")).await.unwrap_err().code(), reason, "{path}");
        assert_eq!(told(&door, signed(path, "1", "{}")).await.0, 401, "{path}");
    }
    let refused = stack.door(Channel::Shopify).receive_request(signed("shopify/shop/orders/create", "1", "{}")).await;
    assert_eq!(refused.unwrap_err().code(), "no_account");
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}

#[tokio::test]
async fn a_reply_is_for_what_is_stored_and_refusals_stay_as_they_are() {
    let stack = Stack::start().await;
    let body = json!({"status": {"code": 1.0, "message": "OK"}});
    stack.make("api", Channel::Standard, |made| made.reply = Some(Reply { body: body.clone() })).await;
    let door = stack.door(Channel::Standard);
    for _ in ["stored", "duplicate"] {
        assert_eq!(told(&door, signed("standard/api", "1", "{}")).await, (200, body.clone()));
    }
    let (status, refused) = told(&door, request("standard/api", Default::default(), "{}")).await;
    assert_eq!((status, &refused["error"]), (401, &json!("unauthorized")));
    assert_eq!(stack.rows("deliveries").await.len(), 1);
}

#[tokio::test]
async fn a_way_without_a_scheme_takes_nothing() {
    let stack = Stack::start().await;
    stack.make("queue-only", Channel::Standard, |made| made.schemes = schemes(json!({"sqs": {"scheme": "iam"}}))).await;
    stack.make("iam", Channel::Standard, |made| made.schemes = schemes(json!({"https": {"scheme": "iam"}}))).await;
    let door = stack.door(Channel::Standard);
    for (path, reason) in [("standard/queue-only", "way_not_taken"), ("standard/iam", "no_verifier")] {
        assert_eq!(door.receive_request(signed(path, "1", "{}")).await.unwrap_err().code(), reason);
        assert_eq!(told(&door, signed(path, "1", "{}")).await.1["error"], "unauthorized");
    }
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}
