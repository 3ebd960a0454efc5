//! Replays of stored deliveries: of one, or of all that match a filter.

use std::process::Stdio;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::timeout;

use crate::stack::{Stack, TIMEOUT, Webhook};

/// A signed webhook with an order topic whose body is not an order.
fn not_an_order(number: usize) -> Webhook {
    Webhook::new("orders/create", json!({ "number": number }).to_string())
}

async fn replay(stack: &Stack, user: &str, id: &str) -> (u16, Value) {
    stack.send(Method::POST, user, &format!("/api/webhooks/{id}/replay"), &json!({})).await
}

/// The output of `storebell replay`.
async fn replay_command(stack: &Stack, arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storebell"));
    command.arg("replay").args(arguments.split_whitespace()).args(["--url", &stack.url("")]).stderr(Stdio::inherit());
    let output = command.env_remove("STOREBELL_TOKEN").output().await.unwrap();
    assert!(output.status.success(), "{arguments}: {}", output.status);
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn replayed_event_is_processed_again_and_pushed() {
    let stack = Stack::start().await;
    let failed = stack.post(&not_an_order(1)).await.event_id();
    let path = format!("/api/webhooks/{failed}");
    let before = stack.until(&path, |event| event["rev"] == 1).await;
    assert_eq!((&before["status"], &before["delivery"]["replays"]), (&json!("failed"), &json!(0)));

    let mut live = stack.websocket("demo", None).await;
    assert_eq!(replay(&stack, "demo", &failed).await, (200, json!({"id": failed, "replays": 1})));
    let frame = live.next_frame().await;
    let line = &frame["events"][0];
    assert_eq!((&line["id"], &line["rev"], &line["status"]), (&json!(failed), &json!(2), &json!("failed")));
    assert!(replay_command(&stack, &failed).await.contains("replays so far: 2"));
    let after = stack.until(&path, |event| event["rev"] == 3).await;
    assert_eq!((&after["error"], &after["delivery"]["replays"]), (&before["error"], &json!(2)));
}

#[tokio::test]
async fn replay_of_an_order_does_not_change_it() {
    let stack = Stack::start().await;
    for topic in ["orders/create", "orders/updated"] {
        assert_eq!(stack.post(&Webhook::sample(topic)).await.status, 200);
    }
    stack.events(2).await;
    let (_, before) = stack.get("demo", "/api/orders").await;
    assert_eq!(replay_command(&stack, "--status any --dry-run").await, "2 matched, 0 replayed, 0 gone");
    assert_eq!(replay_command(&stack, "--status processed --source shopify").await, "2 matched, 2 replayed, 0 gone");
    let is_done = |page: &Value| page["events"].as_array().unwrap().iter().all(|event| event["rev"] == 2);
    stack.until("/api/webhooks", is_done).await;
    let (_, after) = stack.get("demo", "/api/orders").await;
    assert_eq!(before["orders"], after["orders"]);
}

#[tokio::test]
async fn bulk_replay_processes_each_failed_event_once() {
    const FAILED: usize = 300;
    let stack = Stack::start().await;
    let good = stack.post(&Webhook::sample("orders/create")).await.event_id();
    let webhooks: Vec<_> = (0..FAILED).map(not_an_order).collect();
    for some in webhooks.chunks(30) {
        for response in join_all(some.iter().map(|webhook| stack.post(webhook))).await {
            assert_eq!(response.status, 200, "{response:?}");
        }
    }
    let counted = |count: usize, replayed: usize| format!("{count} matched, {replayed} replayed, 0 gone");
    let all_are_there =
        async { while replay_command(&stack, "--status failed --dry-run").await != counted(FAILED, 0) {} };
    timeout(TIMEOUT, all_are_there).await.expect("a dry run counts all failed events");
    // By the API, in several calls.
    let mut request = json!({"filter": {"status": "failed", "topic": "orders/create"}, "limit": 120});
    let mut replayed = Vec::new();
    loop {
        let (status, response) = stack.send(Method::POST, "demo", "/api/webhooks/replay", &request).await;
        assert_eq!((status, &response["matched"]), (200, &response["replayed"]), "{response}");
        replayed.push(response["replayed"].as_u64().unwrap());
        request["after"] = response["next"].clone();
        if request["after"].is_null() {
            break;
        }
    }
    // A call ends early at its time limit.
    assert!(replayed.len() >= 3 && replayed.iter().all(|count| *count <= 120), "{replayed:?}");
    assert_eq!(replayed.iter().sum::<u64>(), FAILED as u64);
    let twice = |page: &Value| page["events"].as_array().unwrap().iter().all(|event| event["rev"].as_u64() >= Some(2));
    let first = stack.until("/api/webhooks?status=failed&limit=200", twice).await;
    let next = first["next"].as_str().unwrap();
    let second = stack.until(&format!("/api/webhooks?status=failed&limit=200&after={next}"), twice).await;
    assert_eq!(second["events"].as_array().unwrap().len(), FAILED - 200);
    // No other event was replayed, and the number of rows is unchanged.
    assert_eq!(stack.get("demo", &format!("/api/webhooks/{good}")).await.1["rev"], 1);
    let rows = stack.rows().await;
    assert_eq!((rows.of("deliveries"), rows.of("events"), rows.of("state")), (301, 301, 1));

    // The command makes all calls.
    assert_eq!(replay_command(&stack, "--status failed --topic orders/create").await, counted(FAILED, FAILED));
}

#[tokio::test]
async fn replay_is_404_for_a_stranger_and_403_for_a_viewer() {
    let stack = Stack::start().await;
    let id = stack.post(&Webhook::sample("orders/create")).await.event_id();
    stack.events(1).await;
    let members = json!({"members": [{"user": "demo", "role": "owner"}, {"user": "viewer", "role": "viewer"}]});
    assert_eq!(stack.send(Method::PATCH, "demo", "/api/integrations/demo-shopify", &members).await.0, 200);
    let any = json!({"filter": {"status": "any"}});
    for (user, one, many) in [("stranger", 404, 200), ("viewer", 403, 403)] {
        assert_eq!(replay(&stack, user, &id).await.0, one, "{user}");
        let (status, response) = stack.send(Method::POST, user, "/api/webhooks/replay", &any).await;
        assert_eq!(status, many, "{user}: {response}");
    }
    assert_eq!(stack.get("demo", &format!("/api/webhooks/{id}")).await.1["delivery"]["replays"], 0);
}

/// A fiftieth of the events of `load replays` in `tests/bench`.
#[tokio::test]
async fn replay_after_a_repair_leaves_no_failed_event_and_changes_no_order_twice() {
    let stack = Stack::start().await;
    let (url, token) = (stack.url("").parse().unwrap(), stack.token("demo").await);
    load::replays::run(&url, &token, &stack.variable("AWS_ENDPOINT_URL_DYNAMODB"), 200).await.unwrap();
}
