//! What queues and buses hand over. No channel here comes that way, so integrations are put into the table as they are.

use ingest::{Message, WebhookReceiver};
use serde_json::{Value, json};
use types::Channel;
use types::time::Clock;
use types::transport::Transport;

use crate::stack::{Stack, schemes};

fn message(way: Transport, application: Option<&str>, event_id: Option<&str>, body: &str) -> Message {
    let text = |text: &str| text.to_owned();
    let (application, event_id) = (application.map(text), event_id.map(text));
    Message { transport: way, account: " Seller.myshopify.com".into(), application, event_id, body: body.into() }
}

async fn seller(written: Value) -> (Stack, WebhookReceiver) {
    let stack = Stack::start().await;
    stack.make("seller", Channel::Shopify, |made| made.schemes = schemes(written)).await;
    let door =
        WebhookReceiver::on_tables(Channel::Shopify, &stack.environment, &stack.client, Clock::system()).unwrap();
    (stack, door)
}

#[tokio::test]
async fn what_comes_by_a_queue_and_by_a_bus_is_stored_once_by_its_id() {
    let (stack, door) = seller(json!({"sqs": {"scheme": "iam"}, "eventbridge": {"scheme": "iam"}})).await;
    let first = door.receive_message(message(Transport::Sqs, None, Some("n-1"), "{}")).await.unwrap();
    assert_eq!((first.status(), first.integration.id.as_str(), first.body.bytes()), ("stored", "seller", &b"{}"[..]));
    let again = door.receive_message(message(Transport::EventBridge, None, Some("n-1"), "{ }")).await.unwrap();
    assert_eq!((again.status(), again.event_id()), ("duplicate", first.event_id()));
    let other = door.receive_message(message(Transport::Sqs, None, None, "{}")).await.unwrap();
    assert_eq!(other.status(), "stored");
    let rows = stack.rows("deliveries").await;
    assert!(rows.len() == 2 && rows.iter().all(|row| row["body_authenticated"] == true && row["headers"] == json!({})));
}

#[tokio::test]
async fn what_is_not_for_the_integration_is_refused_and_leaves_nothing() {
    let (stack, door) = seller(json!({"sqs": {"scheme": "iam", "applications": ["ours"]}})).await;
    let of = |application| message(Transport::Sqs, application, None, "{}");
    let account = |account: &str| Message { account: account.into(), ..of(Some("ours")) };
    for (sent, reason) in [
        (of(Some("theirs")), "application_foreign"),
        (of(None), "application_foreign"),
        (message(Transport::EventBridge, Some("ours"), None, "{}"), "way_not_taken"),
        (message(Transport::Https, Some("ours"), None, "{}"), "way_not_taken"),
        (account("nobody.myshopify.com"), "unknown_integration"),
        (account("no account"), "no_account"),
        (message(Transport::Sqs, Some("ours"), None, &"a".repeat(4 * 1024 * 1024 + 1)), "too_large"),
    ] {
        assert_eq!(door.receive_message(sent).await.unwrap_err().code(), reason);
    }
    assert_eq!(stack.rows("deliveries").await.len(), 0);
    assert!(door.receive_message(of(Some("ours"))).await.is_ok());
}

#[tokio::test]
async fn a_disabled_integration_and_a_scheme_that_signs_take_nothing_from_a_queue() {
    let (stack, door) = seller(json!({"sqs": {"scheme": "standard-webhooks"}})).await;
    let sent = || message(Transport::Sqs, None, None, "{}");
    assert_eq!(door.receive_message(sent()).await.unwrap_err().code(), "no_verifier");
    stack
        .make("off", Channel::Shopify, |made| {
            made.schemes = schemes(json!({"sqs": {"scheme": "iam"}}));
            made.enabled = false;
        })
        .await;
    let off = Message { account: "off.myshopify.com".into(), ..sent() };
    assert_eq!(door.receive_message(off).await.unwrap_err().code(), "disabled");
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}
