//! A fulfillment as GraphQL returns it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Fulfillment>

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::fulfillment::{FulfillmentBody, LineItemBody};
use super::order::{ObjectReference, number_of};
use super::page::Connection;
use crate::{Id, Units};

/// A fetched fulfillment: the fields that are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFulfillment {
    legacy_resource_id: Id,
    status: String,
    display_status: Option<String>,
    created_at: Time,
    updated_at: Time,
    tracking_info: Vec<FetchedTracking>,
    /// The line items.
    pub fulfillment_line_items: Connection<FetchedFulfillmentLineItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FetchedTracking {
    company: Option<String>,
    number: Option<String>,
    url: Option<String>,
}

/// A line item of a fetched fulfillment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFulfillmentLineItem {
    quantity: Option<Units<0>>,
    line_item: ObjectReference,
}

impl FetchedFulfillment {
    /// Whether its lists were fetched to their end, given the requested number of tracking numbers.
    pub(super) fn is_complete(&self, tracking_limit: usize) -> bool {
        self.tracking_info.len() < tracking_limit && self.fulfillment_line_items.is_last()
    }

    /// The fulfillment in the order's webhook.
    pub(super) fn as_webhook(&self) -> Result<FulfillmentBody, String> {
        let every = |field: fn(&FetchedTracking) -> &Option<String>| {
            Some(self.tracking_info.iter().map(field).cloned().collect())
        };
        let line_items = self.fulfillment_line_items.nodes.iter().map(FetchedFulfillmentLineItem::as_webhook);
        Ok(FulfillmentBody {
            id: self.legacy_resource_id.clone(),
            order_id: None,
            status: Some(self.status.to_ascii_lowercase()),
            shipment_status: self.display_status.as_deref().and_then(carrier_status),
            tracking_company: self.tracking_info.first().and_then(|first| first.company.clone()),
            tracking_number: None,
            tracking_numbers: every(|tracking| &tracking.number),
            tracking_url: None,
            tracking_urls: every(|tracking| &tracking.url),
            created_at: Some(self.created_at),
            updated_at: Some(self.updated_at),
            line_items: Some(line_items.collect::<Result<_, _>>()?),
        })
    }
}

/// A webhook's `shipment_status`, which is the carrier's last status. If the carrier has reported none, GraphQL
/// displays a status of Shopify's own, and a webhook has null.
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentDisplayStatus>
fn carrier_status(displayed: &str) -> Option<String> {
    let is_shopifys_own = matches!(
        displayed,
        "CANCELED" | "FULFILLED" | "LABEL_VOIDED" | "MARKED_AS_FULFILLED" | "NOT_DELIVERED" | "SUBMITTED"
    );
    (!is_shopifys_own).then(|| displayed.to_ascii_lowercase())
}

impl FetchedFulfillmentLineItem {
    fn as_webhook(&self) -> Result<LineItemBody, String> {
        Ok(LineItemBody { id: number_of(&self.line_item.id)?, quantity: self.quantity })
    }
}
