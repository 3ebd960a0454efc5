//! Concurrent runs, and writes during a run.

use domain::event_summary::Status::{Failed, Processed};
use domain::statistics::BucketSize;
use store::ledger::{DAY_ROLLUPS, DirtyBucketKind, HOUR_ROLLUPS, MINUTE_ROLLUPS, RollupProgress};

use crate::fault_gate::FaultGate;
use crate::stack::{Stack, shop, time};

#[tokio::test]
async fn mark_of_an_open_minute_stays_until_a_minute_after_its_end() {
    let stack = Stack::start().await;
    stack.record_event(1, Processed, 0).await;
    stack.at(30).run().await;
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.mark_count(DirtyBucketKind::Events).await),
        ((1, 0), 1)
    );
    // A function that has marked a minute does not mark it again for its next event.
    let first = stack.dirty_buckets().oldest(DirtyBucketKind::Events, 1).await.unwrap().remove(0);
    stack.record_event(2, Processed, 0).await;
    stack.dirty_buckets().mark(&first).await.unwrap();
    stack.at(119).run().await;
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.mark_count(DirtyBucketKind::Events).await),
        ((2, 0), 1)
    );
    stack.at(120).run().await;
    assert_eq!(stack.mark_count(DirtyBucketKind::Events).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bucket_marked_during_a_run_is_recomputed_by_the_next() {
    let stack = Stack::start().await;
    stack.record_event(1, Processed, 0).await;
    let (gate, control) = FaultGate::before("DeleteItem");
    let run = tokio::spawn(stack.at(200).run_through(gate));
    // The run has written the rollups and is about to delete the mark.
    control.wait_until_stopped().await;
    stack.record_event(2, Failed, 0).await;
    control.release();
    run.await.unwrap();
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.mark_count(DirtyBucketKind::Events).await),
        ((1, 0), 1)
    );
    stack.run().await;
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.mark_count(DirtyBucketKind::Events).await),
        ((1, 1), 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slow_run_keeps_the_mark_of_a_minute_that_it_read_before_it_was_complete() {
    let stack = Stack::start().await;
    stack.record_event(1, Processed, 0).await;
    let (gate, control) = FaultGate::before("PutItem");
    let run = tokio::spawn(stack.at(85).run_through(gate));
    // The run has read the minute at a time when a function could still record an event without a new mark.
    control.wait_until_stopped().await;
    stack.at(200);
    control.release();
    run.await.unwrap();
    assert_eq!(stack.mark_count(DirtyBucketKind::Events).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn run_that_read_earlier_does_not_overwrite_a_later_rollup() {
    let stack = Stack::start().await;
    stack.record_event(1, Processed, 0).await;
    let (gate, control) = FaultGate::before("PutItem");
    let slow = tokio::spawn(stack.at(200).run_through(gate));
    // The run has read one event and is about to write the minute.
    control.wait_until_stopped().await;
    stack.record_event(2, Failed, 0).await;
    assert!(stack.run().await.complete);
    control.release();
    assert_eq!(slow.await.unwrap().failed, 0);
    for (series, size) in
        [(&MINUTE_ROLLUPS, BucketSize::Minute), (&HOUR_ROLLUPS, BucketSize::Hour), (&DAY_ROLLUPS, BucketSize::Day)]
    {
        assert_eq!(stack.counts(series, size, 0).await, (1, 1), "{size:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_runs_write_equal_rollups() {
    let stack = Stack::start().await;
    for second in 0..90 {
        stack.record_event(second, if second % 3 == 0 { Failed } else { Processed }, 0).await;
    }
    stack.at(300);
    let (a, b, c, d) = tokio::join!(stack.run(), stack.run(), stack.run(), stack.run());
    assert_eq!([a, b, c, d].iter().map(|run| run.failed).sum::<usize>(), 0);
    assert_eq!(stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, (60, 30));
    assert_eq!(stack.mark_count(DirtyBucketKind::Events).await, 0);
}

#[tokio::test]
async fn only_a_complete_run_records_progress() {
    let stack = Stack::start().await;
    let progress = RollupProgress::new(stack.client.clone(), &stack.environment).unwrap();
    assert_eq!(progress.last_complete_run().await.unwrap(), None);
    stack.at(200).run().await;
    assert_eq!(progress.last_complete_run().await.unwrap(), Some(time(200)));
    // A run that started earlier and ends later does not reset the progress.
    progress.record(time(100)).await.unwrap();
    assert_eq!(progress.last_complete_run().await.unwrap(), Some(time(200)));
    stack.record_event(1, Processed, 0).await;
    stack.client.delete_table().table_name("storebell-events").send().await.unwrap();
    let run = stack.at(400).run().await;
    assert_eq!((run.failed, run.complete), (1, false));
    assert_eq!(
        (progress.last_complete_run().await.unwrap(), stack.mark_count(DirtyBucketKind::Events).await),
        (Some(time(200)), 1)
    );
}

#[tokio::test]
async fn mark_of_an_unreadable_event_is_deleted() {
    let stack = Stack::start().await;
    stack.record_event(1, Processed, 0).await;
    let update = stack.client.update_item().table_name("storebell-events").update_expression("SET replays = :text");
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let id = types::event_id::EventId::first_of(time(1)).to_string();
    let update = update.key("pk", text(shop().as_str())).key("sk", text(&id));
    update.expression_attribute_values(":text", text("no number")).send().await.unwrap();
    assert!(stack.at(200).run().await.complete);
    assert_eq!(stack.mark_count(DirtyBucketKind::Events).await, 0);
}
