//! Runs that meet each other, and what is written while they run.

use domain::event_summary::Status::{Failed, Processed};
use domain::statistics::BucketSize;
use store::ledger::{DAY_ROLLUPS, DirtyBucketKind, HOUR_ROLLUPS, MINUTE_ROLLUPS, RollupProgress};

use crate::gate::gate;
use crate::stack::{Stack, shop, time};

#[tokio::test]
async fn the_mark_of_an_open_minute_serves_until_the_minute_is_over() {
    let stack = Stack::start().await;
    stack.event(1, Processed, 0).await;
    stack.at(30).roll_up().await;
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.marks(DirtyBucketKind::Events).await),
        ((1, 0), 1)
    );
    // A second event of the same function, which does not mark again.
    let (first, second) =
        (stack.dirty_buckets().oldest(DirtyBucketKind::Events, 1).await.unwrap(), stack.event(2, Processed, 0));
    second.await;
    stack.dirty_buckets().mark(&first[0]).await.unwrap();
    stack.at(119).roll_up().await;
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.marks(DirtyBucketKind::Events).await),
        ((2, 0), 1)
    );
    stack.at(120).roll_up().await;
    assert_eq!(stack.marks(DirtyBucketKind::Events).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_marked_while_a_run_is_at_it_is_not_lost() {
    let stack = Stack::start().await;
    stack.event(1, Processed, 0).await;
    let (gate, keeper) = gate("DeleteItem");
    let run = tokio::spawn(stack.at(200).roll_up_through(gate));
    // It has read and put everything, and is about to take the mark away.
    keeper.reached().await;
    stack.event(2, Failed, 0).await;
    keeper.open();
    run.await.unwrap();
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.marks(DirtyBucketKind::Events).await),
        ((1, 0), 1)
    );
    stack.roll_up().await;
    assert_eq!(
        (stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, stack.marks(DirtyBucketKind::Events).await),
        ((1, 1), 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slow_run_leaves_the_mark_of_a_minute_that_it_read_too_early() {
    let stack = Stack::start().await;
    stack.event(1, Processed, 0).await;
    let (gate, keeper) = gate("PutItem");
    let run = tokio::spawn(stack.at(85).roll_up_through(gate));
    // It has read when an event of a late function could still come without a mark of its own.
    keeper.reached().await;
    stack.at(200);
    keeper.open();
    run.await.unwrap();
    assert_eq!(stack.marks(DirtyBucketKind::Events).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_runs_at_once_the_one_that_read_earlier_undoes_nothing() {
    let stack = Stack::start().await;
    stack.event(1, Processed, 0).await;
    let (gate, keeper) = gate("PutItem");
    let slow = tokio::spawn(stack.at(200).roll_up_through(gate));
    // It has read one event, and is about to put the minute.
    keeper.reached().await;
    stack.event(2, Failed, 0).await;
    assert!(stack.roll_up().await.complete);
    keeper.open();
    assert_eq!(slow.await.unwrap().failed, 0);
    for (series, step) in
        [(&MINUTE_ROLLUPS, BucketSize::Minute), (&HOUR_ROLLUPS, BucketSize::Hour), (&DAY_ROLLUPS, BucketSize::Day)]
    {
        assert_eq!(stack.counts(series, step, 0).await, (1, 1), "{step:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_runs_at_once_come_to_the_same() {
    let stack = Stack::start().await;
    for second in 0..90 {
        stack.event(second, if second % 3 == 0 { Failed } else { Processed }, 0).await;
    }
    stack.at(300);
    let (a, b, c, d) = tokio::join!(stack.roll_up(), stack.roll_up(), stack.roll_up(), stack.roll_up());
    assert_eq!([a, b, c, d].iter().map(|report| report.failed).sum::<usize>(), 0);
    assert_eq!(stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, (60, 30));
    assert_eq!(stack.marks(DirtyBucketKind::Events).await, 0);
}

#[tokio::test]
async fn only_a_run_that_left_nothing_undone_says_how_far_it_has_come() {
    let stack = Stack::start().await;
    let progress = RollupProgress::new(stack.client.clone(), &stack.environment).unwrap();
    assert_eq!(progress.last_complete_run().await.unwrap(), None);
    stack.at(200).roll_up().await;
    assert_eq!(progress.last_complete_run().await.unwrap(), Some(time(200)));
    // An earlier one that ends later takes nothing back.
    progress.record(time(100)).await.unwrap();
    assert_eq!(progress.last_complete_run().await.unwrap(), Some(time(200)));
    stack.event(1, Processed, 0).await;
    stack.client.delete_table().table_name("storebell-events").send().await.unwrap();
    let report = stack.at(400).roll_up().await;
    assert_eq!((report.failed, report.complete), (1, false));
    assert_eq!(
        (progress.last_complete_run().await.unwrap(), stack.marks(DirtyBucketKind::Events).await),
        (Some(time(200)), 1)
    );
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_not_tried_forever() {
    let stack = Stack::start().await;
    stack.event(1, Processed, 0).await;
    let update = stack.client.update_item().table_name("storebell-events").update_expression("SET replays = :text");
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let id = types::event_id::EventId::first_of(time(1)).to_string();
    let update = update.key("pk", text(shop().as_str())).key("sk", text(&id));
    update.expression_attribute_values(":text", text("no number")).send().await.unwrap();
    assert!(stack.at(200).roll_up().await.complete);
    assert_eq!(stack.marks(DirtyBucketKind::Events).await, 0);
}
