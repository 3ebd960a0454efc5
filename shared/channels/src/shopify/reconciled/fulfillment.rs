//! A fulfillment as GraphQL tells it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Fulfillment>

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::fulfillment::{FulfillmentBody, LineBody};
use super::order::{Named, number_of};
use super::page::Connection;
use crate::{Id, Units};

/// A fulfillment, as far as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFulfillment {
    legacy_resource_id: Id,
    status: String,
    display_status: Option<String>,
    created_at: Time,
    updated_at: Time,
    tracking_info: Vec<FetchedTracking>,
    pub fulfillment_line_items: Connection<FetchedFulfillmentLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FetchedTracking {
    company: Option<String>,
    number: Option<String>,
    url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFulfillmentLine {
    quantity: Option<Units<0>>,
    line_item: Named,
}

impl FetchedFulfillment {
    /// Whether nothing is missing, where so many numbers were asked for.
    pub(super) fn is_whole(&self, tracking: usize) -> bool {
        self.tracking_info.len() < tracking && self.fulfillment_line_items.is_last()
    }

    /// The fulfillment as the order's webhook has it.
    pub(super) fn as_webhook(&self) -> Result<FulfillmentBody, String> {
        let all = |told: fn(&FetchedTracking) -> &Option<String>| {
            Some(self.tracking_info.iter().map(told).cloned().collect())
        };
        let lines = self.fulfillment_line_items.nodes.iter().map(FetchedFulfillmentLine::as_webhook);
        Ok(FulfillmentBody {
            id: self.legacy_resource_id.clone(),
            status: Some(self.status.to_ascii_lowercase()),
            shipment_status: self.display_status.as_deref().and_then(carriers_word),
            tracking_company: self.tracking_info.first().and_then(|first| first.company.clone()),
            tracking_number: None,
            tracking_numbers: all(|tracking| &tracking.number),
            tracking_url: None,
            tracking_urls: all(|tracking| &tracking.url),
            created_at: Some(self.created_at),
            updated_at: Some(self.updated_at),
            line_items: Some(lines.collect::<Result<_, _>>()?),
        })
    }
}

/// A webhook's `shipment_status`: what the carrier said last. Shopify shows its own word where none has said anything, and
/// then a webhook has none.
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentDisplayStatus>
fn carriers_word(shown: &str) -> Option<String> {
    let is_shopifys = matches!(
        shown,
        "CANCELED" | "FULFILLED" | "LABEL_VOIDED" | "MARKED_AS_FULFILLED" | "NOT_DELIVERED" | "SUBMITTED"
    );
    (!is_shopifys).then(|| shown.to_ascii_lowercase())
}

impl FetchedFulfillmentLine {
    fn as_webhook(&self) -> Result<LineBody, String> {
        Ok(LineBody { id: number_of(&self.line_item.id)?, quantity: self.quantity })
    }
}
