//! Makes a marketplace's sample new: of another order, or at a later time.
//!
//! All ids of these samples are made of the order's digits: the order's of all eighteen, those of its shipment, return
//! and payment of the last twelve. So what follows an order agrees with what created it.

use jiff::tz::Offset;
use serde_json::Value;
use shared::channel::Channel;
use shared::time::Time;

use super::OrderId;
use crate::Sample;

/// The order of all samples.
const SAMPLE_ORDER_ID: &str = "437194728041593621";
/// How many of its digits other ids have.
const SHORT_ID_DIGITS: usize = 12;
/// India's offset, which these senders write.
const INDIA_SECONDS: i32 = (5 * 60 + 30) * 60;

/// Where a body says when what it tells came about, and when the order was placed.
const CHANGED: [&str; 5] =
    ["/timestamp", "/order/updatedAt", "/shipment/updatedAt", "/payment/updatedAt", "/updatedOn"];
const PLACED: [&str; 3] = ["/order/orderDate", "/attributes/orderItems/0/orderDate", "/createdOn"];

/// Whether the channel's samples are made so.
pub(super) fn is_one(channel: Channel) -> bool {
    matches!(channel, Channel::Flipkart | Channel::Myntra)
}

/// Whether the sample is the first of a new order.
pub(super) fn creates(sample: &Sample) -> bool {
    matches!(sample.topic, "ORDER_CREATED" | "shipment_created" | "order/create")
}

/// The sample's body, about `order` or the sample's own, at the time `now`. Every other byte stays.
pub(super) fn body(sample: &Sample, order: Option<OrderId>, now: Time) -> String {
    let members: Value = serde_json::from_str(sample.body).unwrap_or_default();
    let at = |places: &[&str]| places.iter().find_map(|place| members.pointer(place)?.as_str());
    let mut text = sample.body.to_owned();
    let mut retime = |old: Option<&str>, time: Time| {
        if let Some(old) = old {
            text = text.replace(&format!("\"{old}\""), &format!("\"{}\"", written_as(old, time)));
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

/// A time in the form of the one that it replaces.
fn written_as(old: &str, time: Time) -> String {
    let india = Offset::from_seconds(INDIA_SECONDS).expect("India's offset is one");
    let told = jiff::Timestamp::from_millisecond(time.millis()).expect("a time is within the calendar");
    let form = if old.contains('T') { "%Y-%m-%dT%H:%M:%S%.3f+05:30" } else { "%Y-%m-%d %H:%M:%S%.3f" };
    india.to_datetime(told).strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use shared::channel::Context;
    use shared::time::Clock;

    use super::super::UniqueSamples;
    use super::*;
    use crate::SAMPLES;

    const NOW: &str = "2026-11-20T10:00:00.007Z";

    fn maker() -> UniqueSamples {
        let now: Time = NOW.parse().unwrap();
        UniqueSamples::new(Clock::from_fn(move || now))
    }

    fn samples() -> impl Iterator<Item = Sample> {
        SAMPLES.into_iter().filter(|sample| is_one(sample.channel))
    }

    fn understood(sample: &Sample, body: &str) -> shared::channel::Understood {
        let context = Context { topic: sample.topic, account: "demo-seller", received_at: NOW.parse().unwrap() };
        sample.channel.understand(&context, body.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", sample.topic))
    }

    #[test]
    fn each_sample_is_understood_at_the_present_time() {
        for sample in samples() {
            let at = understood(&sample, &maker().body(&sample, None)).occurred_at.unwrap();
            assert_eq!(at.to_string(), NOW, "{}", sample.topic);
        }
    }

    #[test]
    fn what_creates_makes_a_new_order_and_what_follows_keeps_its_own() {
        for sample in samples() {
            let mut maker = maker();
            let subjects = [0, 1].map(|_| understood(&sample, &maker.body(&sample, None)).subject.unwrap());
            assert_eq!(subjects[0] != subjects[1], creates(&sample), "{}", sample.topic);
        }
    }

    #[test]
    fn what_is_sent_of_one_order_is_about_it_and_every_other_byte_stays() {
        let (order, now): (OrderId, Time) = ("5432109876543".parse().unwrap(), NOW.parse().unwrap());
        for sample in samples() {
            let body = maker().body(&sample, Some(order));
            let subject = understood(&sample, &body).subject.unwrap();
            assert!(subject.as_str().ends_with("432109876543"), "{}: {subject}", sample.topic);
            let back = body
                .replace("000005432109876543", SAMPLE_ORDER_ID)
                .replace("432109876543", &SAMPLE_ORDER_ID[SAMPLE_ORDER_ID.len() - SHORT_ID_DIGITS..]);
            let members: Value = serde_json::from_str(sample.body).unwrap();
            let old = CHANGED.iter().find_map(|place| members.pointer(place)?.as_str()).unwrap();
            assert_eq!(back.replace(&written_as(old, now), old), sample.body, "{}", sample.topic);
        }
    }
}
