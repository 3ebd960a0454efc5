//! The envelope that every notification of SP-API has, in its two casings.
//!
//! Version 1.0 writes `NotificationType`, later ones `notificationType`
//! (<https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>).

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use types::time::Time;

use super::{field, is_object, object};

/// An envelope. Each part is read by itself, so that one that is written otherwise takes nothing from the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelope<'a> {
    /// `NotificationType`; empty where there is none.
    pub(super) topic: String,
    /// `EventTime`: when what is told of happened, or when it was published.
    pub(super) event_time: Option<Time>,
    /// `Payload`.
    pub(super) payload: Option<&'a RawValue>,
    /// `NotificationMetadata.ApplicationId`.
    pub(super) application: Option<String>,
    /// `NotificationMetadata.NotificationId`.
    pub(super) notification: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Written<'a> {
    #[serde(borrow, alias = "notificationType")]
    notification_type: Option<&'a RawValue>,
    #[serde(borrow, alias = "eventTime")]
    event_time: Option<&'a RawValue>,
    #[serde(borrow, alias = "payload")]
    payload: Option<&'a RawValue>,
    #[serde(borrow, alias = "notificationMetadata")]
    notification_metadata: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Metadata<'a> {
    #[serde(borrow, alias = "applicationId")]
    application_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "notificationId")]
    notification_id: Option<&'a RawValue>,
}

/// Where a payload, or the one object in it, names its seller.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Names<'a> {
    #[serde(borrow, alias = "sellerId")]
    seller_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "accountId")]
    account_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "merchantId")]
    merchant_id: Option<&'a RawValue>,
}

/// What stands before the seller's id in an `accountId`.
const MERCHANT: &str = "amzn1.merchant.o.";

impl<'a> Envelope<'a> {
    /// As much of an envelope as there is in this JSON; its topic is empty where it is none.
    pub(super) fn read(json: &'a str) -> Self {
        let written: Written<'a> = object(json);
        let metadata: Metadata<'a> = written.notification_metadata.map(|raw| object(raw.get())).unwrap_or_default();
        Self {
            topic: field::<String>(written.notification_type).unwrap_or_default().trim().to_owned(),
            event_time: field(written.event_time),
            payload: written.payload,
            application: field(metadata.application_id),
            notification: field(metadata.notification_id),
        }
    }

    /// The sellers that the payload names, each once: in itself, or in the objects that stand in it
    /// (`Payload.OrderChangeNotification.SellerId`). Deeper there are others, such as competitors' in offers.
    pub(super) fn sellers(&self) -> Vec<String> {
        let Some(payload) = self.payload.map(RawValue::get) else { return Vec::new() };
        let members: HashMap<String, &RawValue> = object(payload);
        let inner = members.values().filter_map(|raw| seller(raw.get()));
        let mut sellers: Vec<_> = seller(payload).into_iter().chain(inner).collect();
        sellers.sort();
        sellers.dedup();
        sellers
    }
}

/// The seller that an object names: his id, else that of his account, which may stand behind `amzn1.merchant.o.`. One that names him twice names
/// somebody who is nobody, rather than no one at all.
fn seller(json: &str) -> Option<String> {
    if !is_object(json) {
        return None;
    }
    let Ok(names) = serde_json::from_str::<Names<'_>>(json) else { return Some(String::new()) };
    let of_account = || field::<String>(names.account_id).map(|id| id.strip_prefix(MERCHANT).unwrap_or(&id).to_owned());
    field::<String>(names.seller_id).or_else(|| field(names.merchant_id)).or_else(of_account)
}
