//! Notifications by SQS and EventBridge.

use serde_json::{Value, json};

use crate::sns_requests::{notification, post_event, signed};
use crate::stack::{OTHER_TOPIC, SELLER, Stack, TOPIC, order_notification, partner_event, sample_body};

#[tokio::test]
async fn rejected_messages_of_a_batch_are_reported_and_the_others_stored() {
    let stack = Stack::start().await;
    let sns_body = json!({"Type": "Notification", "MessageId": "1", "TopicArn": OTHER_TOPIC, "Message": sample_body("FEED_PROCESSING_FINISHED")});
    let failed = stack
        .batch_item_failures(&[
            ("valid", &sample_body("ORDER_CHANGE")),
            ("other-seller", &order_notification("A9UNKNOWN")),
            ("no-json", "hello"),
            ("no-seller", r#"{"NotificationType":"X","Payload":{}}"#),
            ("disabled", &order_notification("A2DISABLED")),
            ("transport-without-scheme", &order_notification("A3NOSCHEME")),
            ("sns-message", &sns_body.to_string()),
            ("duplicate", &sample_body("ORDER_CHANGE")),
        ])
        .await;
    assert_eq!(failed, ["other-seller", "no-json", "no-seller", "disabled", "transport-without-scheme"]);
    let mut rows: Vec<_> = stack.deliveries().await;
    rows.sort_by_key(|row| row["topic"].to_string());
    let columns = |row: &Value| (row["integration"].clone(), row["topic"].clone(), row["account"].clone());
    let expected = |topic: &str| (json!("seller"), json!(topic), json!(SELLER));
    assert_eq!(
        rows.iter().map(columns).collect::<Vec<_>>(),
        [expected("FEED_PROCESSING_FINISHED"), expected("ORDER_CHANGE")]
    );
}

#[tokio::test]
async fn notification_by_sqs_https_and_eventbridge_is_one_delivery() {
    let stack = Stack::start().await;
    let order = sample_body("ORDER_CHANGE");
    assert!(stack.batch_item_failures(&[("1", &order)]).await.is_empty());
    let stored = stack.deliveries().await;
    let request = post_event("/api/webhooks/amazon/seller", Some(TOPIC), &signed(&notification(TOPIC, &order)));
    let response = stack.invoke(&request).await.unwrap();
    let body: Value = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    assert_eq!((&response["statusCode"], &body["status"]), (&json!(200), &json!("duplicate")));
    assert_eq!(stack.invoke(&partner_event(&order)).await, Ok(Value::Null));
    assert_eq!(stack.deliveries().await, stored);
    assert_eq!(stored.len(), 1);
}

#[tokio::test]
async fn partner_event_is_stored_or_fails_the_invocation() {
    let stack = Stack::start().await;
    for (seller, reason) in
        [("A9UNKNOWN", "unknown_integration"), ("A2DISABLED", "disabled"), ("A3NOSCHEME", "way_not_taken")]
    {
        let error = stack.invoke(&partner_event(&order_notification(seller))).await.unwrap_err();
        assert!(error.ends_with(reason), "{error}");
    }
    let without_seller =
        json!({"detail-type": "X", "source": "aws.partner/sellingpartnerapi.amazon.com/1/a", "detail": {"a": 1}});
    assert!(stack.invoke(&without_seller).await.unwrap_err().ends_with("no_account"));
    let mut other_source = partner_event(&sample_body("ORDER_CHANGE"));
    other_source["source"] = json!("my.own.application");
    assert!(stack.invoke(&other_source).await.is_err());
    assert!(stack.deliveries().await.is_empty());
    assert_eq!(stack.invoke(&partner_event(&sample_body("ORDER_CHANGE"))).await, Ok(Value::Null));
    assert_eq!(stack.deliveries().await[0]["topic"], "ORDER_CHANGE");
}

#[tokio::test]
async fn notification_is_reported_as_failed_while_the_table_is_missing() {
    let stack = Stack::start().await;
    stack.tables.drop_table("deliveries").await;
    assert_eq!(stack.batch_item_failures(&[("1", &sample_body("ORDER_CHANGE"))]).await, ["1"]);
    assert!(stack.invoke(&partner_event(&sample_body("ORDER_CHANGE"))).await.unwrap_err().ends_with("store"));
}

#[tokio::test]
async fn event_of_an_unknown_transport_fails_the_invocation() {
    let stack = Stack::start().await;
    for event in [json!({}), json!([]), json!({"Records": [{"eventSource": "aws:dynamodb"}]}), json!({"detail": {}})] {
        assert!(stack.invoke(&event).await.is_err(), "{event}");
    }
}
