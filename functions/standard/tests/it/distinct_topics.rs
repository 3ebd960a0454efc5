//! Distinct events with equal bodies: topics keep them apart, within a bound.

use std::collections::BTreeSet;

use domain::integration::Integration;
use ingest::WebhookReceiver;
use serde_json::{Value, json};
use types::Channel;
use types::time::{Clock, Time};

use crate::stack::{Stack, case, respond, schemes, signed_by};

/// The most topics of a day that the setting yields, beside the listed ones.
const MAX_TOPICS: usize = 50;

fn hmac() -> Value {
    json!({"scheme": "hmac-sha256", "header": "x-wc-webhook-signature"})
}

fn configure(scheme: &Value, topic: &Value) -> impl FnOnce(&mut Integration) {
    let (scheme, topic) = (json!({ "https": scheme }), topic.clone());
    move |integration| {
        integration.schemes = schemes(scheme);
        integration.topic = Some(serde_json::from_value(topic).unwrap());
    }
}

/// Posts a body with a topic in the path, and returns the status of the response.
async fn post(receiver: &WebhookReceiver, scheme: &Value, id: &str, topic: &str, body: &str) -> String {
    let request = signed_by(scheme, &format!("{id}/{topic}"), &[], body);
    let (status, response) = respond(receiver, request).await;
    assert_eq!(status, 200, "{topic}: {response}");
    response["status"].as_str().unwrap().to_owned()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[tokio::test]
async fn shopifys_topics_with_one_order_body_are_distinct_deliveries() {
    let stack = Stack::start().await;
    stack.create_integration("shop", Channel::Shopify, |_| {}).await;
    let receiver = stack.receiver(Channel::Shopify);
    let case = case("wire_shopify_other_topics");
    let scheme = json!({"scheme": "hmac-sha256", "header": "x-shopify-hmac-sha256"});
    let body = json!({"id": 820982911946154508u64, "name": "#1042"}).to_string();
    let request = |topic: &str| signed_by(&scheme, "shopify/shop", &[("x-shopify-topic", topic)], &body);
    for (topic, right) in texts(&case["topics"]).into_iter().zip(texts(&case["right"])) {
        let (status, first) = respond(&receiver, request(topic)).await;
        assert_eq!((status, &first["status"]), (200, &json!(right)), "{topic}");
        // A retry of each is a duplicate.
        let again = respond(&receiver, request(topic)).await;
        assert_eq!(again, (200, json!({"id": first["id"], "status": "duplicate"})), "{topic}");
    }
    // Made-up topics share one delivery, and no topic of Shopify's needs the ledger.
    let made_up: Vec<_> = (0..20).map(|number| format!("orders/made-up-{number}")).collect();
    for topic in &made_up {
        assert_eq!(respond(&receiver, request(topic)).await.0, 200);
    }
    assert_eq!((stack.count("deliveries").await, stack.count("ledger").await), (texts(&case["topics"]).len() + 1, 0));
}

#[tokio::test]
async fn woocommerces_deletions_of_one_number_are_distinct_deliveries() {
    let stack = Stack::start().await;
    let by_header = json!({"from": "header", "name": "X-WC-Webhook-Topic"});
    stack.create_integration("woo", Channel::Standard, configure(&hmac(), &by_header)).await;
    let receiver = stack.receiver(Channel::Standard);
    let case = case("wire_woo_same_id_deleted");
    let path = case["path"].as_str().unwrap().strip_prefix("/api/webhooks/").unwrap();
    for ((topic, body), right) in
        texts(&case["topics"]).into_iter().zip(texts(&case["bodies"])).zip(texts(&case["right"]))
    {
        let request = || signed_by(&hmac(), path, &[("x-wc-webhook-topic", topic)], body);
        assert_eq!(respond(&receiver, request()).await.1["status"], right, "{topic}");
        assert_eq!(respond(&receiver, request()).await.1["status"], "duplicate", "{topic}");
    }
    assert_eq!(stack.topics().await, ["coupon.deleted", "order.deleted", "product.deleted"]);
}

#[tokio::test]
async fn topics_in_the_path_are_distinct_whether_or_not_the_owner_listed_them() {
    let stack = Stack::start().await;
    let names = json!({"from": "path", "names": {"Hold": "order/hold"}});
    stack.create_integration("listed", Channel::Standard, configure(&hmac(), &names)).await;
    stack.create_integration("free", Channel::Standard, configure(&hmac(), &json!({"from": "path"}))).await;
    stack.create_integration("myntra", Channel::Myntra, configure(&hmac(), &json!({"from": "path"}))).await;
    for (channel, id) in [(Channel::Standard, "listed"), (Channel::Standard, "free"), (Channel::Myntra, "myntra")] {
        let receiver = stack.receiver(channel);
        let path = format!("{}/{id}", channel.name());
        for topic in ["order/paid", "order/shipped", "order/create", "Hold"] {
            assert_eq!(post(&receiver, &hmac(), &path, topic, "{}").await, "stored", "{path} {topic}");
            assert_eq!(post(&receiver, &hmac(), &path, topic, "{}").await, "duplicate", "{path} {topic}");
        }
    }
    assert_eq!(stack.count("deliveries").await, 12);
}

#[tokio::test]
async fn made_up_topics_make_a_bounded_number_of_deliveries_also_concurrently() {
    let stack = Stack::start().await;
    let names = json!({"from": "path", "names": {"Hold": "order/hold"}});
    stack.create_integration("woo", Channel::Standard, configure(&hmac(), &names)).await;
    // Each instance of the function has its own receiver.
    let receivers = [0, 1, 2, 3].map(|_| stack.receiver(Channel::Standard));
    let posts = (0..120).map(|number| {
        let (receiver, topic) = (&receivers[number % receivers.len()], format!("made-up/{}", number / 2));
        async move { post(receiver, &hmac(), "standard/woo", &topic, "{}").await }
    });
    let statuses = futures_util::future::join_all(posts).await;
    // 60 topics, each twice: 50 are distinct, and the others share one delivery.
    assert_eq!(statuses.iter().filter(|status| *status == "stored").count(), MAX_TOPICS + 1);
    assert_eq!(stack.count("deliveries").await, MAX_TOPICS + 1);
    let ledger = stack.tables.rows("ledger").await;
    assert_eq!((ledger.len(), ledger[0]["claimed"].as_array().unwrap().len()), (1, MAX_TOPICS));
    assert!(!ledger[0].to_string().contains("made-up"), "{}", ledger[0]);

    // Topics that the owner listed stay distinct, and so does another body under the topics that were claimed.
    assert_eq!(post(&receivers[0], &hmac(), "standard/woo", "Hold", "{}").await, "stored");
    let distinct: BTreeSet<_> = (0..60).filter(|number| statuses[number * 2] == "stored").collect();
    let claimed = format!("made-up/{}", distinct.first().unwrap());
    assert_eq!(post(&receivers[0], &hmac(), "standard/woo", &claimed, r#"{"id":1}"#).await, "stored");
    assert_eq!(stack.count("ledger").await, 1);
}

#[tokio::test]
async fn topics_are_counted_anew_each_day_and_for_each_integration() {
    let stack = Stack::start().await;
    for id in ["woo", "other"] {
        stack.create_integration(id, Channel::Standard, configure(&hmac(), &json!({"from": "path"}))).await;
    }
    let at = |time: &'static str| stack.receiver_at(Channel::Standard, Clock::from_fn(move || time.parse().unwrap()));
    let (today, tomorrow) = (at("2026-11-02T23:59:59Z"), at("2026-11-03T00:00:01Z"));
    for number in 0..MAX_TOPICS {
        assert_eq!(post(&today, &hmac(), "standard/woo", &format!("topic/{number}"), "{}").await, "stored");
    }
    // The first topic over the bound is the first of those that share a delivery.
    assert_eq!(post(&today, &hmac(), "standard/woo", "over/1", "{}").await, "stored");
    assert_eq!(post(&today, &hmac(), "standard/woo", "over/2", "{}").await, "duplicate");
    for (receiver, path) in [(&today, "standard/other"), (&tomorrow, "standard/woo")] {
        assert_eq!(post(receiver, &hmac(), path, "over/1", "{}").await, "stored", "{path}");
        assert_eq!(post(receiver, &hmac(), path, "over/2", "{}").await, "stored", "{path}");
    }
    let expiry = stack.tables.rows("ledger").await[0]["expires_at"].as_i64().unwrap();
    assert!(expiry > "2026-11-03T23:59:59Z".parse::<Time>().unwrap().seconds());
}

#[tokio::test]
async fn spellings_of_a_documented_topic_are_bounded_if_the_body_is_not_authenticated() {
    let stack = Stack::start().await;
    let token = json!({"scheme": "static-token", "header": "x-token"});
    stack.create_integration("myntra", Channel::Myntra, configure(&token, &json!({"from": "path"}))).await;
    let receiver = stack.receiver(Channel::Myntra);
    for dashes in 0..60 {
        post(&receiver, &token, "myntra/myntra", &format!("order{}create", "-".repeat(dashes + 1)), "{}").await;
    }
    assert_eq!(stack.count("deliveries").await, MAX_TOPICS + 1);
    // The documented spelling needs no place.
    assert_eq!(post(&receiver, &token, "myntra/myntra", "order/create", "{}").await, "stored");
}

#[tokio::test]
async fn known_topics_cost_no_access_to_the_ledger_and_new_ones_one_a_day() {
    let stack = Stack::start().await;
    let names = json!({"from": "path", "names": {"Hold": "order/hold"}});
    let in_body = json!({"from": "body", "pointer": "/event"});
    stack.create_integration("listed", Channel::Standard, configure(&hmac(), &names)).await;
    stack.create_integration("in-body", Channel::Standard, configure(&hmac(), &in_body)).await;
    stack
        .create_integration("plain", Channel::Standard, |integration| {
            integration.schemes = schemes(json!({"https": hmac()}))
        })
        .await;
    stack.create_integration("myntra", Channel::Myntra, configure(&hmac(), &json!({"from": "path"}))).await;
    let (standard, myntra) = (stack.receiver(Channel::Standard), stack.receiver(Channel::Myntra));
    assert_eq!(post(&standard, &hmac(), "standard/listed", "new/topic", "{}").await, "stored");
    stack.tables.drop_table("ledger").await;
    // Listed, cached, in the body, without a setting, documented.
    assert_eq!(post(&standard, &hmac(), "standard/listed", "Hold", "{}").await, "stored");
    assert_eq!(post(&standard, &hmac(), "standard/listed", "new/topic", r#"{"id":1}"#).await, "stored");
    assert_eq!(post(&myntra, &hmac(), "myntra/myntra", "ORDER_CREATED", "{}").await, "stored");
    // The last one names no topic.
    let bodies = [
        ("standard/in-body", r#"{"event":"a"}"#),
        ("standard/plain", r#"{"type":"a"}"#),
        ("standard/listed", r#"{"id":2}"#),
    ];
    for (path, body) in bodies {
        assert_eq!(respond(&standard, signed_by(&hmac(), path, &[], body)).await.1["status"], "stored", "{path}");
    }
    // Whether another topic is distinct is not known now: the sender has to try again.
    let before = stack.count("deliveries").await;
    let request = signed_by(&hmac(), "standard/listed/other/topic", &[], "{}");
    assert_eq!(respond(&standard, request).await.0, 503);
    assert_eq!(stack.count("deliveries").await, before);
}
