//! Replays of one event and of all events that a filter matches.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use types::event_id::EventId;

use crate::deliveries::deliver;
use crate::stack::{JsonResponse, Stack, time};

async fn replay(stack: &Stack, user: &str, id: EventId) -> JsonResponse {
    stack.call(user, "POST", &format!("/api/webhooks/{id}/replay"), None).await
}

async fn bulk(stack: &Stack, user: &str, body: Value) -> JsonResponse {
    stack.call(user, "POST", "/api/webhooks/replay", Some(body)).await
}

/// Repeats a bulk replay of the events of `status` until it ends; returns the responses.
async fn bulk_to_the_end(stack: &Stack, status: &str, limit: usize) -> Vec<Value> {
    let (mut responses, mut after) = (Vec::new(), Value::Null);
    loop {
        let body = json!({"filter": {"status": status}, "limit": limit, "after": after});
        let (status, response) = bulk(stack, "demo", body).await;
        assert_eq!(status, 200, "{response}");
        after = response["next"].clone();
        responses.push(response);
        if after.is_null() {
            return responses;
        }
        assert!(responses.len() < 100, "no end");
    }
}

fn sum(responses: &[Value], count: &str) -> u64 {
    responses.iter().map(|response| response[count].as_u64().unwrap()).sum()
}

/// The `replays` of every delivery, by event.
async fn counts(stack: &Stack) -> Vec<(EventId, u64)> {
    let rows = stack.client.scan().table_name("storebell-deliveries").send().await.unwrap().items.unwrap();
    let mut counts: Vec<_> = rows
        .iter()
        .map(|row| {
            let id = row["event_id"].as_s().unwrap().parse().unwrap();
            (id, row["replays"].as_n().unwrap().parse().unwrap())
        })
        .collect();
    counts.sort_unstable();
    counts
}

/// A stack with a shop of `demo` and its deliveries; every third event is failed and of another topic.
async fn shop(millis: std::ops::Range<i64>) -> (Stack, Vec<EventId>) {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    let delivered = millis.map(|millis| {
        let stack = &stack;
        async move { deliver(stack, millis, format!("{{\"id\":{millis}}}").as_bytes()).await }
    });
    let ids = types::concurrency::bounded(16, delivered.collect()).await;
    (stack, ids)
}

async fn members(stack: &Stack) {
    let members = json!({"members": [
        {"user": "demo", "role": "owner"}, {"user": "mia", "role": "member"}, {"user": "vic", "role": "viewer"},
    ]});
    assert_eq!(stack.call("demo", "PATCH", "/api/integrations/shop", Some(members)).await.0, 200);
}

#[tokio::test]
async fn owners_and_members_replay_viewers_get_403_and_strangers_404() {
    let (stack, ids) = shop(1..2).await;
    members(&stack).await;
    for (user, replays) in [("demo", 1), ("mia", 2)] {
        assert_eq!(replay(&stack, user, ids[0]).await, (200, json!({"id": ids[0], "replays": replays})));
    }
    let (status, body) = replay(&stack, "vic", ids[0]).await;
    assert_eq!((status, &body["error"]), (403, &json!("forbidden")));
    let of_existing = replay(&stack, "eve", ids[0]).await;
    let of_unknown = replay(&stack, "eve", EventId::first_of(time(9))).await;
    assert_eq!((of_existing.0, &of_existing.1), (404, &of_unknown.1));

    let any = |integration: &str| json!({"filter": {"status": "any", "integration": integration}});
    assert_eq!(bulk(&stack, "mia", any("shop")).await.1["replayed"], 1);
    assert_eq!(bulk(&stack, "vic", any("shop")).await.0, 403);
    assert_eq!(bulk(&stack, "vic", json!({"filter": {"status": "any"}})).await.0, 403);
    let of_existing = bulk(&stack, "eve", any("shop")).await;
    assert_eq!((of_existing.0, &of_existing.1), (404, &bulk(&stack, "eve", any("none")).await.1));
    let (status, nothing) = bulk(&stack, "eve", json!({"filter": {"status": "any"}})).await;
    assert_eq!((status, &nothing["matched"], &nothing["next"]), (200, &json!(0), &Value::Null));
    assert_eq!(counts(&stack).await, [(ids[0], 3)]);
}

#[tokio::test]
async fn bulk_replay_skips_integrations_of_which_the_user_is_viewer() {
    let (stack, ids) = shop(1..3).await;
    members(&stack).await;
    stack.integration("vic", "vics").await;
    stack.events("vics", [7]).await;
    let (status, response) = bulk(&stack, "vic", json!({"filter": {"status": "any"}})).await;
    assert_eq!((status, &response["matched"], &response["gone"]), (200, &json!(1), &json!(1)));
    assert_eq!(counts(&stack).await, [(ids[0], 0), (ids[1], 0)]);
}

