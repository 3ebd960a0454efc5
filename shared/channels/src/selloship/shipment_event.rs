//! Webhooks with a topic in a header, each about one shipment.
//!
//! `{"status","tracking_number","updated_at","location":{"city","state","country"},"order_id"|"order_number"|"reference"}`
//! is a convention of integrations of Selloship; no document of the vendor describes it.

use types::time::Time;

use super::shipment_body::{ShipmentBody, place, time, waybill};
use super::status::status;
use super::topic::Topic;
use crate::lenient::Fields;
use crate::{Context, NormalizeError, NormalizedEvent};

/// The shipment at one time. Without a status, only the rest of it changes.
pub(super) fn normalize(topic: Topic, json: &str, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let shipment = read(json, context.received_at)?;
    match shipment.step() {
        Some(step) if !topic.allows(step) => {
            let message = format!("the shipment's status does not belong to the topic {}", topic.name());
            Err(NormalizeError::new("topic_mismatch", message))
        }
        _ => {
            let summary = shipment.summary();
            Ok(NormalizedEvent::of(shipment.change(), summary))
        }
    }
}

fn read(json: &str, received_at: Time) -> Result<ShipmentBody, NormalizeError> {
    let fields = Fields::read(json)?;
    Ok(ShipmentBody {
        waybill: waybill(&fields)?,
        at: time(&fields, received_at),
        status: fields.text(&["status", "current_status"]).and_then(|text| status(&text)),
        place: place(&fields),
        order: fields.text(&["order_id", "order_number", "reference"]),
    })
}
