//! From a batch that failed for good to an event that is processed, by itself.

use domain::delivery::DeliveryKey;
use serde_json::{Value, json};
use store::replays::{ReplayResult, Replays};

use crate::stack::{Stack, later, lines, order};

#[tokio::test]
async fn a_batch_that_failed_for_good_is_shown_as_failed_and_heals_by_itself() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    let done = stack.run().await;
    assert_eq!(done, json!({"batches": 1, "set_aside": 0, "deliveries": 1, "retried": 0, "stale": 0, "gone": 0}));
    let failed = stack.event().await;
    assert_eq!((&failed["status"], &failed["attempt"]), (&json!("failed"), &json!(0)));
    assert!(failed["error"].as_str().unwrap().starts_with("batch_failed: "), "{failed}");
    let due = later(&failed["processed_at"], 1);
    assert_eq!(failed["next_retry_at"], json!(due));
    assert_eq!((stack.notes().await, lines(&stack.failed).len()), (1, 0));
    // Who is live sees it; who resumes from before is told that he may have missed it.
    let seen = stack.seen();
    let one = (seen.len(), &seen[0]["status"], &seen[0]["next_retry_at"], &seen[0]["rev"]);
    assert_eq!(one, (1, &failed["status"], &failed["next_retry_at"], &failed["rev"]));
    let notes = stack.rows("ledger", "late#").await;
    assert_eq!((notes.len(), &notes[0]["over_at"]), (1, &json!(stack.now())));

    stack.set_clock(due.plus_millis(-1));
    stack.run().await;
    assert_eq!((stack.replays(&key).await, stack.notes().await), ((0, 0), 1));

    stack.set_clock(due);
    assert_eq!(stack.run().await["retried"], 1);
    assert_eq!((stack.replays(&key).await, stack.notes().await), ((1, 1), 0));
    stack.process(stack.record(&key).await).await;
    let healed = stack.event().await;
    assert_eq!((&healed["status"], &healed["attempt"]), (&json!("processed"), &json!(1)));
    assert_eq!((&healed["next_retry_at"], &healed["error"]), (&Value::Null, &Value::Null));
    assert_eq!(stack.orders().await, 1);

    stack.set_clock(due.plus_millis(24 * 60 * 60_000));
    assert_eq!(stack.run().await["retried"], 0);
    assert_eq!(stack.replays(&key).await, (1, 1));
}

#[tokio::test]
async fn after_the_seventh_retry_it_waits_for_a_person() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    for (attempt, minutes) in [1, 2, 4, 8, 16, 32, 64].into_iter().enumerate() {
        stack.run().await;
        let event = stack.event().await;
        assert_eq!(event["attempt"], json!(attempt));
        let due = later(&event["processed_at"], minutes);
        assert_eq!(event["next_retry_at"], json!(due), "{attempt}");
        stack.set_clock(due);
        assert_eq!(stack.run().await["retried"], 1, "{attempt}");
        stack.give_up(&[stack.record(&key).await]);
    }
    stack.run().await;
    let event = stack.event().await;
    assert_eq!((&event["attempt"], &event["next_retry_at"]), (&json!(7), &Value::Null));
    assert_eq!((stack.notes().await, stack.replays(&key).await), (0, (7, 7)));

    // A person may, and if it fails again it is his again.
    ask(&stack, &key).await;
    stack.give_up(&[stack.record(&key).await]);
    stack.run().await;
    assert_eq!((stack.event().await["attempt"].clone(), stack.notes().await), (json!(7), 0));
    ask(&stack, &key).await;
    stack.process(stack.record(&key).await).await;
    assert_eq!(stack.event().await["status"], "processed");
}

/// A person's replay.
pub(crate) async fn ask(stack: &Stack, key: &str) {
    let (integration, id) = key.split_once('#').unwrap();
    let id = serde_json::from_value(json!(id)).unwrap();
    let key = DeliveryKey { integration: integration.parse().unwrap(), id };
    let replays = Replays::new(stack.client.clone(), &stack.environment).unwrap();
    assert!(matches!(replays.request(&key, stack.now()).await.unwrap(), ReplayResult::Requested { .. }));
}

#[tokio::test]
async fn a_persons_replay_in_between_ends_the_retries() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    let due = later(&stack.event().await["processed_at"], 1);
    ask(&stack, &key).await;
    stack.process(stack.record(&key).await).await;
    assert_eq!(stack.event().await["status"], "processed");
    stack.set_clock(due);
    assert_eq!(stack.run().await["stale"], 1);
    assert_eq!((stack.replays(&key).await, stack.notes().await), ((1, 0), 0));
}

#[tokio::test]
async fn a_persons_replay_that_is_under_way_is_not_asked_for_twice() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    ask(&stack, &key).await;
    stack.set_clock(later(&stack.event().await["processed_at"], 1));
    assert_eq!(stack.run().await["stale"], 1);
    assert_eq!((stack.replays(&key).await, stack.notes().await), ((1, 0), 0));
    // Whatever becomes of it says what comes next.
    stack.give_up(&[stack.record(&key).await]);
    stack.run().await;
    let event = stack.event().await;
    assert_eq!((&event["attempt"], stack.notes().await), (&json!(0), 1));
    assert_eq!(event["next_retry_at"], json!(later(&event["processed_at"], 1)));
}

#[tokio::test]
async fn a_body_that_is_not_understood_is_not_due_again() {
    let stack = Stack::start().await;
    let key = stack.delivered("no json").await;
    stack.process(stack.record(&key).await).await;
    let event = stack.event().await;
    assert_eq!((&event["status"], &event["next_retry_at"]), (&json!("failed"), &Value::Null));
    // Also if its batch had failed before, and it was only then found out what it is.
    stack.give_up(&[stack.record(&key).await]);
    stack.run_at(stack.now().plus_millis(60 * 60_000)).await;
    assert_eq!((stack.event().await, stack.notes().await), (event, 0));
    // Only what comes behind it may be left to be done.
    assert_eq!(stack.replays(&key).await, (1, 1));
}
