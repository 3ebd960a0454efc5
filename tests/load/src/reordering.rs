//! Reordering: webhooks of many orders, sent in random order, repeatedly and concurrently; and the resulting orders.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use local_client::demo::{Demo, FLIPKART, MYNTRA, SELLOSHIP, SHOPIFY};
use local_client::{StackUrl, WebhookSender, read_list};
use serde_json::Value;
use testing::order_histories::{Rng, Webhook};
use types::Channel;
use types::concurrency::bounded;

const MAX_CONCURRENT_REQUESTS: usize = 8;
/// The time within which the last event has to appear after the last response.
const TIMEOUT: Duration = Duration::from_secs(120);
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Sends the webhooks to the demo integrations of a new stack, each one to three times, in the order of the seed. Once
/// all events exist: the rows of all pages of the list of orders, without `rev`.
///
/// # Errors
/// A sentence: a webhook was not stored, or an event failed or is missing.
pub async fn run(stack: &StackUrl, token: &str, webhooks: &[Webhook], seed: u64) -> Result<Vec<Value>, String> {
    let senders = senders(stack)?;
    let sendings = Rng::new(seed).send_sequence(webhooks.len());
    let posts = sendings.into_iter().map(|number| post(&senders, &webhooks[number])).collect();
    bounded(MAX_CONCURRENT_REQUESTS, posts).await.into_iter().collect::<Result<(), _>>()?;
    wait_for_events(stack, token, webhooks.len()).await?;
    let mut orders = read_list(stack, token, "orders").await.map_err(|error| error.to_string())?;
    for order in &mut orders {
        order.as_object_mut().and_then(|order| order.remove("rev")).ok_or("an order has no rev")?;
    }
    Ok(orders)
}

fn senders(stack: &StackUrl) -> Result<BTreeMap<Channel, WebhookSender>, String> {
    let sender = |demo: Demo| Ok((demo.channel, WebhookSender::demo(stack, demo).map_err(|error| error.to_string())?));
    [SHOPIFY, FLIPKART, MYNTRA, SELLOSHIP].into_iter().map(sender).collect()
}

async fn post(senders: &BTreeMap<Channel, WebhookSender>, webhook: &Webhook) -> Result<(), String> {
    let sender = senders.get(&webhook.channel).ok_or("a channel has no sender")?;
    let response = sender.post(webhook.topic, webhook.body.as_bytes()).await.map_err(|error| error.to_string())?;
    match response.status {
        200 => Ok(()),
        status => Err(format!("the response to a webhook was {status} {}", response.code())),
    }
}

/// Waits until each webhook has its event. An event is written after everything that it changes.
async fn wait_for_events(stack: &StackUrl, token: &str, count: usize) -> Result<(), String> {
    let started = Instant::now();
    loop {
        let events = read_list(stack, token, "webhooks").await.map_err(|error| error.to_string())?;
        if let Some(failed) = events.iter().find(|event| event["status"] != "processed") {
            return Err(format!("an event failed: {failed}"));
        }
        match events.len() {
            all if all == count => return Ok(()),
            some if some > count || started.elapsed() > TIMEOUT => {
                return Err(format!("{some} events exist instead of {count}"));
            }
            _ => tokio::time::sleep(POLL_INTERVAL).await,
        }
    }
}
