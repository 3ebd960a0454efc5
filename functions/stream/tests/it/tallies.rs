//! What statistics have to know of a batch is written before it is answered as done.

use local_dynamodb::ensure_tables;
use serde_json::{Value, json};
use shared::statistics::Step;
use shared::store::ledger::{DueKind, DueMark, Dues, PushTimes};

use crate::stack::{Stack, order, product};

impl Stack {
    async fn marks(&self, kind: DueKind) -> Vec<DueMark> {
        Dues::new(self.client.clone(), &self.environment).unwrap().oldest(kind, 100).await.unwrap()
    }

    /// Whether it is noted when the event of this record was pushed.
    async fn is_push_noted(&self, record: &Value) -> bool {
        let image = &record["dynamodb"]["NewImage"];
        let (integration, _) = image["pk"]["S"].as_str().unwrap().split_once('#').unwrap();
        let times = PushTimes::new(self.client.clone(), &self.environment).unwrap();
        let minute = Step::Minute.floor(received_at(record));
        let noted = times.of_minute(&integration.parse().unwrap(), minute).await.unwrap();
        noted.contains_key(&image["event_id"]["S"].as_str().unwrap().parse().unwrap())
    }
}

/// When the delivery of a record was received.
fn received_at(record: &Value) -> shared::time::Time {
    record["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn minutes_of_receipt_and_quarters_of_placing_are_marked() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let records = [
        stack.delivered("shop", "orders/create", &order(1), "100").await,
        stack.delivered("shop", "orders/create", "no json", "101").await,
    ];
    assert!(stack.invoke(records.to_vec()).await.is_empty());
    let minutes: std::collections::BTreeSet<_> =
        records.iter().map(|record| Step::Minute.floor(received_at(record))).collect();
    let marked = stack.marks(DueKind::Events).await;
    assert_eq!(marked.iter().map(|mark| mark.due.slot).collect::<std::collections::BTreeSet<_>>(), minutes);
    let quarters: Vec<_> = stack.marks(DueKind::Orders).await.into_iter().map(|mark| mark.due).collect();
    assert_eq!((quarters.len(), quarters[0].slot), (1, "2026-11-02T10:00:00Z".parse().unwrap()));
    assert_eq!(quarters[0].integration.as_str(), "shop");
}

#[tokio::test]
async fn a_batch_that_broke_off_before_its_marks_comes_again_and_marks() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    // A topic that is kept and not read needs nothing of the ledger but the mark.
    let record = stack.delivered("shop", "carts/update", &product(1), "100").await;
    stack.drop_table("storebell-ledger").await;
    assert_eq!(stack.invoke(vec![record.clone()]).await, ["100"]);
    assert_eq!(stack.events().await.len(), 1);
    ensure_tables(&stack.client).await.unwrap();
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!((stack.events().await.len(), stack.marks(DueKind::Events).await.len()), (1, 1));
}

#[tokio::test]
async fn the_time_of_a_push_is_noted_where_somebody_was_reached_and_not_of_a_replay() {
    let stack = Stack::start().await;
    stack.integration("seen", &["asha"]).await;
    stack.integration("unseen", &["ravi"]).await;
    stack.connection("asha", "live", true, 60).await;
    stack.connection("ravi", "refusing", true, 60).await;
    let seen = stack.delivered("seen", "orders/create", &order(1), "100").await;
    let unseen = stack.delivered("unseen", "orders/create", &order(2), "101").await;
    let mut replay = stack.delivered("seen", "orders/updated", &order(3), "102").await;
    assert!(stack.invoke(vec![replay.clone()]).await.is_empty());
    replay["eventName"] = json!("MODIFY");
    replay["dynamodb"]["OldImage"] = replay["dynamodb"]["NewImage"].clone();
    replay["dynamodb"]["NewImage"]["replays"] = json!({"N": "1"});
    assert!(stack.invoke(vec![seen.clone(), unseen.clone(), replay.clone()]).await.is_empty());
    assert!(stack.is_push_noted(&seen).await);
    assert!(!stack.is_push_noted(&unseen).await);
    // Of the event that was replayed only the first push is noted, once.
    let rows = stack.client.scan().table_name("storebell-ledger").send().await.unwrap().items.unwrap();
    let all: Vec<_> = rows.iter().filter(|row| row["pk"].as_s().unwrap().starts_with("pushed#")).collect();
    let events: usize = all.iter().map(|row| row["pushed"].as_l().unwrap().len()).sum();
    assert_eq!(events, 2, "{all:?}");
}

#[tokio::test]
async fn what_no_filter_takes_is_pushed_to_nobody() {
    let stack = Stack::start().await;
    for id in ["one", "two", "three"] {
        stack.integration(id, &["asha"]).await;
    }
    let filters = [
        ("nothing", json!({"integrations": []})),
        // Of `two` it is sent the order, and not what has happened to it.
        ("topics", json!({"integrations": ["one", "two"], "topics": ["products/update"]})),
    ];
    for (id, filter) in filters {
        stack.filtered_connection("asha", id, serde_json::from_value(filter).unwrap()).await;
    }
    let taken = stack.delivered("one", "products/update", &product(1), "100").await;
    let order_alone = stack.delivered("two", "orders/create", &order(2), "101").await;
    let passed_over = stack.delivered("three", "products/update", &product(3), "102").await;
    assert!(stack.invoke(vec![taken.clone(), order_alone.clone(), passed_over.clone()]).await.is_empty());
    assert_eq!(stack.management.frames("topics")[0]["orders"].as_array().unwrap().len(), 1);
    assert!(stack.is_push_noted(&taken).await);
    assert!(!stack.is_push_noted(&order_alone).await && !stack.is_push_noted(&passed_over).await);
}
