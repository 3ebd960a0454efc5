//! Settings of an integration: where its topics come from, its reply, and its schemes.

use domain::integration::{Reply, TopicSource};
use serde_json::{Value, json};
use types::Channel;

use crate::stack::{Stack, request, respond, schemes, signed};

fn topic_source(json: Value) -> Option<TopicSource> {
    Some(serde_json::from_value(json).unwrap())
}

#[tokio::test]
async fn topic_is_read_from_the_configured_source() {
    let stack = Stack::start().await;
    let by_path = json!({"from": "path", "names": {"CreateOrder": "order/create"}});
    stack
        .create_integration("by-path", Channel::Standard, |integration| integration.topic = topic_source(by_path))
        .await;
    stack
        .create_integration("by-header", Channel::Standard, |integration| {
            integration.topic = topic_source(json!({"from": "header", "name": "x-event"}))
        })
        .await;
    let by_body = json!({"from": "body", "pointer": "/event/type"});
    stack
        .create_integration("by-body", Channel::Standard, |integration| integration.topic = topic_source(by_body))
        .await;
    stack.create_integration("plain", Channel::Standard, |_| {}).await;
    let receiver = stack.receiver(Channel::Standard);
    let mut with_header = signed("standard/by-header", "1", "{}");
    with_header.headers.insert("x-event", "in/header".parse().unwrap());
    for request in [
        signed("standard/by-path/CreateOrder", "1", "{}"),
        signed("standard/by-path/in%20path/deep", "2", "{}"),
        with_header,
        signed("standard/by-body", "1", r#"{"event":{"type":"in/body"},"type":"elsewhere"}"#),
        signed("standard/plain", "1", r#"{"type":"usual"}"#),
    ] {
        assert_eq!(respond(&receiver, request).await.0, 200);
    }
    assert_eq!(stack.topics().await, ["in path/deep", "in/body", "in/header", "order/create", "usual"]);
}

#[tokio::test]
async fn webhook_with_the_headers_of_svix_is_stored_once_by_its_id() {
    let stack = Stack::start().await;
    stack.create_integration("svix", Channel::Standard, |_| {}).await;
    let receiver = stack.receiver(Channel::Standard);
    let of_svix = |id: &str| {
        let mut request = signed("standard/svix", id, "{}");
        for part in ["id", "timestamp", "signature"] {
            let value = request.headers.remove(format!("webhook-{part}")).unwrap();
            request.headers.insert(http::HeaderName::try_from(format!("svix-{part}")).unwrap(), value);
        }
        request
    };
    let (status, first) = respond(&receiver, of_svix("msg_1")).await;
    assert_eq!((status, &first["status"]), (200, &json!("stored")));
    // The same message by the names of the specification is the same delivery.
    for request in [of_svix("msg_1"), signed("standard/svix", "msg_1", "{}")] {
        assert_eq!(respond(&receiver, request).await.1, json!({"id": first["id"], "status": "duplicate"}));
    }
    assert_eq!(respond(&receiver, of_svix("msg_2")).await.1["status"], "stored");
    let headers = &stack.tables.rows("deliveries").await[0]["headers"];
    assert!(headers["svix-id"].is_string() && headers["svix-signature"].is_null(), "{headers}");
}

#[tokio::test]
async fn topic_in_the_path_is_rejected_if_topics_are_read_elsewhere() {
    let stack = Stack::start().await;
    stack.create_integration("plain", Channel::Standard, |_| {}).await;
    stack.create_integration("shop", Channel::Shopify, |_| {}).await;
    let receiver = stack.receiver(Channel::Standard);
    for (path, reason) in [
        ("standard/plain/order", "path_topic"),
        ("standard/unknown/order", "unknown_integration"),
        ("standard/plain/%ff", "no_account"),
        ("standard/plain/", "no_account"),
    ] {
        assert_eq!(receiver.receive_request(signed(path, "1", "{}")).await.unwrap_err().code(), reason, "{path}");
        assert_eq!(respond(&receiver, signed(path, "1", "{}")).await.0, 401, "{path}");
    }
    let result =
        stack.receiver(Channel::Shopify).receive_request(signed("shopify/shop/orders/create", "1", "{}")).await;
    assert_eq!(result.unwrap_err().code(), "no_account");
    assert_eq!(stack.tables.rows("deliveries").await.len(), 0);
}

#[tokio::test]
async fn custom_reply_is_sent_for_stored_webhooks_and_not_for_rejected_ones() {
    let stack = Stack::start().await;
    let body = json!({"status": {"code": 1.0, "message": "OK"}});
    stack
        .create_integration("api", Channel::Standard, |integration| {
            integration.reply = Some(Reply { body: body.clone() })
        })
        .await;
    let receiver = stack.receiver(Channel::Standard);
    for _status in ["stored", "duplicate"] {
        assert_eq!(respond(&receiver, signed("standard/api", "1", "{}")).await, (200, body.clone()));
    }
    let (status, response) = respond(&receiver, request("standard/api", Default::default(), "{}")).await;
    assert_eq!((status, &response["error"]), (401, &json!("unauthorized")));
    assert_eq!(stack.tables.rows("deliveries").await.len(), 1);
}

#[tokio::test]
async fn transport_without_a_usable_scheme_rejects_everything() {
    let stack = Stack::start().await;
    stack
        .create_integration("queue-only", Channel::Standard, |integration| {
            integration.schemes = schemes(json!({"sqs": {"scheme": "iam"}}))
        })
        .await;
    stack
        .create_integration("iam", Channel::Standard, |integration| {
            integration.schemes = schemes(json!({"https": {"scheme": "iam"}}))
        })
        .await;
    let receiver = stack.receiver(Channel::Standard);
    for (path, reason) in [("standard/queue-only", "way_not_taken"), ("standard/iam", "no_verifier")] {
        assert_eq!(receiver.receive_request(signed(path, "1", "{}")).await.unwrap_err().code(), reason);
        assert_eq!(respond(&receiver, signed(path, "1", "{}")).await.1["error"], "unauthorized");
    }
    assert_eq!(stack.tables.rows("deliveries").await.len(), 0);
}
