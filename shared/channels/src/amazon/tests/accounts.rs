//! Sellers, SNS topics, and the identity of a notification.

use domain::delivery::{DedupKey, DedupTopic, DeliveryId};
use serde_json::{Value, json};
use signatures::{Scheme, iam, sns};
use testing::verified_body;
use types::Channel;
use types::transport::Transport;

use super::{
    Amazon, NotificationOrigin, SELLER, TOPIC, body, by_eventbridge, by_sns, changed, normalize, normalize_for, order,
};
use crate::ChannelAdapter;

const ORDER_NOTIFICATION: &str = "0e999936-da2c-4f9c-9fc2-02b67bae5f49";

#[test]
fn notification_has_the_same_delivery_id_on_each_transport() {
    let bare = body("ORDER_CHANGE");
    let id = |body: &[u8], transport_id: Option<&str>| {
        let (body, mut verification) = verified_body(body);
        verification.event_id = transport_id.map(str::to_owned);
        let event_id = crate::signed_event_id(Channel::Amazon, &body, &verification);
        let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
        let key = DedupKey { signed_event_id: event_id.as_deref(), ..DedupKey::of_topic(DedupTopic::Other) };
        DeliveryId::of(Channel::Amazon, &key, received_at, &body)
    };
    let queue = id(&bare, Some(ORDER_NOTIFICATION));
    assert_eq!(id(&by_sns(&bare), Some("22b80b92")), queue);
    assert_eq!(id(&by_eventbridge(&bare), None), queue);
    let other = |body: &mut Value| body["NotificationMetadata"]["NotificationId"] = json!("another");
    assert_ne!(id(&changed("ORDER_CHANGE", other), None), queue);
    // Messages without a notification have the id of the SNS message.
    assert_eq!(id(&by_sns(b"hello"), Some("1")), id(&by_sns(b"good day"), Some("1")));
    assert_ne!(id(&by_sns(b"hello"), Some("1")), id(&by_sns(b"hello"), Some("2")));
}

#[test]
fn body_of_another_seller_is_an_account_mismatch_unless_the_account_is_a_topic() {
    let of_another_seller = order(|order| order["SellerId"] = json!("A2OTHERSELLER"));
    assert_eq!(normalize(&of_another_seller).unwrap_err().code, "account_mismatch");
    assert!(normalize_for(TOPIC, &of_another_seller).is_ok());
    let by_account = |account: &str| {
        changed("FEED_PROCESSING_FINISHED", |body| {
            let feed = &mut body["payload"]["feedProcessingFinishedNotification"];
            feed["sellerId"] = Value::Null;
            feed["accountId"] = json!(account);
        })
    };
    assert!(normalize(&by_account("amzn1.merchant.o.A1EXAMPLESELLER")).is_ok());
    assert_eq!(normalize(&by_account("amzn1.merchant.o.A2OTHERSELLER")).unwrap_err().code, "account_mismatch");
    let two = changed("ORDER_CHANGE", |body| body["Payload"]["SellerId"] = json!("A2OTHERSELLER"));
    assert_eq!(normalize(&two).unwrap_err().code, "account_mismatch");
    let twice = String::from_utf8(body("LISTINGS_ITEM_STATUS_CHANGE")).unwrap();
    let twice = twice.replacen("\"SellerId\"", "\"SellerId\":\"A2OTHERSELLER\",\"SellerId\"", 1);
    assert_eq!(normalize(twice.as_bytes()).unwrap_err().code, "account_mismatch");
    assert_eq!(NotificationOrigin::of(twice.as_bytes()).unwrap().seller, None);
}

/// A notification with this payload.
fn notification(payload: &Value) -> Vec<u8> {
    json!({"notificationType": "ITEM_SALES_EVENT_CHANGE", "payload": payload}).to_string().into_bytes()
}

