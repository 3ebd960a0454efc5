//! Pushes of waybills: one or many parcels, and no topic.
//!
//! `{"Status":"SUCCESS","waybillDetails":{"waybill","currentStatus","statusDate","current_location"}}`, where
//! `waybillDetails` may be a list. It is what public integrations of Selloship receive, in the shape of Unicommerce's
//! contract of shipping providers: <https://documentation.unicommerce.com/docs/shipment-status.html>

use std::collections::BTreeMap;

use domain::state::shipment::ShipmentStatus;
use serde::Deserialize;
use serde_json::value::RawValue;
use types::text::shortened;

use super::shipment_body::{ShipmentBody, place, time, unreadable, waybill};
use super::status::status;
use super::topic::Topic;
use crate::lenient::Fields;
use crate::{NormalizeError, NormalizedEvent, is_object};

/// The most waybills of a push: twice what Selloship's own interface gives at once.
const MOST: usize = 100;
/// How many of them the summary names.
const NAMED: usize = 3;

/// A push, its waybills not read yet.
#[derive(Deserialize)]
pub(super) struct Push<'a> {
    #[serde(borrow, rename = "Status")]
    status: Option<&'a RawValue>,
    #[serde(borrow, rename = "waybillDetails")]
    details: Option<&'a RawValue>,
}

impl<'a> Push<'a> {
    /// The push, if `json` is one: told by its members, since nothing names its topic.
    pub(super) fn read(json: &'a str) -> Option<Self> {
        let push: Self = is_object(json).then(|| serde_json::from_str(json).ok()).flatten()?;
        (push.status.is_some() || push.details.is_some()).then_some(push)
    }

    /// The topic that what it says has; an update where its parcels differ, or say nothing that can be read.
    pub(super) fn topic(&self) -> Topic {
        let details = self.details().unwrap_or_default();
        let step = |detail: &&RawValue| Some(status_of(&Fields::read(detail.get()).ok()?).ok()??.step);
        let mut topics = details.iter().take(MOST).map(|detail| step(detail).map_or(Topic::Updated, Topic::of));
        let first = topics.next().unwrap_or(Topic::Updated);
        if topics.all(|topic| topic == first) { first } else { Topic::Updated }
    }

    /// A change for each parcel. A push of something that did not succeed is kept and changes nothing.
    pub(super) fn normalize(&self) -> Result<NormalizedEvent, NormalizeError> {
        let word = self.status.map(|raw| serde_json::from_str::<String>(raw.get()).unwrap_or_default());
        if word.is_some_and(|word| !word.trim().eq_ignore_ascii_case("SUCCESS")) {
            return Ok(NormalizedEvent::kept("Waybills with another status than SUCCESS, kept as they came"));
        }
        let details = self.details()?;
        if details.len() > MOST {
            return Err(NormalizeError::new("too_large", format!("the push has more than {MOST} waybills")));
        }
        let mut newest = BTreeMap::new();
        for detail in details {
            keep_newest(&mut newest, parcel(detail)?);
        }
        Ok(normalized(newest.into_values().collect()))
    }

    /// The waybills: no more than references into the body, so that a long list takes little.
    fn details(&self) -> Result<Vec<&'a RawValue>, NormalizeError> {
        let Some(details) = self.details else { return Err(unreadable("it has no waybills")) };
        if is_object(details.get()) {
            return Ok(vec![details]);
        }
        serde_json::from_str(details.get()).map_err(|_| unreadable("its waybills are neither an object nor a list"))
    }
}

fn parcel(detail: &RawValue) -> Result<ShipmentBody, NormalizeError> {
    let fields = Fields::read(detail.get())?;
    let status = status_of(&fields)?;
    Ok(ShipmentBody {
        waybill: waybill(&fields)?,
        at: time(&fields)?.ok_or_else(|| unreadable("a waybill has no time"))?,
        status: Some(status.ok_or_else(|| unreadable("a waybill has no status"))?),
        place: place(&fields),
        order: None,
    })
}

fn status_of(fields: &Fields<'_>) -> Result<Option<ShipmentStatus>, NormalizeError> {
    Ok(fields.text(&["current_status", "status"])?.and_then(|word| status(&word)))
}

/// A parcel that a push tells of twice is as it was last, and at one time as the later step has it. The rest only makes
/// the order in which they stand not matter.
fn keep_newest(newest: &mut BTreeMap<String, ShipmentBody>, parcel: ShipmentBody) {
    let rank = |parcel: &ShipmentBody| (parcel.at, parcel.step(), parcel.word().to_owned(), parcel.place.clone());
    match newest.get(&parcel.waybill) {
        Some(held) if rank(held) >= rank(&parcel) => {}
        _ => drop(newest.insert(parcel.waybill.clone(), parcel)),
    }
}

fn normalized(mut parcels: Vec<ShipmentBody>) -> NormalizedEvent {
    match parcels.len() {
        0 => NormalizedEvent::kept("No waybills"),
        1 => {
            let parcel = parcels.remove(0);
            let summary = parcel.summary();
            NormalizedEvent::of(parcel.change(), summary)
        }
        count => {
            let named: Vec<_> =
                parcels.iter().take(NAMED).map(|one| format!("{} {}", one.waybill, one.word())).collect();
            let more = if count > NAMED { ", ..." } else { "" };
            let summary = shortened(&format!("{count} shipments: {}{more}", named.join(", ")), 400);
            let occurred_at = parcels.iter().map(|parcel| parcel.at).max();
            let changes = parcels.into_iter().map(ShipmentBody::change).collect();
            NormalizedEvent { occurred_at, changes, ..NormalizedEvent::kept(summary) }
        }
    }
}
