//! Samples with personal data, and a search for personal data in all tables.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use local_testing::shopify_bodies::order;
use serde_json::{Value, json};
use signatures::hmac_sha256;
use types::Channel;
use types::secret::Secret;

use crate::stack::Stack;

/// A name that occurs in all personal data of these samples.
pub(crate) const NAME: &str = "Plantedname";
pub(crate) const EMAIL: &str = "plantedname@example.com";

/// An order with personal data.
pub(crate) fn personal_order(id: u64) -> String {
    let mut body: Value = serde_json::from_str(&order(id)).unwrap();
    body["customer"] = json!({"id": 77, "first_name": NAME, "email": EMAIL});
    body["shipping_address"] = json!({"name": NAME, "address1": "12 Plantedname Street"});
    body.to_string()
}

/// The first order with personal data and a body that does not fit a row.
pub(crate) fn large_order() -> String {
    let sign = |number: u32| hmac_sha256::sign(&Secret::new("noise"), &number.to_be_bytes());
    let noise: String = (0_u32..16_000).map(sign).collect();
    let mut body: Value = serde_json::from_str(&personal_order(1)).unwrap();
    body["note"] = noise.into();
    body.to_string()
}

/// A shipment with personal data that refers to an order by `reference`.
pub(crate) fn shipment(waybill: &str, reference: &str) -> String {
    json!({
        "tracking_number": waybill, "status": "DELIVERED", "order_number": reference, "location": "Plantedname City",
        "updated_at": "2026-11-03T10:00:00Z", "consignee": {"name": NAME, "phone": "9800000000"}
    })
    .to_string()
}

pub(crate) fn customer_redact(orders: &[u64]) -> String {
    json!({
        "shop_id": 1, "shop_domain": "shop.myshopify.com", "orders_to_redact": orders,
        "customer": {"id": 77, "email": EMAIL, "phone": "+91 98000-00000"}
    })
    .to_string()
}

pub(crate) const SHOP_REDACT: &str = r#"{"shop_id":1,"shop_domain":"shop.myshopify.com"}"#;
pub(crate) const UNINSTALLED: &str =
    r#"{"id":1,"myshopify_domain":"shop.myshopify.com","email":"plantedname@example.com"}"#;

/// A shop, and a courier that ships its orders.
pub(crate) async fn stack_with_courier() -> Stack {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    stack.courier("courier", "shop").await;
    stack
}

/// Stores a delivery of the courier; gives its stream record.
pub(crate) async fn shipment_delivery(stack: &Stack, body: &str, sequence: &str) -> Value {
    stack.delivery_of(Channel::Selloship, "courier", "SHIPMENT_DELIVERED", body, sequence).await
}

/// Invokes the function with one record, which must not fail.
pub(crate) async fn invoke_one(stack: &Stack, record: &Value) {
    assert_eq!(stack.invoke(vec![record.clone()]).await, Vec::<String>::new());
}

/// The event of this topic.
pub(crate) async fn event(stack: &Stack, topic: &str) -> Value {
    stack.events().await.into_iter().find(|event| event["topic"] == topic).unwrap()
}

/// All rows of a table.
pub(crate) async fn rows(stack: &Stack, table: &str) -> Vec<HashMap<String, AttributeValue>> {
    stack.client.scan().table_name(table).send().await.unwrap().items.unwrap()
}

/// Everything in an attribute as lower-case text, compressed documents both raw and decompressed.
pub(crate) fn text(value: &AttributeValue) -> String {
    match value {
        AttributeValue::B(bytes) => {
            let plain = zstd::stream::decode_all(bytes.as_ref()).unwrap_or_default();
            let raw = String::from_utf8_lossy(bytes.as_ref()).into_owned();
            (raw + &String::from_utf8_lossy(&plain)).to_lowercase()
        }
        AttributeValue::M(map) => map.iter().map(|(name, value)| format!("{name}={};", text(value))).collect(),
        AttributeValue::L(list) => list.iter().map(text).collect(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// The rows of all tables that contain personal data of these samples.
pub(crate) async fn personal_rows(stack: &Stack) -> Vec<String> {
    let is_personal = |value: &AttributeValue| text(value).contains("plantedname") || text(value).contains("980000");
    let mut personal = Vec::new();
    for table in ["deliveries", "events", "state", "ledger", "integrations", "connections"] {
        for row in rows(stack, &format!("storebell-{table}")).await {
            let description = || format!("{table} {:?} {:?}", row.get("pk"), row.get("topic"));
            personal.extend(row.values().any(is_personal).then(description));
        }
    }
    personal
}
