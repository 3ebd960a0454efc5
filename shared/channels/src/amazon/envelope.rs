//! The envelope of every SP-API notification, in its two casings.
//!
//! Version 1.0 writes `NotificationType`, later ones `notificationType`
//! (<https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>).

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use types::time::Time;

use super::time;
use crate::json_reader::{field, is_object, object};

/// An envelope. Each member is read by itself: one with another type does not make the others unreadable.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelope<'a> {
    /// `NotificationType`; empty if there is none.
    pub(super) topic: String,
    /// `EventTime`: when the event happened, or when it was published.
    pub(super) event_time: Option<Time>,
    /// `Payload`.
    pub(super) payload: Option<&'a RawValue>,
    /// `NotificationMetadata.ApplicationId`.
    pub(super) application: Option<String>,
    /// `NotificationMetadata.NotificationId`.
    pub(super) notification: Option<String>,
    /// `NotificationMetadata.PublishTime`: when Amazon sent the notification.
    pub(super) publish_time: Option<Time>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct RawEnvelope<'a> {
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
struct RawMetadata<'a> {
    #[serde(borrow, alias = "applicationId")]
    application_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "notificationId")]
    notification_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "publishTime")]
    publish_time: Option<&'a RawValue>,
}

/// The members that name the seller, in the payload or in the one object in it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct SellerMembers<'a> {
    #[serde(borrow, alias = "sellerId")]
    seller_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "accountId")]
    account_id: Option<&'a RawValue>,
    #[serde(borrow, alias = "merchantId")]
    merchant_id: Option<&'a RawValue>,
    /// An object that names the seller in `TRANSACTION_UPDATE`.
    #[serde(borrow, alias = "sellingPartnerMetadata")]
    selling_partner_metadata: Option<&'a RawValue>,
    /// The seller in that object.
    #[serde(borrow, alias = "sellingPartnerId")]
    selling_partner_id: Option<&'a RawValue>,
}

/// The prefix of the seller's id in an `accountId`.
const MERCHANT_PREFIX: &str = "amzn1.merchant.o.";

impl<'a> Envelope<'a> {
    /// The envelope in this JSON; its topic is empty if the JSON is not an envelope.
    pub(super) fn read(json: &'a str) -> Self {
        let raw: RawEnvelope<'a> = object(json);
        let metadata: RawMetadata<'a> = raw.notification_metadata.map(|raw| object(raw.get())).unwrap_or_default();
        Self {
            topic: field::<String>(raw.notification_type).unwrap_or_default().trim().to_owned(),
            event_time: field::<String>(raw.event_time).and_then(|text| time::parse(&text)),
            payload: raw.payload,
            application: field(metadata.application_id),
            notification: field(metadata.notification_id),
            publish_time: field(metadata.publish_time),
        }
    }

    /// The distinct sellers that the payload names: itself, or in the objects directly inside of it
    /// (`Payload.OrderChangeNotification.SellerId`). If none of these names one, in the items of the lists directly inside
    /// of it (`payload.itemSalesEventChanges[0].accountId`). Deeper objects, and lists beside a seller, name other sellers,
    /// such as competitors in offers.
    pub(super) fn sellers(&self) -> Vec<String> {
        let Some(payload) = self.payload.map(RawValue::get) else { return Vec::new() };
        let members: HashMap<String, &RawValue> = object(payload);
        let inner = members.values().filter_map(|raw| seller(raw.get()));
        let mut sellers: Vec<_> = seller(payload).into_iter().chain(inner).collect();
        if sellers.is_empty() {
            let items = members.values().filter_map(|raw| serde_json::from_str::<Vec<&RawValue>>(raw.get()).ok());
            sellers.extend(items.flatten().filter_map(|item| seller(item.get())));
        }
        sellers.sort();
        sellers.dedup();
        sellers
    }
}

/// A text that is not empty.
fn given(raw: Option<&RawValue>) -> Option<String> {
    field::<String>(raw).filter(|text| !text.is_empty())
}

/// The seller that an object names: by a seller id, else a merchant id, else an account id, else by its
/// `SellingPartnerMetadata`. An object with one of these members twice names the empty text, which is no seller: it must
/// not count as an object without a seller.
fn seller(json: &str) -> Option<String> {
    if !is_object(json) {
        return None;
    }
    let Ok(members) = serde_json::from_str::<SellerMembers<'_>>(json) else { return Some(String::new()) };
    let of_account = || {
        let account = given(members.account_id);
        account.map(|id| id.strip_prefix(MERCHANT_PREFIX).unwrap_or(&id).to_owned())
    };
    let own = given(members.seller_id).or_else(|| given(members.merchant_id)).or_else(of_account);
    let of_partner = || {
        // The object itself may be the metadata, where the payload has it directly.
        let metadata = members.selling_partner_metadata.filter(|raw| is_object(raw.get()));
        given(members.selling_partner_id).or_else(|| metadata.and_then(|raw| seller(raw.get())))
    };
    own.or_else(of_partner)
}
