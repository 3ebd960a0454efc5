//! Counts a client's requests to DynamoDB.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use serde_json::Value;

use crate::request_interceptor::{Request, intercepted};

/// The counts of a client's requests, by operation and table, such as `PutItem storebell-events`. A batch or a transaction
/// counts once, with its first table.
#[derive(Clone, Debug, Default)]
pub struct RequestCounts(Arc<Mutex<BTreeMap<String, u32>>>);

impl RequestCounts {
    /// A copy of `client`, and the counts of its requests.
    pub fn counted(client: &Client) -> (Client, Self) {
        let counts = Self::default();
        let counted = counts.clone();
        let count = move |request: &Request<'_>| {
            let body: Value = serde_json::from_slice(request.body)?;
            let batched = body["RequestItems"].as_object().and_then(|tables| tables.keys().next()).map(String::as_str);
            let table = body["TableName"].as_str().or(batched).unwrap_or_default();
            *counted.0.lock().unwrap().entry(format!("{} {table}", request.operation)).or_default() += 1;
            Ok(())
        };
        (Client::from_conf(intercepted(client, count).build()), counts)
    }

    /// The counts since the last call.
    pub fn take(&self) -> BTreeMap<String, u32> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}
