//! What is said of a batch, and what is noted of a failure that may pass.

use channels::{NormalizeError, NormalizedEvent};
use domain::delivery::{DeliveryKey, DeliveryMetadata};
use domain::state::order::OrderChange;
use domain::state::shop::Shop;
use domain::state::{Change, SnapshotChange};
use local::dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use serde_json::{Value, json};
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

use super::*;

/// A delivery that came to this, after so many automatic retries.
fn task(number: i64, retries: u32, meaning: Result<NormalizedEvent, NormalizeError>) -> Task {
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
    let orders = BTreeSet::new();
    Task { position: 0, delivery, meaning, not_applied: None, body_bytes: Some(2), is_without_body: false, orders }
}

#[tokio::test]
async fn a_failure_that_may_pass_is_noted_to_be_tried_again_and_no_other_is() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
    let client = dynamodb(engine.endpoint());
    ensure_tables(&client).await.unwrap();
    let tables = TABLES.map(|table| (table.variable, table.local_name));
    let environment =
        Environment::from_pairs(tables.into_iter().chain([("MANAGEMENT_ENDPOINT", "http://127.0.0.1:9")]));
    let now: Time = Clock::system().now();
    let aws = SdkConfig::builder().behavior_version(aws_config::BehaviorVersion::latest()).build();
    let processor = Processor::new(&environment, &client, &aws, Clock::from_fn(move || now)).unwrap();
    let notes = LateChangeMarker::new(&processor.late_changes, &processor.clock);

    let silent = || Err(NormalizeError::transient("api_silent", "the channel's API did not answer"));
    let table = [
        (0, silent(), Some(1)),
        (3, silent(), Some(8)),
        (7, silent(), None),
        (3, Err(NormalizeError::new("not_json", "the body is no JSON")), None),
        (3, Ok(NormalizedEvent::kept("kept")), None),
    ];
    let mut noted = Vec::new();
    for (number, (retries, meaning, minutes)) in (1..).zip(table) {
        let task = task(number, retries, meaning);
        let line = processor.record(&task, &notes).await.unwrap();
        let next = minutes.map(|minutes| now.plus_millis(minutes * 60_000));
        assert_eq!((line.attempt, line.next_retry_at), (retries, next), "{number}");
        noted.extend(next.map(|at| format!("{at}#shop#{}", line.id)));
        // A batch that comes again changes nothing.
        assert_eq!(processor.record(&task, &notes).await.unwrap(), line);
    }
    let rows = client.scan().table_name("storebell-ledger").send().await.unwrap().items.unwrap();
    let rows = rows.into_iter().map(|row| serde_dynamo::from_item::<_, Value>(row).unwrap());
    let mut found: Vec<_> = rows.map(|row| row["sk"].as_str().unwrap().to_owned()).collect();
    found.sort();
    assert_eq!(found, noted);
}

#[test]
fn what_was_done_is_said_as_operators_look_for_it() {
    let at = Time::from_millis(0).unwrap();
    let order = Change::Order(OrderChange::of("123", at));
    let shop = Change::Shop(SnapshotChange { id: "a.example".into(), at, shown: Shop { uninstalled: true } });
    assert_eq!(done(std::slice::from_ref(&order)), "upserted order 123 and recomputed profit");
    assert_eq!(done(std::slice::from_ref(&shop)), "upserted shop a.example");
    assert_eq!(done(&[order, shop]), "upserted 2 subjects");
    assert_eq!(done(&[]), "kept");
}
