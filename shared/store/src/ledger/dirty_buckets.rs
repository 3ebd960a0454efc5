//! Dues: which slots of which integrations have changed since they were rolled up.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::Time;

use super::super::rows::{from_item, key, text, to_item};
use super::super::{StoreError, on_condition};
use super::TABLE;

/// What a slot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DirtyBucketKind {
    /// Events that were received in a minute.
    Events,
    /// Orders that were placed in a quarter of an hour.
    Orders,
}

/// A slot that has to be rolled up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DirtyBucket {
    /// What it is of.
    pub kind: DirtyBucketKind,
    /// Where the slot begins.
    pub slot: Time,
    /// Whose it is.
    pub integration: IntegrationId,
}

/// A due as it stands in the table. Each mark has a stamp of its own: while it is unchanged, nobody has marked the slot
/// again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirtyMark {
    /// The slot.
    #[serde(flatten)]
    pub due: DirtyBucket,
    /// Which marking it is, and when it was.
    pub stamp: EventId,
}

/// Marks slots as changed, and takes the marks away. One partition for each kind: a slot is marked far less often than
/// events come, since who has marked an open minute does not mark it again.
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
    mark: DirtyMark,
}

impl DirtyBuckets {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Marks a slot, after what has changed in it was written. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark(&self, mark: &DirtyMark) -> Result<(), StoreError> {
        let row = Row { pk: partition(mark.due.kind), sk: place(&mark.due), mark: mark.clone() };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// Up to `limit` marks of a kind, the oldest slots first, by a consistent read. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn oldest(&self, kind: DirtyBucketKind, limit: usize) -> Result<Vec<DirtyMark>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(kind)))
            .consistent_read(true)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let mut pages = query.into_paginator().send();
        let mut marks = Vec::new();
        while let Some(page) = pages.next().await {
            let items = page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
            for item in items {
                marks.push(from_item::<Row>(TABLE, item)?.mark);
            }
            if marks.len() >= limit {
                break;
            }
        }
        marks.truncate(limit);
        Ok(marks)
    }

    /// Takes a mark away, unless the slot was marked again meanwhile. Needs DeleteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn done(&self, mark: &DirtyMark) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(partition(mark.due.kind), place(&mark.due))))
            .condition_expression("stamp = :stamp")
            .expression_attribute_values(":stamp", text(mark.stamp));
        on_condition("DeleteItem ledger", delete.send().await).map(drop)
    }
}

fn partition(kind: DirtyBucketKind) -> String {
    match kind {
        DirtyBucketKind::Events => "due#events".to_owned(),
        DirtyBucketKind::Orders => "due#orders".to_owned(),
    }
}

fn place(due: &DirtyBucket) -> String {
    format!("{}#{}", due.slot, due.integration)
}
