//! Replays: who may ask, what is counted, and that a bulk one gets to its end.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use types::event_id::EventId;

use crate::deliveries::deliver;
use crate::stack::{Stack, Told, time};

async fn replay(stack: &Stack, user: &str, id: EventId) -> Told {
    stack.ask(user, "POST", &format!("/api/webhooks/{id}/replay"), None).await
}

async fn bulk(stack: &Stack, user: &str, body: Value) -> Told {
    stack.ask(user, "POST", "/api/webhooks/replay", Some(body)).await
}

/// All calls of a replay of events of `status`: their answers.
async fn to_the_end(stack: &Stack, status: &str, limit: usize) -> Vec<Value> {
    let (mut answers, mut after) = (Vec::new(), Value::Null);
    loop {
        let body = json!({"filter": {"status": status}, "limit": limit, "after": after});
        let (status, response) = bulk(stack, "demo", body).await;
        assert_eq!(status, 200, "{response}");
        after = response["next"].clone();
        answers.push(response);
        if after.is_null() {
            return answers;
        }
        assert!(answers.len() < 100, "no end");
    }
}

fn sum(answers: &[Value], count: &str) -> u64 {
    answers.iter().map(|response| response[count].as_u64().unwrap()).sum()
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

/// A stack of `demo` with a shop and its deliveries; every third event is a failed one, of another topic.
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
    assert_eq!(stack.ask("demo", "PATCH", "/api/integrations/shop", Some(members)).await.0, 200);
}

#[tokio::test]
async fn owners_and_members_replay_a_viewer_may_not_and_to_a_stranger_there_is_nothing() {
    let (stack, ids) = shop(1..2).await;
    members(&stack).await;
    for (user, replays) in [("demo", 1), ("mia", 2)] {
        assert_eq!(replay(&stack, user, ids[0]).await, (200, json!({"id": ids[0], "replays": replays})));
    }
    let (status, body) = replay(&stack, "vic", ids[0]).await;
    assert_eq!((status, &body["error"]), (403, &json!("forbidden")));
    let theirs = replay(&stack, "eve", ids[0]).await;
    let nobodys = replay(&stack, "eve", EventId::first_of(time(9))).await;
    assert_eq!((theirs.0, &theirs.1), (404, &nobodys.1));

    let any = |integration: &str| json!({"filter": {"status": "any", "integration": integration}});
    assert_eq!(bulk(&stack, "mia", any("shop")).await.1["replayed"], 1);
    assert_eq!(bulk(&stack, "vic", any("shop")).await.0, 403);
    assert_eq!(bulk(&stack, "vic", json!({"filter": {"status": "any"}})).await.0, 403);
    let theirs = bulk(&stack, "eve", any("shop")).await;
    assert_eq!((theirs.0, &theirs.1), (404, &bulk(&stack, "eve", any("none")).await.1));
    let (status, nothing) = bulk(&stack, "eve", json!({"filter": {"status": "any"}})).await;
    assert_eq!((status, &nothing["matched"], &nothing["next"]), (200, &json!(0), &Value::Null));
    assert_eq!(counts(&stack).await, [(ids[0], 3)]);
}

#[tokio::test]
async fn of_what_a_user_may_only_look_at_a_bulk_replay_takes_nothing() {
    let (stack, ids) = shop(1..3).await;
    members(&stack).await;
    stack.integration("vic", "vics").await;
    stack.events("vics", [7]).await;
    let (status, response) = bulk(&stack, "vic", json!({"filter": {"status": "any"}})).await;
    assert_eq!((status, &response["matched"], &response["gone"]), (200, &json!(1), &json!(1)));
    assert_eq!(counts(&stack).await, [(ids[0], 0), (ids[1], 0)]);
}

#[tokio::test]
async fn a_delivery_that_is_no_longer_kept_is_gone_and_none_is_made() {
    let (stack, ids) = shop(1..3).await;
    let never = stack.events("shop", [9]).await[0];
    // Its time is over, but DynamoDB has not removed it yet.
    let rows = stack.client.scan().table_name("storebell-deliveries").send().await.unwrap().items.unwrap();
    let row = rows.into_iter().find(|row| row["event_id"].as_s().unwrap() == &ids[0].to_string()).unwrap();
    let update = stack.client.update_item().table_name("storebell-deliveries").key("pk", row["pk"].clone());
    let past = AttributeValue::N("1".into());
    let update = update.update_expression("SET expires_at = :past").expression_attribute_values(":past", past);
    update.send().await.unwrap();
    for id in [never, ids[0]] {
        let (status, body) = replay(&stack, "demo", id).await;
        assert_eq!((status, &body["error"]), (410, &json!("gone")));
    }
    let (_, response) = bulk(&stack, "demo", json!({"filter": {"integration": "shop"}})).await;
    let told = json!({"matched": 3, "replayed": 1, "gone": 2, "next": null, "dry_run": false});
    assert_eq!(response, told);
    assert_eq!(counts(&stack).await, [(ids[0], 0), (ids[1], 1)]);
}

