//! How many requests to DynamoDB one delivery of an order costs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use local_testing::request_interceptor::{Request, intercepted};
use serde_json::Value;

use crate::stack::Stack;

const CREATED: &str = include_str!("../../../../events/bodies/shopify-orders-create.json");
const UPDATED: &str = include_str!("../../../../events/bodies/shopify-orders-updated.json");

/// Counts requests by operation and table.
#[derive(Clone, Debug, Default)]
struct RequestCounts(Arc<Mutex<BTreeMap<String, u32>>>);

impl RequestCounts {
    /// The counts since the last call, without the requests that come after the frame: marks for the statistics, and the
    /// read of the list of redactions.
    fn take(&self) -> BTreeMap<String, u32> {
        let mut counts = std::mem::take(&mut *self.0.lock().unwrap());
        counts
            .retain(|request, _| !["PutItem storebell-ledger", "BatchGetItem storebell-ledger"].contains(&&**request));
        counts
    }
}

/// A copy of `client`, and the counts of its requests.
fn counting(client: &Client) -> (Client, RequestCounts) {
    let counter = RequestCounts::default();
    let counts = Arc::clone(&counter.0);
    let count = move |request: &Request<'_>| {
        let body: Value = serde_json::from_slice(request.body)?;
        let batched = body["RequestItems"].as_object().and_then(|tables| tables.keys().next()).map(String::as_str);
        let table = body["TableName"].as_str().or(batched).unwrap_or_default();
        *counts.lock().unwrap().entry(format!("{} {table}", request.operation)).or_default() += 1;
        Ok(())
    };
    (Client::from_conf(intercepted(client, count).build()), counter)
}

fn counts(expected: &[(&str, u32)]) -> BTreeMap<String, u32> {
    expected.iter().map(|(request, count)| ((*request).to_owned(), *count)).collect()
}

/// Each request adds to the time until the order's frame is sent.
#[tokio::test]
async fn new_order_costs_a_fixed_number_of_requests_and_an_update_fewer() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    let (client, counter) = counting(&stack.client);
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
    assert_eq!(counter.take(), counts(&[&update[..], &links].concat()));
    let updated = stack.delivery("shop", "orders/updated", UPDATED, "2").await;
    assert_eq!(function(vec![updated]).await, Vec::<String>::new());
    assert_eq!(counter.take(), counts(&update));
}
