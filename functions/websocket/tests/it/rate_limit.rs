//! The rate limits: 20 accepted and 20 rejected messages at once, then one in three seconds.

use local_testing::token_issuer;
use serde_json::json;

use crate::client_messages::{auth, ping, resume};
use crate::stack::Stack;

#[tokio::test]
async fn connection_with_too_many_rejected_messages_is_closed() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    stack.add_pending_connection("two", 60).await;
    let expired_token = token_issuer::token("asha", -1);
    let rejected = [json!({"action": "drop"}), json!("x".repeat(11_000)), auth(&expired_token), auth("x")];
    let mut responses = 0;
    for message in rejected.iter().cycle().take(60) {
        stack.send("one", message).await;
        if stack.was_closed("one") {
            break;
        }
        responses += 1;
        assert_eq!(stack.response("two", &ping()).await["error"], "not_live");
    }
    // 20, and one more for every three seconds that the test took.
    assert!((20..40).contains(&responses), "{responses}");
    assert!(!stack.exists("one").await && stack.exists("two").await);
}

#[tokio::test]
async fn token_of_another_user_counts_as_an_accepted_message() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    let other_users_token = auth(&token_issuer::token("ravi", 3600));
    for _ in 0..15 {
        assert_eq!(stack.response("one", &other_users_token).await["error"], "bad_token");
    }
    let mut accepted = 0;
    while stack.response("one", &ping()).await["error"] != "too_many_messages" {
        accepted += 1;
        assert!(accepted < 15, "the messages with the other user's token were not counted");
    }
}

#[tokio::test]
async fn message_over_the_rate_limit_is_rejected_and_the_connection_stays_live() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    let filter = json!({"action": "filter", "filter": {"topics": ["a"]}});
    let mut accepted = 0;
    loop {
        let response = stack.response("one", &filter).await;
        if response["error"] == "too_many_messages" {
            break;
        }
        assert_eq!(response["filter"], filter["filter"]);
        accepted += 1;
        assert!(accepted < 40, "no message was over the rate limit");
    }
    // 20 with the resume, and one more for every three seconds that the test took.
    assert!(accepted >= 19, "{accepted}");
    for message in [ping(), resume(None), auth(&token_issuer::token("asha", 3600))] {
        // Three seconds may have passed since the last rejected message; then the first of two is accepted.
        let responses = [stack.response("one", &message).await, stack.response("one", &message).await];
        assert!(responses.iter().any(|response| response["error"] == "too_many_messages"), "{message}");
    }
    assert!(stack.is_live("one").await && !stack.was_closed("one"));
}
