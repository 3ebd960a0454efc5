//! A courier's words on the parcels of a Shopify order.

use serde_json::json;
use types::Channel;

use super::{Rng, Webhook, at, shopify};

/// How a parcel goes on: Selloship's word, and the topic that fits it.
const STEPS: [(&str, &str); 6] = [
    ("READY_TO_SHIP", "SHIPMENT_CREATED"),
    ("PICKED_UP", "SHIPMENT_UPDATED"),
    ("IN_TRANSIT", "SHIPMENT_UPDATED"),
    ("OUT_FOR_DELIVERY", "SHIPMENT_UPDATED"),
    ("DELIVERED", "SHIPMENT_DELIVERED"),
    ("RTO_INITIATED", "SHIPMENT_RTO"),
];

/// One or two parcels, each with some of its steps, told to carry the order by its id, its name or its number.
pub(super) fn of(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let mut told = Vec::new();
    for parcel in 0..1 + rng.below(2) {
        let references = [shopify::id(number).to_string(), shopify::name(number), shopify::number(number).to_string()];
        let (reference, waybill) = (&references[rng.below(references.len())], format!("SS{number}-{parcel}"));
        let mut second = rng.between(10, 20);
        for (status, topic) in STEPS.iter().take(2 + rng.below(STEPS.len() - 1)) {
            // Some things happen in one second.
            second += rng.between(0, 2);
            let place = ["Pune", "Mumbai", "Chennai"][rng.below(3)];
            let body = json!({
                "status": status, "tracking_number": waybill, "updated_at": at(number, second).to_string(),
                "location": {"city": place}, "order_id": reference
            });
            told.push(Webhook { channel: Channel::Selloship, topic, body: body.to_string() });
        }
    }
    told
}

/// One more word on a parcel of an order, later than all others.
pub(super) fn further(number: u64, step: u64) -> Webhook {
    let body = json!({
        "status": "IN_TRANSIT", "tracking_number": format!("SS{number}-9"), "order_id": shopify::name(number),
        "updated_at": at(number, 40 + step % 7).to_string(), "location": {"city": format!("Place {step}")}
    });
    Webhook { channel: Channel::Selloship, topic: "SHIPMENT_UPDATED", body: body.to_string() }
}
