//! Makes a courier's sample unique: another shipment, or a later time.

use serde_json::Value;
use types::time::Time;

use super::OrderId;
use crate::Sample;

/// The offset of India's time from UTC, which is the same all year.
const INDIA_MS: i64 = (5 * 60 + 30) * 60 * 1000;

/// A Selloship sample at the time `now`: with the shipment of `order`; otherwise with a new shipment (of `new_order`) if the
/// sample creates one or has a time in whole seconds only; otherwise with the sample's own shipment.
pub(super) fn body(sample: &Sample, order: Option<OrderId>, new_order: OrderId, now: Time) -> String {
    let members: Value = serde_json::from_str(sample.body).unwrap_or_default();
    let in_india = now.plus_millis(INDIA_MS).to_string();
    let mut text = sample.body.to_owned();
    let mut replace = |name: &str, old: &Value, new: &str| {
        text = text.replace(&format!("\"{name}\":{old}"), &format!("\"{name}\":{}", Value::from(new)));
    };
    if let Some(waybills) = waybills(&members) {
        let second = in_india[..19].replace('T', " ");
        for (place, waybill) in waybills.iter().enumerate() {
            let number = tracking_number(order.unwrap_or(new_order));
            let number = if place == 0 { number } else { format!("{number}-{place}") };
            replace("waybill", &waybill["waybill"], &number);
            replace("statusDate", &waybill["statusDate"], &second);
        }
        return text;
    }
    if let Some(order) = order.or((sample.topic == "SHIPMENT_CREATED").then_some(new_order)) {
        replace("tracking_number", &members["tracking_number"], &tracking_number(order));
        replace("order_id", &members["order_id"], &order.to_string());
    }
    // Microseconds without a time zone, as in the sample.
    replace("updated_at", &members["updated_at"], &in_india.replace('Z', "000"));
    text
}

/// The tracking number of an order's shipment, the same whenever it is sent.
fn tracking_number(order: OrderId) -> String {
    format!("SELLO{order}")
}

fn waybills(members: &Value) -> Option<&[Value]> {
    match &members["waybillDetails"] {
        Value::Array(several) => Some(several),
        one @ Value::Object(_) => Some(std::slice::from_ref(one)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use channels::Context;
    use types::Channel;
    use types::time::Clock;

    use super::super::UniqueSamples;
    use super::*;
    use crate::SAMPLES;

    fn selloship() -> impl Iterator<Item = Sample> {
        SAMPLES.into_iter().filter(|sample| sample.channel == Channel::Selloship)
    }

    fn maker() -> (UniqueSamples, Time) {
        let now: Time = "2026-11-20T10:00:00.007Z".parse().unwrap();
        (UniqueSamples::new(Clock::from_fn(move || now)), now)
    }

    #[test]
    fn each_body_is_unique_and_has_the_present_time() {
        let (mut maker, now) = maker();
        for sample in selloship() {
            let bodies: BTreeSet<_> = (0..5).map(|_| maker.body(&sample, None)).collect();
            assert_eq!(bodies.len(), 5, "{}", sample.topic);
            for body in bodies {
                let context = Context { topic: sample.topic, account: "demo", received_at: now };
                let event = channels::normalize(Channel::Selloship, &context, body.as_bytes()).unwrap();
                let ago = now.millis() - event.occurred_at.unwrap().millis();
                assert!((-100..1000).contains(&ago), "{}: {ago} ms", sample.topic);
            }
        }
    }

    #[test]
    fn samples_of_one_order_have_the_same_shipment() {
        let (mut maker, now) = maker();
        let order: OrderId = "637194728041593621".parse().unwrap();
        for sample in selloship() {
            let body = maker.body(&sample, Some(order));
            let context = Context { topic: sample.topic, account: "demo", received_at: now };
            let event = channels::normalize(Channel::Selloship, &context, body.as_bytes()).unwrap();
            let subject = event.changes[0].subject();
            assert_eq!(subject.as_str(), "shipment#SELLO637194728041593621", "{}", sample.topic);
        }
    }
}
