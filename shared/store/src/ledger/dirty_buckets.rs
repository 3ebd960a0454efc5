//! Dirty buckets: time buckets whose events or orders changed since they were rolled up.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::Time;

use super::TABLE;
use crate::error::{StoreError, conditional};
use crate::rows::{from_item, key, text, to_item};

/// What a dirty bucket counts, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DirtyBucketKind {
    /// Events received in a minute.
    Events,
    /// Orders placed in a quarter of an hour.
    Orders,
}

/// A time bucket that must be rolled up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DirtyBucket {
    /// What it counts.
    pub kind: DirtyBucketKind,
    /// Where the bucket begins.
    #[serde(rename = "slot")]
    pub start: Time,
    /// The integration whose events or orders it counts.
    pub integration: IntegrationId,
}

/// The marker of a dirty bucket. Each marker has its own stamp: while the stamp is unchanged, the bucket was not marked
/// again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirtyBucketMarker {
    /// The bucket.
    #[serde(flatten)]
    pub bucket: DirtyBucket,
    /// Minted when the bucket was marked.
    pub stamp: EventId,
}

/// Writes, lists and clears markers. One partition for each kind is enough: a bucket is marked far less often than
/// events arrive, since an invocation that marked an open minute does not mark it again.
#[derive(Clone, Debug)]
pub struct DirtyBuckets {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    #[serde(flatten)]
    marker: DirtyBucketMarker,
}

impl DirtyBuckets {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Marks a bucket. Call it after the change in the bucket was written. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark(&self, marker: &DirtyBucketMarker) -> Result<(), StoreError> {
        let bucket = &marker.bucket;
        let row = Row { pk: partition(bucket.kind).to_owned(), sk: sort_key(bucket), marker: marker.clone() };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// Up to `limit` markers of a kind, the oldest buckets first, by a consistent read. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn oldest(&self, kind: DirtyBucketKind, limit: usize) -> Result<Vec<DirtyBucketMarker>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(kind)))
            .consistent_read(true)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let mut pages = query.into_paginator().send();
        let mut markers = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                markers.push(from_item::<Row>(TABLE, item)?.marker);
            }
            if markers.len() >= limit {
                break;
            }
        }
        markers.truncate(limit);
        Ok(markers)
    }

    /// Deletes a marker, unless the bucket was marked again since. Needs DeleteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn clear(&self, marker: &DirtyBucketMarker) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(partition(marker.bucket.kind), sort_key(&marker.bucket))))
            .condition_expression("stamp = :stamp")
            .expression_attribute_values(":stamp", text(marker.stamp));
        conditional("DeleteItem ledger", delete.send().await).map(drop)
    }
}

fn partition(kind: DirtyBucketKind) -> &'static str {
    match kind {
        DirtyBucketKind::Events => "due#events",
        DirtyBucketKind::Orders => "due#orders",
    }
}

fn sort_key(bucket: &DirtyBucket) -> String {
    format!("{}#{}", bucket.start, bucket.integration)
}
