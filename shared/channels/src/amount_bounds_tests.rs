//! Amounts and quantities outside their bounds, at every position of every channel's payloads.

use serde_json::{Value, json};
use types::Channel;

use crate::Context;

/// A sample payload, and the JSON pointers of its amounts and quantities.
struct SamplePointers {
    channel: Channel,
    account: &'static str,
    topic: &'static str,
    sample: &'static str,
    amounts: &'static [&'static str],
    quantities: &'static [&'static str],
}

const SHOP: &str = "demo-shop.myshopify.com";
const SELLER: &str = "demo-seller";

/// Every sample that has an amount or a quantity. Selloship and `standard` read neither.
const SAMPLES: [SamplePointers; 10] = [
    SamplePointers {
        channel: Channel::Shopify,
        account: SHOP,
        topic: "orders/create",
        sample: "shopify-orders-create",
        amounts: &["/total_price", "/total_tax", "/line_items/0/price"],
        quantities: &["/line_items/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Shopify,
        account: SHOP,
        topic: "refunds/create",
        sample: "shopify-refunds-create",
        amounts: &["/transactions/0/amount", "/refund_line_items/0/total_tax"],
        quantities: &["/refund_line_items/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Shopify,
        account: SHOP,
        topic: "products/update",
        sample: "shopify-products-update",
        amounts: &["/variants/0/price"],
        quantities: &[],
    },
    SamplePointers {
        channel: Channel::Flipkart,
        account: SELLER,
        topic: "ORDER_CREATED",
        sample: "flipkart-ORDER_CREATED",
        amounts: &["/order/totalAmount", "/order/orderItems/0/price"],
        quantities: &["/order/orderItems/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Flipkart,
        account: SELLER,
        topic: "PAYMENT_UPDATED",
        sample: "flipkart-PAYMENT_UPDATED",
        amounts: &["/payment/amount"],
        quantities: &[],
    },
    SamplePointers {
        channel: Channel::Flipkart,
        account: SELLER,
        topic: "shipment_created",
        sample: "flipkart-shipment_created",
        amounts: &["/attributes/orderItems/0/priceComponents/customerPrice"],
        quantities: &["/attributes/orderItems/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Flipkart,
        account: SELLER,
        topic: "return_created",
        sample: "flipkart-return_created",
        amounts: &[],
        quantities: &["/attributes/returnItems/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Myntra,
        account: SELLER,
        topic: "order/create",
        sample: "myntra-order-create",
        amounts: &["/totalAmount", "/orderLines/1/sellingPrice"],
        quantities: &["/orderLines/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Myntra,
        account: SELLER,
        topic: "order/return",
        sample: "myntra-order-return",
        amounts: &[],
        quantities: &["/returnLines/0/quantity"],
    },
    SamplePointers {
        channel: Channel::Amazon,
        account: "A1EXAMPLESELLER",
        topic: "ORDER_CHANGE",
        sample: "amazon-ORDER_CHANGE",
        amounts: &[],
        quantities: &["/Payload/OrderChangeNotification/Summary/OrderItems/0/Quantity"],
    },
];

impl SamplePointers {
    fn body(&self) -> Value {
        let file = format!("{}/../../events/bodies/{}.json", env!("CARGO_MANIFEST_DIR"), self.sample);
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    /// The error code with `value` at this pointer; `None` if the body was normalized.
    fn error_code(&self, pointer: &str, value: &Value) -> Option<&'static str> {
        let mut body = self.body();
        *body.pointer_mut(pointer).unwrap_or_else(|| panic!("{} has no {pointer}", self.sample)) = value.clone();
        let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
        let context = Context { topic: self.topic, account: self.account, received_at };
        crate::normalize(self.channel, &context, body.to_string().as_bytes()).err().map(|error| error.code)
    }
}

#[test]
fn amount_outside_its_bounds_fails_the_event_on_every_channel() {
    let bad = [
        json!("-1.00"),
        json!(-1),
        json!(-0.01),
        json!("1000000000000"),
        json!(1e300),
        json!("1.00001"),
        json!(0.300_000_000_000_000_04),
        json!("NaN"),
        json!("Infinity"),
        json!("1e3"),
        json!("12,50"),
        json!(true),
    ];
    for sample in SAMPLES {
        for pointer in sample.amounts {
            for value in &bad {
                assert_eq!(
                    sample.error_code(pointer, value),
                    Some("bad_amount"),
                    "{} {pointer} {value}",
                    sample.sample
                );
            }
            for value in [json!("0.00"), json!("999999999999.9999"), json!(12.5)] {
                assert_eq!(sample.error_code(pointer, &value), None, "{} {pointer} {value}", sample.sample);
            }
        }
    }
}

#[test]
fn quantity_outside_its_bounds_fails_the_event_on_every_channel() {
    let bad = [json!(0), json!(-1), json!(1_000_001), json!(u64::MAX), json!(1.5), json!("NaN"), json!("-2")];
    for sample in SAMPLES {
        for pointer in sample.quantities {
            for value in &bad {
                assert_eq!(
                    sample.error_code(pointer, value),
                    Some("bad_quantity"),
                    "{} {pointer} {value}",
                    sample.sample
                );
            }
            assert_eq!(sample.error_code(pointer, &json!(1_000_000)), None, "{} {pointer}", sample.sample);
        }
    }
}
