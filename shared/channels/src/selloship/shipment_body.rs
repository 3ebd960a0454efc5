//! One shipment of a body, the same for both contracts.

use domain::state::Change;
use domain::state::shipment::{OrderReference, ShipmentChange, ShipmentStatus, ShipmentStep, Tracking};
use types::text::shortened;
use types::time::Time;

use crate::lenient::Fields;
use crate::{NormalizeError, india_time};

/// The longest place, in characters; a longer one is cut.
const MAX_PLACE_CHARS: usize = 100;

/// One shipment at one time.
#[derive(Clone, Debug)]
pub(super) struct ShipmentBody {
    /// The number on the label, which is the shipment's id.
    pub(super) waybill: String,
    /// The time of the status.
    pub(super) at: Time,
    pub(super) status: Option<ShipmentStatus>,
    /// Where the shipment was at that time.
    pub(super) place: Option<String>,
    /// Its order, as the seller named it to Selloship.
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

    /// The status for a summary.
    pub(super) fn status_text(&self) -> &str {
        self.status.as_ref().map_or("no status", |status| &status.word)
    }

    pub(super) fn summary(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
        let order = self.order.as_ref().map_or_else(String::new, |order| format!(", order {order}"));
        format!("Shipment {}: {}{place}{order}", self.waybill, self.status_text())
    }
}

/// The waybill number, which is required.
pub(super) fn waybill(fields: &Fields<'_>) -> Result<String, NormalizeError> {
    fields.required_id("waybill number", &["tracking_number", "waybill", "waybill_number", "awb", "awb_number"])
}

/// The time of the status; that of receipt if the body has none that can be read. A date without a time of day is no
/// time: the order of the changes of that day would be lost.
pub(super) fn time(fields: &Fields<'_>, received_at: Time) -> Time {
    let names = ["updated_at", "status_date", "timestamp", "event_time"];
    fields.time_by(&names, india_time::parse).unwrap_or(received_at)
}

/// The place: an object with city, state and country, or a text.
pub(super) fn place(fields: &Fields<'_>) -> Option<String> {
    let names = ["current_location", "location"];
    let Some(parts) = fields.object(&names).ok().flatten() else { return fields.text(&names) };
    let parts: Vec<_> = ["city", "state", "country"].iter().filter_map(|name| parts.text(&[*name])).collect();
    (!parts.is_empty()).then(|| shortened(&parts.join(", "), MAX_PLACE_CHARS))
}

/// The error of a body that is not as integrations of Selloship expect it; `problem` quotes nothing of it.
pub(super) fn unreadable(problem: &str) -> NormalizeError {
    NormalizeError::new("not_understood", format!("the body has no known format of Selloship's webhooks ({problem})"))
}
