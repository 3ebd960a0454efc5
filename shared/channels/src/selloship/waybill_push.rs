//! Pushes of waybills: one or many shipments, without a topic.
//!
//! `{"Status":"SUCCESS","waybillDetails":{"waybill","currentStatus","statusDate","current_location"}}`, where
//! `waybillDetails` may be a list. Public integrations of Selloship receive this format, which is that of Unicommerce's
//! contract of shipping providers: <https://documentation.unicommerce.com/docs/shipment-status.html>

use std::collections::BTreeMap;

use domain::state::shipment::ShipmentStatus;
use serde::Deserialize;
use serde_json::value::RawValue;
use types::text::shortened;
use types::time::Time;

use super::shipment_body::{ShipmentBody, place, time, unreadable, waybill};
use super::status::status;
use super::topic::Topic;
use crate::json_reader::is_object;
use crate::lenient::Fields;
use crate::optional_field::is_absent;
use crate::{NormalizeError, NormalizedEvent};

/// The most waybills of a push: twice what Selloship's own interface returns at once.
const MAX_WAYBILLS: usize = 100;
/// How many waybills a summary names.
const MAX_NAMED_WAYBILLS: usize = 3;
/// The longest summary, in characters.
const MAX_SUMMARY_CHARS: usize = 400;

/// A push with unparsed waybills.
#[derive(Deserialize)]
pub(super) struct Push<'a> {
    #[serde(borrow, rename = "Status")]
    status: Option<&'a RawValue>,
    #[serde(borrow, rename = "waybillDetails")]
    details: Option<&'a RawValue>,
}

impl<'a> Push<'a> {
    /// The push; `None` for JSON without its members, which are all that identifies a push.
    pub(super) fn read(json: &'a str) -> Option<Self> {
        let push: Self = is_object(json).then(|| serde_json::from_str(json).ok()).flatten()?;
        (push.status.is_some() || push.details.is_some()).then_some(push)
    }

    /// The topic that all its statuses have; an update if they differ or cannot be read.
    pub(super) fn topic(&self) -> Topic {
        let details = self.details().unwrap_or_default();
        let step = |detail: &&RawValue| Some(status_of(&Fields::read(detail.get()).ok()?)?.step);
        let mut topics = details.iter().take(MAX_WAYBILLS).map(|detail| step(detail).map_or(Topic::Updated, Topic::of));
        let first = topics.next().unwrap_or(Topic::Updated);
        if topics.all(|topic| topic == first) { first } else { Topic::Updated }
    }

    /// A change for each shipment that has a waybill number. A push with another status than `SUCCESS` changes nothing.
    pub(super) fn normalize(&self, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
        let status = self.status.filter(|raw| !is_absent(raw.get()));
        let status = status.map(|raw| serde_json::from_str::<String>(raw.get()).unwrap_or_default());
        if status.is_some_and(|status| !status.trim().eq_ignore_ascii_case("SUCCESS")) {
            let summary = "Waybills with another status than SUCCESS, stored as received";
            return Ok(NormalizedEvent::without_changes(summary));
        }
        let details = self.details()?;
        if details.len() > MAX_WAYBILLS {
            return Err(NormalizeError::new("too_large", format!("the push has more than {MAX_WAYBILLS} waybills")));
        }
        let (mut newest, mut unreadable) = (BTreeMap::new(), None);
        for detail in details {
            match shipment(detail, received_at) {
                Ok(shipment) => keep_newest(&mut newest, shipment),
                Err(error) => unreadable = Some(error),
            }
        }
        match unreadable {
            Some(error) if newest.is_empty() => Err(error),
            _ => Ok(normalized(newest.into_values().collect())),
        }
    }

    /// The waybills, as references into the body, so that a long list takes little memory.
    fn details(&self) -> Result<Vec<&'a RawValue>, NormalizeError> {
        let Some(details) = self.details else { return Err(unreadable("it has no waybills")) };
        if is_object(details.get()) {
            return Ok(vec![details]);
        }
        let details: Result<Vec<&RawValue>, _> = serde_json::from_str(details.get());
        let details = details.map_err(|_| unreadable("its waybills are neither an object nor a list"))?;
        Ok(details.into_iter().filter(|detail| !is_absent(detail.get())).collect())
    }
}

fn shipment(detail: &RawValue, received_at: Time) -> Result<ShipmentBody, NormalizeError> {
    let fields = Fields::read(detail.get())?;
    Ok(ShipmentBody {
        waybill: waybill(&fields)?,
        at: time(&fields, received_at),
        status: status_of(&fields),
        place: place(&fields),
        order: None,
    })
}

fn status_of(fields: &Fields<'_>) -> Option<ShipmentStatus> {
    fields.text(&["current_status", "status"]).and_then(|text| status(&text))
}

/// Of a waybill that occurs twice, the newest is kept; at equal times the later step. Status text and place only make
/// the result independent of the list's order.
fn keep_newest(newest: &mut BTreeMap<String, ShipmentBody>, shipment: ShipmentBody) {
    let rank = |shipment: &ShipmentBody| {
        (shipment.at, shipment.step(), shipment.status_text().to_owned(), shipment.place.clone())
    };
    match newest.get(&shipment.waybill) {
        Some(other) if rank(other) >= rank(&shipment) => {}
        _ => drop(newest.insert(shipment.waybill.clone(), shipment)),
    }
}

fn normalized(mut shipments: Vec<ShipmentBody>) -> NormalizedEvent {
    match shipments.len() {
        0 => NormalizedEvent::without_changes("No waybills"),
        1 => {
            let shipment = shipments.remove(0);
            let summary = shipment.summary();
            NormalizedEvent::of(shipment.change(), summary)
        }
        count => {
            let name = |shipment: &ShipmentBody| format!("{} {}", shipment.waybill, shipment.status_text());
            let named: Vec<_> = shipments.iter().take(MAX_NAMED_WAYBILLS).map(name).collect();
            let more = if count > MAX_NAMED_WAYBILLS { ", ..." } else { "" };
            let summary = format!("{count} shipments: {}{more}", named.join(", "));
            let occurred_at = shipments.iter().map(|shipment| shipment.at).max();
            let changes = shipments.into_iter().map(ShipmentBody::change).collect();
            let summary = shortened(&summary, MAX_SUMMARY_CHARS);
            NormalizedEvent { occurred_at, changes, ..NormalizedEvent::without_changes(summary) }
        }
    }
}
