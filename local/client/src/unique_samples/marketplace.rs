//! Makes a marketplace's sample unique: another order, or a later time.
//!
//! All ids in these samples consist of the order's digits: the order id of all eighteen, and the ids of its shipment, return
//! and payment of the last twelve. So later webhooks of an order have the same ids as the one that created it.

use jiff::tz::Offset;
use serde_json::Value;
use types::Channel;
use types::time::Time;

use super::OrderId;
use crate::Sample;

/// The order id in all samples.
const SAMPLE_ORDER_ID: &str = "437194728041593621";
/// The number of its digits in other ids.
const SHORT_ID_DIGITS: usize = 12;
/// India's offset, which these channels use.
const INDIA_SECONDS: i32 = (5 * 60 + 30) * 60;

/// The members with the time of the change, and with the time at which the order was placed.
const CHANGED: [&str; 5] =
    ["/timestamp", "/order/updatedAt", "/shipment/updatedAt", "/payment/updatedAt", "/updatedOn"];
const PLACED: [&str; 3] = ["/order/orderDate", "/attributes/orderItems/0/orderDate", "/createdOn"];

/// Whether the channel is a marketplace.
pub(super) fn is_marketplace(channel: Channel) -> bool {
    matches!(channel, Channel::Flipkart | Channel::Myntra)
}

/// Whether the sample creates an order.
pub(super) fn creates_order(sample: &Sample) -> bool {
    matches!(sample.topic, "ORDER_CREATED" | "shipment_created" | "order/create")
}

/// The sample's body at the time `now`, with `order` or the sample's own order. All other bytes are unchanged.
pub(super) fn body(sample: &Sample, order: Option<OrderId>, now: Time) -> String {
    let members: Value = serde_json::from_str(sample.body).unwrap_or_default();
    let at = |places: &[&str]| places.iter().find_map(|place| members.pointer(place)?.as_str());
    let mut text = sample.body.to_owned();
    let mut retime = |old: Option<&str>, time: Time| {
        if let Some(old) = old {
            text = text.replace(&format!("\"{old}\""), &format!("\"{}\"", formatted_like(old, time)));
        }
    };
    retime(at(&CHANGED), now);
    if let Some(order) = order {
        let placed = order.parts(now).map(|(created_at, _)| created_at);
        if let Some(placed) = placed {
            retime(at(&PLACED), placed);
        }
        let digits = format!("{:018}", order.0);
        text = text.replace(SAMPLE_ORDER_ID, &digits);
        text = text.replace(
            &SAMPLE_ORDER_ID[SAMPLE_ORDER_ID.len() - SHORT_ID_DIGITS..],
            &digits[digits.len() - SHORT_ID_DIGITS..],
        );
    }
    text
}

/// A time in the format of the one that it replaces.
fn formatted_like(old: &str, time: Time) -> String {
    let india = Offset::from_seconds(INDIA_SECONDS).expect("the offset is valid");
    let timestamp = jiff::Timestamp::from_millisecond(time.millis()).expect("a time is within the calendar");
    let format = if old.contains('T') { "%Y-%m-%dT%H:%M:%S%.3f+05:30" } else { "%Y-%m-%d %H:%M:%S%.3f" };
    india.to_datetime(timestamp).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use channels::Context;
    use types::time::Clock;

    use super::super::UniqueSamples;
    use super::*;
    use crate::SAMPLES;

    const NOW: &str = "2026-11-20T10:00:00.007Z";

    fn maker() -> UniqueSamples {
        let now: Time = NOW.parse().unwrap();
        UniqueSamples::new(Clock::from_fn(move || now))
    }

    fn samples() -> impl Iterator<Item = Sample> {
        SAMPLES.into_iter().filter(|sample| is_marketplace(sample.channel))
    }

    fn normalized(sample: &Sample, body: &str) -> channels::NormalizedEvent {
        let context = Context { topic: sample.topic, account: "demo-seller", received_at: NOW.parse().unwrap() };
        channels::normalize(sample.channel, &context, body.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", sample.topic))
    }

    #[test]
    fn each_sample_has_the_present_time() {
        for sample in samples() {
            let at = normalized(&sample, &maker().body(&sample, None)).occurred_at.unwrap();
            assert_eq!(at.to_string(), NOW, "{}", sample.topic);
        }
    }

    #[test]
    fn only_a_sample_that_creates_an_order_has_a_new_order() {
        for sample in samples() {
            let mut maker = maker();
            let subjects = [0, 1].map(|_| normalized(&sample, &maker.body(&sample, None)).subject.unwrap());
            assert_eq!(subjects[0] != subjects[1], creates_order(&sample), "{}", sample.topic);
        }
    }

    #[test]
    fn sample_of_a_given_order_has_its_ids_and_all_other_bytes_are_unchanged() {
        let (order, now): (OrderId, Time) = ("5432109876543".parse().unwrap(), NOW.parse().unwrap());
        for sample in samples() {
            let body = maker().body(&sample, Some(order));
            let subject = normalized(&sample, &body).subject.unwrap();
            assert!(subject.as_str().ends_with("432109876543"), "{}: {subject}", sample.topic);
            let back = body
                .replace("000005432109876543", SAMPLE_ORDER_ID)
                .replace("432109876543", &SAMPLE_ORDER_ID[SAMPLE_ORDER_ID.len() - SHORT_ID_DIGITS..]);
            let members: Value = serde_json::from_str(sample.body).unwrap();
            let old = CHANGED.iter().find_map(|place| members.pointer(place)?.as_str()).unwrap();
            assert_eq!(back.replace(&formatted_like(old, now), old), sample.body, "{}", sample.topic);
        }
    }
}
