//! Redaction: what is personal goes, whatever comes first, and nothing else does.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use signatures::hmac_sha256;
use types::Channel;
use types::secret::Secret;
use types::time::Clock;

use crate::stack::{Stack, order};

/// A word that stands in everything personal.
const WORD: &str = "Plantedname";
const EMAIL: &str = "plantedname@example.com";

/// An order with a person in it.
pub(crate) fn personal(id: u64) -> String {
    let mut body: Value = serde_json::from_str(&order(id)).unwrap();
    body["customer"] = json!({"id": 77, "first_name": WORD, "email": EMAIL});
    body["shipping_address"] = json!({"name": WORD, "address1": "12 Plantedname Street"});
    body.to_string()
}

pub(crate) fn parcel(waybill: &str, reference: &str) -> String {
    json!({
        "tracking_number": waybill, "status": "DELIVERED", "order_number": reference, "location": "Plantedname City",
        "updated_at": "2026-11-03T10:00:00Z", "consignee": {"name": WORD, "phone": "9800000000"}
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

/// All rows of a table.
async fn rows(stack: &Stack, table: &str) -> Vec<HashMap<String, AttributeValue>> {
    stack.client.scan().table_name(table).send().await.unwrap().items.unwrap()
}

/// Everything in an attribute as text, in lower case; compressed documents as what they hold.
fn text(value: &AttributeValue) -> String {
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

/// The rows of all tables in which the planted word stands.
pub(crate) async fn planted(stack: &Stack) -> Vec<String> {
    let mut found = Vec::new();
    for table in ["deliveries", "events", "state", "ledger", "integrations", "connections"] {
        for row in rows(stack, &format!("storebell-{table}")).await {
            let personal =
                row.values().any(|value| text(value).contains("plantedname") || text(value).contains("980000"));
            found.extend(personal.then(|| format!("{table} {:?} {:?}", row.get("pk"), row.get("topic"))));
        }
    }
    found
}

async fn start() -> Stack {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    stack.courier("courier", "shop").await;
    stack
}

pub(crate) async fn courier(stack: &Stack, body: &str, sequence: &str) -> Value {
    stack.delivered_of(Channel::Selloship, "courier", "SHIPMENT_DELIVERED", body, sequence).await
}

pub(crate) async fn takes(stack: &Stack, record: &Value) {
    assert_eq!(stack.invoke(vec![record.clone()]).await, Vec::<String>::new());
}

#[tokio::test]
async fn whatever_comes_first_nothing_personal_stays_and_the_order_does() {
    for turn in 0..6 {
        let stack = start().await;
        let created = stack.delivered("shop", "orders/create", &personal(1), "100").await;
        let parcel = courier(&stack, &parcel("W1", "#1"), "101").await;
        let request = stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "102").await;
        match turn {
            0 => {
                takes(&stack, &created).await;
                takes(&stack, &parcel).await;
                stack.settle(request).await;
            }
            1 => {
                stack.settle(request).await;
                takes(&stack, &parcel).await;
                takes(&stack, &created).await;
            }
            2 => {
                takes(&stack, &created).await;
                stack.settle(request).await;
                takes(&stack, &parcel).await;
            }
            3 => {
                takes(&stack, &parcel).await;
                stack.settle(request).await;
                takes(&stack, &created).await;
            }
            4 => {
                assert!(stack.invoke(vec![request.clone(), parcel, created]).await.is_empty());
                stack.settle(stack.replayed(&request).await.unwrap()).await;
            }
            _ => {
                tokio::join!(takes(&stack, &created), takes(&stack, &parcel), stack.settle(request));
            }
        }
        assert_eq!(planted(&stack).await, Vec::<String>::new(), "turn {turn}");
        let line = stack.order_line("shop", "1").await;
        assert_eq!((&line["name"], &line["total"]), (&json!("#1"), &json!("100.00")), "turn {turn}");
        assert_eq!(stack.order("shop", "1").await.joined().shipments.len(), 1, "turn {turn}");
        assert!(stack.events().await.iter().all(|event| event["status"] == "processed"), "turn {turn}");
    }
}

#[tokio::test]
async fn a_replay_of_what_was_redacted_changes_nothing_but_its_line() {
    let stack = start().await;
    let created = stack.delivered("shop", "orders/create", &personal(1), "100").await;
    let parcel = courier(&stack, &parcel("W1", "#1"), "101").await;
    let request = stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "102").await;
    assert!(stack.invoke(vec![created.clone(), parcel.clone()]).await.is_empty());
    stack.settle(request).await;
    let (state, before) = (rows(&stack, "storebell-state").await, stack.events().await);
    assert!(before[1]["payload_summary"].as_str().unwrap().contains("removed by a redaction"), "{before:?}");
    // Its row has changed since, and no replay was asked for: nothing is to be done.
    let mut changed = created.clone();
    changed["eventName"] = json!("MODIFY");
    changed["dynamodb"]["OldImage"] = created["dynamodb"]["NewImage"].clone();
    takes(&stack, &changed).await;
    assert_eq!(stack.events().await, before);
    let replays = vec![stack.replay(&created).await, stack.replay(&parcel).await];
    assert!(stack.invoke(replays).await.is_empty());
    assert_eq!(rows(&stack, "storebell-state").await, state);
    for (before, after) in before.iter().zip(stack.events().await).take(2) {
        let same = ["status", "subject", "payload_summary", "occurred_at", "error"];
        assert!(same.iter().all(|field| before[field] == after[field]), "{before} {after}");
        assert_eq!(after["replays"], json!(1));
    }
    // A replay whose record was on its way with the whole body.
    let mut late = courier(&stack, &self::parcel("W1", "#1"), "103").await;
    late["dynamodb"]["NewImage"]["body"] = parcel["dynamodb"]["NewImage"]["body"].clone();
    late["dynamodb"]["NewImage"].as_object_mut().unwrap().remove("redacted_at");
    late["dynamodb"]["NewImage"]["replays"] = json!({"N": "2"});
    takes(&stack, &late).await;
    assert_eq!(planted(&stack).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_nobody_understood_is_found_by_its_traces_and_others_stay() {
    let stack = start().await;
    let first = stack.delivered("shop", "orders/create", &personal(1), "100").await;
    takes(&stack, &first).await;
    let his = [
        ("orders/create", format!(r#"{{"contact":"{EMAIL}"}}"#)),
        ("orders/updated", format!("no json, of {EMAIL}")),
        ("customers/update", json!({"id": 77, "first_name": WORD}).to_string()),
        ("fulfillments/create", json!({"order_id": 1, "destination": {"name": WORD}}).to_string()),
        ("checkouts/create", json!({"phone": "+91 98000 00000"}).to_string()),
    ];
    for (number, (topic, body)) in his.iter().enumerate() {
        takes(&stack, &stack.delivered("shop", topic, body, &(200 + number).to_string()).await).await;
    }
    // Of the courier: not understood, and a push of several parcels, which has no subject.
    takes(&stack, &courier(&stack, &parcel("W1", "#1"), "300").await).await;
    takes(&stack, &courier(&stack, &format!("no json of W1 for {WORD}"), "301").await).await;
    let push = json!({"Status": "SUCCESS", "waybillDetails": [
        {"waybill": "W1", "currentStatus": "DELIVERED", "statusDate": "2026-11-03T09:00:00Z", "to": WORD},
        {"waybill": "W2", "currentStatus": "DELIVERED", "statusDate": "2026-11-03T09:00:00Z"},
    ]});
    takes(&stack, &courier(&stack, &push.to_string(), "302").await).await;
    let other = stack.delivered("shop", "customers/update", r#"{"id":770,"first_name":"Ravi"}"#, "400").await;
    takes(&stack, &other).await;
    let data_request = customer_redact(&[]).replace("orders_to_redact", "orders_requested");
    takes(&stack, &stack.delivered("shop", "customers/data_request", &data_request, "401").await).await;
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "500").await).await;

    assert_eq!(planted(&stack).await, Vec::<String>::new());
    let events = stack.events().await;
    let failed = events.iter().filter(|event| event["status"] == "failed").count();
    assert_eq!((failed, events.len()), (3, 12));
    let last = events.last().unwrap();
    assert!(last["payload_summary"].as_str().unwrap().ends_with("done, 10 deliveries redacted"), "{last}");
    let kept = rows(&stack, "storebell-deliveries").await;
    assert!(kept.iter().any(|row| row.get("body").is_some_and(|body| text(body).contains("ravi"))));
}

/// A body that does not fit a row.
fn large() -> String {
    let sign = |number: u32| hmac_sha256::sign(&Secret::new("noise"), &number.to_be_bytes());
    let noise: String = (0_u32..16_000).map(sign).collect();
    let mut body: Value = serde_json::from_str(&personal(1)).unwrap();
    body["note"] = noise.into();
    body.to_string()
}

fn is_part(row: &HashMap<String, AttributeValue>) -> bool {
    row.get("kind").is_some_and(|kind| kind.as_s().is_ok_and(|kind| kind == "part"))
}

#[tokio::test]
async fn the_parts_of_a_large_body_go_also_after_a_crash_in_the_middle() {
    let stack = start().await;
    let created = stack.delivered("shop", "orders/create", &large(), "100").await;
    takes(&stack, &created).await;
    let parts: Vec<_> = rows(&stack, "storebell-deliveries").await.into_iter().filter(is_part).collect();
    assert!(parts.len() > 1);
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "101").await).await;
    let deliveries = rows(&stack, "storebell-deliveries").await;
    assert!(!deliveries.iter().any(is_part) && !deliveries.iter().any(|row| row.contains_key("removing")));

    // As it was left by one who went when the head row was replaced and one part was gone.
    for part in parts.iter().skip(1) {
        let put = stack.client.put_item().table_name("storebell-deliveries").set_item(Some(part.clone()));
        put.send().await.unwrap();
    }
    let image = &created["dynamodb"]["NewImage"];
    let removing = AttributeValue::M(HashMap::from([
        ("hash".to_owned(), AttributeValue::S(image["parts"]["M"]["hash"]["S"].as_str().unwrap().to_owned())),
        ("count".to_owned(), AttributeValue::N(parts.len().to_string())),
    ]));
    let pk = AttributeValue::S(image["pk"]["S"].as_str().unwrap().to_owned());
    let update = stack.client.update_item().table_name("storebell-deliveries").key("pk", pk);
    let update = update.update_expression("SET removing = :parts").expression_attribute_values(":parts", removing);
    update.send().await.unwrap();
    stack.settle(stack.replay(&created).await).await;
    let deliveries = rows(&stack, "storebell-deliveries").await;
    assert!(!deliveries.iter().any(is_part) && !deliveries.iter().any(|row| row.contains_key("removing")));
}

/// The event of this topic.
pub(crate) async fn event(stack: &Stack, topic: &str) -> Value {
    stack.events().await.into_iter().find(|event| event["topic"] == topic).unwrap()
}

fn is_refused(event: &Value) -> bool {
    event["status"] == "failed" && event["error"].as_str().unwrap().starts_with("still_installed")
}

#[tokio::test]
async fn a_shop_is_redacted_only_while_it_is_uninstalled_and_in_portions() {
    let stack = start().await;
    let mut batch = Vec::new();
    for id in 1..=250 {
        batch.push(stack.delivered("shop", "orders/create", &personal(id), &(100 + id).to_string()).await);
    }
    batch.push(courier(&stack, &parcel("W1", "#1"), "400").await);
    batch.push(stack.delivered("shop", "customers/update", &json!({"first_name": WORD}).to_string(), "401").await);
    batch.push(stack.delivered("shop", "orders/create", &format!("no json {WORD}"), "402").await);
    assert!(stack.invoke(batch).await.is_empty());
    let late = stack.delivered("shop", "orders/create", &personal(999), "403").await;
    let request = stack.delivered("shop", "shop/redact", SHOP_REDACT, "404").await;
    takes(&stack, &request).await;
    assert!(is_refused(&event(&stack, "shop/redact").await));
    assert!(planted(&stack).await.len() > 250);

    takes(&stack, &stack.delivered("shop", "app/uninstalled", UNINSTALLED, "405").await).await;
    stack.settle(stack.replay(&request).await).await;
    let done = event(&stack, "shop/redact").await;
    assert_eq!(done["status"], "processed", "{done}");
    // What comes later, and happened before.
    takes(&stack, &late).await;
    let again = stack.delivered("shop", "orders/updated", &personal(1), "406").await;
    takes(&stack, &again).await;
    takes(&stack, &stack.replay(&again).await).await;
    assert_eq!(planted(&stack).await, Vec::<String>::new());
    assert_eq!(stack.order_line("shop", "250").await["total"], "100.00");

    // It comes back: what happens from now on is a new customer's.
    let now = Clock::system().now().plus_millis(1_000).to_string();
    let new = personal(2_000).replace("2026-11-02T10:00:00Z", &now);
    takes(&stack, &stack.delivered("shop", "orders/create", &new, "500").await).await;
    assert!(planted(&stack).await.iter().any(|row| row.contains("deliveries")));
    let refused = stack.replay(&request).await;
    takes(&stack, &refused).await;
    assert!(is_refused(&event(&stack, "shop/redact").await));
}

#[tokio::test]
async fn a_request_redacts_its_own_shop_alone() {
    let stack = start().await;
    stack.integration("other", &[]).await;
    for (shop, sequence) in [("shop", "100"), ("other", "101")] {
        takes(&stack, &stack.delivered(shop, "orders/create", &personal(1), sequence).await).await;
    }
    // A genuine body of the one shop under the other's name.
    stack.settle(stack.delivered("other", "customers/redact", &customer_redact(&[1]), "102").await).await;
    let refused = event(&stack, "customers/redact").await;
    assert!(refused["error"].as_str().unwrap().starts_with("account_mismatch"), "{refused}");
    assert_eq!(planted(&stack).await.iter().filter(|row| row.contains("orders/create")).count(), 2);
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "103").await).await;
    let left = planted(&stack).await;
    let orders: Vec<_> = left.iter().filter(|row| row.contains("orders/create")).collect();
    assert!(orders.len() == 1 && orders[0].contains("other#"), "{left:?}");
}

#[tokio::test]
async fn a_replay_whose_parts_a_redaction_has_removed_is_read_as_what_is_left() {
    let stack = start().await;
    let created = stack.delivered("shop", "orders/create", &large(), "100").await;
    takes(&stack, &created).await;
    // Its record still names the parts.
    let replay = stack.replay(&created).await;
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "101").await).await;
    takes(&stack, &replay).await;
    let event = event(&stack, "orders/create").await;
    assert_eq!((&event["status"], &event["replays"]), (&json!("processed"), &json!(1)), "{event}");
}

