//! Rows of any table: written, read and fetched in bulk.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, PutRequest, WriteRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::concurrency::bounded;
use types::random::jitter;

use super::StoreError;

/// A row as the SDK has it.
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

/// A struct as a row.
pub(super) fn to_item(row: &impl Serialize) -> Item {
    serde_dynamo::to_item(row).expect("a row of plain fields serializes")
}

/// A row as a struct.
pub(super) fn from_item<T: DeserializeOwned>(table: &'static str, item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(StoreError::unreadable(table))
}

/// The most keys that BatchGetItem takes
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>).
const BATCH: usize = 100;
/// How often keys that DynamoDB left unprocessed are asked for again.
const ROUNDS: usize = 5;

/// Fetches the rows of `keys`, in no order; keys without a row are left out. A consistent read costs twice as much.
pub(super) async fn batch_get(
    client: &Client,
    table: &str,
    keys: Vec<Item>,
    consistent: bool,
) -> Result<Vec<Item>, StoreError> {
    const OPERATION: &str = "BatchGetItem";
    let mut rows = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(BATCH) {
        let mut wanted = Some(chunk.to_vec());
        for _ in 0..ROUNDS {
            let Some(keys) = wanted.take().filter(|keys| !keys.is_empty()) else { break };
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
            wanted = response.unprocessed_keys.and_then(|mut tables| tables.remove(table)).map(|left| left.keys);
        }
        if wanted.is_some_and(|keys| !keys.is_empty()) {
            return Err(StoreError::Unavailable { operation: OPERATION, detail: "keys stayed unprocessed".into() });
        }
    }
    Ok(rows)
}

/// The most rows that BatchWriteItem takes
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>).
const WRITE_BATCH: usize = 25;
/// Batches that are written at once.
const WRITES_AT_ONCE: usize = 4;

/// Puts rows, no two of one key. Where it fails, some of them may be there.
pub(super) async fn batch_put(client: &Client, table: &str, rows: Vec<Item>) -> Result<(), StoreError> {
    let batches = rows.chunks(WRITE_BATCH).map(|rows| put_batch(client, table, rows)).collect();
    bounded(WRITES_AT_ONCE, batches).await.into_iter().collect()
}

async fn put_batch(client: &Client, table: &str, rows: &[Item]) -> Result<(), StoreError> {
    const OPERATION: &str = "BatchWriteItem";
    let put = |row: &Item| {
        let put = PutRequest::builder().set_item(Some(row.clone())).build().expect("the item is set");
        WriteRequest::builder().put_request(put).build()
    };
    let mut left: Vec<_> = rows.iter().map(put).collect();
    for round in 0..ROUNDS {
        if round > 0 {
            // What DynamoDB leaves is above its rate: it needs time.
            tokio::time::sleep(Duration::from_millis(jitter(50 << round))).await;
        }
        let response = client.batch_write_item().request_items(table, left).send().await;
        let unprocessed = response.map_err(StoreError::of(OPERATION))?.unprocessed_items;
        left = unprocessed.and_then(|mut tables| tables.remove(table)).unwrap_or_default();
        if left.is_empty() {
            return Ok(());
        }
    }
    Err(StoreError::Unavailable { operation: OPERATION, detail: "rows stayed unprocessed".into() })
}
