//! Dirty marks and push times for the statistics are written before the function responds.

use domain::statistics::BucketSize;
use local_dynamodb::ensure_tables;
use serde_json::{Value, json};
use store::ledger::{DirtyBucketKind, DirtyBucketMarker, DirtyBuckets, PushTimes};

use crate::stack::{Stack, order, product};

impl Stack {
    async fn marks(&self, kind: DirtyBucketKind) -> Vec<DirtyBucketMarker> {
        DirtyBuckets::new(self.client.clone(), &self.environment).unwrap().oldest(kind, 100).await.unwrap()
    }

    /// Whether a push time is recorded for the event of this record.
    async fn has_push_time(&self, record: &Value) -> bool {
        let image = &record["dynamodb"]["NewImage"];
        let (integration, _) = image["pk"]["S"].as_str().unwrap().split_once('#').unwrap();
        let times = PushTimes::new(self.client.clone(), &self.environment).unwrap();
        let minute = BucketSize::Minute.floor(received_at(record));
        let recorded = times.of_minute(&integration.parse().unwrap(), minute).await.unwrap();
        recorded.contains_key(&image["event_id"]["S"].as_str().unwrap().parse().unwrap())
    }
}

/// When the delivery of a record was received.
fn received_at(record: &Value) -> types::time::Time {
    record["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn receipt_minutes_and_placement_quarters_are_marked_dirty() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let records = [
        stack.delivery("shop", "orders/create", &order(1), "100").await,
        stack.delivery("shop", "orders/create", "not JSON", "101").await,
    ];
    assert!(stack.invoke(records.to_vec()).await.is_empty());
    let minutes: std::collections::BTreeSet<_> =
        records.iter().map(|record| BucketSize::Minute.floor(received_at(record))).collect();
    let marked = stack.marks(DirtyBucketKind::Events).await;
    assert_eq!(marked.iter().map(|mark| mark.bucket.start).collect::<std::collections::BTreeSet<_>>(), minutes);
    let quarters: Vec<_> = stack.marks(DirtyBucketKind::Orders).await.into_iter().map(|mark| mark.bucket).collect();
    assert_eq!((quarters.len(), quarters[0].start), (1, "2026-11-02T10:00:00Z".parse().unwrap()));
    assert_eq!(quarters[0].integration.as_str(), "shop");
}

#[tokio::test]
async fn retried_batch_marks_buckets_that_its_first_attempt_could_not() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    // A topic that is kept unread needs the ledger only for the mark.
    let record = stack.delivery("shop", "carts/update", &product(1), "100").await;
    stack.drop_table("storebell-ledger").await;
    assert_eq!(stack.invoke(vec![record.clone()]).await, ["100"]);
    assert_eq!(stack.events().await.len(), 1);
    ensure_tables(&stack.client).await.unwrap();
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!((stack.events().await.len(), stack.marks(DirtyBucketKind::Events).await.len()), (1, 1));
}

#[tokio::test]
async fn push_time_is_recorded_only_of_first_pushes_that_reached_a_client() {
    let stack = Stack::start().await;
    stack.integration("reached", &["asha"]).await;
    stack.integration("unreached", &["ravi"]).await;
    stack.connection("asha", "live", true, 60).await;
    stack.connection("ravi", "forbidden", true, 60).await;
    let reached = stack.delivery("reached", "orders/create", &order(1), "100").await;
    let unreached = stack.delivery("unreached", "orders/create", &order(2), "101").await;
    let mut replay = stack.delivery("reached", "orders/updated", &order(3), "102").await;
    assert!(stack.invoke(vec![replay.clone()]).await.is_empty());
    replay["eventName"] = json!("MODIFY");
    replay["dynamodb"]["OldImage"] = replay["dynamodb"]["NewImage"].clone();
    replay["dynamodb"]["NewImage"]["replays"] = json!({"N": "1"});
    assert!(stack.invoke(vec![reached.clone(), unreached.clone(), replay.clone()]).await.is_empty());
    assert!(stack.has_push_time(&reached).await);
    assert!(!stack.has_push_time(&unreached).await);
    // The replayed event has the time of its first push only.
    let rows = stack.client.scan().table_name("storebell-ledger").send().await.unwrap().items.unwrap();
    let all: Vec<_> = rows.iter().filter(|row| row["pk"].as_s().unwrap().starts_with("pushed#")).collect();
    let events: usize = all.iter().map(|row| row["pushed"].as_l().unwrap().len()).sum();
    assert_eq!(events, 2, "{all:?}");
}

#[tokio::test]
async fn event_that_matches_no_filter_has_no_push_time() {
    let stack = Stack::start().await;
    for id in ["one", "two", "three"] {
        stack.integration(id, &["asha"]).await;
    }
    let filters = [
        ("nothing", json!({"integrations": []})),
        // Of `two` this filter matches the order, not the event.
        ("topics", json!({"integrations": ["one", "two"], "topics": ["products/update"]})),
    ];
    for (id, filter) in filters {
        stack.filtered_connection("asha", id, serde_json::from_value(filter).unwrap()).await;
    }
    let matched = stack.delivery("one", "products/update", &product(1), "100").await;
    let order_alone = stack.delivery("two", "orders/create", &order(2), "101").await;
    let unmatched = stack.delivery("three", "products/update", &product(3), "102").await;
    assert!(stack.invoke(vec![matched.clone(), order_alone.clone(), unmatched.clone()]).await.is_empty());
    assert_eq!(stack.management.frames("topics")[0]["orders"].as_array().unwrap().len(), 1);
    assert!(stack.has_push_time(&matched).await);
    assert!(!stack.has_push_time(&order_alone).await && !stack.has_push_time(&unmatched).await);
}