#[tokio::test]
async fn a_late_delivery_that_cannot_be_applied_is_redacted_all_the_same() {
    let stack = start().await;
    takes(&stack, &stack.delivered("shop", "orders/create", &personal(1), "100").await).await;
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "101").await).await;
    for row in rows(&stack, "storebell-state").await {
        let mut spoilt = row.clone();
        spoilt.insert("document".to_owned(), AttributeValue::B(Blob::new("spoilt")));
        let put = stack.client.put_item().table_name("storebell-state").set_item(Some(spoilt));
        put.send().await.unwrap();
    }
    takes(&stack, &stack.delivered("shop", "orders/updated", &personal(1), "102").await).await;
    let event = event(&stack, "orders/updated").await;
    assert!(event["error"].as_str().unwrap().starts_with("state_unreadable"), "{event}");
    assert_eq!(planted(&stack).await, Vec::<String>::new());
}

/// A try before may have taken it back, and not come to tell of it.
#[tokio::test]
async fn a_summary_that_was_taken_back_is_told_again_when_its_request_comes_again() {
    let stack = start().await;
    takes(&stack, &courier(&stack, &parcel("W1", "#1"), "100").await).await;
    takes(&stack, &stack.delivered("shop", "orders/create", &personal(1), "101").await).await;
    let request = stack.delivered("shop", "customers/redact", &customer_redact(&[1]), "102").await;
    stack.settle(request.clone()).await;
    stack.connection("asha", "live", true, 60).await;
    takes(&stack, &request).await;
    let frames = stack.management.frames("live");
    let told = |line: &Value| line["payload_summary"].as_str().unwrap().contains("removed by a redaction");
    assert!(frames.iter().flat_map(|frame| frame["events"].as_array().unwrap()).any(told), "{frames:?}");
    let notes = rows(&stack, "storebell-ledger").await.into_iter().filter(|row| text(&row["pk"]).contains("late#"));
    let notes: Vec<_> = notes.collect();
    assert!(!notes.is_empty() && notes.iter().all(|note| note.contains_key("over_at")), "{notes:?}");
}
