//! Webhooks of many orders, sent in any order, more than once and several at once; and the orders that come of it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use local::client::{StackUrl, WebhookSender, read_list};
use local::demo::{Demo, FLIPKART, MYNTRA, SELLOSHIP, SHOPIFY};
use serde_json::Value;
use testing::order_histories::{Rng, Webhook};
use types::Channel;
use types::concurrency::bounded;

/// How many are sent at the same time.
const AT_ONCE: usize = 8;
/// How long the last event may take after the last answer.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often is looked whether all are there.
const PAUSE: Duration = Duration::from_millis(100);

/// Sends the webhooks to the demo integrations of a new stack, each one to three times, in the order of the seed. When
/// all events are there: the rows of all pages of the list of orders, without `rev`.
pub(crate) async fn shuffled(
    stack: &StackUrl,
    token: &str,
    webhooks: &[Webhook],
    seed: u64,
) -> Result<Vec<Value>, String> {
    let senders = senders(stack)?;
    let sendings = Rng::new(seed).send_sequence(webhooks.len());
    let posts = sendings.into_iter().map(|number| post(&senders, &webhooks[number])).collect();
    bounded(AT_ONCE, posts).await.into_iter().collect::<Result<(), _>>()?;
    settled(stack, token, webhooks.len()).await?;
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
    let received = sender.post(webhook.topic, webhook.body.as_bytes()).await.map_err(|error| error.to_string())?;
    match received.status {
        200 => Ok(()),
        status => Err(format!("a webhook was answered with {status} {}", received.word())),
    }
}

/// Waits until each webhook has its event. An event is written after all that it changes.
async fn settled(stack: &StackUrl, token: &str, count: usize) -> Result<(), String> {
    let started = Instant::now();
    loop {
        let events = read_list(stack, token, "webhooks").await.map_err(|error| error.to_string())?;
        if let Some(failed) = events.iter().find(|event| event["status"] != "processed") {
            return Err(format!("an event failed: {failed}"));
        }
        match events.len() {
            all if all == count => return Ok(()),
            some if some > count || started.elapsed() > PATIENCE => return Err(format!("{some} events of {count}")),
            _ => tokio::time::sleep(PAUSE).await,
        }
    }
}
