//! What a body says of one parcel, whichever of the two contracts it follows.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::channel::{Id, NotUnderstood, is_object};
use crate::state::Change;
use crate::state::shipment::{OrderReference, ShipmentChange, ShipmentStatus, ShipmentStep, Tracking};
use crate::text::shortened;
use crate::time::Time;

/// The longest place, and the longest reference to an order, in characters.
const LONGEST: usize = 100;

/// One parcel at one time.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) waybill: Id,
    pub(super) at: Time,
    pub(super) status: Option<ShipmentStatus>,
    /// Where it was seen.
    pub(super) place: Option<String>,
    /// The order that it carries, as the seller has told it.
    pub(super) order: Option<String>,
}

impl Parcel {
    pub(super) fn change(self) -> Change {
        let tracking = Tracking { courier: None, number: Some(self.waybill.to_string()), place: self.place };
        Change::Shipment(ShipmentChange {
            status: self.status,
            tracking: Some(tracking),
            order: self.order.map(OrderReference::Told),
            ..ShipmentChange::of(self.waybill, self.at)
        })
    }

    pub(super) fn step(&self) -> Option<ShipmentStep> {
        self.status.as_ref().map(|status| status.step)
    }

    /// The status, for a line for people.
    pub(super) fn word(&self) -> &str {
        self.status.as_ref().map_or("no status", |status| &status.word)
    }

    pub(super) fn summary(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
        let order = self.order.as_ref().map_or_else(String::new, |order| format!(", order {order}"));
        format!("Shipment {}: {}{place}{order}", self.waybill, self.word())
    }
}

/// A text that says something, bounded; nothing of what is written otherwise. A number is taken digit for digit.
pub(super) fn text(raw: Option<&RawValue>) -> Option<String> {
    let raw = raw?.get();
    let number = || raw.bytes().all(|byte| byte.is_ascii_digit()).then(|| raw.to_owned());
    let text = serde_json::from_str::<String>(raw).ok().or_else(number)?;
    let text = shortened(text.trim(), LONGEST);
    (!text.is_empty()).then_some(text)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Location<'a> {
    #[serde(borrow)]
    city: Option<&'a RawValue>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
    #[serde(borrow)]
    country: Option<&'a RawValue>,
}

/// A place, as a text or as its parts.
pub(super) fn place(raw: Option<&RawValue>) -> Option<String> {
    let Some(json) = raw.map(RawValue::get).filter(|json| is_object(json)) else { return text(raw) };
    let Location { city, state, country } = serde_json::from_str(json).ok()?;
    let parts: Vec<_> = [city, state, country].into_iter().filter_map(text).collect();
    (!parts.is_empty()).then(|| shortened(&parts.join(", "), LONGEST))
}

/// The number on the label, which no webhook can do without.
pub(super) fn waybill(raw: Option<&RawValue>) -> Result<Id, NotUnderstood> {
    let waybill = raw.and_then(|raw| serde_json::from_str(raw.get()).ok());
    waybill.ok_or_else(|| unreadable("it names no shipment by a waybill number"))
}

/// A body that is not what integrations of Selloship expect; `why` quotes nothing of it.
pub(super) fn unreadable(why: &str) -> NotUnderstood {
    NotUnderstood::new("not_understood", format!("the body is no webhook of Selloship as far as one is known ({why})"))
}
