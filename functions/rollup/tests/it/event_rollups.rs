//! Rollups of events: minutes, hours and days equal the stored events, however often events are recorded.

use domain::event_summary::Status::{Failed, Processed};
use domain::statistics::BucketSize;
use store::ledger::{DAY_ROLLUPS, DirtyBucketKind, HOUR_ROLLUPS, MINUTE_ROLLUPS, PushTimes};
use types::event_id::EventIds;

use crate::stack::{Stack, shop, time};

#[tokio::test]
async fn hours_sum_their_minutes_and_days_sum_their_hours() {
    let stack = Stack::start().await;
    for second in [0, 59, 60, 3 * 3600] {
        stack.record_event(second, Processed, 0).await;
    }
    stack.record_event(61, Failed, 0).await;
    let run = stack.at(4 * 3600).run().await;
    assert_eq!((run.recomputed, run.failed, run.complete), (3, 0, true));
    assert_eq!(stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, (2, 0));
    assert_eq!(stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 60).await, (1, 1));
    assert_eq!(stack.counts(&HOUR_ROLLUPS, BucketSize::Hour, 0).await, (3, 1));
    assert_eq!(stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, (4, 1));
    let day = stack.rollups().load(&DAY_ROLLUPS, &shop(), BucketSize::Day.floor(time(0))).await.unwrap().rollup;
    assert_eq!((day.processed_in.count(), day.processed_in.max_ms(), day.pushed_in.count()), (5, Some(40), 0));
    assert_eq!(day.topics.keys().collect::<Vec<_>>(), ["orders/create"]);
    // All marks are deleted, and without a mark nothing is recomputed.
    assert_eq!((stack.mark_count(DirtyBucketKind::Events).await, stack.run().await.recomputed), (0, 0));
}

#[tokio::test]
async fn event_recorded_twice_counts_once() {
    let stack = Stack::start().await;
    for _ in 0..2 {
        stack.record_event(1, Processed, 0).await;
        stack.record_event(2, Failed, 0).await;
        stack.at(200).run().await;
        assert_eq!(stack.counts(&DAY_ROLLUPS, BucketSize::Day, 0).await, (1, 1));
    }
}

#[tokio::test]
async fn successful_replay_changes_the_counts_of_the_minute_of_receipt() {
    let stack = Stack::start().await;
    stack.record_event(1, Failed, 0).await;
    stack.record_event(2, Processed, 0).await;
    stack.at(200).run().await;
    assert_eq!(stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, (1, 1));
    stack.at(5 * 24 * 3600).record_event(1, Processed, 1).await;
    stack.run().await;
    for (series, size) in
        [(&MINUTE_ROLLUPS, BucketSize::Minute), (&HOUR_ROLLUPS, BucketSize::Hour), (&DAY_ROLLUPS, BucketSize::Day)]
    {
        assert_eq!(stack.counts(series, size, 0).await, (2, 0), "{size:?}");
    }
}

#[tokio::test]
async fn minute_is_recomputed_while_its_events_are_kept_and_then_stays() {
    let stack = Stack::start().await;
    stack.record_event(1, Failed, 0).await;
    stack.at(200).run().await;
    // On the last of 90 days, and after it, when other events of the minute may have expired.
    for (second, replays, status) in [(89 * 24 * 3600 + 60, 1, Processed), (90 * 24 * 3600 + 60, 2, Failed)] {
        stack.at(second).record_event(1, status, replays).await;
        assert!(stack.run().await.complete);
        assert_eq!(
            (
                stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await,
                stack.mark_count(DirtyBucketKind::Events).await
            ),
            ((1, 0), 0)
        );
    }
}

#[tokio::test]
async fn shortest_push_latency_counts_and_stays_when_push_times_have_expired() {
    let stack = Stack::start().await;
    let id = stack.record_event(1, Processed, 0).await;
    let push_times = PushTimes::new(stack.client.clone(), &stack.environment).unwrap();
    let ids = EventIds::new(stack.clock());
    // A batch that is processed again pushes again.
    for ms in [300, 80, 4_000] {
        push_times.record(&shop(), time(0), vec![(id, ms)], ids.mint().0).await.unwrap();
    }
    stack.at(200).run().await;
    let push_latency = async || {
        let minute = stack.rollups().load(&MINUTE_ROLLUPS, &shop(), time(0)).await.unwrap().rollup;
        (minute.pushed_in.count(), minute.pushed_in.max_ms())
    };
    assert_eq!(push_latency().await, (1, Some(80)));
    for row in stack.client.scan().table_name("storebell-ledger").send().await.unwrap().items.unwrap() {
        if row["pk"].as_s().unwrap().starts_with("pushed#") {
            let delete = stack.client.delete_item().table_name("storebell-ledger").key("pk", row["pk"].clone());
            delete.key("sk", row["sk"].clone()).send().await.unwrap();
        }
    }
    stack.at(5 * 24 * 3600).record_event(2, Failed, 0).await;
    stack.run().await;
    assert_eq!(
        (stack.counts(&MINUTE_ROLLUPS, BucketSize::Minute, 0).await, push_latency().await),
        ((1, 1), (1, Some(80)))
    );
}
