//! How many requests to DynamoDB one delivery of an order costs.

use std::collections::BTreeMap;

use local_testing::RequestCounts;

use crate::stack::Stack;

const CREATED: &str = include_str!("../../../../events/bodies/shopify-orders-create.json");
const UPDATED: &str = include_str!("../../../../events/bodies/shopify-orders-updated.json");

/// The counts without the requests that come after the frame: marks for the statistics, and the read of the list of
/// redactions.
fn before_frame(mut counts: BTreeMap<String, u32>) -> BTreeMap<String, u32> {
    counts.retain(|request, _| !["PutItem storebell-ledger", "BatchGetItem storebell-ledger"].contains(&&**request));
    counts
}

fn counts(expected: &[(&str, u32)]) -> BTreeMap<String, u32> {
    expected.iter().map(|(request, count)| ((*request).to_owned(), *count)).collect()
}

/// Each request adds to the time until the order's frame is sent.
#[tokio::test]
async fn new_order_costs_a_fixed_number_of_requests_and_an_update_fewer() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    let (client, counter) = RequestCounts::counted(&stack.client);
    let function = stack.function(&client);
    let created = stack.delivery("shop", "orders/create", CREATED, "1").await;
    assert_eq!(function(vec![created]).await, Vec::<String>::new());
    // Four queries: links at two join keys (id and name), and the unit costs of two SKUs.
    let update = [
        ("GetItem storebell-state", 1),
        ("GetItem storebell-integrations", 1),
        ("Query storebell-ledger", 4),
        ("PutItem storebell-state", 1),
        ("PutItem storebell-events", 1),
        ("Query storebell-integrations", 1),
        ("Query storebell-connections", 1),
    ];
    let links = [("BatchWriteItem storebell-ledger", 1)];
    assert_eq!(before_frame(counter.take()), counts(&[&update[..], &links].concat()));
    let updated = stack.delivery("shop", "orders/updated", UPDATED, "2").await;
    assert_eq!(function(vec![updated]).await, Vec::<String>::new());
    assert_eq!(before_frame(counter.take()), counts(&update));
}
