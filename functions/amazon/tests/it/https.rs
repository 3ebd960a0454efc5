//! Messages of SNS over HTTPS.

use serde_json::{Value, json};
use sns::Kind;

use crate::sns::{Mode, message, notification, posted, signed, signed_at};
use crate::stack::{OTHER_TOPIC, Stack, TOPIC, body};

const PATH: &str = "/api/webhooks/amazon/seller";

async fn status(stack: &Stack, event: Value) -> u64 {
    stack.invoke(&event).await.unwrap()["statusCode"].as_u64().unwrap()
}

#[tokio::test]
async fn a_topic_that_is_the_account_needs_no_path_and_one_that_the_owner_named_needs_one() {
    let stack = Stack::start().await;
    let order = body("ORDER_CHANGE");
    let by_account = posted("/api/webhooks/amazon", Some(OTHER_TOPIC), &signed(&notification(OTHER_TOPIC, &order)));
    assert_eq!(status(&stack, by_account).await, 200);
    let by_path = signed(&notification(TOPIC, &order));
    assert_eq!(status(&stack, posted("/api/webhooks/amazon", Some(TOPIC), &by_path)).await, 401);
    assert_eq!(status(&stack, posted(PATH, Some(TOPIC), &by_path)).await, 200);
    assert_eq!(status(&stack, posted(PATH, None, &by_path)).await, 200);
    let mut rows: Vec<_> = stack.deliveries().await.iter().map(|row| row["integration"].to_string()).collect();
    rows.sort();
    assert_eq!(rows, ["\"seller\"", "\"topic\""]);
}

#[tokio::test]
async fn whatever_sns_did_not_sign_for_one_of_the_topics_leaves_no_row() {
    let stack = Stack::start().await;
    let genuine = || notification(TOPIC, &body("ORDER_CHANGE"));
    let flipped = signed(&genuine()).replacen("403-1234567", "403-1234568", 1);
    let mut cases = vec![
        posted(PATH, Some(TOPIC), &flipped),
        posted(PATH, Some(TOPIC), ""),
        posted(PATH, Some(TOPIC), "hello"),
        // Raw delivery, which nothing signs.
        posted(PATH, Some(TOPIC), &body("ORDER_CHANGE")),
        // A foreign topic, by header, by message, and by both.
        posted(PATH, Some(OTHER_TOPIC), &signed(&genuine())),
        posted(PATH, Some(TOPIC), &signed(&notification(OTHER_TOPIC, "{}"))),
        posted(PATH, None, &signed(&notification(OTHER_TOPIC, "{}"))),
        posted("/api/webhooks/amazon", Some("arn:aws:sns:us-east-1:9:x"), &signed(&genuine())),
        posted("/api/webhooks/amazon", None, &signed(&genuine())),
        posted("/api/webhooks/amazon/disabled", None, &signed(&genuine())),
        posted("/api/webhooks/amazon/deaf", None, &signed(&genuine())),
        posted("/api/webhooks/amazon/nobody", None, &signed(&genuine())),
    ];
    for host in ["sns.us-east-1.amazonaws.com.evil.example", "sns.s3-us-west-2.amazonaws.com", "127.0.0.1:1"] {
        cases.push(posted(PATH, Some(TOPIC), &signed_at(&genuine(), host)));
    }
    let mut raw = posted(PATH, Some(TOPIC), &signed(&genuine()));
    raw["headers"]["x-amz-sns-rawdelivery"] = json!("true");
    cases.push(raw);
    for event in cases {
        assert_eq!(status(&stack, event.clone()).await, 401, "{event}");
    }
    let mut get = posted(PATH, Some(TOPIC), &signed(&genuine()));
    get["requestContext"]["http"]["method"] = json!("GET");
    assert_eq!(status(&stack, get).await, 405);
    assert!(stack.deliveries().await.is_empty());
    assert!(stack.sns.asked().is_empty());
}

#[tokio::test]
async fn without_the_certificate_sns_comes_again_and_nothing_is_stored() {
    let stack = Stack::start().await;
    stack.sns.be(Mode::WithoutCertificate);
    let event = posted(PATH, Some(TOPIC), &signed(&notification(TOPIC, "{}")));
    assert_eq!(status(&stack, event).await, 503);
    assert!(stack.deliveries().await.is_empty());
}

#[tokio::test]
async fn the_end_of_a_subscription_is_stored_and_taken_back_by_nobody() {
    let stack = Stack::start().await;
    let subscribe_url = "https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription".to_owned();
    let kind = Kind::UnsubscribeConfirmation { token: "token-1".into(), subscribe_url };
    let ended = message(TOPIC, kind, "You have chosen to deactivate");
    assert_eq!(status(&stack, posted(PATH, Some(TOPIC), &signed(&ended))).await, 200);
    assert_eq!(stack.deliveries().await[0]["topic"], "UnsubscribeConfirmation");
    assert!(stack.sns.asked().is_empty());
}