/// The forms of the schemas at <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>.
#[test]
fn seller_is_read_from_a_list_and_from_the_selling_partners_metadata() {
    let of_account = |seller: &str| json!({"accountId": format!("amzn1.merchant.o.{seller}"), "asin": "B00032HE0O"});
    let other = "A2OTHERSELLER";
    for (payload, seller) in [
        (json!({"itemSalesEventChanges": [of_account(SELLER), of_account(SELLER)]}), Some(SELLER)),
        (json!({"itemSalesEventChanges": [{"asin": "B00032HE0O"}, of_account(SELLER), null, 7]}), Some(SELLER)),
        (json!({"detailPageTrafficEvents": [{"sellerId": SELLER}]}), Some(SELLER)),
        (
            json!({"TransactionUpdateNotification": {"SellingPartnerMetadata": {"SellingPartnerId": SELLER}}}),
            Some(SELLER),
        ),
        (json!({"transactionUpdate": {"sellingPartnerMetadata": {"sellingPartnerId": SELLER}}}), Some(SELLER)),
        (json!({"SellingPartnerMetadata": {"SellingPartnerId": SELLER}}), Some(SELLER)),
        // A list beside a seller names others.
        (json!({"sellerId": SELLER, "offers": [{"sellerId": other}]}), Some(SELLER)),
        (
            json!({"n": {"SellerId": SELLER, "Offers": [{"SellerId": other}]}, "Offers": [{"SellerId": other}]}),
            Some(SELLER),
        ),
        // More than one seller, or none.
        (json!({"itemSalesEventChanges": [of_account(SELLER), of_account(other)]}), None),
        (json!({"a": [of_account(SELLER)], "b": [of_account(other)]}), None),
        (json!({"n": {"SellerId": SELLER}, "m": {"SellingPartnerMetadata": {"SellingPartnerId": other}}}), None),
        (json!({"n": {"items": [of_account(SELLER)]}}), None),
        (json!({"itemSalesEventChanges": [[of_account(SELLER)], {}]}), None),
        (json!({"n": {"SellingPartnerMetadata": [SELLER]}}), None),
    ] {
        let body = notification(&payload);
        assert_eq!(NotificationOrigin::of(&body).unwrap().seller.as_deref(), seller, "{payload}");
        // Through a topic of the seller's integration, the same decides whether the notification is the seller's.
        if seller.is_some() {
            assert!(normalize(&body).is_ok(), "{payload}");
            assert_eq!(normalize_for(other, &body).unwrap_err().code, "account_mismatch", "{payload}");
        }
    }
    let twice =
        br#"{"notificationType":"X","payload":{"e":[{"sellerId":"A1EXAMPLESELLER","sellerId":"A2OTHERSELLER"}]}}"#;
    assert_eq!(NotificationOrigin::of(twice).unwrap().seller, None);
}

#[test]
fn notification_origin_is_read_in_both_casings() {
    for topic in ["ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "LISTINGS_ITEM_STATUS_CHANGE"] {
        let origin = NotificationOrigin::of(&body(topic)).unwrap();
        assert_eq!(origin.seller.as_deref(), Some(SELLER), "{topic}");
        let application = "amzn1.sellerapps.app.00000000-0000-0000-0000-000000000000";
        assert_eq!(origin.application.as_deref(), Some(application), "{topic}");
        assert!(origin.notification.is_some(), "{topic}");
    }
    for none in [&b"hello"[..], b"{}", b"[]", b"\xff", b"{\"NotificationType\":7}", b"{\"NotificationType\":\"\"}"] {
        assert_eq!(NotificationOrigin::of(none), None);
    }
    let without_seller = br#"{"NotificationType":"X","NotificationMetadata":{"NotificationId":"a b"}}"#;
    assert_eq!(
        NotificationOrigin::of(without_seller),
        Some(NotificationOrigin { seller: None, application: None, notification: None })
    );
}

#[test]
fn only_sns_and_iam_are_supported_and_default_by_account() {
    let default = |transport, account| Amazon.default_scheme(transport, account);
    let (by_topic, by_iam) =
        (Scheme::Sns(sns::Settings::for_topics(vec![TOPIC.into()])), Scheme::Iam(iam::Settings::default()));
    assert_eq!(Transport::ALL.map(|transport| default(transport, TOPIC)), [Some(by_topic.clone()), None, None]);
    assert_eq!(
        Transport::ALL.map(|transport| default(transport, SELLER)),
        [None, Some(by_iam.clone()), Some(by_iam.clone())]
    );
    assert_eq!(Transport::ALL.map(|transport| Amazon.supports_scheme(transport, &by_topic)), [true, false, false]);
    assert_eq!(Transport::ALL.map(|transport| Amazon.supports_scheme(transport, &by_iam)), [false, true, true]);
    let hmac = Scheme::HmacSha256(signatures::hmac_sha256::Settings::base64_in("x-signature"));
    assert_eq!(Transport::ALL.map(|transport| Amazon.supports_scheme(transport, &hmac)), [false; 3]);
}

#[test]
fn sns_topic_is_the_account_or_one_of_the_configured_topics() {
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let mut seller = crate::default_integration("demo".parse().unwrap(), Channel::Amazon, SELLER, now);
    assert!(!Amazon.is_account(TOPIC, &seller));
    seller.schemes.https = Some(Scheme::Sns(sns::Settings::for_topics(vec![TOPIC.into()])));
    assert!(Amazon.is_account(TOPIC, &seller));
    assert!(!Amazon.is_account(&format!("{TOPIC}-2"), &seller));
    let topic = crate::default_integration("demo".parse().unwrap(), Channel::Amazon, TOPIC, now);
    assert!(Amazon.is_account(TOPIC, &topic));
}
