//! Retries of transient failures, and the texts of log lines.

use channels::{NormalizeError, NormalizedEvent};
use domain::delivery::{DeliveryKey, DeliveryMetadata};
use domain::live::ResumeWindow;
use domain::state::order::OrderChange;
use domain::state::shop::Shop;
use domain::state::{Change, SnapshotChange};
use live::push::LateChangeMarker;
use local_testing::TestTables;
use serde_json::{Value, json};
use types::Channel;
use types::event_id::EventId;
use types::time::{Clock, Time};

use super::EventRecorder;
use super::log_line::{failure, result};
use crate::batch_item_failures::BatchPosition;
use crate::delivery_record::{DeliveryRecord, DeliveryState};

/// A delivery in this state after so many automatic retries.
fn record(number: i64, retries: u32, state: DeliveryState) -> DeliveryRecord {
    let received_at = Clock::system().now().plus_millis(number);
    let key = DeliveryKey {
        integration: "shop".parse().unwrap(),
        id: serde_json::from_value(json!(format!("{number:064}"))).unwrap(),
    };
    let delivery = DeliveryMetadata {
        key,
        event_id: EventId::first_of(received_at),
        channel: Channel::Shopify,
        account: "shop.myshopify.com".to_owned(),
        topic: "orders/create".to_owned(),
        received_at,
        replays: retries.into(),
        retries,
    };
    DeliveryRecord::new(BatchPosition(0), delivery, state)
}

#[tokio::test]
async fn only_transient_failures_are_scheduled_for_a_retry() {
    let tables = TestTables::start().await;
    let environment = tables.environment([]);
    let now: Time = Clock::system().now();
    let clock = Clock::from_fn(move || now);
    let store = local_testing::store(&tables.client, &environment);
    let recorder = EventRecorder::new(&store, ResumeWindow::default(), clock.clone()).unwrap();
    let markers = store.late_change_markers().unwrap();
    let late_changes = LateChangeMarker::new(&markers, &clock);

    let failed = |error| DeliveryState::NotNormalized { error, body_bytes: 2 };
    let transient = || failed(NormalizeError::transient("api_silent", "the channel's API did not respond"));
    let permanent = || failed(NormalizeError::new("not_json", "the body is not JSON"));
    let kept = || DeliveryState::Normalized { event: NormalizedEvent::without_changes("kept"), body_bytes: 2 };
    let table = [
        (0, transient(), Some(1)),
        (3, transient(), Some(8)),
        (7, transient(), None),
        (3, permanent(), None),
        (3, kept(), None),
    ];
    let mut scheduled = Vec::new();
    for (number, (retries, state, minutes)) in (1..).zip(table) {
        let record = record(number, retries, state);
        let event = recorder.record(&record, &late_changes).await.unwrap();
        let next_retry_at = minutes.map(|minutes| now.plus_millis(minutes * 60_000));
        assert_eq!((event.attempt, event.next_retry_at), (retries, next_retry_at), "{number}");
        scheduled.extend(next_retry_at.map(|at| format!("{at}#shop#{}", event.id)));
        // The batch is sent again.
        assert_eq!(recorder.record(&record, &late_changes).await.unwrap(), event);
    }
    let rows = tables.client.scan().table_name("storebell-ledger").send().await.unwrap().items.unwrap();
    let rows = rows.into_iter().map(|row| serde_dynamo::from_item::<_, Value>(row).unwrap());
    let mut stored: Vec<_> = rows.map(|row| row["sk"].as_str().unwrap().to_owned()).collect();
    stored.sort();
    assert_eq!(stored, scheduled);
}

#[test]
fn log_line_names_the_changed_subject() {
    let at = Time::from_millis(0).unwrap();
    let order = Change::Order(OrderChange::of("123", at));
    let shop = Change::Shop(SnapshotChange::of("a.example", at, Shop { uninstalled: true }));
    assert_eq!(result(std::slice::from_ref(&order)), "upserted order 123 and recomputed profit");
    assert_eq!(result(std::slice::from_ref(&shop)), "upserted shop a.example");
    assert_eq!(result(&[order, shop]), "upserted 2 subjects");
    assert_eq!(result(&[]), "kept");
}

#[test]
fn log_line_of_a_failure_names_the_failed_step() {
    let (body_bytes, event) = (2, NormalizedEvent::without_changes("kept"));
    let error = || NormalizeError::new("a_code", "a message");
    let table = [
        (DeliveryState::NotNormalized { error: error(), body_bytes }, "normalization failed"),
        (DeliveryState::BodyUnreadable { error: error() }, "normalization failed"),
        (DeliveryState::NotApplied { event, error: error(), body_bytes }, "projection failed"),
        (DeliveryState::RedactionRejected { error: error(), body_bytes }, "redaction rejected"),
    ];
    for (state, text) in table {
        assert_eq!(failure(&state), text, "{state:?}");
    }
}
