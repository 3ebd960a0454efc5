//! Work that is done is not done twice; a replay is done again.

use serde_json::{Value, json};

use crate::stack::{Stack, order};

/// The record of a change of a delivery's row, from `before` replays to `after`.
fn modified(record: &Value, before: u64, after: u64) -> Value {
    let mut record = record.clone();
    record["eventName"] = json!("MODIFY");
    record["dynamodb"]["OldImage"] = record["dynamodb"]["NewImage"].clone();
    record["dynamodb"]["OldImage"]["replays"] = json!({"N": before.to_string()});
    record["dynamodb"]["NewImage"]["replays"] = json!({"N": after.to_string()});
    record
}

#[tokio::test]
async fn a_batch_that_comes_again_changes_nothing_and_is_pushed_again() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    let record = stack.delivered("shop", "orders/create", &order(1), "100").await;
    assert!(stack.invoke(vec![record.clone()]).await.is_empty());
    let once = stack.events().await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.events().await, once);
    let frames = stack.management.frames("live");
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[0], frames[1]);
    assert_eq!(frames[0]["orders"][0]["rev"], 1);
}

#[tokio::test]
async fn a_change_is_a_replay_only_if_the_replays_have_grown() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivered("shop", "orders/create", &order(1), "100").await;
    assert!(stack.invoke(vec![record.clone()]).await.is_empty());
    assert!(stack.invoke(vec![modified(&record, 0, 0)]).await.is_empty());
    assert_eq!(stack.events().await[0]["rev"], 1);
    assert!(stack.invoke(vec![modified(&record, 0, 1)]).await.is_empty());
    let replayed = stack.events().await;
    assert_eq!((replayed.len(), &replayed[0]["rev"], &replayed[0]["replays"]), (1, &json!(2), &json!(1)));
    // The record of the first time, late: it does not undo the replay.
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.events().await, replayed);
}
