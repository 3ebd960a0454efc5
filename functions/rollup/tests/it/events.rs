//! Events: minutes, hours and days are what is there, however often it was told.

use domain::event_summary::Status::{Failed, Processed};
use domain::statistics::BucketSize;
use store::ledger::{DAY_ROLLUPS, DirtyBucketKind, HOUR_ROLLUPS, MINUTE_ROLLUPS, PushTimes};
use types::event_id::EventIds;

use crate::stack::{Stack, shop, time};

#[tokio::test]
async fn minutes_make_hours_and_hours_make_days() {
    let stack = Stack::start().await;
    for second in [0, 59, 60, 3 * 3600] {
        stack.event(second, Processed, 0).await;
    }
    stack.event(61, Failed, 0).await;
    let report = stack.at(4 * 3600).roll_up().await;
    assert_eq!((report.rolled_up, report.failed, report.complete), (3, 0, true));
    assert_eq!(stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, (2, 0));
    assert_eq!(stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 60).await, (1, 1));
    assert_eq!(stack.counts(&HOUR_ROLLUPS, BucketSize::Hour, 0).await, (3, 1));
    assert_eq!(stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, (4, 1));
    let day = stack.rollups().load(&DAY_ROLLUPS, &shop(), BucketSize::Day.floor(time(0))).await.unwrap().rollup;
    assert_eq!((day.processed_in.count(), day.processed_in.max_ms(), day.pushed_in.count()), (5, Some(40), 0));
    assert_eq!(day.topics.keys().collect::<Vec<_>>(), ["orders/create"]);
    // All marks are gone, and nothing is done without one.
    assert_eq!((stack.marks(DirtyBucketKind::Events).await, stack.roll_up().await.rolled_up), (0, 0));
}

#[tokio::test]
async fn what_comes_twice_counts_once() {
    let stack = Stack::start().await;
    for _ in 0..2 {
        stack.event(1, Processed, 0).await;
        stack.event(2, Failed, 0).await;
        stack.at(200).roll_up().await;
        assert_eq!(stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, (1, 1));
    }
}

#[tokio::test]
async fn a_replay_that_heals_moves_the_counts_of_the_minute_of_receipt() {
    let stack = Stack::start().await;
    stack.event(1, Failed, 0).await;
    stack.event(2, Processed, 0).await;
    stack.at(200).roll_up().await;
    assert_eq!(stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, (1, 1));
    stack.at(5 * 24 * 3600).event(1, Processed, 1).await;
    stack.roll_up().await;
    for (series, step) in
        [(&MINUTE_ROLLUPS, BucketSize::Minute), (&HOUR_ROLLUPS, BucketSize::Hour), (&DAY_ROLLUPS, BucketSize::Day)]
    {
        assert_eq!(stack.counts(series, step, 0).await, (2, 0), "{step:?}");
    }
}

#[tokio::test]
async fn a_minute_follows_its_events_for_as_long_as_they_are_kept_and_then_stays_as_it_was() {
    let stack = Stack::start().await;
    stack.event(1, Failed, 0).await;
    stack.at(200).roll_up().await;
    // On the last of 90 days, and behind it, when what is not there any more would be missing.
    for (second, replays, status) in [(89 * 24 * 3600 + 60, 1, Processed), (90 * 24 * 3600 + 60, 2, Failed)] {
        stack.at(second).event(1, status, replays).await;
        assert!(stack.roll_up().await.complete);
        assert_eq!(
            (stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, stack.marks(DirtyBucketKind::Events).await),
            ((1, 0), 0)
        );
    }
}

#[tokio::test]
async fn of_a_push_the_shortest_time_counts_and_stays_when_its_note_is_gone() {
    let stack = Stack::start().await;
    let id = stack.event(1, Processed, 0).await;
    let times = PushTimes::new(stack.client.clone(), &stack.environment).unwrap();
    let ids = EventIds::new(stack.clock());
    // A batch that came again has pushed again.
    for ms in [300, 80, 4_000] {
        times.record(&shop(), time(0), vec![(id, ms)], ids.mint().0).await.unwrap();
    }
    stack.at(200).roll_up().await;
    let pushed = async || {
        let minute = stack.rollups().load(&MINUTE_ROLLUPS, &shop(), time(0)).await.unwrap().rollup;
        (minute.pushed_in.count(), minute.pushed_in.max_ms())
    };
    assert_eq!(pushed().await, (1, Some(80)));
    for note in stack.client.scan().table_name("storebell-ledger").send().await.unwrap().items.unwrap() {
        if note["pk"].as_s().unwrap().starts_with("pushed#") {
            let delete = stack.client.delete_item().table_name("storebell-ledger").key("pk", note["pk"].clone());
            delete.key("sk", note["sk"].clone()).send().await.unwrap();
        }
    }
    stack.at(5 * 24 * 3600).event(2, Failed, 0).await;
    stack.roll_up().await;
    assert_eq!((stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, pushed().await), ((1, 1), (1, Some(80))));
}
