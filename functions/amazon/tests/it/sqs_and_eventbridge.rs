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

/// Notifications that name their seller in a list or in `SellingPartnerMetadata`, in the form of the examples at
/// <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>.
fn notifications_with_other_seller_members() -> Vec<(&'static str, Value)> {
    let account = format!("amzn1.merchant.o.{SELLER}");
    let item = |asin: &str| json!({"accountId": account, "marketplaceId": "A21TJRUUN4KGV", "asin": asin});
    let metadata = json!({"SellingPartnerId": SELLER, "MarketplaceId": "A21TJRUUN4KGV", "AccountType": "PAYABLE"});
    let transaction = json!({"SellingPartnerMetadata": metadata, "TransactionType": "Shipment"});
    vec![
        (
            "TRANSACTION_UPDATE",
            json!({
                "NotificationVersion": "1.0", "NotificationType": "TRANSACTION_UPDATE",
                "Payload": {"TransactionUpdateNotification": transaction},
                "NotificationMetadata": {"ApplicationId": "app", "NotificationId": "n-TRANSACTION_UPDATE"},
            }),
        ),
        ("DETAIL_PAGE_TRAFFIC_EVENT", json!({"detailPageTrafficEvents": [item("B1"), item("B2")]})),
        ("ITEM_INVENTORY_EVENT_CHANGE", json!({"itemInventoryEventChanges": [item("B1"), item("B2")]})),
        ("ITEM_SALES_EVENT_CHANGE", json!({"itemSalesEventChanges": [item("B1"), item("B2")]})),
    ]
    .into_iter()
    .map(|(topic, body)| match body.get("Payload") {
        Some(_) => (topic, body),
        None => {
            let metadata = json!({"applicationId": "app", "notificationId": format!("n-{topic}")});
            (topic, json!({"notificationType": topic, "payload": body, "notificationMetadata": metadata}))
        }
    })
    .collect()
}

#[tokio::test]
async fn seller_in_a_list_or_in_metadata_is_found_on_every_transport() {
    let stack = Stack::start().await;
    let notifications = notifications_with_other_seller_members();
    let batch: Vec<_> = notifications.iter().map(|(topic, body)| (*topic, body.to_string())).collect();
    let batch: Vec<_> = batch.iter().map(|(topic, body)| (*topic, body.as_str())).collect();
    assert_eq!(stack.batch_item_failures(&batch).await, Vec::<String>::new());
    let stored = |rows: &[Value]| {
        let mut topics: Vec<_> =
            rows.iter().map(|row| (row["integration"].to_string(), row["topic"].to_string())).collect();
        topics.sort();
        topics
    };
    let expected = stored(
        &notifications.iter().map(|(topic, _)| json!({"integration": "seller", "topic": topic})).collect::<Vec<_>>(),
    );
    assert_eq!(stored(&stack.deliveries().await), expected);

    // By the other transports each is the same delivery.
    for (topic, body) in &notifications {
        assert_eq!(stack.invoke(&partner_event(&body.to_string())).await, Ok(Value::Null), "{topic}");
        let request =
            post_event("/api/webhooks/amazon/seller", Some(TOPIC), &signed(&notification(TOPIC, &body.to_string())));
        let response = stack.invoke(&request).await.unwrap();
        let response: Value = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
        assert_eq!(response["status"], "duplicate", "{topic}");
    }
    assert_eq!(stored(&stack.deliveries().await), expected);

    // By SNS and EventBridge alone.
    for transport in ["sns", "eventbridge"] {
        let stack = Stack::start().await;
        for (topic, body) in &notifications {
            let event = match transport {
                "sns" => post_event(
                    "/api/webhooks/amazon/seller",
                    Some(TOPIC),
                    &signed(&notification(TOPIC, &body.to_string())),
                ),
                _ => partner_event(&body.to_string()),
            };
            assert!(stack.invoke(&event).await.is_ok(), "{transport} {topic}");
        }
        assert_eq!(stored(&stack.deliveries().await), expected, "{transport}");
    }
}

#[tokio::test]
async fn notification_of_several_sellers_in_a_list_is_rejected() {
    let stack = Stack::start().await;
    let items = [SELLER, "A2OTHERSELLER"].map(|seller| json!({"accountId": format!("amzn1.merchant.o.{seller}")}));
    let body =
        json!({"notificationType": "ITEM_SALES_EVENT_CHANGE", "payload": {"itemSalesEventChanges": items}}).to_string();
    assert_eq!(stack.batch_item_failures(&[("1", &body)]).await, ["1"]);
    assert!(stack.invoke(&partner_event(&body)).await.unwrap_err().ends_with("no_account"));
    assert!(stack.deliveries().await.is_empty());
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
