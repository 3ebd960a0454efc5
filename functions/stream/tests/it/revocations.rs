//! Members are read by the invocation that pushes: a removed member gets no frame, even while the connection exists.

use local_testing::FaultGate;
use tokio::task::JoinHandle;

use crate::stack::{Stack, order};

#[tokio::test]
async fn removed_member_gets_no_frame_from_a_warm_function() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha", "ravi"]).await;
    stack.connection("asha", "asha-1", true, 60).await;
    stack.connection("ravi", "ravi-1", true, 60).await;
    let before = stack.delivery("shop", "orders/create", &order(1), "100").await;
    assert!(stack.invoke(vec![before]).await.is_empty());
    assert_eq!(stack.management.frames("asha-1").len(), 1);

    stack.revoke("shop", "asha").await;
    let after = stack.delivery("shop", "orders/create", &order(2), "101").await;
    assert!(stack.invoke(vec![after]).await.is_empty());
    assert_eq!((stack.management.frames("asha-1").len(), stack.management.frames("ravi-1").len()), (1, 2));
    assert!(stack.has_connection("asha-1").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_started_before_a_revocation_reads_members_after_it() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha", "ravi"]).await;
    stack.connection("asha", "asha-1", true, 60).await;
    stack.connection("ravi", "ravi-1", true, 60).await;
    let record = stack.delivery("shop", "orders/create", &order(1), "100").await;
    let event_id = record["dynamodb"]["NewImage"]["event_id"]["S"].as_str().unwrap();
    let (client, mut gate) = FaultGate::before_write(&stack.client, "storebell-events", event_id);
    let running: JoinHandle<_> = tokio::spawn(stack.function(&client)(vec![record.clone()]));
    // The record is projected, and its event is about to be written.
    gate.reached().await;
    stack.revoke("shop", "asha").await;
    gate.open();
    assert!(running.await.unwrap().is_empty());
    assert_eq!((stack.management.frames("asha-1").len(), stack.management.frames("ravi-1").len()), (0, 1));
}
