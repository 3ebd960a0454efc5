//! Membership is read by the invocation that sends: who was a member gets nothing more, though his connection stays.

use tokio::task::JoinHandle;

use crate::gate::Gate;
use crate::stack::{Stack, order};

#[tokio::test]
async fn who_is_no_member_any_more_gets_nothing_by_the_same_warm_function() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha", "ravi"]).await;
    stack.connection("asha", "asha-1", true, 60).await;
    stack.connection("ravi", "ravi-1", true, 60).await;
    let before = stack.delivered("shop", "orders/create", &order(1), "100").await;
    assert!(stack.invoke(vec![before]).await.is_empty());
    assert_eq!(stack.management.frames("asha-1").len(), 1);

    stack.revoke("shop", "asha").await;
    let after = stack.delivered("shop", "orders/create", &order(2), "101").await;
    assert!(stack.invoke(vec![after]).await.is_empty());
    assert_eq!((stack.management.frames("asha-1").len(), stack.management.frames("ravi-1").len()), (1, 2));
    assert!(stack.has_connection("asha-1").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_began_before_the_revocation_reads_members_after_it() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha", "ravi"]).await;
    stack.connection("asha", "asha-1", true, 60).await;
    stack.connection("ravi", "ravi-1", true, 60).await;
    let record = stack.delivered("shop", "orders/create", &order(1), "100").await;
    let event_id = record["dynamodb"]["NewImage"]["event_id"]["S"].as_str().unwrap();
    let (client, mut gate) = Gate::before(&stack.client, "storebell-events", event_id);
    let begun: JoinHandle<_> = tokio::spawn(stack.another(&client)(vec![record.clone()]));
    // It is read and folded, and its event is about to be written.
    gate.reached().await;
    stack.revoke("shop", "asha").await;
    gate.open();
    assert!(begun.await.unwrap().is_empty());
    assert_eq!((stack.management.frames("asha-1").len(), stack.management.frames("ravi-1").len()), (0, 1));
}
