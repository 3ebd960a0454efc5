//! Copies of a webhook are one delivery.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::stack::{Stack, Webhook};

#[tokio::test]
async fn concurrent_copies_are_one_delivery_one_event_and_one_change() {
    let stack = Stack::start().await;
    let mut live = stack.websocket("demo", None).await;
    let webhook = Webhook::sample("orders/create");
    // A channel retries after a 503.
    let accepted = async |()| loop {
        let response = stack.post(&webhook).await;
        if response.status != 503 {
            break response;
        }
    };
    let responses = join_all((0..200).map(|_| accepted(()))).await;
    assert!(responses.iter().all(|response| response.status == 200), "{responses:?}");
    let ids: BTreeSet<_> = responses.iter().map(|response| response.event_id()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(responses.iter().filter(|response| response.json["status"] == "stored").count(), 1);

    live.next_frame().await;
    let rows = stack.rows().await;
    assert_eq!((rows.of("deliveries"), rows.of("events"), rows.of("state")), (1, 1, 1));
    let (_, orders) = stack.get("demo", "/api/orders").await;
    assert_eq!(orders["orders"][0]["rev"], 1);
}
