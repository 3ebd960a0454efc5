//! The sample bodies of `events/bodies`, compiled in, so that they can be sent from any folder.

use types::Channel;

/// One sample webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The channel that sends such a webhook.
    pub channel: Channel,
    /// Its topic; a name for the body if the topic is read from the body.
    pub topic: &'static str,
    /// The name of its file, without `.json`.
    pub file: &'static str,
    /// The exact bytes: compact JSON without a newline at the end.
    pub body: &'static str,
}

macro_rules! sample {
    ($channel:ident, $topic:literal, $file:literal) => {
        Sample {
            channel: Channel::$channel,
            topic: $topic,
            file: $file,
            body: include_str!(concat!("../../../events/bodies/", $file, ".json")),
        }
    };
}

/// All samples. A file's name is channel and topic, with dashes for slashes. No two names differ in case only: some file
/// systems would treat them as one file.
pub const SAMPLES: [Sample; 49] = [
    sample!(Shopify, "orders/create", "shopify-orders-create"),
    sample!(Shopify, "orders/updated", "shopify-orders-updated"),
    sample!(Shopify, "orders/cancelled", "shopify-orders-cancelled"),
    sample!(Shopify, "refunds/create", "shopify-refunds-create"),
    sample!(Shopify, "inventory_levels/update", "shopify-inventory_levels-update"),
    sample!(Shopify, "products/update", "shopify-products-update"),
    sample!(Shopify, "app/uninstalled", "shopify-app-uninstalled"),
    sample!(Shopify, "customers/data_request", "shopify-customers-data_request"),
    sample!(Shopify, "customers/redact", "shopify-customers-redact"),
    sample!(Shopify, "shop/redact", "shopify-shop-redact"),
    sample!(Flipkart, "ORDER_CREATED", "flipkart-ORDER_CREATED"),
    sample!(Flipkart, "ORDER_UPDATED", "flipkart-ORDER_UPDATED"),
    sample!(Flipkart, "SHIPMENT_CREATED", "flipkart-SHIPMENT_CREATED-hmac"),
    sample!(Flipkart, "PAYMENT_UPDATED", "flipkart-PAYMENT_UPDATED"),
    sample!(Flipkart, "shipment_created", "flipkart-shipment_created"),
    sample!(Flipkart, "shipment_hold", "flipkart-shipment_hold"),
    sample!(Flipkart, "shipment_unhold", "flipkart-shipment_unhold"),
    sample!(Flipkart, "shipment_packed", "flipkart-shipment_packed"),
    sample!(Flipkart, "shipment_ready_to_dispatch", "flipkart-shipment_ready_to_dispatch"),
    sample!(Flipkart, "shipment_pickup_complete", "flipkart-shipment_pickup_complete"),
    sample!(Flipkart, "shipment_shipped", "flipkart-shipment_shipped"),
    sample!(Flipkart, "shipment_delivered", "flipkart-shipment_delivered"),
    sample!(Flipkart, "shipment_dispatch_dates_changed", "flipkart-shipment_dispatch_dates_changed"),
    sample!(Flipkart, "shipment_cancelled", "flipkart-shipment_cancelled"),
    sample!(Flipkart, "shipment_form_failed", "flipkart-shipment_form_failed"),
    sample!(Flipkart, "return_created", "flipkart-return_created"),
    sample!(Flipkart, "return_item_tracking_id_update", "flipkart-return_item_tracking_id_update"),
    sample!(Flipkart, "return_expected_date_changed", "flipkart-return_expected_date_changed"),
    sample!(Flipkart, "return_picked_up", "flipkart-return_picked_up"),
    sample!(Flipkart, "return_completed", "flipkart-return_completed"),
    sample!(Flipkart, "return_cancelled", "flipkart-return_cancelled"),
    sample!(Myntra, "order/create", "myntra-order-create"),
    sample!(Myntra, "order/update", "myntra-order-update"),
    sample!(Myntra, "order/cancel", "myntra-order-cancel"),
    sample!(Myntra, "order/return", "myntra-order-return"),
    sample!(Selloship, "SHIPMENT_CREATED", "selloship-SHIPMENT_CREATED"),
    sample!(Selloship, "SHIPMENT_UPDATED", "selloship-SHIPMENT_UPDATED"),
    sample!(Selloship, "SHIPMENT_DELIVERED", "selloship-SHIPMENT_DELIVERED"),
    sample!(Selloship, "SHIPMENT_RTO", "selloship-SHIPMENT_RTO"),
    sample!(Selloship, "waybill", "selloship-waybill"),
    sample!(Selloship, "waybills", "selloship-waybills"),
    sample!(Standard, "order.paid", "standard-order.paid"),
    sample!(Amazon, "ORDER_CHANGE", "amazon-ORDER_CHANGE"),
    sample!(Amazon, "FEED_PROCESSING_FINISHED", "amazon-FEED_PROCESSING_FINISHED"),
    sample!(Amazon, "REPORT_PROCESSING_FINISHED", "amazon-REPORT_PROCESSING_FINISHED"),
    sample!(Amazon, "LISTINGS_ITEM_STATUS_CHANGE", "amazon-LISTINGS_ITEM_STATUS_CHANGE"),
    sample!(Amazon, "LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "amazon-LISTINGS_ITEM_MFN_QUANTITY_CHANGE"),
    sample!(Amazon, "SubscriptionConfirmation", "amazon-SubscriptionConfirmation"),
    sample!(Amazon, "UnsubscribeConfirmation", "amazon-UnsubscribeConfirmation"),
];

impl Sample {
    /// The sample of a channel's topic.
    pub fn find(channel: Channel, topic: &str) -> Option<Self> {
        SAMPLES.into_iter().find(|sample| sample.channel == channel && sample.topic == topic)
    }

    /// The sample in the file of this name, without `.json`.
    pub fn named(file: &str) -> Option<Self> {
        SAMPLES.into_iter().find(|sample| sample.file == file)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_in_the_folder_is_a_sample() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/bodies");
        let files: BTreeSet<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let samples: BTreeSet<String> = SAMPLES.iter().map(|sample| format!("{}.json", sample.file)).collect();
        assert_eq!(files, samples);
        let in_lower_case: BTreeSet<String> = files.iter().map(|file| file.to_lowercase()).collect();
        assert_eq!(in_lower_case.len(), files.len());
    }

    #[test]
    fn sample_is_found_by_topic_and_by_file() {
        let by_topic = Sample::find(Channel::Shopify, "orders/create").unwrap();
        assert_eq!(Sample::named("shopify-orders-create"), Some(by_topic));
        assert_eq!(Sample::find(Channel::Shopify, "orders/eaten"), None);
    }
}
