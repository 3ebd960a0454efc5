//! Failed events whose cause is taken away, and their replay: afterwards none is failed, and no order has changed twice.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use local::client::{ReplayFilter, ReplayRequest, StackUrl, WebhookSender, read_list, replay_next};
use local::demo::SHOPIFY;
use serde_json::Value;
use types::concurrency::bounded;

use crate::small_order;

/// How much is under way at the same time.
const AT_ONCE: usize = 16;
/// How long anything may take that has to happen.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often is looked whether it has.
const PAUSE: Duration = Duration::from_millis(200);
/// The first order's id.
const FIRST: u64 = 600_000_000_000_000_000;
const STATES: &str = "storebell-state";

type Done<T> = Result<T, String>;

/// One stack, and what is done to it.
struct Replays<'a> {
    stack: &'a StackUrl,
    token: &'a str,
    tables: Client,
    count: u64,
}

/// Makes `count` orders' rows unreadable, so that the orders' events fail; mends them; replays. Gives how long that took,
/// from the first call to the last event.
pub(crate) async fn replayed(stack: &StackUrl, token: &str, dynamodb: &str, count: u64) -> Done<Duration> {
    let replays = Replays { stack, token, tables: local::dynamodb::dynamodb(dynamodb), count };
    each(count, |number| replays.spoil(number)).await?;
    let sender = WebhookSender::demo(stack, SHOPIFY).map_err(said)?;
    each(count, |number| post(&sender, FIRST + number)).await?;
    replays.until("failed", count).await?;
    each(count, |number| replays.mend(number)).await?;
    let started = Instant::now();
    replays.replay("failed", false).await?;
    replays.until("failed", 0).await?;
    let took = started.elapsed();
    replays.until("processed", count).await?;
    let orders = replays.orders_changed_once().await?;
    // Once more, though nothing is failed any more.
    replays.replay("any", false).await?;
    replays.until_all_are_processed_thrice().await?;
    if replays.orders_changed_once().await? != orders {
        return Err("a replay of what was processed has changed an order".to_owned());
    }
    Ok(took)
}

impl Replays<'_> {
    /// A row of the order that no version has written.
    async fn spoil(&self, number: u64) -> Done<()> {
        let put = self.tables.put_item().table_name(STATES).set_item(Some(key(number)));
        let put = put.item("document", AttributeValue::B(Blob::new(b"spoilt")));
        let put = put.item("channel", AttributeValue::S("shopify".to_owned()));
        put.item("version", AttributeValue::N("1".to_owned())).send().await.map(drop).map_err(said)
    }

    async fn mend(&self, number: u64) -> Done<()> {
        let delete = self.tables.delete_item().table_name(STATES).set_key(Some(key(number)));
        delete.send().await.map(drop).map_err(said)
    }

    /// Replays, or only counts, all events of a status; gives how many the filter took.
    async fn replay(&self, status: &str, dry_run: bool) -> Done<u64> {
        let filter = ReplayFilter { status: Some(status.to_owned()), ..ReplayFilter::default() };
        let mut request = ReplayRequest { filter, dry_run, after: None };
        let mut matched = 0;
        loop {
            let replayed = replay_next(self.stack, self.token, &request).await.map_err(said)?;
            if replayed.gone > 0 || (!dry_run && replayed.replayed != replayed.matched) {
                return Err(format!("not all were replayed: {replayed:?}"));
            }
            matched += replayed.matched;
            request.after = replayed.next;
            if request.after.is_none() {
                return Ok(matched);
            }
        }
    }

    /// Waits until `count` events have this status.
    async fn until(&self, status: &str, count: u64) -> Done<()> {
        let started = Instant::now();
        loop {
            let counted = self.replay(status, true).await?;
            if counted == count {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                return Err(format!("{counted} events are {status}, and not {count}"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn until_all_are_processed_thrice(&self) -> Done<()> {
        let started = Instant::now();
        loop {
            let events = read_list(self.stack, self.token, "webhooks").await.map_err(said)?;
            if events.iter().all(|event| event["rev"] == 3 && event["status"] == "processed") {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                return Err("not all events were processed again".to_owned());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The orders, each of which has changed once: its first `rev` is its last.
    async fn orders_changed_once(&self) -> Done<Vec<Value>> {
        let orders = read_list(self.stack, self.token, "orders").await.map_err(said)?;
        match orders.iter().find(|order| order["rev"] != 1) {
            Some(order) => Err(format!("order {} has changed {} times", order["id"], order["rev"])),
            None if orders.len() as u64 == self.count => Ok(orders),
            None => Err(format!("{} orders of {}", orders.len(), self.count)),
        }
    }
}

async fn each<F: Future<Output = Done<()>>>(count: u64, run: impl Fn(u64) -> F) -> Done<()> {
    bounded(AT_ONCE, (0..count).map(run).collect()).await.into_iter().collect()
}

async fn post(sender: &WebhookSender, order: u64) -> Done<()> {
    small_order::post(sender, order).await.map(drop)
}

fn key(number: u64) -> std::collections::HashMap<String, AttributeValue> {
    let text = |text: String| AttributeValue::S(text);
    let keys = [("pk", text(SHOPIFY.integration.to_owned())), ("sk", text(format!("order#{}", FIRST + number)))];
    keys.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
