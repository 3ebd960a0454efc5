//! A proof that fits any body is good for one.

use http::HeaderMap;
use runtime::environment::Environment;
use serde_json::json;
use store::StoreError;
use types::Channel;
use types::secret::Secret;
use types::time::Clock;

use crate::stack::{SECRET, Stack, fklogin, now, request, told};

fn proof() -> HeaderMap {
    fklogin().sign(&Secret::new(SECRET), "1", now(), b"").unwrap()
}

async fn flipkart() -> Stack {
    let stack = Stack::start().await;
    stack.make("flipkart", Channel::Standard, |made| made.schemes.https = Some(fklogin())).await;
    stack
}

#[tokio::test]
async fn the_same_body_is_a_retry_and_another_is_refused_and_leaves_nothing() {
    let stack = flipkart().await;
    let (door, headers) = (stack.door(Channel::Standard), proof());
    let post = |body: &'static str| told(&door, request("standard/flipkart", headers.clone(), body));
    let (status, first) = post(r#"{"a":1}"#).await;
    assert_eq!((status, &first["status"]), (200, &json!("stored")));
    assert_eq!(post(r#"{"a":1}"#).await, (200, json!({"id": first["id"], "status": "duplicate"})));
    let (status, refused) = post(r#"{"a":2}"#).await;
    assert_eq!((status, &refused["error"]), (401, &json!("unauthorized")));
    let outcome = door.receive_request(request("standard/flipkart", headers.clone(), r#"{"a":2}"#)).await;
    assert_eq!(outcome.unwrap_err().code(), "proof_used");
    assert_eq!((stack.rows("deliveries").await.len(), stack.rows("ledger").await.len()), (1, 1));
    // Another door, as another copy of the function would be, knows it too.
    let other = stack.door(Channel::Standard);
    assert_eq!(told(&other, request("standard/flipkart", headers, r#"{"a":2}"#)).await.0, 401);
    // A proof of another moment is another proof.
    let later = fklogin().sign(&Secret::new(SECRET), "1", now().plus_millis(2_000), b"").unwrap();
    assert_eq!(told(&door, request("standard/flipkart", later, r#"{"a":2}"#)).await.0, 200);
}

#[tokio::test]
async fn a_record_holds_no_body_and_outlives_its_proof() {
    let stack = flipkart().await;
    let body = "{\"name\":\"a-buyer\"}";
    assert_eq!(told(&stack.door(Channel::Standard), request("standard/flipkart", proof(), body)).await.0, 200);
    let rows = stack.rows("ledger").await;
    let row = &rows[0];
    assert!(row["pk"].as_str().unwrap().starts_with("once#flipkart#") && !row.to_string().contains("a-buyer"));
    // The proof is good for 300 s.
    assert!(row["expires_at"].as_i64().unwrap() > now().seconds() + 300);
    let delivery = &stack.rows("deliveries").await[0];
    assert_eq!(delivery["body_authenticated"], false);
    assert!(!delivery["headers"].to_string().contains("FKLOGIN"));
}

#[tokio::test]
async fn of_two_bodies_at_the_same_moment_one_is_taken() {
    let stack = flipkart().await;
    let doors = [stack.door(Channel::Standard), stack.door(Channel::Standard)];
    for round in 0..10 {
        let headers = fklogin().sign(&Secret::new(SECRET), "1", now().plus_millis(round * 2_000), b"").unwrap();
        let posts = (0..8).map(|n| {
            let body = format!("{{\"round\":{round},\"body\":{}}}", n % 2);
            let (door, headers) = (&doors[n / 4], headers.clone());
            async move { (n % 2, told(door, request("standard/flipkart", headers, &body)).await.0) }
        });
        let answers = futures_util::future::join_all(posts).await;
        let taken: Vec<_> = answers.iter().filter(|(_, status)| *status == 200).map(|(body, _)| *body).collect();
        assert!(taken.len() == 4 && taken.iter().all(|body| *body == taken[0]), "{answers:?}");
    }
    assert_eq!((stack.rows("deliveries").await.len(), stack.rows("ledger").await.len()), (10, 10));
}

#[tokio::test]
async fn without_the_ledger_nothing_that_fits_any_body_is_taken() {
    let stack = flipkart().await;
    stack.client.delete_table().table_name("storebell-ledger").send().await.unwrap();
    let door = stack.door(Channel::Standard);
    assert_eq!(told(&door, request("standard/flipkart", proof(), "{}")).await.0, 503);
    assert_eq!(stack.rows("deliveries").await.len(), 0);

    // The door of a channel that takes no such scheme has no ledger; an integration that has one all the same gets nothing.
    let stack = Stack::start().await;
    stack.make("shop", Channel::Shopify, |made| made.schemes.https = Some(fklogin())).await;
    let outcome = stack.door(Channel::Shopify).receive_request(request("shopify/shop", proof(), "{}")).await;
    assert_eq!(outcome.unwrap_err().code(), "no_ledger");
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}

#[tokio::test]
async fn only_a_door_that_needs_the_ledger_wants_its_name() {
    let stack = Stack::start().await;
    let without = ["DELIVERIES_TABLE", "INTEGRATIONS_TABLE"].map(|name| (name, stack.environment.text(name).unwrap()));
    let made = |channel| {
        ingest::WebhookReceiver::on_tables(
            channel,
            &Environment::from_pairs(without.clone()),
            &stack.client,
            Clock::system(),
        )
    };
    assert!(made(Channel::Shopify).is_ok());
    assert_eq!(made(Channel::Standard).err().unwrap().to_string(), "the environment variable LEDGER_TABLE is not set");
}

#[tokio::test]
async fn a_refusal_for_now_can_be_told_from_one_for_good() {
    let stack = flipkart().await;
    let table = StoreError::TooMany("rows");
    assert!(!ingest::IngestError::Store(table).is_final());
    let wrong = fklogin().sign(&Secret::new("another-secret"), "1", now(), b"").unwrap();
    let refused =
        stack.door(Channel::Standard).receive_request(request("standard/flipkart", wrong, "{}")).await.unwrap_err();
    assert_eq!((refused.code(), refused.is_final()), ("signature_wrong", true));
    assert_eq!(stack.rows("ledger").await.len(), 0);
}
