//! Notes of retries: written again if lost, worked off once.

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::event_writer::EventWriter;
use store::events::Event;

use crate::stack::{Stack, order};

/// Long after the first retry is due, and no longer ahead of the clock than an event may be.
const AN_HOUR_MS: i64 = 60 * 60_000;

#[tokio::test]
async fn a_note_that_was_lost_is_written_when_the_batch_comes_again() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    let note = stack.rows("ledger", "retry#").await;
    remove(&stack, &note[0]).await;
    assert_eq!(stack.notes().await, 0);
    stack.give_up(&[stack.record(&key).await]);
    stack.run().await;
    assert_eq!(stack.rows("ledger", "retry#").await, note);
}

async fn remove(stack: &Stack, note: &Value) {
    let text = |name: &str| aws_sdk_dynamodb::types::AttributeValue::S(note[name].as_str().unwrap().to_owned());
    let delete = stack.client.delete_item().table_name("storebell-ledger");
    delete.key("pk", text("pk")).key("sk", text("sk")).send().await.unwrap();
}

#[tokio::test]
async fn two_runs_at_once_make_one_replay_of_each_event() {
    let stack = Stack::start().await;
    let mut keys = Vec::new();
    for id in 0..40 {
        keys.push(stack.delivered(&order(id)).await);
    }
    let records = join_all(keys.iter().map(|key| stack.record(key))).await;
    records.chunks(7).for_each(|records| stack.give_up(records));
    let due = stack.now().plus_millis(AN_HOUR_MS);
    let done = join_all([stack.run_at(due), stack.run_at(due), stack.run_at(due)]).await;
    let retried: u64 = done.iter().map(|done| done["retried"].as_u64().unwrap()).sum();
    assert_eq!((retried, stack.notes().await), (40, 0), "{done:?}");
    for key in &keys {
        assert_eq!(stack.replays(key).await, (1, 1), "{key}");
        stack.process(stack.record(key).await).await;
    }
    let events = stack.rows("events", "").await;
    assert!(events.iter().all(|event| event["status"] == "processed" && event["attempt"] == 1), "{events:?}");
    assert_eq!(stack.orders().await, 40);
}

#[tokio::test]
async fn a_note_of_a_run_that_was_cut_off_after_its_replay_makes_no_second_one() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    let note = stack.rows("ledger", "retry#").await;
    let due = stack.now().plus_millis(AN_HOUR_MS);
    assert_eq!(stack.run_at(due).await["retried"], 1);
    // The note is there again, as if it had not been removed.
    let mut event: Event = serde_json::from_value(stack.event().await).unwrap();
    event.replays = 0;
    EventWriter::new(stack.client.clone(), &stack.environment).unwrap().record(&event).await.unwrap();
    assert_eq!(stack.rows("ledger", "retry#").await, note);
    assert_eq!(stack.run_at(due).await["stale"], 1);
    assert_eq!((stack.replays(&key).await, stack.notes().await), ((1, 1), 0));
}

#[tokio::test]
async fn an_event_that_nobody_can_read_keeps_no_other_waiting() {
    let stack = Stack::start().await;
    let (first, second) = (stack.failed_for_good(&order(1)).await, stack.failed_for_good(&order(2)).await);
    stack.run().await;
    let events = stack.rows("events", "").await;
    let spoilt = events.iter().find(|event| first.ends_with(event["delivery_id"].as_str().unwrap())).unwrap();
    stack.spoil(spoilt).await;
    let done = stack.run_at(stack.now().plus_millis(AN_HOUR_MS)).await;
    assert_eq!((&done["retried"], &done["stale"]), (&json!(1), &json!(1)));
    assert_eq!((stack.replays(&first).await, stack.replays(&second).await), ((0, 0), (1, 1)));
    assert_eq!(stack.notes().await, 0);
}
