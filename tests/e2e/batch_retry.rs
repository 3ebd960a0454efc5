//! A batch is exhausted while a table is missing, and is retried automatically once the table exists.

use serde_json::{Value, json};
use types::time::{Clock, Time};

use crate::stack::{Stack, Webhook, read};

/// Invokes the function as its schedule does, at a time in this number of minutes.
async fn retry(stack: &Stack, minutes: i64) -> Value {
    let time = Clock::system().now().plus_millis(minutes * 60_000);
    let url = stack.url("/2015-03-31/functions/retry/invocations");
    let response = stack.http().post(url).body(json!({ "time": time }).to_string()).send().await.unwrap();
    assert!(!response.headers().contains_key("x-amz-function-error"));
    read(response).await.1
}

#[tokio::test]
async fn exhausted_batch_is_retried_automatically_and_shown_once() {
    let stack = Stack::with(&["--ephemeral", "--stream-retries", "1"]).await;
    let dynamodb = local_dynamodb::dynamodb(&stack.variable("AWS_ENDPOINT_URL_DYNAMODB"));
    dynamodb.delete_table().table_name("storebell-state").send().await.unwrap();
    let id = stack.post(&Webhook::sample("orders/create")).await.event_id();
    stack.logged(&["written to the on-failure file"]).await;
    assert_eq!(stack.rows().await.of("events"), 0);

    // Shown as failed once the batch is read, with the time of the next retry.
    assert_eq!(retry(&stack, 0).await["batches"], 1);
    let (_, page) = stack.get("demo", "/api/webhooks?status=failed").await;
    let failed = &page["events"][0];
    assert_eq!((&failed["id"], &failed["attempt"]), (&json!(id), &json!(0)));
    assert!(failed["error"].as_str().unwrap().starts_with("batch_failed: "), "{failed}");
    let next: Time = failed["next_retry_at"].as_str().unwrap().parse().unwrap();
    let processed: Time = failed["processed_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(next, processed.plus_millis(60_000));

    local_dynamodb::ensure_tables(&dynamodb).await.unwrap();
    assert_eq!(retry(&stack, 2).await["retried"], 1);
    let page = stack.until("/api/webhooks", |page| page["events"][0]["status"] == "processed").await;
    let events = page["events"].as_array().unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!((&events[0]["id"], &events[0]["attempt"]), (&json!(id), &json!(1)));
    assert_eq!((&events[0]["next_retry_at"], &events[0]["error"]), (&Value::Null, &Value::Null));
    let orders = stack.until("/api/orders", |page| page["orders"][0].is_object()).await;
    assert_eq!(orders["orders"].as_array().unwrap().len(), 1);
    assert_eq!(orders["orders"][0]["rev"], 1);

    // A further run finds no work.
    let nothing = json!({"batches": 0, "set_aside": 0, "deliveries": 0, "retried": 0, "stale": 0, "gone": 0});
    assert_eq!(retry(&stack, 100).await, nothing);
    stack.stop().await;
}