#[tokio::test]
async fn replay_without_stored_delivery_is_gone() {
    let (stack, ids) = shop(1..3).await;
    let without_delivery = stack.events("shop", [9]).await[0];
    // It has expired, but DynamoDB has not deleted it yet.
    let rows = stack.client.scan().table_name("storebell-deliveries").send().await.unwrap().items.unwrap();
    let row = rows.into_iter().find(|row| row["event_id"].as_s().unwrap() == &ids[0].to_string()).unwrap();
    let update = stack.client.update_item().table_name("storebell-deliveries").key("pk", row["pk"].clone());
    let past = AttributeValue::N("1".into());
    let update = update.update_expression("SET expires_at = :past").expression_attribute_values(":past", past);
    update.send().await.unwrap();
    for id in [without_delivery, ids[0]] {
        let (status, body) = replay(&stack, "demo", id).await;
        assert_eq!((status, &body["error"]), (410, &json!("gone")));
    }
    let (_, response) = bulk(&stack, "demo", json!({"filter": {"integration": "shop"}})).await;
    let expected = json!({"matched": 3, "replayed": 1, "gone": 2, "next": null, "dry_run": false});
    assert_eq!(response, expected);
    assert_eq!(counts(&stack).await, [(ids[0], 0), (ids[1], 1)]);
}

#[tokio::test]
async fn bulk_replay_replays_each_matching_event_once_and_ends() {
    let (stack, ids) = shop(0..40).await;
    let (status, dry) = bulk(&stack, "demo", json!({"filter": {"status": "failed"}, "dry_run": true})).await;
    let expected = json!({"matched": 14, "replayed": 0, "gone": 0, "next": null, "dry_run": true});
    assert_eq!((status, dry), (200, expected));
    assert!(counts(&stack).await.iter().all(|(_, replays)| *replays == 0));

    let responses = bulk_to_the_end(&stack, "failed", 4).await;
    assert_eq!((responses.len(), sum(&responses, "matched"), sum(&responses, "replayed")), (4, 14, 14));
    let expected: Vec<_> = ids.iter().enumerate().map(|(at, id)| (*id, u64::from(at % 3 == 0))).collect();
    assert_eq!(counts(&stack).await, expected);

    let filter = json!({"topic": "orders/create", "source": "shopify", "from": time(10), "to": time(13)});
    let (_, some) = bulk(&stack, "demo", json!({ "filter": filter })).await;
    assert_eq!(some["replayed"], 2, "{some}");
}

#[tokio::test]
async fn one_call_replays_at_most_500_events() {
    let (stack, _) = shop(0..520).await;
    let responses = bulk_to_the_end(&stack, "any", 500).await;
    // A call may end early at its time limit. Events behind its `next` may then be replayed again by the next call.
    assert!(responses.iter().all(|response| response["replayed"].as_u64().unwrap() <= 500), "{responses:?}");
    assert!(responses.len() >= 2);
    assert_eq!(sum(&responses, "replayed"), 520);
    assert!(counts(&stack).await.iter().all(|(_, replays)| *replays >= 1));
}

#[tokio::test]
async fn bulk_replay_reads_a_bounded_number_of_rows_per_call() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    stack.events("shop", (0..6_200).filter(|n| n % 3 != 0 || *n < 6)).await;
    let responses = bulk_to_the_end(&stack, "failed", 500).await;
    assert_eq!((responses.len(), sum(&responses, "matched"), sum(&responses, "gone")), (2, 2, 2));
    assert_eq!(responses[0]["matched"], 0);
}

#[tokio::test]
async fn replay_is_503_if_the_table_fails() {
    let (stack, ids) = shop(1..3).await;
    stack.tables.drop_table("deliveries").await;
    let one = replay(&stack, "demo", ids[0]).await;
    let many = bulk(&stack, "demo", json!({"filter": {"status": "any"}})).await;
    for (status, body) in [one, many] {
        assert_eq!((status, &body["error"]), (503, &json!("unavailable")));
    }
}

#[tokio::test]
async fn invalid_replay_is_rejected_and_replays_nothing() {
    let (stack, ids) = shop(1..2).await;
    for (body, code) in [
        (json!({}), "bad_body"),
        (json!({"filter": {}}), "empty_filter"),
        (json!({"filter": {"status": "failed"}, "limit": 501}), "bad_body"),
        (json!({"filter": {"status": "failed"}, "after": "AA"}), "bad_cursor"),
        (json!({"filter": {"sort": "up"}}), "bad_body"),
    ] {
        let (status, response) = bulk(&stack, "demo", body.clone()).await;
        assert_eq!((status, &response["error"]), (400, &json!(code)), "{body}");
    }
    for bad in ["replay", "register", "stats", "connections", "events", "shopify", &ids[0].to_string().to_lowercase()] {
        let path = format!("/api/webhooks/{bad}/replay");
        assert_eq!(stack.call("demo", "POST", &path, None).await.0, 404, "{bad}");
    }
    assert_eq!(stack.get("demo", "/api/webhooks/replay").await.0, 405);
    assert_eq!(counts(&stack).await, [(ids[0], 0)]);
}
