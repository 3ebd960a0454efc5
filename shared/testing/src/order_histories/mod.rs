//! Lifelike orders for tests: what each channel sends of one order in its life, as real bodies, made from a seed.
//!
//! Source times are close together and often equal, as they are where several things happen in one second.

mod marketplaces;
mod rng;
mod shipments;
mod shopify;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use rng::Rng;

use types::Channel;
use types::time::Time;

/// One webhook: what is posted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Webhook {
    /// Who sends it.
    pub channel: Channel,
    /// Its topic.
    pub topic: &'static str,
    /// Its body.
    pub body: String,
}

/// The channels whose orders have lives here; a courier's parcels belong to Shopify's.
const CHANNELS: [Channel; 4] = [Channel::Shopify, Channel::Flipkart, Channel::Myntra, Channel::Amazon];

/// All that is sent of the order `number` of `channel`, in the order in which it happens.
pub fn order_history(channel: Channel, number: u64, seed: u64) -> Vec<Webhook> {
    let mut rng = Rng::new(seed ^ number.rotate_left(32));
    match channel {
        Channel::Shopify => {
            let parcels = if rng.one_in(2) { shipments::of(number, &mut rng) } else { Vec::new() };
            shopify::of(number, &mut rng).into_iter().chain(parcels).collect()
        }
        Channel::Flipkart if rng.one_in(2) => marketplaces::flipkart(number, &mut rng),
        Channel::Flipkart => marketplaces::flipkart_notifications(number, &mut rng),
        Channel::Myntra => marketplaces::myntra(number, &mut rng),
        Channel::Amazon => marketplaces::amazon(number, &mut rng),
        Channel::Selloship => shipments::of(number, &mut rng),
        Channel::Standard => Vec::new(),
    }
}

/// A channel that has orders, by chance.
pub fn any_channel(rng: &mut Rng) -> Channel {
    CHANNELS[rng.below(CHANNELS.len())]
}

/// The webhooks of `orders` orders of several channels: `count` different ones, of each order the first ones. Where the
/// orders have less to tell, the last are a courier's words on more parcels.
pub fn many(orders: u64, count: usize, seed: u64) -> Vec<Webhook> {
    let channel = |number| match number % 5 {
        3 => Channel::Flipkart,
        4 => Channel::Myntra,
        _ => Channel::Shopify,
    };
    let order_histories =
        (0..orders).flat_map(|number| order_history(channel(number), number, seed).into_iter().enumerate());
    let mut order_histories: Vec<_> = order_histories.collect();
    // Stable: the first of each order, then the second of each.
    order_histories.sort_by_key(|(place, _)| *place);
    let order_histories = order_histories.into_iter().map(|(_, webhook)| webhook);
    let more = (0..u64::MAX).map(|step| shipments::further(step % orders, step));
    let mut seen = BTreeSet::new();
    order_histories.chain(more.take(count)).filter(|webhook| seen.insert(webhook.clone())).take(count).collect()
}

/// The `second`th second of the order `number`; all are in the past.
fn at(number: u64, second: u64) -> Time {
    const FIRST_MS: i64 = 1_793_000_000_000;
    let millis = i64::try_from((number % 100_000) * 60_000 + second * 1_000).unwrap_or_default();
    Time::from_millis(FIRST_MS + millis).expect("a time of this century is within the calendar")
}