#[tokio::test]
async fn a_bulk_replay_takes_what_fits_each_once_and_ends() {
    let (stack, ids) = shop(0..40).await;
    let (status, dry) = bulk(&stack, "demo", json!({"filter": {"status": "failed"}, "dry_run": true})).await;
    let told = json!({"matched": 14, "replayed": 0, "gone": 0, "next": null, "dry_run": true});
    assert_eq!((status, dry), (200, told));
    assert!(counts(&stack).await.iter().all(|(_, replays)| *replays == 0));

    let answers = to_the_end(&stack, "failed", 4).await;
    assert_eq!((answers.len(), sum(&answers, "matched"), sum(&answers, "replayed")), (4, 14, 14));
    let wanted: Vec<_> = ids.iter().enumerate().map(|(at, id)| (*id, u64::from(at % 3 == 0))).collect();
    assert_eq!(counts(&stack).await, wanted);

    let filter = json!({"topic": "orders/create", "source": "shopify", "from": time(10), "to": time(13)});
    let (_, some) = bulk(&stack, "demo", json!({ "filter": filter })).await;
    assert_eq!(some["replayed"], 2, "{some}");
}

#[tokio::test]
async fn one_call_replays_500_at_most() {
    let (stack, _) = shop(0..520).await;
    let answers = to_the_end(&stack, "any", 500).await;
    // A call ends early where its time is up, and what lies behind its place may then be replayed by the next one, too.
    assert!(answers.iter().all(|response| response["replayed"].as_u64().unwrap() <= 500), "{answers:?}");
    assert!(answers.len() >= 2);
    assert_eq!(sum(&answers, "replayed"), 520);
    assert!(counts(&stack).await.iter().all(|(_, replays)| *replays >= 1));
}

#[tokio::test]
async fn a_call_reads_a_bounded_number_of_rows_and_goes_on_behind_them() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    stack.events("shop", (0..6_200).filter(|n| n % 3 != 0 || *n < 6)).await;
    let answers = to_the_end(&stack, "failed", 500).await;
    assert_eq!((answers.len(), sum(&answers, "matched"), sum(&answers, "gone")), (2, 2, 2));
    assert_eq!(answers[0]["matched"], 0);
}

#[tokio::test]
async fn a_table_that_fails_at_once_is_503() {
    let (stack, ids) = shop(1..3).await;
    stack.client.delete_table().table_name("storebell-deliveries").send().await.unwrap();
    let one = replay(&stack, "demo", ids[0]).await;
    let many = bulk(&stack, "demo", json!({"filter": {"status": "any"}})).await;
    for (status, body) in [one, many] {
        assert_eq!((status, &body["error"]), (503, &json!("unavailable")));
    }
}

#[tokio::test]
async fn what_nobody_should_want_is_refused_and_replays_nothing() {
    let (stack, ids) = shop(1..2).await;
    for (body, word) in [
        (json!({}), "bad_body"),
        (json!({"filter": {}}), "empty_filter"),
        (json!({"filter": {"status": "failed"}, "limit": 501}), "bad_body"),
        (json!({"filter": {"status": "failed"}, "after": "AA"}), "bad_cursor"),
        (json!({"filter": {"sort": "up"}}), "bad_body"),
    ] {
        let (status, response) = bulk(&stack, "demo", body.clone()).await;
        assert_eq!((status, &response["error"]), (400, &json!(word)), "{body}");
    }
    for bad in ["replay", "register", "stats", "connections", "events", "shopify", &ids[0].to_string().to_lowercase()] {
        let path = format!("/api/webhooks/{bad}/replay");
        assert_eq!(stack.ask("demo", "POST", &path, None).await.0, 404, "{bad}");
    }
    assert_eq!(stack.get("demo", "/api/webhooks/replay").await.0, 405);
    assert_eq!(counts(&stack).await, [(ids[0], 0)]);
}
