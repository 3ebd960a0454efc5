//! Rows of any table: converted to and from structs, read and written in batches.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, PutRequest, WriteRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::concurrency::bounded;
use types::random::jitter;

use crate::error::StoreError;

/// A row as the SDK represents it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// A text attribute.
pub(super) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A number attribute.
pub(super) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The key of a row in a table with `pk` and `sk`.
pub(super) fn key(pk: impl ToString, sk: impl ToString) -> Item {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

/// The key attributes of a row; `None` where it lacks one.
pub(super) fn key_of(mut row: Item) -> Option<Item> {
    Some(HashMap::from([("pk".to_owned(), row.remove("pk")?), ("sk".to_owned(), row.remove("sk")?)]))
}

/// A struct as a row.
pub(super) fn to_item(row: &impl Serialize) -> Item {
    serde_dynamo::to_item(row).expect("a row of plain fields serializes")
}

/// A row as a struct.
pub(super) fn from_item<T: DeserializeOwned>(table: &'static str, item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(StoreError::unreadable(table))
}

/// The bound of BatchGetItem
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>).
const MAX_KEYS_PER_BATCH: usize = 100;
/// The bound of BatchWriteItem
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>).
const MAX_ROWS_PER_BATCH: usize = 25;
const MAX_CONCURRENT_WRITES: usize = 4;
/// The most attempts to send keys and rows that DynamoDB returned as unprocessed.
const MAX_ATTEMPTS: usize = 5;
/// The backoff before the second attempt of a batch write is a random time below twice this one; it doubles each time.
const WRITE_BACKOFF_MS: u64 = 50;

/// Reads the rows of `keys`, in no order; keys without a row are left out. A consistent read costs twice as much.
pub(super) async fn batch_get(
    client: &Client,
    table: &str,
    keys: Vec<Item>,
    consistent: bool,
) -> Result<Vec<Item>, StoreError> {
    const OPERATION: &str = "BatchGetItem";
    let mut rows = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(MAX_KEYS_PER_BATCH) {
        let mut remaining = Some(chunk.to_vec());
        for _ in 0..MAX_ATTEMPTS {
            let Some(keys) = remaining.take().filter(|keys| !keys.is_empty()) else { break };
            let request = KeysAndAttributes::builder()
                .set_keys(Some(keys))
                .consistent_read(consistent)
                .build()
                .map_err(|error| StoreError::Unavailable { operation: OPERATION, detail: error.to_string() })?;
            let response = client
                .batch_get_item()
                .request_items(table, request)
                .send()
                .await
                .map_err(StoreError::of(OPERATION))?;
            rows.extend(response.responses.and_then(|mut tables| tables.remove(table)).unwrap_or_default());
            let unprocessed = response.unprocessed_keys.and_then(|mut tables| tables.remove(table));
            remaining = unprocessed.map(|unprocessed| unprocessed.keys);
        }
        if remaining.is_some_and(|keys| !keys.is_empty()) {
            return Err(StoreError::Unavailable { operation: OPERATION, detail: "keys stayed unprocessed".into() });
        }
    }
    Ok(rows)
}

/// Puts rows with distinct keys. After an error, some of them may have been written.
pub(super) async fn batch_put(client: &Client, table: &str, rows: Vec<Item>) -> Result<(), StoreError> {
    let batches = rows.chunks(MAX_ROWS_PER_BATCH).map(|rows| put_batch(client, table, rows)).collect();
    bounded(MAX_CONCURRENT_WRITES, batches).await.into_iter().collect()
}

async fn put_batch(client: &Client, table: &str, rows: &[Item]) -> Result<(), StoreError> {
    const OPERATION: &str = "BatchWriteItem";
    let put = |row: &Item| {
        let put = PutRequest::builder().set_item(Some(row.clone())).build().expect("the item is set");
        WriteRequest::builder().put_request(put).build()
    };
    let mut remaining: Vec<_> = rows.iter().map(put).collect();
    for attempt in 0..MAX_ATTEMPTS {
        if attempt > 0 {
            // DynamoDB leaves rows unprocessed that exceed the table's throughput: only time helps.
            tokio::time::sleep(Duration::from_millis(jitter(WRITE_BACKOFF_MS << attempt))).await;
        }
        let response = client.batch_write_item().request_items(table, remaining).send().await;
        let unprocessed = response.map_err(StoreError::of(OPERATION))?.unprocessed_items;
        remaining = unprocessed.and_then(|mut tables| tables.remove(table)).unwrap_or_default();
        if remaining.is_empty() {
            return Ok(());
        }
    }
    Err(StoreError::Unavailable { operation: OPERATION, detail: "rows stayed unprocessed".into() })
}
