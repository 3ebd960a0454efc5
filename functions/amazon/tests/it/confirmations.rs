//! Subscriptions are stored, then confirmed.

use serde_json::{Value, json};

use crate::sns::{Mode, posted, signed, subscription};
use crate::stack::{OTHER_TOPIC, Stack, TOPIC};

const PATH: &str = "/api/webhooks/amazon/seller";

/// Status, and the word in the answer.
async fn post(stack: &Stack, event: &Value) -> (u64, String) {
    let response = stack.invoke(event).await.unwrap();
    let told: Value = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    let word = told["status"].as_str().or(told["error"].as_str()).unwrap();
    (response["statusCode"].as_u64().unwrap(), word.to_owned())
}

fn asks() -> Value {
    posted(PATH, Some(TOPIC), &signed(&subscription(TOPIC)))
}

#[tokio::test]
async fn a_subscription_of_a_named_topic_is_stored_and_confirmed_as_a_member_of_the_account() {
    let stack = Stack::start().await;
    assert_eq!(post(&stack, &asks()).await, (200, "stored".to_owned()));
    assert_eq!(stack.deliveries().await[0]["topic"], "SubscriptionConfirmation");
    let [asked] = &stack.sns.asked()[..] else { panic!("{:?}", stack.sns.asked()) };
    let part = |name: &str| asked.split('&').find_map(|part| part.strip_prefix(&format!("{name}="))).map(str::to_owned);
    assert_eq!(part("Action").as_deref(), Some("ConfirmSubscription"));
    assert_eq!(part("TopicArn").as_deref(), Some("arn%3Aaws%3Asns%3Aap-south-1%3A111122223333%3Aspapi-bridge"));
    assert_eq!(part("Token").as_deref(), Some("token-1"));
    assert_eq!(part("AuthenticateOnUnsubscribe").as_deref(), Some("true"));
}

#[tokio::test]
async fn where_sns_is_down_it_comes_again_and_is_then_confirmed() {
    let stack = Stack::start().await;
    stack.sns.be(Mode::Down);
    assert_eq!(post(&stack, &asks()).await, (503, "unavailable".to_owned()));
    assert_eq!(stack.deliveries().await.len(), 1);
    let asked = stack.sns.asked().len();
    stack.sns.be(Mode::Well);
    assert_eq!(post(&stack, &asks()).await, (200, "duplicate".to_owned()));
    assert_eq!((stack.deliveries().await.len(), stack.sns.asked().len()), (1, asked + 1));
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_asked_again_and_what_may_be_mended_is() {
    let stack = Stack::start().await;
    for (code, status) in
        [("InvalidParameter", 200), ("NotFound", 200), ("SubscriptionLimitExceeded", 200), ("AuthorizationError", 503)]
    {
        stack.sns.be(Mode::Refusing(code));
        assert_eq!(post(&stack, &asks()).await.0, status, "{code}");
    }
    assert_eq!(stack.deliveries().await.len(), 1);
}

#[tokio::test]
async fn a_subscription_of_a_foreign_topic_or_a_false_one_is_not_confirmed() {
    let stack = Stack::start().await;
    let cross_integration = signed(&subscription(OTHER_TOPIC));
    let forged = signed(&subscription(TOPIC)).replace("token-1", "token-2");
    for body in [cross_integration, forged] {
        assert_eq!(post(&stack, &posted(PATH, None, &body)).await, (401, "unauthorized".to_owned()));
    }
    assert!(stack.sns.asked().is_empty() && stack.deliveries().await.is_empty());
    assert_eq!(post(&stack, &json!(posted(PATH, Some(OTHER_TOPIC), &signed(&subscription(OTHER_TOPIC))))).await.0, 401);
}
