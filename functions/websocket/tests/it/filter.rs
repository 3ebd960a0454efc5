//! The message `filter`.

use serde_json::{Value, json};

use crate::client_messages::{cursor_seconds_ago, ping};
use crate::stack::Stack;

fn event_ids(catch_up: &Value) -> Vec<Value> {
    catch_up["events"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect()
}

#[tokio::test]
async fn filter_is_in_force_from_its_response_on() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    let created = stack.add_event_now("orders/create").await;
    let updated = stack.add_event_now("orders/updated").await;
    let filter = json!({"topics": ["orders/create"]});
    let response = stack.response("one", &json!({"action": "filter", "filter": filter})).await;
    assert_eq!(response, json!({"v": 1, "filter": filter}));
    let catch_up = stack.response("one", &ping()).await;
    assert_eq!(event_ids(&catch_up), [json!(created)]);
    // The cursor is after every event that was read, whether it matched or not.
    assert!(catch_up["cursor"].as_str().unwrap() >= updated.to_string().as_str());

    let response = stack.response("one", &json!({"action": "filter", "filter": {}})).await;
    assert_eq!(response, json!({"v": 1, "filter": {}}));
    assert_eq!(event_ids(&stack.response("one", &ping()).await), [json!(created), json!(updated)]);
}

#[tokio::test]
async fn filter_of_a_resume_replaces_the_previous_one() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    stack.add_event_now("orders/create").await;
    let filter = json!({"integrations": ["other"]});
    let resume = json!({"action": "resume", "after": cursor_seconds_ago(1), "filter": filter});
    let catch_up = stack.response("one", &resume).await;
    assert_eq!((event_ids(&catch_up), &catch_up["resume"]), (vec![], &json!({"complete": true})));
}
