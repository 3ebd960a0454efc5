//! Nonces: a signature that does not cover the body can be used for one body only.

use http::HeaderMap;
use runtime::environment::Environment;
use serde_json::json;
use store::StoreError;
use types::Channel;
use types::secret::Secret;
use types::time::Clock;

use crate::stack::{SECRET, Stack, fklogin, now, request, respond};

fn signature_headers() -> HeaderMap {
    fklogin().sign(&Secret::new(SECRET), "1", now(), b"").unwrap()
}

async fn flipkart() -> Stack {
    let stack = Stack::start().await;
    stack
        .create_integration("flipkart", Channel::Standard, |integration| integration.schemes.https = Some(fklogin()))
        .await;
    stack
}

#[tokio::test]
async fn reused_signature_with_another_body_is_rejected_and_with_the_same_body_a_duplicate() {
    let stack = flipkart().await;
    let (receiver, headers) = (stack.receiver(Channel::Standard), signature_headers());
    let post = |body: &'static str| respond(&receiver, request("standard/flipkart", headers.clone(), body));
    let (status, first) = post(r#"{"a":1}"#).await;
    assert_eq!((status, &first["status"]), (200, &json!("stored")));
    assert_eq!(post(r#"{"a":1}"#).await, (200, json!({"id": first["id"], "status": "duplicate"})));
    let (status, response) = post(r#"{"a":2}"#).await;
    assert_eq!((status, &response["error"]), (401, &json!("unauthorized")));
    let result = receiver.receive_request(request("standard/flipkart", headers.clone(), r#"{"a":2}"#)).await;
    assert_eq!(result.unwrap_err().code(), "proof_used");
    assert_eq!((stack.tables.rows("deliveries").await.len(), stack.tables.rows("ledger").await.len()), (1, 1));
    // Another receiver, as in another instance of the function, reads the same nonce.
    let other = stack.receiver(Channel::Standard);
    assert_eq!(respond(&other, request("standard/flipkart", headers, r#"{"a":2}"#)).await.0, 401);
    // A signature of another time has another nonce.
    let later = fklogin().sign(&Secret::new(SECRET), "1", now().plus_millis(2_000), b"").unwrap();
    assert_eq!(respond(&receiver, request("standard/flipkart", later, r#"{"a":2}"#)).await.0, 200);
}

#[tokio::test]
async fn nonce_contains_no_body_and_outlives_its_signature() {
    let stack = flipkart().await;
    let body = "{\"name\":\"a-buyer\"}";
    assert_eq!(
        respond(&stack.receiver(Channel::Standard), request("standard/flipkart", signature_headers(), body)).await.0,
        200
    );
    let rows = stack.tables.rows("ledger").await;
    let row = &rows[0];
    assert!(row["pk"].as_str().unwrap().starts_with("once#flipkart#") && !row.to_string().contains("a-buyer"));
    // The signature is valid for 300 s.
    assert!(row["expires_at"].as_i64().unwrap() > now().seconds() + 300);
    let delivery = &stack.tables.rows("deliveries").await[0];
    assert_eq!(delivery["body_authenticated"], false);
    assert!(!delivery["headers"].to_string().contains("FKLOGIN"));
}

#[tokio::test]
async fn of_two_bodies_sent_at_once_with_one_signature_one_is_stored() {
    let stack = flipkart().await;
    let receivers = [stack.receiver(Channel::Standard), stack.receiver(Channel::Standard)];
    for round in 0..10 {
        let headers = fklogin().sign(&Secret::new(SECRET), "1", now().plus_millis(round * 2_000), b"").unwrap();
        let posts = (0..8).map(|n| {
            let body = format!("{{\"round\":{round},\"body\":{}}}", n % 2);
            let (receiver, headers) = (&receivers[n / 4], headers.clone());
            async move { (n % 2, respond(receiver, request("standard/flipkart", headers, &body)).await.0) }
        });
        let responses = futures_util::future::join_all(posts).await;
        let stored: Vec<_> = responses.iter().filter(|(_, status)| *status == 200).map(|(body, _)| *body).collect();
        assert!(stored.len() == 4 && stored.iter().all(|body| *body == stored[0]), "{responses:?}");
    }
    assert_eq!((stack.tables.rows("deliveries").await.len(), stack.tables.rows("ledger").await.len()), (10, 10));
}

#[tokio::test]
async fn unsigned_body_is_not_stored_without_the_ledger() {
    let stack = flipkart().await;
    stack.tables.drop_table("ledger").await;
    let receiver = stack.receiver(Channel::Standard);
    assert_eq!(respond(&receiver, request("standard/flipkart", signature_headers(), "{}")).await.0, 503);
    assert_eq!(stack.tables.rows("deliveries").await.len(), 0);

    // A channel that supports no such scheme has no ledger, so an integration with one cannot be verified.
    let stack = Stack::start().await;
    stack.create_integration("shop", Channel::Shopify, |integration| integration.schemes.https = Some(fklogin())).await;
    let result =
        stack.receiver(Channel::Shopify).receive_request(request("shopify/shop", signature_headers(), "{}")).await;
    assert_eq!(result.unwrap_err().code(), "no_ledger");
    assert_eq!(stack.tables.rows("deliveries").await.len(), 0);
}

#[tokio::test]
async fn only_a_channel_with_nonces_or_configurable_topics_requires_the_ledger_table() {
    let stack = Stack::start().await;
    let without = ["DELIVERIES_TABLE", "INTEGRATIONS_TABLE"].map(|name| (name, stack.environment.text(name).unwrap()));
    let receiver = |channel| {
        let store = local_testing::store(&stack.client, &Environment::from_pairs(without.clone()));
        ingest::WebhookReceiver::new(channel, &store, Clock::system())
    };
    assert!(receiver(Channel::Shopify).is_ok());
    for channel in [Channel::Flipkart, Channel::Myntra, Channel::Standard] {
        let error = receiver(channel).err().unwrap().to_string();
        assert_eq!(error, "the environment variable LEDGER_TABLE is not set", "{}", channel.name());
    }
}

#[tokio::test]
async fn store_error_is_transient_and_wrong_signature_is_final() {
    let stack = flipkart().await;
    let store_error = StoreError::TooMany("rows");
    assert!(!ingest::IngestError::Store(store_error).is_final());
    let wrong = fklogin().sign(&Secret::new("another-secret"), "1", now(), b"").unwrap();
    let error =
        stack.receiver(Channel::Standard).receive_request(request("standard/flipkart", wrong, "{}")).await.unwrap_err();
    assert_eq!((error.code(), error.is_final()), ("signature_wrong", true));
    assert_eq!(stack.tables.rows("ledger").await.len(), 0);
}
