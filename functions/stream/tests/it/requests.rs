//! How many requests to DynamoDB one order costs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use serde_json::Value;

use crate::stack::Stack;
use crate::watch::{Request, watched};

const CREATED: &str = include_str!("../../../../events/bodies/shopify-orders-create.json");
const UPDATED: &str = include_str!("../../../../events/bodies/shopify-orders-updated.json");

/// Counts requests by operation and table.
#[derive(Clone, Debug, Default)]
struct Counter(Arc<Mutex<BTreeMap<String, u32>>>);

impl Counter {
    /// What was counted since the last time, but for what comes behind the frame: marks for statistics, and the look at
    /// the list of redactions.
    fn taken(&self) -> BTreeMap<String, u32> {
        let mut counts = std::mem::take(&mut *self.0.lock().unwrap());
        counts
            .retain(|request, _| !["PutItem storebell-ledger", "BatchGetItem storebell-ledger"].contains(&&**request));
        counts
    }
}

/// A client as `client`, and what it counts.
fn counted(client: &Client) -> (Client, Counter) {
    let counter = Counter::default();
    let counts = Arc::clone(&counter.0);
    let count = move |request: &Request<'_>| {
        let body: Value = serde_json::from_slice(request.body)?;
        let batched = body["RequestItems"].as_object().and_then(|tables| tables.keys().next()).map(String::as_str);
        let table = body["TableName"].as_str().or(batched).unwrap_or_default();
        *counts.lock().unwrap().entry(format!("{} {table}", request.operation)).or_default() += 1;
        Ok(())
    };
    (Client::from_conf(watched(client, count).build()), counter)
}

fn counts(expected: &[(&str, u32)]) -> BTreeMap<String, u32> {
    expected.iter().map(|(request, count)| ((*request).to_owned(), *count)).collect()
}

/// A sender's order is with its clients after this many requests, and no more: each is a share of the time to the frame.
#[tokio::test]
async fn a_new_order_costs_so_many_requests_and_one_that_is_known_fewer() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    let (client, counter) = counted(&stack.client);
    let function = stack.another(&client);
    let created = stack.delivered("shop", "orders/create", CREATED, "1").await;
    assert_eq!(function(vec![created]).await, Vec::<String>::new());
    // Once to where it meets others (an id and a name) and to the costs of its two articles; it is put once.
    let known = [
        ("GetItem storebell-state", 1),
        ("GetItem storebell-integrations", 1),
        ("Query storebell-ledger", 4),
        ("PutItem storebell-state", 1),
        ("PutItem storebell-events", 1),
        ("Query storebell-integrations", 1),
        ("Query storebell-connections", 1),
    ];
    let links = [("BatchWriteItem storebell-ledger", 1)];
    assert_eq!(counter.taken(), counts(&[&known[..], &links].concat()));
    let updated = stack.delivered("shop", "orders/updated", UPDATED, "2").await;
    assert_eq!(function(vec![updated]).await, Vec::<String>::new());
    assert_eq!(counter.taken(), counts(&known));
}
