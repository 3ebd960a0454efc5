//! Bodies of webhooks with a topic in a header: one shipment each.
//!
//! `{"status","tracking_number","updated_at","location":{"city","state","country"},"order_id"|"order_number"|"reference"}`
//! is a convention of integrations of Selloship; no document of the vendor's shows it.

use types::time::Time;

use super::shipment_body::{ShipmentBody, optional, place, time, unreadable, waybill};
use super::status::status;
use super::topic::Topic;
use crate::lenient::Fields;
use crate::{Context, NormalizeError, NormalizedEvent};

/// A shipment at one time. Only a shipment that was just made may be without a status.
pub(super) fn normalize(topic: Topic, json: &str, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let parcel = read(json, context.received_at)?;
    match parcel.step() {
        Some(step) if !topic.fits(step) => Err(NormalizeError::new(
            "topic_mismatch",
            format!("the topic {} does not fit the shipment's status", topic.name()),
        )),
        None if topic != Topic::Created => Err(unreadable("it says no status")),
        _ => {
            let summary = parcel.summary();
            Ok(NormalizedEvent::of(parcel.change(), summary))
        }
    }
}

/// A body without a time is as new as its receipt.
fn read(json: &str, received_at: Time) -> Result<ShipmentBody, NormalizeError> {
    let fields = Fields::read(json)?;
    Ok(ShipmentBody {
        waybill: waybill(&fields)?,
        at: time(&fields)?.unwrap_or(received_at),
        status: fields.text(&["status", "current_status"])?.and_then(|word| status(&word)),
        place: place(&fields),
        order: ["order_id", "order_number", "reference"].iter().find_map(|name| optional(&fields, &[*name])),
    })
}
