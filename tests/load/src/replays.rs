//! Failed events whose cause is removed, and their replay: afterwards no event is failed, and no order changed twice.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use local_client::demo::SHOPIFY;
use local_client::{ReplayFilter, ReplayRequest, StackUrl, WebhookSender, read_list, replay_next};
use serde_json::Value;
use types::concurrency::bounded;

use crate::minimal_order;

const MAX_CONCURRENT_REQUESTS: usize = 16;
/// The time within which each step has to be complete.
const TIMEOUT: Duration = Duration::from_secs(600);
const POLL_INTERVAL: Duration = Duration::from_millis(200);
const FIRST_ORDER_ID: u64 = 600_000_000_000_000_000;
const STATE_TABLE: &str = "storebell-state";

/// A stack under test.
struct Scenario<'a> {
    stack: &'a StackUrl,
    token: &'a str,
    tables: Client,
    count: u64,
}

/// Makes the rows of `count` orders unreadable, so that the orders' events fail; repairs them; replays. Returns the time
/// from the first replay call to the last event.
///
/// # Errors
/// A sentence: an event did not fail, was not replayed, or changed an order twice.
pub async fn run(stack: &StackUrl, token: &str, dynamodb: &str, count: u64) -> Result<Duration, String> {
    let scenario = Scenario { stack, token, tables: local_dynamodb::dynamodb(dynamodb), count };
    for_each(count, |number| scenario.corrupt(number)).await?;
    let sender = WebhookSender::demo(stack, SHOPIFY).map_err(sentence)?;
    for_each(count, |number| post(&sender, FIRST_ORDER_ID + number)).await?;
    scenario.wait_for_status("failed", count).await?;
    for_each(count, |number| scenario.repair(number)).await?;
    let started = Instant::now();
    scenario.replay("failed", false).await?;
    scenario.wait_for_status("failed", 0).await?;
    let took = started.elapsed();
    scenario.wait_for_status("processed", count).await?;
    let orders = scenario.orders_changed_once().await?;
    // A second replay, although no event is failed.
    scenario.replay("any", false).await?;
    scenario.wait_until_processed_three_times().await?;
    if scenario.orders_changed_once().await? != orders {
        return Err("the replay of processed events changed an order".to_owned());
    }
    Ok(took)
}

impl Scenario<'_> {
    /// Writes a row of the order that no version can read.
    async fn corrupt(&self, number: u64) -> Result<(), String> {
        let put = self.tables.put_item().table_name(STATE_TABLE).set_item(Some(key(number)));
        let put = put.item("document", AttributeValue::B(Blob::new(b"corrupt")));
        let put = put.item("channel", AttributeValue::S("shopify".to_owned()));
        put.item("version", AttributeValue::N("1".to_owned())).send().await.map(drop).map_err(sentence)
    }

    async fn repair(&self, number: u64) -> Result<(), String> {
        let delete = self.tables.delete_item().table_name(STATE_TABLE).set_key(Some(key(number)));
        delete.send().await.map(drop).map_err(sentence)
    }

    /// Replays, or only counts, all events of a status; returns how many match.
    async fn replay(&self, status: &str, dry_run: bool) -> Result<u64, String> {
        let filter = ReplayFilter { status: Some(status.to_owned()), ..ReplayFilter::default() };
        let mut request = ReplayRequest { filter, dry_run, after: None };
        let mut matched = 0;
        loop {
            let response = replay_next(self.stack, self.token, &request).await.map_err(sentence)?;
            if response.gone > 0 || (!dry_run && response.replayed != response.matched) {
                return Err(format!("some events were not replayed: {response:?}"));
            }
            matched += response.matched;
            request.after = response.next;
            if request.after.is_none() {
                return Ok(matched);
            }
        }
    }

    /// Waits until `count` events have this status.
    async fn wait_for_status(&self, status: &str, count: u64) -> Result<(), String> {
        let started = Instant::now();
        loop {
            let counted = self.replay(status, true).await?;
            if counted == count {
                return Ok(());
            }
            if started.elapsed() > TIMEOUT {
                return Err(format!("{counted} events are {status} instead of {count}"));
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    async fn wait_until_processed_three_times(&self) -> Result<(), String> {
        let started = Instant::now();
        loop {
            let events = read_list(self.stack, self.token, "webhooks").await.map_err(sentence)?;
            if events.iter().all(|event| event["rev"] == 3 && event["status"] == "processed") {
                return Ok(());
            }
            if started.elapsed() > TIMEOUT {
                return Err("some events were not processed again".to_owned());
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// The orders, each of which has changed once: its `rev` is 1.
    async fn orders_changed_once(&self) -> Result<Vec<Value>, String> {
        let orders = read_list(self.stack, self.token, "orders").await.map_err(sentence)?;
        match orders.iter().find(|order| order["rev"] != 1) {
            Some(order) => Err(format!("order {} changed {} times", order["id"], order["rev"])),
            None if orders.len() as u64 == self.count => Ok(orders),
            None => Err(format!("{} orders exist instead of {}", orders.len(), self.count)),
        }
    }
}

async fn for_each<F: Future<Output = Result<(), String>>>(count: u64, run: impl Fn(u64) -> F) -> Result<(), String> {
    bounded(MAX_CONCURRENT_REQUESTS, (0..count).map(run).collect()).await.into_iter().collect()
}

async fn post(sender: &WebhookSender, order: u64) -> Result<(), String> {
    minimal_order::post(sender, order).await.map(drop)
}

fn key(number: u64) -> std::collections::HashMap<String, AttributeValue> {
    let text = |text: String| AttributeValue::S(text);
    let keys =
        [("pk", text(SHOPIFY.integration.to_owned())), ("sk", text(format!("order#{}", FIRST_ORDER_ID + number)))];
    keys.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}
