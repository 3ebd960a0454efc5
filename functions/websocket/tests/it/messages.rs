//! What clients say besides `resume`.

use serde_json::{Value, json};
use store::connections::{ConnectionUpdate, UpdateResult};
use types::time::Clock;

use crate::issuer;
use crate::stack::Stack;
use crate::{ago, resume};

fn ping() -> Value {
    json!({"action": "ping", "after": ago(1)})
}

fn auth(token: &str) -> Value {
    json!({"action": "auth", "token": token})
}

/// A connection of asha's that is live.
async fn live(stack: &Stack) {
    stack.connection("one", 60).await;
    stack.say("one", &resume(None)).await;
}

#[tokio::test]
async fn a_message_that_is_not_defined_is_told_so_and_reads_no_table() {
    let stack = Stack::start().await;
    stack.drop_table("storebell-connections").await;
    for message in [json!({"action": "drop"}), json!({"action": "filter", "filter": {"x": 1}}), json!([])] {
        assert_eq!(stack.told("one", &message).await["error"], "bad_message", "{message}");
    }
    let token = issuer::token("asha", -1);
    assert_eq!(stack.told("one", &auth(&token)).await["error"], "bad_token");
    assert_eq!(stack.told("one", &ping()).await["error"], "unavailable");
}

#[tokio::test]
async fn who_says_too_much_that_is_refused_is_closed() {
    let stack = Stack::start().await;
    live(&stack).await;
    stack.connection("two", 60).await;
    let bad = [json!({"action": "drop"}), json!("x".repeat(11_000)), auth(&issuer::token("asha", -1)), auth("x")];
    let mut told = 0;
    for message in bad.iter().cycle().take(60) {
        stack.say("one", message).await;
        if stack.management.was_closed("one") {
            break;
        }
        told += 1;
        assert_eq!(stack.told("two", &ping()).await["error"], "not_live");
    }
    // As many more as the test took three seconds each for.
    assert!((20..40).contains(&told), "{told}");
    assert!(!stack.exists("one").await && stack.exists("two").await);
}

#[tokio::test]
async fn a_token_of_another_user_counts_as_a_message() {
    let stack = Stack::start().await;
    live(&stack).await;
    let cross_integration = auth(&issuer::token("ravi", 3600));
    for _ in 0..15 {
        assert_eq!(stack.told("one", &cross_integration).await["error"], "bad_token");
    }
    let mut answered = 0;
    while stack.told("one", &ping()).await["error"] != "too_many_messages" {
        answered += 1;
        assert!(answered < 15, "they were not counted");
    }
}

#[tokio::test]
async fn before_a_resume_there_is_nothing_to_ask_or_to_filter() {
    let stack = Stack::start().await;
    stack.connection("one", 60).await;
    for message in [ping(), json!({"action": "filter", "filter": {}})] {
        assert_eq!(stack.told("one", &message).await["error"], "not_live", "{message}");
    }
    assert!(!stack.live("one").await);
}

#[tokio::test]
async fn a_ping_is_answered_with_what_came_after_its_cursor() {
    let stack = Stack::start().await;
    live(&stack).await;
    let missed = stack.event("orders/create").await;
    let gap = stack.told("one", &ping()).await;
    assert_eq!(gap["events"][0]["id"], json!(missed));
    assert!(gap["cursor"].as_str().unwrap() >= missed.to_string().as_str());
    assert_eq!(gap["resume"], json!({"complete": true}));
    stack.change_late().await;
    let gap = stack.told("one", &json!({"action": "ping", "after": ago(300)})).await;
    assert_eq!(gap["resume"], json!({"complete": false, "reason": "late_change"}));
    assert!(stack.live("one").await && !stack.management.was_closed("one"));
}

