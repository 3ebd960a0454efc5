//! Test webhooks, verified and stored by the channel's own receiver.

use domain::delivery::{Delivery, DeliveryId, DeliveryKey};
use serde_json::{Value, json};
use store::deliveries::DeliveryReader;

use crate::stack::{JsonResponse, Stack};

async fn send_test(stack: &Stack, user: &str) -> JsonResponse {
    stack.call(user, "POST", "/api/integrations/mine/test", None).await
}

/// Creates the integration `mine` of `ann`.
async fn create(stack: &Stack, more: Value) {
    let mut body = json!({"id": "mine", "account": "mine.example.com", "secrets": [{"value": "a-secret-value"}],
        "members": [{"user": "bob", "role": "member"}, {"user": "joe", "role": "viewer"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, response) = stack.call("ann", "POST", "/api/integrations", Some(body)).await;
    assert_eq!(status, 201, "{response}");
}

/// All stored deliveries.
async fn stored_deliveries(stack: &Stack) -> Vec<Delivery> {
    let rows = stack.client.scan().table_name("storebell-deliveries").send().await.unwrap().items.unwrap();
    let reader = DeliveryReader::new(stack.client.clone(), &stack.environment).unwrap();
    let mut found = Vec::new();
    for row in rows {
        let id: DeliveryId = serde_json::from_value(json!(row["delivery_id"].as_s().unwrap())).unwrap();
        let key = DeliveryKey { integration: "mine".parse().unwrap(), id };
        found.extend(reader.get(&key).await.unwrap());
    }
    found
}

#[tokio::test]
async fn test_webhook_is_verified_by_the_scheme_and_stored_on_every_channel() {
    let fklogin = json!({"https": {"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"}});
    let token = json!({"https": {"scheme": "static-token", "header": "x-token"}});
    for (more, topic) in [
        (json!({"channel": "shopify", "account": "mine.myshopify.com"}), "storebell/test"),
        (json!({"channel": "flipkart"}), "storebell/test"),
        (json!({"channel": "flipkart", "schemes": fklogin}), "storebell/test"),
        (json!({"channel": "myntra", "topic": {"from": "path"}}), "storebell/test"),
        (json!({"channel": "selloship", "schemes": token}), "storebell/test"),
        (json!({"channel": "standard"}), "storebell/test"),
        (json!({"channel": "standard", "topic": {"from": "header", "name": "x-event"}}), "storebell/test"),
        (json!({"channel": "standard", "topic": {"from": "body", "pointer": "/event"}}), ""),
    ] {
        let stack = Stack::start().await;
        create(&stack, more.clone()).await;
        // FKLOGIN signs the second: of two webhooks in the same second the other is rejected.
        let users: &[&str] = if more["schemes"] == fklogin { &["ann"] } else { &["ann", "bob"] };
        for user in users {
            let (status, response) = send_test(&stack, user).await;
            assert_eq!((status, &response["status"]), (200, &json!("stored")), "{more}: {response}");
        }
        let deliveries = stored_deliveries(&stack).await;
        assert_eq!(deliveries.len(), users.len(), "{more}");
        for delivery in deliveries {
            let metadata = delivery.metadata;
            assert_eq!(metadata.topic, topic, "{more}");
            let context = channels::Context {
                topic: &metadata.topic,
                account: &metadata.account,
                received_at: metadata.received_at,
            };
            let normalized =
                channels::normalize(metadata.channel, &context, delivery.body.as_deref().unwrap()).unwrap();
            assert!(normalized.changes.is_empty() && normalized.summary.contains("signature verified"));
        }
    }
}

#[tokio::test]
async fn impossible_test_webhook_is_409_with_the_reason_and_stores_nothing() {
    let topic = "arn:aws:sns:ap-south-1:111122223333:topic";
    for (more, reason) in [
        (json!({"channel": "shopify", "account": "mine.myshopify.com", "secrets": []}), "no secret"),
        (json!({"channel": "shopify", "account": "mine.myshopify.com", "enabled": false}), "disabled"),
        (json!({"channel": "amazon", "account": "A1SELLER", "schemes": {"sqs": "iam"}}), "HTTPS"),
        (
            json!({"channel": "amazon", "account": topic, "schemes": {"https": {"scheme": "sns", "topics": [topic]}}}),
            "SNS",
        ),
    ] {
        let stack = Stack::start().await;
        create(&stack, more.clone()).await;
        let (status, response) = send_test(&stack, "ann").await;
        assert_eq!((status, &response["error"]), (409, &json!("cannot_test")), "{more}");
        assert!(response["message"].as_str().unwrap().contains(reason), "{response}");
        assert!(stored_deliveries(&stack).await.is_empty());
    }
}

#[tokio::test]
async fn viewer_gets_403_and_stranger_404_for_a_test_webhook() {
    let stack = Stack::start().await;
    create(&stack, json!({"channel": "standard"})).await;
    assert_eq!((send_test(&stack, "joe").await.0, send_test(&stack, "eve").await.0), (403, 404));
    assert!(stored_deliveries(&stack).await.is_empty());
}
