//! Test webhooks: proven and stored by the channel's own door.

use domain::delivery::{Delivery, DeliveryId, DeliveryKey};
use serde_json::{Value, json};
use store::deliveries::DeliveryReader;

use crate::stack::{Stack, Told};

async fn test(stack: &Stack, user: &str) -> Told {
    stack.ask(user, "POST", "/api/integrations/mine/test", None).await
}

/// An integration of `ann` that is called `mine`.
async fn make(stack: &Stack, more: Value) {
    let mut body = json!({"id": "mine", "account": "mine.example.com", "secrets": [{"value": "a-secret-value"}],
        "members": [{"user": "bob", "role": "member"}, {"user": "joe", "role": "viewer"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, told) = stack.ask("ann", "POST", "/api/integrations", Some(body)).await;
    assert_eq!(status, 201, "{told}");
}

/// The deliveries that are stored.
async fn stored(stack: &Stack) -> Vec<Delivery> {
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
async fn on_every_channel_a_test_is_proven_by_its_scheme_and_stored_as_one() {
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
        make(&stack, more.clone()).await;
        // FKLOGIN signs the second: of two in one the other is refused.
        let users: &[&str] = if more["schemes"] == fklogin { &["ann"] } else { &["ann", "bob"] };
        for user in users {
            let (status, told) = test(&stack, user).await;
            assert_eq!((status, &told["status"]), (200, &json!("stored")), "{more}: {told}");
        }
        let deliveries = stored(&stack).await;
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
async fn what_cannot_be_tested_says_why_and_stores_nothing() {
    let topic = "arn:aws:sns:ap-south-1:111122223333:topic";
    for (more, why) in [
        (json!({"channel": "shopify", "account": "mine.myshopify.com", "secrets": []}), "no secret"),
        (json!({"channel": "shopify", "account": "mine.myshopify.com", "enabled": false}), "disabled"),
        (json!({"channel": "amazon", "account": "A1SELLER", "schemes": {"sqs": "iam"}}), "HTTPS"),
        (
            json!({"channel": "amazon", "account": topic, "schemes": {"https": {"scheme": "sns", "topics": [topic]}}}),
            "SNS",
        ),
    ] {
        let stack = Stack::start().await;
        make(&stack, more.clone()).await;
        let (status, told) = test(&stack, "ann").await;
        assert_eq!((status, &told["error"]), (409, &json!("cannot_test")), "{more}");
        assert!(told["message"].as_str().unwrap().contains(why), "{told}");
        assert!(stored(&stack).await.is_empty());
    }
}

#[tokio::test]
async fn a_viewer_sends_none_and_a_stranger_finds_nothing() {
    let stack = Stack::start().await;
    make(&stack, json!({"channel": "standard"})).await;
    assert_eq!((test(&stack, "joe").await.0, test(&stack, "eve").await.0), (403, 404));
    assert!(stored(&stack).await.is_empty());
}
