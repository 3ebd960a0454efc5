//! Messages from SQS and EventBridge. The channel of these tests does not use them, so the integrations are written
//! directly.

use ingest::{Message, WebhookReceiver};
use serde_json::{Value, json};
use types::Channel;
use types::time::Clock;
use types::transport::Transport;

use crate::stack::{Stack, schemes};

fn message(transport: Transport, application: Option<&str>, event_id: Option<&str>, body: &str) -> Message {
    let text = |text: &str| text.to_owned();
    let (application, event_id) = (application.map(text), event_id.map(text));
    Message { transport, account: " Seller.myshopify.com".into(), application, event_id, body: body.into() }
}

async fn seller(schemes_json: Value) -> (Stack, WebhookReceiver) {
    let stack = Stack::start().await;
    stack
        .create_integration("seller", Channel::Shopify, |integration| integration.schemes = schemes(schemes_json))
        .await;
    let receiver = WebhookReceiver::new(
        Channel::Shopify,
        &store::Store::new(stack.client.clone(), store::Tables::from_environment(&stack.environment).unwrap()),
        Clock::system(),
    )
    .unwrap();
    (stack, receiver)
}

#[tokio::test]
async fn message_from_sqs_and_eventbridge_with_one_id_is_one_delivery() {
    let (stack, receiver) = seller(json!({"sqs": {"scheme": "iam"}, "eventbridge": {"scheme": "iam"}})).await;
    let first = receiver.receive_message(message(Transport::Sqs, None, Some("n-1"), "{}")).await.unwrap();
    assert_eq!((first.status(), first.integration.id.as_str(), first.body.bytes()), ("stored", "seller", &b"{}"[..]));
    let second = receiver.receive_message(message(Transport::EventBridge, None, Some("n-1"), "{ }")).await.unwrap();
    assert_eq!((second.status(), second.event_id()), ("duplicate", first.event_id()));
    let other = receiver.receive_message(message(Transport::Sqs, None, None, "{}")).await.unwrap();
    assert_eq!(other.status(), "stored");
    let rows = stack.rows("deliveries").await;
    assert!(rows.len() == 2 && rows.iter().all(|row| row["body_authenticated"] == true && row["headers"] == json!({})));
}

#[tokio::test]
async fn message_not_for_the_integration_is_rejected() {
    let (stack, receiver) = seller(json!({"sqs": {"scheme": "iam", "applications": ["ours"]}})).await;
    let of = |application| message(Transport::Sqs, application, None, "{}");
    let account = |account: &str| Message { account: account.into(), ..of(Some("ours")) };
    for (message, reason) in [
        (of(Some("theirs")), "application_foreign"),
        (of(None), "application_foreign"),
        (message(Transport::EventBridge, Some("ours"), None, "{}"), "way_not_taken"),
        (message(Transport::Https, Some("ours"), None, "{}"), "way_not_taken"),
        (account("unknown.myshopify.com"), "unknown_integration"),
        (account("no account"), "no_account"),
        (message(Transport::Sqs, Some("ours"), None, &"a".repeat(4 * 1024 * 1024 + 1)), "too_large"),
    ] {
        assert_eq!(receiver.receive_message(message).await.unwrap_err().code(), reason);
    }
    assert_eq!(stack.rows("deliveries").await.len(), 0);
    assert!(receiver.receive_message(of(Some("ours"))).await.is_ok());
}

#[tokio::test]
async fn disabled_integration_or_signing_scheme_rejects_queue_messages() {
    let (stack, receiver) = seller(json!({"sqs": {"scheme": "standard-webhooks"}})).await;
    let new_message = || message(Transport::Sqs, None, None, "{}");
    assert_eq!(receiver.receive_message(new_message()).await.unwrap_err().code(), "no_verifier");
    stack
        .create_integration("off", Channel::Shopify, |integration| {
            integration.schemes = schemes(json!({"sqs": {"scheme": "iam"}}));
            integration.enabled = false;
        })
        .await;
    let off = Message { account: "off.myshopify.com".into(), ..new_message() };
    assert_eq!(receiver.receive_message(off).await.unwrap_err().code(), "disabled");
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}
