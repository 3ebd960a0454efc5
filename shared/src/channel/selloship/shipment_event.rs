//! Bodies of webhooks with a topic in a header: one shipment each.
//!
//! `{"status","tracking_number","updated_at","location":{"city","state","country"},"order_id"|"order_number"|"reference"}`
//! is a convention of integrations of Selloship; no document of the vendor's shows it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::parcel::{Parcel, place, text, unreadable, waybill};
use super::status::status;
use super::topic::Topic;
use crate::channel::india_time::IndiaTime;
use crate::channel::{Context, NotUnderstood, Understood, is_object};
use crate::time::Time;

/// Each member is read alone, so that one that is not needed and written otherwise takes nothing from the others.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    tracking_number: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow)]
    updated_at: Option<&'a RawValue>,
    #[serde(borrow)]
    location: Option<&'a RawValue>,
    #[serde(borrow)]
    order_id: Option<&'a RawValue>,
    #[serde(borrow)]
    order_number: Option<&'a RawValue>,
    #[serde(borrow)]
    reference: Option<&'a RawValue>,
}

/// A shipment at one time. Only a shipment that was just made may be without a status.
pub(super) fn understand(topic: Topic, json: &str, context: &Context<'_>) -> Result<Understood, NotUnderstood> {
    let parcel = read(json, context.received_at)?;
    match parcel.step() {
        Some(step) if !topic.fits(step) => Err(NotUnderstood::new(
            "topic_mismatch",
            format!("the topic {} does not fit the shipment's status", topic.name()),
        )),
        None if topic != Topic::Created => Err(unreadable("it says no status")),
        _ => {
            let summary = parcel.summary();
            Ok(Understood::of(parcel.change(), summary))
        }
    }
}

fn read(json: &str, received_at: Time) -> Result<Parcel, NotUnderstood> {
    let body: Option<Body<'_>> = is_object(json).then(|| serde_json::from_str(json).ok()).flatten();
    let body = body.ok_or_else(|| unreadable("it is no object that has each member once"))?;
    Ok(Parcel {
        waybill: waybill(body.tracking_number)?,
        at: time(body.updated_at)?.unwrap_or(received_at),
        status: text(body.status).and_then(|word| status(&word)),
        place: place(body.location),
        order: text(body.order_id).or_else(|| text(body.order_number)).or_else(|| text(body.reference)),
    })
}

/// The sender's time. A body without one is as new as its receipt; one that cannot be read is never guessed.
fn time(raw: Option<&RawValue>) -> Result<Option<Time>, NotUnderstood> {
    let time = raw.map(|raw| serde_json::from_str::<IndiaTime>(raw.get())).transpose();
    time.map(|time| time.map(|IndiaTime(time)| time)).map_err(|_| unreadable("its time is in no form that is known"))
}
