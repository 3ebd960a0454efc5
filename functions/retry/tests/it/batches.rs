//! Batches that failed for good: read whole, in part, or not at all.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use shared::store::events::{Event, EventLog};

use crate::stack::{Stack, lines, order};

#[tokio::test]
async fn a_newer_outcome_stays() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    // The batch was given up from its lowest record on: this one had been processed.
    stack.process(stack.record(&key).await).await;
    let processed = stack.event().await;
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await, stack.notes().await), (processed, 0));
    // What comes behind it may not have been done.
    assert_eq!(stack.replays(&key).await, (1, 1));
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_and_blocks_nothing() {
    let stack = Stack::start().await;
    stack.failed.append(b"no JSON at all").unwrap();
    let good = stack.delivered(&order(1)).await;
    let mut foreign = stack.record(&good).await;
    foreign["dynamodb"]["NewImage"]["event_id"] = json!({"S": "no id"});
    stack.give_up(&[foreign, stack.record(&good).await, json!({"eventName": 7})]);
    stack.failed_for_good(&order(2)).await;
    let before = lines(&stack.failed);

    let done = stack.run().await;
    assert_eq!((&done["batches"], &done["set_aside"], &done["deliveries"]), (&json!(1), &json!(2), &json!(2)));
    // The good delivery of the second object is not kept waiting by its neighbours.
    assert_eq!((stack.rows("events", "shop").await.len(), stack.notes().await), (2, 2));
    assert_eq!(lines(&stack.failed), Vec::<Vec<u8>>::new());
    let mut aside = stack.set_aside();
    aside.sort_by_key(|line| before.iter().position(|before| before == line));
    assert_eq!(aside, before[..2]);

    assert_eq!(stack.run().await["set_aside"], 0);
    assert_eq!(stack.set_aside().len(), 2);
}

#[tokio::test]
async fn an_event_that_nobody_can_read_sets_its_batch_aside_and_blocks_nothing() {
    let stack = Stack::start().await;
    let spoilt = stack.delivered(&order(1)).await;
    stack.process(stack.record(&spoilt).await).await;
    stack.spoil(&stack.event().await).await;
    let good = stack.delivered(&order(2)).await;
    stack.give_up(&[stack.record(&spoilt).await, stack.record(&good).await]);
    stack.failed_for_good(&order(3)).await;
    let done = stack.run().await;
    assert_eq!((&done["batches"], &done["set_aside"]), (&json!(1), &json!(1)));
    assert_eq!((stack.notes().await, stack.set_aside().len()), (2, 1));
}

#[tokio::test]
async fn an_object_larger_than_any_of_lambdas_is_not_read() {
    let stack = Stack::start().await;
    stack.failed.append(&vec![b' '; 16 * 1024 * 1024 + 1]).unwrap();
    assert_eq!(stack.run().await["set_aside"], 1);
    assert_eq!(stack.set_aside().len(), 1);
}

#[tokio::test]
async fn a_table_that_is_down_leaves_the_batch_where_it_is() {
    let stack = Stack::start().await;
    stack.failed_for_good(&order(1)).await;
    stack.client.delete_table().table_name("storebell-events").send().await.unwrap();
    assert!(stack.try_run_at(stack.now()).await.is_err());
    assert_eq!(lines(&stack.failed).len(), 1);
    local_dynamodb::ensure_tables(&stack.client).await.unwrap();
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await["status"].clone(), lines(&stack.failed).len()), (json!("failed"), 0));
}

#[tokio::test]
async fn a_delivery_that_is_no_longer_kept_is_said_to_be_gone() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    let delete = stack.client.delete_item().table_name("storebell-deliveries");
    delete.key("pk", AttributeValue::S(key)).send().await.unwrap();
    let (before, note) = (stack.event().await, stack.rows("ledger", "retry#").await.remove(0));
    assert_eq!(stack.run_at(stack.now().plus_millis(120_000)).await["gone"], 1);
    let event = stack.event().await;
    assert!(event["error"].as_str().unwrap().starts_with("delivery_gone: "), "{event}");
    assert_eq!(stack.seen().last().unwrap()["error"], event["error"]);
    assert_eq!((&event["status"], &event["next_retry_at"]), (&json!("failed"), &Value::Null));
    assert_eq!((event["rev"].as_u64(), stack.notes().await), (before["rev"].as_u64().map(|rev| rev + 1), 0));

    // A run that is cut off before it has told of it leaves its note.
    stack.put("ledger", &note).await;
    let seen = stack.seen().len();
    assert_eq!(stack.run_at(stack.now().plus_millis(120_000)).await["gone"], 1);
    assert_eq!((stack.event().await, stack.seen().len(), stack.notes().await), (event, seen + 1, 0));
}

#[tokio::test]
async fn an_amended_line_whose_answer_was_lost_is_known_to_be_written() {
    let stack = Stack::start().await;
    stack.failed_for_good(&order(1)).await;
    stack.run().await;
    let held: Event = serde_json::from_value(stack.event().await).unwrap();
    let mut changed = held.clone();
    changed.line.error = Some("changed".to_owned());
    let log = EventLog::new(stack.client.clone(), &stack.environment).unwrap();
    let written = log.amend(&changed).await.unwrap();
    assert_eq!(written.as_ref().map(|line| line.rev), Some(held.line.rev + 1));
    assert_eq!(log.amend(&changed).await.unwrap(), written);
    assert_eq!(log.amend(&held).await.unwrap(), None);
}
