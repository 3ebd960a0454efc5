//! The mapping with the embedded engine, and with functions that fail in different ways.

mod stack;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use self::stack::{Stack, TIMEOUT, all_done, collect, function, keys, next, seen};
use super::{CHECKPOINT_FILE, ON_FAILURE_FILE, Settings};

/// Short pauses between retries.
fn fast_retries() -> Settings {
    Settings { first_pause: Duration::from_millis(1), max_pause: Duration::from_millis(5), ..Settings::default() }
}

/// One partition, so that the order of all records is known.
fn one_worker() -> Settings {
    Settings { workers: 1, ..fast_retries() }
}

fn failed_items<'a>(sequences: impl IntoIterator<Item = &'a str>) -> Value {
    let items: Vec<Value> = sequences.into_iter().map(|id| json!({"itemIdentifier": id})).collect();
    json!({"batchItemFailures": items})
}

#[tokio::test]
async fn changes_of_one_item_stay_in_order_while_partitions_run_concurrently() {
    let stack = Stack::start().await;
    for version in 0..10 {
        for item in 0..10 {
            stack.put(&format!("item{item}"), version).await;
        }
    }
    // The first two invocations end only once both have started.
    let (both, running) = (Arc::new(tokio::sync::Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let (handler, mut invocations) = function(move |_| {
        let (both, running) = (both.clone(), running.clone());
        async move {
            if running.fetch_add(1, Ordering::SeqCst) < 2 {
                both.wait().await;
            }
            all_done()
        }
    });
    let mapping = stack.map(handler, Settings { batch_size: 7, ..fast_retries() });
    let all = collect(&mut invocations, 100).await;
    mapping.stop().await;
    assert_eq!(all.len(), 100);
    for item in 0..10 {
        let key = format!("item{item}");
        let versions: Vec<u64> = all.iter().filter(|record| record.key == key).map(|record| record.version).collect();
        assert_eq!(versions, (0..10).collect::<Vec<_>>(), "{key}");
    }
}

#[tokio::test]
async fn records_from_the_lowest_failed_one_are_sent_again() {
    let stack = Stack::start().await;
    for item in 0..6 {
        stack.put(&format!("item{item}"), 0).await;
    }
    let failed_before = Arc::new(AtomicBool::new(false));
    let (handler, mut invocations) = function(move |records| {
        let first_time = !failed_before.swap(true, Ordering::SeqCst);
        async move {
            let failed = [4, 2].map(|index| records.get(index).map_or("", |record| &record.sequence));
            if first_time { Ok(failed_items(failed)) } else { all_done() }
        }
    });
    let mapping = stack.map(handler, one_worker());
    assert_eq!(keys(&next(&mut invocations).await), ["item0", "item1", "item2", "item3", "item4", "item5"]);
    assert_eq!(keys(&next(&mut invocations).await), ["item2", "item3", "item4", "item5"]);
    stack.put("item6", 0).await;
    assert_eq!(keys(&next(&mut invocations).await), ["item6"]);
    mapping.stop().await;
}

#[tokio::test]
async fn exhausted_batch_is_in_the_on_failure_file_and_its_partition_continues() {
    let stack = Stack::start().await;
    stack.put("poison", 0).await;
    let (handler, mut invocations) = function(|records| async move {
        assert!(!keys(&records).contains(&"poison"), "poison");
        all_done()
    });
    let mapping = stack.map(handler, Settings { retries: 2, ..one_worker() });
    for _attempt in 0..3 {
        assert_eq!(keys(&next(&mut invocations).await), ["poison"]);
    }
    stack.put("good", 0).await;
    assert_eq!(keys(&next(&mut invocations).await), ["good"]);
    mapping.stop().await;

    let lines = std::fs::read_to_string(stack.folder().join(ON_FAILURE_FILE)).expect("a file");
    let line: Value = serde_json::from_str(&lines).expect("one line");
    assert_eq!(line["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(line["requestContext"]["approximateInvokeCount"], 3);
    assert_eq!(line["DDBStreamBatchInfo"]["streamArn"], stack.stream_arn.as_str());
    let event: Value = serde_json::from_str(line["payload"].as_str().expect("text")).expect("an event");
    assert_eq!(keys(&seen(&event)), ["poison"]);
}

#[tokio::test]
async fn only_new_records_are_sent_after_a_clean_stop() {
    let stack = Stack::start().await;
    for version in 0..3 {
        stack.put("before", version).await;
    }
    let (handler, mut invocations) = function(|_| async { all_done() });
    let mapping = stack.map(handler.clone(), fast_retries());
    collect(&mut invocations, 3).await;
    mapping.stop().await;

    stack.put("while stopped", 0).await;
    let mapping = stack.map(handler, fast_retries());
    assert_eq!(keys(&next(&mut invocations).await), ["while stopped"]);
    mapping.stop().await;
    assert!(invocations.is_empty());
}

#[tokio::test]
async fn unfinished_record_of_one_partition_is_sent_again_after_a_crash() {
    let stack = Stack::start().await;
    stack.put("stuck", 0).await;
    let (handler, mut invocations) = function(|records| async move {
        if keys(&records).contains(&"stuck") {
            std::future::pending::<()>().await;
        }
        all_done()
    });
    let mapping = stack.map(handler, fast_retries());
    assert_eq!(keys(&next(&mut invocations).await), ["stuck"]);
    let mut others = Vec::new();
    for item in 0..20 {
        // Some of these share the stuck partition and wait; the others are processed.
        let key = format!("item{item}");
        stack.put(&key, 0).await;
        others.push(key);
    }
    next(&mut invocations).await;
    drop(mapping);

    let (handler, mut invocations) = function(|_| async { all_done() });
    let mapping = stack.map(handler, fast_retries());
    let mut missing: Vec<&str> = vec!["stuck"];
    while !missing.is_empty() {
        let again = next(&mut invocations).await;
        missing.retain(|key| !keys(&again).contains(key));
    }
    mapping.stop().await;
}

#[tokio::test]
async fn stop_waits_for_a_running_invocation_and_starts_no_other() {
    let stack = Stack::start().await;
    let open = Arc::new(Semaphore::new(0));
    let gate = open.clone();
    let (handler, mut invocations) = function(move |_| {
        let gate = gate.clone();
        async move {
            gate.acquire().await?.forget();
            all_done()
        }
    });
    stack.put("running", 0).await;
    let mapping = stack.map(handler.clone(), one_worker());
    next(&mut invocations).await;
    stack.put("waiting", 0).await;
    let stopping = tokio::spawn(mapping.stop());
    open.add_permits(1);
    tokio::time::timeout(TIMEOUT, stopping).await.expect("in time").expect("a stop");
    assert!(invocations.is_empty(), "no invocation was started");

    open.add_permits(1);
    let mapping = stack.map(handler, one_worker());
    assert_eq!(keys(&next(&mut invocations).await), ["waiting"], "the running record was done");
    mapping.stop().await;
}

#[tokio::test]
async fn notification_starts_a_read_before_the_poll_interval() {
    let stack = Stack::start().await;
    let (handler, mut invocations) = function(|_| async { all_done() });
    let mapping = stack.map(handler, Settings { poll_interval: Duration::from_secs(3600), ..fast_retries() });
    let notifier = mapping.write_notifier();
    for item in 0..3 {
        let key = format!("item{item}");
        stack.put(&key, 0).await;
        notifier.notify();
        assert_eq!(keys(&next(&mut invocations).await), [key]);
    }
    mapping.stop().await;
}

#[tokio::test]
async fn parts_of_large_bodies_are_not_sent_and_do_not_block_the_checkpoint() {
    let stack = Stack::start().await;
    stack.put_kind("part", 0, "part").await;
    stack.put("head", 0).await;
    stack.put_kind("last part", 0, "part").await;
    let (handler, mut invocations) = function(|_| async { all_done() });
    let mapping = stack.map(handler.clone(), fast_retries());
    assert_eq!(keys(&next(&mut invocations).await), ["head"]);
    mapping.stop().await;
    stack.put("next head", 0).await;
    let mapping = stack.map(handler, fast_retries());
    assert_eq!(keys(&next(&mut invocations).await), ["next head"]);
    mapping.stop().await;
}

#[tokio::test]
async fn unknown_checkpoint_starts_at_the_oldest_record() {
    let stack = Stack::start().await;
    stack.put("oldest", 0).await;
    let (handler, mut invocations) = function(|_| async { all_done() });
    let mapping = stack.map(handler.clone(), fast_retries());
    next(&mut invocations).await;
    mapping.stop().await;

    let path = stack.folder().join(CHECKPOINT_FILE);
    let mut checkpoint: Value = serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
    let shards = checkpoint["shards"].as_object_mut().expect("shards");
    assert_eq!(shards.len(), 1);
    shards.values_mut().for_each(|position| *position = json!({"after": "5"}));
    std::fs::write(&path, checkpoint.to_string()).expect("a write");

    let mapping = stack.map(handler, fast_retries());
    assert_eq!(keys(&next(&mut invocations).await), ["oldest"]);
    mapping.stop().await;
}
