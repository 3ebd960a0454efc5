//! What a body says of one parcel, whichever of the two contracts it follows.

use domain::state::Change;
use domain::state::shipment::{OrderReference, ShipmentChange, ShipmentStatus, ShipmentStep, Tracking};
use types::text::shortened;
use types::time::Time;

use crate::lenient::Fields;
use crate::{NormalizeError, india_time};

/// The longest place, in characters.
const LONGEST_PLACE: usize = 100;

/// One parcel at one time.
#[derive(Clone, Debug)]
pub(super) struct ShipmentBody {
    pub(super) waybill: String,
    pub(super) at: Time,
    pub(super) status: Option<ShipmentStatus>,
    /// Where it was seen.
    pub(super) place: Option<String>,
    /// The order that it carries, as the seller has told it.
    pub(super) order: Option<String>,
}

impl ShipmentBody {
    pub(super) fn change(self) -> Change {
        let tracking = Tracking { courier: None, number: Some(self.waybill.clone()), place: self.place };
        Change::Shipment(ShipmentChange {
            status: self.status,
            tracking: Some(tracking),
            order: self.order.map(OrderReference::SellerReference),
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

/// The number on the label, which no webhook can do without.
pub(super) fn waybill(fields: &Fields<'_>) -> Result<String, NormalizeError> {
    fields.needed_id("waybill number", &["tracking_number", "waybill", "waybill_number", "awb", "awb_number"])
}

/// The sender's time, if the body has one. One that cannot be read is never guessed, and a day alone is none: the order
/// of what happened on it would be lost.
pub(super) fn time(fields: &Fields<'_>) -> Result<Option<Time>, NormalizeError> {
    let text = fields.text(&["updated_at", "status_date", "timestamp", "event_time"])?;
    let read = |text: String| india_time::read(&text).ok_or_else(|| unreadable("its time is in no form that is known"));
    text.map(read).transpose()
}

/// What is not needed: nothing where it is written otherwise.
pub(super) fn optional(fields: &Fields<'_>, names: &[&str]) -> Option<String> {
    fields.text(names).ok().flatten().filter(|text| !text.is_empty())
}

/// A place, as its parts or as a text.
pub(super) fn place(fields: &Fields<'_>) -> Option<String> {
    let names = ["current_location", "location"];
    let Some(parts) = fields.object(&names).ok().flatten() else { return optional(fields, &names) };
    let parts: Vec<_> = ["city", "state", "country"].iter().filter_map(|name| optional(&parts, &[*name])).collect();
    (!parts.is_empty()).then(|| shortened(&parts.join(", "), LONGEST_PLACE))
}

/// A body that is not what integrations of Selloship expect; `why` quotes nothing of it.
pub(super) fn unreadable(why: &str) -> NormalizeError {
    NormalizeError::new("not_understood", format!("the body is no webhook of Selloship as far as one is known ({why})"))
}
