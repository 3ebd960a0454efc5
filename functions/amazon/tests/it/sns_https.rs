//! SNS messages over HTTPS.

use serde_json::{Value, json};
use sns::Kind;

use crate::sns_emulator::Mode;
use crate::sns_requests::{message, notification, post_event, signed, signed_at};
use crate::stack::{OTHER_TOPIC, Stack, TOPIC, sample_body};

const PATH: &str = "/api/webhooks/amazon/seller";

async fn status(stack: &Stack, event: Value) -> u64 {
    stack.invoke(&event).await.unwrap()["statusCode"].as_u64().unwrap()
}

#[tokio::test]
async fn topic_as_account_needs_no_integration_id_in_the_path_and_a_named_topic_does() {
    let stack = Stack::start().await;
    let order = sample_body("ORDER_CHANGE");
    let by_account = post_event("/api/webhooks/amazon", Some(OTHER_TOPIC), &signed(&notification(OTHER_TOPIC, &order)));
    assert_eq!(status(&stack, by_account).await, 200);
    let by_path = signed(&notification(TOPIC, &order));
    assert_eq!(status(&stack, post_event("/api/webhooks/amazon", Some(TOPIC), &by_path)).await, 401);
    assert_eq!(status(&stack, post_event(PATH, Some(TOPIC), &by_path)).await, 200);
    assert_eq!(status(&stack, post_event(PATH, None, &by_path)).await, 200);
    let mut rows: Vec<_> = stack.deliveries().await.iter().map(|row| row["integration"].to_string()).collect();
    rows.sort();
    assert_eq!(rows, ["\"seller\"", "\"topic\""]);
}

#[tokio::test]
async fn message_not_signed_by_sns_for_a_named_topic_is_not_stored() {
    let stack = Stack::start().await;
    let genuine = || notification(TOPIC, &sample_body("ORDER_CHANGE"));
    let tampered = signed(&genuine()).replacen("403-1234567", "403-1234568", 1);
    let mut cases = vec![
        post_event(PATH, Some(TOPIC), &tampered),
        post_event(PATH, Some(TOPIC), ""),
        post_event(PATH, Some(TOPIC), "hello"),
        // Raw message delivery, which is unsigned.
        post_event(PATH, Some(TOPIC), &sample_body("ORDER_CHANGE")),
        // Another topic in the header, in the message, and in both.
        post_event(PATH, Some(OTHER_TOPIC), &signed(&genuine())),
        post_event(PATH, Some(TOPIC), &signed(&notification(OTHER_TOPIC, "{}"))),
        post_event(PATH, None, &signed(&notification(OTHER_TOPIC, "{}"))),
        post_event("/api/webhooks/amazon", Some("arn:aws:sns:us-east-1:9:x"), &signed(&genuine())),
        post_event("/api/webhooks/amazon", None, &signed(&genuine())),
        post_event("/api/webhooks/amazon/disabled", None, &signed(&genuine())),
        post_event("/api/webhooks/amazon/no-scheme", None, &signed(&genuine())),
        post_event("/api/webhooks/amazon/unknown", None, &signed(&genuine())),
    ];
    for host in ["sns.us-east-1.amazonaws.com.evil.example", "sns.s3-us-west-2.amazonaws.com", "127.0.0.1:1"] {
        cases.push(post_event(PATH, Some(TOPIC), &signed_at(&genuine(), host)));
    }
    let mut raw = post_event(PATH, Some(TOPIC), &signed(&genuine()));
    raw["headers"]["x-amz-sns-rawdelivery"] = json!("true");
    cases.push(raw);
    for event in cases {
        assert_eq!(status(&stack, event.clone()).await, 401, "{event}");
    }
    let mut get = post_event(PATH, Some(TOPIC), &signed(&genuine()));
    get["requestContext"]["http"]["method"] = json!("GET");
    assert_eq!(status(&stack, get).await, 405);
    assert!(stack.deliveries().await.is_empty());
    assert!(stack.sns.confirmation_requests().is_empty());
}

#[tokio::test]
async fn message_is_not_stored_while_the_certificate_is_unavailable() {
    let stack = Stack::start().await;
    stack.sns.set_mode(Mode::WithoutCertificate);
    let event = post_event(PATH, Some(TOPIC), &signed(&notification(TOPIC, "{}")));
    assert_eq!(status(&stack, event).await, 503);
    assert!(stack.deliveries().await.is_empty());
}

#[tokio::test]
async fn unsubscribe_confirmation_is_stored_and_not_confirmed() {
    let stack = Stack::start().await;
    let subscribe_url = "https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription".to_owned();
    let kind = Kind::UnsubscribeConfirmation { token: "token-1".into(), subscribe_url };
    let unsubscribed = message(TOPIC, kind, "You have chosen to deactivate");
    assert_eq!(status(&stack, post_event(PATH, Some(TOPIC), &signed(&unsubscribed))).await, 200);
    assert_eq!(stack.deliveries().await[0]["topic"], "UnsubscribeConfirmation");
    assert!(stack.sns.confirmation_requests().is_empty());
}
