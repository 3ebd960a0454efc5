//! Subscription confirmations: stored, then confirmed.

use serde_json::Value;

use crate::sns_emulator::Mode;
use crate::sns_requests::{post_event, signed, subscription};
use crate::stack::{OTHER_TOPIC, Stack, TOPIC};

const PATH: &str = "/api/webhooks/amazon/seller";

/// The HTTP status, and the `status` or error code in the response.
async fn post(stack: &Stack, event: &Value) -> (u64, String) {
    let response = stack.invoke(event).await.unwrap();
    let body: Value = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    let code = body["status"].as_str().or(body["error"].as_str()).unwrap();
    (response["statusCode"].as_u64().unwrap(), code.to_owned())
}

fn subscription_event() -> Value {
    post_event(PATH, Some(TOPIC), &signed(&subscription(TOPIC)))
}

#[tokio::test]
async fn subscription_of_a_named_topic_is_stored_and_confirmed_with_authenticated_unsubscribe() {
    let stack = Stack::start().await;
    assert_eq!(post(&stack, &subscription_event()).await, (200, "stored".to_owned()));
    assert_eq!(stack.deliveries().await[0]["topic"], "SubscriptionConfirmation");
    let [form] = &stack.sns.confirmation_requests()[..] else { panic!("{:?}", stack.sns.confirmation_requests()) };
    let part = |name: &str| form.split('&').find_map(|part| part.strip_prefix(&format!("{name}="))).map(str::to_owned);
    assert_eq!(part("Action").as_deref(), Some("ConfirmSubscription"));
    assert_eq!(part("TopicArn").as_deref(), Some("arn%3Aaws%3Asns%3Aap-south-1%3A111122223333%3Aspapi-bridge"));
    assert_eq!(part("Token").as_deref(), Some("token-1"));
    assert_eq!(part("AuthenticateOnUnsubscribe").as_deref(), Some("true"));
}

#[tokio::test]
async fn subscription_is_confirmed_by_its_duplicate_after_sns_was_unavailable() {
    let stack = Stack::start().await;
    stack.sns.set_mode(Mode::Unavailable);
    assert_eq!(post(&stack, &subscription_event()).await, (503, "unavailable".to_owned()));
    assert_eq!(stack.deliveries().await.len(), 1);
    let requests = stack.sns.confirmation_requests().len();
    stack.sns.set_mode(Mode::Available);
    assert_eq!(post(&stack, &subscription_event()).await, (200, "duplicate".to_owned()));
    assert_eq!((stack.deliveries().await.len(), stack.sns.confirmation_requests().len()), (1, requests + 1));
}

#[tokio::test]
async fn permanent_confirm_errors_return_200_and_transient_ones_503() {
    let stack = Stack::start().await;
    for (code, status) in
        [("InvalidParameter", 200), ("NotFound", 200), ("SubscriptionLimitExceeded", 200), ("AuthorizationError", 503)]
    {
        stack.sns.set_mode(Mode::Rejecting(code));
        assert_eq!(post(&stack, &subscription_event()).await.0, status, "{code}");
    }
    assert_eq!(stack.deliveries().await.len(), 1);
}

#[tokio::test]
async fn subscription_of_another_topic_or_with_a_wrong_signature_is_not_confirmed() {
    let stack = Stack::start().await;
    let other_topic = signed(&subscription(OTHER_TOPIC));
    let forged = signed(&subscription(TOPIC)).replace("token-1", "token-2");
    for body in [other_topic, forged] {
        assert_eq!(post(&stack, &post_event(PATH, None, &body)).await, (401, "unauthorized".to_owned()));
    }
    assert!(stack.sns.confirmation_requests().is_empty() && stack.deliveries().await.is_empty());
    assert_eq!(post(&stack, &post_event(PATH, Some(OTHER_TOPIC), &signed(&subscription(OTHER_TOPIC)))).await.0, 401);
}