#[tokio::test]
async fn a_filter_holds_from_its_answer_on_and_for_gaps() {
    let stack = Stack::start().await;
    live(&stack).await;
    let (first, second) = (stack.event("orders/create").await, stack.event("orders/updated").await);
    let filter = json!({"topics": ["orders/create"]});
    let response = stack.told("one", &json!({"action": "filter", "filter": filter})).await;
    assert_eq!(response, json!({"v": 1, "filter": filter}));
    let gap = stack.told("one", &ping()).await;
    let ids = |gap: &Value| gap["events"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&gap), [json!(first)]);
    // The cursor is behind all that was looked at, shown or not.
    assert!(gap["cursor"].as_str().unwrap() >= second.to_string().as_str());
    assert_eq!(stack.told("one", &json!({"action": "filter", "filter": {}})).await, json!({"v": 1, "filter": {}}));
    assert_eq!(ids(&stack.told("one", &ping()).await), [json!(first), json!(second)]);

    let other = json!({"action": "resume", "after": ago(1), "filter": {"integrations": ["other"]}});
    let gap = stack.told("one", &other).await;
    assert_eq!((ids(&gap), &gap["resume"]), (vec![], &json!({"complete": true})));
}

#[tokio::test]
async fn a_new_token_of_the_same_user_prolongs_the_connection() {
    let stack = Stack::start().await;
    stack.connection("one", 1).await;
    let response = stack.told("one", &auth(&issuer::token("asha", 3600))).await;
    let end = stack.found("one").await.token_expires_at;
    assert_eq!(response, json!({"v": 1, "auth": {"expires_at": end}}));
    assert!(end > Clock::system().now().plus_millis(3_500_000));
    // One that ends earlier takes nothing away, and is told so.
    assert_eq!(stack.told("one", &auth(&issuer::token("asha", 60))).await, response);
    assert_eq!(stack.found("one").await.token_expires_at, end);
    // And one that comes after the end, before anybody has seen it, is in time.
    stack.connection("ended", -1).await;
    stack.say("ended", &auth(&issuer::token("asha", 60))).await;
    stack.say("ended", &resume(None)).await;
    assert!(stack.live("ended").await);
}

#[tokio::test]
async fn of_two_tokens_at_once_the_later_end_stands_whichever_is_written_last() {
    let (stack, now) = (Stack::start().await, Clock::system().now());
    stack.connection("one", 60).await;
    // Both have read the connection before either writes.
    let (connections, read) = (stack.connections(), stack.found("one").await);
    let [sooner, later] = [100_000, 200_000].map(|ms| now.plus_millis(ms));
    assert_eq!(
        connections.update(&read, ConnectionUpdate::ExtendToken(later), now).await.unwrap(),
        UpdateResult::Applied
    );
    // Idle as busy.
    for at in [now, now.plus_millis(30_000)] {
        assert_eq!(
            connections.update(&read, ConnectionUpdate::ExtendToken(sooner), at).await.unwrap(),
            UpdateResult::TokenExpiresLater(later)
        );
    }
    assert_eq!(stack.found("one").await.token_expires_at, later);
}

#[tokio::test]
async fn a_token_that_is_not_good_or_of_somebody_else_changes_nothing() {
    let stack = Stack::start().await;
    stack.connection("one", 60).await;
    let end = stack.found("one").await.token_expires_at;
    let good = issuer::token("asha", 3600);
    for token in [&issuer::token("ravi", 3600), &issuer::token("asha", -1), &good[..good.len() - 1], "", "x"] {
        let response = stack.told("one", &auth(token)).await;
        assert_eq!(response["error"], "bad_token");
        assert!(token.is_empty() || !response.to_string().contains(&format!("\"{token}")));
    }
    assert_eq!(stack.found("one").await.token_expires_at, end);
    assert!(!stack.management.was_closed("one"));
}

#[tokio::test]
async fn a_connection_may_say_twenty_things_at_once_and_then_one_in_three_seconds() {
    let stack = Stack::start().await;
    live(&stack).await;
    let filter = json!({"action": "filter", "filter": {"topics": ["a"]}});
    let mut answered = 0;
    loop {
        let response = stack.told("one", &filter).await;
        if response["error"] == "too_many_messages" {
            break;
        }
        assert_eq!(response["filter"], filter["filter"]);
        answered += 1;
        assert!(answered < 40, "no message is ever one too many");
    }
    // With the resume 20, and as many more as the test took three seconds each for.
    assert!(answered >= 19, "{answered}");
    for message in [ping(), resume(None), auth(&issuer::token("asha", 3600))] {
        // A moment later another one may be in order; nearly all are not.
        let answers = [stack.told("one", &message).await, stack.told("one", &message).await];
        assert!(answers.iter().any(|response| response["error"] == "too_many_messages"), "{message}");
    }
    assert!(stack.live("one").await && !stack.management.was_closed("one"));
}
