//! Delivery ids that must never change: a sender's retry across an upgrade has to stay a duplicate.

use domain::integration::{Integration, TopicSource};
use ingest::Request;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::secret::Secret;
use types::time::Clock;

use crate::stack::{SECRET, Stack, request, schemes};

const BODY: &str = r#"{"id":900}"#;
const NOW: &str = "2026-11-02T04:45:00Z";

/// A webhook, and the delivery id that version 0.1.0 computed for it: SHA-256 over channel, deduplication topic, day and
/// topic (each followed by a zero byte) and the body, or over the channel, `event id` and the signed event id.
struct KnownDelivery {
    channel: Channel,
    schemes: Value,
    topic: Value,
    /// The rest of the path, after the integration's id.
    path: &'static str,
    header: (&'static str, &'static str),
    id: &'static str,
}

impl KnownDelivery {
    fn new(channel: Channel, header: (&'static str, &'static str), id: &'static str) -> Self {
        Self { channel, schemes: Value::Null, topic: Value::Null, path: "", header, id }
    }

    fn of_path(channel: Channel, topic: Value, path: &'static str, id: &'static str) -> Self {
        Self { topic, path, ..Self::new(channel, ("x-none", "-"), id) }
    }

    fn configure(&self, integration: &mut Integration) {
        if !self.schemes.is_null() {
            integration.schemes = schemes(self.schemes.clone());
        }
        integration.topic = serde_json::from_value::<Option<TopicSource>>(self.topic.clone()).unwrap();
    }

    fn request(&self, id: &str, scheme: &Scheme) -> Request {
        let now = NOW.parse().unwrap();
        let mut headers = scheme.sign(&Secret::new(SECRET), "msg_1", now, BODY.as_bytes()).unwrap();
        headers.insert(self.header.0, self.header.1.parse().unwrap());
        request(&format!("{}/{id}{}", self.channel.name(), self.path), headers, BODY)
    }
}

fn known_deliveries() -> Vec<KnownDelivery> {
    let hmac = json!({"https": {"scheme": "hmac-sha256", "header": "x-signature"}});
    let token = json!({"https": {"scheme": "static-token", "header": "x-token"}});
    let by_path = json!({"from": "path", "names": {"Hold": "order/hold", "Create": "order/create"}});
    let shopify = |topic, id| KnownDelivery::new(Channel::Shopify, ("x-shopify-topic", topic), id);
    let by_hmac = |delivery: KnownDelivery| KnownDelivery { schemes: hmac.clone(), ..delivery };
    let by_token = |delivery: KnownDelivery| KnownDelivery { schemes: token.clone(), ..delivery };
    vec![
        shopify("orders/create", "0e09f7a94de790de39c47296ea8df1fe4564ac16071193aacb7fcd30bf9f71b0"),
        shopify("app/uninstalled", "04b3eea88c3e7ba4f1d718838e410d827099947a405dd44e7c121c9d3657a4ab"),
        shopify("invented/topic", "7beb7408152e47f77efabf08043b9f6e22b698c0c10ebb99f5072c2a93e82936"),
        KnownDelivery::new(
            Channel::Flipkart,
            ("x-flipkart-event-type", "shipment_packed"),
            "5c8bf5c9f340dc5b39c96487a014042de36c0e56c887a2945241722861304a21",
        ),
        KnownDelivery::new(
            Channel::Selloship,
            ("x-selloship-event-type", "SHIPMENT_RTO"),
            "32b23eaabb4a3864ca7e8f8e3f772a1f81b471088e4e75bcbfbd23d96506d35a",
        ),
        KnownDelivery::of_path(
            Channel::Myntra,
            json!({"from": "path"}),
            "/ORDER_CREATED",
            "532ceac3a9cd1b94462f8ea601b1040708f4a95b632602da16b84d65051291e5",
        ),
        KnownDelivery::of_path(
            Channel::Myntra,
            by_path.clone(),
            "/Hold",
            "7903c21102c82bf8a4b21bea1b7df354ddfb5de483253d319d3a2d6ff436bdaa",
        ),
        KnownDelivery::new(
            Channel::Standard,
            ("x-none", "-"),
            "a11b2723ebffe614a1a3555a0287236e100ae0bf8b2bfc32687a81687d2e1bc6",
        ),
        by_hmac(KnownDelivery::new(
            Channel::Standard,
            ("x-none", "-"),
            "9357fb70db2b31cd584461c1c0d01d9a33f9fb021e69481b1d01dfa5c6d0dc1c",
        )),
        by_hmac(KnownDelivery::of_path(
            Channel::Standard,
            by_path,
            "/Create",
            "cfb6dffdf7b92e64548ff7ab30972dc8c6e9b51cee6d72410f7ba73f60f1641e",
        )),
        by_token(KnownDelivery::of_path(
            Channel::Standard,
            json!({"from": "path"}),
            "/order/create",
            "cfb6dffdf7b92e64548ff7ab30972dc8c6e9b51cee6d72410f7ba73f60f1641e",
        )),
    ]
}

#[tokio::test]
async fn delivery_id_of_a_known_topic_never_changes() {
    let stack = Stack::start().await;
    for (number, delivery) in known_deliveries().iter().enumerate() {
        let id = format!("known-{number}");
        stack.create_integration(&id, delivery.channel, |integration| delivery.configure(integration)).await;
        let receiver = stack.receiver_at(delivery.channel, Clock::from_fn(|| NOW.parse().unwrap()));
        let scheme = match delivery.schemes.pointer("/https") {
            Some(scheme) => serde_json::from_value(scheme.clone()).unwrap(),
            None => channels::default_schemes(delivery.channel, "a.myshopify.com").https.unwrap(),
        };
        let received = receiver.receive_request(delivery.request(&id, &scheme)).await.unwrap();
        assert_eq!(received.key.id.to_string(), delivery.id, "{} {}", delivery.channel.name(), received.topic);
    }
}
