//! Stored deliveries, and their records in the stream of the table `deliveries`.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{DedupKey, DeliveryId, DeliveryKey, DeliveryMetadata, NewDelivery};
use runtime::environment::Environment;
use serde_json::{Value, json};
use testing::verified_body;
use types::Channel;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

/// A delivery to be stored, as a channel function stores it.
#[derive(Clone, Debug)]
pub struct DeliverySample<'a> {
    /// The integration, whose account is `<integration>.myshopify.com`.
    pub integration: &'a str,
    /// The channel of the integration.
    pub channel: Channel,
    /// The topic of the webhook.
    pub topic: &'a str,
    /// The id of its event.
    pub event_id: EventId,
    /// When the webhook was received.
    pub received_at: Time,
    /// The stored headers of the webhook.
    pub headers: BTreeMap<String, String>,
    /// The body of the webhook.
    pub body: &'a [u8],
}

impl<'a> DeliverySample<'a> {
    /// A delivery of Shopify without headers, received now.
    pub fn now(integration: &'a str, topic: &'a str, body: &'a [u8]) -> Self {
        let (event_id, received_at) = EventIds::new(Clock::system()).mint();
        let (channel, headers) = (Channel::Shopify, BTreeMap::new());
        Self { integration, channel, topic, event_id, received_at, headers, body }
    }

    /// Stores the delivery.
    ///
    /// # Panics
    /// If that fails.
    pub async fn store(self, client: &Client, environment: &Environment) -> DeliveryKey {
        let Self { integration, channel, topic, event_id, received_at, headers, body } = self;
        let (body, _) = verified_body(body);
        let id = DeliveryId::of(
            channel,
            &DedupKey::of_topic(channels::adapter(channel).dedup_topic(topic)),
            received_at,
            &body,
        );
        let key = DeliveryKey { integration: integration.parse().unwrap(), id };
        let metadata = DeliveryMetadata {
            key: key.clone(),
            event_id,
            channel,
            account: format!("{integration}.myshopify.com"),
            topic: topic.to_owned(),
            received_at,
            replays: 0,
            retries: 0,
        };
        let delivery = NewDelivery { metadata, headers, body_authenticated: true, body };
        crate::store(client, environment).delivery_log().unwrap().put_if_absent(&delivery).await.unwrap();
        key
    }
}

/// A delivery's row as a stream record contains it: each attribute with its type.
///
/// # Panics
/// If there is no such row.
pub async fn delivery_image(client: &Client, key: &str) -> Value {
    let get = client.get_item().table_name("storebell-deliveries").key("pk", AttributeValue::S(key.to_owned()));
    let row = get.send().await.unwrap().item.unwrap();
    serde_json::to_value(serde_dynamo::Item::from(row)).unwrap()
}

/// The stream record of a delivery as it is stored now: inserted, or modified by the request of its last replay.
///
/// # Panics
/// If there is no such delivery.
pub async fn stream_record(client: &Client, key: &str, sequence_number: &str) -> Value {
    let image = delivery_image(client, key).await;
    let replays: u64 = image["replays"]["N"].as_str().unwrap().parse().unwrap();
    let mut change = json!({"NewImage": image, "SequenceNumber": sequence_number, "Keys": {}, "SizeBytes": 1});
    if replays > 0 {
        change["OldImage"] = change["NewImage"].clone();
        change["OldImage"]["replays"]["N"] = json!((replays - 1).to_string());
    }
    json!({
        "eventID": sequence_number, "eventName": if replays == 0 { "INSERT" } else { "MODIFY" }, "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:::table/deliveries/stream/1", "dynamodb": change,
    })
}

/// When the delivery of a stream record was received.
///
/// # Panics
/// If the record has no such time.
pub fn received_at(record: &Value) -> Time {
    record["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap()
}

/// The object that Lambda writes to the on-failure bucket when it gives up on a batch of these stream records.
pub fn failed_batch(records: &[Value]) -> Vec<u8> {
    let payload = json!({ "Records": records }).to_string();
    let object =
        json!({"requestContext": {"condition": "RetryAttemptsExhausted"}, "version": "1.0", "payload": payload});
    object.to_string().into_bytes()
}
