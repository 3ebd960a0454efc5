//! The result does not depend on the order of the webhooks.

use futures_util::future::join_all;
use local_client::StackUrl;
use serde_json::Value;
use testing::order_histories;

use crate::stack::{Order, Stack};

/// Every permutation of four items.
fn permutations() -> Vec<Vec<usize>> {
    let digits = |code: usize| (0..4).map(move |digit| code / 4_usize.pow(digit) % 4).collect::<Vec<_>>();
    (0..256).map(digits).filter(|order| (0..4).all(|index| order.contains(&index))).collect()
}

#[tokio::test]
async fn order_is_the_same_for_every_permutation_with_repeats_and_concurrently() {
    let stack = Stack::start().await;
    let orders: Vec<_> = permutations().into_iter().enumerate().map(|(index, order)| (id(index), order)).collect();
    assert_eq!(orders.len(), 24);
    // Concurrently, so that partitions and invocations overlap.
    join_all(orders.iter().map(|(order, sequence)| async {
        let webhooks = order.webhooks();
        for index in sequence.iter().chain(&sequence[..2]) {
            assert_eq!(stack.post(&webhooks[*index]).await.status, 200);
        }
    }))
    .await;
    // One order with concurrent webhooks.
    let concurrent = id(99);
    let webhooks = concurrent.webhooks();
    join_all(webhooks.iter().map(|webhook| stack.post(webhook))).await;

    stack.events(25 * 4).await;
    let expected = detail(&stack, &orders[0].0).await;
    assert_eq!(expected["status"], "cancelled");
    assert_ne!(expected["refunded"], "0.00");
    for (order, sequence) in &orders {
        assert_eq!(detail(&stack, order).await, expected, "{sequence:?}");
    }
    assert_eq!(detail(&stack, &concurrent).await, expected, "concurrent");
    let rows = stack.rows().await;
    assert_eq!((rows.of("deliveries"), rows.of("events"), rows.of("state")), (100, 100, 25));
}

fn id(index: usize) -> Order {
    Order { id: 700_000_000_000_000_000 + index as u64 }
}

/// The order without its id, its `rev` and its history, in which the orders differ.
async fn detail(stack: &Stack, order: &Order) -> Value {
    let (status, mut detail) = stack.get("demo", &format!("/api/orders/{}?integration=demo-shopify", order.id)).await;
    assert_eq!((status, &detail["id"]), (200, &Value::from(order.id.to_string())));
    let fields = detail.as_object_mut().unwrap();
    fields.remove("id");
    fields.remove("rev");
    fields.remove("history");
    detail
}

/// A tenth of the webhooks of `load reordering` in `tests/bench`.
#[tokio::test]
async fn ten_orderings_of_webhooks_of_several_channels_have_the_same_result() {
    let webhooks = order_histories::order_webhooks(30, 200, 0);
    let mut lists = Vec::new();
    for seed in 0..10 {
        let stack = Stack::start().await;
        let (url, token): (StackUrl, _) = (stack.url("").parse().unwrap(), stack.token("demo").await);
        let orders = load::reordering::run(&url, &token, &webhooks, seed).await.unwrap();
        lists.push(orders.iter().map(Value::to_string).collect::<Vec<_>>());
    }
    assert_eq!(lists[0].len(), 30);
    for (seed, list) in lists.iter().enumerate() {
        for (one, first) in list.iter().zip(&lists[0]) {
            assert_eq!(one, first, "seed {seed}");
        }
        assert_eq!(list.len(), lists[0].len(), "seed {seed}");
    }
}
