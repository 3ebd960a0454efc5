//! The types of SP-API's notifications, which are the topics.
//!
//! Source: <https://developer-docs.amazon.com/sp-api/docs/notification-type-values>

use super::sns_confirmation::{SUBSCRIPTION, UNSUBSCRIPTION};

/// A type of notification that Storebell reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    OrderChange,
    FeedProcessingFinished,
    ReportProcessingFinished,
    ListingsItemStatusChange,
    ListingsItemMfnQuantityChange,
}

impl Topic {
    /// The type of this name, if it is one of these.
    pub(super) fn known(name: &str) -> Option<Self> {
        Some(match name {
            "ORDER_CHANGE" => Self::OrderChange,
            "FEED_PROCESSING_FINISHED" => Self::FeedProcessingFinished,
            "REPORT_PROCESSING_FINISHED" => Self::ReportProcessingFinished,
            // The schema's list of names has the form with a D at the end, its example the one without.
            "LISTINGS_ITEM_STATUS_CHANGE" | "LISTINGS_ITEM_STATUS_CHANGED" => Self::ListingsItemStatusChange,
            "LISTINGS_ITEM_MFN_QUANTITY_CHANGE" => Self::ListingsItemMfnQuantityChange,
            _ => return None,
        })
    }
}

/// Every topic that the documentation of SP-API and of SNS lists.
pub(super) const DOCUMENTED: [&str; 28] = [
    SUBSCRIPTION,
    UNSUBSCRIPTION,
    "Notification",
    "ACCOUNT_STATUS_CHANGED",
    "ANY_OFFER_CHANGED",
    "B2B_ANY_OFFER_CHANGED",
    "BRANDED_ITEM_CONTENT_CHANGE",
    "DATA_KIOSK_QUERY_PROCESSING_FINISHED",
    "DETAIL_PAGE_TRAFFIC_EVENT",
    "FBA_INVENTORY_AVAILABILITY_CHANGES",
    "FBA_OUTBOUND_SHIPMENT_STATUS",
    "FEED_PROCESSING_FINISHED",
    "FEE_PROMOTION",
    "FULFILLMENT_ORDER_STATUS",
    "ITEM_INVENTORY_EVENT_CHANGE",
    "ITEM_PRODUCT_TYPE_CHANGE",
    "ITEM_SALES_EVENT_CHANGE",
    "LISTINGS_ITEM_ISSUES_CHANGE",
    "LISTINGS_ITEM_MFN_QUANTITY_CHANGE",
    "LISTINGS_ITEM_STATUS_CHANGE",
    "LISTINGS_ITEM_STATUS_CHANGED",
    "ORDER_CHANGE",
    "PRICING_HEALTH",
    "PRODUCT_TYPE_DEFINITIONS_CHANGE",
    "REPORT_PROCESSING_FINISHED",
    "SHIPMENT_TRACKING_MILESTONE_CHANGED",
    "TAX_INVOICE_ISSUANCE_STATUS",
    "TRANSACTION_UPDATE",
];

/// The static name of a topic, if it is documented.
pub(super) fn known(topic: &str) -> Option<&'static str> {
    DOCUMENTED.into_iter().find(|known| *known == topic)
}
