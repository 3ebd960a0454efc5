//! Generated order histories: the webhooks that a channel sends about one order, with real bodies, from a seed.
//!
//! Source times are close together and often equal, as in practice several changes happen within one second.

mod courier;
mod marketplaces;
mod rng;
mod shopify;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use types::Channel;
use types::time::Time;

pub use rng::Rng;

/// One webhook to send.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Webhook {
    /// The channel that sends it.
    pub channel: Channel,
    /// Its topic.
    pub topic: &'static str,
    /// Its body.
    pub body: String,
}

/// The channels with order histories; the courier's shipments belong to Shopify's orders.
const CHANNELS: [Channel; 4] = [Channel::Shopify, Channel::Flipkart, Channel::Myntra, Channel::Amazon];

/// All webhooks about order `number` of `channel`, in the order of the changes.
pub fn order_history(channel: Channel, number: u64, seed: u64) -> Vec<Webhook> {
    let mut rng = Rng::new(seed ^ number.rotate_left(32));
    match channel {
        Channel::Shopify => {
            let shipments = if rng.one_in(2) { courier::of(number, &mut rng) } else { Vec::new() };
            shopify::of(number, &mut rng).into_iter().chain(shipments).collect()
        }
        Channel::Flipkart if rng.one_in(2) => marketplaces::flipkart(number, &mut rng),
        Channel::Flipkart => marketplaces::flipkart_notifications(number, &mut rng),
        Channel::Myntra => marketplaces::myntra(number, &mut rng),
        Channel::Amazon => marketplaces::amazon(number, &mut rng),
        Channel::Selloship => courier::of(number, &mut rng),
        Channel::Standard => Vec::new(),
    }
}

/// A random channel with order histories.
pub fn any_channel(rng: &mut Rng) -> Channel {
    CHANNELS[rng.below(CHANNELS.len())]
}

/// `count` distinct webhooks about `orders` orders of several channels: the first ones of each order. If the histories
/// are too short, the rest are further updates of a courier.
pub fn order_webhooks(orders: u64, count: usize, seed: u64) -> Vec<Webhook> {
    let channel = |number| match number % 5 {
        3 => Channel::Flipkart,
        4 => Channel::Myntra,
        _ => Channel::Shopify,
    };
    let order_histories =
        (0..orders).flat_map(|number| order_history(channel(number), number, seed).into_iter().enumerate());
    let mut order_histories: Vec<_> = order_histories.collect();
    // The sort is stable: the first webhook of each order, then the second of each, and so on.
    order_histories.sort_by_key(|(position, _)| *position);
    let order_histories = order_histories.into_iter().map(|(_, webhook)| webhook);
    let further = (0..u64::MAX).map(|step| courier::further_update(step % orders, step));
    let mut returned = BTreeSet::new();
    order_histories.chain(further.take(count)).filter(|webhook| returned.insert(webhook.clone())).take(count).collect()
}

/// The time `second` seconds after the start of order `number`; always in the past.
fn at(number: u64, second: u64) -> Time {
    const FIRST_MS: i64 = 1_793_000_000_000;
    let millis = i64::try_from((number % 100_000) * 60_000 + second * 1_000).unwrap_or_default();
    Time::from_millis(FIRST_MS + millis).expect("a time of this century is within the calendar")
}
