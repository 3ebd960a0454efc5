//! What queues and buses hand over.

use serde_json::{Value, json};

use crate::sns::{notification, posted, signed};
use crate::stack::{OTHER_TOPIC, SELLER, Stack, TOPIC, body, by_bus, order_of};

#[tokio::test]
async fn of_a_batch_only_what_was_not_stored_is_reported_and_nothing_false_is_stored() {
    let stack = Stack::start().await;
    let sns_body = json!({"Type": "Notification", "MessageId": "1", "TopicArn": OTHER_TOPIC, "Message": body("FEED_PROCESSING_FINISHED")});
    let failed = stack
        .failures(&[
            ("good", &body("ORDER_CHANGE")),
            ("foreign", &order_of("A9NOBODY")),
            ("no-json", "hello"),
            ("no-seller", r#"{"NotificationType":"X","Payload":{}}"#),
            ("disabled", &order_of("A2DISABLED")),
            ("no-way-in", &order_of("A3NOWAYIN")),
            ("through-a-topic", &sns_body.to_string()),
            ("the-same", &body("ORDER_CHANGE")),
        ])
        .await;
    assert_eq!(failed, ["foreign", "no-json", "no-seller", "disabled", "no-way-in"]);
    let mut rows: Vec<_> = stack.deliveries().await;
    rows.sort_by_key(|row| row["topic"].to_string());
    let told = |row: &Value| (row["integration"].clone(), row["topic"].clone(), row["account"].clone());
    let of = |topic: &str| (json!("seller"), json!(topic), json!(SELLER));
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), [of("FEED_PROCESSING_FINISHED"), of("ORDER_CHANGE")]);
}

#[tokio::test]
async fn one_notification_by_a_queue_a_topic_and_a_bus_is_one_row() {
    let stack = Stack::start().await;
    let order = body("ORDER_CHANGE");
    assert!(stack.failures(&[("1", &order)]).await.is_empty());
    let stored = stack.deliveries().await;
    let request = posted("/api/webhooks/amazon/seller", Some(TOPIC), &signed(&notification(TOPIC, &order)));
    let response = stack.invoke(&request).await.unwrap();
    let told: Value = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    assert_eq!((&response["statusCode"], &told["status"]), (&json!(200), &json!("duplicate")));
    assert_eq!(stack.invoke(&by_bus(&order)).await, Ok(Value::Null));
    assert_eq!(stack.deliveries().await, stored);
    assert_eq!(stored.len(), 1);
}

#[tokio::test]
async fn an_event_of_a_bus_is_stored_or_fails_the_invocation() {
    let stack = Stack::start().await;
    for (seller, reason) in
        [("A9NOBODY", "unknown_integration"), ("A2DISABLED", "disabled"), ("A3NOWAYIN", "way_not_taken")]
    {
        let failure = stack.invoke(&by_bus(&order_of(seller))).await.unwrap_err();
        assert!(failure.ends_with(reason), "{failure}");
    }
    let nobody =
        json!({"detail-type": "X", "source": "aws.partner/sellingpartnerapi.amazon.com/1/a", "detail": {"a": 1}});
    assert!(stack.invoke(&nobody).await.unwrap_err().ends_with("no_account"));
    let mut posing = by_bus(&body("ORDER_CHANGE"));
    posing["source"] = json!("my.own.application");
    assert!(stack.invoke(&posing).await.is_err());
    assert!(stack.deliveries().await.is_empty());
    assert_eq!(stack.invoke(&by_bus(&body("ORDER_CHANGE"))).await, Ok(Value::Null));
    assert_eq!(stack.deliveries().await[0]["topic"], "ORDER_CHANGE");
}

#[tokio::test]
async fn what_comes_while_the_table_is_away_comes_again() {
    let stack = Stack::start().await;
    stack.drop_table("storebell-deliveries").await;
    assert_eq!(stack.failures(&[("1", &body("ORDER_CHANGE"))]).await, ["1"]);
    assert!(stack.invoke(&by_bus(&body("ORDER_CHANGE"))).await.unwrap_err().ends_with("store"));
}

#[tokio::test]
async fn an_event_of_no_way_fails_the_invocation() {
    let stack = Stack::start().await;
    for event in [json!({}), json!([]), json!({"Records": [{"eventSource": "aws:dynamodb"}]}), json!({"detail": {}})] {
        assert!(stack.invoke(&event).await.is_err(), "{event}");
    }
}
