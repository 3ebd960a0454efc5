//! A courier's webhooks about the shipments of a Shopify order.

use serde_json::json;
use types::Channel;

use super::{Rng, Webhook, at, shopify};

/// The steps of a shipment: Selloship's status and topic.
const STEPS: [(&str, &str); 6] = [
    ("READY_TO_SHIP", "SHIPMENT_CREATED"),
    ("PICKED_UP", "SHIPMENT_UPDATED"),
    ("IN_TRANSIT", "SHIPMENT_UPDATED"),
    ("OUT_FOR_DELIVERY", "SHIPMENT_UPDATED"),
    ("DELIVERED", "SHIPMENT_DELIVERED"),
    ("RTO_INITIATED", "SHIPMENT_RTO"),
];

/// One or two shipments, each with some of its steps, that refer to the order by id, name or number.
pub(super) fn of(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let mut webhooks = Vec::new();
    for shipment_number in 0..1 + rng.below(2) {
        let references = [shopify::id(number).to_string(), shopify::name(number), shopify::number(number).to_string()];
        let (reference, waybill) = (&references[rng.below(references.len())], format!("SS{number}-{shipment_number}"));
        let mut second = rng.between(10, 20);
        for (status, topic) in STEPS.iter().take(2 + rng.below(STEPS.len() - 1)) {
            // Some steps happen within one second.
            second += rng.between(0, 2);
            let place = ["Pune", "Mumbai", "Chennai"][rng.below(3)];
            let body = json!({
                "status": status, "tracking_number": waybill, "updated_at": at(number, second).to_string(),
                "location": {"city": place}, "order_id": reference
            });
            webhooks.push(Webhook { channel: Channel::Selloship, topic, body: body.to_string() });
        }
    }
    webhooks
}

/// A further update of a shipment, later than all others.
pub(super) fn further_update(number: u64, step: u64) -> Webhook {
    let body = json!({
        "status": "IN_TRANSIT", "tracking_number": format!("SS{number}-9"), "order_id": shopify::name(number),
        "updated_at": at(number, 40 + step % 7).to_string(), "location": {"city": format!("Place {step}")}
    });
    Webhook { channel: Channel::Selloship, topic: "SHIPMENT_UPDATED", body: body.to_string() }
}
