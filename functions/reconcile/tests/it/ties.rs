//! Orders of which two snapshots have one source time: they are fetched, and the row that lists them is removed.

use domain::integration::Integration;
use serde_json::json;
use store::ledger::TiedOrder;
use types::Channel;
use types::time::Time;

use crate::stack::{NOON, Stack, order};

fn minutes_before_noon(minutes: i64) -> Time {
    NOON.parse::<Time>().unwrap().plus_millis(-minutes * 60_000)
}

/// Order 1 of the shop, of which two snapshots of five minutes before noon tie.
fn tied(stack: &Stack) -> TiedOrder {
    let (integration, tied_at) = ("shop".parse().unwrap(), minutes_before_noon(5));
    TiedOrder { integration, order: "1001".into(), tied_at, due_at: stack.now(), failures: 0 }
}

async fn with_tied_order() -> Stack {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    stack.put_order("shop", order(1, 5));
    stack.ties().add(Channel::Shopify, &tied(&stack)).await.unwrap();
    stack
}

#[tokio::test]
async fn tied_order_is_fetched_alone_stored_and_no_longer_listed() {
    let stack = with_tied_order().await;
    let run = stack.settle_ties().await;
    assert_eq!((run.settled, run.unsettled, run.reconciled, run.stored), (1, 0, 0, 0));
    assert_eq!(stack.requests("shop"), ["Order"]);
    assert_eq!(stack.rows("DELIVERIES_TABLE").await.len(), 1);
    assert_eq!(stack.listed_ties().await, []);
    // A run without ties requests nothing.
    assert_eq!(stack.settle_ties().await.settled, 0);
    assert_eq!(stack.requests("shop").len(), 1);
}

#[tokio::test]
async fn order_that_ties_again_unchanged_is_the_same_delivery() {
    let stack = with_tied_order().await;
    stack.settle_ties().await;
    stack.ties().add(Channel::Shopify, &tied(&stack)).await.unwrap();
    assert_eq!(stack.settle_ties().await.settled, 1);
    // Its record is not processed again, so that it cannot tie for ever.
    assert_eq!(stack.rows("DELIVERIES_TABLE").await.len(), 1);
}

#[tokio::test]
async fn order_is_listed_once_and_the_newest_source_time_counts() {
    let stack = with_tied_order().await;
    let older = TiedOrder { tied_at: minutes_before_noon(6), ..tied(&stack) };
    let newer = TiedOrder { tied_at: minutes_before_noon(4), ..tied(&stack) };
    stack.ties().add(Channel::Shopify, &older).await.unwrap();
    assert_eq!(stack.listed_ties().await, [tied(&stack)]);
    stack.ties().add(Channel::Shopify, &newer).await.unwrap();
    assert_eq!(stack.listed_ties().await, std::slice::from_ref(&newer));
    // An order that was listed again while it was fetched stays listed.
    stack.ties().remove(Channel::Shopify, &tied(&stack)).await.unwrap();
    stack.ties().postpone(Channel::Shopify, &tied(&stack)).await.unwrap();
    assert_eq!(stack.listed_ties().await, [newer]);
}

#[tokio::test]
async fn failed_fetch_is_tried_later_and_later_then_given_up() {
    let stack = with_tied_order().await;
    let mut pauses = Vec::new();
    for _ in 0..8 {
        stack.respond_next("shop", json!({"status": 500}));
        let run = stack.settle_ties().await;
        assert_eq!((run.settled, run.unsettled), (0, 1));
        let Some(listed) = stack.listed_ties().await.pop() else { break };
        let minutes = (listed.due_at.millis() - stack.now().millis()) / 60_000;
        pauses.push(minutes);
        // Before that, nothing is requested.
        stack.advance_minutes(minutes - 1);
        assert_eq!(stack.settle_ties().await.unsettled, 0);
        stack.advance_minutes(1);
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64]);
    assert_eq!(stack.listed_ties().await, []);
    assert_eq!(stack.rows("DELIVERIES_TABLE").await, Vec::<String>::new());
}

#[tokio::test]
async fn version_from_before_the_tie_is_not_stored() {
    let stack = with_tied_order().await;
    stack.put_order("shop", order(1, 6));
    assert_eq!(stack.settle_ties().await.unsettled, 1);
    assert_eq!(stack.rows("DELIVERIES_TABLE").await, Vec::<String>::new());
    stack.put_order("shop", order(1, 5));
    stack.advance_minutes(1);
    assert_eq!(stack.settle_ties().await.settled, 1);
}

#[tokio::test]
async fn order_without_a_source_any_more_is_no_longer_listed() {
    let stack = with_tied_order().await;
    let gone = TiedOrder { order: "4711".into(), ..tied(&stack) };
    stack.ties().remove(Channel::Shopify, &tied(&stack)).await.unwrap();
    stack.ties().add(Channel::Shopify, &gone).await.unwrap();
    assert_eq!((stack.settle_ties().await.settled, stack.listed_ties().await), (1, Vec::new()));
    let without_token = stack.create_shop("other").await;
    stack.update_integration(&Integration { access_token: None, ..without_token }).await;
    let tied = TiedOrder { integration: "other".parse().unwrap(), ..tied(&stack) };
    stack.ties().add(Channel::Shopify, &tied).await.unwrap();
    assert_eq!((stack.settle_ties().await.settled, stack.listed_ties().await), (1, Vec::new()));
    assert_eq!(stack.requests("other"), Vec::<String>::new());
}

#[tokio::test]
async fn reconciliation_settles_ties_first_and_an_order_that_becomes_due_is_waited_for() {
    let stack = with_tied_order().await;
    let soon = TiedOrder { due_at: stack.now().plus_millis(20), ..tied(&stack) };
    stack.ties().postpone(Channel::Shopify, &soon).await.unwrap();
    let run = stack.run().await;
    assert_eq!((run.settled, run.reconciled, run.stored), (1, 1, 1));
    // The order as it was listed is another delivery, which loses against the one that settled the tie.
    assert_eq!(stack.requests("shop"), ["Order", "Orders"]);
}
